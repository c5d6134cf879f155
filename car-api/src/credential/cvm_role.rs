//! The role of the machine that this runs on.
//!
//! A virtual machine of the cloud (CVM) can have a role, and its metadata service hands out that role's keys to
//! whoever runs there: no key has to be put on the machine. It is a plain HTTP server at a name that only resolves
//! inside the cloud, and answers without proof of anything, which is why it is asked directly and never through a
//! proxy: the proxy's machine has another role.
//!
//! Elsewhere the name does not resolve, or whoever owns the network answers. So the first answer is waited for only
//! briefly, and until the service has been seen once, not reaching it means that there is no role here, so that a
//! chain goes on to its next source. Once it has answered, the machine is in the cloud, and a failure is a failure.

mod answer;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, Method, StatusCode};
use tokio::time::timeout;
use url::Url;

use super::{Credential, CredentialError, CredentialErrorKind, FetchCredentials};
use crate::Error;
use crate::transport::{BoxFuture, HttpReply, HttpRequest, Transport};

const METADATA: &str = "http://metadata.tencentyun.com/latest/meta-data/cam/security-credentials/";

/// How long the first answer may take: the service is on the same host, and elsewhere nobody answers.
const FIRST_ANSWER: Duration = Duration::from_secs(1);

/// How long the keys may take once the service has answered: it may have to fetch them.
const KEYS: Duration = Duration::from_secs(5);

/// The most bytes of an answer. Tokens have up to 4,096.
const MAX_ANSWER: usize = 64 * 1024;

/// Keys of the role of the virtual machine (CVM) that this runs on, from the cloud's metadata service.
///
/// ```no_run
/// # fn example() -> Result<(), car_api::Error> {
/// use car_api::credential::{CvmRole, FetchCredentials as _};
///
/// let config = car_api::Config::builder().credentials(CvmRole::new()?.cached()).build()?;
/// # Ok(())
/// # }
/// ```
///
/// Where no metadata service can be reached, and where the machine has no role, the error is
/// [`Missing`](CredentialErrorKind::Missing).
#[derive(Debug, Clone)]
pub struct CvmRole {
    base: String,
    role: Option<String>,
    first_answer: Duration,
    transport: Arc<dyn Transport>,
    /// Whether the metadata service has answered before.
    seen: Arc<AtomicBool>,
}

impl CvmRole {
    /// The role that the machine has.
    ///
    /// # Errors
    ///
    /// When there is no HTTP client: the operating system has no certificates to trust, or this crate was built
    /// without one.
    pub fn new() -> Result<Self, Error> {
        Ok(Self::over(direct_transport()?))
    }

    /// The same, over a transport of your own. It should not use a proxy.
    pub fn with_transport(transport: impl Transport + 'static) -> Self {
        Self::over(Arc::new(transport))
    }

    pub(super) fn over(transport: Arc<dyn Transport>) -> Self {
        Self {
            base: METADATA.to_owned(),
            role: None,
            first_answer: FIRST_ANSWER,
            transport,
            seen: Arc::new(AtomicBool::new(false)),
        }
    }

    /// Takes this role, without asking first which one the machine has.
    #[must_use]
    pub fn role(mut self, name: impl Into<String>) -> Self {
        self.role = Some(name.into());
        self
    }

    /// How long the service may take until it answers for the first time in a fetch. Default: one second. Where there
    /// is no metadata service, this is how long it takes to find out.
    #[must_use]
    pub fn first_answer_within(mut self, limit: Duration) -> Self {
        self.first_answer = limit;
        self
    }

