//! The way to the metadata service, made when it is first gone.
//!
//! An HTTP client reads the certificates that the machine trusts, which takes a while. A chain that finds keys in the
//! environment never asks the metadata service, and should not have paid for it.

use std::fmt;
use std::sync::{Arc, OnceLock};

use super::cvm_role::direct_transport;
use crate::error::Error;
use crate::transport::{
    BoxFuture, HttpReply, HttpRequest, Sent, Transport, TransportError, TransportErrorKind,
};

/// A transport without proxies that is made when it sends for the first time.
#[derive(Default)]
pub(super) struct Direct(OnceLock<Arc<dyn Transport>>);

impl Direct {
    fn made(&self) -> Result<&Arc<dyn Transport>, Error> {
        match self.0.get() {
            Some(transport) => Ok(transport),
            None => direct_transport().map(|transport| self.0.get_or_init(|| transport)),
        }
    }
}

impl Transport for Direct {
    fn send(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpReply, TransportError>> {
        match self.made() {
            Ok(transport) => transport.send(request),
            Err(error) => Box::pin(std::future::ready(Err(TransportError {
                kind: TransportErrorKind::Connect,
                sent: Sent::No,
                status: None,
                source: Some(Box::new(error)),
            }))),
        }
    }
}

impl fmt::Debug for Direct {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Direct").field("is_made", &self.0.get().is_some()).finish()
    }
}
