//! Staying within the rate that the service allows, on a clock that tests move.

// A test fails by panicking, in its helpers as well.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use bytes::Bytes;
use car_api::car::{Client, DeleteApplication};
use car_api::credential::StaticCredentials;
use car_api::observe::{AttemptEnd, CallInfo, Observer, Throttle};
use car_api::retry::RetryPolicy;
use car_api::transport::{
    BoxFuture, HttpReply, HttpRequest, Sent, Transport, TransportError, TransportErrorKind,
};
use car_api::{ClientBuilder, ErrorKind, Pacing, Pending};
use http::{HeaderMap, StatusCode};
use tokio::task::{JoinHandle, yield_now};
use tokio::time::{Instant, sleep};

const SECOND: Duration = Duration::from_secs(1);

/// The rate in the spec of `DeleteApplication`.
const RATE: usize = 20;

/// A service that takes so many calls in any second and refuses all beyond, at the end of a way that is not always
/// equally long.
#[derive(Clone, Debug)]
struct Service {
    state: Arc<Mutex<State>>,
    limit: usize,
    connections: Connections,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Connections {
    Sound,
    /// Every other request finds none.
    HalfOfThemFail,
}

#[derive(Debug, Default)]
struct State {
    started: Vec<Instant>,
    /// Only those that were taken count.
    taken: Vec<Instant>,
    refused: usize,
}

impl Service {
    fn new(limit: usize) -> Self {
        Self { state: Arc::default(), limit, connections: Connections::Sound }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    fn started(&self) -> usize {
        self.state().started.len()
    }

    fn refused(&self) -> usize {
        self.state().refused
    }

    /// The most calls that the client has started within a second, wherever it begins.
    fn most_in_a_second(&self) -> usize {
        let started = &self.state().started;
        let in_second =
            |from: &Instant| started.iter().filter(|at| (*from..*from + SECOND).contains(at)).count();
        started.iter().map(in_second).max().unwrap_or(0)
    }

    fn take(&self) -> HttpReply {
        let mut state = self.state();
        let now = Instant::now();
        let recent = state.taken.iter().filter(|taken| now - **taken < SECOND).count();
        let body = if recent < self.limit {
            state.taken.push(now);
            r#"{"Response":{"RequestId":"4eb17e58-68da-4e9a-b298-0894723c9022"}}"#
        } else {
            state.refused += 1;
            r#"{"Response":{"Error":{"Code":"RequestLimitExceeded","Message":"slow down"},"RequestId":"b298"}}"#
        };
        HttpReply {
            status: StatusCode::OK,
            headers: HeaderMap::new(),
            body: Bytes::from_static(body.as_bytes()),
        }
    }

    /// Takes calls of another process, evenly, until the runtime ends.
    fn share(&self, calls_per_second: u32) {
        let service = self.clone();
        tokio::spawn(async move {
            loop {
                sleep(SECOND / calls_per_second).await;
                let now = Instant::now();
                service.state().taken.push(now);
            }
        });
    }
}

impl Transport for Service {
    fn send(&self, _request: HttpRequest) -> BoxFuture<'_, Result<HttpReply, TransportError>> {
        let number = {
            let mut state = self.state();
            state.started.push(Instant::now());
            state.started.len()
        };
        Box::pin(async move {
            if self.connections == Connections::HalfOfThemFail && number % 2 == 1 {
                return Err(TransportError {
                    kind: TransportErrorKind::Connect,
                    sent: Sent::No,
                    status: None,
                    source: None,
                });
            }
            // From 20 to 60 milliseconds, in no order.
            sleep(Duration::from_millis(20 + (number as u64 * 17) % 41)).await;
            Ok(self.take())
        })
    }
}

fn builder(service: &Service) -> ClientBuilder<Client> {
    Client::builder()
        .credentials(StaticCredentials::new("AKIDexample", "example-key").unwrap())
        .transport(service.clone())
}

fn call(client: &Client) -> Pending<DeleteApplication> {
    client.delete_application().application_id("app-1").send()
}

async fn spawn(client: &Client) -> JoinHandle<Result<(), car_api::Error>> {
    let call = call(client);
    let task = tokio::spawn(async move { Ok(call.await.map(drop)?) });
    yield_now().await;
    task
}

#[tokio::test(start_paused = true)]
async fn two_hundred_callers_at_once_are_never_refused() {
    let service = Service::new(RATE);
    let client: Client = builder(&service).build().unwrap();
    let begin = Instant::now();
    let mut tasks = Vec::new();
    for _ in 0..200 {
        // Clones share the rate.
        tasks.push(spawn(&client.clone()).await);
    }
    for task in tasks {
        task.await.unwrap().unwrap();
    }
    assert_eq!((service.started(), service.refused()), (200, 0));
    assert_eq!(service.most_in_a_second(), RATE);
    // At the rate it would take 10 seconds from the first to the last.
    assert!(begin.elapsed() < Duration::from_millis(10_500), "{:?}", begin.elapsed());
}

#[tokio::test(start_paused = true)]
async fn without_pacing_most_of_them_would_be() {
    let service = Service::new(RATE);
    let client: Client = builder(&service).pacing(Pacing::Off).retry(RetryPolicy::off()).build().unwrap();
    let mut tasks = Vec::new();
    for _ in 0..200 {
        tasks.push(spawn(&client).await);
    }
    let mut throttled = 0;
    for task in tasks {
        throttled += usize::from(task.await.unwrap().is_err_and(|error| error.is_throttled()));
    }
    assert_eq!((throttled, service.refused()), (180, 180));
}

#[tokio::test(start_paused = true)]
async fn dropped_calls_give_their_place_back() {
    let service = Service::new(RATE);
    let client: Client = builder(&service).build().unwrap();
    let begin = Instant::now();
    let mut tasks = Vec::new();
    for _ in 0..200 {
        tasks.push(spawn(&client).await);
    }
    sleep(Duration::from_millis(100)).await;
    for task in tasks.iter().skip(100) {
        task.abort();
    }
    let last = spawn(&client).await;
    for task in tasks.into_iter().take(100).chain([last]) {
        task.await.unwrap().unwrap();
    }
    assert_eq!((service.started(), service.refused()), (101, 0));
    assert_eq!(service.most_in_a_second(), RATE);
    assert!(begin.elapsed() < Duration::from_millis(5_500), "{:?}", begin.elapsed());
}

#[tokio::test(start_paused = true)]
async fn repetitions_wait_for_their_turn_too() {
    let service = Service { connections: Connections::HalfOfThemFail, ..Service::new(RATE) };
    let patient = RetryPolicy::new().max_attempts(20);
    let client: Client = builder(&service).retry(patient).build().unwrap();
    let mut tasks = Vec::new();
    for _ in 0..60 {
        tasks.push(spawn(&client).await);
    }
    for task in tasks {
        task.await.unwrap().unwrap();
    }
    assert!(service.started() >= 119, "{}", service.started());
    assert!(service.most_in_a_second() <= RATE, "{}", service.most_in_a_second());
}

#[tokio::test(start_paused = true)]
async fn a_call_that_would_be_too_late_fails_at_once() {
    let service = Service::new(RATE);
    let client: Client = builder(&service).build().unwrap();
    let mut tasks = Vec::new();
    for _ in 0..60 {
        tasks.push(spawn(&client).await);
    }
    let begin = Instant::now();
    let error =
        client.delete_application().application_id("app-1").timeout(SECOND * 2).send().await.unwrap_err();
    assert_eq!(begin.elapsed(), Duration::ZERO);
    assert_eq!(
        error.to_string(),
        "DeleteApplication failed: the rate limit of 20/s would hold it back for 3.15s, and so beyond its \
         time limit of 2s; it was not sent: call less often, or give it more time (may be repeated later)"
    );
    assert_eq!(error.as_error().kind(), ErrorKind::Timeout);
    assert!(!error.was_sent() && error.is_retryable() && !error.is_throttled());
    assert_eq!(error.attempts(), 0);
    for task in tasks {
        task.await.unwrap().unwrap();
    }
    assert_eq!(service.started(), 60);
}

/// Another process makes 10 calls per second with the same account.
#[tokio::test(start_paused = true)]
async fn a_client_finds_its_part_of_a_shared_rate() {
    let service = Service::new(RATE);
    service.share(10);
    let patient = RetryPolicy::new().max_attempts(10);
    let client: Client = builder(&service).retry(patient).timeout(SECOND * 120).build().unwrap();
    let mut tasks = Vec::new();
    for _ in 0..300 {
        tasks.push(spawn(&client).await);
    }
    for task in tasks {
        task.await.unwrap().unwrap();
    }
    // At full speed every other call would be refused: 300 of 600.
    assert!((1..120).contains(&service.refused()), "{}", service.refused());
}

#[tokio::test(start_paused = true)]
async fn the_setting_says_how_fast() {
    let number = |number| NonZeroU32::new(number).unwrap();
    for (pacing, most) in [
        (Pacing::FromSpec, 20),
        (Pacing::AtMost(number(5)), 5),
        (Pacing::AtMost(number(50)), 20),
        (Pacing::SharedBy(number(2)), 10),
        (Pacing::Off, 100),
    ] {
        let service = Service::new(100);
        let client: Client = builder(&service).pacing(pacing).timeout(SECOND * 60).build().unwrap();
        let mut tasks = Vec::new();
        for _ in 0..100 {
            tasks.push(spawn(&client).await);
        }
        for task in tasks {
            task.await.unwrap().unwrap();
        }
        assert_eq!(service.most_in_a_second(), most, "{pacing:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn actions_without_a_spec_are_not_held_back_and_others_are_by_any_name() {
    let service = Service::new(1_000);
    let client: Client = builder(&service).build().unwrap();
    let begin = Instant::now();
    for _ in 0..100 {
        client.call_json("SomethingNew", serde_json::json!({})).await.unwrap();
    }
    assert!(begin.elapsed() < SECOND * 7, "one after the other, each takes 60 milliseconds at most");
    let begin = Instant::now();
    let mut tasks = Vec::new();
    for _ in 0..20 {
        let by_name = client.call_json("DeleteApplication", serde_json::json!({"ApplicationId": "app-1"}));
        tasks.push(tokio::spawn(async move { by_name.await.map(drop) }));
        tasks.push(spawn(&client).await);
    }
    for task in tasks {
        task.await.unwrap().unwrap();
    }
    assert!(begin.elapsed() > Duration::from_millis(1_800), "40 calls of one action: {:?}", begin.elapsed());
}

#[derive(Debug, Default)]
struct Watcher(Mutex<Seen>);

#[derive(Debug, Default)]
struct Seen {
    waits: Vec<(Instant, Duration)>,
    elapsed: Vec<Duration>,
    refused: usize,
}

impl Observer for Watcher {
    fn throttled(&self, call: &CallInfo<'_>, throttle: &Throttle) {
        assert_eq!((call.action, call.host), ("DeleteApplication", "car.intl.tencentcloudapi.com"));
        let mut seen = self.0.lock().unwrap();
        match throttle {
            Throttle::Paced { wait } => seen.waits.push((Instant::now(), *wait)),
            _ => seen.refused += 1,
        }
    }

    fn attempt_ended(&self, _call: &CallInfo<'_>, end: &AttemptEnd<'_>) {
        self.0.lock().unwrap().elapsed.push(end.elapsed);
    }
}

#[tokio::test(start_paused = true)]
async fn observers_are_told_before_a_call_waits() {
    let service = Service::new(RATE);
    let watcher = Arc::new(Watcher::default());
    let client: Client = builder(&service).observer(Arc::clone(&watcher)).build().unwrap();
    let begin = Instant::now();
    let mut tasks = Vec::new();
    for _ in 0..12 {
        tasks.push(spawn(&client).await);
    }
    for task in tasks {
        task.await.unwrap().unwrap();
    }
    let seen = watcher.0.lock().unwrap();
    let window = Duration::from_micros(262_500);
    let expected = [[(begin, window); 5].as_slice(), &[(begin, window * 2); 2]].concat();
    assert_eq!((&seen.waits, seen.refused), (&expected, 0));
    assert_eq!(seen.elapsed.len(), 12);
    assert!(seen.elapsed.iter().all(|elapsed| *elapsed <= Duration::from_millis(62)), "{:?}", seen.elapsed);
}
