//! Pages and items, through the generated methods.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a failure here is the failure of a test")]

use std::future::poll_fn;
use std::pin::Pin;
use std::time::Duration;

use car_api::credential::StaticCredentials;
use car_api::emulator::Emulator;
use car_api::offline::{Fault, Mock};
use car_api::retry::RetryPolicy;
use car_api::transport::{Sent, TransportErrorKind};
use car_api::{Endpoint, Error, ErrorKind, Items, Pages};
use car_tests::shadowed::{
    Client, DescribeReadings, DescribeReadingsError, DescribeReadingsResponse, DescribeStations,
    DescribeStationsResponse, Reading, SERVICE, StationState,
};
use futures_core::Stream;

const TOTAL: usize = 7;

fn client(mock: &Mock) -> Client {
    let credentials = StaticCredentials::new("AKIDEXAMPLE", "key").unwrap();
    let builder = Client::builder().credentials(credentials).transport(mock.clone());
    builder.endpoint(Endpoint::Mainland).region("ap-guangzhou").build().unwrap()
}

/// A service with a list of [`TOTAL`] readings, of which it hands out at most three at once.
fn readings() -> Mock {
    Mock::new().on::<DescribeReadings>(|request| {
        let offset = usize::try_from(request.offset.unwrap_or(0)).unwrap();
        let limit = usize::try_from(request.limit.unwrap_or(3).min(3)).unwrap();
        let mut page = DescribeReadingsResponse::default();
        page.readings = (offset..TOTAL).take(limit).map(reading).collect();
        page.total = Some(i64::try_from(TOTAL).unwrap());
        Ok(page)
    })
}

fn reading(index: usize) -> Reading {
    let mut reading = Reading::default();
    reading.humidity = Some(index as u64);
    reading
}

fn offsets(mock: &Mock) -> Vec<Option<i64>> {
    mock.calls().iter().map(|call| call.parameters()["Offset"].as_i64()).collect()
}

async fn numbers(mut items: Items<DescribeReadings, Reading>) -> Result<Vec<u64>, Error> {
    let mut numbers = Vec::new();
    while let Some(reading) = items.next().await {
        numbers.push(reading?.humidity.unwrap());
    }
    assert!(items.next().await.is_none(), "it stays at its end");
    Ok(numbers)
}

#[tokio::test]
async fn items_come_from_all_pages_in_order() {
    let mock = readings();
    let call = client(&mock).describe_readings().station_id("st-1").since(0);
    assert_eq!(numbers(call.items()).await.unwrap(), [0, 1, 2, 3, 4, 5, 6]);
    assert_eq!(offsets(&mock), [None, Some(3), Some(6)], "the first request is as it was built");
}

#[tokio::test]
async fn it_starts_and_steps_as_the_request_says() {
    let mock = readings();
    let call = client(&mock).describe_readings().station_id("st-1").since(0).offset(2).limit(2);
    assert_eq!(numbers(call.items()).await.unwrap(), [2, 3, 4, 5, 6]);
    assert_eq!(offsets(&mock), [Some(2), Some(4), Some(6)]);
    assert!(mock.calls().iter().all(|call| call.parameters()["Limit"] == 2));
}

