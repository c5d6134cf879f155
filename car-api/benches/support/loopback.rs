//! A server on loopback that answers every request with the same bytes and does as little else as possible, so
//! that what is measured is the client.

use std::io;
use std::net::TcpListener;
use std::sync::Arc;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

const END_OF_HEAD: &str = "\r\n\r\n";

/// Answers requests on `listener`, each with `body` as JSON. Takes over the calling thread; returns only when
/// it cannot go on.
pub(crate) fn serve(listener: TcpListener, body: &str) -> io::Result<()> {
    let reply: Arc<str> = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .into();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build()?;
    runtime.block_on(async {
        listener.set_nonblocking(true)?;
        let listener = tokio::net::TcpListener::from_std(listener)?;
        loop {
            let (stream, _) = listener.accept().await?;
            tokio::spawn(answer(stream, Arc::clone(&reply)));
        }
    })
}

/// Serves one connection until the client closes it.
async fn answer(mut stream: TcpStream, reply: Arc<str>) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut received = Vec::with_capacity(4096);
    while stream.read_buf(&mut received).await? > 0 {
        while let Some(length) = request_length(&received) {
            received.drain(..length);
            stream.write_all(reply.as_bytes()).await?;
        }
    }
    Ok(())
}

/// The length of the first request in `received`, once it is there as a whole. Requests are ASCII here.
fn request_length(received: &[u8]) -> Option<usize> {
    let (head, body) = std::str::from_utf8(received).ok()?.split_once(END_OF_HEAD)?;
    let headers = head.lines().filter_map(|line| line.split_once(':'));
    let announced = headers
        .filter(|(name, _)| name.eq_ignore_ascii_case("content-length"))
        .find_map(|(_, value)| value.trim().parse::<usize>().ok())
        .unwrap_or(0);
    (body.len() >= announced).then_some(head.len() + END_OF_HEAD.len() + announced)
}
