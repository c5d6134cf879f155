//! The service without the service: for tests, demos and development without an account.
//!
//! | | answers | checks | stands in for |
//! |---|---|---|---|
//! | [`Mock`] | what a test says | nothing | the network |
//! | [`Sandbox`] | every action its example | action, region, parameters | the network |
//! | `Emulator` (feature `emulator`) | every action its example | those and protocol, signature, clock | the service |
//!
//! All of them are driven by the tables that are made from the spec: an action that is added there works
//! here, with no other edit. None of them leaves this machine.

pub(crate) mod answer;
pub(crate) mod authorization;
pub(crate) mod check;
pub(crate) mod envelope;
pub(crate) mod fault;
pub(crate) mod head;
mod mock;
pub(crate) mod moment;
pub(crate) mod refusal;
mod sandbox;
mod synthesis;
pub(crate) mod target;
mod times;

pub use fault::{Fault, Faults};
pub use mock::{Mock, MockCall};
pub use sandbox::Sandbox;

use crate::action::ServiceMeta;
use crate::client::ServiceClient;
use crate::config::Config;
use crate::credential::StaticCredentials;
use crate::endpoint::Endpoint;
use crate::error::Error;
use crate::pace::Pacing;
use crate::transport::Transport;

/// A client that sends through `transport`, with credentials that are good for nothing else.
fn client<C: ServiceClient>(transport: impl Transport + 'static) -> Result<C, Error> {
    let config = Config::builder()
        .credentials(StaticCredentials::new("AKIDoffline", "offline-key")?)
        .endpoint(any_endpoint(C::SERVICE))
        .transport(transport)
        // There is no account whose calls are counted.
        .pacing(Pacing::Off)
        .build()?;
    C::connect(&config)
}

/// An endpoint that the service has; nothing is ever sent there.
fn any_endpoint(service: &ServiceMeta) -> Endpoint {
    match (service.hosts.international, service.hosts.mainland) {
        (Some(_), _) => Endpoint::International,
        (None, Some(_)) => Endpoint::Mainland,
        (None, None) => Endpoint::Internal,
    }
}
