//! Several sources of credentials, one after the other.
//!
//! The same program runs on a desk, in a build and on a server, with keys from a different place each time. A chain
//! asks its sources in order and stays with the first that has credentials. Only a source where nothing is set up
//! may be passed over: if something is set up and wrong, another identity in its place would hide the mistake, and
//! might do harm. One that does not answer is passed over too, since off the cloud that is how its sources look;
//! but it is remembered in what is said if no other has anything.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::{Credential, CredentialError, CredentialErrorKind, ProvideCredentials};
use crate::observe::Observer;
use crate::transport::BoxFuture;

/// Sources of credentials that are asked in order.
///
/// The first that has credentials is kept to; if it has none any more, all are asked again.
///
/// ```
/// use car_api::credential::{CredentialChain, ProfileCredentials};
///
/// let keys = CredentialChain::new()
///     .then("project", ProfileCredentials::of_file("project.ini"))
///     .then("user", ProfileCredentials::from_env()?);
/// # Ok::<(), car_api::Error>(())
/// ```
pub struct CredentialChain {
    sources: Vec<Source>,
    /// The index of the source that is kept to; [`NONE`] if there is none yet.
    kept: AtomicUsize,
}

const NONE: usize = usize::MAX;

struct Source {
    name: Cow<'static, str>,
    provider: Box<dyn ProvideCredentials>,
}

type Provided = Result<Arc<Credential>, CredentialError>;

impl CredentialChain {
    /// A chain without sources.
    #[expect(clippy::new_without_default, reason = "a chain without sources is only where one starts")]
    pub fn new() -> Self {
        Self { sources: Vec::new(), kept: AtomicUsize::new(NONE) }
    }

    /// Asks `source` when those before it have nothing. `name` is what errors call it.
    #[must_use]
    pub fn then(
        mut self,
        name: impl Into<Cow<'static, str>>,
        source: impl ProvideCredentials + 'static,
    ) -> Self {
        self.sources.push(Source { name: name.into(), provider: Box::new(source) });
        self
    }

    /// The names of the sources, in the order in which they are asked.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.sources.iter().map(|source| &*source.name)
    }

    /// The source that had credentials.
    fn kept(&self) -> Option<&Source> {
        self.sources.get(self.kept.load(Ordering::Relaxed))
    }

    async fn search(&self) -> Provided {
        let mut passed_over = Vec::new();
        for (index, source) in self.sources.iter().enumerate() {
            match source.provider.provide().await {
                Ok(credential) => {
                    self.kept.store(index, Ordering::Relaxed);
                    return Ok(credential);
                }
                Err(error) if error.kind() == CredentialErrorKind::Invalid => {
                    return Err(source.blame(&error));
                }
                Err(error) => passed_over.push(source.blame(&error)),
            }
        }
        Err(nothing(&passed_over))
    }

    /// What the source that is kept to gave, unless it has nothing any more.
    async fn or_search(&self, source: &Source, provided: Provided) -> Provided {
        match provided {
            Err(error) if error.kind() == CredentialErrorKind::Missing => self.search().await,
            provided => provided.map_err(|error| source.blame(&error)),
        }
    }
}

impl Source {
    /// The error with the name of the source in front.
    fn blame(&self, error: &CredentialError) -> CredentialError {
        CredentialError::new(error.kind(), format!("{}: {error}", self.name))
    }
}

/// Why no source has anything. If one might later, so might the chain.
fn nothing(passed_over: &[CredentialError]) -> CredentialError {
    let kind = if passed_over.iter().any(|error| error.kind() == CredentialErrorKind::Unavailable) {
        CredentialErrorKind::Unavailable
    } else {
        CredentialErrorKind::Missing
    };
    let reasons: Vec<_> = passed_over.iter().map(ToString::to_string).collect();
    CredentialError::new(kind, format!("no source has credentials: {}", reasons.join("; ")))
}

impl ProvideCredentials for CredentialChain {
    fn provide(&self) -> BoxFuture<'_, Provided> {
        Box::pin(async move {
            match self.kept() {
                None => self.search().await,
                Some(source) => self.or_search(source, source.provider.provide().await).await,
            }
        })
    }

    fn replace(&self, rejected: &Arc<Credential>) -> BoxFuture<'_, Provided> {
        let rejected = Arc::clone(rejected);
        Box::pin(async move {
            match self.kept() {
                None => self.search().await,
                Some(source) => self.or_search(source, source.provider.replace(&rejected).await).await,
            }
        })
    }

    fn observe(&self, observer: &Arc<dyn Observer>) {
        for source in &self.sources {
            source.provider.observe(observer);
        }
    }
}

/// Leaves out the sources themselves: what they show is not known.
impl fmt::Debug for CredentialChain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CredentialChain")
            .field("sources", &self.names().collect::<Vec<_>>())
            .field("kept", &self.kept().map(|source| &*source.name))
            .finish()
    }
}
