//! How an action answers, and where: what is out of the ordinary in it.

/// Whether an action can answer with a stream of events.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Streaming {
    /// It never does.
    Never,
    /// It may, and no parameter decides it.
    Possible,
    /// It does when the parameter of this wire name, a truth value, says so.
    OnRequest(String),
}

/// The hosts of a service that an action is called on (spec key `host_family`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HostFamily {
    /// Those of the service.
    Ordinary,
    /// `<service>.ai.tencentcloudapi.com` and its like.
    Ai,
}
