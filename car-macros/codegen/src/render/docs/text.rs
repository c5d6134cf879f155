//! Texts of the spec as Markdown that rustdoc takes without a warning.

/// The lines of a text, escaped.
pub(super) fn paragraphs(text: &str) -> Vec<String> {
    escape(text.trim()).lines().map(str::to_owned).collect()
}

/// The first paragraph on one line, as it stands in the tables: not escaped, because it is not for rustdoc.
pub(in crate::render) fn first_paragraph(text: &str) -> String {
    let paragraph = text.trim().split("\n\n").next().unwrap_or_default();
    paragraph.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A text on one line.
pub(super) fn inline(text: &str) -> String {
    escape(&text.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// A text in a cell of a table.
pub(super) fn cell(text: &str) -> String {
    inline(text).replace('|', "\\|")
}

/// A sample value as inline code, whatever it holds.
pub(super) fn code(value: &str) -> String {
    let value = value.split_whitespace().collect::<Vec<_>>().join(" ");
    let longest = value.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest + 1);
    if longest == 0 { format!("{fence}{value}{fence}") } else { format!("{fence} {value} {fence}") }
}

/// Escapes what rustdoc would take for HTML or for a link to an item, outside inline code, and makes bare
/// URLs links.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    // The pieces between backticks alternate between text and code; a last piece without its closing
    // backtick is text.
    let pieces: Vec<&str> = text.split('`').collect();
    let last = pieces.len() - 1;
    for (index, piece) in pieces.iter().enumerate() {
        let closed = last.is_multiple_of(2) || index < last;
        if index % 2 == 1 && closed {
            escaped.push('`');
            escaped.push_str(piece);
            escaped.push('`');
        } else {
            if index % 2 == 1 {
                escaped.push_str("\\`");
            }
            escape_prose(piece, &mut escaped);
        }
    }
    escaped
}

fn escape_prose(text: &str, escaped: &mut String) {
    let mut rest = text;
    while let Some(found) = rest.find(['<', '[', ']', 'h']) {
        escaped.push_str(&rest[..found]);
        rest = &rest[found..];
        let url = url_length(rest);
        // Only a URL at the start of a word is bare; one behind `(` belongs to a link.
        if url > 0 && !escaped.ends_with(|c: char| c.is_alphanumeric() || c == '(') {
            escaped.push('<');
            escaped.push_str(&rest[..url]);
            escaped.push('>');
            rest = &rest[url..];
            continue;
        }
        match link_length(rest) {
            0 => {
                if !rest.starts_with('h') {
                    escaped.push('\\');
                }
                escaped.push_str(&rest[..1]);
                rest = &rest[1..];
            }
            length => {
                escaped.push_str(&rest[..length]);
                rest = &rest[length..];
            }
        }
    }
    escaped.push_str(rest);
}

/// The length of the `http://` or `https://` URL that `text` starts with, without punctuation at its end.
fn url_length(text: &str) -> usize {
    if !text.starts_with("http://") && !text.starts_with("https://") {
        return 0;
    }
    let end = text
        .find(|c: char| c.is_whitespace() || "<>()[]`\"'|".contains(c) || !c.is_ascii())
        .unwrap_or(text.len());
    text[..end].trim_end_matches(['.', ',', ';', ':', '!', '?']).len()
}

/// The length of the Markdown link `[text](target)` that `text` starts with.
fn link_length(text: &str) -> usize {
    let Some(inner) = text.strip_prefix('[') else { return 0 };
    let Some(middle) = inner.find("](") else { return 0 };
    let Some(end) = inner[middle..].find(')') else { return 0 };
    let label = &inner[..middle];
    let target = &inner[middle + 2..middle + end];
    let plain =
        !label.contains(['[', ']', '<']) && target.starts_with("http") && url_length(target) == target.len();
    if plain { 1 + middle + end + 1 } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prose_is_escaped_and_code_is_not() {
        assert_eq!(escape("a <b> `c<d>` [e]"), "a \\<b> `c<d>` \\[e\\]");
        assert_eq!(escape("an odd ` backtick <x>"), "an odd \\` backtick \\<x>");
        assert_eq!(escape("``"), "``");
    }

    #[test]
    fn urls_become_links() {
        assert_eq!(escape("see https://a.example/x?y=1."), "see <https://a.example/x?y=1>.");
        assert_eq!(escape("[docs](https://a.example/x)"), "[docs](https://a.example/x)");
        assert_eq!(escape("[x](javascript:1)"), "\\[x\\](javascript:1)");
    }

    #[test]
    fn cells_and_code_keep_their_borders() {
        assert_eq!(cell("a|b\nc"), "a\\|b c");
        assert_eq!(code("plain"), "`plain`");
        assert_eq!(code("a`b"), "`` a`b ``");
    }

    #[test]
    fn tables_hold_the_first_paragraph() {
        assert_eq!(first_paragraph("One\nline.\n\nMore."), "One line.");
        assert_eq!(first_paragraph(""), "");
    }
}
