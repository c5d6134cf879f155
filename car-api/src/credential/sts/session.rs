//! What a session is called.
//!
//! The name stands in audit logs beside each call that its key signs, so the default says which program it was and
//! when it started.

use std::time::SystemTime;

use crate::time::unix_seconds;

/// As many characters of a program's name as leave room for the time in the 128 that a session's name may have.
const LONGEST_PROGRAM: usize = 64;

/// The default name for a session of this program that begins at `now`.
pub(super) fn default_name(now: SystemTime) -> String {
    let program = std::env::current_exe().ok();
    let stem = program.as_deref().and_then(|path| path.file_stem()).and_then(|stem| stem.to_str());
    name(stem.unwrap_or_default(), now)
}

/// `<program>-<seconds>`. Sessions take letters, digits and `=,.@_-`.
fn name(program: &str, now: SystemTime) -> String {
    let allowed = |character: char| character.is_ascii_alphanumeric() || "=,.@_-".contains(character);
    let program: String = program
        .chars()
        .take(LONGEST_PROGRAM)
        .map(|character| if allowed(character) { character } else { '-' })
        .collect();
    let program = if program.is_empty() { "car-api" } else { &program };
    format!("{program}-{}", unix_seconds(now))
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, UNIX_EPOCH};

    use super::*;

    fn named(program: &str) -> String {
        name(program, UNIX_EPOCH + Duration::from_secs(1_732_752_000))
    }

    #[test]
    fn program_and_time() {
        assert_eq!(named("nightly-build"), "nightly-build-1732752000");
        assert_eq!(named("mon café (2)"), "mon-caf---2--1732752000");
        assert_eq!(named(""), "car-api-1732752000");
    }

    #[test]
    fn the_longest_fits() {
        assert!(named(&"x".repeat(1_000)).len() <= 128);
    }
}
