//! The HTTP side: connections, bodies, shutting down.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use super::pipeline::{BODY_LIMIT, Body, Pipeline};

/// The wait after a connection could not be accepted: the machine has no descriptor or memory left, and
/// asking again at once would only take the processor too.
const ACCEPT_PAUSE: Duration = Duration::from_millis(20);

/// Serves until `stop` is sent or dropped, then finishes the requests that are under way.
pub(super) async fn serve(listener: TcpListener, pipeline: Arc<Pipeline>, mut stop: oneshot::Receiver<()>) {
    let connections = GracefulShutdown::new();
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new());
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            _ = &mut stop => break,
        };
        let Ok((stream, _)) = accepted else {
            tokio::time::sleep(ACCEPT_PAUSE).await;
            continue;
        };
        // Replies are small: without this they wait for the client's acknowledgement. It is only faster.
        let _ = stream.set_nodelay(true);
        let pipeline = Arc::clone(&pipeline);
        let service = service_fn(move |request| respond(Arc::clone(&pipeline), request));
        let connection = connections.watch(http.serve_connection(TokioIo::new(stream), service));
        // A connection that breaks is the client's affair, and it knows.
        tokio::spawn(async move { drop(connection.await) });
    }
    drop(listener);
    connections.shutdown().await;
}

async fn respond(
    pipeline: Arc<Pipeline>,
    request: Request<Incoming>,
) -> Result<Response<Full<Bytes>>, hyper::Error> {
    let (head, body) = request.into_parts();
    let body = read(body).await?;
    let reply = pipeline.handle(head, body);
    let mut response = Response::new(Full::new(reply.body));
    *response.status_mut() = reply.status;
    *response.headers_mut() = reply.headers;
    Ok(response)
}

/// Reads a whole body. One that is too large is read to its end all the same, because most clients look for
/// the answer only after they have sent everything; but it is not kept.
async fn read(mut body: Incoming) -> Result<Body, hyper::Error> {
    let mut kept = Vec::new();
    let mut is_too_large = false;
    while let Some(frame) = body.frame().await {
        let Ok(data) = frame?.into_data() else { continue };
        is_too_large |= kept.len() + data.len() > BODY_LIMIT;
        if is_too_large {
            kept = Vec::new();
        } else {
            kept.extend_from_slice(&data);
        }
    }
    Ok(if is_too_large { Body::TooLarge } else { Body::Whole(Bytes::from(kept)) })
}
