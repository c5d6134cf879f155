//! Looking at a call: what is shown is what would be sent, and no secret shows unless it is asked for.

// A test fails by panicking, in its helpers as well.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod demo;

use std::future::Future;
use std::io::Write as _;
use std::pin::pin;
use std::process::{Command, Stdio};
use std::task::{Context, Poll, Waker};

use bytes::Bytes;
use car_api::credential::{NoCredentials, StaticCredentials};
use car_api::inspect::{Cause, Secrets};
use car_api::retry::RetryPolicy;
use car_api::sign::HexDigest;
use car_api::sign::tc3::{SigningKey, signing_key};
use car_api::time::UtcDate;
use car_api::{Credential, ErrorKind, Secret};
use demo::{Client, ID, KEY, NOW, OpenDoorRequest, Script, builder, json, ok, reply, scripted};

const TOKEN: &str = "SENTINEL-token";
const CODE: &str = "SENTINEL-code, it's";

/// A client with a temporary key that nothing is sent with.
fn client() -> Client {
    let credential = Credential::new(ID, KEY).unwrap().with_token(TOKEN).unwrap();
    builder()
        .credentials(StaticCredentials::from(credential))
        .transport(Script::new([]))
        .region("ap-guangzhou")
        .build()
        .unwrap()
}

fn request() -> OpenDoorRequest {
    OpenDoorRequest { door: "front".to_owned(), code: Some(Secret::new(CODE)) }
}

/// The output of a future that never waits, without any runtime.
fn now<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("it waits"),
    }
}

#[tokio::test]
async fn the_signed_request_is_the_one_that_is_sent() {
    let (client, script) = scripted([ok()]);
    let call = client.prepare(request());
    let signed = call.sign_only().await.unwrap();
    assert_eq!(script.seen().len(), 0, "looking sends nothing");
    call.send().await.unwrap();

    let sent = script.only();
    let (mut head, body) = signed.into_parts();
    assert_eq!(head.headers.remove("host").unwrap(), "demo.intl.tencentcloudapi.com");
    assert_eq!((head.method, head.uri.to_string()), (sent.method, sent.url.to_string()));
    assert_eq!(head.headers, sent.headers);
    assert_eq!(body, sent.body);
}

#[test]
fn looking_needs_no_runtime() {
    let call = client().prepare(request());
    assert_eq!(now(call.sign_only()).unwrap().headers()["x-tc-action"], "OpenDoor");
    assert!(now(call.to_curl()).unwrap().to_string().contains("OpenDoor"));
    assert_eq!(now(call.explain()).unwrap().action, "OpenDoor");
    let by_name = client().call_json("OpenDoor", request());
    assert_eq!(now(by_name.sign_only()).unwrap().headers()["x-tc-action"], "OpenDoor");
}

#[test]
fn what_stops_a_call_stops_looking_at_it() {
    let client: Client = builder().credentials(NoCredentials).transport(Script::new([])).build().unwrap();
    let error = now(client.prepare(request()).sign_only()).unwrap_err();
    assert_eq!((error.kind(), error.action()), (ErrorKind::Credentials, "OpenDoor"));

    let error = now(client.call_json("not a name", request()).to_curl()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Request);
}

#[test]
fn a_masked_command() {
    let curl = now(client().prepare(request()).to_curl()).unwrap();
    let user_agent = concat!("car-api/", env!("CARGO_PKG_VERSION"));
    let expected = format!(
        r#"# Secrets are masked: the service would refuse this. Ask for them to be shown to run it.
curl https://demo.intl.tencentcloudapi.com/ \
  --header 'content-type: application/json' \
  --header 'authorization: TC3-HMAC-SHA256 Credential=AKID…MPLE/2024-11-27/demo/tc3_request, SignedHeaders=content-type;host;x-tc-action, Signature=[masked]' \
  --header 'x-tc-action: OpenDoor' \
  --header 'x-tc-version: 2022-01-10' \
  --header 'x-tc-timestamp: {NOW}' \
  --header 'x-tc-region: ap-guangzhou' \
  --header 'x-tc-token: [masked]' \
  --header 'user-agent: {user_agent}' \
  --header 'expect:' \
  --data-raw '{{"Door":"front","Code":"[masked]"}}'"#
    );
    assert_eq!(curl.to_string(), expected);
    assert_eq!(curl.clone().secrets(Secrets::Masked).to_string(), expected);
}

#[test]
fn nothing_shows_unless_it_is_asked_for() {
    let call = client().prepare(request());
    let signed = now(call.sign_only()).unwrap();
    let authorization = signed.headers()["authorization"].to_str().unwrap();
    let signature = authorization.rsplit_once('=').unwrap().1;
    let curl = now(call.to_curl()).unwrap();
    let explanation = now(call.explain()).unwrap();
    let shown = curl.clone().secrets(Secrets::Shown);
    for text in [
        format!("{call:?}"),
        format!("{:?}", call.sign_only()),
        curl.to_string(),
        format!("{curl:?}"),
        format!("{shown:?}"),
        explanation.to_string(),
        format!("{explanation:?}"),
    ] {
        for secret in ["SENTINEL", ID, KEY, signature] {
            assert!(!text.contains(secret), "{secret} in {text}");
        }
    }
    for secret in ["SENTINEL-token", "SENTINEL-code", ID, signature] {
        assert!(shown.to_string().contains(secret), "{secret} in {shown}");
    }
    assert!(!shown.to_string().contains(KEY), "the key itself is never sent");
    assert!(!shown.to_string().contains('#'), "nothing is masked");
}

