//! From a file's text to its tree, with `jsonc-parser` as the reader.
//!
//! The parser is used in its strict mode, with every leniency off; [`strict`](super::strict) closes the two
//! gaps that leaves. A test holds the pair to `serde_json`: same texts accepted, same values.

use std::collections::HashMap;
use std::sync::Arc;

use jsonc_parser::ast;
use jsonc_parser::common::Ranged;
use jsonc_parser::errors::{ParseError, ParseErrorKind};
use jsonc_parser::{CollectOptions, ParseOptions, ParseStringErrorKind, parse_to_ast};

use super::{Member, Node, Span, Value, strict};
use crate::diag::{Diagnostic, Place, Sink};
use crate::rules;
use crate::source::SourceFile;

const BYTE_ORDER_MARK: &str = "\u{feff}";

const STRICT: ParseOptions = ParseOptions {
    allow_comments: false,
    allow_loose_object_property_names: false,
    allow_trailing_commas: false,
    allow_missing_commas: false,
    allow_single_quoted_strings: false,
    allow_hexadecimal_numbers: false,
    allow_unary_plus_numbers: false,
    allow_bare_decimal_point_numbers: false,
    allow_non_finite_numbers: false,
    allow_extended_string_escapes: false,
};

/// Parses a file. `None` means that it has been reported as unreadable.
pub(crate) fn parse(file: &Arc<SourceFile>, sink: &mut Sink) -> Option<Node> {
    let reader = Reader { file, start: if file.text().starts_with(BYTE_ORDER_MARK) { 3 } else { 0 } };
    match reader.read() {
        Ok(root) => {
            let mut duplicates = Vec::new();
            let root = reader.convert(&root, &mut duplicates);
            for duplicate in duplicates {
                sink.push(reader.duplicate_key(&root, duplicate));
            }
            Some(root)
        }
        Err(diagnostic) => {
            sink.push(*diagnostic);
            None
        }
    }
}

/// A key that stands twice in one object.
struct Duplicate {
    key: String,
    first: Span,
    second: Span,
}

struct Reader<'a> {
    file: &'a Arc<SourceFile>,
    /// Behind the byte order mark.
    start: usize,
}

impl<'a> Reader<'a> {
    fn read(&self) -> Result<ast::Value<'a>, Box<Diagnostic>> {
        if let Some(offset) = self.file.invalid_utf8() {
            return Err(self.not_utf8(offset));
        }
        let text = self.file.text().get(self.start..).unwrap_or_default();
        let parsed = parse_to_ast(text, &CollectOptions::default(), &STRICT);
        // The parser goes first where it fails first; behind its failure, quotes may mean anything.
        let reach = parsed.as_ref().err().map_or(text.len(), |error| error.range().start.min(text.len()));
        if let Some(intruder) = strict::find_intruder(text).filter(|found| found.span.start <= reach) {
            return Err(self.syntax(intruder.span, intruder.message));
        }
        match parsed {
            Ok(result) => result.value.ok_or_else(|| self.syntax(0..0, "the file is empty".to_owned())),
            Err(error) => Err(self.parse_error(&error)),
        }
    }

    fn convert(&self, value: &ast::Value<'_>, duplicates: &mut Vec<Duplicate>) -> Node {
        let converted = match value {
            ast::Value::NullKeyword(_) => Value::Null,
            ast::Value::BooleanLit(literal) => Value::Bool(literal.value),
            ast::Value::NumberLit(literal) => Value::Number(literal.value.to_owned()),
            ast::Value::StringLit(literal) => Value::String(literal.value.clone().into_owned()),
            ast::Value::Array(array) => {
                Value::Array(array.elements.iter().map(|item| self.convert(item, duplicates)).collect())
            }
            ast::Value::Object(object) => Value::Object(self.convert_members(object, duplicates)),
        };
        Node { value: converted, span: self.span(value) }
    }

    /// Of equal keys the first stays.
    fn convert_members(&self, object: &ast::Object<'_>, duplicates: &mut Vec<Duplicate>) -> Vec<Member> {
        let mut seen: HashMap<&str, Span> = HashMap::new();
        let mut members = Vec::with_capacity(object.properties.len());
        for property in &object.properties {
            let key = property.name.as_str();
            let key_span = self.span(&property.name);
            if let Some(first) = seen.get(key) {
                duplicates.push(Duplicate { key: key.to_owned(), first: first.clone(), second: key_span });
                continue;
            }
            seen.insert(key, key_span.clone());
            let value = self.convert(&property.value, duplicates);
            members.push(Member { key: key.to_owned(), key_span, value });
        }
        members
    }

    fn span(&self, at: &impl Ranged) -> Span {
        at.start() + self.start..at.end() + self.start
    }

    fn not_utf8(&self, offset: usize) -> Box<Diagnostic> {
        let (line, _) = self.file.line_column(offset);
        let message = format!("the file is not UTF-8: byte {offset}, on line {line}, starts no character");
        let end = offset + char::REPLACEMENT_CHARACTER.len_utf8();
        let diagnostic =
            Diagnostic::new(&rules::NOT_UTF8, message).at(Place::unparsed(self.file, offset..end));
        Box::new(diagnostic.label("not UTF-8 from here on"))
    }

    fn syntax(&self, span: Span, message: String) -> Box<Diagnostic> {
        let span = span.start + self.start..span.end + self.start;
        Box::new(Diagnostic::new(&rules::SYNTAX, message).at(Place::unparsed(self.file, span)))
    }

    fn parse_error(&self, error: &ParseError) -> Box<Diagnostic> {
        let range = error.range();
        if let ParseErrorKind::NestingDepthExceeded = error.kind() {
            let message = "the file is nested too deeply to be read".to_owned();
            let span = range.start + self.start..range.start + self.start + 1;
            return Box::new(Diagnostic::new(&rules::TOO_DEEP, message).at(Place::unparsed(self.file, span)));
        }
        // An unclosed bracket or quote would otherwise be underlined to the end of the file.
        let unclosed = matches!(
            error.kind(),
            ParseErrorKind::UnterminatedArray
                | ParseErrorKind::UnterminatedObject
                | ParseErrorKind::String(ParseStringErrorKind::UnterminatedStringLiteral)
        );
        let end = if unclosed { range.start + 1 } else { range.end };
        self.syntax(range.start..end.max(range.start), explain(error.kind()).to_owned())
    }

    fn duplicate_key(&self, root: &Node, duplicate: Duplicate) -> Diagnostic {
        let Duplicate { key, first, second } = duplicate;
        Diagnostic::new(&rules::DUPLICATE_KEY, format!("the key `{key}` stands here for the second time"))
            .at(Place::of_duplicate(self.file, root, second, &first))
            .label("this one is not read")
            .also(Place::in_tree(self.file, root, first), "it stands here first")
    }
}

