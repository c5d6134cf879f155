//! The body of a request, as far as it is read.

use bytes::Bytes;

/// The longest body that the service takes with signature v3.
pub(super) const BODY_LIMIT: usize = 10 * 1024 * 1024;

/// A request's body, as far as it was kept.
#[derive(Debug)]
pub(super) enum Body {
    /// All of it.
    Whole(Bytes),
    /// More than [`BODY_LIMIT`]; nothing was kept.
    TooLarge,
    /// It was not read, because a fault says so.
    Unread,
}
