//! The HTTP side: connections, bodies, shutting down.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::BodyExt;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::TcpListener;

use super::body::{BODY_LIMIT, Body};
use super::connection::{Connection, Ending};
use super::delivery::{Interrupted, deliver};
use super::outgoing::Outgoing;
use super::pipeline::Pipeline;
use super::stop::Stop;
use crate::offline::fault::{Delivery, Fault};
use crate::transport::TransportErrorKind;

/// The wait after a connection could not be accepted: the machine has no descriptor or memory left, and
/// asking again at once would only take the processor too.
const ACCEPT_PAUSE: Duration = Duration::from_millis(20);

/// Serves until `stop` says so, then finishes the requests that are under way.
pub(super) async fn serve(listener: TcpListener, pipeline: Arc<Pipeline>, mut stop: Stop) {
    let connections = GracefulShutdown::new();
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new());
    let stop_of_answers = stop.clone();
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = stop.stopped() => break,
        };
        let Ok((stream, _)) = accepted else {
            tokio::time::sleep(ACCEPT_PAUSE).await;
            continue;
        };
        let ending = Ending::default();
        let connection = Connection::new(stream, ending.clone());
        let (pipeline, stop) = (Arc::clone(&pipeline), stop_of_answers.clone());
        let service =
            service_fn(move |request| respond(Arc::clone(&pipeline), request, ending.clone(), stop.clone()));
        let connection = connections.watch(http.serve_connection(TokioIo::new(connection), service));
        // A connection that breaks is the client's affair, and it knows.
        tokio::spawn(async move { drop(connection.await) });
    }
    drop(listener);
    connections.shutdown().await;
}

async fn respond(
    pipeline: Arc<Pipeline>,
    request: Request<Incoming>,
    ending: Ending,
    stop: Stop,
) -> Result<Response<Outgoing>, Interrupted> {
    let (head, body) = request.into_parts();
    let fault = pipeline.fault(&head);
    let body = match fault.as_ref().map(Fault::delivery) {
        Some(Delivery::Unread(_) | Delivery::Failed { kind: TransportErrorKind::Connect, .. }) => {
            Body::Unread
        }
        _ => read(body).await?,
    };
    let reply = pipeline.handle(head, body, fault.as_ref());
    deliver(reply, fault.as_ref(), &ending, stop).await
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
