//! Streams of events over loopback HTTP: from the emulator, and from a server that misbehaves.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a failure here is the failure of a test")]

use std::net::SocketAddr;

use car_api::credential::StaticCredentials;
use car_api::emulator::Emulator;
use car_api::{ErrorKind, EventStream};
use car_tests::shadowed::{Client, SERVICE, TellForecast};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

const HEAD: &str = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream;charset=utf-8\r\nX-TC-RequestId: id-1\r\n\
                    Transfer-Encoding: chunked\r\n\r\n";

fn client(address: SocketAddr) -> Client {
    let credentials = StaticCredentials::new("AKIDEXAMPLE", "key").unwrap();
    let builder = Client::builder().credentials(credentials).endpoint(format!("http://{address}"));
    builder.region("ap-guangzhou").build().unwrap()
}

fn events(address: SocketAddr) -> EventStream<TellForecast> {
    client(address).tell_forecast().place("Harbour").stream()
}

/// A server for one request, whose answer `answer` writes. It tells what became of that.
async fn serve<F, T>(answer: impl FnOnce(TcpStream) -> F + Send + 'static) -> (SocketAddr, JoinHandle<T>)
where
    F: Future<Output = T> + Send,
    T: Send + 'static,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let server = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut request = Vec::new();
        while !request.ends_with(b"}") {
            assert_ne!(stream.read_buf(&mut request).await.unwrap(), 0, "the request ended early");
        }
        assert!(String::from_utf8(request).unwrap().contains("\"Stream\":true"));
        answer(stream).await
    });
    (address, server)
}

/// The bytes as chunks of the transfer encoding.
fn chunks(body: &[u8], size: usize) -> Vec<u8> {
    let chunk = |chunk: &[u8]| [format!("{:x}\r\n", chunk.len()).as_bytes(), chunk, b"\r\n"].concat();
    body.chunks(size).flat_map(chunk).collect()
}

async fn told(events: &mut EventStream<TellForecast>) -> String {
    let mut told = String::new();
    while let Some(event) = events.next().await {
        told.push_str(event.unwrap().response.text.as_deref().unwrap_or("(nothing)"));
    }
    told
}

#[tokio::test]
async fn the_emulator_streams_what_is_asked_for_as_a_stream() {
    let emulator = Emulator::start(&SERVICE).await.unwrap();
    let credentials = StaticCredentials::from(emulator.credential().clone());
    let builder = Client::builder().credentials(credentials).endpoint(emulator.url());
    let client = builder.region("ap-guangzhou").build().unwrap();
    let call = |place| client.tell_forecast().place(place);

    let mut events = call("Harbour").stream();
    assert_eq!(told(&mut events).await, "Sunny and warm.");
    assert_eq!(events.request_id().map(str::len), Some(36));
    assert_eq!(call("Harbour").send().await.unwrap().text.as_deref(), Some("Sunny and warm."));
    let error = call("Nowhere").stream().next().await.unwrap().unwrap_err();
    assert_eq!(error.code(), Some("ResourceNotFound.Self"));
    let error = call("Harbour").streamed(true).send().await.unwrap_err();
    assert!(error.message().contains("`.stream()`"), "{error}");
    emulator.shutdown().await;
}

#[tokio::test]
async fn every_byte_may_come_by_itself() {
    let body =
        ": hello\r\n\r\ndata: {\"Text\":\"晴\"}\r\n\r\nid: 2\rdata: {\"Text\":\"天\"}\r\rdata: [DONE]\n\n";
    let (address, server) = serve(move |mut stream| async move {
        stream.set_nodelay(true).unwrap();
        stream.write_all(HEAD.as_bytes()).await.unwrap();
        for byte in body.as_bytes().chunks(1) {
            stream.write_all(&chunks(byte, 1)).await.unwrap();
            tokio::task::yield_now().await;
        }
        stream.write_all(b"0\r\n\r\n").await.unwrap();
    })
    .await;
    assert_eq!(told(&mut events(address)).await, "晴天");
    server.await.unwrap();
}

#[tokio::test]
async fn a_connection_that_closes_in_the_middle_is_an_error() {
    let (address, server) = serve(|mut stream| async move {
        stream.write_all(HEAD.as_bytes()).await.unwrap();
        stream.write_all(&chunks(b"data: {\"Text\":\"Sunny\"}\n\ndata: {\"Te", 7)).await.unwrap();
        // No last chunk: the end is not the end.
        stream.shutdown().await.unwrap();
    })
    .await;
    let mut events = events(address);
    assert!(events.next().await.unwrap().is_ok());
    let error = events.next().await.unwrap().unwrap_err();
    assert_eq!(error.as_error().kind(), ErrorKind::Broken);
    assert!(error.message().starts_with("the stream of events broke off after 1: "), "{error}");
    assert!(error.was_sent());
    assert_eq!((error.request_id(), error.attempts()), (Some("id-1"), 1));
    assert!(events.next().await.is_none());
    server.await.unwrap();
}

#[tokio::test]
async fn an_event_may_be_larger_than_any_buffer() {
    let text = "x".repeat(3_000_000);
    let body = format!("data: {{\"Text\":\"{text}\"}}\n\n");
    let (address, server) = serve(move |mut stream| async move {
        stream.write_all(HEAD.as_bytes()).await.unwrap();
        stream.write_all(&chunks(body.as_bytes(), 1 << 20)).await.unwrap();
        stream.write_all(b"0\r\n\r\n").await.unwrap();
    })
    .await;
    assert_eq!(told(&mut events(address)).await, text);
    server.await.unwrap();
}

#[tokio::test]
async fn dropping_the_stream_closes_the_connection() {
    let (address, server) = serve(|mut stream| async move {
        stream.write_all(HEAD.as_bytes()).await.unwrap();
        stream.write_all(&chunks(b"data: {\"Text\":\"Sunny\"}\n\n", 64)).await.unwrap();
        // The client says nothing more, so this returns when it has gone.
        stream.read(&mut [0; 16]).await.unwrap_or(0)
    })
    .await;
    let mut events = events(address);
    events.next().await.unwrap().unwrap();
    drop(events);
    assert_eq!(server.await.unwrap(), 0);
}

#[tokio::test]
async fn one_document_is_one_event() {
    let body = r#"{"Response":{"Text":"Sunny and warm.","RequestId":"id-2"}}"#;
    let (address, server) = serve(move |mut stream| async move {
        let head = format!(
            "HTTP/1.1 200 OK\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: {}\r\n\r\n",
            body.len()
        );
        stream.write_all(head.as_bytes()).await.unwrap();
        stream.write_all(body.as_bytes()).await.unwrap();
    })
    .await;
    let mut events = events(address);
    let event = events.next().await.unwrap().unwrap();
    assert_eq!((event.response.text.as_deref(), event.data.as_str()), (Some("Sunny and warm."), body));
    assert!(events.next().await.is_none());
    server.await.unwrap();
}
