//! Sends an answer, or does with the connection what a fault asks for.

use std::fmt;

use http::header::CONTENT_TYPE;
use http::{HeaderMap, Response};

use super::connection::Ending;
use super::outgoing::Outgoing;
use super::stop::{Stop, Stopped};
use crate::offline::envelope::EVENT_STREAM;
use crate::offline::fault::{Closing, Delivery, Fault, half};
use crate::transport::HttpReply;

/// Why a request gets no answer; hyper then ends the connection.
#[derive(Debug)]
pub(super) enum Interrupted {
    /// A fault says so, or the emulator stopped while a fault held the answer back.
    Fault,
    /// The request did not arrive.
    Request(hyper::Error),
}

/// Answers with `reply`, in the way that `fault` leaves for it.
pub(super) async fn deliver(
    reply: HttpReply,
    fault: Option<&Fault>,
    ending: &Ending,
    mut stop: Stop,
) -> Result<Response<Outgoing>, Interrupted> {
    let delivery = match fault {
        None => Delivery::Whole,
        Some(fault) => {
            stop.clone().sleep(fault.lateness()).await?;
            fault.delivery()
        }
    };
    let HttpReply { status, headers, body } = reply;
    let body = match delivery {
        Delivery::Whole if is_stream(&headers) => Outgoing::events(&body, stop),
        Delivery::Whole => Outgoing::whole(body, stop),
        Delivery::Chunked => Outgoing::chunked(&body, stop),
        Delivery::Drip { bytes, pause } => Outgoing::drip(&body, bytes, pause, stop),
        Delivery::CutOff(closing) => {
            ending.set(closing);
            Outgoing::cut(&body, half(&body), stop)
        }
        Delivery::Nothing(closing) | Delivery::Unread(closing) => {
            ending.set(closing);
            return Err(Interrupted::Fault);
        }
        Delivery::Failed { .. } => {
            ending.set(Closing::Reset);
            return Err(Interrupted::Fault);
        }
        Delivery::Never => {
            stop.stopped().await;
            return Err(Interrupted::Fault);
        }
    };
    let mut response = Response::new(body);
    *response.status_mut() = status;
    *response.headers_mut() = headers;
    Ok(response)
}

fn is_stream(headers: &HeaderMap) -> bool {
    headers.get(CONTENT_TYPE).is_some_and(|content_type| content_type == EVENT_STREAM)
}

impl From<Stopped> for Interrupted {
    fn from(_: Stopped) -> Self {
        Self::Fault
    }
}

impl From<hyper::Error> for Interrupted {
    fn from(error: hyper::Error) -> Self {
        Self::Request(error)
    }
}

impl fmt::Display for Interrupted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fault => f.write_str("a fault ends the connection"),
            Self::Request(error) => write!(f, "the request did not arrive: {error}"),
        }
    }
}

impl std::error::Error for Interrupted {}
