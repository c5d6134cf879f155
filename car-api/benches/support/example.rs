//! The answer that is measured.

use car_api::action::{Action, ExampleAnswer};
use car_api::car::DescribeCosCredential;

/// The answer from the spec's example, as the service sends it.
pub(crate) fn reply() -> String {
    let replies = DescribeCosCredential::META.examples.iter().map(|example| &example.answer);
    let mut members = replies.filter_map(|answer| match answer {
        ExampleAnswer::Reply(members) => Some(*members),
        ExampleAnswer::Failure { .. } | ExampleAnswer::Events(_) => None,
    });
    format!(r#"{{"Response":{}}}"#, members.next().unwrap())
}
