//! Recorded counts of allocations.
//!
//! How long a call takes differs between machines and moments, and is for the benchmarks. How often it asks for
//! memory does not, and tells of most of what would make it slower: a copy, a text built for nothing, a box too
//! many. The counts here are what was measured; a change that lowers one lowers the record with it.

// A test fails by panicking, in its helpers as well.
#![allow(clippy::unwrap_used)]
#![cfg(feature = "rustls")]

#[path = "../benches/support/example.rs"]
mod example;
#[path = "../benches/support/loopback.rs"]
mod loopback;
#[path = "../benches/support/signer.rs"]
mod signer;
#[path = "../benches/support/unlimited.rs"]
mod unlimited;
#[path = "../benches/support/wire.rs"]
mod wire;

use std::future::Future;
use std::net::TcpListener;

use allocation_counter::measure;
use signer::{BODY, Signer};
use tokio::runtime::{Builder, Runtime};
use wire::Watched;

/// Allocations of a call beyond those of bare `reqwest` that sends the same bytes. The budget is 25.
const BEYOND_REQWEST: u64 = 15;

/// Allocations of a call without those of the HTTP stack: two parameters and seven texts of the answer among them.
const WITHOUT_NETWORK: u64 = 21;

#[test]
fn a_call_beside_bare_reqwest() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || loopback::serve(listener, &example::reply()));
    let runtime = runtime();
    let (client, bare) = (wire::client(&url, Watched::ByNobody), wire::bare_client());
    let request = runtime.block_on(wire::request(&url));

    let by_client = usual_count(&runtime, async || drop(wire::call(&client).await));
    let by_reqwest = usual_count(&runtime, async || drop(wire::bare_call(&bare, &request).await));
    assert!(
        by_client <= by_reqwest + BEYOND_REQWEST,
        "{by_client} allocations beside {by_reqwest} of bare reqwest, and {BEYOND_REQWEST} more is the record"
    );
}

#[test]
fn a_call_without_a_network() {
    for watched in [Watched::ByNobody, Watched::BySomebody] {
        let client = wire::client_in_memory(watched);
        let count = usual_count(&runtime(), async || drop(wire::call(&client).await));
        assert!(
            count <= WITHOUT_NETWORK,
            "{watched:?}: {count} allocations, and {WITHOUT_NETWORK} is the record"
        );
    }
}

/// The header is one text, and nothing else is on the heap.
#[test]
fn signing() {
    let signer = Signer::new();
    let count = measure(|| drop(signer.authorize(BODY).unwrap())).count_total;
    assert_eq!(count, 1);
}

fn runtime() -> Runtime {
    Builder::new_current_thread().enable_all().build().unwrap()
}

/// The median over many calls: now and then one finds its answer in two pieces, or a buffer that has to grow.
fn usual_count<F: Future<Output = ()>>(runtime: &Runtime, call: impl Fn() -> F) -> u64 {
    // Opens the connection, derives the key, fills what is filled once.
    runtime.block_on(call());
    let mut counts: Vec<_> = (0..201).map(|_| measure(|| runtime.block_on(call())).count_total).collect();
    counts.sort_unstable();
    counts[counts.len() / 2]
}
