//! A call with everything settled that is the same for each attempt.

use std::borrow::Cow;

use bytes::Bytes;
use http::HeaderValue;
use tokio::time::Instant;

use super::Target;
use super::limits::Limits;
use crate::action::{ActionMeta, HostFamily, RegionRule, Safety, ServiceMeta, Signing, Streaming};
use crate::call::CallOptions;
use crate::client::ClientCore;
use crate::endpoint::Address;
use crate::error::Error;
use crate::headers;
use crate::hosts::{Choice, Hosts, Preference};
use crate::language::Language;
use crate::observe::{CallInfo, Observer};
use crate::pace::Pacer;
use crate::retry::RetryPolicy;
use crate::sign::HexDigest;

/// The service takes no larger body with this signature.
const MAX_REQUEST_BYTES: usize = 10 * 1024 * 1024;

/// A call with everything settled that is the same for each attempt.
pub(super) struct Call<'a> {
    pub(super) core: &'a ClientCore,
    pub(super) name: &'a str,
    pub(super) safety: Safety,
    pub(super) signing: Signing,
    pub(super) streaming: Streaming,
    pub(super) action: HeaderValue,
    pub(super) pacer: Pacer,
    pub(super) route: Route<'a>,
    pub(super) region: Option<Cow<'a, HeaderValue>>,
    pub(super) language: Option<Language>,
    pub(super) limits: Limits,
    pub(super) retry: RetryPolicy,
    pub(super) body: Bytes,
    pub(super) hashed_body: HexDigest,
}

/// Where the attempts of a call go.
pub(super) enum Route<'a> {
    /// To whichever of the client's hosts is well.
    Hosts(&'a Hosts),
    /// To the endpoint that the call names.
    Named(Box<Address>),
}

impl Route<'_> {
    /// The host that is called while all are well.
    pub(super) fn first(&self) -> &Address {
        match self {
            Self::Hosts(hosts) => hosts.first(),
            Self::Named(address) => address,
        }
    }

    /// The host for an attempt that starts now.
    pub(super) fn choose(&self, preference: Preference) -> Choice<'_> {
        match self {
            Self::Hosts(hosts) => hosts.choose(preference, Instant::now),
            Self::Named(address) => Choice::named(address),
        }
    }
}

impl<'a> Call<'a> {
    pub(super) fn prepare(
        core: &'a ClientCore,
        target: &'a Target,
        body: Bytes,
        options: &CallOptions,
    ) -> Result<Self, Error> {
        check_service(core.service(), target.meta)?;
        if body.len() > MAX_REQUEST_BYTES {
            return Err(Error::request(format!(
                "the request has {} bytes and the service takes at most {MAX_REQUEST_BYTES}: split it",
                body.len()
            )));
        }
        let settings = core.settings();
        let family = target.meta.map_or(HostFamily::Ordinary, |meta| meta.host_family);
        let route = match &options.endpoint {
            None => Route::Hosts(core.hosts(family)?),
            Some(endpoint) => match endpoint.resolve(core.service(), family, &settings.plain_http) {
                Ok(address) => Route::Named(Box::new(address)),
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
            safety: target.safety,
            signing: target.meta.map_or(Signing::Required, |meta| meta.signing),
            streaming: target.meta.map_or(Streaming::Never, |meta| meta.streaming),
            action,
            pacer: target.meta.map_or_else(Pacer::unlimited, |meta| core.pacers().pacer(meta)),
            route,
            region,
            language: options.language.or(settings.language),
            limits: Limits::of(options, settings.time, target.meta, target.safety, core.service()),
            retry: options.retry.unwrap_or(settings.retry),
            hashed_body: HexDigest::of(&body),
            body,
        })
    }

    /// Who is told about the call, if anyone.
    pub(super) fn observer(&self) -> Option<&dyn Observer> {
        self.core.settings().observer.as_deref()
    }

    /// What observers are told of the attempt `attempt`, counted from 1, that goes to `address`.
    pub(super) fn info<'b>(&'b self, attempt: u32, address: &'b Address) -> CallInfo<'b> {
        let service = self.core.service();
        CallInfo {
            service: service.name,
            version: service.version,
            action: self.name,
            host: &address.host,
            region: self.region.as_deref().and_then(|region| region.to_str().ok()),
            attempt,
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
