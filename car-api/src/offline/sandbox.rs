//! A whole service in the process, without a socket: every action answers its example.
//!
//! For code that should just run: a demo, a test whose point is elsewhere, a first day without an account.
//! Calls pass through the real client, and their parameters are checked as the service checks them.

use std::sync::Arc;

use crate::action::ServiceMeta;
use crate::client::ServiceClient;
use crate::error::Error;
use crate::offline::answer::{Answer, answer};
use crate::offline::head::CallHead;
use crate::offline::moment::Moment;
use crate::offline::{check, envelope};
use crate::time::{Clock, SystemClock};
use crate::transport::{BoxFuture, HttpReply, HttpRequest, Transport, TransportError};

/// A [`Transport`] that answers every call with the example of its action, times made present.
///
/// A request that equals a documented one gets its documented answer, even if that is a failure; all others
/// get the answer of the first example. An action without an example gets an answer made from its table.
/// What the service would refuse is refused with the service's own codes; signatures are not verified, the
/// emulator does that.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use car_api::car;
/// use car_api::offline::Sandbox;
///
/// let car: car::Client = Sandbox::client()?;
/// let grant = car.describe_cos_credential().application_id("app-fcegkdfa").send().await?;
/// assert_eq!(grant.cos_region, "ap-guangzhou");
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Sandbox {
    services: Vec<&'static ServiceMeta>,
    clock: Arc<dyn Clock>,
}

impl Sandbox {
    /// A sandbox of one service.
    pub fn new(service: &'static ServiceMeta) -> Self {
        Self { services: vec![service], clock: Arc::new(SystemClock) }
    }

    /// Serves another service too.
    #[must_use]
    pub fn service(mut self, service: &'static ServiceMeta) -> Self {
        self.services.push(service);
        self
    }

    /// Sets the clock that the answers show; by default this machine's.
    #[must_use]
    pub fn clock(mut self, clock: impl Clock + 'static) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// A client whose service is a sandbox.
    ///
    /// # Errors
    ///
    /// When the client does not take the settings: never for a generated one.
    pub fn client<C: ServiceClient>() -> Result<C, Error> {
        super::client(Self::new(C::SERVICE))
    }
}

impl Transport for Sandbox {
    fn send(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpReply, TransportError>> {
        let now = Moment::from(self.clock.now());
        let answer = match check::check(&self.services, CallHead::of(&request.headers), &request.body) {
            Ok(call) => answer(call.action, &call.parameters, now),
            Err(refusal) => Answer::Failure(refusal),
        };
        let reply = envelope::reply(answer, &envelope::new_request_id());
        Box::pin(std::future::ready(Ok(reply)))
    }
}
