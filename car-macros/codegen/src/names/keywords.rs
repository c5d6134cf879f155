//! The words that Rust keeps for itself.

/// Keywords of edition 2024, strict and reserved. `union`, `macro_rules`, `auto`, `default`, `raw` and `safe`
/// are words only in certain places and are fine as names.
const KEYWORDS: &[&str] = &[
    "Self", "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate", "do",
    "dyn", "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop",
    "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return", "self", "static",
    "struct", "super", "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use", "virtual",
    "where", "while", "yield",
];

/// The keywords that stay keywords behind `r#`.
const NEVER_RAW: &[&str] = &["Self", "crate", "self", "super"];

/// Whether Rust keeps `word` for itself, so that it can be a name only as `r#word`, if at all.
pub fn is_keyword(word: &str) -> bool {
    KEYWORDS.binary_search(&word).is_ok()
}

/// Whether `word` cannot be a name even behind `r#`.
pub(super) fn cannot_be_raw(word: &str) -> bool {
    NEVER_RAW.contains(&word)
}

#[cfg(test)]
mod tests {
    use super::{KEYWORDS, NEVER_RAW, is_keyword};

    #[test]
    fn the_table_is_sorted_for_the_binary_search() {
        assert!(KEYWORDS.is_sorted());
        assert!(NEVER_RAW.iter().all(|word| is_keyword(word)));
    }

    #[test]
    fn words_of_one_place_only_are_no_keywords() {
        for word in ["union", "default", "auto", "raw", "safe", "macro_rules", "String", ""] {
            assert!(!is_keyword(word), "{word}");
        }
    }
}
