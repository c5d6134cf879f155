//! Runs the CAR emulator until Ctrl-C: a stand-in for the service that verifies signatures and parameters and
//! answers from the spec's examples. Any Tencent Cloud SDK can be pointed at it.
//!
//! ```text
//! cargo run --example emulator -- --listen 127.0.0.1:8787
//! ```

use std::net::SocketAddr;
use std::process::ExitCode;

use car_api::emulator::Emulator;
use car_api::{Credential, car};
use clap::Parser;

/// Serves the CAR API on this machine.
#[derive(Parser)]
struct Arguments {
    /// Where to listen; a loopback address. Port 0 takes any that is free.
    #[arg(long, value_name = "IP:PORT", default_value = "127.0.0.1:8787")]
    listen: SocketAddr,
    /// The secret id to accept. Without it, a new key pair is made.
    #[arg(long, value_name = "ID", requires = "secret_key")]
    secret_id: Option<String>,
    /// The secret key that belongs to it.
    #[arg(long, value_name = "KEY", requires = "secret_id")]
    secret_key: Option<String>,
}

#[tokio::main]
async fn main() -> ExitCode {
    match serve(Arguments::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("The emulator cannot run: {error}.");
            ExitCode::FAILURE
        }
    }
}

async fn serve(arguments: Arguments) -> Result<(), Box<dyn std::error::Error>> {
    let mut builder =
        Emulator::builder(&car::SERVICE).listen(arguments.listen).on_request(|report| println!("{report}"));
    if let (Some(secret_id), Some(secret_key)) = (arguments.secret_id, arguments.secret_key) {
        builder = builder.credential(Credential::new(secret_id, secret_key)?);
    }
    let emulator = builder.start().await?;
    introduce(&emulator);

    tokio::signal::ctrl_c().await?;
    let (served, refused) = (emulator.served(), emulator.refused());
    emulator.shutdown().await;
    println!("\nStopped. {served} requests were answered, {refused} refused.");
    Ok(())
}

/// What it takes to call the emulator, ready to be pasted. The key is a fake and made to be shown.
fn introduce(emulator: &Emulator) {
    let (url, address, key) = (emulator.url(), emulator.address(), emulator.credential());
    println!("The {} emulator listens at {url}; Ctrl-C stops it.\n", car::SERVICE.title);
    println!("Keys:    export TENCENTCLOUD_SECRET_ID={}", key.secret_id());
    println!("         export TENCENTCLOUD_SECRET_KEY={}", key.secret_key().expose());
    println!("Try it:  cargo run --example describe_cos_credential -- --endpoint {url}");
    println!("Rust:    ConfigBuilder::from_env()?.endpoint(\"{url}\")");
    println!("Python:  HttpProfile(endpoint=\"{address}\", protocol=\"http\")\n");
}
