//! Fields that look as if they must not be shown, and are not marked so.

use super::Subject;
use crate::diag::Sink;
use crate::names;
use crate::rules;
use crate::spec::ItemType;

/// Words of a field's name that speak of something to be kept.
const TELLING: &[&str] = &["secret", "token", "tokens", "password", "passwd", "session", "credential"];

/// Two words in a row that do.
const TELLING_PAIRS: &[(&str, &str)] = &[("private", "key"), ("access", "key"), ("secret", "key")];

/// A forgotten mark would write a key into a log. A field that only sounds like one says so: `"sensitive":
/// false`.
pub(super) fn looks_sensitive(subject: &Subject<'_>, sink: &mut Sink) {
    for (doc, field) in subject.fields() {
        let holds_text = field.ty.as_ref().is_some_and(|ty| ty.value.item == ItemType::String);
        if field.sensitive.is_none() && holds_text && sounds_sensitive(&field.wire.value) {
            let message = format!("`{}` sounds like something that must not be shown", field.wire.value);
            let help = "write `\"sensitive\": true`, or `\"sensitive\": false` if everyone may see it";
            sink.push(doc.fault(&rules::LOOKS_SENSITIVE, &field.wire.span, message).help(help));
        }
    }
}

/// Whether a name has words that speak of something to be kept.
pub(crate) fn sounds_sensitive(wire: &str) -> bool {
    let snake = names::field(wire);
    let words: Vec<&str> = snake.split('_').collect();
    words.iter().any(|word| TELLING.contains(word))
        || words.windows(2).any(|pair| matches!(pair, [a, b] if TELLING_PAIRS.contains(&(*a, *b))))
}

#[cfg(test)]
mod tests {
    use super::sounds_sensitive;

    #[test]
    fn words_count_and_not_letters() {
        for name in ["SecretID", "SecretKey", "SessionToken", "ClientSession", "UserPassword", "PrivateKey"] {
            assert!(sounds_sensitive(name), "{name}");
        }
        for name in
            ["ApplicationId", "KeyboardLayout", "PrivateNetwork", "Tokenizer", "Obsession", "RequestId"]
        {
            assert!(!sounds_sensitive(name), "{name}");
        }
    }
}
