//! Credentials from a profile of Tencent's command line, `tccli`.
//!
//! Whoever has configured `tccli`, or has logged in with it, has credentials on the machine already; no SDK reads
//! them. `tccli` keeps a file of keys and one of settings per profile, and renews temporary keys whenever it runs.
//! What the files say is a pure function of their text, in `document`; the keys of a role that they name come from
//! `role`; here is which file, and what to do about a login that has expired.

mod document;
mod role;

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use document::Login;
pub(crate) use document::{TccliSource, parse, region};
use role::Role;

use super::profile_name::ProfileName;
use super::shown::Shown;
use super::watched::{Found, Watched};
use super::{Credential, CredentialError, ProvideCredentials, StaticCredentials, Surroundings};
use crate::config::{Config, ConfigBuilder};
use crate::observe::Observer;
use crate::time::Clock as _;
use crate::transport::BoxFuture;

const PROFILE_VARIABLE: &str = "TCCLI_PROFILE";

/// Credentials from `~/.tccli/<profile>.credential`, as `tccli configure`, `tccli auth login` and `tccli sso login` write
/// it. The profile is `default`, or the one in `TCCLI_PROFILE`.
///
/// A temporary key is used until it expires; `tccli` renews it, this crate does not. Where the profile names a role,
/// its keys are fetched: that of the machine, or one that the keys in the file may take. The file is read again when
/// it has changed.
#[derive(Debug)]
pub struct TccliCredentials {
    surroundings: Surroundings,
    profile: ProfileName,
    file: Watched<Arc<TccliSource>>,
    role: Role,
    settings: ConfigBuilder,
}

/// What a profile leads to.
enum Obtained {
    Keys(Arc<Credential>),
    /// The source of a role's keys.
    Role(Arc<dyn ProvideCredentials>),
}

impl TccliCredentials {
    /// The profile that this process's environment says.
    ///
    /// # Errors
    ///
    /// When `TCCLI_PROFILE` is set, but is empty, not Unicode, or no name of a file. Files are read later.
    pub fn from_env() -> Result<Self, CredentialError> {
        Self::in_surroundings(&Surroundings::new())
    }

    /// Like [`from_env`](Self::from_env), on another machine than this one: for tests.
    ///
    /// # Errors
    ///
    /// As those of `from_env`.
    pub fn in_surroundings(surroundings: &Surroundings) -> Result<Self, CredentialError> {
        Self::with(surroundings.clone(), ProfileName::from_variable(surroundings, PROFILE_VARIABLE)?)
    }

    /// Takes the profile `name` instead.
    ///
    /// # Errors
    ///
    /// When `name` cannot be the name of a file.
    pub fn profile(self, name: impl Into<String>) -> Result<Self, CredentialError> {
        let source = Self::with(self.surroundings, ProfileName::Named(name.into()))?;
        Ok(source.settings(self.settings))
    }

    /// Takes `settings` for the client of STS that takes on a role: its endpoint and its transport, for example. Their
    /// credentials are not used. Default: the international site.
    #[must_use]
    pub fn settings(mut self, settings: ConfigBuilder) -> Self {
        self.settings = settings;
        self
    }

    /// The region that the profile is set to, if it is.
    ///
    /// # Errors
    ///
    /// When the profile's settings are there and cannot be read.
    pub fn region(&self) -> Result<Option<String>, CredentialError> {
        Watched::new(self.path("configure").into_iter().collect()).get(|found| match found {
            [] => Ok(None),
            [file, ..] => region(&file.text, &file.path.display().to_string()),
        })
    }

    fn with(surroundings: Surroundings, profile: ProfileName) -> Result<Self, CredentialError> {
        let name = profile.as_str();
        if name.chars().any(|character| std::path::is_separator(character) || character.is_control()) {
            return Err(CredentialError::invalid(format!(
                "`{}` cannot be a profile of tccli, as it is no name of a file: correct it (in {PROFILE_VARIABLE}, \
                 if it comes from there)",
                Shown(name)
            )));
        }
        let path = path(&surroundings, name, "credential");
        Ok(Self {
            surroundings,
            profile,
            file: Watched::new(path.into_iter().collect()),
            role: Role::default(),
            settings: Config::builder(),
        })
    }