#[test]
fn of_an_action_without_a_spec_only_names_show() {
    let parameters = serde_json::json!({ "Known": "SENTINEL", "Deep": [{ "A": "SENTINEL" }] });
    let curl = now(client().call_json("PaintDoor", &parameters).to_curl()).unwrap();
    assert!(curl.to_string().contains(r#"'{"Deep":"[masked]","Known":"[masked]"}'"#), "{curl}");
    let described = now(client().call_json("OpenDoor", request()).to_curl()).unwrap();
    assert!(described.to_string().contains(r#"'{"Door":"front","Code":"[masked]"}'"#), "{described}");
}

/// What a POSIX shell hands to curl: the arguments and the standard input.
fn run_in_shell(command: &str) -> (Vec<String>, Vec<u8>) {
    let script = format!(
        "curl() {{ printf '%s\\0' \"$@\"; printf '\\0'; if [ -p /dev/stdin ]; then cat; fi; }}\n{command}\n"
    );
    let mut shell = Command::new("sh").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut input = shell.stdin.take().unwrap();
    let writer = std::thread::spawn(move || input.write_all(script.as_bytes()).unwrap());
    let output = shell.wait_with_output().unwrap();
    writer.join().unwrap();
    assert!(output.status.success());
    let end = output.stdout.windows(2).position(|pair| pair == b"\0\0").unwrap();
    let arguments = String::from_utf8(output.stdout[..end].to_vec()).unwrap();
    (arguments.split('\0').map(str::to_owned).collect(), output.stdout[end + 2..].to_vec())
}

#[test]
fn a_shell_hands_every_byte_to_curl() {
    for door in [
        "front",
        "it's",
        "''",
        "$(touch /tmp/x) `id` ${HOME} !! \\ \\' \"",
        "@file",
        "line\nbreak\ttab \u{1b}[31m \u{7f}",
        "云渲染 ☁ é",
        "~ * ? # & ; | < > ( ) %s %%",
    ] {
        let request = OpenDoorRequest { door: door.to_owned(), code: Some(Secret::new(CODE)) };
        let call = client().prepare(request);
        let signed = now(call.sign_only()).unwrap();
        let command = now(call.to_curl()).unwrap().secrets(Secrets::Shown).to_string();
        let (arguments, _) = run_in_shell(&command);
        assert_eq!(arguments[0], signed.uri().to_string());
        let mut expected: Vec<_> = signed.headers().iter().filter(|(name, _)| *name != "host").collect();
        expected.sort_by_key(|(name, _)| name.as_str());
        let mut headers: Vec<_> = arguments
            .windows(2)
            .filter(|pair| pair[0] == "--header" && pair[1] != "expect:")
            .map(|pair| pair[1].split_once(": ").unwrap())
            .collect();
        headers.sort_unstable();
        let expected: Vec<_> =
            expected.into_iter().map(|(name, value)| (name.as_str(), value.to_str().unwrap())).collect();
        assert_eq!(headers, expected);
        let [.., flag, body] = &arguments[..] else { panic!("{arguments:?}") };
        assert_eq!((flag.as_str(), body.as_bytes()), ("--data-raw", &signed.body()[..]), "{door:?}");
    }
}

#[test]
fn a_body_too_long_for_an_argument_comes_through_a_pipe() {
    let request = OpenDoorRequest { door: "it's long ".repeat(30_000), code: None };
    let call = client().prepare(request);
    let body: Bytes = now(call.sign_only()).unwrap().into_body();
    let (arguments, input) = run_in_shell(&now(call.to_curl()).unwrap().secrets(Secrets::Shown).to_string());
    assert_eq!(arguments[arguments.len() - 2..], ["--data-binary", "@-"]);
    assert_eq!(input, body, "{} bytes", body.len());
}

/// The signature of a string to sign, computed from the text alone.
fn signature(string_to_sign: &str) -> String {
    let [_, timestamp, scope, digest] = string_to_sign.split('\n').collect::<Vec<_>>()[..] else {
        panic!("{string_to_sign}")
    };
    let bytes: Vec<u8> =
        (0..64).step_by(2).map(|at| u8::from_str_radix(&digest[at..at + 2], 16).unwrap()).collect();
    let canonical = HexDigest::from_bytes(&bytes.try_into().unwrap());
    let timestamp = timestamp.parse().unwrap();
    let service = scope.split('/').nth(1).unwrap();
    let key = SigningKey::new(&signing_key(KEY, UtcDate::from_unix_seconds(timestamp), service));
    key.sign(timestamp, scope, &canonical).to_string()
}

#[test]
fn the_texts_are_those_whose_hashes_were_signed() {
    let call = client().prepare(request());
    let explanation = now(call.explain()).unwrap();
    let authorization =
        now(call.sign_only()).unwrap().headers()["authorization"].to_str().unwrap().to_owned();
    assert!(
        explanation
            .string_to_sign
            .ends_with(HexDigest::of(explanation.canonical_request.as_bytes()).as_str())
    );
    assert!(authorization.ends_with(&format!("Signature={}", signature(&explanation.string_to_sign))));
    assert_eq!(explanation.scope, "2024-11-27/demo/tc3_request");
    assert_eq!((explanation.timestamp, explanation.clock_offset), (NOW, None));
}

#[test]
fn an_explanation_as_a_page() {
    let client: Client = builder().transport(Script::new([])).build().unwrap();
    let explanation =
        now(client.prepare(OpenDoorRequest { door: "front".to_owned(), code: None }).explain()).unwrap();
    let digest = HexDigest::of(br#"{"Door":"front"}"#);
    let canonical = format!(
        "POST\n/\n\ncontent-type:application/json\nhost:demo.intl.tencentcloudapi.com\nx-tc-action:opendoor\n\n\
         content-type;host;x-tc-action\n{digest}"
    );
    let page = explanation.to_string();
    let expected = format!(
        "OpenDoor was signed as follows.\n\nCanonical request:\n{canonical}\n\nString to sign:\nTC3-HMAC-SHA256\n{NOW}\n\
         2024-11-27/demo/tc3_request\n{}\n\nScope:      2024-11-27/demo/tc3_request\n\
         Signed at:  2024-11-27 06:37:39 UTC\nSecret id:  AKID…MPLE\nSecret key: [masked], 32 characters\n\
         Token:      none\n\nIf it is not accepted, likely because:\n1. The clock of this machine",
        HexDigest::of(canonical.as_bytes())
    );
    assert!(page.starts_with(&expected), "{page}");
    assert_eq!(page.lines().last().map(|line| &line[..2]), Some("5."), "{page}");
}

fn refused(code: &str, headers: &[(&str, &str)]) -> demo::Step {
    let body = format!(r#"{{"Response":{{"Error":{{"Code":"{code}","Message":"no"}},"RequestId":"r"}}}}"#);
    reply(200, &[&[("content-type", "application/json")], headers].concat(), body)
}

#[tokio::test]
async fn an_error_explains_the_attempt_that_failed() {
    let date = [("date", "Wed, 27 Nov 2024 06:44:31 GMT")];
    let script = Script::new([refused("AuthFailure.SignatureFailure", &date)]);
    let client: Client = builder().transport(script.clone()).build().unwrap();
    let error = client.send(request()).await.unwrap_err();
    let explanation = error.explain().unwrap();
    assert_eq!(explanation.clock_offset, Some(412));
    let first = [&explanation.causes[0], &explanation.causes[1]];
    assert!(matches!(first, [Cause::Clock { offset: Some(412), .. }, Cause::Key { .. }]), "{first:?}");
    assert!(explanation.to_string().contains("Service:    +412 seconds from that"));

    let sent = script.only();
    let sent = sent.headers["authorization"].to_str().unwrap();
    assert!(
        sent.ends_with(&signature(&explanation.string_to_sign)),
        "the texts are those of the request sent"
    );
}

#[tokio::test]
async fn the_last_attempt_is_explained() {
    let date = [("date", "Wed, 27 Nov 2024 07:37:39 GMT")];
    let expired = || refused("AuthFailure.SignatureExpire", &date);
    let script = Script::new([expired(), expired()]);
    let client: Client = builder().transport(script.clone()).retry(RetryPolicy::new()).build().unwrap();
    let error = client.send(request()).await.unwrap_err();
    assert_eq!(script.seen().len(), 2, "the clock is set right once");
    let explanation = error.explain().unwrap();
    assert_eq!((explanation.timestamp, explanation.clock_offset), (NOW + 3600, Some(0)));
    assert!(!explanation.causes.iter().any(|cause| matches!(cause, Cause::Clock { .. })));
}

#[tokio::test]
async fn only_refused_signatures_are_explained() {
    for (code, explained) in [
        ("AuthFailure", true),
        ("AuthFailure.SignatureExpire", true),
        ("AuthFailure.SecretIdNotFound", true),
        ("AuthFailure.TokenFailure", true),
        ("AuthFailure.UnauthorizedOperation", false),
        ("AuthFailure.MFAFailure", false),
        ("UnauthorizedOperation", false),
        ("FailedOperation", false),
    ] {
        let client: Client =
            builder().transport(Script::new([refused(code, &[])])).retry(RetryPolicy::off()).build().unwrap();
        let error = client.send(request()).await.unwrap_err();
        assert_eq!(error.explain().is_some(), explained, "{code}");
    }
    let (client, _) = scripted([json("{}")]);
    assert!(client.open_door().await.unwrap_err().explain().is_none());
}
