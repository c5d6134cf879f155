//! Why a recording cannot be written or read.

use std::fmt;
use std::io;

/// Why a recording cannot be written or read.
#[derive(Debug)]
#[non_exhaustive]
pub enum RecordingError {
    /// The file could not be read.
    Read {
        /// Which.
        name: String,
        /// Why.
        source: io::Error,
    },
    /// The recording could not be written. Calls were answered all the same.
    Write {
        /// The file, or `the recording` where there is none.
        name: String,
        /// Why.
        source: io::Error,
    },
    /// A line does not say what a recording says.
    Line {
        /// The file, or `the recording` where there is none.
        name: String,
        /// Which, counted from 1.
        line: usize,
        /// What is wrong with it.
        problem: String,
    },
}

impl fmt::Display for RecordingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Read { name, source } => write!(f, "{name} could not be read: {source}"),
            Self::Write { name, source } => {
                write!(f, "{name} could not be written, and is not complete: {source}")
            }
            Self::Line { name, line, problem } => write!(f, "{name}, line {line}: {problem}"),
        }
    }
}

impl std::error::Error for RecordingError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Read { source, .. } | Self::Write { source, .. } => Some(source),
            Self::Line { .. } => None,
        }
    }
}
