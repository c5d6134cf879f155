//! The notation of the credentials file: sections in brackets, and names with values.
//!
//! The readers that exist either forget at which line something stood, or repeat in their errors what stood
//! there; here the line is what helps, and what stood there may be a key. The notation is small: one line says
//! one thing, `#` and `;` start comments, a value may stand in quotes. Where other readers of it disagree (names
//! above the first section, a section that is there twice), it is an error: either reading would surprise someone.

/// A section, borrowed from the text.
pub(super) struct Section<'a> {
    pub(super) name: &'a str,
    pub(super) line: usize,
    pub(super) entries: Vec<Entry<'a>>,
}

/// A name with its value, borrowed from the text.
pub(super) struct Entry<'a> {
    pub(super) name: &'a str,
    pub(super) value: &'a str,
    pub(super) line: usize,
}

/// Why a text cannot be read. Repeats nothing of it.
#[derive(Debug)]
pub(super) struct IniError {
    /// Counted from 1.
    pub(super) line: usize,
    pub(super) problem: String,
}

impl Section<'_> {
    /// The entry with one of these names, whatever their case.
    pub(super) fn entry(&self, names: &[&str]) -> Result<Option<&Entry<'_>>, IniError> {
        let mut entries = self
            .entries
            .iter()
            .filter(|entry| names.iter().any(|name| entry.name.eq_ignore_ascii_case(name)));
        let first = entries.next();
        match (first, entries.next()) {
            (Some(first), Some(second)) => Err(IniError {
                line: second.line,
                problem: format!("{} is set a second time, after line {}: keep one", second.name, first.line),
            }),
            _ => Ok(first),
        }
    }
}

/// The sections of `text`, in its order.
pub(super) fn read(text: &str) -> Result<Vec<Section<'_>>, IniError> {
    let mut sections: Vec<Section<'_>> = Vec::new();
    // Windows' editor puts a mark in front of UTF-8.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    for (line, content) in (1..).zip(text.lines()) {
        let content = content.trim();
        let error = |problem: &str| IniError { line, problem: problem.to_owned() };
        if content.is_empty() || starts_comment(content) {
            continue;
        }
        if let Some(header) = content.strip_prefix('[') {
            let name = section_name(header).map_err(error)?;
            if let Some(first) = sections.iter().find(|section| section.name == name) {
                let problem = format!("the section of line {} is here again: keep one", first.line);
                return Err(IniError { line, problem });
            }
            sections.push(Section { name, line, entries: Vec::new() });
            continue;
        }
        let (name, value) = name_and_value(content).map_err(error)?;
        let Some(section) = sections.last_mut() else {
            return Err(error("this stands above the first section: put a line `[default]` above it"));
        };
        section.entries.push(Entry { name, value, line });
    }
    Ok(sections)
}

fn section_name(header: &str) -> Result<&str, &'static str> {
    let Some((name, rest)) = header.split_once(']') else {
        return Err("the name of a section has no `]` after it: write `[name]`");
    };
    if !is_blank_or_comment(rest) {
        return Err("there is something behind the `]` of a section: put it on a line of its own");
    }
    match name.trim() {
        "" => Err("a section has no name: write `[default]`"),
        name => Ok(name),
    }
}

fn name_and_value(content: &str) -> Result<(&str, &str), &'static str> {
    let Some((name, value)) = content.split_once('=') else {
        return Err("this is neither `[section]` nor `name = value`");
    };
    match name.trim() {
        "" => Err("there is no name in front of the `=`"),
        name => Ok((name, plain_value(value.trim())?)),
    }
}

/// The value without quotes, and without a comment behind it.
fn plain_value(value: &str) -> Result<&str, &'static str> {
    let Some(quote) = value.chars().next().filter(|first| matches!(first, '"' | '\'')) else {
        return Ok(without_comment(value));
    };
    let Some((inside, rest)) = value[quote.len_utf8()..].split_once(quote) else {
        return Err("the quote in front of the value has no other behind it");
    };
    if is_blank_or_comment(rest) {
        Ok(inside)
    } else {
        Err("there is something behind the quotes around the value: remove it")
    }
}

