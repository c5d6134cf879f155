//! Credentials from the file that Tencent's SDKs share.
//!
//! `~/.tencentcloud/credentials` holds a section per profile. The other SDKs only ever read `[default]` and most ignore
//! the token, so that keys of several accounts, or temporary ones, cannot be kept there. Which files are
//! looked at and which profile is wanted is settled when the source is made; what the files say is read when
//! it is asked for, and again when they change.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::sync::Arc;

use super::ini::{self, Entry, IniError, Section};
use super::profile_name::ProfileName;
use super::shown::Shown;
use super::watched::{Found, Watched};
use super::{Credential, CredentialError, ProvideCredentials, Surroundings, check};
use crate::transport::BoxFuture;

const FILE_VARIABLE: &str = "TENCENTCLOUD_CREDENTIALS_FILE";
const PROFILE_VARIABLE: &str = "TENCENTCLOUD_PROFILE";

const SECRET_ID: &[&str] = &["secret_id"];
const SECRET_KEY: &[&str] = &["secret_key"];
const TOKEN: &[&str] = &["token", "session_token"];

/// Credentials from a profile of a credentials file.
///
/// The files are `~/.tencentcloud/credentials` and `/etc/tencentcloud/credentials`, or the one in
/// `TENCENTCLOUD_CREDENTIALS_FILE` instead of both; the first that has the profile counts. The profile is `default`,
/// or the one in `TENCENTCLOUD_PROFILE`.
///
/// ```ini
/// [default]
/// secret_id = AKID…
/// secret_key = …
///
/// # Temporary keys have a token as well.
/// [upload]
/// secret_id = AKID…
/// secret_key = …
/// token = …
/// ```
///
/// A file that has changed is read again, so that a rotated key is taken up without a restart.
#[derive(Debug)]
pub struct ProfileCredentials {
    profile: ProfileName,
    origin: Origin,
    files: Watched<Arc<Credential>>,
}

/// Where the paths come from. A file that was asked for has to be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Origin {
    UsualPlaces,
    Named,
}

impl ProfileCredentials {
    /// The profile and the files that this process's environment says.
    ///
    /// # Errors
    ///
    /// When `TENCENTCLOUD_PROFILE` or `TENCENTCLOUD_CREDENTIALS_FILE` is set, but is empty or not Unicode. Files are
    /// read later.
    pub fn from_env() -> Result<Self, CredentialError> {
        Self::in_surroundings(&Surroundings::new())
    }

    /// Like [`from_env`](Self::from_env), on another machine than this one: for tests.
    ///
    /// # Errors
    ///
    /// As those of `from_env`.
    pub fn in_surroundings(surroundings: &Surroundings) -> Result<Self, CredentialError> {
        let profile = ProfileName::from_variable(surroundings, PROFILE_VARIABLE)?;
        let (origin, paths) = match surroundings.choice(FILE_VARIABLE)? {
            Some(path) => (Origin::Named, vec![PathBuf::from(path)]),
            None => (Origin::UsualPlaces, usual_places(surroundings)),
        };
        Ok(Self { profile, origin, files: Watched::new(paths) })
    }

    /// The profile `default` of one file.
    pub fn of_file(path: impl Into<PathBuf>) -> Self {
        Self { profile: ProfileName::Default, origin: Origin::Named, files: Watched::new(vec![path.into()]) }
    }

    /// Takes the profile `name` instead.
    #[must_use]
    pub fn profile(self, name: impl Into<String>) -> Self {
        let files = Watched::new(self.files.paths().to_vec());
        Self { profile: ProfileName::Named(name.into()), origin: self.origin, files }
    }

    fn choose(&self, found: &[Found<'_>]) -> Result<Arc<Credential>, CredentialError> {
        let mut places = Vec::new();
        for file in found {
            let place = file.path.display().to_string();
            match parse(&file.text, self.profile.as_str(), &place)? {
                Lookup::Found(credential) => return Ok(Arc::new(credential)),
                Lookup::Absent(absence) => places.push(format!("{place} {absence}")),
            }
        }
        Err(self.nothing_there(&places))
    }

    /// `places` says of each file that is there what it has instead.
    fn nothing_there(&self, places: &[String]) -> CredentialError {
        let paths = joined(self.files.paths(), " or ", |path| path.display().to_string());
        let name = Shown(self.profile.as_str());
        match (&self.profile, self.origin) {
            (profile, _) if !places.is_empty() => {
                profile.absent(format!(
                    "there is no profile `{name}` with keys, for {}: add it, or choose another with {PROFILE_VARIABLE}",
                    joined(places, ", ", Clone::clone)
                ))
            }
            (_, Origin::Named) => CredentialError::invalid(format!(
                "there is no credentials file {paths}: create it, or correct the path (in {FILE_VARIABLE}, if it \
                 comes from there)"
            )),
            _ if paths.is_empty() => CredentialError::missing(
                "the home folder of this user is not known, so there is no credentials file".to_owned(),
            ),
            (ProfileName::Named(_), Origin::UsualPlaces) => CredentialError::invalid(format!(
                "the profile `{name}` was asked for, but there is no credentials file: create {paths}"
            )),
            (ProfileName::Default, Origin::UsualPlaces) => {
                CredentialError::missing(format!("there is no credentials file: create {paths}"))
            }
        }
    }
}

impl ProvideCredentials for ProfileCredentials {
    fn provide(&self) -> BoxFuture<'_, Result<Arc<Credential>, CredentialError>> {
        Box::pin(std::future::ready(self.files.get(|found| self.choose(found))))
    }

