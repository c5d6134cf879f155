//! Calls as OpenTelemetry sees them.

#![cfg(feature = "tracing")]
// A test fails by panicking, in its helpers as well.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod demo;

use std::sync::{Arc, Mutex};

use demo::{Client, OpenDoorRequest, Script, builder, json, ok};
use opentelemetry::trace::{SpanKind, Status, TracerProvider as _};
use opentelemetry_sdk::error::OTelSdkResult;
use opentelemetry_sdk::trace::{SdkTracerProvider, SpanData, SpanExporter};
use tracing_subscriber::layer::SubscriberExt as _;

#[derive(Clone, Debug, Default)]
struct Exported(Arc<Mutex<Vec<SpanData>>>);

impl SpanExporter for Exported {
    async fn export(&self, batch: Vec<SpanData>) -> OTelSdkResult {
        self.0.lock().unwrap().extend(batch);
        Ok(())
    }
}

fn attribute(span: &SpanData, name: &str) -> String {
    let found = span.attributes.iter().find(|attribute| attribute.key.as_str() == name);
    found.map(|attribute| attribute.value.to_string()).unwrap_or_default()
}

#[tokio::test]
async fn calls_are_client_spans_of_the_caller_s_trace() {
    let exported = Exported::default();
    let provider = SdkTracerProvider::builder().with_simple_exporter(exported.clone()).build();
    let layer = tracing_opentelemetry::layer().with_tracer(provider.tracer("test"));
    let _guard = tracing::subscriber::set_default(tracing_subscriber::registry().with(layer));

    let refusal = r#"{"Response":{"Error":{"Code":"FailedOperation","Message":"no"},"RequestId":"id-2"}}"#;
    let client: Client = builder().transport(Script::new([ok(), json(refusal)])).build().unwrap();
    let request = || OpenDoorRequest { door: "front".to_owned(), code: None };
    let outer = tracing::info_span!("outer");
    let calls = async {
        client.send(request()).await.unwrap();
        client.send(request()).await.unwrap_err();
    };
    tracing::Instrument::instrument(calls, outer).await;
    provider.shutdown().unwrap();

    let spans = exported.0.lock().unwrap();
    let [answered, refused, outer] = &spans[..] else { panic!("{spans:#?}") };
    for span in [answered, refused] {
        assert_eq!((&*span.name, &span.span_kind), ("demo/OpenDoor", &SpanKind::Client));
        assert_eq!(span.parent_span_id, outer.span_context.span_id());
        assert_eq!(attribute(span, "rpc.system"), "tencentcloud");
        assert_eq!(attribute(span, "server.address"), "demo.intl.tencentcloudapi.com");
    }
    assert_eq!((&answered.status, attribute(answered, "error.type").as_str()), (&Status::Unset, ""));
    assert!(matches!(refused.status, Status::Error { .. }));
    assert_eq!(attribute(refused, "error.type"), "FailedOperation");
    assert_eq!(attribute(refused, "tencentcloud.request_id"), "id-2");
}
