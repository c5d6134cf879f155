//! What the renderers see: an API with nothing left to interpret.
//!
//! Every name is already a Rust name (only [`names`](crate::names) makes them), every type is linked, every
//! default is filled in, and everything is sorted. A value of these types is only built when it can be
//! rendered; what could not be understood has become a diagnostic and is not here.

mod streaming;
mod waiter;

pub use streaming::{HostFamily, Streaming};
pub use waiter::{PathStep, Verdict, Waiter};

/// A service in one version.
#[derive(Debug, Clone)]
pub struct Service {
    /// Short name: first label of the host and service of the signing scope.
    pub name: String,
    /// API version.
    pub version: String,
    /// The product's full name.
    pub title: String,
    /// What the product is.
    pub doc: String,
    /// Host for accounts of the international site.
    pub international_host: Option<String>,
    /// Host for accounts of the mainland China site.
    pub mainland_host: Option<String>,
    /// Whether calls name a region.
    pub region: RegionRule,
    /// Default time limit of a call, in milliseconds.
    pub timeout_ms: u64,
    /// The error catalogue, sorted by code.
    pub errors: Vec<ErrorCode>,
    /// Structures and open enumerations that the actions reach, sorted by Rust name.
    pub types: Vec<TypeDef>,
    /// The actions, sorted by wire name.
    pub actions: Vec<Action>,
}

/// Whether calls name a region.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RegionRule {
    /// The service ignores it.
    NotNeeded,
    /// The service uses it where it is given.
    Optional,
    /// The service refuses calls without it.
    Required,
}

/// One error code of the catalogue.
#[derive(Debug, Clone)]
pub struct ErrorCode {
    /// Such as `FailedOperation.LockTimeout`.
    pub code: String,
    /// What it means and what to do.
    pub doc: String,
    /// What sort of failure it is.
    pub class: ErrorClass,
    /// Whether a repeated call can succeed.
    pub retry: RetryAdvice,
}

/// What sort of failure a code stands for (spec key `kind`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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

/// Whether a failed call may be repeated (spec key `retry`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RetryAdvice {
    /// Repeating it cannot help.
    Never,
    /// It was refused before anything was done: wait, then repeat.
    Backoff,
    /// It may have been done: repeat it only if that is harmless.
    IfIdempotent,
}

/// A named type.
#[derive(Debug, Clone)]
pub enum TypeDef {
    /// A structure.
    Record(Record),
    /// An open enumeration of texts.
    Enum(OpenEnum),
}

impl TypeDef {
    /// Its name in Rust.
    pub fn rust_name(&self) -> &str {
        match self {
            Self::Record(record) => &record.rust_name,
            Self::Enum(open_enum) => &open_enum.rust_name,
        }
    }
}

/// A structure: shared, or the request or response of an action.
#[derive(Debug, Clone)]
pub struct Record {
    /// Name in Rust, such as `VideoEncodeConfig` or `DescribeCosCredentialRequest`.
    pub rust_name: String,
    /// What it is; may be empty.
    pub doc: String,
    /// In the spec's order. A response has its `RequestId` last, as a required string.
    pub fields: Vec<Field>,
    /// Keeps members that the spec does not list.
    pub open: bool,
    /// Where it occurs.
    pub side: Side,
    /// The spec file and the JSON pointer it comes from: `car/_types.json#/types/Filter`.
    pub source: String,
}

/// Where a structure occurs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Only in requests.
    Request,
    /// Only in responses.
    Response,
    /// In requests and in responses.
    Both,
}

/// A field of a structure.
#[derive(Debug, Clone)]
pub struct Field {
    /// Name on the wire.
    pub wire: String,
    /// Name in Rust without `r#`. [`names::ident`](crate::names::ident) makes the identifier.
    pub rust: String,
    /// What it is, its default among it; may be empty.
    pub doc: String,
    /// What it holds.
    pub ty: Type,
    /// Whether it is there.
    pub presence: Presence,
    /// `Option<Box<..>>`, because the structure would otherwise contain itself.
    pub boxed: bool,
    /// Holds texts that must not be shown: `String` and lists of it become secrets.
    pub sensitive: bool,
    /// How the text or number is to be read.
    pub format: Format,
    /// Documented values. For an open enumeration of texts the type says the same.
    pub values: Vec<EnumValue>,
    /// Documented limits.
    pub constraints: Constraints,
    /// Why it should no longer be used.
    pub deprecated: Option<String>,
    /// A sample value, as it would be written in JSON.
    pub example: Option<String>,
}

/// Whether a field is there, and so how it looks in Rust.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Presence {
    /// `T`: required wherever the structure occurs.
    Required,
    /// `Option<T>`: the service demands it in requests, but the structure also occurs in responses.
    RequiredInRequests,
    /// `Option<T>`.
    Optional,
    /// `Vec<T>`: a list in a response that is empty when it is null or absent.
    EmptyWhenAbsent,
}

