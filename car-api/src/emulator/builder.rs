//! Settings of an emulator, and its start.

use std::fmt;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use tokio::net::TcpListener;

use super::client_token::ClientTokens;
use super::executions::{Execution, ExecutionListener, Executions};
use super::pipeline::{Listener, Pipeline};
use super::rate::{RateLimiter, RateLimits};
use super::report::{Counters, RequestReport};
use super::requests::Requests;
use super::stop::Stop;
use super::{Emulator, EmulatorError, server};
use crate::action::{Action, ServiceMeta};
use crate::credential::{Credential, CredentialError};
use crate::offline::{Fault, Faults};
use crate::time::{Clock, SystemClock};

/// Settings of an [`Emulator`]. Made by [`Emulator::builder`].
#[must_use = "nothing listens until `start` is called and awaited"]
pub struct EmulatorBuilder {
    services: Vec<&'static ServiceMeta>,
    address: SocketAddr,
    reach: Reach,
    credential: Option<Credential>,
    clock: Arc<dyn Clock>,
    rate_limits: RateLimits,
    faults: Faults,
    kept_requests: usize,
    listener: Option<Listener>,
    execution_listener: Option<ExecutionListener>,
}

/// From where the emulator may be called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reach {
    Loopback,
    Public,
}

impl EmulatorBuilder {
    pub(super) fn new(service: &'static ServiceMeta) -> Self {
        Self {
            services: vec![service],
            address: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            reach: Reach::Loopback,
            credential: None,
            clock: Arc::new(SystemClock),
            rate_limits: RateLimits::default(),
            faults: Faults::new(),
            kept_requests: 0,
            listener: None,
            execution_listener: None,
        }
    }

    /// Serves another service too, at the same address. The credential scope of a call says which is meant,
    /// as does its version where a client signs a loopback address for the service's name.
    pub fn service(mut self, service: &'static ServiceMeta) -> Self {
        self.services.push(service);
        self
    }

    /// Listens at a loopback address; by default at `127.0.0.1` and any free port.
    pub fn listen(mut self, address: SocketAddr) -> Self {
        self.address = address;
        self.reach = Reach::Loopback;
        self
    }

    /// Listens at an address that other machines may reach: they will need the key pair, which travels in no
    /// request, but everything else is sent in the clear.
    pub fn listen_publicly(mut self, address: SocketAddr) -> Self {
        self.address = address;
        self.reach = Reach::Public;
        self
    }

    /// Sets the key pair that is accepted; by default a new one for each emulator. With a session token, it is
    /// only accepted together with that.
    pub fn credential(mut self, credential: Credential) -> Self {
        self.credential = Some(credential);
        self
    }

    /// Sets the clock that signatures are checked by, that answers show and that rate limits are kept by; by
    /// default this machine's.
    pub fn clock(mut self, clock: impl Clock + 'static) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// Whether calls above the documented rate are refused; by default they are not.
    pub fn rate_limits(mut self, limits: RateLimits) -> Self {
        self.rate_limits = limits;
        self
    }

    /// Lets `fault` happen to the next call of the action `A`, or to as many as it says itself.
    pub fn fault<A: Action>(self, fault: Fault) -> Self {
        self.faults.add::<A>(fault);
        self
    }

    /// Lets so many calls of a thousand meet a fault, at random: see [`Faults::per_thousand`].
    pub fn faults_per_thousand(self, share: u32, seed: u64) -> Self {
        self.faults.per_thousand(share, seed);
        self
    }

    /// Keeps the last `limit` requests, for [`Emulator::requests`]. By default none is kept.
    pub fn keep_requests(mut self, limit: usize) -> Self {
        self.kept_requests = limit;
        self
    }

    /// Calls `listener` for each request, before it is answered, on the task that serves it.
    pub fn on_request(mut self, listener: impl Fn(&RequestReport) + Send + Sync + 'static) -> Self {
        self.listener = Some(Arc::new(listener));
        self
    }

    /// Calls `listener` for each call that is carried out, before it is answered, on the task that serves it. In a
    /// long run this finds what was done twice without keeping the requests: mark each call in one of its
    /// parameters, and remember the marks.
    pub fn on_execute(mut self, listener: impl Fn(&Execution<'_>) + Send + Sync + 'static) -> Self {
        self.execution_listener = Some(Arc::new(listener));
        self
    }

    /// Starts to listen and to serve, on the tokio runtime that this is awaited on.
    ///
    /// # Errors
    ///
    /// When the address is taken or may not be used, when no request can be signed with the key pair, and when
    /// there is no tokio runtime.
    pub async fn start(self) -> Result<Emulator, EmulatorError> {
        if tokio::runtime::Handle::try_current().is_err() {
            return Err(EmulatorError::NoRuntime);
        }
        let credential = match self.credential {
            Some(credential) => credential,
            None => random_credential().map_err(EmulatorError::Credential)?,
        };
        if credential.secret_id().contains(['/', ',']) {
            return Err(EmulatorError::UnusableSecretId);
        }
        if self.reach == Reach::Loopback && !self.address.ip().is_loopback() {
            return Err(EmulatorError::NotLoopback(self.address));
        }
        let (listener, address) = listen(self.address).await?;
        let pipeline = Arc::new(Pipeline {
            services: self.services,
            credential,
            clock: self.clock,
            faults: self.faults,
            rates: RateLimiter::new(self.rate_limits),
            tokens: ClientTokens::default(),
            executions: Executions::new(self.execution_listener),
            requests: Requests::new(self.kept_requests),
            counters: Counters::default(),
            listener: self.listener,
        });
        let (stopper, stop) = Stop::new();
        let server = tokio::spawn(server::serve(listener, Arc::clone(&pipeline), stop));
        Ok(Emulator { address, pipeline, stopper, server })
    }
}

impl fmt::Debug for EmulatorBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let services: Vec<_> = self.services.iter().map(|service| service.name).collect();
        f.debug_struct("EmulatorBuilder")
            .field("services", &services)
            .field("address", &self.address)
            .field("reach", &self.reach)
            .field("credential", &self.credential)
            .field("rate_limits", &self.rate_limits)
            .field("faults", &self.faults)
            .finish_non_exhaustive()
    }
}

async fn listen(address: SocketAddr) -> Result<(TcpListener, SocketAddr), EmulatorError> {
    let failed = |error: io::Error| match error.kind() {
        io::ErrorKind::AddrInUse => EmulatorError::AddressInUse(address),
        _ => EmulatorError::Listen(address, error),
    };
    let listener = TcpListener::bind(address).await.map_err(failed)?;
    // With port 0 the system chose one.
    let bound = listener.local_addr().map_err(failed)?;
    Ok((listener, bound))
}

/// A new pair in the service's form: `AKID` and 32 characters, and a key of 32 characters. The id says where it
/// comes from, so that it is not taken for a real one when it turns up in a log.
fn random_credential() -> Result<Credential, CredentialError> {
    let id = uuid::Uuid::new_v4().simple().to_string();
    let key = uuid::Uuid::new_v4().simple().to_string();
    Credential::new(format!("AKIDemulator{}", id.get(..24).unwrap_or(&id)), key)
}
