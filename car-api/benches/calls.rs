//! Calls per second and processor time per call, beside bare `reqwest` that sends the same bytes.
//!
//! A server in a process of its own answers with fixed bytes on loopback, so what is measured is the client: its
//! one thread is what limits it. Bare `reqwest` sends the very headers and body that the client has sent, built
//! once, and reads the answer without looking at it. The two take turns, and what counts is the median of the
//! ratios of neighbours. Over a network the difference would hardly be seen; budgets are for what is ours.
//!
//! The client is as programs have it: with retries, their budget, time limits, and pacing that holds nothing back; in a
//! second table also with an observer that does nothing.
//!
//! ```console
//! $ cargo bench -p car-api --bench calls
//! ```
//!
//! On a machine that does other things, count instructions: with `--count` it only makes so many calls, in one of four
//! ways. The difference of two counts, divided by the difference of the calls, is what a call takes, and hardly depends
//! on anything but the code. Calls of the two ways that take no network can be told apart to a part in a thousand.
//!
//! ```console
//! $ valgrind --tool=callgrind target/release/deps/calls-… --count memory 2000
//! ```

#![expect(clippy::unwrap_used, reason = "a call that fails has no speed")]

#[path = "support/example.rs"]
mod example;
#[path = "support/loopback.rs"]
mod loopback;
#[path = "support/statistics.rs"]
mod statistics;
#[path = "support/unlimited.rs"]
mod unlimited;
#[path = "support/wire.rs"]
mod wire;

use std::future::Future;
use std::io::{BufRead, BufReader, Read};
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Instant;

use car_api::car::Client;
use car_api::transport::HttpRequest;
use tokio::task::JoinSet;

use statistics::{quartiles, rounds};
use wire::Watched;

const BUDGET_CALLS: f64 = 0.95;
const BUDGET_CPU: f64 = 1.1;

/// Pairs of rounds for each number of calls at once. Many short ones: what else the machine does spoils a few.
const ROUNDS: usize = 101;

const SERVE: &str = "--serve";
const COUNT: &str = "--count";

