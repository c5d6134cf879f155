//! The sorts of failure.

/// What sort of failure an [`Error`](super::Error) is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The service answered with an error code: see [`Error::code`](super::Error::code).
    Service,
    /// A client cannot be built from these settings.
    Setup,
    /// The call cannot be sent as it is: no region where one is needed, a body that is too large, options
    /// that contradict each other. Or it was sent, and asks for a stream of events where one answer is wanted.
    Request,
    /// There are no credentials, or they cannot be used.
    Credentials,
    /// No connection: name resolution, refusal, TLS, a proxy. Nothing was sent.
    Connect,
    /// It took longer than the time limit.
    Timeout,
    /// The connection broke while the call was under way.
    Broken,
    /// The reply is longer than the limit.
    TooLarge,
    /// A reply arrived that is not what the protocol says: no JSON, no `Response`, a field that is missing or
    /// of another type. Often something between here and the service answered in its place.
    Malformed,
    /// A reply arrived with a status other than 200 and without an error code of the service: a proxy or a
    /// gateway answered, or redirected elsewhere.
    HttpStatus,
    /// A state that was waited for was not reached: it ended in another one, or time was up. See
    /// [`WaitError`](crate::WaitError).
    Wait,
}
