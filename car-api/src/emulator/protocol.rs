//! Whether a request is a call in the form that the emulator speaks: a POST of JSON to `/`.
//!
//! The service takes other forms too, and the official clients send them when they are set up so. Whoever runs one
//! of them against the emulator has to learn two things at once: that nothing is wrong with the request, and which
//! setting of the client leads on. So what the service takes and the emulator does not is refused as a protocol that
//! is not supported, in words that name the setting; what the service would not take either, as a wrong request.

use http::header::CONTENT_TYPE;
use http::request::Parts;
use http::{HeaderMap, Method};

use crate::offline::head::header;
use crate::offline::refusal::Refusal;

/// Refuses a request that is no POST of JSON to `/`.
pub(super) fn check_protocol(head: &Parts) -> Result<(), Refusal> {
    check_method(head)?;
    check_path(head)?;
    check_content_type(&head.headers)
}

fn check_method(head: &Parts) -> Result<(), Refusal> {
    match head.method {
        Method::POST => Ok(()),
        Method::GET if is_signed_by_v1(head.uri.query().unwrap_or_default()) => Err(not_spoken(
            "signature v1 in a GET",
            "set the client's method of signing (`signMethod`) to TC3-HMAC-SHA256, and its HTTP method \
             (`reqMethod`) to POST",
        )),
        Method::GET => Err(not_spoken(
            "GET with parameters in the URL",
            "set the client's HTTP method (`reqMethod`) to POST",
        )),
        _ => {
            let message = format!("a call is sent by POST, not {}", head.method);
            Err(Refusal::new("UnsupportedProtocol", message))
        }
    }
}

/// Signature v1 stands among the parameters. Its query is not decoded: no character of these names is escaped.
fn is_signed_by_v1(query: &str) -> bool {
    query
        .split('&')
        .any(|parameter| parameter.starts_with("Signature=") || parameter.starts_with("SignatureMethod="))
}

fn check_path(head: &Parts) -> Result<(), Refusal> {
    match head.uri.path() {
        "/" => Ok(()),
        path => {
            let message = format!("the path of an API call is `/`, not `{path}`");
            Err(Refusal::new("InvalidRequest", message))
        }
    }
}

fn check_content_type(headers: &HeaderMap) -> Result<(), Refusal> {
    let Some(content_type) = header(headers, CONTENT_TYPE.as_str()) else {
        let message =
            "the header `Content-Type` is missing, empty or sent twice; it must be `application/json`";
        return Err(Refusal::new("InvalidRequest", message));
    };
    let media_type = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    match media_type.as_str() {
        "application/json" => Ok(()),
        // The service takes them with signature v1 alone, which is where clients make them.
        "application/x-www-form-urlencoded" => Err(not_spoken(
            "forms, in which clients send calls with signature v1",
            "set the client's method of signing (`signMethod`) to TC3-HMAC-SHA256, and send JSON",
        )),
        "multipart/form-data" => Err(not_spoken("multipart bodies", "send the parameters as JSON")),
        "application/octet-stream" => Err(not_spoken("bodies of plain bytes", "send the parameters as JSON")),
        _ => {
            let message = format!("the Content-Type must be `application/json`, not `{content_type}`");
            Err(Refusal::new("InvalidRequest", message))
        }
    }
}

/// The refusal of what is right, but not here.
fn not_spoken(what: &str, way_out: &str) -> Refusal {
    let message = format!("the emulator does not speak {what}, which the service does: {way_out}");
    Refusal::new("UnsupportedProtocol", message)
}