fn main() {
    let arguments: Vec<_> = std::env::args().collect();
    if arguments.iter().any(|argument| argument == SERVE) {
        return serve();
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    if let Some(place) = arguments.iter().position(|argument| argument == COUNT) {
        return runtime.block_on(make_calls(&arguments[place + 1], arguments[place + 2].parse().unwrap()));
    }
    let server = Server::start();
    for watched in [Watched::ByNobody, Watched::BySomebody] {
        runtime.block_on(print_table(&server.url, watched));
        let in_memory = runtime.block_on(nanoseconds_in_memory(watched));
        println!("a call without a network: {in_memory:.0} ns");
    }
}

async fn print_table(url: &str, watched: Watched) {
    println!("watched {watched:?}");
    println!(
        "{:>7} | {:>9} {:>9} {:>22} | {:>9} {:>9} {:>22}",
        "at once", "calls/s", "reqwest", "ratio (quartiles)", "CPU us", "reqwest", "ratio (quartiles)"
    );
    let clients = Clients::of(url, watched).await;
    for (tasks, calls) in [(1, 1_024), (32, 2_048), (256, 4_096)] {
        clients.compare(tasks, calls, rounds(ROUNDS)).await;
    }
    println!("{:>7} | {BUDGET_CALLS:>35.2} at least | {BUDGET_CPU:>36.2} at most", "budget");
}

/// Makes `calls` calls, one after the other, for a program that counts what that takes.
async fn make_calls(way: &str, calls: u32) {
    match way {
        "memory" => calls_of(&wire::client_in_memory(Watched::ByNobody), calls).await,
        "memory-watched" => calls_of(&wire::client_in_memory(Watched::BySomebody), calls).await,
        "client" => {
            let server = Server::start();
            calls_of(&wire::client(&server.url, Watched::ByNobody), calls).await;
        }
        "reqwest" => {
            let server = Server::start();
            let (client, request) = (wire::bare_client(), wire::request(&server.url).await);
            for _ in 0..calls {
                wire::bare_call(&client, &request).await;
            }
        }
        other => {
            println!("no way of calling is `{other}`: there are memory, memory-watched, client, reqwest");
        }
    }
}

async fn calls_of(client: &Client, calls: u32) {
    for _ in 0..calls {
        wire::call(client).await;
    }
}

/// What a call takes when its answer is there at once: all that is the client's own, and nothing else.
async fn nanoseconds_in_memory(watched: Watched) -> f64 {
    let client = wire::client_in_memory(watched);
    let mut times = Vec::new();
    for _ in 0..rounds(ROUNDS) {
        let start = Instant::now();
        calls_of(&client, 1_000).await;
        times.push(start.elapsed().as_secs_f64() * 1e6);
    }
    quartiles(times)[1]
}

/// The two that are compared.
struct Clients {
    car: Client,
    bare: reqwest::Client,
    request: HttpRequest,
}

impl Clients {
    async fn of(url: &str, watched: Watched) -> Self {
        Self { car: wire::client(url, watched), bare: wire::bare_client(), request: wire::request(url).await }
    }

    /// Measures `rounds` pairs of `calls` calls, `tasks` at once, and prints a line of the table.
    async fn compare(&self, tasks: u32, calls: u32, rounds: usize) {
        // Opens the connections.
        self.car_round(tasks, calls / 4).await;
        self.bare_round(tasks, calls / 4).await;
        let mut pairs = Vec::with_capacity(rounds);
        for round in 0..rounds {
            // Who comes first changes, so that a drift of the machine favours nobody.
            pairs.push(if round % 2 == 0 {
                let first = self.car_round(tasks, calls).await;
                (first, self.bare_round(tasks, calls).await)
            } else {
                let first = self.bare_round(tasks, calls).await;
                (self.car_round(tasks, calls).await, first)
            });
        }
        let speed = columns(&pairs, Cost::calls_per_second);
        let cpu = columns(&pairs, |cost| cost.cpu * 1e6);
        println!("{tasks:>7} | {speed} | {cpu}");
    }

    async fn car_round(&self, tasks: u32, calls: u32) -> Cost {
        let client = self.car.clone();
        round(tasks, calls, move || {
            let client = client.clone();
            async move { drop(wire::call(&client).await) }
        })
        .await
    }

    async fn bare_round(&self, tasks: u32, calls: u32) -> Cost {
        let clients = (self.bare.clone(), Arc::new(self.request.clone()));
        round(tasks, calls, move || {
            let (client, request) = clients.clone();
            async move { drop(wire::bare_call(&client, &request).await) }
        })
        .await
    }
}

/// What a call cost on average, in seconds.
struct Cost {
    wall: f64,
    cpu: f64,
}

impl Cost {
    fn calls_per_second(&self) -> f64 {
        1.0 / self.wall
    }
}

/// Makes `calls` calls in `tasks` tasks.
async fn round<F>(tasks: u32, calls: u32, call: impl Fn() -> F + Clone + Send + 'static) -> Cost
where
    F: Future<Output = ()> + Send,
{
    let mut running = JoinSet::new();
    let (start, cpu) = (Instant::now(), cpu_time());
    for _ in 0..tasks {
        let call = call.clone();
        running.spawn(async move {
            for _ in 0..calls / tasks {
                call().await;
            }
        });
    }
    while let Some(done) = running.join_next().await {
        done.unwrap();
    }
    let made = f64::from(calls / tasks * tasks);
    Cost { wall: start.elapsed().as_secs_f64() / made, cpu: (cpu_time() - cpu) / made }
}

/// Seconds that this thread, which is the whole client, has been on a processor. Not a number where the kernel
/// does not say.
fn cpu_time() -> f64 {
    let statistics = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanoseconds = statistics.split(' ').next().and_then(|first| first.parse::<f64>().ok());
    nanoseconds.map_or(f64::NAN, |nanoseconds| nanoseconds / 1e9)
}

/// Median of the client, median of bare reqwest, and the ratio.
fn columns(pairs: &[(Cost, Cost)], of: impl Fn(&Cost) -> f64) -> String {
    let [_, car, _] = quartiles(pairs.iter().map(|(car, _)| of(car)).collect());
    let [_, bare, _] = quartiles(pairs.iter().map(|(_, bare)| of(bare)).collect());
    let [low, ratio, high] = quartiles(pairs.iter().map(|(car, bare)| of(car) / of(bare)).collect());
    let ratio = format!("{ratio:.3} ({low:.3} to {high:.3})");
    format!("{car:>9.1} {bare:>9.1} {ratio:>22}")
}

/// What the child process does, until its parent is gone.
fn serve() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    println!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(|| {
        let _ = std::io::stdin().read(&mut [0]);
        std::process::exit(0);
    });
    loopback::serve(listener, &example::reply()).unwrap();
}

/// The server process; it ends with this value.
struct Server {
    process: Child,
    url: String,
}

impl Server {
    fn start() -> Self {
        let mut process = Command::new(std::env::current_exe().unwrap())
            .arg(SERVE)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut url = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut url).unwrap();
        Self { process, url: url.trim_end().to_owned() }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
