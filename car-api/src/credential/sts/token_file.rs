//! The token of an identity provider, in a file that someone else keeps fresh.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use crate::Secret;
use crate::credential::{CredentialError, CredentialErrorKind};

/// Tokens have one or two kilobytes. More than this is another file.
const MAX_TOKEN: usize = 64 * 1024;

/// Reads the token at `path`, without the line break that may follow it. Off the threads that drive calls: the file
/// may lie on a volume that is slow.
pub(super) async fn read(path: PathBuf) -> Result<Secret, CredentialError> {
    let reading = tokio::task::spawn_blocking(move || read_now(&path));
    reading.await.unwrap_or_else(|_| {
        let message = "reading the token file was broken off";
        Err(CredentialError::new(CredentialErrorKind::Unavailable, message))
    })
}

fn read_now(path: &Path) -> Result<Secret, CredentialError> {
    let problem =
        |problem: &str| CredentialError::invalid(format!("the token file {}: {problem}", path.display()));
    let text = contents(path).map_err(|error| problem(&error.to_string()))?;
    if text.expose().len() > MAX_TOKEN {
        return Err(problem("it is too long for a token"));
    }
    let token = text.expose().trim();
    if token.is_empty() {
        return Err(problem("it is empty"));
    }
    Ok(Secret::new(token))
}

/// The text of the file, up to just beyond the limit.
fn contents(path: &Path) -> io::Result<Secret> {
    let mut text = String::new();
    let read = File::open(path)?.take(MAX_TOKEN as u64 + 1).read_to_string(&mut text);
    let text = Secret::from(text);
    read.map(|_bytes| text)
}
