//! Calls by name, with JSON in and out: for actions that have no spec yet, and for tools that know an action
//! only at run time.
//!
//! They take the same way as typed calls: signed, timed, limited and judged alike.

mod reply;

use std::fmt;
use std::future::IntoFuture;
use std::time::Duration;

use bytes::Bytes;
use serde::Serialize;

use crate::action::Safety;
use crate::call::CallOptions;
use crate::call_future::CallFuture;
use crate::client::ClientCore;
use crate::client_token;
use crate::dispatch::{Target, dispatch};
use crate::encoded::EncodedCall;
use crate::endpoint::Endpoint;
use crate::error::Error;
use crate::inspect::{Curl, Explanation, Inspection};
use crate::language::Language;
use crate::record::Untyped;
use crate::retry::RetryPolicy;

pub use reply::JsonReply;

/// A call of an action by name. Awaiting it sends it.
///
/// ```no_run
/// # async fn call<C: car_api::ServiceClient>(client: C) -> Result<(), car_api::Error> {
/// use car_api::JsonCall;
/// use std::time::Duration;
///
/// let parameters = serde_json::json!({ "ApplicationId": "app-fcegkdfa" });
/// let reply = JsonCall::new(client.core(), "DescribeCosCredential", parameters)
///     .timeout(Duration::from_secs(5))
///     .await?;
/// println!("{}", reply.body["CosBucket"]);
/// # Ok(())
/// # }
/// ```
#[must_use = "nothing is sent unless it is awaited"]
pub struct JsonCall {
    core: ClientCore,
    action: String,
    /// Encoded at once, so that a parameter that cannot be is not kept; the error waits to be returned.
    body: Result<Vec<u8>, Error>,
    options: CallOptions,
}

impl JsonCall {
    /// A call of `action` with `parameters`: a JSON object, or anything that serialises to one.
    pub fn new(core: &ClientCore, action: impl Into<String>, parameters: impl Serialize) -> Self {
        let action = action.into();
        let body = check_name(&action).and_then(|()| encode(&parameters));
        Self { core: core.clone(), action, body, options: CallOptions::default() }
    }

    /// The most time for the call: see [`CallOptions::timeout`].
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.options = self.options.timeout(timeout);
        self
    }

    /// The most time for each attempt: see [`CallOptions::attempt_timeout`].
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.options = self.options.attempt_timeout(timeout);
        self
    }

    /// How it is repeated: see [`CallOptions::retry`].
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.options = self.options.retry(policy);
        self
    }

    /// The region that the call is about: see [`CallOptions::region`].
    pub fn region(mut self, region: impl Into<String>) -> Self {
        self.options = self.options.region(region);
        self
    }

    /// The host to call: see [`CallOptions::endpoint`].
    pub fn endpoint(mut self, endpoint: impl Into<Endpoint>) -> Self {
        self.options = self.options.endpoint(endpoint);
        self
    }

    /// The language of the service's messages: see [`CallOptions::language`].
    pub fn language(mut self, language: Language) -> Self {
        self.options = self.options.language(language);
        self
    }

    /// The request, signed and not sent: see [`Prepared::sign_only`](crate::inspect::Prepared::sign_only).
    pub fn sign_only(self) -> Inspection<http::Request<Bytes>> {
        self.encoded().map_or_else(Inspection::failed, |call| call.sign_only())
    }

    /// The request as a command for `curl`: see [`Prepared::to_curl`](crate::inspect::Prepared::to_curl). Of an action
    /// without a spec, the values of all parameters are masked by default.
    pub fn to_curl(self) -> Inspection<Curl> {
        self.encoded().map_or_else(Inspection::failed, |call| call.to_curl())
    }

    /// What is signed: see [`Prepared::explain`](crate::inspect::Prepared::explain).
    pub fn explain(self) -> Inspection<Explanation> {
        self.encoded().map_or_else(Inspection::failed, |call| call.explain())
    }

    async fn send(self) -> Result<JsonReply, Error> {
        let EncodedCall { core, target, body, options } = self.encoded()?;
        let meta = target.meta();
        let mut reply = Untyped::default();
        let request_id = dispatch(&core, target, body, &options, &mut reply).await?;
        Ok(JsonReply::new(request_id, reply.members, meta.map(|meta| meta.response)))
    }

    fn encoded(self) -> Result<EncodedCall, Error> {
        let Self { core, action, body, options } = self;
        let mut target = Target::named(action, core.service());
        let mut body = body.map_err(|error| target.blame(error))?;
        let takes_token = target.meta().is_some_and(|meta| client_token::is_taken_by(meta.request));
        if takes_token && target.safety() == Safety::Unsafe {
            target = target.with_client_token(client_token::ensure_in_json(&mut body));
        }
        Ok(EncodedCall { core, target, body: body.into(), options })
    }
}

impl IntoFuture for JsonCall {
    type Output = Result<JsonReply, Error>;
    type IntoFuture = CallFuture<Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        CallFuture::new(self.send())
    }
}

/// Shows neither parameters nor anything else that may be secret.
impl fmt::Debug for JsonCall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JsonCall")
            .field("action", &self.action)
            .field("options", &self.options)
            .finish_non_exhaustive()
    }
}

fn check_name(action: &str) -> Result<(), Error> {
    if !action.is_empty() && action.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return Ok(());
    }
    Err(Error::request("an action's name consists of letters and digits, like `DescribeCosCredential`"))
}

fn encode(parameters: &impl Serialize) -> Result<Vec<u8>, Error> {
    let body = serde_json::to_vec(parameters)
        .map_err(|error| Error::request(format!("the parameters cannot be written as JSON: {error}")))?;
    if body.first() == Some(&b'{') {
        Ok(body)
    } else {
        Err(Error::request("the parameters are not a JSON object: `{}` stands for none"))
    }
}
