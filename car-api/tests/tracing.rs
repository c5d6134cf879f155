//! What `tracing` is told: spans and events with the fields that dashboards know, and no secrets.

#![cfg(feature = "tracing")]
// A test fails by panicking, in its helpers as well.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod demo;

use std::collections::BTreeMap;
use std::fmt::{Debug, Write as _};
use std::sync::{Arc, Mutex};
use std::time::SystemTime;

use car_api::credential::{CredentialError, CredentialErrorKind, ProvideCredentials, StaticCredentials};
use car_api::observe::{AttemptEnd, CallInfo, CredentialRefresh, Observer, RefreshOutcome};
use car_api::retry::RetryPolicy;
use car_api::transport::{BoxFuture, Sent, TransportErrorKind};
use car_api::{Credential, Secret};
use demo::{Client, ID, KEY, OpenDoorRequest, Script, Step, builder, json, ok};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::{Context, SubscriberExt as _};
use tracing_subscriber::registry::LookupSpan;

type Fields = BTreeMap<String, String>;

/// What was traced on this thread.
#[derive(Clone, Default)]
struct Captured(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    /// With the fields that were recorded later.
    spans: Vec<(u64, Fields)>,
    /// Level, fields, and the span they stand in.
    events: Vec<(Level, Fields, Option<u64>)>,
}

struct Collect<'a>(&'a mut Fields);

impl Visit for Collect<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.0.insert(field.name().to_owned(), format!("{value:?}"));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.0.insert(field.name().to_owned(), value.to_owned());
    }
}

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Captured {
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, _: Context<'_, S>) {
        assert_eq!(attributes.metadata().target(), "car_api");
        let mut fields = Fields::new();
        attributes.record(&mut Collect(&mut fields));
        fields.insert("level".to_owned(), attributes.metadata().level().to_string());
        self.0.lock().unwrap().spans.push((id.into_u64(), fields));
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, _: Context<'_, S>) {
        let mut state = self.0.lock().unwrap();
        let span = state.spans.iter_mut().rev().find(|span| span.0 == id.into_u64()).unwrap();
        values.record(&mut Collect(&mut span.1));
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        if event.metadata().target() != "car_api" {
            return;
        }
        let mut fields = Fields::new();
        event.record(&mut Collect(&mut fields));
        let span = context.event_span(event).map(|span| span.id().into_u64());
        self.0.lock().unwrap().events.push((*event.metadata().level(), fields, span));
    }
}

impl Captured {
    fn start() -> (Self, tracing::subscriber::DefaultGuard) {
        let captured = Self::default();
        let subscriber = tracing_subscriber::registry().with(captured.clone());
        (captured, tracing::subscriber::set_default(subscriber))
    }

    fn only_span(&self) -> Fields {
        let state = self.0.lock().unwrap();
        assert_eq!(state.spans.len(), 1, "spans");
        state.spans[0].1.clone()
    }

    fn messages(&self) -> Vec<String> {
        let state = self.0.lock().unwrap();
        state.events.iter().map(|(level, fields, _)| format!("{level} {}", fields["message"])).collect()
    }

    fn everything(&self) -> String {
        let state = self.0.lock().unwrap();
        let mut text = String::new();
        writeln!(text, "{:?}", state.spans).unwrap();
        writeln!(text, "{:?}", state.events).unwrap();
        text
    }
}

fn request() -> OpenDoorRequest {
    OpenDoorRequest { door: "SENTINEL-parameter".to_owned(), code: Some(Secret::new("SENTINEL-secret")) }
}

fn client(steps: impl IntoIterator<Item = Step>) -> Client {
    let builder = builder().transport(Script::new(steps)).region("ap-guangzhou");
    builder.retry(RetryPolicy::new()).build().unwrap()
}

fn refused(code: &str) -> Step {
    json(&format!(
        r#"{{"Response":{{"Error":{{"Code":"{code}","Message":"SENTINEL-message"}},"RequestId":"id-1"}}}}"#
    ))
}

fn pick<'a>(fields: &'a Fields, names: &[&str]) -> Vec<&'a str> {
    names.iter().map(|name| fields.get(*name).map_or("", String::as_str)).collect()
}

#[tokio::test]
async fn a_call_is_a_span_with_the_usual_names() {
    let (captured, _guard) = Captured::start();
    client([ok()]).send(request()).await.unwrap();
    let span = captured.only_span();
    let expected = [
        ("http.request.resend_count", ""),
        ("error.type", ""),
        ("level", "INFO"),
        ("otel.kind", "client"),
        ("otel.name", "demo/OpenDoor"),
        ("otel.status_code", ""),
        ("rpc.method", "OpenDoor"),
        ("rpc.service", "demo"),
        ("rpc.system", "tencentcloud"),
        ("server.address", "demo.intl.tencentcloudapi.com"),
        ("server.port", ""),
        ("tencentcloud.api_version", "2022-01-10"),
        ("tencentcloud.region", "ap-guangzhou"),
        ("tencentcloud.request_id", "4eb17e58-68da-4e9a-b298-0894723c9022"),
    ];
    let (names, values): (Vec<_>, Vec<_>) = expected.into_iter().unzip();
    assert_eq!(pick(&span, &names), values);
    assert_eq!(captured.messages(), ["DEBUG attempt starts", "DEBUG attempt answered"]);
    let state = captured.0.lock().unwrap();
    assert!(state.events.iter().all(|event| event.2 == Some(state.spans[0].0)), "all within the span");
}

