//! An error with the action in its type.

use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;

use super::Error;
use crate::action::{Action, ActionError};

/// Why a call of the action `A` failed.
///
/// It is an [`Error`] (through `Deref`) whose [`kind`](Self::kind) gives the error codes that the action
/// documents. The `?` operator turns it into a plain [`Error`] where the action no longer matters.
pub struct CallError<A>(Error, PhantomData<fn() -> A>);

impl<A: Action> CallError<A> {
    /// Which of the action's documented codes it is. Every other failure is the one variant for the rest;
    /// what that is, [`Error::kind`] and [`Error::code`] say (`error.as_error().kind()`).
    pub fn kind(&self) -> A::Error {
        self.0.code().map_or(A::Error::OTHER, A::Error::from_code)
    }
}

impl<A> CallError<A> {
    /// The error without the action in its type.
    pub fn as_error(&self) -> &Error {
        &self.0
    }

    /// The error without the action in its type.
    pub fn into_error(self) -> Error {
        self.0
    }

    pub(crate) fn new(error: Error) -> Self {
        Self(error, PhantomData)
    }
}

impl<A> Deref for CallError<A> {
    type Target = Error;

    fn deref(&self) -> &Error {
        &self.0
    }
}

impl<A> From<CallError<A>> for Error {
    fn from(error: CallError<A>) -> Self {
        error.0
    }
}

impl<A> fmt::Display for CallError<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl<A> fmt::Debug for CallError<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl<A> std::error::Error for CallError<A> {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.source()
    }
}
