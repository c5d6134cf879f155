//! From the published descriptions to text that a spec can carry.
//!
//! The descriptions are HTML inside Markdown, with unclosed tags, `<T>`-like words, lines indented for looks,
//! and one sentence, "this field may return null", on every fifth field. The result is plain Markdown that
//! rustdoc takes without a warning: paragraphs, lists, code, links and tables. Of the converters that exist,
//! those that were looked at read HTML only, and would swallow `<InstanceId>` and escape the Markdown around it.

mod html;
mod layout;
mod markdown;
mod pieces;

/// The most that one description may be, in bytes. The longest published ones are tables of several pages, which
/// would be repeated in the generated code.
pub(super) const MAX_BYTES: usize = 4096;

/// The longest first sentence, in characters, that can stand as a summary.
const MAX_SUMMARY: usize = 300;

/// A description as Markdown, and whether it had to be cut.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Prose {
    pub(super) text: String,
    pub(super) was_cut: bool,
}

/// Makes Markdown of a description.
pub(super) fn tidy(raw: &str) -> Prose {
    let text = layout::lay_out(&without_null_notes(&markdown::write(raw)));
    if text.len() <= MAX_BYTES {
        return Prose { text, was_cut: false };
    }
    Prose { text: cut(&text), was_cut: true }
}

/// A description on one line, for titles.
pub(super) fn line(raw: &str) -> String {
    let text = markdown::write(raw);
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= MAX_SUMMARY {
        return line;
    }
    let kept: String = line.chars().take(MAX_SUMMARY - 1).collect();
    format!("{}…", kept.trim_end())
}

/// Splits off the first sentence, if the text begins with one that can stand on a line. The rest may be empty.
pub(super) fn split_summary(text: &str) -> Option<(String, &str)> {
    let paragraph_end = text.find("\n\n").unwrap_or(text.len());
    let paragraph = &text[..paragraph_end];
    let first_line = paragraph.split('\n').next().unwrap_or_default();
    // A paragraph that leads into a list has no end of its own.
    let end = sentence_end(first_line).unwrap_or(first_line.len());
    let summary = first_line[..end].trim();
    let is_prose =
        !summary.starts_with(['|', '`', '-', '*', '>', '#']) && summary.chars().count() <= MAX_SUMMARY;
    (is_prose && !summary.is_empty()).then(|| (summary.to_owned(), text[end..].trim()))
}

/// The end of the first sentence of a line, in bytes.
fn sentence_end(line: &str) -> Option<usize> {
    let mut in_code = false;
    for (at, c) in line.char_indices() {
        let behind = at + c.len_utf8();
        match c {
            '`' => in_code = !in_code,
            '。' | '！' | '？' if !in_code => return Some(behind),
            '.' | '!' | '?' if !in_code && ends_sentence(&line[..at], &line[behind..]) => {
                return Some(behind);
            }
            _ => {}
        }
    }
    None
}

/// Whether a full stop is one, and not that of `e.g.` or `1.5`.
fn ends_sentence(before: &str, behind: &str) -> bool {
    let next = behind.trim_start().chars().next();
    let starts_new = next.is_none_or(|c| !c.is_lowercase());
    let word =
        before.rsplit(|c: char| c.is_whitespace() || c == '(').next().unwrap_or_default().to_lowercase();
    let is_abbreviation = matches!(word.as_str(), "e.g" | "i.e" | "etc" | "no" | "vs" | "fig" | "approx");
    (behind.is_empty() || behind.starts_with(char::is_whitespace)) && starts_new && !is_abbreviation
}

/// Takes away the sentence that says that a field may be null: in a spec, every field that is not required may.
fn without_null_notes(text: &str) -> String {
    let lines: Vec<String> = text.split('\n').map(line_without_null_note).collect();
    lines.join("\n")
}

fn line_without_null_note(line: &str) -> String {
    let mut line = line.to_owned();
    for (opening, stop, telling) in
        [("note:", '.', "valid value"), ("注意", '。', "取不到有效值"), ("注：", '。', "取不到有效值")]
    {
        let mut from = 0;
        while let Some(found) = line[from..].to_ascii_lowercase().find(opening) {
            let start = from + found;
            let end = line[start..].find(stop).map_or(line.len(), |end| start + end + stop.len_utf8());
            let sentence = line[start..end].to_ascii_lowercase();
            if sentence.contains("null") && sentence.contains(telling) {
                line.replace_range(start..end, "");
                from = start;
            } else {
                from = start + opening.len();
            }
        }
    }
    line
}

/// Cuts at the end of a paragraph, a sentence or a word, whichever leaves most of what fits.
fn cut(text: &str) -> String {
    const MARK: &str = "\n\n(Shortened on import.)";
    const FENCE: &str = "\n```";
    let mut end = MAX_BYTES - MARK.len() - FENCE.len();
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let fits = &text[..end];
    let enough = end / 2;
    let end = [fits.rfind("\n\n"), fits.rfind('\n'), fits.rfind(['。', ' '])]
        .into_iter()
        .flatten()
        .find(|at| *at > enough)
        .unwrap_or(end);
    let mut kept = fits[..end].trim_end().to_owned();
    let fences = kept.lines().filter(|line| line.starts_with("```")).count();
    if fences % 2 == 1 {
        kept.push_str(FENCE);
    }
    kept.push_str(MARK);
    kept
}

#[cfg(test)]
mod tests;
