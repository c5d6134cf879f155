//! Keys of the machine's role, from a metadata service on loopback and from one that misbehaves.

// A test fails by panicking, in its helpers as well.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod demo;

use std::sync::{Arc, Mutex};
use std::time::{Duration, UNIX_EPOCH};

use car_api::Secret;
use car_api::credential::{CredentialError, CredentialErrorKind, CvmRole, FetchCredentials};
use car_api::transport::{Sent, TransportErrorKind};
use demo::{Script, Step, reply};

const KEYS: &str = r#"{"TmpSecretId":"AKIDrole","TmpSecretKey":"sentinel-key","Token":"sentinel-token",
    "ExpiredTime":1732759200,"Expiration":"2024-11-28T02:00:00Z","Code":"Success"}"#;

fn text(body: &str) -> Step {
    reply(200, &[("content-type", "text/plain")], body)
}

fn status(code: u16) -> Step {
    reply(code, &[], "<html>no</html>")
}

/// What comes of a fetch when the service answers so.
async fn failure(steps: impl IntoIterator<Item = Step>) -> CredentialError {
    let error = CvmRole::with_transport(Script::new(steps)).fetch().await.unwrap_err();
    assert!(!error.to_string().contains("sentinel"), "{error}");
    error
}

#[tokio::test]
async fn the_role_is_found_out_and_its_keys_are_read() {
    let script = Script::new([text("reader\n"), text(KEYS)]);
    let credential = CvmRole::with_transport(script.clone()).fetch().await.unwrap();
    assert_eq!(credential.secret_id(), "AKIDrole");
    assert_eq!(credential.secret_key().expose(), "sentinel-key");
    assert_eq!(credential.token().map(Secret::expose), Some("sentinel-token"));
    assert_eq!(credential.expires_at(), Some(UNIX_EPOCH + Duration::from_secs(1_732_759_200)));
    let seen: Vec<_> = script.seen().iter().map(|seen| format!("{} {}", seen.method, seen.url)).collect();
    let base = "http://metadata.tencentyun.com/latest/meta-data/cam/security-credentials/";
    assert_eq!(seen, [format!("GET {base}"), format!("GET {base}reader")]);
}

#[tokio::test]
async fn a_role_that_is_named_is_not_asked_for_and_leads_nowhere_else() {
    let script = Script::new([text(KEYS), text(KEYS)]);
    let source = CvmRole::with_transport(script.clone()).base_url("http://127.0.0.1:1/roles");
    source.clone().role("reader").fetch().await.unwrap();
    source.role("../../user data?x#y").fetch().await.unwrap();
    let seen: Vec<_> = script.seen().iter().map(|seen| seen.url.to_string()).collect();
    assert_eq!(
        seen,
        ["http://127.0.0.1:1/roles/reader", "http://127.0.0.1:1/roles/..%2F..%2Fuser%20data%3Fx%23y"]
    );
}

#[tokio::test]
async fn a_machine_without_a_role_has_none() {
    let error = failure([status(404)]).await;
    assert_eq!(error.kind(), CredentialErrorKind::Missing);
    assert_eq!(error.to_string(), "this machine has no role: attach one in the console");

    let source = CvmRole::with_transport(Script::new([status(404)])).role("reader");
    let error = source.fetch().await.unwrap_err();
    assert_eq!(error.kind(), CredentialErrorKind::Missing);
    assert_eq!(error.to_string(), "the metadata service says that this machine has no role `reader`");
}

