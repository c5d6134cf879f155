//! All faults in the mock, on a clock that stands until nothing else can happen.

use car_api::credential::StaticCredentials;
use car_api::offline::{Fault, Mock};
use car_api::{Config, Error, Pacing, ServiceClient as _};

use super::errands::client::{
    DescribeErrandResponse, OrderErrandResponse, RunErrandResponse, SetErrandResponse,
};
use super::errands::{
    Book, Client, Deed, DescribeErrand, MAX_REPLY, OrderErrand, RunErrand, SetErrand, at_once,
};
use super::expected::{Claim, Expected, Place, assert_sound, expected, expected_of_two};
use super::faults::table;

const MARK: &str = "m";

/// A mock that keeps book.
fn service() -> (Mock, Book) {
    let book = Book::default();
    macro_rules! doing {
        ($mock:expr, $action:ident, $response:ident, |$request:ident| $token:expr) => {{
            let book = book.clone();
            $mock.on::<$action>(move |$request| {
                book.enter(&$request.mark, $token);
                let mut response = $response::default();
                "yes".clone_into(&mut response.done);
                Ok(response)
            })
        }};
    }
    let mock = doing!(Mock::new(), DescribeErrand, DescribeErrandResponse, |request| None);
    let mock = doing!(mock, SetErrand, SetErrandResponse, |request| None);
    let mock = doing!(mock, RunErrand, RunErrandResponse, |request| None);
    let mock = doing!(mock, OrderErrand, OrderErrandResponse, |request| request.client_token.as_deref());
    (mock, book)
}

/// What comes of one call of `deed` that meets these faults, one in each attempt.
async fn play(
    deed: Deed,
    faults: impl IntoIterator<Item = Fault>,
    attempts: u32,
) -> (Expected, Option<Error>) {
    let (mock, book) = service();
    for fault in faults {
        deed.meets(mock.faults(), fault);
    }
    let config = Config::builder()
        .credentials(StaticCredentials::new("AKIDtest", "key").unwrap())
        .max_reply_bytes(MAX_REPLY)
        .pacing(Pacing::Off)
        .retry(at_once(attempts))
        .timeout(std::time::Duration::from_secs(600))
        .transport(mock.clone())
        .build()
        .unwrap();
    let error = deed.call(&Client::connect(&config).unwrap(), MARK).await.err();
    let seen = Expected {
        requests: u32::try_from(mock.calls().len()).unwrap(),
        done: book.done(MARK),
        failure: error.as_ref().map(Claim::of),
    };
    (seen, error)
}

#[tokio::test(start_paused = true)]
async fn every_fault_at_every_attempt_of_every_action() {
    for row in table() {
        for deed in Deed::ALL {
            for place in Place::ALL {
                let case = format!("{} to {deed:?} at {place:?}", row.written);
                let before = (1..place.attempt).map(|_| Fault::throttled());
                let (seen, error) = play(deed, before.chain([row.fault.clone()]), place.allowed).await;
                assert_sound(deed, seen.done, error.as_ref(), &case);
                assert_eq!(seen, expected(&row, deed, place), "{case}: {error:?}");
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn every_fault_after_every_other() {
    let table = table();
    for first in &table {
        for second in &table {
            // Two wrong clocks after one another are a service that nobody can follow.
            if first.written.contains(".always()") {
                continue;
            }
            for deed in Deed::ALL {
                let case = format!("{}, then {}, to {deed:?}", first.written, second.written);
                let (seen, error) = play(deed, [first.fault.clone(), second.fault.clone()], 2).await;
                assert_sound(deed, seen.done, error.as_ref(), &case);
                assert_eq!(seen, expected_of_two([first, second], deed), "{case}: {error:?}");
            }
        }
    }
}
