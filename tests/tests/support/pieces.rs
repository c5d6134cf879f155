//! A transport that answers with a body in pieces.

#![allow(unreachable_pub, reason = "a module of a test")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a failure here is the failure of a test")]

use std::collections::VecDeque;
use std::future::pending;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use car_api::transport::{
    BoxFuture, HttpBody, HttpReply, HttpRequest, HttpStream, Sent, Transport, TransportError,
    TransportErrorKind,
};
use http::{HeaderMap, StatusCode};

/// What comes after the last piece.
#[derive(Debug, Clone, Copy)]
pub enum Ending {
    Whole,
    Broken,
    Silence,
}

/// Answers every call alike. Clones share what they have seen.
#[derive(Debug, Clone)]
pub struct Pieces {
    headers: HeaderMap,
    parts: Vec<Vec<u8>>,
    ending: Ending,
    pause: Duration,
    /// How many calls are refused before, and with which code.
    refusals: (usize, &'static str),
    seen: Arc<Mutex<Seen>>,
}

#[derive(Debug, Default)]
struct Seen {
    urls: Vec<String>,
    closed: usize,
}

impl Pieces {
    pub fn new<'a>(headers: HeaderMap, pieces: impl IntoIterator<Item = &'a [u8]>, ending: Ending) -> Self {
        let parts = pieces.into_iter().map(<[u8]>::to_vec).collect();
        Self { headers, parts, ending, pause: Duration::ZERO, refusals: (0, ""), seen: Arc::default() }
    }

    /// Waits for so long before each piece.
    pub fn pausing(mut self, pause: Duration) -> Self {
        self.pause = pause;
        self
    }

    /// Refuses so many calls before.
    pub fn refusing(mut self, calls: usize, code: &'static str) -> Self {
        self.refusals = (calls, code);
        self
    }

    /// Where the calls went.
    pub fn urls(&self) -> Vec<String> {
        self.seen.lock().unwrap().urls.clone()
    }

    /// Whether all bodies have been dropped, and there was one.
    pub fn is_closed(&self) -> bool {
        let seen = self.seen.lock().unwrap();
        seen.closed > 0 && seen.closed == seen.urls.len()
    }
}

impl Transport for Pieces {
    fn send(&self, _request: HttpRequest) -> BoxFuture<'_, Result<HttpReply, TransportError>> {
        panic!("an action that can stream is opened");
    }

    fn open(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpStream, TransportError>> {
        let (refused, code) = self.refusals;
        let mut seen = self.seen.lock().unwrap();
        seen.urls.push(request.url.to_string());
        if seen.urls.len() <= refused {
            let body =
                format!(r#"{{"Response":{{"Error":{{"Code":"{code}","Message":"no"}},"RequestId":"r"}}}}"#);
            let reply = HttpReply { status: StatusCode::OK, headers: HeaderMap::new(), body: body.into() };
            return Box::pin(async move { Ok(HttpStream::from(reply)) });
        }
        drop(seen);
        let body = Body {
            pieces: self.parts.iter().cloned().collect(),
            ending: self.ending,
            pause: self.pause,
            seen: Arc::clone(&self.seen),
        };
        let stream = HttpStream::new(StatusCode::OK, self.headers.clone(), body);
        Box::pin(async move { Ok(stream) })
    }
}

struct Body {
    pieces: VecDeque<Vec<u8>>,
    ending: Ending,
    pause: Duration,
    seen: Arc<Mutex<Seen>>,
}

impl HttpBody for Body {
    fn next_part(&mut self) -> BoxFuture<'_, Result<Option<bytes::Bytes>, TransportError>> {
        Box::pin(async move {
            if !self.pause.is_zero() {
                tokio::time::sleep(self.pause).await;
            }
            match (self.pieces.pop_front(), self.ending) {
                (Some(piece), _) => Ok(Some(piece.into())),
                (None, Ending::Whole) => Ok(None),
                (None, Ending::Silence) => pending().await,
                (None, Ending::Broken) => Err(TransportError {
                    kind: TransportErrorKind::Broken,
                    sent: Sent::Maybe,
                    status: Some(StatusCode::OK),
                    source: None,
                }),
            }
        })
    }
}

impl Drop for Body {
    fn drop(&mut self) {
        self.seen.lock().unwrap().closed += 1;
    }
}
