//! The key of a role, for another key.

use std::time::Duration;

use super::{DEFAULT_DURATION, issued, options, session};
use crate::client::ServiceClient as _;
use crate::credential::{Credential, CredentialError, FetchCredentials};
use crate::error::Error;
use crate::sts::{AssumeRoleRequest, Client, Tag};
use crate::transport::BoxFuture;

/// Keys of a role, which the caller may take on with the keys that it has.
///
/// The client's own credentials are those that the role has to trust. They can come from any source, from another
/// `AssumeRole` as well.
///
/// ```no_run
/// # fn example() -> Result<(), car_api::Error> {
/// use car_api::credential::{AssumeRole, FetchCredentials as _};
/// use car_api::{Config, sts};
///
/// let own = sts::Client::new(&Config::from_env()?)?;
/// let role = AssumeRole::new(own, "qcs::cam::uin/12345678:roleName/reader").external_id("agreed");
/// let car: car_api::Client = car_api::Client::builder().credentials(role.cached()).build()?;
/// # Ok(())
/// # }
/// ```
///
/// The client has to be of the account's own site: see [`Endpoint`](crate::Endpoint). Where it names no region, calls
/// name `ap-guangzhou`, as Tencent's SDKs do.
#[derive(Debug, Clone)]
pub struct AssumeRole {
    client: Client,
    request: AssumeRoleRequest,
}

impl AssumeRole {
    /// The role that `role_arn` names, such as `qcs::cam::uin/12345678:roleName/reader`. Sessions are named after the
    /// program and the time, and keys work for two hours.
    pub fn new(client: Client, role_arn: impl Into<String>) -> Self {
        let started = client.core().settings().clock.now();
        let request = AssumeRoleRequest {
            role_arn: role_arn.into(),
            role_session_name: session::default_name(started),
            duration_seconds: Some(DEFAULT_DURATION),
            ..AssumeRoleRequest::default()
        };
        Self { client, request }
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
        self.request.duration_seconds = Some(duration.as_secs());
        self
    }

    /// What was agreed on with the role's owner, if the role demands it.
    #[must_use]
    pub fn external_id(mut self, id: impl Into<String>) -> Self {
        self.request.external_id = Some(id.into());
        self
    }

    /// Narrows the role's permissions: a policy as URL-encoded JSON.
    #[must_use]
    pub fn policy(mut self, policy: impl Into<String>) -> Self {
        self.request.policy = Some(policy.into());
        self
    }

    /// Number of the account that is behind the calls.
    #[must_use]
    pub fn source_identity(mut self, uin: impl Into<String>) -> Self {
        self.request.source_identity = Some(uin.into());
        self
    }

    /// Labels of the sessions, up to 50.
    #[must_use]
    pub fn tags(mut self, tags: impl IntoIterator<Item = Tag>) -> Self {
        self.request.tags = Some(tags.into_iter().collect());
        self
    }

    async fn credential(&self) -> Result<Credential, CredentialError> {
        let answer = self.client.send_with(self.request.clone(), options(&self.client)).await;
        // A time before 1970 has passed, whichever it is.
        let end = |time: i64| time.try_into().unwrap_or_default();
        issued::judge(
            &self.request.role_arn,
            answer.map(|reply| (reply.credentials, end(reply.expired_time))).map_err(Error::from),
        )
    }
}

impl FetchCredentials for AssumeRole {
    fn fetch(&self) -> BoxFuture<'_, Result<Credential, CredentialError>> {
        Box::pin(self.credential())
    }

    fn name(&self) -> &'static str {
        "AssumeRole"
    }
}
