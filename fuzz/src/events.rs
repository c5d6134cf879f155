//! Streams of events.

use car_api::__event_reader::events;

use super::split;

/// Reads `data` as a stream in one piece, and in pieces whose size the first byte says.
pub fn read(data: &[u8]) {
    let (first, stream) = split(data);
    let limit = 16 + usize::from(first) * 16;
    let whole = events([stream], limit);
    for event in whole.iter().flatten() {
        assert!(event.len() <= limit, "an event of {} bytes, {limit} are allowed", event.len());
    }
    let errors = whole.iter().filter(|event| event.is_err()).count();
    assert!(errors <= 1 && whole.iter().rev().skip(1).all(Result::is_ok), "events after an error: {whole:?}");

    let pieces = events(stream.chunks(usize::from(first % 7) + 1), limit);
    let data =
        |events: &[Result<String, String>]| -> Vec<String> { events.iter().flatten().cloned().collect() };
    assert_eq!(data(&pieces), data(&whole), "the pieces say something else");
    assert_eq!(pieces.len(), whole.len(), "the pieces fail otherwise");
}
