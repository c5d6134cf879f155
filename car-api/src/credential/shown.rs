//! What others wrote, as part of an error.
//!
//! Names of profiles and the last words of a program come from outside. A line break in them would forge a line
//! of a log, an escape sequence would reach a terminal, and a long text would bury the error.

use std::fmt;

/// The most characters that are shown.
const MOST: usize = 200;

/// A text on one line: at most 200 characters, those that do something instead of showing something left out.
pub(super) struct Shown<'a>(pub(super) &'a str);

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut visible = self.0.chars().filter(|character| !is_invisible(*character));
        for character in visible.by_ref().take(MOST) {
            fmt::Write::write_char(f, character)?;
        }
        if visible.next().is_some() { f.write_str("…") } else { Ok(()) }
    }
}

/// Control characters, and those that turn the direction of writing.
fn is_invisible(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_can_be_seen_is_left_and_not_too_much() {
        assert_eq!(Shown("a\n\u{1b}[31mb\r\u{202e}c é").to_string(), "a[31mbc é");
        assert_eq!(Shown(&"é".repeat(200)).to_string(), "é".repeat(200));
        assert_eq!(Shown(&"é".repeat(201)).to_string(), format!("{}…", "é".repeat(200)));
    }
}