    fn path(&self, extension: &str) -> Option<PathBuf> {
        path(&self.surroundings, self.profile.as_str(), extension)
    }

    fn read(&self, found: &[Found<'_>]) -> Result<Arc<TccliSource>, CredentialError> {
        match found {
            [file, ..] => parse(&file.text, &file.path.display().to_string()).map(Arc::new),
            [] => Err(self.nothing_there()),
        }
    }

    fn nothing_there(&self) -> CredentialError {
        let Some(path) = self.path("credential") else {
            return CredentialError::missing(
                "the home folder of this user is not known, so there is no profile of tccli".to_owned(),
            );
        };
        let others = match self.others() {
            others if others.is_empty() => String::new(),
            others => format!(", or choose one of {} with {PROFILE_VARIABLE}", others.join(", ")),
        };
        self.profile.absent(format!(
            "tccli has no profile `{}` ({}): log in with it or run `tccli configure`{others}",
            Shown(self.profile.as_str()),
            path.display()
        ))
    }

    /// The profiles that there are.
    fn others(&self) -> Vec<String> {
        /// How many are listed.
        const MOST: usize = 20;
        let folder = self.path("credential").and_then(|path| path.parent().map(PathBuf::from));
        let Some(Ok(entries)) = folder.map(fs::read_dir) else { return Vec::new() };
        let mut names: Vec<String> = entries
            .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
            .filter_map(|file| file.strip_suffix(".credential").map(|name| format!("`{}`", Shown(name))))
            .collect();
        names.sort();
        names.truncate(MOST);
        names
    }

    fn obtain(&self, source: &Arc<TccliSource>) -> Result<Obtained, CredentialError> {
        match &**source {
            TccliSource::Keys { credential, login } => self.unexpired(credential, *login).map(Obtained::Keys),
            TccliSource::CvmRole => {
                self.role.of(source, || Ok(Arc::new(self.surroundings.role()))).map(Obtained::Role)
            }
            TccliSource::AssumeRole { credential, role_arn, session_name } => {
                let assume = || {
                    let keys = StaticCredentials::from((**credential).clone());
                    role::assumed(&self.surroundings, &self.settings, keys, role_arn, session_name)
                };
                self.role.of(source, assume).map(Obtained::Role)
            }
        }
    }

    fn unexpired(
        &self,
        credential: &Arc<Credential>,
        login: Login,
    ) -> Result<Arc<Credential>, CredentialError> {
        if !credential.is_expired(self.surroundings.now()) {
            return Ok(Arc::clone(credential));
        }
        let profile = match &self.profile {
            ProfileName::Default => String::new(),
            ProfileName::Named(name) => format!(" --profile {}", Shown(name)),
        };
        Err(CredentialError::invalid(format!(
            "the temporary key of the tccli profile `{}` has expired: renew it with `{}{profile}`",
            Shown(self.profile.as_str()),
            login.command()
        )))
    }
}

impl ProvideCredentials for TccliCredentials {
    fn provide(&self) -> BoxFuture<'_, Result<Arc<Credential>, CredentialError>> {
        Box::pin(async {
            let source = self.file.get(|found| self.read(found))?;
            match self.obtain(&source)? {
                Obtained::Keys(credential) => Ok(credential),
                Obtained::Role(role) => role.provide().await,
            }
        })
    }

    /// Reads the file even if it looks as before.
    fn replace(&self, rejected: &Arc<Credential>) -> BoxFuture<'_, Result<Arc<Credential>, CredentialError>> {
        let rejected = Arc::clone(rejected);
        Box::pin(async move {
            let source = self.file.get_anew(|found| self.read(found))?;
            match self.obtain(&source)? {
                Obtained::Keys(credential) => Ok(credential),
                Obtained::Role(role) => role.replace(&rejected).await,
            }
        })
    }

    fn observe(&self, observer: &Arc<dyn Observer>) {
        self.role.observe(observer);
    }
}

fn path(surroundings: &Surroundings, profile: &str, extension: &str) -> Option<PathBuf> {
    Some(surroundings.home_folder()?.join(".tccli").join(format!("{profile}.{extension}")))
}