    /// Reads the files even if they look as before.
    fn replace(
        &self,
        _rejected: &Arc<Credential>,
    ) -> BoxFuture<'_, Result<Arc<Credential>, CredentialError>> {
        Box::pin(std::future::ready(self.files.get_anew(|found| self.choose(found))))
    }
}

fn usual_places(surroundings: &Surroundings) -> Vec<PathBuf> {
    let of_user = surroundings.home_folder().map(|home| home.join(".tencentcloud"));
    let of_all = surroundings.settings_folder().map(|settings| settings.join("tencentcloud"));
    of_user.into_iter().chain(of_all).map(|folder| folder.join("credentials")).collect()
}

/// What a credentials file has of a profile.
#[derive(Debug)]
pub(super) enum Lookup {
    /// Its keys.
    Found(Credential),
    /// None, and what there is instead: `has [other]`.
    Absent(String),
}

/// What the credentials file `text` has of the profile `name`. `place` is the file's path, for errors.
pub(super) fn parse(text: &str, name: &str, place: &str) -> Result<Lookup, CredentialError> {
    let sections = ini::read(text).map_err(|error| unreadable(place, &error))?;
    let Some(section) = sections.iter().find(|section| section.name == name) else {
        return Ok(Lookup::Absent(instead(&sections)));
    };
    let entry = |names| section.entry(names).map_err(|error| unreadable(place, &error));
    let (id, key, token) = (entry(SECRET_ID)?, entry(SECRET_KEY)?, entry(TOKEN)?);
    let (id, key) = match (id, key) {
        (Some(id), Some(key)) => (id, key),
        (Some(_), None) => return Err(half_set(section, place, "secret_id", "secret_key")),
        (None, Some(_)) => return Err(half_set(section, place, "secret_key", "secret_id")),
        (None, None) if token.is_some() => {
            return Err(half_set(section, place, "token", "secret_id and secret_key"));
        }
        (None, None) => return Ok(Lookup::Absent("has nothing in it".to_owned())),
    };
    let mut credential = Credential::new(checked(id, place)?, checked(key, place)?)?;
    if let Some(token) = token {
        credential = credential.with_token(checked(token, place)?)?;
    }
    Ok(Lookup::Found(credential))
}

fn checked<'a>(entry: &Entry<'a>, place: &str) -> Result<&'a str, CredentialError> {
    // The name is one of those above, whatever its case.
    check(&format!("the {} at {place}:{}", entry.name, entry.line), entry.value)?;
    Ok(entry.value)
}

fn half_set(section: &Section<'_>, place: &str, set: &str, missing: &str) -> CredentialError {
    CredentialError::invalid(format!(
        "the profile `{}` at {place}:{} has {set}, but no {missing}: add it",
        Shown(section.name),
        section.line
    ))
}

fn unreadable(place: &str, error: &IniError) -> CredentialError {
    CredentialError::invalid(format!("{place}:{}: {}", error.line, error.problem))
}

/// How many profiles are listed of a file that has many.
const MOST_LISTED: usize = 20;

fn instead(sections: &[Section<'_>]) -> String {
    if sections.is_empty() {
        return "has no section".to_owned();
    }
    let listed = &sections[..sections.len().min(MOST_LISTED)];
    let mut text = format!("has {}", joined(listed, ", ", |section| format!("[{}]", Shown(section.name))));
    if sections.len() > listed.len() {
        let _ = write!(text, " and {} more", sections.len() - listed.len());
    }
    text
}

fn joined<T>(items: &[T], separator: &str, show: impl Fn(&T) -> String) -> String {
    items.iter().map(show).collect::<Vec<_>>().join(separator)
}
