//! Going to another host when one does not answer, on a clock that tests move.

// A test fails by panicking, in its helpers as well.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod demo;

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use car_api::observe::{AttemptEnd, CallInfo, Observer};
use car_api::retry::RetryPolicy;
use car_api::transport::{
    BoxFuture, HttpReply, HttpRequest, Sent, Transport, TransportError, TransportErrorKind,
};
use car_api::{CallOptions, ClientBuilder, Endpoint, ErrorKind};
use demo::{Client, OpenDoorRequest, WatchDoorRequest, authorization, builder};
use http::{HeaderMap, StatusCode};
use tokio::time::advance;

const FIRST: &str = "demo.intl.tencentcloudapi.com";
const SECOND: &str = "demo.ap-singapore.tencentcloudapi.com";
const THIRD: &str = "backup.example.com";

/// What a host does with requests.
#[derive(Clone, Copy, Debug)]
enum Mood {
    Well,
    /// An error of the service itself.
    Failing,
    /// No connection.
    Unreachable,
    /// Breaks after the request was written.
    Breaking,
    /// A gateway answers in its place.
    BadGateway,
    Silent,
}

/// Hosts by name, and the requests that they got.
#[derive(Clone, Debug, Default)]
struct Network(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    moods: HashMap<&'static str, Mood>,
    seen: Vec<HttpRequest>,
}

