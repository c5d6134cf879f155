//! Sends spans to OpenTelemetry, with the feature `tracing`: calls of this crate become spans of kind `client` with the
//! usual attributes. A program would hand them to a collector; this one prints them. It calls the emulator, which runs
//! in this process.
//!
//! ```text
//! cargo run --example opentelemetry --features tracing
//! ```

use car_api::car::{self, SERVICE};
use car_api::emulator::Emulator;
use opentelemetry::trace::TracerProvider as _;
use opentelemetry_sdk::error::OTelSdkResult;
use opentelemetry_sdk::trace::{SdkTracerProvider, SpanData, SpanExporter};
use tracing::Instrument as _;
use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

/// Stands in the place of an exporter that talks to a collector.
#[derive(Debug)]
struct Printer;

impl SpanExporter for Printer {
    async fn export(&self, batch: Vec<SpanData>) -> OTelSdkResult {
        for span in batch {
            let trace = span.span_context.trace_id();
            println!("{} ({:?}, {:?}, trace {trace})", span.name, span.span_kind, span.status);
            for attribute in
                span.attributes.iter().filter(|attribute| !attribute.key.as_str().starts_with("code."))
            {
                println!("    {} = {}", attribute.key, attribute.value);
            }
            for event in span.events.iter() {
                println!("    - {}", event.name);
            }
        }
        Ok(())
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let provider = SdkTracerProvider::builder().with_simple_exporter(Printer).build();
    let layer = tracing_opentelemetry::layer().with_tracer(provider.tracer("example"));
    tracing_subscriber::registry().with(layer).with(LevelFilter::INFO).init();

    let emulator = Emulator::start(&SERVICE).await?;
    let car: car::Client = emulator.client()?;
    upload(&car).instrument(tracing::info_span!("upload")).await;
    emulator.shutdown().await;
    provider.shutdown()?;
    Ok(())
}

/// Two calls within a span of the program's own; the second one is refused.
async fn upload(car: &car::Client) {
    let grant = car.describe_cos_credential().application_id("app-fcegkdfa").send().await;
    let refused = car.call_json("DescribeCosCredential", serde_json::json!({})).await;
    println!("granted: {}, refused: {}\n", grant.is_ok(), refused.is_err());
}
