//! Runs the CAR emulator until Ctrl-C: a stand-in for the service that verifies signatures and parameters and
//! answers from the spec's examples. Any Tencent Cloud SDK can be pointed at it.
//!
//! ```text
//! cargo run --example emulator -- --listen 127.0.0.1:8787
//! ```

use std::io::Write;
use std::net::SocketAddr;
use std::process::ExitCode;

use car_api::emulator::{Emulator, RateLimits};
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
    /// Refuse calls above the documented rates, as the service does.
    #[arg(long)]
    rate_limits: bool,
    /// Let so many calls of a thousand fail at random, some of them after they were carried out.
    #[arg(long, value_name = "PER_THOUSAND", default_value_t = 0)]
    faults: u32,
    /// Where the random faults start: the same seed gives the same sequence.
    #[arg(long, value_name = "NUMBER", default_value_t = 0)]
    seed: u64,
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
    let rate_limits = if arguments.rate_limits { RateLimits::FromSpec } else { RateLimits::Off };
    let builder = Emulator::builder(&car::SERVICE)
        .listen(arguments.listen)
        .rate_limits(rate_limits)
        .faults_per_thousand(arguments.faults, arguments.seed)
        // Where the output goes may be closed; the emulator runs on.
        .on_request(|report| drop(writeln!(std::io::stdout(), "{report}")));
    let emulator = if let (Some(id), Some(key)) = (arguments.secret_id, arguments.secret_key) {
        builder.credential(Credential::new(id, key)?).start().await?
    } else {
        let emulator = builder.start().await?;
        show_keys(emulator.credential());
        emulator
    };
    introduce(&emulator);

    tokio::signal::ctrl_c().await?;
    let (served, refused, faulted) = (emulator.served(), emulator.refused(), emulator.faulted());
    emulator.shutdown().await;
    println!("\nStopped. {served} requests were accepted, {refused} refused; {faulted} met a fault.");
    Ok(())
}

/// The key pair that was made for this emulator: a fake, and made to be shown. One from the arguments is not.
fn show_keys(credential: &Credential) {
    println!("Keys:    export TENCENTCLOUD_SECRET_ID={}", credential.secret_id());
    println!("         export TENCENTCLOUD_SECRET_KEY={}", credential.secret_key().expose());
}

/// How to call the emulator, ready to be pasted.
fn introduce(emulator: &Emulator) {
    let (url, address) = (emulator.url(), emulator.address());
    println!("Try it:  cargo run --example describe_cos_credential -- --endpoint {url}");
    println!("Rust:    ConfigBuilder::from_env()?.endpoint(\"{url}\")");
    println!("Python:  HttpProfile(endpoint=\"{address}\", protocol=\"http\")\n");
    println!("The {} emulator listens at {url}; Ctrl-C stops it.", car::SERVICE.title);
}