    /// Asks elsewhere, such as a stand-in on loopback. What comes from there signs calls: it must be trusted.
    #[must_use]
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base = url.into();
        self
    }

    async fn credential(&self) -> Result<Credential, CredentialError> {
        let base = self.base()?;
        let (role, limit) = match &self.role {
            Some(role) => (role.clone(), self.first_answer),
            None => (self.discover(base.clone()).await?, KEYS),
        };
        let reply = self.get(at(base, &role)?, limit).await?;
        match reply.status {
            StatusCode::OK => {}
            StatusCode::NOT_FOUND => {
                return Err(missing(format!(
                    "the metadata service says that this machine has no role `{role}`"
                )));
            }
            status => return Err(self.unexpected(status)),
        }
        let credential = answer::read(&reply.body, &role)?;
        self.seen.store(true, Ordering::Relaxed);
        Ok(credential)
    }

    /// Which role the machine has.
    async fn discover(&self, url: Url) -> Result<String, CredentialError> {
        let reply = self.get(url, self.first_answer).await?;
        match reply.status {
            StatusCode::OK => {}
            StatusCode::NOT_FOUND => {
                return Err(missing("this machine has no role: attach one in the console".to_owned()));
            }
            status => return Err(self.unexpected(status)),
        }
        match answer::role_name(&reply.body) {
            Some(name) => {
                self.seen.store(true, Ordering::Relaxed);
                Ok(name.to_owned())
            }
            None => Err(self.absent("it answered with something that is no name of a role")),
        }
    }

    async fn get(&self, url: Url, limit: Duration) -> Result<HttpReply, CredentialError> {
        let request = HttpRequest {
            method: Method::GET,
            url,
            headers: HeaderMap::new(),
            body: Bytes::new(),
            max_reply: MAX_ANSWER,
        };
        match timeout(limit, self.transport.send(request)).await {
            Ok(Ok(reply)) => Ok(reply),
            Ok(Err(error)) => Err(self.absent(&error.to_string())),
            Err(_elapsed) => Err(self.absent(&format!("it did not answer within {limit:?}"))),
        }
    }

    fn base(&self) -> Result<Url, CredentialError> {
        Url::parse(&self.base).map_err(|error| {
            CredentialError::invalid(format!("the address of the metadata service is not a URL ({error})"))
        })
    }

    /// A status that the service has no reason for comes from someone else, as a rule: a network that wants a login.
    fn unexpected(&self, status: StatusCode) -> CredentialError {
        let answered = format!("it answered with the HTTP status {}", status.as_u16());
        if status.is_server_error() {
            return unavailable(format!("the metadata service does not work: {answered}"));
        }
        self.absent(&answered)
    }

    /// What it means that the service is not there depends on whether it ever was.
    fn absent(&self, reason: &str) -> CredentialError {
        if self.seen.load(Ordering::Relaxed) {
            return unavailable(format!(
                "the metadata service, which has answered before, is not there: {reason}"
            ));
        }
        missing(format!(
            "no metadata service at {}, so this is no virtual machine of the cloud: {reason}",
            self.base
        ))
    }
}

impl FetchCredentials for CvmRole {
    fn fetch(&self) -> BoxFuture<'_, Result<Credential, CredentialError>> {
        Box::pin(self.credential())
    }

    fn name(&self) -> &'static str {
        "CvmRole"
    }
}

/// The address of `role`, whose name cannot lead anywhere else.
fn at(mut base: Url, role: &str) -> Result<Url, CredentialError> {
    match base.path_segments_mut() {
        Ok(mut segments) => {
            segments.pop_if_empty().push(role);
        }
        Err(()) => {
            return Err(CredentialError::invalid(
                "the address of the metadata service has no path".to_owned(),
            ));
        }
    }
    Ok(base)
}

fn missing(message: String) -> CredentialError {
    CredentialError::missing(message)
}

fn unavailable(message: String) -> CredentialError {
    CredentialError::new(CredentialErrorKind::Unavailable, message)
}

/// The default HTTP client, without the proxies of the environment.
#[cfg(feature = "reqwest")]
pub(super) fn direct_transport() -> Result<Arc<dyn Transport>, Error> {
    use crate::transport::ReqwestTransport;

    let client = ReqwestTransport::client_builder()?.no_proxy().build();
    match client {
        Ok(client) => Ok(Arc::new(ReqwestTransport::from_client(client))),
        Err(error) => Err(Error::setup(format!("no HTTP client: {error}"))),
    }
}

#[cfg(not(feature = "reqwest"))]
pub(super) fn direct_transport() -> Result<Arc<dyn Transport>, Error> {
    Err(Error::setup(
        "no transport: `car-api` was built without its feature `rustls` or `reqwest`; enable one, or pass a transport \
         of your own to `CvmRole::with_transport`",
    ))
}
