//! How an answer comes back, or does not.

use std::time::Duration;

use crate::transport::{Sent, TransportErrorKind};

/// How an answer comes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Delivery {
    /// At once, with its length.
    Whole,
    /// In chunks, without a length.
    Chunked,
    /// The length of all of it, the first half, and the end of the connection.
    CutOff(Closing),
    /// In portions of so many bytes, with a pause after each.
    Drip {
        /// At least 1.
        bytes: usize,
        pause: Duration,
    },
    /// The connection ends after the request was read.
    Nothing(Closing),
    /// The connection ends before the request is read.
    Unread(Closing),
    /// Not at all, and the connection stays open.
    Never,
    /// The transport fails in this way.
    Failed { kind: TransportErrorKind, sent: Sent },
}

/// How a connection ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Closing {
    /// In good order (FIN).
    Close,
    /// By a reset (RST).
    Reset,
}

impl Delivery {
    /// The same with this end of the connection, where it has an end.
    pub(super) fn with_closing(self, closing: Closing) -> Self {
        match self {
            Self::CutOff(_) => Self::CutOff(closing),
            Self::Nothing(_) => Self::Nothing(closing),
            Self::Unread(_) => Self::Unread(closing),
            Self::Whole | Self::Chunked | Self::Drip { .. } | Self::Never | Self::Failed { .. } => self,
        }
    }
}

/// How many bytes of a body arrive that breaks off halfway.
pub(crate) fn half(body: &[u8]) -> usize {
    body.len() / 2
}