#[tokio::test]
async fn pages_are_answers() {
    let mock = readings();
    let mut pages = client(&mock).describe_readings().station_id("st-1").since(0).pages();
    let mut lengths = Vec::new();
    while let Some(page) = pages.next().await {
        let page = page.unwrap();
        assert!(!page.request_id.is_empty());
        lengths.push((page.readings.len(), pages.offset()));
    }
    assert_eq!(lengths, [(3, 3), (3, 6), (1, 7)]);
    assert_eq!(format!("{pages:?}"), r#"Pages { action: "DescribeReadings", offset: 7, done: true, .. }"#);
}

#[tokio::test]
async fn a_page_is_fetched_when_it_is_asked_for_and_not_before() {
    let mock = readings();
    let mut items = client(&mock).describe_readings().station_id("st-1").since(0).items();
    assert_eq!(mock.calls().len(), 0, "nothing is sent by making it");
    for index in 0..3 {
        assert_eq!(items.next().await.unwrap().unwrap().humidity, Some(index));
        assert_eq!(mock.calls().len(), 1, "the first page lasts for three");
    }
    items.next().await.unwrap().unwrap();
    assert_eq!(mock.calls().len(), 2);
    drop(items);
    tokio::task::yield_now().await;
    assert_eq!(mock.calls().len(), 2, "dropping it sends nothing more");
}

#[tokio::test(start_paused = true)]
async fn dropping_the_future_of_a_page_loses_nothing() {
    let mock = Mock::new()
        .fail_with::<DescribeReadings>(Fault::silence())
        .times(1)
        .on::<DescribeReadings>(|_| Ok(DescribeReadingsResponse::default()));
    let mut pages =
        client(&mock).describe_readings().station_id("st-1").since(0).retry(RetryPolicy::off()).pages();
    let impatient = tokio::time::timeout(Duration::from_secs(1), pages.next()).await;
    assert!(impatient.is_err());
    // The call is still the same one: its own time limit, of 1.5 seconds, is what ends it.
    let error = pages.next().await.unwrap().unwrap_err();
    assert!(error.is_timeout(), "{error}");
    assert_eq!(mock.calls().len(), 1);
}

#[tokio::test]
async fn an_error_is_the_last_thing_it_gives() {
    let mock = Mock::new()
        .on::<DescribeReadings>(|_| {
            let mut page = DescribeReadingsResponse::default();
            page.readings = vec![reading(0)];
            page.total = Some(9);
            Ok(page)
        })
        .times(1)
        .fail::<DescribeReadings>("InternalError.Timeout", "too slow");
    let mut items =
        client(&mock).describe_readings().station_id("st-1").since(0).retry(RetryPolicy::off()).items();
    assert!(items.next().await.unwrap().is_ok());
    let error = items.next().await.unwrap().unwrap_err();
    assert_eq!(error.kind(), DescribeReadingsError::InternalErrorTimeout);
    assert!(items.next().await.is_none() && items.next().await.is_none());
    assert_eq!(mock.calls().len(), 2);
}

#[tokio::test]
async fn a_service_that_ignores_the_offset_is_found_out() {
    let mock = Mock::new().on::<DescribeReadings>(|_| {
        let mut page = DescribeReadingsResponse::default();
        page.readings = vec![reading(0), reading(1)];
        page.total = Some(9);
        Ok(page)
    });
    let items = client(&mock).describe_readings().station_id("st-1").since(0).items();
    let error = numbers(items).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Malformed);
    let request_id = error.request_id().unwrap();
    assert_eq!(
        error.to_string(),
        format!(
            "DescribeReadings failed: the same page came twice, although there are 9 items and only 2 have come: \
             the service ignores `Offset`; ask for all at once with a larger `Limit` (request id {request_id})"
        )
    );
    assert_eq!(mock.calls().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn options_of_the_call_hold_for_each_page() {
    let mock = readings();
    let client = client(&mock);
    let call = client.describe_readings().station_id("st-1").since(0).region("ap-tokyo");
    numbers(call.items()).await.unwrap();
    let regions: Vec<_> =
        mock.calls().iter().map(|call| call.header("x-tc-region").unwrap().to_owned()).collect();
    assert_eq!(regions, ["ap-tokyo"; 3]);

    let mock = Mock::new()
        .on::<DescribeReadings>(|_| {
            let mut page = DescribeReadingsResponse::default();
            page.readings = vec![reading(0)];
            Ok(page)
        })
        .times(1)
        .fail_with::<DescribeReadings>(Fault::silence());
    let call = self::client(&mock).describe_readings().station_id("st-1").since(0);
    let error = numbers(call.timeout(Duration::from_millis(70)).items()).await.unwrap_err();
    assert!(error.to_string().contains("70ms"), "{error}");
}

#[tokio::test]
async fn several_lists_have_a_method_each_and_one_offset() {
    let mock = Mock::new().on::<DescribeStations>(|request| {
        let mut page = DescribeStationsResponse::default();
        match request.offset.unwrap_or(0) {
            0 => {
                page.stations = vec![StationState::default(); 2];
                page.buoy_names = vec!["north".to_owned()];
            }
            3 => page.buoy_names = vec!["south".to_owned(), "east".to_owned()],
            _ => {}
        }
        Ok(page)
    });
    let client = client(&mock);
    let mut names = client.describe_stations().items_of_buoy_names();
    for expected in ["north", "south", "east"] {
        assert_eq!(names.next().await.unwrap().unwrap(), expected);
    }
    assert!(names.next().await.is_none());
    // Without a total, it takes an empty page to know that it is the end.
    assert_eq!(offsets(&mock), [None, Some(3), Some(5)]);

    let mut stations = client.describe_stations().items_of_stations();
    let mut count = 0;
    while let Some(station) = stations.next().await {
        station.unwrap();
        count += 1;
    }
    assert_eq!(count, 2);
}

#[tokio::test]
async fn a_lost_connection_ends_it_as_any_error_does() {
    let lost = Fault::transport(TransportErrorKind::Broken, Sent::Maybe);
    let mock = Mock::new().fail_with::<DescribeReadings>(lost);
    let mut pages = client(&mock).describe_readings().station_id("st-1").since(0).pages();
    let error = pages.next().await.unwrap().unwrap_err();
    assert_eq!(error.as_error().kind(), ErrorKind::Broken);
    assert!(pages.next().await.is_none());
    assert_eq!(pages.offset(), 0, "to start again from");
}

#[tokio::test]
async fn the_emulator_s_list_has_an_end() {
    let emulator = Emulator::builder(&SERVICE).start().await.unwrap();
    let credentials = StaticCredentials::from(emulator.credential().clone());
    let client = Client::builder().credentials(credentials).endpoint(emulator.url()).region("ap-guangzhou");
    let client: Client = client.build().unwrap();
    let mut readings = client.describe_readings().station_id("st-1").since(0).items();
    assert_eq!(readings.next().await.unwrap().unwrap().humidity, Some(40));
    assert!(readings.next().await.is_none());
    let answer = client.describe_stations().wait_until_station_on("st-1").await.unwrap();
    assert_eq!(answer.buoy_names, ["north"]);
}

fn is_a_task<T: Send + Unpin + std::fmt::Debug + 'static>(value: T) -> T {
    value
}

#[tokio::test]
async fn they_are_streams_that_can_be_moved_to_other_tasks() {
    let mock = readings();
    let client = client(&mock);
    let call = client.describe_readings().station_id("st-1").since(0);
    let mut pages: Pages<_> = is_a_task(call.clone().pages());
    let mut items: Items<_, _> = is_a_task(call.items());
    let (page, item) = tokio::spawn(async move {
        let page = poll_fn(|context| Pin::new(&mut pages).poll_next(context)).await;
        let item = poll_fn(|context| Pin::new(&mut items).poll_next(context)).await;
        (page, item)
    })
    .await
    .unwrap();
    assert_eq!(page.unwrap().unwrap().readings.len(), 3);
    assert_eq!(item.unwrap().unwrap().humidity, Some(0));
}
