//! The emulator without its connections, as a plain function, for fuzzing and property tests.
//!
//! It is hidden from the docs and changes as it needs to; do not call it from code of your own.

use std::sync::Arc;

use http::Request;

use super::body::Body;
use super::client_token::ClientTokens;
use super::executions::Executions;
use super::pipeline::Pipeline;
use super::rate::{RateLimiter, RateLimits};
use super::report::Counters;
use super::requests::Requests;
use crate::action::ServiceMeta;
use crate::credential::Credential;
use crate::offline::Faults;
use crate::time::Clock;
use crate::transport::HttpReply;

/// What an emulator of `service` that accepts `credential` answers to `request`.
pub fn answer(
    service: &'static ServiceMeta,
    credential: &Credential,
    clock: impl Clock + 'static,
    request: Request<Vec<u8>>,
) -> HttpReply {
    let pipeline = Pipeline {
        services: vec![service],
        credential: credential.clone(),
        clock: Arc::new(clock),
        faults: Faults::new(),
        rates: RateLimiter::new(RateLimits::FromSpec),
        tokens: ClientTokens::default(),
        executions: Executions::new(None),
        requests: Requests::new(1),
        counters: Counters::default(),
        listener: None,
    };
    let (head, body) = request.into_parts();
    pipeline.handle(head, Body::Whole(body.into()), None)
}
