//! An error as text: one line that needs nothing beside it.

use std::fmt;

use super::{Error, ErrorKind};
use crate::retry::StopReason;

/// `DescribeCosCredential failed: FailedOperation.ApplicationNotFind: no such application (request id 4eb1…)`
impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inner = &*self.0;
        if inner.action.is_empty() && inner.kind == ErrorKind::Request {
            f.write_str("a call of no action failed: ")?;
        } else if inner.action.is_empty() {
            f.write_str("the client cannot be built: ")?;
        } else if inner.kind == ErrorKind::Wait {
            // The calls themselves have not failed.
            write!(f, "{}: ", OneLine(&inner.action))?;
        } else {
            write!(f, "{} failed: ", OneLine(&inner.action))?;
        }
        if let Some(code) = &inner.code {
            write!(f, "{code}: ")?;
        }
        write!(f, "{}", OneLine(&inner.message))?;
        let mut notes = Notes { f, separator: " (" };
        if let Some(status) = inner.status
            && inner.kind != ErrorKind::HttpStatus
            && status != http::StatusCode::OK
        {
            notes.add(format_args!("HTTP status {}", status.as_u16()))?;
        }
        if inner.attempts > 1 && inner.kind != ErrorKind::Wait {
            notes.add(format_args!("after {} attempts", inner.attempts))?;
        }
        match inner.stop {
            Some(StopReason::BudgetUsedUp) => {
                notes.add(format_args!("not repeated, because too many calls fail"))?;
            }
            // The message has said it.
            Some(StopReason::NoTimeLeft) if self.is_held_back() => {}
            Some(StopReason::NoTimeLeft) => notes.add(format_args!("no time left for another attempt"))?,
            _ => {}
        }
        if self.is_outcome_unknown() && inner.kind != ErrorKind::Wait {
            notes.add(format_args!("outcome unknown: look before repeating it"))?;
        } else if self.is_retryable() {
            notes.add(format_args!("may be repeated later"))?;
        }
        if let Some(request_id) = &inner.request_id {
            notes.add(format_args!("request id {}", OneLine(request_id)))?;
        }
        notes.finish()
    }
}

/// What stands in parentheses at the end.
struct Notes<'a, 'f> {
    f: &'a mut fmt::Formatter<'f>,
    separator: &'static str,
}

impl Notes<'_, '_> {
    fn add(&mut self, note: fmt::Arguments<'_>) -> fmt::Result {
        write!(self.f, "{}{note}", self.separator)?;
        self.separator = ", ";
        Ok(())
    }

    fn finish(self) -> fmt::Result {
        if self.separator == ", " { self.f.write_str(")") } else { Ok(()) }
    }
}

/// A text of the service on one line, so that a log keeps it together and nothing in it can pass for another
/// line of that log: runs of control characters and blanks become one blank.
pub(crate) struct OneLine<'a>(pub(crate) &'a str);

impl fmt::Display for OneLine<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words = self.0.split(|character: char| character.is_control() || character.is_whitespace());
        for (index, word) in words.filter(|word| !word.is_empty()).enumerate() {
            if index > 0 {
                f.write_str(" ")?;
            }
            f.write_str(word)?;
        }
        Ok(())
    }
}

/// The parts by name. There are no secrets in any of them.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inner = &*self.0;
        f.debug_struct("Error")
            .field("kind", &inner.kind)
            .field("action", &inner.action)
            .field("code", &inner.code)
            .field("message", &inner.message)
            .field("request_id", &inner.request_id)
            .field("http_status", &inner.status)
            .field("attempts", &inner.attempts)
            .field("was_sent", &self.was_sent())
            .field("source", &inner.source)
            .finish()
    }
}
