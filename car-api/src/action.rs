//! What the spec says of services and actions, as static tables, and the traits that tie them to types.

mod waiter;

use std::fmt;
use std::time::Duration;

pub use waiter::{PathStep, Verdict, Waiter};

use crate::record::{Record, Shape};

/// One API: a service in one version, with all its actions. Emitted by the generator.
#[derive(Debug)]
pub struct ServiceMeta {
    /// The service's short name: the first label of its host and the service of the signing scope.
    pub name: &'static str,
    /// The API version, such as `2022-01-10`.
    pub version: &'static str,
    /// The product's full name.
    pub title: &'static str,
    /// The hosts that serve it.
    pub hosts: Hosts,
    /// Whether calls name a region.
    pub region: RegionRule,
    /// How long a call may take unless the action or the caller says otherwise.
    pub timeout: Duration,
    /// The error codes that the service documents, sorted by code.
    pub errors: &'static [ErrorMeta],
    /// The actions, sorted by name.
    pub actions: &'static [&'static ActionMeta],
}

impl ServiceMeta {
    /// The action of this name.
    pub fn action(&self, name: &str) -> Option<&'static ActionMeta> {
        let index = self.actions.binary_search_by(|action| action.name.cmp(name)).ok()?;
        self.actions.get(index).copied()
    }

    /// What the service documents of an error code.
    pub fn error(&self, code: &str) -> Option<&'static ErrorMeta> {
        let index = self.errors.binary_search_by(|error| error.code.cmp(code)).ok()?;
        self.errors.get(index)
    }
}

/// The hosts that serve an API. A field is `None` where it is not served.
#[derive(Debug, Clone, Copy)]
pub struct Hosts {
    /// For accounts of the international site.
    pub international: Option<&'static str>,
    /// For accounts of the mainland China site.
    pub mainland: Option<&'static str>,
}

/// Whether calls to a service name a region (`X-TC-Region`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RegionRule {
    /// The service ignores it.
    NotNeeded,
    /// The service uses it where it is given.
    Optional,
    /// The service refuses calls without it.
    Required,
}

/// One action of a service. Emitted by the generator.
pub struct ActionMeta {
    /// The action's name, such as `DescribeCosCredential`.
    pub name: &'static str,
    /// The client method, such as `describe_cos_credential`.
    pub method: &'static str,
    /// One line that says what it does.
    pub summary: &'static str,
    /// The service it belongs to.
    pub service: &'static ServiceMeta,
    /// Whether calls are signed.
    pub signing: Signing,
    /// Whether it can answer with a stream of events.
    pub streaming: Streaming,
    /// Which of the service's hosts answer it.
    pub host_family: HostFamily,
    /// What repeating it does.
    pub safety: Safety,
    /// Whether it takes something away that a second call cannot bring back.
    pub destructive: bool,
    /// Calls per second that the service allows an account.
    pub rate_limit: Option<u32>,
    /// How long the service itself works on a call before it gives up.
    pub server_timeout: Option<Duration>,
    /// Why it should no longer be used.
    pub deprecated: Option<&'static str>,
    /// The parameters.
    pub request: &'static Shape,
    /// The fields of the answer, `RequestId` among them.
    pub response: &'static Shape,
    /// The error codes that it documents, in the spec's order.
    pub errors: &'static [&'static str],
    /// Calls and answers from the spec.
    pub examples: &'static [Example],
    /// How a long list is fetched in parts.
    pub pagination: Option<Pagination>,
    /// States that can be waited for by repeating the action.
    pub waiters: &'static [&'static Waiter],
    /// The spec file, relative to the folder that holds the specs.
    pub source: &'static str,
}

impl ActionMeta {
    /// An action of which nothing is known but its name, its service and its structures.
    pub const fn new(
        name: &'static str,
        service: &'static ServiceMeta,
        request: &'static Shape,
        response: &'static Shape,
    ) -> Self {
        Self {
            name,
            method: "",
            summary: "",
            service,
            signing: Signing::Required,
            streaming: Streaming::Never,
            host_family: HostFamily::Ordinary,
            safety: Safety::Unsafe,
            destructive: false,
            rate_limit: None,
            server_timeout: None,
            deprecated: None,
            request,
            response,
            errors: &[],
            examples: &[],
            pagination: None,
            waiters: &[],
            source: "",
        }
    }
}

/// Short, because the tables refer to each other in circles.
impl fmt::Debug for ActionMeta {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ActionMeta")
            .field("name", &self.name)
            .field("service", &self.service.name)
            .finish_non_exhaustive()
    }
}

/// Whether calls of an action are signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signing {
    /// With credentials, like almost all.
    Required,
    /// Not at all: the parameters themselves prove who calls, and no credentials are needed. STS exchanges the
    /// tokens of other identity providers in this way.
    Skipped,
}

/// Whether an action can answer with a stream of events instead of one JSON document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Streaming {
    /// It never does, like almost all.
    Never,
    /// It may, and no parameter decides it.
    Possible,
    /// It does when the parameter of this name, a truth value, says so.
    OnRequest(&'static str),
}

