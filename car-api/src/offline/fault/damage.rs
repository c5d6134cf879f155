//! What can be wrong with an answer of the service when it arrives.

use bytes::Bytes;
use http::HeaderValue;
use http::header::{CONTENT_ENCODING, CONTENT_TYPE};
use serde_json::Value;

use super::delivery::half;
use crate::transport::HttpReply;

/// How every answer begins that the stand-ins make.
const START: &[u8] = b"{\"Response\":{";

/// The most bytes of a stored block (RFC 1951, section 3.2.4).
const STORED_BLOCK: usize = 65_535;

/// What is wrong with an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Damage {
    HalfOfBody,
    /// It is padded to at least so many bytes.
    Padding(usize),
    InvalidUtf8,
    /// A member with so many lists in one another.
    Nesting(usize),
    DuplicateKeys,
    EmptyBody,
    ContentType,
    Compression,
}

impl Damage {
    pub(super) fn done_to(self, mut reply: HttpReply) -> HttpReply {
        let body = &reply.body;
        reply.body = match self {
            Self::HalfOfBody => body.slice(..half(body)),
            Self::Padding(bytes) => with_members(body, &padding(bytes)),
            Self::InvalidUtf8 => with_members(body, b"\"Garbled\":\"\xff\xfe\""),
            Self::Nesting(levels) => with_members(body, &nesting(levels)),
            Self::DuplicateKeys => with_members(body, &emptied_members(body)),
            Self::EmptyBody => Bytes::new(),
            Self::ContentType => {
                reply.headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/html"));
                return reply;
            }
            Self::Compression => {
                reply.headers.insert(CONTENT_ENCODING, HeaderValue::from_static("deflate"));
                stored(body)
            }
        };
        reply
    }
}

/// The answer with further members before its own. An answer of the service always has one, its request id.
fn with_members(body: &Bytes, members: &[u8]) -> Bytes {
    match body.strip_prefix(START) {
        Some(rest) => [START, members, b",", rest].concat().into(),
        None => body.clone(),
    }
}

fn padding(bytes: usize) -> Vec<u8> {
    [b"\"Padding\":\"".to_vec(), vec![b'x'; bytes], b"\"".to_vec()].concat()
}

fn nesting(levels: usize) -> Vec<u8> {
    [b"\"Nested\":".to_vec(), vec![b'['; levels], vec![b']'; levels]].concat()
}

/// The names of all members of the answer, each with an empty text.
fn emptied_members(body: &[u8]) -> Vec<u8> {
    let envelope: Value = serde_json::from_slice(body).unwrap_or_default();
    let names = envelope["Response"].as_object().into_iter().flat_map(|members| members.keys());
    let emptied: Vec<_> = names.map(|name| format!("{}:\"\"", Value::from(name.as_str()))).collect();
    emptied.join(",").into_bytes()
}

/// `deflate`, as most servers mean it: without the zlib header, and here without making anything shorter.
fn stored(body: &[u8]) -> Bytes {
    let blocks = body.chunks(STORED_BLOCK).map(|block| {
        // No block is longer than a `u16` can say.
        let length = u16::try_from(block.len()).unwrap_or(u16::MAX);
        [&[0], length.to_le_bytes().as_slice(), (!length).to_le_bytes().as_slice(), block].concat()
    });
    let last = vec![1, 0, 0, 0xff, 0xff];
    blocks.chain([last]).flatten().collect::<Vec<_>>().into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::{HeaderMap, StatusCode};
    use serde_json::json;

    fn damaged(damage: Damage) -> HttpReply {
        let body = json!({"Response": {"Count": 1, "RequestId": "r"}}).to_string().into();
        damage.done_to(HttpReply { status: StatusCode::OK, headers: HeaderMap::new(), body })
    }

    #[test]
    fn a_longer_answer_is_still_an_answer() {
        for damage in [Damage::Padding(1000), Damage::Nesting(100), Damage::DuplicateKeys] {
            let body = damaged(damage).body;
            let envelope: Value = serde_json::from_slice(&body).unwrap();
            assert_eq!(envelope["Response"]["Count"], 1, "{damage:?}");
        }
        assert!(damaged(Damage::Padding(1000)).body.len() > 1000);
        let twice = damaged(Damage::DuplicateKeys).body;
        assert_eq!(twice, &br#"{"Response":{"Count":"","RequestId":"","Count":1,"RequestId":"r"}}"#[..]);
    }

    #[test]
    fn a_garbled_answer_is_none() {
        for damage in [Damage::HalfOfBody, Damage::InvalidUtf8, Damage::EmptyBody, Damage::Nesting(100_000)] {
            let body = damaged(damage).body;
            assert!(serde_json::from_slice::<Value>(&body).is_err(), "{damage:?}");
        }
    }

    #[test]
    fn stored_blocks_hold_what_was_stored() {
        for length in [0, 1, STORED_BLOCK, STORED_BLOCK + 1, 3 * STORED_BLOCK] {
            let body = vec![b'a'; length];
            let mut rest = &stored(&body)[..];
            let mut restored = 0;
            loop {
                let (head, after) = rest.split_at(5);
                let size = u16::from_le_bytes([head[1], head[2]]);
                assert_eq!(u16::from_le_bytes([head[3], head[4]]), !size);
                restored += usize::from(size);
                rest = &after[usize::from(size)..];
                if head[0] == 1 {
                    break;
                }
            }
            assert_eq!((restored, rest.len()), (length, 0));
        }
    }
}
