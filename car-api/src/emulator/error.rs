//! Why the emulator does not start.

use std::fmt;
use std::io;
use std::net::SocketAddr;

use crate::credential::CredentialError;

/// Why the emulator could not be started.
#[derive(Debug)]
#[non_exhaustive]
pub enum EmulatorError {
    /// Another program listens at the address already.
    AddressInUse(SocketAddr),
    /// The address can be reached from other machines, and
    /// [`listen_publicly`](super::EmulatorBuilder::listen_publicly) was not used.
    NotLoopback(SocketAddr),
    /// Listening failed for another reason.
    Listen(SocketAddr, io::Error),
    /// The secret id contains a `/` or a `,`, which separate it from what follows it in a request.
    UnusableSecretId,
    /// No key pair could be made.
    Credential(CredentialError),
    /// There is no tokio runtime here to run the server.
    NoRuntime,
}

impl fmt::Display for EmulatorError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AddressInUse(address) => write!(
                f,
                "another program listens at {address} already; choose another port, or port 0 for any that is free"
            ),
            Self::NotLoopback(address) => write!(
                f,
                "{address} can be reached from other machines; choose a loopback address, or ask for it with \
                 listen_publicly"
            ),
            Self::Listen(address, error) => write!(f, "could not listen at {address}: {error}"),
            Self::UnusableSecretId => f.write_str(
                "the emulator's secret id contains `/` or `,`, and no request could be signed with it",
            ),
            Self::Credential(error) => write!(f, "no key pair could be made: {error}"),
            Self::NoRuntime => f.write_str("the emulator must be started inside a tokio runtime"),
        }
    }
}

impl std::error::Error for EmulatorError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Listen(_, error) => Some(error),
            Self::Credential(error) => Some(error),
            _ => None,
        }
    }
}
