//! Words of a POSIX shell.

use std::fmt;

/// A word that the shell hands on exactly as it is.
///
/// In single quotes nothing has a meaning but the quote itself, which therefore stands outside them, escaped. Words
/// of harmless characters need no quotes, and are easier to read without.
pub(super) struct Word<'a>(pub(super) &'a str);

impl fmt::Display for Word<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.0.is_empty() && self.0.bytes().all(is_harmless) {
            return f.write_str(self.0);
        }
        f.write_str("'")?;
        let mut parts = self.0.split('\'');
        f.write_str(parts.next().unwrap_or_default())?;
        for part in parts {
            write!(f, "'\\''{part}")?;
        }
        f.write_str("'")
    }
}

/// Without a meaning to any shell, wherever it stands in a word that begins with a letter, a digit or a dash.
fn is_harmless(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'/' | b':' | b',')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words() {
        for (text, word) in [
            ("https://127.0.0.1:8787/", "https://127.0.0.1:8787/"),
            ("", "''"),
            ("two words", "'two words'"),
            ("it's", r"'it'\''s'"),
            ("''", r"''\'''\'''"),
            ("$(rm) `x` \\ \"", "'$(rm) `x` \\ \"'"),
            ("~", "'~'"),
            ("a=b", "'a=b'"),
        ] {
            assert_eq!(Word(text).to_string(), word);
        }
    }
}
