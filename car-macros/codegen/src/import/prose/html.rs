//! Splits the published texts into tags and text, without ever failing.
//!
//! They are Markdown with HTML in it, written by hand by many people: tags are left open, `<InstanceId>` means
//! itself, and what stands between backticks is nobody's markup. Only tags that are known are tags; all else is text.

use std::borrow::Cow;

/// A piece of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// Text, with its entities as they were written.
    Text(&'a str),
    /// Between backticks, which are part of it: a code span, or a block if it starts with three.
    Verbatim(&'a str),
    /// A tag that opens, with the address that it leads to or shows.
    Open(&'a str, Option<&'a str>),
    /// A tag that closes.
    Close(&'a str),
}

/// Tags that mean markup. Those that are not acted upon are here to be dropped.
const TAGS: &[&str] = &[
    "a",
    "b",
    "blockquote",
    "br",
    "code",
    "dd",
    "defs",
    "del",
    "div",
    "dl",
    "dt",
    "dx-alert",
    "dx-codeblock",
    "em",
    "figure",
    "font",
    "g",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "img",
    "label",
    "li",
    "marker",
    "ol",
    "p",
    "path",
    "pattern",
    "pre",
    "rect",
    "s",
    "section",
    "small",
    "span",
    "strong",
    "sub",
    "sup",
    "svg",
    "table",
    "tbody",
    "td",
    "text",
    "tfoot",
    "th",
    "thead",
    "tr",
    "tspan",
    "tt",
    "u",
    "ul",
];

/// The longest tag, attributes included, that is taken for one.
const MAX_TAG: usize = 4096;

/// Splits a text.
pub(super) fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut from = 0;
    let mut at = 0;
    while let Some(step) = text[at..].find(['<', '`']) {
        at += step;
        let found = if text[at..].starts_with('`') { verbatim(&text[at..]) } else { markup(&text[at..]) };
        match found {
            Some((token, length)) => {
                if from < at {
                    tokens.push(Token::Text(&text[from..at]));
                }
                tokens.extend(token);
                at += length;
                from = at;
            }
            None => at += 1,
        }
    }
    if from < text.len() {
        tokens.push(Token::Text(&text[from..]));
    }
    tokens
}

/// A code span on one line, or a code block, and its length.
fn verbatim(text: &str) -> Option<(Option<Token<'_>>, usize)> {
    let ticks = text.bytes().take_while(|byte| *byte == b'`').count();
    let (fence, inner) = text.split_at(ticks);
    let end = inner.find(fence)?;
    let is_span = ticks < 3;
    if end == 0 || (is_span && inner[..end].contains('\n')) {
        return None;
    }
    let length = ticks + end + ticks;
    Some((Some(Token::Verbatim(&text[..length])), length))
}

/// A tag or a comment, and its length. A comment is no token.
fn markup(text: &str) -> Option<(Option<Token<'_>>, usize)> {
    if let Some(comment) = text.strip_prefix("<!--") {
        return comment.find("-->").map(|end| (None, end + 7));
    }
    let inner = &text[1..];
    let length = inner.bytes().take(MAX_TAG).position(|byte| matches!(byte, b'>' | b'<'))?;
    let inner = inner.get(..length).filter(|_| text.as_bytes().get(length + 1) == Some(&b'>'))?;
    let (closes, inner) =
        inner.trim().strip_prefix('/').map_or((false, inner.trim()), |rest| (true, rest.trim()));
    let inner = inner.strip_suffix('/').unwrap_or(inner);
    let name_end = inner.find(char::is_whitespace).unwrap_or(inner.len());
    let (name, attributes) = inner.split_at(name_end);
    let name = TAGS.iter().find(|tag| tag.eq_ignore_ascii_case(name))?;
    // `a <b and c> d` is a comparison.
    if !(attributes.trim().is_empty() || attributes.contains('=')) {
        return None;
    }
    let token = if closes { Token::Close(name) } else { Token::Open(name, address(name, attributes)) };
    Some((Some(token), length + 2))
}

/// Where a link leads or a picture comes from.
fn address<'a>(tag: &str, attributes: &'a str) -> Option<&'a str> {
    let wanted = match tag {
        "a" => "href",
        "img" => "src",
        _ => return None,
    };
    let value =
        attributes[attributes.find(wanted)? + wanted.len()..].trim_start().strip_prefix('=')?.trim_start();
    let value = match value.chars().next()? {
        quote @ ('"' | '\'') => value[1..].split(quote).next(),
        _ => value.split_whitespace().next(),
    };
    value.map(str::trim).filter(|value| !value.is_empty())
}

/// Resolves character references; what is none stays.
pub(super) fn decode(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let reference = rest.find(';').filter(|end| *end <= 10).map(|end| &rest[1..end]);
        let (c, length) =
            reference.and_then(|name| Some((character(name)?, name.len() + 2))).unwrap_or(('&', 1));
        out.push(c);
        rest = &rest[length..];
    }
    out.push_str(rest);
    Cow::Owned(out)
}

fn character(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok()?,
            None => number.parse().ok()?,
        };
        return char::from_u32(code).filter(|c| !c.is_control());
    }
    Some(match name {
        "lt" => '<',
        "gt" => '>',
        "amp" => '&',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" | "emsp" | "ensp" => ' ',
        "times" => '×',
        "le" => '≤',
        "ge" => '≥',
        "ndash" => '–',
        "mdash" => '—',
        "hellip" => '…',
        "ldquo" => '“',
        "rdquo" => '”',
        "lsquo" => '‘',
        "rsquo" => '’',
        "middot" => '·',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_tags_are_tags_and_the_rest_is_text() {
        let text = "<P>a <InstanceId> <br/>b</ p><A target='_blank' href=\"https://x.example/?a=1\">";
        let expected = [
            Token::Open("p", None),
            Token::Text("a <InstanceId> "),
            Token::Open("br", None),
            Token::Text("b"),
            Token::Close("p"),
            Token::Open("a", Some("https://x.example/?a=1")),
        ];
        assert_eq!(tokens(text), expected);
    }

    #[test]
    fn comparisons_comments_and_broken_ends() {
        assert_eq!(tokens("1 <b and c> 2"), [Token::Text("1 <b and c> 2")]);
        assert_eq!(tokens("a<!-- <p> -->b"), [Token::Text("a"), Token::Text("b")]);
        for open in ["<", "<p", "a<!-- x", "</", "<a href=", "`", "``", "```", "<é", "<p é"] {
            assert!(tokens(open).iter().all(|token| matches!(token, Token::Text(_))), "{open}");
        }
    }

    #[test]
    fn what_stands_between_backticks_is_not_looked_at() {
        assert_eq!(tokens("a `<br>` b"), [Token::Text("a "), Token::Verbatim("`<br>`"), Token::Text(" b")]);
        assert_eq!(tokens("```json\n<p>\n```"), [Token::Verbatim("```json\n<p>\n```")]);
        assert_eq!(tokens("it`s\n<p>`"), [Token::Text("it`s\n"), Token::Open("p", None), Token::Text("`")]);
    }

    #[test]
    fn character_references() {
        assert_eq!(decode("&lt;a&gt; &amp;&#39;&#x4e2d;&quot;&nbsp;"), "<a> &'中\" ");
        assert_eq!(decode("a & b; &unknown; &#0; &"), "a & b; &unknown; &#0; &");
    }
}
