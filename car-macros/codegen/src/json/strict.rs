//! What `jsonc-parser` lets through in its strictest mode and JSON (RFC 8259) does not: control characters in
//! texts, and white space other than blank, tab and line ends.

use super::Span;

/// A character that may not stand where it does.
pub(super) struct Intruder {
    pub(super) span: Span,
    pub(super) message: String,
}

/// Finds the first such character. The text need not be JSON: a quote that opens a text which never ends is
/// for the parser to report.
pub(super) fn find_intruder(text: &str) -> Option<Intruder> {
    let mut in_text = false;
    let mut escaped = false;
    for (offset, c) in text.char_indices() {
        let message = if in_text && u32::from(c) < 0x20 {
            Some(control_in_text(c))
        } else if !in_text && c.is_whitespace() && !matches!(c, ' ' | '\t' | '\n' | '\r') {
            Some(format!("U+{:04X} is not white space in JSON", u32::from(c)))
        } else {
            None
        };
        if let Some(message) = message {
            return Some(Intruder { span: offset..offset + c.len_utf8(), message });
        }
        match c {
            _ if escaped => escaped = false,
            '\\' if in_text => escaped = true,
            '"' => in_text = !in_text,
            _ => {}
        }
    }
    None
}

fn control_in_text(c: char) -> String {
    match c {
        '\n' | '\r' => {
            "this text does not end on its line: a double quote is missing, or a line break is not \
                         written as `\\n`"
                .to_owned()
        }
        '\t' => "a tab inside a text is written as `\\t`".to_owned(),
        _ => format!("a control character inside a text is written as `\\u{:04x}`", u32::from(c)),
    }
}
