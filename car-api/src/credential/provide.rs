//! Sources of credentials.

use std::fmt;
use std::sync::Arc;

use super::{Credential, CredentialError, CredentialErrorKind};
use crate::Secret;
use crate::observe::Observer;
use crate::transport::BoxFuture;

/// A source of credentials, asked before each attempt of a call.
///
/// A source that has to fetch them keeps them until shortly before they expire; nothing above it does. It
/// should hand out the same `Arc` until then: signing recognises it at a glance.
pub trait ProvideCredentials: fmt::Debug + Send + Sync {
    /// The credentials to use now.
    ///
    /// # Errors
    ///
    /// When there are none. The call fails without being sent.
    fn provide(&self) -> BoxFuture<'_, Result<Arc<Credential>, CredentialError>>;

    /// Credentials in the place of `rejected`, which the service did not accept although they have not expired, or
    /// which have expired by the service's clock and not yet by this machine's: a source that keeps what it fetched
    /// fetches anew. If that gives the same again, the call is not repeated.
    ///
    /// # Errors
    ///
    /// As those of [`provide`](Self::provide).
    fn replace(&self, rejected: &Arc<Credential>) -> BoxFuture<'_, Result<Arc<Credential>, CredentialError>> {
        let _ = rejected;
        self.provide()
    }

    /// Tells the source whom to tell when it fetches credentials. Called once, when a [`Config`](crate::Config)
    /// is built; a source that fetches nothing ignores it.
    fn observe(&self, observer: &Arc<dyn Observer>) {
        let _ = observer;
    }
}

/// So that one source can serve several configurations.
impl<P: ProvideCredentials + ?Sized> ProvideCredentials for Arc<P> {
    fn provide(&self) -> BoxFuture<'_, Result<Arc<Credential>, CredentialError>> {
        (**self).provide()
    }

    fn replace(&self, rejected: &Arc<Credential>) -> BoxFuture<'_, Result<Arc<Credential>, CredentialError>> {
        (**self).replace(rejected)
    }

    fn observe(&self, observer: &Arc<dyn Observer>) {
        (**self).observe(observer);
    }
}

/// No credentials: for clients that only call actions which ask for no signature.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoCredentials;

impl ProvideCredentials for NoCredentials {
    fn provide(&self) -> BoxFuture<'_, Result<Arc<Credential>, CredentialError>> {
        let message = "this client was made without credentials, and the action has to be signed: give the \
                       client a source of credentials";
        Box::pin(std::future::ready(Err(CredentialError::new(CredentialErrorKind::Missing, message))))
    }
}

/// The same credentials for ever.
#[derive(Debug, Clone)]
pub struct StaticCredentials(Arc<Credential>);

impl StaticCredentials {
    /// A permanent key.
    ///
    /// # Errors
    ///
    /// As those of [`Credential::new`].
    pub fn new(secret_id: impl Into<String>, secret_key: impl Into<Secret>) -> Result<Self, CredentialError> {
        Credential::new(secret_id, secret_key).map(Self::from)
    }
}

impl From<Credential> for StaticCredentials {
    fn from(credential: Credential) -> Self {
        Self(Arc::new(credential))
    }
}

impl ProvideCredentials for StaticCredentials {
    fn provide(&self) -> BoxFuture<'_, Result<Arc<Credential>, CredentialError>> {
        Box::pin(std::future::ready(Ok(Arc::clone(&self.0))))
    }
}
