//! The small pieces of Markdown: code, emphasis, links, tables, and text that must not look like a tag.

use super::html;

pub(super) fn on_one_line(text: &str) -> String {
    let mut line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.starts_with(char::is_whitespace) && !line.is_empty() {
        line.insert(0, ' ');
    }
    if text.ends_with(char::is_whitespace) && !line.ends_with(' ') {
        line.push(' ');
    }
    line
}

/// Copies text; what Markdown would take for a tag becomes code.
pub(super) fn guard(text: &str, out: &mut String) {
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let looks_like_tag =
            rest[1..].starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?'));
        let end = rest.find(['>', '\n', '`']).filter(|end| looks_like_tag && rest[*end..].starts_with('>'));
        let length = end.map_or(1, |end| end + 1);
        if end.is_some() {
            inline_code(&rest[..length], out);
        } else {
            out.push('<');
        }
        rest = &rest[length..];
    }
    out.push_str(rest);
}

pub(super) fn inline_code(code: &str, out: &mut String) {
    if code.trim().is_empty() {
        return;
    }
    let longest = code.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest + 1);
    let gap = if longest > 0 { " " } else { "" };
    out.extend([&fence, gap, code, gap, &fence]);
}

pub(super) fn emphasize(inner: &str, sign: &str, out: &mut String) {
    let text = inner.trim();
    // Signs that do not touch their text, or stand inside others, would be shown.
    if text.is_empty() || text.contains('\n') || text.contains('*') {
        out.push_str(inner);
        return;
    }
    let before = &inner[..inner.len() - inner.trim_start().len()];
    let behind = &inner[inner.trim_end().len()..];
    out.extend([before, sign, text, sign, behind]);
}

pub(super) fn link(inner: &str, address: Option<&str>, out: &mut String) {
    let address = address.map(|address| html::decode(address).into_owned());
    let usable = address.filter(|address| {
        address.starts_with("http")
            && !address.contains(|c: char| c.is_whitespace() || "()<>[]`\"".contains(c))
    });
    match usable {
        Some(address) if !inner.trim().is_empty() && !inner.contains(['[', ']', '\n']) => {
            out.extend(["[", inner.trim(), "](", &address, ")"]);
        }
        _ => out.push_str(inner),
    }
}

pub(super) fn table(rows: &[Vec<String>], out: &mut String) {
    let columns = rows.iter().map(Vec::len).max().unwrap_or_default();
    if columns == 0 {
        return;
    }
    for (index, row) in rows.iter().filter(|row| !row.is_empty()).enumerate() {
        let missing = std::iter::repeat_n("", columns - row.len());
        let cells: Vec<&str> = row.iter().map(String::as_str).chain(missing).collect();
        out.extend(["| ", &cells.join(" | "), " |\n"]);
        if index == 0 {
            out.extend(["|", &"---|".repeat(columns), "\n"]);
        }
    }
}
