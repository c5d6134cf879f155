//! The way of a call, the same for every action.
//!
//! One function, not generic over the action: bytes go in, and the answer is read into a `dyn Record`. Typed
//! calls and untyped ones, whatever their service, run through here. What a call needs is settled once, in
//! [`Call::prepare`]; each attempt then asks for credentials, signs, sends, and judges what came back.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderValue, Method};
use tokio::time::{Instant, timeout_at};

use crate::action::{ActionMeta, RegionRule, Safety, ServiceMeta, Signing};
use crate::call::CallOptions;
use crate::client::{ClientCore, static_value};
use crate::credential::Credential;
use crate::endpoint::Address;
use crate::error::Error;
use crate::headers::{self, Headers};
use crate::language::Language;
use crate::record::Record;
use crate::reply;
use crate::sign::HexDigest;
use crate::time::unix_seconds;
use crate::transport::{HttpReply, HttpRequest, Sent};

/// The service takes no larger body with this signature.
const MAX_REQUEST_BYTES: usize = 10 * 1024 * 1024;

/// For the way there and back, on top of how long the service itself may work.
const NETWORK_MARGIN: Duration = Duration::from_secs(5);

/// Keeps deadlines within what a clock can express.
const LONGEST_TIMEOUT: Duration = Duration::from_secs(365 * 86_400);

/// The action that is called.
pub(crate) struct Target {
    name: Cow<'static, str>,
    meta: Option<&'static ActionMeta>,
}

impl Target {
    /// An action with a spec.
    pub(crate) fn of(meta: &'static ActionMeta) -> Self {
        Self { name: Cow::Borrowed(meta.name), meta: Some(meta) }
    }

    /// An action by name; its table, where `service` has one, still says how to treat it.
    pub(crate) fn named(name: String, service: &ServiceMeta) -> Self {
        match service.action(&name) {
            Some(meta) => Self::of(meta),
            None => Self { name: Cow::Owned(name), meta: None },
        }
    }

    pub(crate) fn meta(&self) -> Option<&'static ActionMeta> {
        self.meta
    }

    /// Says in `error` that it is a call of this action that failed.
    pub(crate) fn blame(&self, error: Error) -> Error {
        error.of_call(self.name.clone(), self.safety())
    }

    /// What repeating it does; of an action that nobody described, the worst is assumed.
    fn safety(&self) -> Safety {
        self.meta.map_or(Safety::Unsafe, |meta| meta.safety)
    }

    fn header(&self) -> Option<HeaderValue> {
        match &self.name {
            Cow::Borrowed(name) => static_value(name),
            Cow::Owned(name) => HeaderValue::from_str(name).ok(),
        }
    }
}

/// Calls `target` with `body`, reads the answer into `reply`, and returns the request id.
///
/// # Errors
///
/// For whatever reason the answer is not there; the error names the action.
pub(crate) async fn dispatch(
    core: &ClientCore,
    target: Target,
    body: Bytes,
    options: &CallOptions,
    reply: &mut dyn Record,
) -> Result<String, Error> {
    let result = match Call::prepare(core, &target, body, options) {
        Ok(call) => call.run(reply).await,
        Err(error) => Err(error),
    };
    result.map_err(|error| target.blame(error))
}

/// A call with everything settled that is the same for each attempt.
struct Call<'a> {
    core: &'a ClientCore,
    name: &'a str,
    signing: Signing,
    action: HeaderValue,
    address: Cow<'a, Address>,
    region: Option<Cow<'a, HeaderValue>>,
    language: Option<Language>,
    timeout: Duration,
    body: Bytes,
    hashed_body: HexDigest,
}

impl<'a> Call<'a> {
    fn prepare(
        core: &'a ClientCore,
        target: &'a Target,
        body: Bytes,
        options: &CallOptions,
    ) -> Result<Self, Error> {
        if tokio::runtime::Handle::try_current().is_err() {
            return Err(Error::request("there is no Tokio runtime here: await the call inside one"));
        }
        check_service(core.service(), target.meta)?;
        if body.len() > MAX_REQUEST_BYTES {
            return Err(Error::request(format!(
                "the request has {} bytes and the service takes at most {MAX_REQUEST_BYTES}: split it",
                body.len()
            )));
        }
        let settings = core.settings();
        let address = match &options.endpoint {
            None => Cow::Borrowed(core.address()),
            Some(endpoint) => match endpoint.resolve(core.service(), &settings.plain_http) {
                Ok(address) => Cow::Owned(address),
                Err(error) => return Err(Error::request(error.to_string())),
            },
        };
        let region = match &options.region {
            None => settings.region.as_ref().map(Cow::Borrowed),
            Some(region) => Some(Cow::Owned(headers::region(region).map_err(Error::request)?)),
        };
        if region.is_none() && core.service().region == RegionRule::Required {
            return Err(Error::request(format!(
                "{} needs a region: set one on the call or the client with `region`, such as `ap-guangzhou`",
                core.service().title
            )));
        }
        let action = target.header().ok_or_else(|| {
            Error::request("the action's name has characters that no action has: check its spelling")
        })?;
        Ok(Self {
            core,
            name: &target.name,
            signing: target.meta.map_or(Signing::Required, |meta| meta.signing),
            action,
            address,
            region,
            language: options.language.or(settings.language),
            timeout: time_limit(options.timeout, settings.timeout, target.meta, core.service()),
            hashed_body: HexDigest::of(&body),
            body,
        })
    }

