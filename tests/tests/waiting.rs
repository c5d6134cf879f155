//! Waiting for a state, through the generated methods. Time is paused: nothing here waits.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a failure here is the failure of a test")]

use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use car_api::credential::StaticCredentials;
use car_api::offline::{Fault, Mock};
use car_api::retry::RetryPolicy;
use car_api::transport::{Sent, TransportErrorKind};
use car_api::{Endpoint, Error, ErrorKind, WaitError};
use car_tests::shadowed::{
    Client, DescribeStations, DescribeStationsError, DescribeStationsResponse, StationState,
    StationStateState,
};
use tokio::time::Instant;

type Waited = Result<DescribeStationsResponse, WaitError<DescribeStations>>;

/// An answer with these stations.
fn stations(stations: &[(&str, &str, u64)]) -> DescribeStationsResponse {
    let mut response = DescribeStationsResponse::default();
    response.stations = stations
        .iter()
        .map(|(id, state, battery)| {
            let mut station = StationState::default();
            station.station_id.push_str(id);
            station.state = Some(StationStateState::from(*state));
            station.battery = Some(*battery);
            station
        })
        .collect();
    response
}

/// Answers with `st-1` in one state after another, the last one for ever.
fn states(states: &[&str]) -> Mock {
    states.iter().fold(Mock::new(), |mock, state| {
        mock.reply::<DescribeStations>(stations(&[("st-0", "broken", 0), ("st-1", state, 50)]))
    })
}

/// A client whose polls are single attempts, so that they can be counted.
fn client(mock: &Mock) -> Client {
    client_with(mock, RetryPolicy::off())
}

fn client_with(mock: &Mock, retry: RetryPolicy) -> Client {
    let credentials = StaticCredentials::new("AKIDEXAMPLE", "key").unwrap();
    let builder = Client::builder().credentials(credentials).transport(mock.clone()).retry(retry);
    builder.endpoint(Endpoint::Mainland).region("ap-guangzhou").build().unwrap()
}

#[tokio::test(start_paused = true)]
async fn a_poll_is_repeated_like_any_other_call() {
    let lost = Fault::transport(TransportErrorKind::Connect, Sent::No);
    let mock = Mock::new()
        .fail_with::<DescribeStations>(lost)
        .reply::<DescribeStations>(stations(&[("st-1", "on", 0)]));
    let polls: Arc<Mutex<u32>> = Arc::default();
    let told = Arc::clone(&polls);
    let client = client_with(&mock, RetryPolicy::new());
    let wait = client.describe_stations().wait_until_station_on("st-1");
    wait.on_progress(move |progress| *told.lock().unwrap() = progress.attempts()).await.unwrap();
    assert_eq!((mock.calls().len(), *polls.lock().unwrap()), (2, 0), "the first poll showed it");
}

#[tokio::test(start_paused = true)]
async fn it_polls_until_the_state_is_reached_and_gives_the_last_answer() {
    let mock = states(&["starting", "dreaming", "on"]);
    let start = Instant::now();
    let answer = client(&mock).describe_stations().wait_until_station_on("st-1").await.unwrap();
    assert_eq!(answer.stations[1].state, Some(StationStateState::On));
    assert_eq!(mock.calls().len(), 3);
    // One second at least, then half as much again, with jitter above each.
    let (elapsed, least, most) =
        (start.elapsed(), Duration::from_millis(2_500), Duration::from_millis(3_751));
    assert!(least <= elapsed && elapsed <= most, "{elapsed:?}");
}

#[tokio::test(start_paused = true)]
async fn nothing_is_sent_before_it_is_awaited_and_nothing_after_it_is_dropped() {
    let mock = states(&["starting"]);
    let wait = client(&mock).describe_stations().wait_until_station_on("st-1");
    assert_eq!(
        format!("{wait:?}"),
        "Wait { action: \"DescribeStations\", waiter: \"station_on\", item: Some(\"st-1\"), deadline: 3600s, \
         pace: Pace { shortest: 1s, longest: 10s }, .. }"
    );
    assert_eq!(mock.calls().len(), 0);
    let impatient = tokio::time::timeout(Duration::from_secs(1), wait.into_future()).await;
    assert!(impatient.is_err());
    let calls = mock.calls().len();
    tokio::time::sleep(Duration::from_secs(600)).await;
    assert_eq!(mock.calls().len(), calls);
}

