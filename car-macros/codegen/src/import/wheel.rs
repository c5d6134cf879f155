//! Reads the members of a wheel, which is a zip file.
//!
//! The metadata of all services is published inside two Python packages. Reading the wheel as it was downloaded
//! spares the user an installation, and pip's folders. A wheel is input like any other: sizes are limited, and
//! checksums are compared.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use rawzip::{
    CompressionMethod, ZipArchive, ZipArchiveEntryWayfinder, ZipSliceArchive, ZipVerification, crc32,
};

/// The largest member that is unpacked. The largest published so far is 4 MB.
const MAX_MEMBER: usize = 256 << 20;

/// An open wheel.
pub(super) struct Wheel {
    archive: ZipSliceArchive<Vec<u8>>,
    members: BTreeMap<String, Packed>,
}

struct Packed {
    place: ZipArchiveEntryWayfinder,
    method: CompressionMethod,
}

impl Wheel {
    /// Opens a wheel and lists its members.
    ///
    /// # Errors
    /// A sentence, where the file cannot be read or is no zip file.
    pub(super) fn open(path: &Path) -> Result<Self, String> {
        let bytes = fs::read(path).map_err(|error| format!("cannot read `{}`: {error}", path.display()))?;
        let broken =
            |error: rawzip::Error| format!("`{}` is no wheel that can be read: {error}", path.display());
        let archive = ZipArchive::from_slice(bytes).map_err(broken)?;
        let mut members = BTreeMap::new();
        let mut entries = archive.entries();
        while let Some(entry) = entries.next_entry().map_err(broken)? {
            // Names that are not Unicode, or lead out of the archive, are none of those looked for.
            let Ok(name) = entry.file_path().try_normalize() else { continue };
            let packed = Packed { place: entry.wayfinder(), method: entry.compression_method() };
            members.insert(AsRef::<str>::as_ref(&name).to_owned(), packed);
        }
        Ok(Self { archive, members })
    }

    /// The names of all members, sorted.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.members.keys().map(String::as_str)
    }

    /// Unpacks a member.
    ///
    /// # Errors
    /// A sentence, where there is no such member or it is damaged.
    pub(super) fn read(&self, name: &str) -> Result<Vec<u8>, String> {
        let packed = self.members.get(name).ok_or_else(|| format!("the wheel has no `{name}`"))?;
        let broken = |error: rawzip::Error| format!("`{name}` in the wheel is damaged: {error}");
        let entry = self.archive.get_entry(packed.place).map_err(broken)?;
        let bytes = match packed.method {
            CompressionMethod::STORE => entry.data().to_vec(),
            CompressionMethod::DEFLATE => {
                miniz_oxide::inflate::decompress_to_vec_with_limit(entry.data(), MAX_MEMBER)
                    .map_err(|error| format!("`{name}` in the wheel cannot be unpacked: {error}"))?
            }
            _ => return Err(format!("`{name}` in the wheel is packed in a way that wheels do not use")),
        };
        let found = ZipVerification { crc: crc32(&bytes), uncompressed_size: bytes.len() as u64 };
        entry.claim_verifier().valid(found).map_err(broken)?;
        Ok(bytes)
    }
}

impl std::fmt::Debug for Wheel {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Wheel").field("members", &self.members.len()).finish_non_exhaustive()
    }
}
