//! The chain for those who do not want to think about it.
//!
//! The order goes from what someone chose for this process to what the machine has anyway: the environment, the
//! files of the user, the identity of the container, the identity of the machine. Two of them call STS, with a
//! client of their own; like those in `sts`, this module stands above the client.

use std::sync::Arc;

use super::{
    CachedCredentials, Credential, CredentialChain, CredentialError, EnvironmentCredentials,
    ProfileCredentials, ProvideCredentials, Surroundings, TccliCredentials, WebIdentity,
};
use crate::config::{Config, ConfigBuilder};
use crate::transport::BoxFuture;

impl CredentialChain {
    /// The sources that a program on this machine may have credentials from, in this order:
    ///
    /// | name | source |
    /// |---|---|
    /// | `environment` | [`EnvironmentCredentials`]: `TENCENTCLOUD_SECRET_ID` and `TENCENTCLOUD_SECRET_KEY`, read now |
    /// | `credentials file` | [`ProfileCredentials`]: `~/.tencentcloud/credentials`, `/etc/tencentcloud/credentials` |
    /// | `tccli` | [`TccliCredentials`]: `~/.tccli/default.credential`, and the role that it names |
    /// | `TKE` | [`WebIdentity`]: the token of a pod, in `TKE_WEB_IDENTITY_TOKEN_FILE` |
    /// | `CVM` | [`CvmRole`](super::CvmRole): the role of the virtual machine |
    ///
    /// Nothing fails here: what is wrong with a source is said when it is asked. Off the cloud, it takes a second to
    /// find out that there is no virtual machine. Keys of roles come from STS of the international site;
    /// [`with_settings`](Self::with_settings) is for the others.
    pub fn default_chain() -> Self {
        Self::with_settings(&Surroundings::new(), &Config::builder())
    }

    /// The [default chain](Self::default_chain) in other surroundings, such as those that a test makes up, and with
    /// settings for the client of STS: its endpoint and its transport, for example. The credentials of `settings` are
    /// not used.
    pub fn with_settings(surroundings: &Surroundings, settings: &ConfigBuilder) -> Self {
        let lookup = |name: &str| surroundings.lookup(name);
        Self::new()
            .then_if("environment", EnvironmentCredentials::read_with(lookup))
            .then_if("credentials file", ProfileCredentials::in_surroundings(surroundings))
            .then_if(
                "tccli",
                TccliCredentials::in_surroundings(surroundings)
                    .map(|source| source.settings(settings.clone())),
            )
            .then_if(
                "TKE",
                WebIdentity::from_env_with(settings.clone(), lookup)
                    .map(|source| CachedCredentials::with_clock(source, surroundings.clone())),
            )
            .then("CVM", surroundings.role())
    }

    /// A source that says why it could not be made when it is asked.
    fn then_if<P>(self, name: &'static str, source: Result<P, CredentialError>) -> Self
    where
        P: ProvideCredentials + 'static,
    {
        match source {
            Ok(source) => self.then(name, source),
            Err(error) => self.then(name, Unusable(error)),
        }
    }
}

/// In the place of a source that could not be made.
#[derive(Debug)]
struct Unusable(CredentialError);

impl ProvideCredentials for Unusable {
    fn provide(&self) -> BoxFuture<'_, Result<Arc<Credential>, CredentialError>> {
        Box::pin(std::future::ready(Err(self.0.clone())))
    }
}
