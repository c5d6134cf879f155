//! The service without the service: for tests, demos and development without an account.
//!
//! | | answers | checks | stands in for |
//! |---|---|---|---|
//! | [`Mock`] | what a test says | nothing | the network |
//! | [`Sandbox`] | every action its example | action, region, parameters | the network |
//! | [`Replay`] | what a [`Recorder`] wrote down | that the call was recorded | the network |
//! | `Emulator` (feature `emulator`) | every action its example | those of the sandbox, and protocol, signature, clock | the service |
//!
//! All of them are driven by the tables that are made from the spec: an action that is added there works
//! here, with no other edit. None of them leaves this machine.
//!
//! # Which one when
//!
//! | what you want to know | take |
//! |---|---|
//! | Does my function do the right thing with this answer, or this error? | [`Mock`] |
//! | Which calls does it make, with which parameters? | [`Mock::calls`] |
//! | Does it run at all, with parameters that the service would take? | [`Sandbox`] |
//! | Does it still do what it did with the real service? | [`Recorder`] once, then [`Replay`] |
//! | What does it do when an answer is lost, late, garbled or a gateway's? | [`Mock`] with a [`Fault`] |
//! | The same over real connections, for days, or in another language? | `Emulator` with [`Faults`] |
//! | Does it ever do something twice? | `Emulator::executions`, `EmulatorBuilder::on_execute` |
//! | Is it signed right, and fast enough for the documented rates? | `Emulator` with `RateLimits::FromSpec` |
//!
//! A function that takes a `&Client` can be tested with all of them, unchanged:
//!
//! ```
//! use car_api::car::{self, CreateApplicationVersion, DescribeCosCredential};
//! use car_api::offline::{Fault, Mock, Sandbox};
//!
//! /// Opens a version for the package and tells where the package goes.
//! async fn publish(car: &car::Client, application: &str, package: &str) -> Result<String, car_api::Error> {
//!     let grant = car.describe_cos_credential().application_id(application).send().await?;
//!     car.create_application_version()
//!         .application_id(application)
//!         .application_file_name(package)
//!         .send()
//!         .await?;
//!     Ok(format!("{}/{}", grant.cos_bucket, grant.path))
//! }
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! // It runs.
//! assert!(publish(&Sandbox::client()?, "app-1", "game.zip").await.is_ok());
//!
//! // Without a place for the package, no version is opened.
//! let mock = Mock::new()
//!     .fail::<DescribeCosCredential>("FailedOperation.ApplicationNotFind", "no such application");
//! assert!(publish(&mock.client()?, "app-1", "game.zip").await.is_err());
//! assert!(mock.calls().iter().all(|call| call.action() == "DescribeCosCredential"));
//!
//! // A version that was opened without an answer is not opened once more.
//! let mock = Mock::new()
//!     .example::<DescribeCosCredential>(0)
//!     .example::<CreateApplicationVersion>(0)
//!     .fault::<CreateApplicationVersion>(Fault::lost_answer());
//! let error = publish(&mock.client()?, "app-1", "game.zip").await.unwrap_err();
//! assert!(error.was_sent() && !error.is_retryable());
//! # Ok(())
//! # }
//! ```

pub(crate) mod answer;
pub(crate) mod authorization;
pub(crate) mod check;
pub(crate) mod envelope;
pub(crate) mod fault;
pub(crate) mod head;
mod mock;
pub(crate) mod moment;
mod page;
pub mod recording;
pub(crate) mod refusal;
mod sandbox;
mod synthesis;
pub(crate) mod target;
mod times;

pub use fault::{Fault, Faults};
pub use mock::{Mock, MockCall};
pub use recording::{Recorder, Replay, ReplayMode};
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
