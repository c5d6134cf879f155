//! A connection that can end badly.
//!
//! An HTTP server has no way to break its word: it closes in good order. What a fault asks for is said to the
//! connection beforehand, and done when hyper lets go of it.

use std::io::{self, IoSlice};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;

use crate::offline::fault::Closing;

/// How a connection is to end; shared by the connection and whoever answers on it.
#[derive(Debug, Clone, Default)]
pub(super) struct Ending {
    resets: Arc<AtomicBool>,
}

impl Ending {
    pub(super) fn set(&self, closing: Closing) {
        self.resets.store(closing == Closing::Reset, Ordering::Relaxed);
    }
}

/// A connection that ends as its [`Ending`] says when it is dropped.
#[derive(Debug)]
pub(super) struct Connection {
    stream: TcpStream,
    ending: Ending,
}

impl Connection {
    pub(super) fn new(stream: TcpStream, ending: Ending) -> Self {
        // Replies are small: without this they wait for the client's acknowledgement. It is only faster.
        let _ = stream.set_nodelay(true);
        Self { stream, ending }
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        if self.ending.resets.load(Ordering::Relaxed) {
            // Closing a socket that does not linger sends RST. Where that is not possible, the client sees FIN.
            let _ = self.stream.set_zero_linger();
        }
    }
}

impl AsyncRead for Connection {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for Connection {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        parts: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(context, parts)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
