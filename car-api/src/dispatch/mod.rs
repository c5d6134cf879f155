//! The way of a call, the same for every action.
//!
//! One function, not generic over the action: bytes go in, and the answer is read into a `dyn Record`. Typed
//! calls and untyped ones, whatever their service, run through here. What a call needs is settled once, in
//! [`Call::prepare`]; each attempt then asks for credentials, waits for its turn ([`turn`]), signs, sends, and judges
//! what came back ([`attempt`]); and the loop around attempts decides whether there is another ([`run`]).

mod answered;
mod attempt;
mod call;
mod limits;
mod run;
mod sign;
#[cfg(feature = "tracing")]
mod trace;
mod turn;

use std::borrow::Cow;

use bytes::Bytes;
use http::HeaderValue;

use crate::action::{ActionMeta, Safety, ServiceMeta};
use crate::call::CallOptions;
use crate::client::{ClientCore, static_value};
use crate::client_token::Token;
use crate::error::Error;
use crate::record::Record;
pub(crate) use answered::{Answered, Events};
use call::Call;
pub(crate) use limits::TimeSettings;
pub(crate) use sign::{explain, sign};

/// The action that is called.
#[derive(Clone)]
pub(crate) struct Target {
    name: Cow<'static, str>,
    meta: Option<&'static ActionMeta>,
    safety: Safety,
    /// What it does if the caller, and not this call, sends it once more.
    safety_of_another_call: Safety,
}

impl Target {
    /// An action with a spec.
    pub(crate) fn of(meta: &'static ActionMeta) -> Self {
        Self {
            name: Cow::Borrowed(meta.name),
            meta: Some(meta),
            safety: meta.safety,
            safety_of_another_call: meta.safety,
        }
    }

    /// An action by name; its table, where `service` has one, still says how to treat it. Of an action that nobody
    /// described, the worst is assumed.
    pub(crate) fn named(name: String, service: &ServiceMeta) -> Self {
        match service.action(&name) {
            Some(meta) => Self::of(meta),
            None => Self {
                name: Cow::Owned(name),
                meta: None,
                safety: Safety::Unsafe,
                safety_of_another_call: Safety::Unsafe,
            },
        }
    }

    /// The same action, with a token by which the service recognises a repetition.
    pub(crate) fn with_client_token(self, token: Token) -> Self {
        let recognised = match self.safety {
            Safety::Unsafe => Safety::Idempotent,
            Safety::ReadOnly | Safety::Idempotent => self.safety,
        };
        match token {
            Token::None => self,
            Token::OfCall => Self { safety: recognised, ..self },
            Token::OfCaller => Self { safety: recognised, safety_of_another_call: recognised, ..self },
        }
    }

    pub(crate) fn meta(&self) -> Option<&'static ActionMeta> {
        self.meta
    }

    /// What sending this call again does.
    pub(crate) fn safety(&self) -> Safety {
        self.safety
    }

    /// Says in `error` that it is a call of this action that failed.
    pub(crate) fn blame(&self, error: Error) -> Error {
        error.of_call(self.name.clone(), self.safety_of_another_call)
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
    let result = match check_runtime().and_then(|()| Call::prepare(core, &target, body, options)) {
        Ok(call) => call.run(reply).await.and_then(Answered::whole),
        Err(error) => Err(error),
    };
    result.map_err(|error| target.blame(error))
}

/// Calls `target` with `body` and returns once it is answered, be it with the head of a stream of events: from there
/// on the call counts as answered and is not repeated. An answer that is no stream is read into `reply`.
///
/// # Errors
///
/// For whatever reason there is no answer; the error names the action.
pub(crate) async fn open(
    core: &ClientCore,
    target: &Target,
    body: Bytes,
    options: &CallOptions,
    reply: &mut dyn Record,
) -> Result<Answered, Error> {
    let result = match check_runtime().and_then(|()| Call::prepare(core, target, body, options)) {
        Ok(call) => call.run(reply).await,
        Err(error) => Err(error),
    };
    result.map_err(|error| target.blame(error))
}

/// Without a runtime there are no timers, and asking for one would panic.
fn check_runtime() -> Result<(), Error> {
    match tokio::runtime::Handle::try_current() {
        Ok(_runtime) => Ok(()),
        Err(_none) => Err(Error::request("there is no Tokio runtime here: await the call inside one")),
    }
}