/// A comment behind a value has a blank in front of it, so that a value may contain its sign.
fn without_comment(value: &str) -> &str {
    let comment = value.char_indices().find(|(at, character)| {
        matches!(character, '#' | ';') && value[..*at].chars().next_back().is_none_or(char::is_whitespace)
    });
    match comment {
        Some((at, _)) => value[..at].trim_end(),
        None => value,
    }
}

fn is_blank_or_comment(rest: &str) -> bool {
    let rest = rest.trim_start();
    rest.is_empty() || starts_comment(rest)
}

fn starts_comment(content: &str) -> bool {
    content.starts_with(['#', ';'])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entries(text: &str) -> Vec<(String, String, String, usize)> {
        let sections = read(text).unwrap();
        let entries = sections.iter().flat_map(|section| {
            section.entries.iter().map(|entry| {
                (section.name.to_owned(), entry.name.to_owned(), entry.value.to_owned(), entry.line)
            })
        });
        entries.collect()
    }

    #[test]
    fn values_lose_what_is_around_them() {
        for (written, read) in [
            ("a=v", "v"),
            ("  a\t=   v  ", "v"),
            ("a=\"v\"", "v"),
            ("a = 'v' # comment", "v"),
            ("a = \" v \"", " v "),
            ("a = v ; comment", "v"),
            ("a = v#1", "v#1"),
            ("a = v=w==", "v=w=="),
            ("a = \"v'w\"", "v'w"),
            ("a =", ""),
            ("a = # comment", ""),
            ("a = ''", ""),
            ("a = v\u{a0}", "v"),
        ] {
            let found = entries(&format!("[s]\n{written}\n"));
            assert_eq!(found, [("s".to_owned(), "a".to_owned(), read.to_owned(), 2)], "{written:?}");
        }
    }

    #[test]
    fn lines_are_counted_whatever_ends_them() {
        let text = "\u{feff}# comment\r\n\r\n [ default ] ; comment\r\n; more\r\na = 1\r\n[other]\r\nb = 2";
        assert_eq!(
            entries(text),
            [
                ("default".to_owned(), "a".to_owned(), "1".to_owned(), 5),
                ("other".to_owned(), "b".to_owned(), "2".to_owned(), 7),
            ]
        );
    }

    #[test]
    fn what_cannot_be_read_is_named_by_its_line() {
        for (text, line, problem) in [
            ("a = 1", 1, "above the first section"),
            ("[s", 1, "has no `]`"),
            ("\n[]", 2, "has no name"),
            ("[ \t]", 1, "has no name"),
            ("[s] a = 1", 1, "behind the `]`"),
            ("[s]\nsentinel", 2, "neither `[section]`"),
            ("[s]\n\n= sentinel", 3, "no name in front"),
            ("[s]\na = \"sentinel", 2, "has no other behind it"),
            ("[s]\na = 'sentinel' x", 2, "behind the quotes"),
            ("[s]\n[t]\n[s]", 3, "the section of line 1 is here again"),
        ] {
            let error = read(text).err().unwrap();
            assert_eq!(error.line, line, "{text:?}");
            assert!(error.problem.contains(problem), "{text:?}: {}", error.problem);
            assert!(!error.problem.contains("sentinel"), "{text:?}: {}", error.problem);
        }
    }

    #[test]
    fn a_name_counts_whatever_its_case_and_only_once() {
        let sections =
            read("[s]\nSecret_ID = 1\nother = 2\nother = 3\ntoken = 4\nsession_token = 5").unwrap();
        let section = &sections[0];
        assert_eq!(section.entry(&["secret_id"]).unwrap().unwrap().value, "1");
        assert!(section.entry(&["absent"]).unwrap().is_none());
        let error = section.entry(&["token", "session_token"]).err().unwrap();
        assert_eq!(error.line, 6);
        assert_eq!(error.problem, "session_token is set a second time, after line 5: keep one");
    }
}
