//! On real connections, what a mock cannot show: that a connection which ends is seen as one, whichever way it ends
//! and however it was used before, and that no layer below the client sends anything twice.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use car_api::credential::StaticCredentials;
use car_api::emulator::Emulator;
use car_api::offline::Fault;
use car_api::transport::ReqwestTransport;
use car_api::{Config, Pacing, ServiceClient as _};

use super::errands::{Book, Client, Deed, MAX_REPLY, at_once, client};
use super::expected::{Claim, Expected, Place, assert_sound, expected};
use super::faults::{Stage, table};

#[tokio::test]
async fn every_fault_of_the_wire_at_every_attempt_of_every_action() {
    let (book, requests) = (Book::default(), Arc::new(AtomicU32::new(0)));
    let (entered, received) = (book.clone(), Arc::clone(&requests));
    let emulator = Emulator::builder(&client::SERVICE)
        .on_execute(move |execution| entered.enter(execution.parameters["Mark"].as_str().unwrap(), None))
        .on_request(move |_| {
            received.fetch_add(1, Ordering::Relaxed);
        })
        .start()
        .await
        .unwrap();
    // The clients share their connections, so that most calls go out on one that others have used.
    let transport = ReqwestTransport::new().unwrap();
    let config = |attempts| {
        Config::builder()
            .credentials(StaticCredentials::from(emulator.credential().clone()))
            .endpoint(emulator.url())
            .max_reply_bytes(MAX_REPLY)
            .pacing(Pacing::Off)
            .retry(at_once(attempts))
            .transport(transport.clone())
            .build()
            .unwrap()
    };
    let mut played = 0;
    for row in table().iter().filter(|row| row.stage == Stage::Both) {
        for deed in Deed::ALL {
            for place in Place::ALL {
                played += 1;
                let (case, mark) =
                    (format!("{} to {deed:?} at {place:?}", row.written), format!("m-{played}"));
                for _ in 1..place.attempt {
                    deed.meets(emulator.faults(), Fault::throttled());
                }
                deed.meets(emulator.faults(), row.fault.clone());
                let before = requests.load(Ordering::Relaxed);
                let client = Client::connect(&config(place.allowed)).unwrap();
                let error = deed.call(&client, &mark).await.err();
                let seen = Expected {
                    requests: requests.load(Ordering::Relaxed) - before,
                    done: book.done(&mark),
                    failure: error.as_ref().map(Claim::of),
                };
                assert_sound(deed, seen.done, error.as_ref(), &case);
                assert_eq!(seen, expected(row, deed, place), "{case}: {error:?}");
                emulator.faults().clear();
            }
        }
    }
    assert_eq!(emulator.faulted(), emulator.faults().happened());
    assert!(played > 300, "{played}");
}
