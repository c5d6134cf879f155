//! The format, piece by piece, and in any pieces.

use proptest::prelude::*;

use super::*;

fn read_in(pieces: &[&[u8]], limit: usize) -> Vec<Result<RawEvent, ParseError>> {
    let mut parser = Parser::new(limit);
    let mut events = Vec::new();
    for piece in pieces {
        parser.push(piece);
        events.extend(std::iter::from_fn(|| parser.next()));
    }
    parser.finish();
    events.extend(std::iter::from_fn(|| parser.next()));
    events
}

fn read(text: &str) -> Vec<RawEvent> {
    read_in(&[text.as_bytes()], 1_000).into_iter().map(Result::unwrap).collect()
}

fn data(text: &str) -> Vec<String> {
    read(text).into_iter().map(|event| event.data).collect()
}

#[test]
fn every_line_end_ends_a_line() {
    for end in ["\n", "\r\n", "\r"] {
        let text = "data: a|data: b||data: c||".replace('|', end);
        assert_eq!(data(&text), ["a\nb", "c"], "{end:?}");
    }
    assert_eq!(data("data: a\rdata: b\n\r\ndata: c\r\r\n"), ["a\nb", "c"]);
}

#[test]
fn fields_are_read_as_the_standard_says() {
    let text = "\u{feff}: comment\nevent: add\nid: 7\nretry: 1500\nunknown: x\ndata:  two blanks\n\n";
    let expected = RawEvent {
        name: Some("add".to_owned()),
        id: Some("7".to_owned()),
        retry: Some(Duration::from_millis(1500)),
        data: " two blanks".to_owned(),
    };
    assert_eq!(read(text), [expected]);
}

#[test]
fn a_line_without_a_colon_is_a_field_without_a_value() {
    assert_eq!(data("data\n\n"), [""]);
    assert_eq!(data("data\ndata\n\n"), ["\n"]);
    assert_eq!(data("data:x\ndata\n\n"), ["x\n"]);
}

#[test]
fn what_is_no_event_gives_none() {
    assert_eq!(data(""), [""; 0]);
    assert_eq!(data("\n\n: ping\n\nevent: ping\n\nid: 1\n\n"), [""; 0]);
    // An event ends the fields before it, whether or not it is delivered.
    assert_eq!(read("event: ping\n\ndata: x\n\n")[0].name, None);
}

#[test]
fn odd_values_are_passed_over() {
    let event = &read("id: a\0b\nretry: 1s\nretry: 5\nretry: -1\ndata: x\n\n")[0];
    assert_eq!((&event.id, event.retry), (&None, Some(Duration::from_millis(5))));
    let colons = &read("data:a:b\n\n")[0];
    assert_eq!(colons.data, "a:b");
    // Only the first line can begin with the mark; elsewhere it is a part of the name.
    assert_eq!(data("data: x\n\u{feff}data: y\n\n"), ["x"]);
}

#[test]
fn the_end_of_the_stream_ends_the_event() {
    assert_eq!(data("data: a\n\ndata: b"), ["a", "b"]);
    assert_eq!(data("data: a\n"), ["a"]);
    assert_eq!(data("data: a\r"), ["a"]);
}

#[test]
fn a_line_may_be_long_but_an_event_has_a_limit() {
    let long = "x".repeat(200_000);
    let text = format!("data: {long}\n\n");
    assert_eq!(read_in(&[text.as_bytes()], 1_000_000)[0].as_ref().unwrap().data, long);

    let too_large = Err(ParseError::TooLarge { limit: 20 });
    // In one line that never ends, in many lines, and in a comment.
    assert_eq!(read_in(&[b"data: 0123456789", b"0123456789"], 20), std::slice::from_ref(&too_large));
    assert_eq!(read_in(&[b"data: 0123456789\ndata: 0123456789\n"], 20), std::slice::from_ref(&too_large));
    assert_eq!(read_in(&[b":", &[b'x'; 20]], 20), std::slice::from_ref(&too_large));
    // What was whole before it is delivered; what comes after it is not.
    let events = read_in(&[b"data: 1\n\ndata: 01234567890123456789\n\ndata: 2\n\n"], 20);
    assert_eq!(events[0].as_ref().unwrap().data, "1");
    assert_eq!(events[1..], [too_large]);
}

#[test]
fn text_that_is_not_utf8_is_an_error_that_says_so() {
    let events = read_in(&[b"data: a\n\ndata: \xC3", b"\x28\n\ndata: b\n\n"], 1_000);
    assert_eq!(events[1..], [Err(ParseError::NotUtf8 { line_bytes: 8 })]);
    assert!(events[1].as_ref().unwrap_err().to_string().contains("is not UTF-8"));
    // A character may be cut in two by the pieces.
    let whole = read_in(&[b"data: \xE4\xBD", b"\xA0\n\n"], 1_000);
    assert_eq!(whole[0].as_ref().unwrap().data, "你");
}

/// Pieces that a stream is made of, each with a meaning.
fn piece() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        Just(b"\n".to_vec()),
        Just(b"\r".to_vec()),
        Just(b"\r\n".to_vec()),
        Just(b"data".to_vec()),
        Just(b"data:".to_vec()),
        Just(b"data: ".to_vec()),
        Just(b"event: ".to_vec()),
        Just(b"id:".to_vec()),
        Just(b"retry: 12".to_vec()),
        Just(b":".to_vec()),
        Just(BOM.to_vec()),
        Just("你好".as_bytes().to_vec()),
        Just(b"\xE4".to_vec()),
        "[a-z ]{0,6}".prop_map(String::into_bytes),
    ]
}

proptest! {
    #[test]
    fn the_pieces_do_not_matter(
        pieces in prop::collection::vec(piece(), 0..40),
        cuts in prop::collection::vec(1_usize..7, 0..60),
        limit in 4_usize..60,
    ) {
        let stream: Vec<u8> = pieces.concat();
        let whole = read_in(&[&stream], limit);
        let mut rest = stream.as_slice();
        let mut cut = Vec::new();
        for length in cuts {
            let (head, tail) = rest.split_at(length.min(rest.len()));
            cut.push(head);
            rest = tail;
        }
        cut.push(rest);
        prop_assert_eq!(&read_in(&cut, limit), &whole);
        let bytes: Vec<&[u8]> = stream.chunks(1).collect();
        prop_assert_eq!(&read_in(&bytes, limit), &whole);
    }

    #[test]
    fn what_was_written_is_read(
        events in prop::collection::vec(prop::collection::vec("[ -~]{0,12}", 1..4), 0..6),
        end in prop::sample::select(vec!["\n", "\r\n", "\r"]),
    ) {
        let mut text = String::new();
        for lines in &events {
            for line in lines {
                text.extend(["data: ", line.as_str(), end]);
            }
            text.push_str(end);
        }
        let expected: Vec<String> = events.iter().map(|lines| lines.join("\n")).collect();
        prop_assert_eq!(data(&text), expected);
    }
}
