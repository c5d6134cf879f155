//! What a machine says of itself: variables, folders, the time, its role.
//!
//! Sources of credentials on the machine look at the environment, the home folder, the clock and the cloud's
//! metadata service. All of that comes from one place, so that a test can be a machine of its own, and no test has to
//! change the environment of the process, which others share.

use std::ffi::OsString;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use super::direct::Direct;
use super::environment::unicode;
use super::{CachedCredentials, CredentialError, CvmRole, TccliCredentials};
use crate::time::{Clock, SystemClock};
use crate::transport::Transport;

type Lookup = dyn Fn(&str) -> Option<OsString> + Send + Sync;

/// The machine, as sources of credentials see it. [`Surroundings::new`] is this process's own.
#[derive(Clone)]
pub struct Surroundings {
    variables: Arc<Lookup>,
    home: Option<PathBuf>,
    settings: Option<PathBuf>,
    clock: Arc<dyn Clock>,
    metadata: Arc<dyn Transport>,
}

impl Surroundings {
    /// The environment and the home folder of this process, `/etc` (on Unix), the operating system's clock, and the
    /// cloud's metadata service.
    #[expect(
        clippy::new_without_default,
        reason = "it looks at the machine, which no one expects of a default"
    )]
    pub fn new() -> Self {
        Self {
            variables: Arc::new(|name| std::env::var_os(name)),
            home: std::env::home_dir().filter(|home| home.is_absolute()),
            // Elsewhere, anyone may create such a folder.
            settings: cfg!(unix).then(|| PathBuf::from("/etc")),
            clock: Arc::new(SystemClock),
            metadata: Arc::new(Direct::default()),
        }
    }

    /// Takes variables from `lookup`, which gives the value of a variable that is set.
    #[must_use]
    pub fn variables(mut self, lookup: impl Fn(&str) -> Option<OsString> + Send + Sync + 'static) -> Self {
        self.variables = Arc::new(lookup);
        self
    }

    /// Looks for the user's files in `folder`.
    #[must_use]
    pub fn home(mut self, folder: impl Into<PathBuf>) -> Self {
        self.home = Some(folder.into());
        self
    }

    /// Looks for the files of all users in `folder`, instead of `/etc`.
    #[must_use]
    pub fn settings(mut self, folder: impl Into<PathBuf>) -> Self {
        self.settings = Some(folder.into());
        self
    }

    /// Asks `clock` whether a key has expired.
    #[must_use]
    pub fn clock(self, clock: impl Clock + 'static) -> Self {
        self.shared_clock(Arc::new(clock))
    }

    pub(crate) fn shared_clock(mut self, clock: Arc<dyn Clock>) -> Self {
        self.clock = clock;
        self
    }

    /// Asks the cloud's metadata service through `transport`, instead of directly.
    #[must_use]
    pub fn metadata(mut self, transport: impl Transport + 'static) -> Self {
        self.metadata = Arc::new(transport);
        self
    }

    /// The region in `TENCENTCLOUD_REGION`, or else that of the profile of `tccli`.
    ///
    /// # Errors
    ///
    /// When the variable is set, but is empty or not Unicode, or when the profile's settings cannot be read.
    pub fn region(&self) -> Result<Option<String>, CredentialError> {
        match self.choice("TENCENTCLOUD_REGION")? {
            Some(region) => Ok(Some(region)),
            None => TccliCredentials::in_surroundings(self)?.region(),
        }
    }

    pub(super) fn lookup(&self, name: &str) -> Option<OsString> {
        (self.variables)(name)
    }

    /// The value of a variable that chooses something: a text, and not an empty one.
    pub(super) fn choice(&self, name: &str) -> Result<Option<String>, CredentialError> {
        let Some(value) = self.lookup(name) else { return Ok(None) };
        let value = unicode(name, value)?;
        if value.trim().is_empty() {
            return Err(CredentialError::invalid(format!(
                "the environment variable {name} is set, but empty: give it a value, or unset it"
            )));
        }
        Ok(Some(value))
    }

    pub(super) fn home_folder(&self) -> Option<&Path> {
        self.home.as_deref()
    }

    /// The role of this machine.
    pub(super) fn role(&self) -> CachedCredentials<CvmRole> {
        CachedCredentials::with_clock(CvmRole::over(Arc::clone(&self.metadata)), self.clone())
    }

    pub(super) fn settings_folder(&self) -> Option<&Path> {
        self.settings.as_deref()
    }
}

/// So that a source can ask the clock that several share.
impl Clock for Surroundings {
    fn now(&self) -> SystemTime {
        self.clock.now()
    }
}

/// Leaves out the variables: what they hold may be secret.
impl fmt::Debug for Surroundings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Surroundings")
            .field("home", &self.home)
            .field("settings", &self.settings)
            .field("clock", &self.clock)
            .finish_non_exhaustive()
    }
}
