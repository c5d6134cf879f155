//! Seeing what a call is, without sending it.
//!
//! "The signature does not match", "what does it really send?", "can the gateway team reproduce it?": all three are
//! answered by the request as it would go out. [`Prepared`] is a call that stands still: it can be looked at as an
//! [`http::Request`], as a command for `curl`, or as the texts that were signed, and then be sent after all. What is
//! shown is made by the same functions that make what is sent.
//!
//! ```
//! # async fn example(car: car_api::Client) -> Result<(), car_api::Error> {
//! let call = car.describe_cos_credential().application_id("app-fcegkdfa").prepare();
//! println!("{}", call.to_curl().await?); // secrets are masked
//! println!("{}", call.explain().await?); // canonical request, string to sign, and so on
//! let request: http::Request<bytes::Bytes> = call.sign_only().await?; // for another HTTP stack
//! # let _ = request;
//! let grant = call.send().await?;
//! # let _ = grant;
//! # Ok(())
//! # }
//! ```
//!
//! Of a call that failed because of its signature, [`Error::explain`] tells the same,
//! and what the service's clock said.

mod cause;
mod curl;
mod explanation;
mod mask;
mod quote;

use std::fmt;
use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;

pub use cause::Cause;
pub use curl::{Curl, Secrets};
pub use explanation::Explanation;
pub(crate) use explanation::{Refusal, SignedWith};

use crate::action::Action;
use crate::call::CallOptions;
use crate::call_future::CallFuture;
use crate::client::ClientCore;
use crate::dispatch::{explain, sign};
use crate::encoded::EncodedCall;
use crate::error::Error;
use crate::pending::Pending;

/// A call of the action `A` that is not on its way yet. Made by `prepare` of the action's builder or of the client.
///
/// Looking at it needs no Tokio runtime unless the credentials have to be fetched. Each look signs anew, with the
/// present time; the service accepts a signature for 5 minutes.
#[must_use = "nothing is sent until `send` is awaited"]
pub struct Prepared<A: Action> {
    call: EncodedCall,
    action: PhantomData<fn() -> A>,
}

impl<A: Action> Prepared<A> {
    /// Encodes `request` for the client of `core`.
    pub fn new(core: &ClientCore, options: CallOptions, request: A::Request) -> Self {
        Self { call: EncodedCall::new::<A>(core, options, request), action: PhantomData }
    }

    /// Sends the call.
    pub fn send(self) -> Pending<A> {
        Pending::of(self.call)
    }

    /// The request, signed and ready to be sent by other means, as it is. It holds secrets, as every request does:
    /// its `Debug` shows the body.
    ///
    /// # Errors
    ///
    /// When there are no credentials, or the call cannot be sent as it is.
    pub fn sign_only(&self) -> Inspection<http::Request<Bytes>> {
        self.call.sign_only()
    }

    /// The request as a command for `curl`.
    ///
    /// # Errors
    ///
    /// As those of [`sign_only`](Self::sign_only).
    pub fn to_curl(&self) -> Inspection<Curl> {
        self.call.to_curl()
    }

    /// What is signed, and why the service may not accept it.
    ///
    /// # Errors
    ///
    /// As those of [`sign_only`](Self::sign_only), and when the action asks for no signature.
    pub fn explain(&self) -> Inspection<Explanation> {
        self.call.explain()
    }
}

/// Shows no parameters.
impl<A: Action> fmt::Debug for Prepared<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Prepared")
            .field("action", &A::META.name)
            .field("options", &self.call.options)
            .finish_non_exhaustive()
    }
}

impl EncodedCall {
    pub(crate) fn sign_only(&self) -> Inspection<http::Request<Bytes>> {
        let call = self.clone();
        Inspection::new(async move {
            let (request, host) = sign(&call).await?;
            curl::http_request(request, &host).map_err(|error| call.target.blame(error))
        })
    }

    pub(crate) fn to_curl(&self) -> Inspection<Curl> {
        let call = self.clone();
        Inspection::new(async move {
            let (request, _host) = sign(&call).await?;
            Ok(Curl::new(request, call.target.meta().map(|meta| meta.request)))
        })
    }

    pub(crate) fn explain(&self) -> Inspection<Explanation> {
        let call = self.clone();
        Inspection::new(async move { explain(&call).await })
    }
}

/// The future of a look at a call. Nothing is sent.
#[must_use = "nothing is done unless it is awaited"]
pub struct Inspection<T>(CallFuture<Result<T, Error>>);

impl<T> Inspection<T> {
    fn new(future: impl Future<Output = Result<T, Error>> + Send + 'static) -> Self {
        Self(CallFuture::new(future))
    }

    /// One that has failed already.
    pub(crate) fn failed(error: Error) -> Self
    where
        T: Send + 'static,
    {
        Self::new(std::future::ready(Err(error)))
    }
}

impl<T> Future for Inspection<T> {
    type Output = Result<T, Error>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        Pin::new(&mut self.0).poll(context)
    }
}

impl<T> fmt::Debug for Inspection<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Inspection")
    }
}
