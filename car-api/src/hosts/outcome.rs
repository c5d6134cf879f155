//! What an attempt tells of its host.
//!
//! An error of the service is an answer: the host is well, whatever the service thinks of the call. A host fails when
//! nothing comes back, or something that the service has not written: the page of a gateway, half a document.

use crate::error::{Error, ErrorKind};

/// How an attempt ended, for the host that it went to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// The service answered, or something on the way that would answer for every host.
    Answered,
    /// It did not.
    Failed,
    /// The attempt never got so far.
    Unknown,
}

impl Outcome {
    /// What the end of an attempt says of the host that was chosen for it.
    pub(crate) fn of<T>(result: &Result<T, Error>) -> Self {
        let Err(error) = result else { return Self::Answered };
        let status = error.http_status();
        match error.kind() {
            ErrorKind::Service | ErrorKind::TooLarge => Self::Answered,
            // An answer that cannot be read is one of the service if it has the service's number.
            ErrorKind::Malformed if error.request_id().is_some() => Self::Answered,
            // What something on the way refuses, with a status from 400 on, it would refuse for every host.
            ErrorKind::HttpStatus if status.is_some_and(|status| status.is_client_error()) => Self::Answered,
            ErrorKind::Connect
            | ErrorKind::Timeout
            | ErrorKind::Broken
            | ErrorKind::Malformed
            | ErrorKind::HttpStatus => Self::Failed,
            ErrorKind::Setup | ErrorKind::Request | ErrorKind::Credentials | ErrorKind::Wait => Self::Unknown,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use bytes::Bytes;
    use http::{HeaderMap, HeaderValue, StatusCode};

    use super::*;
    use crate::action::{Hosts, RegionRule, ServiceMeta};
    use crate::credential::{CredentialError, CredentialErrorKind};
    use crate::record::Untyped;
    use crate::reply;
    use crate::transport::{HttpReply, Sent, TransportError, TransportErrorKind};

    static SERVICE: ServiceMeta = ServiceMeta {
        name: "demo",
        version: "2022-01-10",
        title: "Demonstration",
        hosts: Hosts { international: None, mainland: None },
        region: RegionRule::NotNeeded,
        timeout: Duration::from_secs(60),
        errors: &[],
        actions: &[],
    };

    /// What a reply tells, read as calls read it.
    fn of_reply(status: u16, body: &'static str) -> Outcome {
        let incoming = HttpReply {
            status: StatusCode::from_u16(status).unwrap(),
            headers: HeaderMap::from_iter([(
                http::header::CONTENT_TYPE,
                HeaderValue::from_static(if body.starts_with('{') {
                    "application/json"
                } else {
                    "text/html"
                }),
            )]),
            body: Bytes::from_static(body.as_bytes()),
        };
        Outcome::of(&reply::read(&incoming, &SERVICE, &mut Untyped::default()))
    }

    fn of_transport(kind: TransportErrorKind, sent: Sent) -> Outcome {
        Outcome::of::<()>(&Err(Error::transport(TransportError { kind, sent, status: None, source: None })))
    }

    #[test]
    fn answers_of_the_service() {
        for (status, body) in [
            (200, r#"{"Response":{"RequestId":"4eb17e58"}}"#),
            (200, r#"{"Response":{"Error":{"Code":"InternalError","Message":""},"RequestId":"4eb17e58"}}"#),
            (
                200,
                r#"{"Response":{"Error":{"Code":"RequestLimitExceeded","Message":""},"RequestId":"4eb17e58"}}"#,
            ),
            // With a status that the service does not use, but its own words.
            (
                503,
                r#"{"Response":{"Error":{"Code":"ServiceUnavailable","Message":""},"RequestId":"4eb17e58"}}"#,
            ),
            (429, "slow down"),
            (407, "<html>who are you</html>"),
        ] {
            assert_eq!(of_reply(status, body), Outcome::Answered, "{status} {body}");
        }
    }

    #[test]
    fn what_the_service_has_not_written() {
        for (status, body) in [
            (200, "<html>welcome</html>"),
            (200, ""),
            (200, "{}"),
            (200, r#"{"Response":{"RequestI"#),
            (302, ""),
            (500, ""),
            (502, "<html>bad gateway</html>"),
            (503, "{}"),
        ] {
            assert_eq!(of_reply(status, body), Outcome::Failed, "{status} {body}");
        }
    }

    #[test]
    fn what_never_came_back() {
        for sent in [Sent::No, Sent::Maybe] {
            for kind in [TransportErrorKind::Connect, TransportErrorKind::Broken, TransportErrorKind::Timeout]
            {
                assert_eq!(of_transport(kind, sent), Outcome::Failed, "{kind:?}");
            }
        }
        assert_eq!(of_transport(TransportErrorKind::TooLarge, Sent::Maybe), Outcome::Answered);
        let timeout = Error::timeout(Duration::from_secs(1), Sent::Maybe);
        assert_eq!(Outcome::of::<()>(&Err(timeout)), Outcome::Failed);
    }

    #[test]
    fn what_was_never_tried() {
        let no_credentials = CredentialError::new(CredentialErrorKind::Missing, "there are none");
        for error in [Error::request("too long"), Error::from(no_credentials)] {
            assert_eq!(Outcome::of::<()>(&Err(error)), Outcome::Unknown);
        }
    }
}
