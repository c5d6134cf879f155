//! Reads the format of event streams: bytes in pieces of any size go in, events come out.
//!
//! The rules are those of the HTML standard ("server-sent events"): lines end in LF, CRLF or CR; a line is a field, a
//! comment, or blank, and a blank line ends an event. Two things differ. What stands at the end without a blank line
//! is an event all the same, because some servers close the connection right after the last line. And an event has a
//! limit, so that a peer that never ends one cannot fill the memory; a line has none of its own.
//!
//! There are crates for this, and none fits. `eventsource-stream` (0.2) and `sse-stream` (0.3) read all three line ends,
//! but neither has a limit of any kind, both drop an unfinished end, and both are adapters over a stream type, where a
//! function over bytes is needed here. Besides, `eventsource-stream` panics on a stream that begins with a mark of the
//! byte order, and `sse-stream` would bring `futures-util` and the HTTP body crates into the default tree.

#[cfg(test)]
mod tests;

use std::collections::VecDeque;
use std::fmt;
use std::time::Duration;

use memchr::memchr2;

const BOM: &[u8] = b"\xEF\xBB\xBF";

/// An event as it was sent.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct RawEvent {
    /// The field `event`.
    pub(crate) name: Option<String>,
    /// The field `id` of this event, not that of an earlier one.
    pub(crate) id: Option<String>,
    /// The field `retry`.
    pub(crate) retry: Option<Duration>,
    /// The fields `data`, with line feeds between them.
    pub(crate) data: String,
}

/// Why there are no more events in a stream that has not ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ParseError {
    /// An event is longer than the limit, in bytes.
    TooLarge { limit: usize },
    /// A line of this length, in bytes, is not UTF-8.
    NotUtf8 { line_bytes: usize },
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLarge { limit } => {
                write!(f, "an event of the stream has more than {limit} bytes; raise `max_reply_bytes`")
            }
            Self::NotUtf8 { line_bytes } => write!(
                f,
                "a line of {line_bytes} bytes in the stream of events is not UTF-8: what sent it is not the service, \
                 or garbled it"
            ),
        }
    }
}

/// An event stream that is being read. After an error it takes no notice of what follows.
#[derive(Debug)]
pub(crate) struct Parser {
    limit: usize,
    /// The beginning of a line whose end has not come.
    line: Vec<u8>,
    /// Whether the last byte was a CR: an LF after it belongs to it.
    after_cr: bool,
    /// Whether the first line is yet to come, which may begin with a mark of the byte order.
    at_start: bool,
    event: Unfinished,
    ready: VecDeque<Result<RawEvent, ParseError>>,
    has_failed: bool,
}

/// The fields of an event that no blank line has ended.
#[derive(Debug, Default)]
struct Unfinished {
    event: RawEvent,
    has_data: bool,
}

impl Unfinished {
    /// How many bytes are kept.
    fn len(&self) -> usize {
        let text = |text: &Option<String>| text.as_ref().map_or(0, String::len);
        self.event.data.len() + text(&self.event.name) + text(&self.event.id)
    }

    fn add_data(&mut self, value: &str) {
        if self.has_data {
            self.event.data.push('\n');
        }
        self.has_data = true;
        self.event.data.push_str(value);
    }
}

impl Parser {
    /// A stream none of whose events is longer than `limit` bytes.
    pub(crate) fn new(limit: usize) -> Self {
        Self {
            limit,
            line: Vec::new(),
            after_cr: false,
            at_start: true,
            event: Unfinished::default(),
            ready: VecDeque::new(),
            has_failed: false,
        }
    }

    /// Takes the next piece of the stream.
    pub(crate) fn push(&mut self, mut bytes: &[u8]) {
        while !bytes.is_empty() && !self.has_failed {
            if std::mem::take(&mut self.after_cr) && bytes.first() == Some(&b'\n') {
                bytes = bytes.get(1..).unwrap_or_default();
                continue;
            }
            let Some(end) = memchr2(b'\n', b'\r', bytes) else { return self.keep(bytes) };
            let (line, rest) = bytes.split_at(end);
            self.after_cr = rest.first() == Some(&b'\r');
            bytes = rest.get(1..).unwrap_or_default();
            self.end_line(line);
        }
    }

    /// Takes notice that the stream has come to its end: what was not ended is ended by it.
    pub(crate) fn finish(&mut self) {
        if !self.line.is_empty() && !self.has_failed {
            self.end_line(&[]);
        }
        if !self.has_failed {
            self.dispatch();
        }
    }

    /// The next event that is complete, or the error after the last.
    pub(crate) fn next(&mut self) -> Option<Result<RawEvent, ParseError>> {
        self.ready.pop_front()
    }

    /// Keeps the beginning of a line.
    fn keep(&mut self, bytes: &[u8]) {
        if self.fits(self.line.len() + bytes.len()) {
            self.line.extend_from_slice(bytes);
        }
    }

    /// Reads a line whose last part is `rest`.
    fn end_line(&mut self, rest: &[u8]) {
        if !self.fits(self.line.len() + rest.len()) {
            return;
        }
        if self.line.is_empty() {
            return self.read_line(rest);
        }
        let mut line = std::mem::take(&mut self.line);
        line.extend_from_slice(rest);
        self.read_line(&line);
        line.clear();
        self.line = line;
    }

    fn read_line(&mut self, line: &[u8]) {
        let line = match line.strip_prefix(BOM) {
            Some(rest) if self.at_start => rest,
            _ => line,
        };
        self.at_start = false;
        match std::str::from_utf8(line) {
            Ok("") => self.dispatch(),
            Ok(line) => self.read_field(line),
            Err(_) => self.fail(ParseError::NotUtf8 { line_bytes: line.len() }),
        }
    }

    /// A comment has a name too, the empty one.
    fn read_field(&mut self, line: &str) {
        let (name, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        let event = &mut self.event.event;
        match name {
            "data" => self.event.add_data(value),
            "event" => event.name = Some(value.to_owned()),
            "id" if !value.contains('\0') => event.id = Some(value.to_owned()),
            "retry" if value.bytes().all(|byte| byte.is_ascii_digit()) => {
                event.retry = value.parse().ok().map(Duration::from_millis).or(event.retry);
            }
            _ => {}
        }
    }

    /// Ends an event. One without data is none.
    fn dispatch(&mut self) {
        let Unfinished { event, has_data } = std::mem::take(&mut self.event);
        if has_data {
            self.ready.push_back(Ok(event));
        }
    }

    /// Whether a line of so many bytes is not too much beside what is kept of its event.
    fn fits(&mut self, line: usize) -> bool {
        let fits = line <= self.limit.saturating_sub(self.event.len());
        if !fits {
            self.fail(ParseError::TooLarge { limit: self.limit });
        }
        fits
    }

    fn fail(&mut self, error: ParseError) {
        self.has_failed = true;
        self.line = Vec::new();
        self.event = Unfinished::default();
        self.ready.push_back(Err(error));
    }
}
