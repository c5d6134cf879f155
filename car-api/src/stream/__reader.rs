//! The reader of event streams as a plain function, for fuzzing and property tests.
//!
//! It is hidden from the docs and changes as it needs to; do not call it from code of your own.

use super::sse::Parser;

/// The data of each event in a stream that arrives in these parts, and the error after the last, if there is one.
/// No event is longer than `limit` bytes.
pub fn events<'a>(parts: impl IntoIterator<Item = &'a [u8]>, limit: usize) -> Vec<Result<String, String>> {
    let mut parser = Parser::new(limit);
    let mut events = Vec::new();
    let mut drain = |parser: &mut Parser| {
        while let Some(event) = parser.next() {
            events.push(event.map(|event| event.data).map_err(|error| error.to_string()));
        }
    };
    for part in parts {
        parser.push(part);
        drain(&mut parser);
    }
    parser.finish();
    drain(&mut parser);
    events
}
