//! The default transport against a server on loopback that says exactly what a test tells it.

// A test fails by panicking, in its helpers as well.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
#![cfg(feature = "reqwest")]

mod demo;

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use car_api::transport::ReqwestTransport;
use car_api::{Error, ErrorKind};
use demo::{Client, OpenDoorRequest, builder};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

const ANSWER: &str = r#"{"Response":{"OpenedAt":7,"RequestId":"id-1"}}"#;

/// What the server does with a request.
enum Then {
    /// Writes these bytes and waits for the next request.
    Write(Vec<u8>),
    /// Writes these bytes and closes the connection.
    WriteAndClose(Vec<u8>),
}

/// A server that reads one request after the other and follows a script.
struct Server {
    url: String,
    seen: Arc<Mutex<Seen>>,
}

#[derive(Default)]
struct Seen {
    connections: usize,
    requests: Vec<String>,
}

impl Server {
    async fn start(script: impl IntoIterator<Item = Then>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let seen = Arc::new(Mutex::new(Seen::default()));
        let script: VecDeque<_> = script.into_iter().collect();
        tokio::spawn(serve(listener, script, Arc::clone(&seen)));
        Self { url, seen }
    }

    fn client(&self) -> Client {
        self.client_with(1024 * 1024)
    }

    fn client_with(&self, max_reply_bytes: usize) -> Client {
        builder().endpoint(self.url.as_str()).max_reply_bytes(max_reply_bytes).build().unwrap()
    }

    fn host(&self) -> &str {
        self.url.strip_prefix("http://").unwrap()
    }
}

async fn serve(listener: TcpListener, mut script: VecDeque<Then>, seen: Arc<Mutex<Seen>>) {
    loop {
        let (mut stream, _) = listener.accept().await.unwrap();
        seen.lock().unwrap().connections += 1;
        while let Some(request) = read_request(&mut stream).await {
            seen.lock().unwrap().requests.push(request);
            match script.pop_front().expect("a request too many") {
                Then::Write(bytes) => stream.write_all(&bytes).await.unwrap(),
                Then::WriteAndClose(bytes) => {
                    stream.write_all(&bytes).await.unwrap();
                    break;
                }
            }
        }
    }
}

/// One request as text; `None` at the end of the connection.
async fn read_request(stream: &mut TcpStream) -> Option<String> {
    let mut bytes = Vec::new();
    loop {
        if let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
            let length: usize = field(&head, "content-length").map_or(0, |length| length.parse().unwrap());
            if bytes.len() == end + 4 + length {
                return Some(String::from_utf8(bytes).unwrap());
            }
        }
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    }
}

fn field<'a>(request: &'a str, name: &str) -> Option<&'a str> {
    let lines = request.lines().take_while(|line| !line.is_empty());
    lines
        .filter_map(|line| line.split_once(": "))
        .find(|(key, _)| key.eq_ignore_ascii_case(name))
        .map(|(_, value)| value)
}

fn response(head: &str, body: &str) -> Vec<u8> {
    format!("HTTP/1.1 {head}\r\nContent-Length: {}\r\n\r\n{body}", body.len()).into_bytes()
}

fn answer() -> Vec<u8> {
    response("200 OK\r\nContent-Type: application/json", ANSWER)
}

async fn error_of(script: impl IntoIterator<Item = Then>) -> Error {
    Server::start(script).await.client().open_door().await.unwrap_err().into()
}