/// The parser's complaint in the words of someone who writes spec files.
fn explain(kind: &ParseErrorKind) -> &'static str {
    match kind {
        ParseErrorKind::BareDecimalPointNumbersNotAllowed => "a number has digits on both sides of its point",
        ParseErrorKind::CommentsNotAllowed | ParseErrorKind::UnterminatedCommentBlock => {
            "JSON has no comments; put the remark into `doc`"
        }
        ParseErrorKind::ExpectedColonAfterObjectKey => "a colon is missing between key and value",
        ParseErrorKind::ExpectedObjectValue => "a value is missing behind the colon",
        ParseErrorKind::ExpectedDigit
        | ParseErrorKind::ExpectedDigitFollowingNegativeSign
        | ParseErrorKind::ExpectedPlusMinusOrDigitInNumberLiteral => "this number is not complete",
        ParseErrorKind::ExpectedStringObjectProperty => "a key stands in double quotes",
        ParseErrorKind::HexadecimalNumbersNotAllowed => "JSON has no hexadecimal numbers",
        ParseErrorKind::ExpectedComma => "a comma is missing behind this",
        ParseErrorKind::MultipleRootJsonValues => "something follows behind the end of the JSON value",
        ParseErrorKind::NonFiniteNumbersNotAllowed => "JSON has neither infinity nor NaN",
        ParseErrorKind::SingleQuotedStringsNotAllowed => "a text stands in double quotes, not single ones",
        ParseErrorKind::TrailingCommasNotAllowed => "there is nothing behind this comma: take it away",
        ParseErrorKind::UnaryPlusNumbersNotAllowed => "a number has no plus sign",
        ParseErrorKind::UnexpectedCloseBrace => "this `}` closes nothing",
        ParseErrorKind::UnexpectedCloseBracket => "this `]` closes nothing",
        ParseErrorKind::UnexpectedColon => "a colon stands only between a key and its value",
        ParseErrorKind::UnexpectedComma => "there is no value before this comma",
        ParseErrorKind::UnexpectedTokenInObject => "a key in double quotes, or `}`, should stand here",
        ParseErrorKind::UnexpectedWord | ParseErrorKind::UnexpectedToken => {
            "this is no JSON value; a text stands in double quotes"
        }
        ParseErrorKind::UnterminatedArray => "this `[` is never closed",
        ParseErrorKind::UnterminatedObject => "this `{` is never closed",
        ParseErrorKind::String(ParseStringErrorKind::UnterminatedStringLiteral) => {
            "this double quote is never closed"
        }
        ParseErrorKind::String(ParseStringErrorKind::ExpectedFourHexDigits) => {
            "`\\u` is followed by four hexadecimal digits"
        }
        ParseErrorKind::String(ParseStringErrorKind::InvalidUnicodeEscapeSequence(_)) => {
            "this `\\u` is half of a surrogate pair, and the other half is missing"
        }
        ParseErrorKind::String(_) => {
            r#"there is no such escape; JSON has `\"`, `\\`, `\/`, `\b`, `\f`, `\n`, `\r`, `\t` and `\u`"#
        }
        ParseErrorKind::NestingDepthExceeded => "this is nested too deeply",
    }
}
