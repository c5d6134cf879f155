//! Where in a document something stands: `Versions[3].Status`.

use std::borrow::Cow;
use std::fmt::{self, Write as _};

/// One step from an object or list to what is inside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Step<'a> {
    /// A member of an object.
    Member(Cow<'a, str>),
    /// An item of a list, counted from 0.
    Item(usize),
}

/// The steps as a text, empty for the document itself.
pub(crate) fn render<'a>(steps: impl Iterator<Item = &'a Step<'a>>) -> String {
    let mut path = String::new();
    for step in steps {
        match step {
            Step::Member(name) if is_plain(name) => {
                if !path.is_empty() {
                    path.push('.');
                }
                path.push_str(name);
            }
            // A name from a document can hold anything, line breaks included.
            Step::Member(name) => write(&mut path, format_args!("[{name:?}]")),
            Step::Item(index) => write(&mut path, format_args!("[{index}]")),
        }
    }
    path
}

fn write(path: &mut String, step: fmt::Arguments<'_>) {
    // Writing to a `String` does not fail.
    let _ = path.write_fmt(step);
}

/// `path` and a member of what it leads to.
pub(crate) fn join(path: &str, member: &str) -> String {
    let dot = if path.is_empty() { "" } else { "." };
    format!("{path}{dot}{member}")
}

fn is_plain(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_positions_are_joined() {
        let steps = [Step::Member("Versions".into()), Step::Item(3), Step::Member("Status".into())];
        assert_eq!(render(steps.iter()), "Versions[3].Status");
        assert_eq!(render([].iter()), "");
    }

    #[test]
    fn a_name_that_is_no_identifier_is_quoted() {
        let steps = [Step::Member("a".into()), Step::Member("b.c\n".into())];
        assert_eq!(render(steps.iter()), r#"a["b.c\n"]"#);
    }
}
