//! Asks for a temporary COS key with which an application package can be uploaded.
//!
//! Without anything set up, it starts the emulator in this process and calls that, over HTTP. With
//! `TENCENTCLOUD_SECRET_ID` and `TENCENTCLOUD_SECRET_KEY` in the environment, it calls the real service.
//!
//! ```text
//! cargo run --example describe_cos_credential
//! cargo run --example describe_cos_credential -- --application-id app-1 --file-name game.zip
//! ```

use std::error::Error;
use std::process::ExitCode;

use car_api::car::{self, DescribeCosCredentialError, DescribeCosCredentialResponse};
use car_api::emulator::Emulator;
use car_api::time::UtcDate;
use car_api::{CallError, ClientBuilder, ErrorKind};
use clap::Parser;

/// Obtains a temporary COS key for an upload.
#[derive(Parser)]
struct Arguments {
    /// The application that the package belongs to.
    #[arg(long, value_name = "ID", default_value = "app-fcegkdfa")]
    application_id: String,
    /// The file name of the package.
    #[arg(long, value_name = "NAME")]
    file_name: Option<String>,
    /// Calls another endpoint with the keys of the environment: an emulator that runs elsewhere, for example.
    #[arg(long, value_name = "URL")]
    endpoint: Option<String>,
}

#[tokio::main]
async fn main() -> ExitCode {
    match run(Arguments::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: Arguments) -> Result<(), Box<dyn Error>> {
    // The emulator runs for as long as this holds it.
    let mut emulator = None;
    let car: car::Client = if arguments.endpoint.is_none() && !has_keys() {
        let running = emulator.insert(Emulator::start(&car::SERVICE).await?);
        println!("No keys in the environment: calling the emulator, which runs in this process.");
        running.client()?
    } else {
        let builder = ClientBuilder::from_env()?;
        match &arguments.endpoint {
            Some(url) => builder.endpoint(url.as_str()).build()?,
            None => builder.build()?,
        }
    };
    println!("Calling {} ...\n", host(&arguments, emulator.as_ref()));

    let mut call = car.describe_cos_credential().application_id(arguments.application_id);
    if let Some(name) = arguments.file_name {
        call = call.application_file_name(name);
    }
    let grant = call.send().await.map_err(|error| format!("{error}\n{}", advice(&error)))?;
    show(&grant);
    Ok(())
}

/// Whether there is any key in the environment; if it is only half a pair, `from_env` says so.
fn has_keys() -> bool {
    ["TENCENTCLOUD_SECRET_ID", "TENCENTCLOUD_SECRET_KEY"].iter().any(|name| std::env::var_os(name).is_some())
}

fn host(arguments: &Arguments, emulator: Option<&Emulator>) -> String {
    match (emulator, &arguments.endpoint) {
        (Some(emulator), _) => emulator.url(),
        (None, Some(url)) => url.clone(),
        (None, None) => format!("the real service, {}", car::SERVICE.hosts.international.unwrap_or_default()),
    }
}

fn show(grant: &DescribeCosCredentialResponse) {
    let seconds = grant.expired_time - grant.start_time;
    println!("Upload the package to");
    println!("  bucket      {}", grant.cos_bucket);
    println!("  region      {}", grant.cos_region);
    println!("  path        {}", grant.path);
    println!("with the key");
    println!("  secret id   {:?}", grant.secret_id);
    println!("  secret key  {:?}", grant.secret_key);
    println!("  token       {:?}", grant.session_token);
    println!("  starts      {}", utc(grant.start_time));
    println!("  expires     {} (valid for {})", utc(grant.expired_time), length(seconds));
    println!("request id    {}", grant.request_id);
}

/// What to do about a failure. The codes that the action documents are variants; the rest is in `kind()`.
fn advice(error: &CallError<car::DescribeCosCredential>) -> &'static str {
    match (error.kind(), error.as_error().kind()) {
        (DescribeCosCredentialError::ApplicationNotFind, _) => {
            "Check --application-id: it stands in the CAR console, in the list of applications."
        }
        (DescribeCosCredentialError::ApplicationLockFail, _) => "Wait some seconds and try again.",
        (_, ErrorKind::Service) if error.is_auth() => {
            "Check TENCENTCLOUD_SECRET_ID, TENCENTCLOUD_SECRET_KEY, their permissions and this machine's clock."
        }
        (_, ErrorKind::Service) if error.is_throttled() => {
            "Too many calls at once: wait a second and try again."
        }
        (_, ErrorKind::Connect) => {
            "Nothing was sent. Check the network, the proxy, and the endpoint if you set one."
        }
        (_, ErrorKind::Timeout) => "The service did not answer in time. Trying again does no harm.",
        _ => error
            .explanation()
            .unwrap_or("Nothing more is known; the request id helps support to find the call."),
    }
}

fn utc(seconds: i64) -> String {
    let seconds = u64::try_from(seconds).unwrap_or(0);
    let date = UtcDate::from_unix_seconds(seconds);
    format!("{date} {:02}:{:02}:{:02} UTC", seconds / 3600 % 24, seconds / 60 % 60, seconds % 60)
}

fn length(seconds: i64) -> String {
    match (seconds / 3600, seconds / 60 % 60) {
        (hours, 0) => format!("{hours} h"),
        (0, minutes) => format!("{minutes} min"),
        (hours, minutes) => format!("{hours} h {minutes} min"),
    }
}