#[tokio::test(start_paused = true)]
async fn a_state_of_failure_ends_it() {
    let mock = states(&["starting", "broken"]);
    let error = client(&mock)
        .describe_stations()
        .wait_until_station_on("st-1")
        .interval(Duration::from_secs(2), Duration::from_secs(2))
        .await
        .unwrap_err();
    assert!(matches!(error, WaitError::Failed(_)) && !error.is_timed_out());
    assert_eq!(error.state(), Some("broken"));
    let request_id = error.request_id().unwrap().to_owned();
    let line = format!(
        "DescribeStations: waiting for `station_on` of `st-1` failed at `broken`, after 2 polls in 2.0s \
         (request id {request_id})"
    );
    assert_eq!(error.to_string(), line);
    assert!(std::error::Error::source(&error).is_none());

    // And as the one error of the crate.
    let error = Error::from(error);
    assert_eq!(error.to_string(), line);
    assert_eq!(error.kind(), ErrorKind::Wait);
    assert_eq!((error.action(), error.attempts()), ("DescribeStations", 2));
    assert_eq!(error.request_id(), Some(request_id.as_str()));
    assert!(!error.is_retryable() && !error.is_timeout() && error.code().is_none());
}

#[tokio::test(start_paused = true)]
async fn an_item_that_is_not_there_means_what_the_spec_says() {
    let mock = states(&["on"]);
    let error = client(&mock).describe_stations().wait_until_station_on("st-9").await.unwrap_err();
    assert_eq!((error.state(), error.progress().unwrap().item()), (None, Some("st-9")));
    let expected = "DescribeStations: waiting for `station_on` of `st-9` failed because there is no `st-9`, after 1 poll in 0.0s";
    assert!(error.to_string().starts_with(expected), "{error}");

    let mock = states(&["leaving"]).reply::<DescribeStations>(stations(&[("st-0", "on", 1)]));
    let answer = client(&mock).describe_stations().wait_until_station_gone("st-1").await.unwrap();
    assert_eq!(answer.stations.len(), 1);
    assert_eq!(mock.calls().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn an_error_code_can_be_what_is_waited_for() {
    let mock = states(&["leaving"]).fail::<DescribeStations>("ResourceNotFound.Self", "gone");
    let answer = client(&mock).describe_stations().wait_until_station_gone("st-1").await.unwrap();
    assert!(answer.stations.is_empty(), "not what the poll before said");
    assert!(!answer.request_id.is_empty());
}

#[tokio::test(start_paused = true)]
async fn an_error_code_can_mean_not_yet() {
    let mock = Mock::new()
        .fail::<DescribeStations>("FailedOperation.Timeout", "not yet")
        .times(3)
        .reply::<DescribeStations>(stations(&[]));
    let seen: Arc<Mutex<Vec<String>>> = Arc::default();
    let told = Arc::clone(&seen);
    let wait = client(&mock).describe_stations().wait_until_any_answer().on_progress(move |progress| {
        assert!(progress.error().is_none() && progress.request_id().is_some());
        told.lock().unwrap().push(format!("{} {:?}", progress.attempts(), progress.state()));
    });
    wait.await.unwrap();
    let code = r#"Some("FailedOperation.Timeout")"#;
    assert_eq!(*seen.lock().unwrap(), [1, 2, 3].map(|attempts| format!("{attempts} {code}")));
}

#[tokio::test(start_paused = true)]
async fn all_items_have_to_reach_a_state_that_names_none() {
    let mock = Mock::new()
        .reply::<DescribeStations>(stations(&[("a", "on", 100), ("b", "on", 99)]))
        .reply::<DescribeStations>(stations(&[("a", "on", 100), ("b", "on", 100)]));
    client(&mock).describe_stations().wait_until_all_charged().await.unwrap();
    assert_eq!(mock.calls().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_call_that_fails_in_passing_is_a_poll_that_showed_nothing() {
    let lost = Fault::transport(TransportErrorKind::Connect, Sent::No);
    let mock = states(&["starting"])
        .fail_with::<DescribeStations>(lost)
        .reply::<DescribeStations>(stations(&[("st-1", "on", 0)]));
    let seen: Arc<Mutex<Vec<_>>> = Arc::default();
    let told = Arc::clone(&seen);
    let wait = client(&mock).describe_stations().wait_until_station_on("st-1").on_progress(move |progress| {
        let failed = progress.error().map(Error::kind);
        told.lock().unwrap().push((progress.attempts(), progress.state().map(str::to_owned), failed));
    });
    wait.await.unwrap();
    let starting = || Some("starting".to_owned());
    assert_eq!(*seen.lock().unwrap(), [(1, starting(), None), (2, starting(), Some(ErrorKind::Connect))]);
}

#[tokio::test(start_paused = true)]
async fn every_other_failure_is_the_end() {
    let mock = Mock::new().fail::<DescribeStations>("ResourceNotFound.Self", "no station");
    let error = client(&mock).describe_stations().wait_until_station_on("st-1").await.unwrap_err();
    assert_eq!(mock.calls().len(), 1);
    assert!(error.progress().is_none() && error.request_id().is_some());
    let line = error.to_string();
    assert!(
        line.starts_with("DescribeStations failed: ResourceNotFound.Self: no station (request id "),
        "{line}"
    );
    let WaitError::Call(call) = error else { panic!("{error:?}") };
    assert_eq!(call.kind(), DescribeStationsError::SelfCode);
    assert_eq!(Error::from(WaitError::Call(call)).to_string(), line);
}

#[tokio::test(start_paused = true)]
async fn the_deadline_ends_it_before_a_poll_that_would_come_too_late() {
    let mock = states(&["starting"]);
    let start = Instant::now();
    let ten = Duration::from_secs(10);
    let error = client(&mock)
        .describe_stations()
        .wait_until_station_on("st-1")
        .interval(ten, ten)
        .deadline(Duration::from_secs(35))
        .await
        .unwrap_err();
    assert!(error.is_timed_out());
    assert_eq!(start.elapsed(), Duration::from_secs(30), "a fifth poll would come at 40 seconds");
    let progress = error.progress().unwrap();
    assert_eq!((progress.attempts(), progress.elapsed()), (4, Duration::from_secs(30)));
    let expected = "DescribeStations: waiting for `station_on` of `st-1` took too long: the last state was \
                    `starting`, after 4 polls in 30.0s (request id ";
    assert!(error.to_string().starts_with(expected), "{error}");
}

#[tokio::test(start_paused = true)]
async fn the_deadline_ends_a_poll_that_is_under_way() {
    let mock = states(&["starting"]).fail_with::<DescribeStations>(Fault::silence());
    let start = Instant::now();
    let second = Duration::from_secs(1);
    let waited: Waited = client(&mock)
        .describe_stations()
        .attempt_timeout(Duration::from_secs(60))
        .wait_until_station_on("st-1")
        .interval(second, second)
        .deadline(Duration::from_secs(5))
        .await;
    let error = waited.unwrap_err();
    assert!(error.is_timed_out());
    assert_eq!(error.state(), Some("starting"));
    assert_eq!((start.elapsed(), mock.calls().len()), (Duration::from_secs(5), 2));
}

#[tokio::test(start_paused = true)]
async fn without_a_deadline_it_is_an_hour() {
    let lost = Fault::transport(TransportErrorKind::Connect, Sent::No);
    let mock = Mock::new().fail_with::<DescribeStations>(lost);
    let start = Instant::now();
    let error = client(&mock).describe_stations().wait_until_all_charged().await.unwrap_err();
    let (least, most) = (Duration::from_secs(3_570), Duration::from_secs(3_600));
    assert!((least..=most).contains(&start.elapsed()), "{:?}", start.elapsed());
    let calls = mock.calls().len();
    assert!((120..=185).contains(&calls), "{calls} polls, 20 to 30 seconds apart");
    assert!(error.to_string().contains("no state was seen"), "{error}");
    assert!(error.to_string().contains("; the last poll failed: DescribeStations failed: "), "{error}");
    let error = Error::from(error);
    assert!(std::error::Error::source(&error).is_some());
}

#[tokio::test(start_paused = true)]
async fn no_deadline_is_too_long_or_too_short() {
    let mock = states(&["starting", "on"]);
    client(&mock).describe_stations().wait_until_station_on("st-1").deadline(Duration::MAX).await.unwrap();
    let mock = states(&["starting"]);
    let wait = client(&mock).describe_stations().wait_until_station_on("st-1");
    let error = wait.deadline(Duration::ZERO).await.unwrap_err();
    assert!(error.is_timed_out());
    let mock = states(&["starting"]);
    let wait = client(&mock).describe_stations().wait_until_station_on("st-1");
    let error = wait.interval(Duration::MAX, Duration::MAX).await.unwrap_err();
    assert_eq!((error.is_timed_out(), mock.calls().len()), (true, 1));
}

#[tokio::test(start_paused = true)]
async fn options_of_the_call_hold_for_each_poll() {
    let mock = states(&["starting", "starting", "on"]);
    let call = client(&mock).describe_stations().limit(5).region("ap-tokyo");
    call.wait_until_station_on("st-1").await.unwrap();
    let calls = mock.calls();
    assert_eq!(calls.len(), 3);
    for call in calls {
        assert_eq!((call.header("x-tc-region"), &call.parameters()["Limit"]), (Some("ap-tokyo"), &5.into()));
    }
}

#[test]
fn without_a_runtime_it_says_so() {
    use std::task::{Context, Poll, Waker};

    let mock = states(&["on"]);
    let mut future = client(&mock).describe_stations().wait_until_station_on("st-1").into_future();
    let Poll::Ready(Err(error)) = Pin::new(&mut future).poll(&mut Context::from_waker(Waker::noop())) else {
        panic!("it goes on");
    };
    assert!(error.to_string().contains("no Tokio runtime"), "{error}");
    assert!(mock.calls().is_empty());
}

#[tokio::test(start_paused = true)]
async fn it_runs_in_a_task_of_its_own() {
    let mock = states(&["starting", "on"]);
    let wait = client(&mock).describe_stations().wait_until_station_on("st-1");
    let task = tokio::spawn(wait.into_future());
    assert_eq!(task.await.unwrap().unwrap().stations.len(), 2);
}