#[tokio::test(start_paused = true)]
async fn away_from_the_cloud_there_is_no_role() {
    let refused = || Step::Fail(TransportErrorKind::Connect, Sent::No);
    for (steps, reason) in [
        (vec![refused()], "could not connect"),
        (vec![Step::Never], "it did not answer within 1s"),
        (vec![status(302)], "it answered with the HTTP status 302"),
        (vec![status(403)], "it answered with the HTTP status 403"),
        (vec![text("<html>log in</html>")], "it answered with something that is no name of a role"),
        (vec![text("")], "it answered with something that is no name of a role"),
        (vec![text("two\nlines")], "it answered with something that is no name of a role"),
    ] {
        let error = failure(steps).await;
        assert_eq!(error.kind(), CredentialErrorKind::Missing);
        assert_eq!(
            error.to_string(),
            format!(
                "no metadata service at http://metadata.tencentyun.com/latest/meta-data/cam/security-credentials/, so \
                 this is no virtual machine of the cloud: {reason}"
            )
        );
    }
}

#[tokio::test(start_paused = true)]
async fn the_first_answer_may_be_given_more_time() {
    let late = || text("reader").after(Duration::from_secs(2));
    let source = CvmRole::with_transport(Script::new([late(), text(KEYS)]));
    assert!(source.first_answer_within(Duration::from_secs(3)).fetch().await.is_ok());
    assert!(CvmRole::with_transport(Script::new([late()])).fetch().await.is_err());
    // Once it has answered, it has more time for the keys.
    let source =
        CvmRole::with_transport(Script::new([text("reader"), text(KEYS).after(Duration::from_secs(4))]));
    assert!(source.fetch().await.is_ok());
}

#[tokio::test(start_paused = true)]
async fn a_service_that_has_answered_once_is_unavailable_and_not_absent() {
    let steps = [text("reader"), text(KEYS), Step::Never, Step::Fail(TransportErrorKind::Connect, Sent::No)];
    let source = CvmRole::with_transport(Script::new(steps));
    source.fetch().await.unwrap();
    for reason in ["it did not answer within 1s", "could not connect"] {
        let error = source.fetch().await.unwrap_err();
        assert_eq!(error.kind(), CredentialErrorKind::Unavailable);
        assert_eq!(
            error.to_string(),
            format!("the metadata service, which has answered before, is not there: {reason}")
        );
    }
}

#[tokio::test]
async fn a_service_that_fails_is_unavailable() {
    let error = failure([status(503)]).await;
    assert_eq!(error.kind(), CredentialErrorKind::Unavailable);
    assert_eq!(error.to_string(), "the metadata service does not work: it answered with the HTTP status 503");
}