#[tokio::test]
async fn the_wire_has_what_was_signed() {
    let server = Server::start([Then::Write(answer())]).await;
    assert_eq!(server.client().open_door().await.unwrap().opened_at, 7);

    let seen = server.seen.lock().unwrap();
    let request = &seen.requests[0];
    assert!(request.starts_with("POST / HTTP/1.1\r\n"), "{request}");
    assert_eq!(field(request, "host"), Some(server.host()));
    assert_eq!(field(request, "content-type"), Some("application/json"));
    assert_eq!(field(request, "content-length"), Some("16"));
    assert_eq!(field(request, "accept-encoding"), None);
    assert!(request.ends_with("\r\n\r\n{\"Door\":\"front\"}"), "{request}");
    let expected = demo::authorization("demo", server.host(), "OpenDoor", br#"{"Door":"front"}"#);
    assert_eq!(field(request, "authorization"), Some(expected.as_str()));
}

#[tokio::test]
async fn connections_are_used_again() {
    let server = Server::start([Then::Write(answer()), Then::Write(answer()), Then::Write(answer())]).await;
    let client = server.client();
    for _ in 0..3 {
        client.open_door().await.unwrap();
    }
    assert_eq!(server.seen.lock().unwrap().connections, 1);
}

#[tokio::test]
async fn a_body_in_chunks_is_put_together() {
    let chunked = |body: &str| {
        let (first, second) = body.split_at(20);
        format!(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{:x}\r\n{first}\r\n{:x}\r\n{second}\r\n0\r\n\r\n",
            first.len(),
            second.len()
        )
    };
    let server = Server::start([Then::Write(chunked(ANSWER).into_bytes())]).await;
    assert_eq!(server.client().open_door().await.unwrap().request_id, "id-1");

    let server = Server::start([Then::Write(chunked(ANSWER).into_bytes())]).await;
    let error = server.client_with(30).open_door().await.unwrap_err();
    assert_eq!(error.as_error().kind(), ErrorKind::TooLarge);
    assert!(error.to_string().contains("more than 30 bytes"), "{error}");
    assert_eq!(error.http_status().unwrap(), 200);
}

#[tokio::test]
async fn a_body_without_length_ends_with_the_connection() {
    let bytes = format!("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{ANSWER}").into_bytes();
    let server = Server::start([Then::WriteAndClose(bytes)]).await;
    assert_eq!(server.client().open_door().await.unwrap().opened_at, 7);
}

#[tokio::test]
async fn the_limit_is_the_last_length_that_is_read() {
    let server = Server::start([Then::Write(answer())]).await;
    assert!(server.client_with(ANSWER.len()).open_door().await.is_ok());

    let server = Server::start([Then::Write(answer())]).await;
    let error = server.client_with(ANSWER.len() - 1).open_door().await.unwrap_err();
    assert_eq!(error.as_error().kind(), ErrorKind::TooLarge);
    assert!(error.was_sent());
}

#[tokio::test]
async fn a_length_beyond_the_limit_is_refused_before_the_body() {
    let bytes = b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n".to_vec();
    let error = error_of([Then::Write(bytes)]).await;
    assert_eq!(error.kind(), ErrorKind::TooLarge);
}

#[tokio::test]
async fn a_body_that_breaks_off() {
    let bytes = b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"Resp".to_vec();
    let error = error_of([Then::WriteAndClose(bytes)]).await;
    assert_eq!(error.kind(), ErrorKind::Broken);
    assert_eq!(error.http_status().unwrap(), 200, "the head had arrived");
    assert!(error.was_sent() && !error.is_retryable());
}

#[tokio::test]
async fn a_connection_that_closes_without_an_answer() {
    let error = error_of([Then::WriteAndClose(Vec::new())]).await;
    assert_eq!(error.kind(), ErrorKind::Broken);
    assert_eq!(error.http_status(), None);
    assert_eq!(error.attempts(), 1);
    assert!(error.was_sent());
    assert!(error.to_string().contains("outcome unknown"), "{error}");
}

#[tokio::test]
async fn an_answer_that_is_not_http() {
    let error = error_of([Then::WriteAndClose(b"SSH-2.0-OpenSSH_9.6\r\n".to_vec())]).await;
    assert_eq!(error.kind(), ErrorKind::Broken);
}

#[tokio::test]
async fn nobody_listens() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let client: Client = builder().endpoint(url).build().unwrap();
    let error = client.open_door().await.unwrap_err();
    assert_eq!(error.as_error().kind(), ErrorKind::Connect);
    assert!(!error.was_sent() && error.is_retryable());
    assert!(error.to_string().contains("refused"), "the cause is in the line: {error}");
}

#[tokio::test]
async fn a_page_of_a_gateway() {
    let page =
        response("502 Bad Gateway\r\nContent-Type: text/html\r\nX-TC-RequestId: id-2", "<html>502</html>");
    let error = error_of([Then::Write(page)]).await;
    assert_eq!(
        error.to_string(),
        "OpenDoor failed: HTTP status 502 Bad Gateway instead of an answer of the service (\"text/html\", 16 bytes, \
         beginning with \"<html>502</html>\"); a gateway on the way may be down \
         (outcome unknown: look before repeating it, request id id-2)"
    );
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let server =
        Server::start([Then::Write(response("307 Temporary Redirect\r\nLocation: /elsewhere", ""))]).await;
    let error = server.client().open_door().await.unwrap_err();
    assert_eq!(error.as_error().kind(), ErrorKind::HttpStatus);
    assert_eq!(error.http_status().unwrap(), 307);
    assert_eq!(server.seen.lock().unwrap().requests.len(), 1);
}

#[tokio::test]
async fn no_setting_of_reqwest_sends_a_call_anywhere_else() {
    use car_api::transport::reqwest::redirect::Policy;

    let server =
        Server::start([Then::Write(response("307 Temporary Redirect\r\nLocation: /elsewhere", ""))]).await;
    let transport =
        ReqwestTransport::builder().client(|client| client.redirect(Policy::limited(5))).build().unwrap();
    let client: Client = builder().endpoint(server.url.as_str()).transport(transport).build().unwrap();
    let error = client.open_door().await.unwrap_err();
    assert_eq!(error.http_status().unwrap(), 307);
    assert_eq!(server.seen.lock().unwrap().requests.len(), 1);
}

#[tokio::test]
async fn a_compressed_body_is_not_unpacked() {
    let error = error_of([Then::Write(response("200 OK\r\nContent-Encoding: gzip", "xxxx"))]).await;
    assert_eq!(error.kind(), ErrorKind::Malformed);
    assert!(error.to_string().contains("compressed (\"gzip\")"), "{error}");
}

#[tokio::test]
async fn a_client_of_ones_own() {
    let server = Server::start([Then::Write(answer())]).await;
    // An address that nothing else could know: it shows that this client was used.
    let address = server.host().parse().unwrap();
    let http = ReqwestTransport::client_builder()
        .unwrap()
        .no_proxy()
        .resolve("door.localhost", address)
        .build()
        .unwrap();
    let client: Client = builder()
        .transport(ReqwestTransport::from_client(http))
        .endpoint(format!("http://door.localhost:{}", address.port()))
        .build()
        .unwrap();
    let request = OpenDoorRequest { door: "front".to_owned(), code: None };
    assert_eq!(client.send(request).await.unwrap().opened_at, 7);
}
