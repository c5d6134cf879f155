//! Reading answers, beside serde's derive.
//!
//! Answers are read by one reader that is driven by tables, instead of by code that is generated per structure.
//! That must not cost time: the budget is what a derived reader takes for the same typed answer, in one pass and
//! in the same run. The derived reader knows nothing of errors in the place of answers, of numbers written as
//! texts, or of the path of a field that does not fit.
//!
//! ```console
//! $ cargo bench -p car-api --bench decode
//! ```

#![expect(clippy::unwrap_used, reason = "an answer that cannot be read has no time")]

#[path = "support/example.rs"]
mod example;
#[path = "support/pairs.rs"]
mod pairs;
#[path = "support/records.rs"]
mod records;
#[path = "support/statistics.rs"]
mod statistics;

use std::hint::black_box;

use car_api::car::{DescribeCosCredential, DescribeCosCredentialResponse};
use car_api::record::{self, Record};
use car_api::transport::HttpReply;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use http::{HeaderValue, StatusCode};
use records::{DerivedListing, DerivedWide, Listing, Order, Wide};
use serde::Deserialize;
use serde::de::DeserializeOwned;

fn main() {
    pairs::print_head("tables", "derive");
    let (json, reply) = (example::reply(), http_reply());
    pairs::print("the example, in its envelope", Some(1.0), || answer(&reply), || derived::<Envelope>(&json));
    let json = records::listing(100);
    pairs::print("100 items", Some(1.0), || table::<Listing>(&json), || derived::<DerivedListing>(&json));
    let json = records::wide(Order::Documented);
    pairs::print("100 fields", Some(1.0), || table::<Wide>(&json), || derived::<DerivedWide>(&json));
    // No budget: the service answers in the documented order, as far as is known.
    let json = records::wide(Order::Reversed);
    pairs::print(
        "100 fields, last one first",
        None,
        || table::<Wide>(&json),
        || derived::<DerivedWide>(&json),
    );
}

/// The way that the answer of a call takes once the HTTP stack has it.
fn answer(reply: &HttpReply) -> DescribeCosCredentialResponse {
    car_api::__private::read_reply::<DescribeCosCredential>(black_box(reply)).unwrap()
}

fn http_reply() -> HttpReply {
    let json = HeaderValue::from_static("application/json");
    let headers = [(CONTENT_TYPE, json), (CONTENT_LENGTH, HeaderValue::from(example::reply().len()))];
    HttpReply {
        status: StatusCode::OK,
        headers: headers.into_iter().collect(),
        body: example::reply().into(),
    }
}

fn table<T: Record + Default>(json: &str) -> T {
    record::from_json(black_box(json).as_bytes()).unwrap()
}

fn derived<T: DeserializeOwned>(json: &str) -> T {
    serde_json::from_slice(black_box(json).as_bytes()).unwrap()
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "only read from JSON")]
#[serde(rename_all = "PascalCase")]
struct Envelope {
    response: Credential,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "only read from JSON")]
#[serde(rename_all = "PascalCase")]
struct Credential {
    #[serde(rename = "SecretID")]
    secret_id: String,
    secret_key: String,
    session_token: String,
    cos_bucket: String,
    cos_region: String,
    path: String,
    start_time: i64,
    expired_time: i64,
    request_id: String,
}