    /// All attempts of the call, within one time limit: whatever delays or repeats them, does so here.
    async fn run(&self, reply: &mut dyn Record) -> Result<String, Error> {
        let deadline = Instant::now() + self.timeout;
        self.attempt(1, deadline, reply).await
    }

    /// Sends the request once, freshly signed, and reads what comes back. `number` counts from 1.
    async fn attempt(&self, number: u32, deadline: Instant, reply: &mut dyn Record) -> Result<String, Error> {
        let request = match self.signing {
            Signing::Required => self.signed(&self.credential(deadline).await?)?,
            Signing::Skipped => self.unsigned(),
        };
        let result = match self.exchange(request, deadline).await {
            Ok(incoming) => reply::read(&incoming, self.core.service(), reply),
            Err(error) => Err(error),
        };
        result.map_err(|error| error.with_attempts(number))
    }

    async fn exchange(&self, request: HttpRequest, deadline: Instant) -> Result<HttpReply, Error> {
        match timeout_at(deadline, self.core.settings().transport.send(request)).await {
            Ok(exchanged) => exchanged.map_err(Error::transport),
            Err(_elapsed) => Err(Error::timeout(self.timeout, Sent::Maybe)),
        }
    }

    async fn credential(&self, deadline: Instant) -> Result<Arc<Credential>, Error> {
        match timeout_at(deadline, self.core.settings().credentials.provide()).await {
            Ok(provided) => provided.map_err(Error::from),
            Err(_elapsed) => Err(Error::timeout(self.timeout, Sent::No)),
        }
    }

    /// The request for an action that asks for no signature, with the word that stands in its place.
    fn unsigned(&self) -> HttpRequest {
        let timestamp = unix_seconds(self.core.settings().clock.now());
        self.request(timestamp, HeaderValue::from_static(headers::UNSIGNED), None)
    }

    /// The request as it is now: the signature carries the time.
    fn signed(&self, credential: &Arc<Credential>) -> Result<HttpRequest, Error> {
        let timestamp = unix_seconds(self.core.settings().clock.now());
        let key = self.core.keys().key(credential, timestamp, self.core.service().name);
        let canonical = self.address.signing.digest(self.name, &self.hashed_body);
        let Some(authorization) = key.authorize(&canonical, timestamp) else {
            return Err(Error::request("the service's name cannot stand in a header: check its spec"));
        };
        Ok(self.request(timestamp, authorization, key.token()))
    }

    fn request(
        &self,
        timestamp: u64,
        authorization: HeaderValue,
        token: Option<&HeaderValue>,
    ) -> HttpRequest {
        let settings = self.core.settings();
        let headers = Headers {
            action: &self.action,
            version: self.core.version(),
            timestamp,
            region: self.region.as_deref(),
            language: self.language,
            token,
            user_agent: &settings.user_agent,
            authorization,
        };
        HttpRequest {
            method: Method::POST,
            url: self.address.url.clone(),
            headers: headers.into_map(),
            body: self.body.clone(),
            max_reply: settings.max_reply,
        }
    }
}

/// A request of another service would be signed for the wrong one, and the service would only say that the
/// action does not exist.
fn check_service(service: &ServiceMeta, meta: Option<&'static ActionMeta>) -> Result<(), Error> {
    let Some(theirs) = meta.map(|meta| meta.service) else { return Ok(()) };
    if std::ptr::eq(service, theirs) || (service.name, service.version) == (theirs.name, theirs.version) {
        return Ok(());
    }
    Err(Error::request(format!(
        "it is an action of `{}` version {}, and this is the client of `{}` version {}: use the other client",
        theirs.name, theirs.version, service.name, service.version
    )))
}

/// Who says it most precisely, decides: the call, the client, the action, the service.
fn time_limit(
    call: Option<Duration>,
    client: Option<Duration>,
    meta: Option<&ActionMeta>,
    service: &ServiceMeta,
) -> Duration {
    let of_action = || meta?.server_timeout.map(|limit| limit.saturating_add(NETWORK_MARGIN));
    call.or(client).or_else(of_action).unwrap_or(service.timeout).min(LONGEST_TIMEOUT)
}
