//! What users hold can be sent to other threads, shared and kept.

// A test fails by panicking, in its helpers as well.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod demo;

use std::future::IntoFuture;

use car_api::action::Action;
use car_api::inspect::{Curl, Explanation, Inspection, Prepared};
use car_api::{
    CallError, CallOptions, Client, Config, ConfigBuilder, Credential, Error, EventStream, Items, JsonCall,
    JsonReply, Pages, Pending, Secret, Wait, WaitError, car,
};

const fn shared<T: Send + Sync + 'static>() {}
const fn sent<T: Send + 'static>() {}

/// For any action at all, and so for every generated one.
const fn of_any_action<A: Action>() {
    shared::<CallError<A>>();
    shared::<WaitError<A>>();
    shared::<Prepared<A>>();
    shared::<Pending<A>>();
    shared::<Pages<A>>();
    shared::<Items<A, String>>();
    shared::<EventStream<A>>();
    shared::<<Wait<A> as IntoFuture>::IntoFuture>();
    // It holds the caller's own closure, which need not be `Sync`.
    sent::<Wait<A>>();
}

const _: () = {
    shared::<Client>();
    shared::<Config>();
    shared::<ConfigBuilder>();
    shared::<CallOptions>();
    shared::<Credential>();
    shared::<Secret>();
    shared::<Error>();
    shared::<JsonCall>();
    shared::<JsonReply>();
    shared::<Curl>();
    shared::<Explanation>();
    shared::<car::DescribeCosCredentialBuilder>();
    shared::<<JsonCall as IntoFuture>::IntoFuture>();
    shared::<Inspection<Curl>>();
    of_any_action::<car::DescribeCosCredential>();
    of_any_action::<demo::OpenDoor>();
};

#[cfg(feature = "blocking")]
const _: () = {
    sent::<car_api::BlockingPages<car::DescribeApplicationProjects>>();
    sent::<car_api::BlockingItems<car::DescribeApplicationProjects, String>>();
};

/// Every flavour of Tokio's runtime, and tasks that move between threads.
#[test]
fn calls_run_on_every_flavour_of_tokio() {
    use car_api::emulator::Emulator;
    use tokio::runtime::Builder;

    let call = || async {
        let emulator = Emulator::start(&car::SERVICE).await.unwrap();
        let client: Client = emulator.client().unwrap();
        let calls = (0..8).map(|_| client.describe_cos_credential().application_id("app-1").send());
        for call in calls.map(tokio::spawn).collect::<Vec<_>>() {
            call.await.unwrap().unwrap();
        }
        assert_eq!(emulator.served(), 8);
    };
    Builder::new_current_thread().enable_all().build().unwrap().block_on(call());
    for threads in [1, 4] {
        let runtime = Builder::new_multi_thread().worker_threads(threads).enable_all().build().unwrap();
        runtime.block_on(call());
        // Also from a worker, and not only from the thread that blocks.
        runtime.block_on(async { tokio::spawn(call()).await.unwrap() });
    }
    let local = tokio::task::LocalSet::new();
    local.block_on(&Builder::new_current_thread().enable_all().build().unwrap(), async {
        tokio::task::spawn_local(call()).await.unwrap();
    });
}

#[test]
fn without_a_runtime_an_error_says_so() {
    use std::pin::pin;
    use std::task::{Context, Poll, Waker};

    let (client, _) = demo::scripted([]);
    let mut call = pin!(client.open_door());
    match call.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(Err(error)) => assert!(error.message().contains("no Tokio runtime"), "{error}"),
        other => panic!("{other:?}"),
    }
}
