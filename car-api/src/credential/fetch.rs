//! Sources that have to fetch what they give.
//!
//! Asking a metadata service, trading a token or reading a file takes time and can fail, so it should happen seldom
//! and beside the calls. A source only says how it is done; when, and for whom, is the business of the cache around it.

use std::fmt;

use super::{CachedCredentials, Credential, CredentialError};
use crate::transport::BoxFuture;

/// A source that makes an effort each time: it asks a service, or reads a file.
///
/// ```
/// use car_api::credential::{Credential, CredentialError, FetchCredentials};
/// use car_api::transport::BoxFuture;
///
/// #[derive(Debug)]
/// struct Vault;
///
/// impl FetchCredentials for Vault {
///     fn fetch(&self) -> BoxFuture<'_, Result<Credential, CredentialError>> {
///         Box::pin(async { Credential::new("AKIDexample", "the-key") }) // ask the vault here
///     }
///
///     fn name(&self) -> &'static str {
///         "Vault"
///     }
/// }
///
/// let config = car_api::Config::builder().credentials(Vault.cached());
/// ```
pub trait FetchCredentials: fmt::Debug + Send + Sync {
    /// Gets credentials anew. [`Credential::expires_at`] says when the next are needed; without it, never.
    ///
    /// After 30 seconds it is given up. A source that knows a shorter limit should keep to that.
    ///
    /// # Errors
    ///
    /// When there are none.
    fn fetch(&self) -> BoxFuture<'_, Result<Credential, CredentialError>>;

    /// What an [`Observer`](crate::observe::Observer) and error messages call the source, such as `CvmRole`.
    fn name(&self) -> &'static str;

    /// The source as a client takes it.
    fn cached(self) -> CachedCredentials<Self>
    where
        Self: Sized + 'static,
    {
        CachedCredentials::new(self)
    }
}