/// The hosts of a service that an action is called on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum HostFamily {
    /// Those that almost all actions are called on, such as `<service>.tencentcloudapi.com`.
    Ordinary,
    /// Those that some services have for streams and language models: `<service>.ai.tencentcloudapi.com`.
    Ai,
}

/// What repeating an action does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Safety {
    /// It changes nothing.
    ReadOnly,
    /// Twice has the same effect as once.
    Idempotent,
    /// Each call has an effect of its own.
    Unsafe,
}

/// A documented error code of a service.
#[derive(Debug)]
pub struct ErrorMeta {
    /// The code, such as `FailedOperation.ApplicationNotFind`.
    pub code: &'static str,
    /// What it means and what to do.
    pub doc: &'static str,
    /// What sort of failure it is.
    pub class: ErrorClass,
    /// Whether a repeated call can succeed.
    pub retry: RetryAdvice,
}

/// What sort of failure an error code stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorClass {
    /// Credentials, signature, or a missing permission.
    Auth,
    /// Too many calls in too short a time.
    Throttled,
    /// The request is wrong and stays wrong.
    Invalid,
    /// What the request names does not exist.
    NotFound,
    /// Another operation holds what this one needs.
    Contention,
    /// A quota is used up.
    Quota,
    /// Nothing is free at the moment.
    Capacity,
    /// Not allowed in the present state or for this account.
    Denied,
    /// A passing fault.
    Transient,
    /// A fault inside the service.
    Internal,
    /// A failure that says no more of itself.
    Failed,
}

/// Whether a call that failed with a code may be repeated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RetryAdvice {
    /// Repeating it cannot help.
    Never,
    /// It was refused before anything was done: wait, then repeat.
    Backoff,
    /// It may have been done: repeat it only if that is harmless.
    IfIdempotent,
}

/// A documented call and its answer.
#[derive(Debug)]
pub struct Example {
    /// What the example shows.
    pub title: &'static str,
    /// The request body, as compact JSON.
    pub request: &'static str,
    /// The answer.
    pub answer: ExampleAnswer,
}

impl Example {
    /// A call that succeeds.
    pub const fn reply(title: &'static str, request: &'static str, reply: &'static str) -> Self {
        Self { title, request, answer: ExampleAnswer::Reply(reply) }
    }

    /// A call that fails.
    pub const fn failure(
        title: &'static str,
        request: &'static str,
        code: &'static str,
        message: &'static str,
    ) -> Self {
        Self { title, request, answer: ExampleAnswer::Failure { code, message } }
    }

    /// A call that is answered with a stream.
    pub const fn events(title: &'static str, request: &'static str, events: &'static [&'static str]) -> Self {
        Self { title, request, answer: ExampleAnswer::Events(events) }
    }
}

/// The answer of an [`Example`].
#[derive(Debug)]
pub enum ExampleAnswer {
    /// The members of `Response`, as compact JSON.
    Reply(&'static str),
    /// The data of each event of a stream, as compact JSON.
    Events(&'static [&'static str]),
    /// A documented failure.
    Failure {
        /// The error code.
        code: &'static str,
        /// The message.
        message: &'static str,
    },
}

/// How a long list is fetched in parts.
#[derive(Debug)]
pub struct Pagination {
    /// The request parameter for the first item's position.
    pub offset: &'static str,
    /// The request parameter for the most items of a part.
    pub limit: &'static str,
    /// The response field with the number of all items, where there is one.
    pub total: Option<&'static str>,
    /// The response fields that hold the items.
    pub items: &'static [&'static str],
}

/// An action as a type: joins the request, the response, the error codes and the tables.
pub trait Action: Sized + Send + Sync + 'static {
    /// The parameters.
    type Request: ActionRequest<Action = Self>;
    /// The answer.
    type Response: Record + Default + Clone + 'static;
    /// The documented error codes.
    type Error: ActionError;
    /// What the spec says of it.
    const META: &'static ActionMeta;
}

/// The parameters of an action.
pub trait ActionRequest: Record + Default + Clone + 'static {
    /// The action that takes them.
    type Action: Action<Request = Self>;
}

/// The documented error codes of an action, as an enumeration.
pub trait ActionError: fmt::Debug + Copy + Send + Sync + 'static {
    /// The variants with their codes.
    const CODES: &'static [(&'static str, Self)];
    /// The codes alone.
    const NAMES: &'static [&'static str];
    /// Stands for every code that the action does not document and for every failure without a code.
    const OTHER: Self;

    /// The variant for `code`: its own, or else that of the nearest code above it (`AuthFailure` for
    /// `AuthFailure.TokenFailure`), or else [`OTHER`](Self::OTHER).
    fn from_code(code: &str) -> Self {
        let mut code = code;
        loop {
            if let Some((_, kind)) = Self::CODES.iter().find(|(known, _)| *known == code) {
                return *kind;
            }
            match code.rfind('.') {
                Some(dot) => code = &code[..dot],
                None => return Self::OTHER,
            }
        }
    }
}
