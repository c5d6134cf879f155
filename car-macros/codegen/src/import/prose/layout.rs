//! Lays Markdown out: which lines belong together, and which indentation means something.
//!
//! In the published texts a line end is a line end, whereas Markdown joins lines into paragraphs; and lines are
//! indented for looks, whereas Markdown makes code of them, which rustdoc would then try to compile.

/// What a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Line {
    Blank,
    /// An item of a list: where its text begins.
    Item(usize),
    /// A row of a table, a quotation or a heading.
    Marked,
    Plain,
    /// In a code block, fences included.
    Code,
}

/// Lays out a text.
pub(super) fn lay_out(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut previous = Line::Blank;
    let mut fence = false;
    for line in text.lines() {
        let trimmed = line.trim();
        let is_fence = trimmed.starts_with("```");
        let kind = if fence || is_fence { Line::Code } else { classify(line) };
        if is_fence {
            fence = !fence;
        }
        if kind == Line::Blank {
            previous = if matches!(previous, Line::Item(_)) { previous } else { Line::Blank };
            separate(&mut out, 2);
            continue;
        }
        separate(&mut out, if belongs_to(kind, previous) { 1 } else { 2 });
        match kind {
            Line::Code if is_fence && fence => out.push_str(&opening(trimmed)),
            Line::Code => out.push_str(if is_fence { trimmed } else { line.trim_end() }),
            Line::Item(_) => push_indented(&mut out, indent_of_item(line, previous), &collapse(trimmed)),
            Line::Plain => {
                // The other way to open a code block; nobody means it.
                let escape = if trimmed.starts_with("~~~") { "\\" } else { "" };
                push_indented(
                    &mut out,
                    indent_of_text(line, previous),
                    &format!("{escape}{}", collapse(trimmed)),
                );
            }
            Line::Marked | Line::Blank => out.push_str(trimmed),
        }
        out.push('\n');
        previous = match (kind, previous) {
            // The second line of an item is still in the item.
            (Line::Plain, Line::Item(begin)) if indent_of_text(line, previous) > 0 => Line::Item(begin),
            _ => kind,
        };
    }
    if fence {
        out.push_str("```\n");
    }
    out.truncate(out.trim_end().len());
    out
}

fn classify(line: &str) -> Line {
    let trimmed = line.trim();
    if trimmed.is_empty() {
        return Line::Blank;
    }
    if let Some(marker) = marker_length(trimmed) {
        return Line::Item(indentation(line) + marker);
    }
    if trimmed.starts_with(['|', '>'])
        || trimmed.starts_with("# ")
        || trimmed.starts_with("## ")
        || trimmed.starts_with("### ")
    {
        return Line::Marked;
    }
    Line::Plain
}

/// The line that opens a code block, with a language that rustdoc does not compile: what a description shows is no
/// test of the crate that carries it.
fn opening(line: &str) -> String {
    let language = line.trim_start_matches('`').trim();
    let is_other = !language.is_empty()
        && language.bytes().all(|byte| byte.is_ascii_alphabetic())
        && !["rust", "ignore", "custom"].iter().any(|word| language.eq_ignore_ascii_case(word));
    format!("```{}", if is_other { language } else { "text" })
}

/// The length of `- `, `* ` or `1. `.
fn marker_length(trimmed: &str) -> Option<usize> {
    if ["- ", "* ", "+ "].iter().any(|marker| trimmed.starts_with(marker)) {
        return Some(2);
    }
    let digits = trimmed.bytes().take_while(u8::is_ascii_digit).count();
    let is_number = (1..=3).contains(&digits)
        && (trimmed[digits..].starts_with(". ") || trimmed[digits..].starts_with(") "));
    is_number.then_some(digits + 2)
}

fn indentation(line: &str) -> usize {
    line.chars().take_while(|c| c.is_whitespace()).map(|c| if c == '\t' { 4 } else { 1 }).sum()
}

