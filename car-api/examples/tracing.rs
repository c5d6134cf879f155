//! Shows what a program sees of its calls with the feature `tracing`: a call that works, one that is refused, and one
//! that nobody answers, against the emulator in this process.
//!
//! ```text
//! cargo run --example tracing --features tracing
//! ```

use std::time::Duration;

use car_api::car::{self, SERVICE};
use car_api::emulator::Emulator;
use car_api::retry::RetryPolicy;
use tracing::Level;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    // All that a program has to do. With `INFO`, only what is repeated shows.
    let filter = Targets::new().with_target("car_api", Level::DEBUG);
    let output = tracing_subscriber::fmt::layer().with_target(false).without_time();
    tracing_subscriber::registry().with(output).with(filter).init();

    let emulator = Emulator::start(&SERVICE).await?;
    let car: car::Client = emulator.client()?;
    car.describe_cos_credential().application_id("app-fcegkdfa").send().await?;

    let refused = car.call_json("DescribeCosCredential", serde_json::json!({})).await;
    println!("The program gets: {}", refused.map_or_else(|error| error.to_string(), |_| String::new()));

    // A port that was free a moment ago: nobody listens.
    let closed = format!("http://{}", std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?);
    let patience = RetryPolicy::new().base_delay(Duration::from_millis(10));
    let lost =
        car.describe_cos_credential().application_id("app-1").endpoint(closed).retry(patience).send().await;
    println!("The program gets: {}", lost.map_or_else(|error| error.to_string(), |_| String::new()));
    emulator.shutdown().await;
    Ok(())
}