/// The type of a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Type {
    /// A text.
    String,
    /// A signed 64-bit integer.
    Int,
    /// An unsigned 64-bit integer.
    UInt,
    /// A 64-bit floating-point number.
    Float,
    /// A truth value.
    Bool,
    /// A list; its items are no lists.
    List(Box<Type>),
    /// A structure of [`Service::types`], by Rust name.
    Record(String),
    /// An open enumeration of [`Service::types`], by Rust name.
    Enum(String),
}

/// How a text or number is to be read (spec key `format`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// As it stands.
    Plain,
    /// An integer: seconds since 1970-01-01T00:00:00Z.
    UnixSeconds,
    /// A text such as `2022-01-10T08:00:00+08:00`.
    Iso8601,
    /// A text such as `2022-01-10 08:00:00`, in the service's own time zone.
    DateTime,
    /// A text such as `2022-01-10`.
    Date,
    /// A text that is a length of time, such as `10s` or `100h0m0s`.
    Duration,
    /// A text that is itself JSON.
    Json,
    /// A text that is a URL.
    Url,
}

/// Documented limits.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Constraints {
    /// The least number.
    pub min: Option<f64>,
    /// The greatest number.
    pub max: Option<f64>,
    /// The fewest characters of a text.
    pub min_length: Option<u64>,
    /// The most characters of a text.
    pub max_length: Option<u64>,
    /// The fewest items of a list.
    pub min_items: Option<u64>,
    /// The most items of a list.
    pub max_items: Option<u64>,
}

/// A documented value of a field or enumeration.
#[derive(Debug, Clone)]
pub struct EnumValue {
    /// On the wire; a number's digits where the field is a number.
    pub value: String,
    /// Variant in Rust; empty where the field is a number.
    pub variant: String,
    /// What it means.
    pub doc: String,
}

/// An open enumeration of texts.
#[derive(Debug, Clone)]
pub struct OpenEnum {
    /// Name in Rust.
    pub rust_name: String,
    /// What it is; may be empty.
    pub doc: String,
    /// In the spec's order.
    pub values: Vec<EnumValue>,
    /// The spec file and the JSON pointer it comes from.
    pub source: String,
}

/// One action.
#[derive(Debug, Clone)]
pub struct Action {
    /// Name on the wire and of the marker type.
    pub name: String,
    /// Client method, without `r#`.
    pub method: String,
    /// One line.
    pub summary: String,
    /// The rest of the documentation; may be empty.
    pub doc: String,
    /// What repeating it does.
    pub safety: Safety,
    /// Whether it destroys something that cannot be brought back.
    pub destructive: bool,
    /// Called without a signature.
    pub skip_sign: bool,
    /// Whether it can answer with server-sent events instead of one JSON document.
    pub streaming: Streaming,
    /// Which of the service's hosts answer it.
    pub host_family: HostFamily,
    /// Calls per second that the service allows an account: the action's own limit, or else the service's.
    pub rate_limit: Option<u32>,
    /// How long the service itself works on a call before it gives up, in milliseconds.
    pub server_timeout_ms: Option<u64>,
    /// Why it should no longer be used.
    pub deprecated: Option<String>,
    /// Named `<Action>Request`.
    pub request: Record,
    /// Named `<Action>Response`.
    pub response: Record,
    /// In the spec's order.
    pub errors: Vec<ErrorVariant>,
    /// Codes that the service's documents mention here, but that may belong to another action; for the docs only.
    /// Sorted by code.
    pub may_also_return: Vec<ErrorMention>,
    /// In the spec's order; each fits the request and the response.
    pub examples: Vec<Example>,
    /// How a long list is fetched in parts.
    pub pagination: Option<Pagination>,
    /// In the spec's order.
    pub waiters: Vec<Waiter>,
    /// The spec file, such as `car/DescribeCosCredential.json`.
    pub source: String,
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

/// An error code that an action documents.
#[derive(Debug, Clone)]
pub struct ErrorVariant {
    /// Such as `FailedOperation.LockTimeout`.
    pub code: String,
    /// Variant of the action's error enumeration.
    pub variant: String,
    /// From the catalogue.
    pub doc: String,
}

/// An error code that may belong to an action.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ErrorMention {
    /// Such as `FailedOperation.LockTimeout`.
    pub code: String,
    /// From the catalogue.
    pub doc: String,
}

/// A documented call.
#[derive(Debug, Clone)]
pub struct Example {
    /// What it shows.
    pub title: String,
    /// The request, as a tree that fits the request's fields.
    pub request: crate::json::Node,
    /// What the service answers.
    pub answer: ExampleAnswer,
}

/// A documented answer.
#[derive(Debug, Clone)]
pub enum ExampleAnswer {
    /// The members of `Response`.
    Reply(crate::json::Node),
    /// The data of each event of a stream.
    Events(Vec<crate::json::Node>),
    /// A failure that the action documents.
    Failure {
        /// The error code.
        code: String,
        /// The message.
        message: String,
    },
}

/// How a long list is fetched in parts: wire names of parameters and fields.
#[derive(Debug, Clone)]
pub struct Pagination {
    /// The parameter for the first item's position.
    pub offset: String,
    /// The parameter for the most items of a part.
    pub limit: String,
    /// The response field with the number of all items, where there is one.
    pub total: Option<String>,
    /// The response fields that hold the items.
    pub items: Vec<String>,
}