/// Whether a line stands right below the one before it, or apart from it.
fn belongs_to(kind: Line, previous: Line) -> bool {
    matches!(
        (kind, previous),
        (_, Line::Blank)
            | (Line::Code, Line::Code)
            | (Line::Marked, Line::Marked)
            | (Line::Item(_), Line::Item(_) | Line::Plain)
            | (Line::Plain, Line::Item(_))
    )
}

/// An item can stand below another, at most where the other's text begins.
fn indent_of_item(line: &str, previous: Line) -> usize {
    match previous {
        Line::Item(begin) => indentation(line).min(begin).min(9),
        _ => 0,
    }
}

/// Text belongs to the item above it if it is indented, and is then indented as far as the item's text.
fn indent_of_text(line: &str, previous: Line) -> usize {
    match previous {
        Line::Item(begin) if indentation(line) > 0 => begin.min(9),
        _ => 0,
    }
}

fn push_indented(out: &mut String, indent: usize, text: &str) {
    // A paragraph that follows a list without belonging to it stands apart, or it would be taken into it.
    if indent == 0 && marker_length(text).is_none() && ends_in_item(out) {
        separate(out, 2);
    }
    out.extend(std::iter::repeat_n(' ', indent));
    out.push_str(text);
}

fn ends_in_item(out: &str) -> bool {
    let last = out.trim_end_matches('\n').rsplit('\n').next().unwrap_or_default();
    out.ends_with('\n')
        && !out.ends_with("\n\n")
        && (marker_length(last.trim_start()).is_some() || last.starts_with(' '))
}

/// Ends what is there with at most this many line ends; one stands there already.
fn separate(out: &mut String, line_ends: usize) {
    if out.is_empty() {
        return;
    }
    let there = out.len() - out.trim_end_matches('\n').len();
    out.extend(std::iter::repeat_n('\n', line_ends.saturating_sub(there)));
}

/// One blank where there are several, outside code.
fn collapse(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut in_code = false;
    for c in text.chars() {
        match c {
            '`' => in_code = !in_code,
            c if c.is_whitespace() && !in_code => {
                if !out.ends_with(' ') {
                    out.push(' ');
                }
                continue;
            }
            // Control characters come from copied documents and show nowhere.
            c if c.is_control() => continue,
            _ => {}
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::lay_out;

    #[test]
    fn lines_of_the_author_become_paragraphs() {
        assert_eq!(lay_out("One.\nTwo.\n\n\n\nThree."), "One.\n\nTwo.\n\nThree.");
        assert_eq!(lay_out("  \n"), "");
    }

    #[test]
    fn lists_stay_together_and_text_behind_them_stays_apart() {
        assert_eq!(lay_out("Values:\n- a\n- b\nDefault: a"), "Values:\n- a\n- b\n\nDefault: a");
        assert_eq!(lay_out("1. a\n   - b\n      more\n2. c"), "1. a\n   - b\n     more\n2. c");
    }

    #[test]
    fn indentation_for_looks_is_not_code() {
        assert_eq!(lay_out("A:\n        deep\n\tdeeper"), "A:\n\ndeep\n\ndeeper");
        assert_eq!(lay_out("            - item"), "- item");
    }

    #[test]
    fn code_blocks_are_kept_and_closed() {
        assert_eq!(lay_out("x\n```text\n  a\n\n  b"), "x\n\n```text\n  a\n\n  b\n```");
    }

    #[test]
    fn no_code_block_is_one_that_rustdoc_compiles() {
        for opening in
            ["```", "```rust", "```Rust", "```should_panic", "```ignore", "```rust,no_run", "```{.rust}"]
        {
            assert_eq!(lay_out(&format!("{opening}\npanic!()\n```")), "```text\npanic!()\n```", "{opening}");
        }
        assert_eq!(lay_out("```json\n{}\n```"), "```json\n{}\n```");
        assert_eq!(lay_out("~~~\npanic!()"), "\\~~~\n\npanic!()");
    }
}
