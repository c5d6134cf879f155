//! Many calls over real connections while things go wrong, and then the books: was a call lost, was one done twice,
//! did an error claim what is not so, did memory grow?
//!
//! ```text
//! cargo run --release -p car-api --example soak -- --calls 1000000
//! ```
//!
//! Client and emulator run in one process. Every call carries a mark of its own, and the emulator notes the marks of
//! what it carries out, so that each error can be held to what it says: one that does not admit an unknown outcome
//! must belong to a call that was not carried out. The random faults are a mix of errors, lost requests and lost
//! answers, of which some happen after the call was carried out. The exit code is 1 if anything is amiss.

use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use car_api::credential::StaticCredentials;
use car_api::emulator::Emulator;
use car_api::retry::RetryPolicy;
use car_api::{Config, Error, Pacing, ServiceClient as _};
use clap::Parser;
use tokio::task::JoinSet;
use tokio::time::Instant;

#[path = "soak/books.rs"]
mod books;
#[path = "soak/memory.rs"]
mod memory;

use books::{Books, Deed};
use memory::Memory;

/// The service of the fault tests, with an action of each kind of repetition.
#[allow(missing_docs, dead_code, unreachable_pub, reason = "generated for more than this program calls")]
mod errands {
    car_api::generate! {
        specs = "tests/fixtures/errands",
    }
}

/// Calls an emulator very often while things go wrong, and checks what came of it.
#[derive(Parser)]
struct Arguments {
    /// How many calls.
    #[arg(long, default_value_t = 1_000_000)]
    calls: u64,
    /// How many of them at once.
    #[arg(long, default_value_t = 256)]
    at_once: u64,
    /// How many of a thousand requests meet a fault.
    #[arg(long, value_name = "PER_THOUSAND", default_value_t = 50)]
    faults: u32,
    /// Where the random faults start: the same seed draws the same sequence.
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

/// What the workers share.
struct Run {
    client: errands::Client,
    books: Arc<Books>,
    calls: u64,
    next: AtomicU64,
    ended: AtomicU64,
}

impl Run {
    /// Makes calls until there are none left.
    async fn work(self: Arc<Self>) {
        loop {
            let number = self.next.fetch_add(1, Ordering::Relaxed);
            if number >= self.calls {
                return;
            }
            let deed = Deed::of(number);
            let result = self.call(deed, number).await;
            self.books.close(number, deed, result.as_ref().err());
            self.ended.fetch_add(1, Ordering::Relaxed);
        }
    }

    async fn call(&self, deed: Deed, number: u64) -> Result<(), Error> {
        let (client, mark) = (&self.client, number.to_string());
        match deed {
            Deed::Look => drop(client.describe_errand().mark(mark).send().await?),
            Deed::Set => drop(client.set_errand().mark(mark).send().await?),
            Deed::Run => drop(client.run_errand().mark(mark).send().await?),
            Deed::Order => drop(client.order_errand().mark(mark).send().await?),
        }
        Ok(())
    }
}

#[tokio::main]
async fn main() -> ExitCode {
    match soak(&Arguments::parse()).await {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("the run could not start: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn soak(arguments: &Arguments) -> Result<bool, Box<dyn std::error::Error>> {
    let books = Arc::new(Books::new(usize::try_from(arguments.calls)?));
    let (requests, executions) = (Arc::new(AtomicU64::new(0)), Arc::clone(&books));
    let received = Arc::clone(&requests);
    let emulator = Emulator::builder(&errands::SERVICE)
        .faults_per_thousand(arguments.faults, arguments.seed)
        .on_request(move |_| {
            received.fetch_add(1, Ordering::Relaxed);
        })
        .on_execute(move |execution| {
            executions.execute(execution.parameters["Mark"].as_str().unwrap_or_default());
        })
        .start()
        .await?;
    let policy = RetryPolicy::new().base_delay(Duration::ZERO).throttled_delay(Duration::ZERO);
    let config = Config::builder()
        .credentials(StaticCredentials::from(emulator.credential().clone()))
        .endpoint(emulator.url())
        .pacing(Pacing::Off)
        .retry(policy)
        .build()?;
    let run = Arc::new(Run {
        client: errands::Client::connect(&config)?,
        books: Arc::clone(&books),
        calls: arguments.calls,
        next: AtomicU64::new(0),
        ended: AtomicU64::new(0),
    });

    let start = Instant::now();
    let mut workers = JoinSet::new();
    for _ in 0..arguments.at_once {
        workers.spawn(Arc::clone(&run).work());
    }
    let is_over = Arc::new(AtomicBool::new(false));
    let watch = tokio::spawn(watch(Arc::clone(&run), Arc::clone(&is_over)));
    let mut panics = 0;
    while let Some(ended) = workers.join_next().await {
        panics += u64::from(ended.is_err());
    }
    let elapsed = start.elapsed();
    is_over.store(true, Ordering::Relaxed);
    let memory = watch.await?;
    let faulted = emulator.faulted();
    emulator.shutdown().await;

    println!(
        "{} calls, {} at once, in {:.1} s: {} a second",
        arguments.calls,
        arguments.at_once,
        elapsed.as_secs_f64(),
        u128::from(arguments.calls) * 1000 / elapsed.as_millis().max(1),
    );
    let requests = requests.load(Ordering::Relaxed);
    println!(
        "{requests} requests, {} of them repetitions; {faulted} met a fault",
        requests.saturating_sub(arguments.calls)
    );
    println!("{memory}");
    if panics > 0 {
        println!("VIOLATION: {panics} workers panicked");
    }
    Ok([books.audit(), memory.audit(arguments.calls), panics == 0].iter().all(|holds| *holds))
}

/// Looks at the memory of this process each time that another hundredth of the calls is done.
async fn watch(run: Arc<Run>, is_over: Arc<AtomicBool>) -> Memory {
    let mut memory = Memory::default();
    let mut due = 0;
    while !is_over.load(Ordering::Relaxed) {
        let ended = run.ended.load(Ordering::Relaxed);
        if ended >= due {
            memory.sample();
            due = ended + (run.calls / 100).max(1);
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    memory.sample();
    memory
}
