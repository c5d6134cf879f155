//! Files that hold keys, read again when they change.
//!
//! A key is rotated by writing it into the file, and a program that runs for months must take it up without a
//! restart. So whoever asks pays for a look at each file's time and size, and for reading only when these have
//! changed. That is done on the spot and not on another thread: a look takes about a microsecond, and the files
//! are small; anything else than a small regular file is refused before it is opened, as reading a pipe could
//! last for ever.

use std::fmt;
use std::fs::{self, File, Metadata};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

use zeroize::{Zeroize as _, Zeroizing};

use super::CredentialError;

/// The largest file that is read: 1 MiB. A file of keys has a few hundred bytes; the settings of `tccli`, which list
/// every service, a few ten thousand.
const MAX_BYTES: u64 = 1024 * 1024;

/// What is made of some files, kept until one of them changes.
pub(super) struct Watched<T> {
    paths: Vec<PathBuf>,
    known: Mutex<Option<Known<T>>>,
}

struct Known<T> {
    stamps: Vec<Option<Stamp>>,
    value: Result<T, CredentialError>,
}

/// A file that is there, with its text.
pub(super) struct Found<'a> {
    pub(super) path: &'a Path,
    pub(super) text: Zeroizing<String>,
}

impl<T: Clone + PartialEq> Watched<T> {
    pub(super) fn new(paths: Vec<PathBuf>) -> Self {
        Self { paths, known: Mutex::new(None) }
    }

    pub(super) fn paths(&self) -> &[PathBuf] {
        &self.paths
    }

    /// What `make` made of those files that are there, in their order. It is asked again when one has appeared,
    /// changed or gone. A value that is equal to the one before is not exchanged for it.
    pub(super) fn get(
        &self,
        make: impl FnOnce(&[Found<'_>]) -> Result<T, CredentialError>,
    ) -> Result<T, CredentialError> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        // The stamps are taken before the texts: a change in between is noticed the next time.
        let stamps = self.paths.iter().map(|path| Stamp::of(path)).collect::<Result<Vec<_>, _>>()?;
        if let Some(known) = known.as_ref().filter(|known| known.stamps == stamps) {
            return known.value.clone();
        }
        let mut value = make(&self.read(&stamps)?);
        if let (Ok(new), Some(Ok(old))) = (&mut value, known.take().map(|known| known.value))
            && *new == old
        {
            *new = old;
        }
        *known = Some(Known { stamps, value: value.clone() });
        value
    }

    /// Like [`get`](Self::get), but reads the files even if they do not look changed.
    pub(super) fn get_anew(
        &self,
        make: impl FnOnce(&[Found<'_>]) -> Result<T, CredentialError>,
    ) -> Result<T, CredentialError> {
        if let Some(known) = self.known.lock().unwrap_or_else(PoisonError::into_inner).as_mut() {
            // No file has these; the value stays for the comparison.
            known.stamps.clear();
        }
        self.get(make)
    }

    fn read(&self, stamps: &[Option<Stamp>]) -> Result<Vec<Found<'_>>, CredentialError> {
        let mut found = Vec::new();
        for (path, _) in self.paths.iter().zip(stamps).filter(|(_, stamp)| stamp.is_some()) {
            if let Some(text) = read_text(path)? {
                found.push(Found { path, text });
            }
        }
        Ok(found)
    }
}

/// Leaves out what is known: it may be a key.
impl<T> fmt::Debug for Watched<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(&self.paths).finish()
    }
}

/// What differs, as a rule, between two contents of a file.
#[derive(Clone, PartialEq, Eq)]
struct Stamp {
    modified: Option<SystemTime>,
    bytes: u64,
    identity: u64,
}

impl Stamp {
    /// `None` if there is no such file.
    fn of(path: &Path) -> Result<Option<Self>, CredentialError> {
        let metadata = match fs::metadata(path) {
            Ok(metadata) => metadata,
            Err(error) if is_absent(&error) => return Ok(None),
            Err(error) => return Err(unreadable(path, &error)),
        };
        if !metadata.is_file() {
            return Err(CredentialError::invalid(format!("{} is not a regular file", path.display())));
        }
        if metadata.len() > MAX_BYTES {
            return Err(too_large(path));
        }
        Ok(Some(Self {
            modified: metadata.modified().ok(),
            bytes: metadata.len(),
            identity: identity(&metadata),
        }))
    }
}

/// A file that took the place of another within one tick of the clock is still another one.
#[cfg(unix)]
fn identity(metadata: &Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::ino(metadata)
}

#[cfg(not(unix))]
fn identity(_metadata: &Metadata) -> u64 {
    0
}

/// The text of a file; `None` if there is no such file.
pub(super) fn read_text(path: &Path) -> Result<Option<Zeroizing<String>>, CredentialError> {
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if is_absent(&error) => return Ok(None),
        Err(error) => return Err(unreadable(path, &error)),
    };
    // Growing would leave copies behind.
    let expected = file.metadata().map_or(MAX_BYTES, |metadata| metadata.len().min(MAX_BYTES));
    let mut bytes = Zeroizing::new(Vec::with_capacity(usize::try_from(expected + 1).unwrap_or(0)));
    file.take(MAX_BYTES + 1).read_to_end(&mut bytes).map_err(|error| unreadable(path, &error))?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(too_large(path));
    }
    match String::from_utf8(std::mem::take(&mut *bytes)) {
        Ok(text) => Ok(Some(Zeroizing::new(text))),
        Err(error) => {
            error.into_bytes().zeroize();
            Err(CredentialError::invalid(format!(
                "{} is not a text in UTF-8: save it as UTF-8",
                path.display()
            )))
        }
    }
}

/// `NotADirectory`: what should be the folder is a file.
pub(super) fn is_absent(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}

/// A file that this user may not read is a mistake; anything else may pass, as with a folder on another machine.
fn unreadable(path: &Path, error: &io::Error) -> CredentialError {
    let path = path.display();
    match error.kind() {
        io::ErrorKind::PermissionDenied => CredentialError::invalid(format!(
            "{path} cannot be read: {error}: give the user that runs this program the right to read it"
        )),
        _ => CredentialError::unavailable(format!("{path} cannot be read: {error}")),
    }
}

fn too_large(path: &Path) -> CredentialError {
    CredentialError::invalid(format!(
        "{} is larger than {MAX_BYTES} bytes, which no file of keys is: check the path",
        path.display()
    ))
}
