//! A typed client for Tencent Cloud CAR (Cloud Application Rendering), and the runtime for the client of any
//! Tencent Cloud API 3.0 that is generated from spec files.
//!
//! # A call
//!
//! ```no_run
//! # async fn example() -> Result<(), car_api::Error> {
//! let car = car_api::Client::from_env()?; // TENCENTCLOUD_SECRET_ID, TENCENTCLOUD_SECRET_KEY
//! let grant = car
//!     .describe_cos_credential()
//!     .application_id("app-fcegkdfa") // required: without it, this does not compile
//!     .application_file_name("game.zip")
//!     .send()
//!     .await?;
//! println!("{grant:?}"); // secrets are masked, the request id is not
//! # Ok(())
//! # }
//! ```
//!
//! The actions are methods of [`Client`]; its page lists them. Another product's client is made from
//! a folder of spec files by [`generate!`].
//!
//! One [`Config`] serves the clients of all services; [`CallOptions`] change a single call. An action that has no
//! spec is called by name: [`JsonCall`].
//!
//! # When it fails
//!
//! ```no_run
//! # async fn call(car: car_api::Client) -> Result<(), car_api::Error> {
//! use car_api::car::DescribeCosCredentialError;
//!
//! match car.describe_cos_credential().application_id("app-fcegkdfa").send().await {
//!     Ok(grant) => println!("{}", grant.cos_bucket),
//!     Err(error) => match error.kind() {
//!         DescribeCosCredentialError::ApplicationNotFind => println!("create it first"),
//!         _ if error.is_retryable() => println!("later: {error}"),
//!         _ => return Err(error.into()),
//!     },
//! }
//! # Ok(())
//! # }
//! ```
//!
//! A [`CallError`] knows the error codes that its action documents, and is a plain [`Error`] otherwise, with the
//! service's code, message and request id, and predicates that say whether to wait, to repeat, or to look for
//! what may have happened. Its `Display` is one line that says it all:
//!
//! ```text
//! DescribeCosCredential failed: FailedOperation.ApplicationNotFind: no such application (request id 4eb17e58-…)
//! ```
//!
//! # Features
//!
//! | feature | default | |
//! |---|---|---|
//! | `rustls` | yes | the HTTP transport with rustls on ring, trusting what the operating system trusts |
//! | `rustls-aws-lc-rs` | no | the same with rustls on aws-lc-rs |
//! | `native-tls` | no | the same with the operating system's TLS |
//! | `http2` | no | lets the HTTP transport offer HTTP/2 |
//! | `reqwest` | with those | the same without TLS: for a `reqwest::Client` of your own, or loopback |
//! | `blocking` | no | `send_blocking` beside `send`: calls from programs without a runtime |
//! | `tracing` | no | a span for each call, and events: see [`observe`] |
//! | `process` | no | keys from a program that prints them: `ProcessCredentials` |
//! | `testing` | no | test doubles: `Mock` and `Sandbox`, below signing, without a socket |
//! | `emulator` | no | an HTTP server that verifies signatures and answers from the spec's examples |
//!
//! Without `reqwest`, a client needs a [`Transport`](transport::Transport) of your own. Features add up: with several
//! kinds of TLS, a client uses the first of the table unless it is told otherwise
//! ([`Tls::backend`](transport::Tls::backend)).
//!
//! # WebAssembly
//!
//! With `default-features = false` the crate builds for `wasm32-unknown-unknown`. What that target has not, the program
//! brings: a [`Clock`](time::Clock), and whatever sends requests. Tokio's timers do not run there, so calls are
//! prepared and signed by this crate and sent by the host's own `fetch`: see
//! [`Prepared::sign_only`](inspect::Prepared::sign_only), which needs neither runtime nor timers.
//!
//! # Where things are
//!
//! | question | place |
//! |---|---|
//! | Which settings are there? | [`ConfigBuilder`], [`CallOptions`], [`Endpoint`] |
//! | What is sent again when it fails, and what never? | [`retry`] |
//! | How fast does it call? | [`Pacing`] |
//! | What if a host is down? | [`ConfigBuilder::backup_endpoint`] |
//! | Where do keys come from? | [`credential`] |
//! | What went wrong, and what now? | [`error`] |
//! | How do I read the whole of a long list? | [`Pages`], [`Items`] |
//! | How do I wait until it is done? | [`Wait`] |
//! | How do I read an answer while it comes? | [`EventStream`] |
//! | How do I call without a runtime? | `send_blocking` of each builder, [`Pages`], [`Items`], [`Wait`] (feature `blocking`) |
//! | How do I test without the network? | `offline`, `emulator` (features `testing`, `emulator`) |
//! | What does the spec say of an action? | [`action`], [`record`] |
//! | What happened during a call? | [`observe`] |
//! | What does a call send, as a request or for `curl`? | [`inspect`] |
//! | Why does the signature not match? | [`Error::explain`], [`inspect`], [`sign::tc3`] |
//! | How do I replace the HTTP stack, or the clock? | [`transport`], [`time`] |

// Generated code names this crate by its absolute path, here as elsewhere.
extern crate self as car_api;

pub mod action;
pub mod credential;
pub mod error;
pub mod inspect;
pub mod observe;
pub mod record;
pub mod retry;
pub mod sign;
pub mod time;
pub mod transport;

// Stand-ins for the service.
#[cfg(feature = "emulator")]
pub mod emulator;
#[cfg(feature = "testing")]
pub mod offline;

/// Tencent Cloud CAR (Cloud Application Rendering), version 2022-01-10: generated from `api-specs/car`.
pub mod car {
    car_macros::generate! {
        specs = "api-specs/car",
        path = "car_api::car",
    }
}

/// Tencent Cloud STS (Security Token Service), version 2018-08-13: generated from `api-specs/sts`, as far as sources
/// of [credentials](credential) need it.
pub mod sts {
    car_macros::generate! {
        specs = "api-specs/sts",
        path = "car_api::sts",
    }
}

#[cfg(feature = "blocking")]
mod blocking;
mod call;
mod call_future;
mod client;
mod client_token;
mod clock_offset;
mod config;
mod dispatch;
mod encoded;
mod endpoint;
mod envelope;
mod generated;
mod headers;
mod hosts;
mod json_call;
mod language;
mod pace;
mod paginate;
mod pending;
mod reply;
mod secret;
mod stream;
mod wait;

pub use car::Client;
#[doc(inline)]
pub use car_macros::generate;

#[cfg(feature = "blocking")]
pub use blocking::{BlockingItems, BlockingPages};
pub use call::{CallOptions, Detached};
pub use call_future::CallFuture;
pub use client::{ClientCore, ServiceClient};
pub use config::{ClientBuilder, Config, ConfigBuilder, DEFAULT_MAX_REPLY_BYTES, FromConfig};
pub use credential::Credential;
pub use endpoint::Endpoint;
pub use error::{CallError, Error, ErrorKind};
#[doc(hidden)]
pub use generated::{__private, state};
pub use json_call::{JsonCall, JsonReply};
pub use language::Language;
pub use pace::Pacing;
pub use paginate::{Items, Pages};
pub use pending::Pending;
pub use secret::Secret;
#[doc(hidden)]
pub use stream::__reader as __event_reader;
pub use stream::{Event, EventStream};
pub use wait::{Wait, WaitError, WaitProgress};
