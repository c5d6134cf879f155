//! The service, as an HTTP server on this machine.
//!
//! A mock shows that a program handles the answers it was given. It does not show that the program's
//! requests would be accepted: that they are signed right, that the clock is right, that no parameter is
//! missing or misspelt. The emulator does, for every action of a service, from the tables alone: it verifies
//! the signature by its own computation, checks version, action, region and parameters in the order of the
//! service, and answers with the spec's examples in which the times are present. Programs in other languages
//! and the official SDKs can be pointed at it too.
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use car_api::car;
//! use car_api::emulator::Emulator;
//!
//! let emulator = Emulator::start(&car::SERVICE).await?;
//! let car: car::Client = emulator.client()?;
//! let grant = car.describe_cos_credential().application_id("app-fcegkdfa").send().await?;
//! println!("{grant:?}");
//! emulator.shutdown().await;
//! # Ok(())
//! # }
//! ```
//!
//! It can also behave badly: [`Faults`] lose requests and answers, break connections and garble what is sent, and
//! [`executions`](Emulator::executions) tells what was done all the same.
//!
//! | what | how |
//! |---|---|
//! | failures | HTTP 200 and `Error` in the envelope, as the service has it |
//! | clock | requests signed more than 5 minutes away are refused; `Date` shows the emulator's clock |
//! | scope | the service's name, or the first label of a loopback host, which some official clients sign |
//! | host | signed with or without its port |
//! | rates | kept if [`RateLimits::FromSpec`] says so |
//! | `ClientToken` | a repeated one gets the first answer, and nothing is done |
//! | streams | the events of an example, for requests that ask for a stream |
//! | no signature | `Authorization: SKIP` is taken for the actions whose spec says that they are called without one |
//! | not spoken | GET, signature v1, forms, multipart and octet-stream bodies: `UnsupportedProtocol`, and how to set the client |

#[doc(hidden)]
pub mod __service;
mod body;
mod builder;
mod canonical;
mod client_token;
mod connection;
mod delivery;
mod error;
mod executions;
mod outgoing;
mod pipeline;
mod protocol;
mod rate;
mod report;
mod requests;
mod server;
mod stop;
mod verify;

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;

use tokio::task::JoinHandle;

pub use builder::EmulatorBuilder;
pub use error::EmulatorError;
pub use executions::Execution;
pub use rate::RateLimits;
pub use report::{Outcome, RequestReport};
pub use requests::ReceivedRequest;

use crate::action::ServiceMeta;
use crate::client::ServiceClient;
use crate::config::Config;
use crate::credential::{Credential, StaticCredentials};
use crate::error::Error;
use crate::offline::Faults;
use pipeline::Pipeline;
use stop::Stopper;

/// A running emulator. When it is dropped, it stops taking connections and finishes what is under way;
/// [`shutdown`](Self::shutdown) waits for that.
pub struct Emulator {
    address: SocketAddr,
    pipeline: Arc<Pipeline>,
    /// Dropping it stops the server.
    stopper: Stopper,
    server: JoinHandle<()>,
}

impl Emulator {
    /// Starts an emulator of `service` at a free port of `127.0.0.1`, with a new key pair.
    ///
    /// # Errors
    ///
    /// When it cannot listen, and when there is no tokio runtime.
    pub async fn start(service: &'static ServiceMeta) -> Result<Self, EmulatorError> {
        Self::builder(service).start().await
    }

    /// Settings for an emulator of `service`.
    pub fn builder(service: &'static ServiceMeta) -> EmulatorBuilder {
        EmulatorBuilder::new(service)
    }

    /// Where it can be called from this machine, such as `http://127.0.0.1:8787`: the endpoint to give to a
    /// client.
    pub fn url(&self) -> String {
        format!("http://{}", SocketAddr::new(self.reachable_ip(), self.address.port()))
    }

    fn host(&self) -> String {
        match self.reachable_ip() {
            IpAddr::V4(ip) => ip.to_string(),
            IpAddr::V6(ip) => format!("[{ip}]"),
        }
    }

    /// An emulator that listens at all addresses is called at the loopback one.
    fn reachable_ip(&self) -> IpAddr {
        match self.address.ip() {
            ip if !ip.is_unspecified() => ip,
            IpAddr::V4(_) => IpAddr::from(Ipv4Addr::LOCALHOST),
            IpAddr::V6(_) => IpAddr::from(Ipv6Addr::LOCALHOST),
        }
    }

    /// The address it listens at.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The key pair that is accepted.
    pub fn credential(&self) -> &Credential {
        &self.pipeline.credential
    }

    /// A client of one of the services, with this emulator's endpoint and key pair and the default transport.
    ///
    /// # Errors
    ///
    /// When there is no default transport, because the crate was built without one.
    pub fn client<C: ServiceClient>(&self) -> Result<C, Error> {
        let config = Config::builder()
            .credentials(StaticCredentials::from(self.credential().clone()))
            .endpoint(self.url())
            .allow_plain_http(self.host())
            .build()?;
        C::connect(&config)
    }

    /// The faults that are to happen, for changing them while it runs.
    pub fn faults(&self) -> &Faults {
        &self.pipeline.faults
    }

    /// How often an action was carried out: accepted, and done as a real service would have done it, whether or
    /// not the client got to see the answer. A call that repeats the `ClientToken` of another is not carried out.
    pub fn executions(&self, action: &str) -> u64 {
        self.pipeline.executions.of(action)
    }

    /// The last requests, in the order in which they came, as many as
    /// [`keep_requests`](EmulatorBuilder::keep_requests) says.
    pub fn requests(&self) -> Vec<ReceivedRequest> {
        self.pipeline.requests.all()
    }

    /// How many requests met a fault.
    pub fn faulted(&self) -> u64 {
        self.pipeline.counters.faulted()
    }

    /// How many requests the service accepted.
    pub fn served(&self) -> u64 {
        self.pipeline.counters.served()
    }

    /// How many requests the service refused.
    pub fn refused(&self) -> u64 {
        self.pipeline.counters.refused()
    }

    /// Stops taking connections, and waits until the requests that are under way are answered. An answer that a
    /// fault holds back is given up.
    pub async fn shutdown(self) {
        drop(self.stopper);
        // The task has no result; if it panicked, there is nothing left to wait for.
        let _ = self.server.await;
    }
}

impl fmt::Debug for Emulator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Emulator")
            .field("address", &self.address)
            .field("served", &self.served())
            .field("refused", &self.refused())
            .finish_non_exhaustive()
    }
}
