//! What a call has left behind.
//!
//! An error tells of the last attempt, and the caller asks about the call. If the first attempt was carried out, its
//! answer lost, and the second one could not even connect, then "not sent" is true of the second and wrong of the call.
//! So each error keeps the worst that is known of the attempts before it.

/// What a call may have left behind at the service, the worse the later.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Trace {
    /// Nothing: it was not sent.
    #[default]
    None,
    /// The service, or something before it, has seen the call and turned it down.
    Refused,
    /// It may have been carried out.
    Unclear,
}
