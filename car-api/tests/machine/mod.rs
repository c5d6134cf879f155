//! A machine made up for a test: folders of its own, variables, and a clock that stands still.

// Each test file uses the part that it is about.
#![allow(dead_code, unreachable_pub)]

use std::collections::HashMap;
use std::ffi::OsString;
use std::fs;
use std::path::PathBuf;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use car_api::credential::{CredentialErrorKind, ProvideCredentials, Surroundings};
use car_api::time::Clock;
use car_api::transport::{
    BoxFuture, HttpReply, HttpRequest, Sent, Transport, TransportError, TransportErrorKind,
};
use car_api::{Credential, Secret};
use tempfile::TempDir;

/// What time it is on every machine here: 2023-11-14T22:13:20Z.
pub const NOW: u64 = 1_700_000_000;

#[derive(Debug, Clone, Copy)]
pub struct At(pub u64);

impl Clock for At {
    fn now(&self) -> SystemTime {
        moment(self.0)
    }
}

pub fn moment(seconds: u64) -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(seconds)
}

/// A network without a metadata service.
#[derive(Debug, Clone, Copy)]
pub struct Nowhere;

impl Transport for Nowhere {
    fn send(&self, _: HttpRequest) -> BoxFuture<'_, Result<HttpReply, TransportError>> {
        let error =
            TransportError { kind: TransportErrorKind::Connect, sent: Sent::No, status: None, source: None };
        Box::pin(std::future::ready(Err(error)))
    }
}

#[derive(Debug)]
pub struct Machine(TempDir);

impl Machine {
    pub fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    /// Where `name`, such as `home/.tccli/default.credential`, is.
    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// Writes a file, in its place if it is there.
    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    /// Puts another file in the place of one, as tools do that rotate keys.
    pub fn exchange(&self, name: &str, content: impl AsRef<[u8]>) {
        self.write("home/new", content);
        fs::rename(self.path("home/new"), self.path(name)).unwrap();
    }

    /// Says that a file was last written at `seconds`.
    pub fn touch(&self, name: &str, seconds: u64) {
        let file = fs::File::options().write(true).open(self.path(name)).unwrap();
        file.set_modified(moment(seconds)).unwrap();
    }

    pub fn surroundings(&self, variables: &[(&str, &str)]) -> Surroundings {
        let variables: HashMap<String, OsString> =
            variables.iter().map(|(name, value)| ((*name).to_owned(), OsString::from(value))).collect();
        Surroundings::new()
            .variables(move |name| variables.get(name).cloned())
            .home(self.path("home"))
            .settings(self.path("etc"))
            .clock(At(NOW))
            .metadata(Nowhere)
    }

    /// A text in which the paths of this machine are written as if its folder were the root.
    pub fn plain(&self, text: &str) -> String {
        text.replace(self.0.path().to_str().unwrap(), "").replace(std::path::MAIN_SEPARATOR, "/")
    }
}

/// Id, key and token.
pub type Parts = (String, String, Option<String>);

pub fn parts(credential: &Credential) -> Parts {
    let token = credential.token().map(Secret::expose).map(str::to_owned);
    (credential.secret_id().to_owned(), credential.secret_key().expose().to_owned(), token)
}

pub fn key(id: &str, key: &str) -> Parts {
    (id.to_owned(), key.to_owned(), None)
}

pub async fn provide(source: &dyn ProvideCredentials) -> Result<Parts, (CredentialErrorKind, String)> {
    match source.provide().await {
        Ok(credential) => Ok(parts(&credential)),
        Err(error) => {
            assert!(!format!("{error}{error:?}").contains("SENTINEL"), "{error}");
            Err((error.kind(), error.to_string()))
        }
    }
}
