//! Waiting that ended without the state.

use std::fmt;

use super::WaitProgress;
use crate::error::{CallError, Error, OneLine};

/// Why waiting for a state of the action `A` ended without it.
///
/// The `?` operator turns it into a plain [`Error`], of the kind [`Wait`](crate::ErrorKind::Wait) where the calls
/// themselves had not failed.
#[non_exhaustive]
pub enum WaitError<A> {
    /// The state is one that ends it badly, or what should have it is not there.
    Failed(WaitProgress),
    /// It took longer than the deadline. What is waited for may still happen.
    TimedOut(WaitProgress),
    /// A call failed in a way that repeating it does not mend.
    Call(CallError<A>),
}

impl<A> WaitError<A> {
    /// How far it had come. `None` where a call failed: the error of the call says all.
    pub fn progress(&self) -> Option<&WaitProgress> {
        match self {
            Self::Failed(progress) | Self::TimedOut(progress) => Some(progress),
            Self::Call(_) => None,
        }
    }

    /// The state that was seen last; see [`WaitProgress::state`].
    pub fn state(&self) -> Option<&str> {
        self.progress()?.state()
    }

    /// The id that the service gave the last call. Tencent Cloud's support asks for it; log it.
    pub fn request_id(&self) -> Option<&str> {
        match self {
            Self::Failed(progress) | Self::TimedOut(progress) => progress.request_id(),
            Self::Call(error) => error.request_id(),
        }
    }

    /// Whether time was up. Waiting again may help.
    pub fn is_timed_out(&self) -> bool {
        matches!(self, Self::TimedOut(_))
    }
}

/// What happened, as it stands in an [`Error`]: without action and request id, which that has itself.
fn message<A>(error: &WaitError<A>) -> String {
    match error {
        WaitError::Failed(progress) => {
            let (goal, effort) = (progress.goal(), progress.effort());
            match (progress.state(), progress.item()) {
                (Some(state), _) => format!("waiting for {goal} failed at `{}`, {effort}", OneLine(state)),
                (None, Some(item)) => {
                    format!("waiting for {goal} failed because there is no `{}`, {effort}", OneLine(item))
                }
                (None, None) => {
                    format!("waiting for {goal} failed because there is nothing to wait for, {effort}")
                }
            }
        }
        WaitError::TimedOut(progress) => {
            let (goal, effort) = (progress.goal(), progress.effort());
            let state = match progress.state() {
                Some(state) => format!("the last state was `{}`", OneLine(state)),
                None => "no state was seen".to_owned(),
            };
            let last = progress.error().map(|error| format!("; the last poll failed: {error}"));
            format!("waiting for {goal} took too long: {state}, {effort}{}", last.unwrap_or_default())
        }
        WaitError::Call(error) => error.message().to_owned(),
    }
}

impl<A> From<WaitError<A>> for Error {
    fn from(error: WaitError<A>) -> Self {
        let message = message(&error);
        match error {
            WaitError::Failed(progress) | WaitError::TimedOut(progress) => {
                let request_id = progress.request_id().map(str::to_owned);
                let (action, attempts) = (progress.action(), progress.attempts());
                let error = Self::wait(message, progress.into_error());
                error.of_wait(action, attempts).with_request_id(request_id.as_deref())
            }
            WaitError::Call(error) => error.into_error(),
        }
    }
}

/// One line: the action, what was waited for, what came of it, the request id.
impl<A> fmt::Display for WaitError<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Failed(progress) | Self::TimedOut(progress) => {
                write!(f, "{}: {}", progress.action(), message(self))?;
                progress.request_id().map_or(Ok(()), |id| write!(f, " (request id {})", OneLine(id)))
            }
            Self::Call(error) => fmt::Display::fmt(error, f),
        }
    }
}

impl<A> fmt::Debug for WaitError<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Failed(progress) => f.debug_tuple("Failed").field(progress).finish(),
            Self::TimedOut(progress) => f.debug_tuple("TimedOut").field(progress).finish(),
            Self::Call(error) => f.debug_tuple("Call").field(error).finish(),
        }
    }
}

/// The source is what a line of `Display` does not already hold: that of the call.
impl<A> std::error::Error for WaitError<A> {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Failed(progress) | Self::TimedOut(progress) => progress.error().map(|error| error as _),
            Self::Call(error) => std::error::Error::source(error.as_error()),
        }
    }
}