impl Network {
    /// All hosts are well unless something else is said of them.
    fn new(moods: &[(&'static str, Mood)]) -> Self {
        let network = Self::default();
        for (host, mood) in moods {
            network.set(host, *mood);
        }
        network
    }

    fn set(&self, host: &'static str, mood: Mood) {
        self.0.lock().unwrap().moods.insert(host, mood);
    }

    /// The hosts that were called since this was asked last.
    fn called(&self) -> Vec<String> {
        let seen = std::mem::take(&mut self.0.lock().unwrap().seen);
        seen.iter().map(|request| request.url.host_str().unwrap().to_owned()).collect()
    }
}

impl Transport for Network {
    fn send(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpReply, TransportError>> {
        let mood = {
            let mut state = self.0.lock().unwrap();
            let mood = state.moods.get(request.url.host_str().unwrap()).copied().unwrap_or(Mood::Well);
            state.seen.push(request);
            mood
        };
        Box::pin(async move {
            match mood {
                Mood::Well => Ok(reply(200, r#"{"Response":{"OpenedAt":1,"RequestId":"4eb17e58"}}"#)),
                Mood::Failing => Ok(reply(
                    200,
                    r#"{"Response":{"Error":{"Code":"InternalError","Message":"oh"},"RequestId":"4eb17e58"}}"#,
                )),
                Mood::Unreachable => Err(failure(TransportErrorKind::Connect, Sent::No)),
                Mood::Breaking => Err(failure(TransportErrorKind::Broken, Sent::Maybe)),
                Mood::BadGateway => Ok(reply(502, "<html>Bad Gateway</html>")),
                Mood::Silent => std::future::pending().await,
            }
        })
    }
}

fn reply(status: u16, body: &'static str) -> HttpReply {
    HttpReply {
        status: StatusCode::from_u16(status).unwrap(),
        headers: HeaderMap::new(),
        body: Bytes::from_static(body.as_bytes()),
    }
}

fn failure(kind: TransportErrorKind, sent: Sent) -> TransportError {
    TransportError { kind, sent, status: None, source: None }
}

fn with_backup(network: &Network) -> ClientBuilder<Client> {
    builder()
        .backup_endpoint(Endpoint::Regional("ap-singapore".to_owned()))
        .transport(network.clone())
        // Pauses would move the clock by a time that is not known.
        .retry(RetryPolicy::new().base_delay(Duration::ZERO))
}

fn client(network: &Network) -> Client {
    with_backup(network).build().unwrap()
}

#[tokio::test(start_paused = true)]
async fn what_was_not_sent_goes_to_the_next_host_freshly_signed() {
    let network = Network::new(&[(FIRST, Mood::Unreachable)]);
    client(&network).open_door().await.unwrap();
    let seen = network.0.lock().unwrap().seen.clone();
    let body = br#"{"Door":"front"}"#;
    let found: Vec<_> = seen
        .iter()
        .map(|request| (request.url.host_str().unwrap(), request.headers["authorization"].to_str().unwrap()))
        .collect();
    let expected = [FIRST, SECOND].map(|host| (host, authorization("demo", host, "OpenDoor", body)));
    assert_eq!(found, expected.each_ref().map(|(host, header)| (*host, header.as_str())));
}

#[tokio::test(start_paused = true)]
async fn what_may_have_been_carried_out_goes_elsewhere_only_if_that_is_harmless() {
    for mood in [Mood::Breaking, Mood::BadGateway, Mood::Silent] {
        let network = Network::new(&[(FIRST, mood)]);
        let client = client(&network);
        let error = client.open_door().await.unwrap_err();
        assert!(error.was_sent(), "{error}");
        assert_eq!(network.called(), [FIRST], "{mood:?}: opening a door is not repeated");
        client.send(WatchDoorRequest {}).await.unwrap();
        assert_eq!(network.called(), [FIRST, SECOND], "{mood:?}: watching it is");
    }
}

#[tokio::test(start_paused = true)]
async fn several_backups_are_tried_in_order() {
    let network =
        Network::new(&[(FIRST, Mood::Unreachable), (SECOND, Mood::BadGateway), (THIRD, Mood::Unreachable)]);
    let client: Client = with_backup(&network)
        .backup_endpoint("https://backup.example.com")
        .retry(RetryPolicy::new().base_delay(Duration::ZERO).max_attempts(4))
        .build()
        .unwrap();
    let error = client.send(WatchDoorRequest {}).await.unwrap_err();
    assert_eq!(network.called(), [FIRST, SECOND, THIRD, FIRST]);
    assert_eq!((error.as_error().kind(), error.attempts()), (ErrorKind::Connect, 4));
}

#[tokio::test(start_paused = true)]
async fn a_host_that_fails_is_left_alone_for_a_minute_and_then_tried_by_one_call() {
    let network = Network::new(&[(FIRST, Mood::BadGateway)]);
    let client = client(&network);
    for _ in 0..5 {
        client.open_door().await.unwrap_err();
    }
    assert_eq!(network.called(), [FIRST; 5]);
    for _ in 0..59 {
        client.open_door().await.unwrap();
        advance(Duration::from_secs(1)).await;
    }
    assert_eq!(network.called(), [SECOND; 59]);

    // The one that tries finds it as it was.
    advance(Duration::from_secs(1)).await;
    client.open_door().await.unwrap_err();
    client.open_door().await.unwrap();
    assert_eq!(network.called(), [FIRST, SECOND]);

    network.set(FIRST, Mood::Silent);
    advance(Duration::from_secs(60)).await;
    let probe = tokio::spawn(client.open_door());
    tokio::task::yield_now().await;
    client.open_door().await.unwrap();
    assert_eq!(network.called(), [FIRST, SECOND], "one tries, and others do not wait for it");

    // It was cancelled, so the next call tries in its place.
    probe.abort();
    let _cancelled = probe.await;
    network.set(FIRST, Mood::Well);
    for _ in 0..3 {
        client.open_door().await.unwrap();
    }
    assert_eq!(network.called(), [FIRST; 3]);
}

#[tokio::test(start_paused = true)]
async fn answers_of_the_service_say_nothing_against_its_host() {
    for mood in [Mood::Well, Mood::Failing] {
        let network = Network::new(&[(FIRST, mood)]);
        let client = client(&network);
        for _ in 0..50 {
            let _answer = client.open_door().await;
        }
        assert_eq!(network.called(), [FIRST; 50], "{mood:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn when_no_host_is_well_the_endpoint_is_called_all_the_same() {
    let network = Network::new(&[(FIRST, Mood::BadGateway), (SECOND, Mood::BadGateway)]);
    let client = client(&network);
    for _ in 0..10 {
        client.open_door().await.unwrap_err();
    }
    assert_eq!(network.called(), [[FIRST; 5], [SECOND; 5]].concat());
    network.set(FIRST, Mood::Well);
    client.open_door().await.unwrap();
    assert_eq!(network.called(), [FIRST]);
}

#[tokio::test(start_paused = true)]
async fn a_call_with_an_endpoint_of_its_own_goes_there() {
    let network = Network::new(&[(THIRD, Mood::Unreachable)]);
    let client = client(&network);
    for _ in 0..5 {
        let options = CallOptions::new().endpoint("https://backup.example.com");
        let request = OpenDoorRequest { door: "front".to_owned(), code: None };
        client.send_with(request, options).await.unwrap_err();
    }
    assert_eq!(network.called(), [THIRD; 15], "three attempts each");
    client.open_door().await.unwrap();
    assert_eq!(network.called(), [FIRST]);
}

#[tokio::test(start_paused = true)]
async fn without_a_backup_nothing_changes() {
    let network = Network::new(&[(FIRST, Mood::Unreachable)]);
    let client: Client = builder().transport(network.clone()).retry(RetryPolicy::off()).build().unwrap();
    for _ in 0..20 {
        client.open_door().await.unwrap_err();
    }
    network.set(FIRST, Mood::Well);
    client.open_door().await.unwrap();
    assert_eq!(network.called(), [FIRST; 21]);
}

#[derive(Debug, Default)]
struct Hosts(Mutex<Vec<(u32, String)>>);

impl Observer for Hosts {
    fn attempt_ended(&self, call: &CallInfo<'_>, _end: &AttemptEnd<'_>) {
        self.0.lock().unwrap().push((call.attempt, call.host.to_owned()));
    }
}

#[tokio::test(start_paused = true)]
async fn observers_see_which_host_it_was() {
    let network = Network::new(&[(FIRST, Mood::Unreachable)]);
    let hosts = Arc::new(Hosts::default());
    let client: Client = with_backup(&network).observer(Arc::clone(&hosts)).build().unwrap();
    client.open_door().await.unwrap();
    assert_eq!(*hosts.0.lock().unwrap(), [(1, FIRST.to_owned()), (2, SECOND.to_owned())]);
}

#[tokio::test]
async fn a_backup_that_is_no_other_host_is_refused() {
    let built =
        builder::<Client>().backup_endpoint(Endpoint::International).transport(Network::default()).build();
    let error = built.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Setup);
    assert_eq!(
        error.to_string(),
        "the client cannot be built: the backup endpoint `https://demo.intl.tencentcloudapi.com/` is named twice, or \
         is the endpoint itself: leave it out"
    );
}