#[tokio::test(start_paused = true)]
async fn repetitions_and_failures_can_be_followed() {
    let (captured, _guard) = Captured::start();
    let broken = || Step::Fail(TransportErrorKind::Connect, Sent::No);
    client([broken(), refused("RequestLimitExceeded"), ok()]).send(request()).await.unwrap();
    assert_eq!(
        captured.messages(),
        [
            "DEBUG attempt starts",
            "DEBUG attempt failed",
            "INFO call is repeated",
            "DEBUG attempt starts",
            "DEBUG attempt failed",
            "WARN too many calls: the service refused one",
            "INFO call is repeated",
            "DEBUG attempt starts",
            "DEBUG attempt answered",
        ]
    );
    assert_eq!(captured.only_span()["http.request.resend_count"], "2");
    let types: Vec<_> = {
        let state = captured.0.lock().unwrap();
        state.events.iter().filter_map(|event| event.1.get("error.type").cloned()).collect()
    };
    assert_eq!(types, ["connect", "connect", "RequestLimitExceeded", "RequestLimitExceeded"]);

    let (captured, _guard) = Captured::start();
    client([refused("FailedOperation.DoorIsBroken")]).send(request()).await.unwrap_err();
    let names = [
        "otel.status_code",
        "error.type",
        "tencentcloud.error_code",
        "tencentcloud.request_id",
        "http.response.status_code",
        "http.request.resend_count",
    ];
    let code = "FailedOperation.DoorIsBroken";
    assert_eq!(pick(&captured.only_span(), &names), ["ERROR", code, code, "id-1", "200", ""]);
    assert_eq!(captured.messages().last().unwrap(), "DEBUG call is not repeated");
}

#[tokio::test]
async fn no_secrets_bodies_or_messages() {
    let (captured, _guard) = Captured::start();
    let credential = Credential::new(ID, "SENTINEL-key").unwrap().with_token("SENTINEL-token").unwrap();
    let answer = r#"{"Response":{"OpenedAt":1,"Key":"SENTINEL-answer","Visitors":[],"RequestId":"r"}}"#;
    let script =
        Script::new([json(answer), refused("AuthFailure.TokenFailure"), json("{\"SENTINEL"), refused("X")]);
    let client: Client =
        builder().credentials(StaticCredentials::from(credential)).transport(script).build().unwrap();
    client.send(request()).await.unwrap();
    for _ in 0..3 {
        client.send(request()).await.unwrap_err();
    }
    let everything = captured.everything();
    assert!(everything.contains("AuthFailure.TokenFailure"));
    for secret in ["SENTINEL", ID, KEY, "Signature="] {
        assert!(!everything.contains(secret), "{everything}");
    }
}

/// Counts attempts.
#[derive(Debug, Default)]
struct Counter(Mutex<usize>);

impl Observer for Counter {
    fn attempt_ended(&self, _call: &CallInfo<'_>, _end: &AttemptEnd<'_>) {
        *self.0.lock().unwrap() += 1;
    }
}

#[tokio::test]
async fn it_stands_beside_an_observer_of_ones_own() {
    let (captured, _guard) = Captured::start();
    let counter = Arc::new(Counter::default());
    let client: Client =
        builder().transport(Script::new([ok()])).observer(Arc::clone(&counter)).build().unwrap();
    client.send(request()).await.unwrap();
    assert_eq!((*counter.0.lock().unwrap(), captured.messages().len()), (1, 2));
}

/// Tells of three fetches as soon as somebody listens.
#[derive(Debug)]
struct Fetches;

impl ProvideCredentials for Fetches {
    fn provide(&self) -> BoxFuture<'_, Result<Arc<Credential>, CredentialError>> {
        Box::pin(std::future::ready(Ok(Arc::new(Credential::new(ID, KEY).unwrap()))))
    }

    fn observe(&self, observer: &Arc<dyn Observer>) {
        let error = CredentialError::new(CredentialErrorKind::Unavailable, "it does not answer");
        let expires_at = Some(SystemTime::UNIX_EPOCH);
        for outcome in [
            RefreshOutcome::Renewed { expires_at },
            RefreshOutcome::Kept { expires_at, error: &error },
            RefreshOutcome::Failed { error: &error },
        ] {
            observer.credential_refreshed(&CredentialRefresh::new("Fetches", outcome));
        }
    }
}

#[test]
fn fetches_of_credentials_are_told() {
    let (captured, _guard) = Captured::start();
    let _client: Client = builder().credentials(Fetches).transport(Script::new([])).build().unwrap();
    assert_eq!(
        captured.messages(),
        [
            "INFO credentials fetched",
            "WARN credentials not fetched: the present ones still work",
            "WARN credentials not fetched",
        ]
    );
    let state = captured.0.lock().unwrap();
    assert_eq!(
        pick(&state.events[1].1, &["source", "expires_at", "error"]),
        ["Fetches", "0", "it does not answer"]
    );
}

#[cfg(feature = "blocking")]
#[test]
fn a_blocking_call_is_told_to_the_subscriber_of_its_caller() {
    let (captured, _guard) = Captured::start();
    let outer = tracing::info_span!(target: "car_api", "outer");
    outer.in_scope(|| client([ok()]).send_blocking(request())).unwrap();
    assert_eq!(captured.messages(), ["DEBUG attempt starts", "DEBUG attempt answered"]);
    assert_eq!(captured.0.lock().unwrap().spans.len(), 2);
}