#[tokio::test]
async fn keys_that_cannot_be_used_are_told() {
    let without = |field: &str| KEYS.replace(field, "Nothing");
    for (answer, problem) in [
        (r#"{"Code":"Failed\nx"}"#.to_owned(), "`Code` is Failed x"),
        (without("TmpSecretId"), "`TmpSecretId` is missing"),
        (without("TmpSecretKey"), "`TmpSecretKey` is missing"),
        (without("Token"), "`Token` is missing"),
        (without("ExpiredTime"), "`ExpiredTime` is missing"),
        (KEYS.replace("1732759200", "18446744073709551615"), "`ExpiredTime` is no time"),
        (KEYS.replace("sentinel-key", "sentinel key"), "the secret key contains a blank"),
        (KEYS.replace("sentinel-token", ""), "the session token is empty"),
        (KEYS.replace(r#""sentinel-key""#, "[]"), "TmpSecretKey"),
        (KEYS[..40].to_owned(), "not valid JSON"),
        ("<html>".to_owned(), "not valid JSON"),
        (String::new(), "not valid JSON"),
    ] {
        let error = failure([text("reader"), text(&answer)]).await;
        assert_eq!(error.kind(), CredentialErrorKind::Unavailable, "{error}");
        let message = error.to_string();
        let start = "the metadata service gave no keys of the role `reader`: ";
        assert!(message.starts_with(start) && message.contains(problem), "{message}");
    }
}

#[tokio::test]
async fn an_address_that_is_none_is_told() {
    for (url, problem) in [
        ("metadata", "the address of the metadata service is not a URL"),
        ("mailto:x@y", "the address of the metadata service has no path"),
    ] {
        let source = CvmRole::with_transport(Script::new([text(KEYS)])).base_url(url).role("reader");
        let error = source.fetch().await.unwrap_err();
        assert_eq!(error.kind(), CredentialErrorKind::Invalid);
        assert!(error.to_string().starts_with(problem), "{error}");
    }
}

#[tokio::test]
async fn what_is_asked_for_is_bounded() {
    let script = Script::new([text("reader"), text(KEYS)]);
    CvmRole::with_transport(script.clone()).fetch().await.unwrap();
    assert!(script.seen().iter().all(|seen| seen.max_reply == 64 * 1024 && seen.headers.is_empty()));
}

/// A server on loopback that answers paths, and counts.
#[cfg(feature = "reqwest")]
mod loopback {
    use super::*;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpListener;

    /// Answers each request with what `answer` makes of its path.
    async fn serve(answer: fn(&str) -> (&'static str, String)) -> (String, Arc<Mutex<Vec<String>>>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/cam/", listener.local_addr().unwrap());
        let seen = Arc::new(Mutex::new(Vec::new()));
        let paths = Arc::clone(&seen);
        tokio::spawn(async move {
            loop {
                let (mut stream, _) = listener.accept().await.unwrap();
                let mut head = Vec::new();
                while !head.windows(4).any(|window| window == b"\r\n\r\n") {
                    if stream.read_buf(&mut head).await.unwrap() == 0 {
                        break;
                    }
                }
                let head = String::from_utf8(head).unwrap();
                let path = head.split(' ').nth(1).unwrap_or_default().to_owned();
                let (status, body) = answer(&path);
                let length = body.len();
                let head =
                    format!("HTTP/1.1 {status}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n");
                paths.lock().unwrap().push(path);
                // A client that has read enough hangs up.
                let _ = stream.write_all(format!("{head}{body}").as_bytes()).await;
            }
        });
        (url, seen)
    }

    /// With a limit that a loaded machine keeps.
    fn source(url: &str) -> CvmRole {
        CvmRole::new().unwrap().base_url(url).first_answer_within(Duration::from_secs(60))
    }

    #[tokio::test]
    async fn keys_over_the_default_transport() {
        let (url, seen) = serve(|path| match path {
            "/cam/" => ("200 OK", "reader".to_owned()),
            "/cam/reader" => ("200 OK", KEYS.to_owned()),
            _ => ("404 Not Found", String::new()),
        })
        .await;
        let credential = source(&url).fetch().await.unwrap();
        assert_eq!(credential.secret_id(), "AKIDrole");
        assert_eq!(*seen.lock().unwrap(), ["/cam/", "/cam/reader"]);
    }

    #[tokio::test]
    async fn an_answer_without_end_is_cut_off() {
        let (url, _) = serve(|path| match path {
            "/cam/" => ("200 OK", "reader".to_owned()),
            _ => ("200 OK", "x".repeat(65 * 1024)),
        })
        .await;
        let error = source(&url).fetch().await.unwrap_err();
        assert_eq!(error.kind(), CredentialErrorKind::Unavailable);
        assert!(
            error.to_string().contains("the reply is larger than the limit: more than 65536 bytes"),
            "{error}"
        );
    }

    #[tokio::test]
    async fn a_redirect_is_not_followed() {
        let (url, seen) = serve(|path| match path {
            "/cam/" => ("302 Found\r\nLocation: /elsewhere", String::new()),
            _ => ("200 OK", "reader".to_owned()),
        })
        .await;
        assert_eq!(source(&url).fetch().await.unwrap_err().kind(), CredentialErrorKind::Missing);
        assert_eq!(*seen.lock().unwrap(), ["/cam/"]);
    }

    #[tokio::test]
    async fn nobody_listens() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap());
        drop(listener);
        let error = source(&url).fetch().await.unwrap_err();
        assert_eq!(error.kind(), CredentialErrorKind::Missing);
        assert!(error.to_string().contains("could not connect"), "{error}");
    }
}
