//! The key of a role, for the token of an identity provider.

use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

use super::{DEFAULT_DURATION, issued, options, session, token_file};
use crate::client::ServiceClient as _;
use crate::config::{Config, ConfigBuilder};
use crate::credential::environment::unicode;
use crate::credential::{Credential, CredentialError, FetchCredentials, NoCredentials};
use crate::error::Error;
use crate::sts::{AssumeRoleWithWebIdentityRequest, Client};
use crate::transport::BoxFuture;

const REGION: &str = "TKE_REGION";
const PROVIDER_ID: &str = "TKE_PROVIDER_ID";
const TOKEN_FILE: &str = "TKE_WEB_IDENTITY_TOKEN_FILE";
const ROLE_ARN: &str = "TKE_ROLE_ARN";

/// Keys of a role that trusts an identity provider, for the token in a file: how a pod of a TKE cluster gets keys.
///
/// The token proves who calls, so nothing is signed and no other credentials are needed. The file is read at each
/// fetch, because the cluster replaces it.
///
/// ```no_run
/// # fn example() -> Result<(), car_api::Error> {
/// use car_api::credential::{FetchCredentials as _, WebIdentity};
///
/// let car: car_api::Client = car_api::Client::builder().credentials(WebIdentity::from_env()?.cached()).build()?;
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct WebIdentity {
    client: Client,
    /// All but the token.
    request: AssumeRoleWithWebIdentityRequest,
    token_file: PathBuf,
}

impl WebIdentity {
    /// The role that `role_arn` names, for the token that the identity provider `provider_id` of the account keeps in
    /// `token_file`. The client needs no credentials: [`NoCredentials`] will do. Sessions are named after the program
    /// and the time, and keys work for two hours.
    pub fn new(
        client: Client,
        provider_id: impl Into<String>,
        token_file: impl Into<PathBuf>,
        role_arn: impl Into<String>,
    ) -> Self {
        let started = client.core().settings().clock.now();
        let request = AssumeRoleWithWebIdentityRequest {
            provider_id: provider_id.into(),
            role_arn: role_arn.into(),
            role_session_name: session::default_name(started),
            duration_seconds: i64::try_from(DEFAULT_DURATION).ok(),
            ..AssumeRoleWithWebIdentityRequest::default()
        };
        Self { client, request, token_file: token_file.into() }
    }

    /// What TKE puts into the environment of a pod: `TKE_REGION`, `TKE_PROVIDER_ID`, `TKE_WEB_IDENTITY_TOKEN_FILE` and
    /// `TKE_ROLE_ARN`. The international site is called, with the default transport.
    ///
    /// # Errors
    ///
    /// [`Missing`](crate::credential::CredentialErrorKind::Missing) if none of them is set, and
    /// [`Invalid`](crate::credential::CredentialErrorKind::Invalid) if only some are, or if no client can be made.
    pub fn from_env() -> Result<Self, CredentialError> {
        Self::from_env_with(Config::builder(), |name| std::env::var_os(name))
    }

    /// The same, with variables through `lookup`, and with settings for the client: another site, transport or clock.
    /// Its credentials are not used, and its region is that of the variables.
    ///
    /// # Errors
    ///
    /// As those of [`from_env`](Self::from_env).
    pub fn from_env_with(
        settings: ConfigBuilder,
        lookup: impl Fn(&str) -> Option<OsString>,
    ) -> Result<Self, CredentialError> {
        let Variables { region, provider_id, token_file, role_arn } = Variables::read(lookup)?;
        let client = settings
            .credentials(NoCredentials)
            .region(region)
            .build()
            .and_then(|config| Client::new(&config))
            .map_err(|error| {
                CredentialError::invalid(format!("no client of STS for the TKE variables: {error}"))
            })?;
        Ok(Self::new(client, provider_id, token_file, role_arn))
    }

    /// Names the sessions; the name stands in audit logs. 2 to 128 letters, digits and `=,.@_-`.
    #[must_use]
    pub fn session_name(mut self, name: impl Into<String>) -> Self {
        self.request.role_session_name = name.into();
        self
    }

    /// How long a key works, in whole seconds: up to 12 hours. Default: 2 hours.
    #[must_use]
    pub fn duration(mut self, duration: Duration) -> Self {
        self.request.duration_seconds = Some(i64::try_from(duration.as_secs()).unwrap_or(i64::MAX));
        self
    }

    async fn credential(&self) -> Result<Credential, CredentialError> {
        let mut request = self.request.clone();
        request.web_identity_token = token_file::read(self.token_file.clone()).await?;
        let answer = self.client.send_with(request, options(&self.client)).await;
        issued::judge(
            &self.request.role_arn,
            answer.map(|reply| (reply.credentials, reply.expired_time)).map_err(Error::from),
        )
    }
}

impl FetchCredentials for WebIdentity {
    fn fetch(&self) -> BoxFuture<'_, Result<Credential, CredentialError>> {
        Box::pin(self.credential())
    }

    fn name(&self) -> &'static str {
        "WebIdentity"
    }
}

/// The four variables, of which none does without the others.
struct Variables {
    region: String,
    provider_id: String,
    token_file: OsString,
    role_arn: String,
}

impl Variables {
    fn read(lookup: impl Fn(&str) -> Option<OsString>) -> Result<Self, CredentialError> {
        // An empty variable is how a pod's description leaves one out.
        let given = |name| lookup(name).filter(|value| !value.is_empty());
        match (given(REGION), given(PROVIDER_ID), given(TOKEN_FILE), given(ROLE_ARN)) {
            (Some(region), Some(provider_id), Some(token_file), Some(role_arn)) => Ok(Self {
                region: unicode(REGION, region)?,
                provider_id: unicode(PROVIDER_ID, provider_id)?,
                token_file,
                role_arn: unicode(ROLE_ARN, role_arn)?,
            }),
            (None, None, None, None) => Err(CredentialError::missing(format!(
                "no identity of a TKE pod in the environment: {REGION}, {PROVIDER_ID}, {TOKEN_FILE} and {ROLE_ARN} \
                 are not set"
            ))),
            _ => {
                let missing: Vec<_> = [REGION, PROVIDER_ID, TOKEN_FILE, ROLE_ARN]
                    .into_iter()
                    .filter(|name| given(name).is_none())
                    .collect();
                Err(CredentialError::invalid(format!(
                    "the identity of a TKE pod is only half there: set {} as well, or none of the variables",
                    missing.join(" and ")
                )))
            }
        }
    }
}
