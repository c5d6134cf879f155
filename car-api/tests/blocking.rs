//! Blocking calls: wherever they are made from, and whatever else the client is used for.

#![cfg(feature = "blocking")]
// A test fails by panicking, in its helpers as well.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod demo;

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::process::Command;
use std::sync::mpsc;
use std::task::Poll;
use std::thread;
use std::time::Duration;

use car_api::action::Action;
use car_api::car::{
    ApplicationProject, Client, DescribeApplicationProjects, DescribeApplicationProjectsResponse,
    DescribeApplicationStatus, DescribeApplicationStatusResponse, DescribeCosCredential,
    DescribeCosCredentialError, DescribeCosCredentialRequest, DescribeCosCredentialResponse, SERVICE,
};
use car_api::credential::StaticCredentials;
use car_api::emulator::Emulator;
use car_api::offline::{Fault, Mock};
use car_api::transport::{BoxFuture, HttpReply, HttpRequest, Transport, TransportError};
use car_api::{ClientBuilder, ErrorKind, WaitError};
use tokio::runtime::Builder;

/// A client of an emulator that runs on a thread of its own, until the process ends.
fn client() -> Client {
    let (sender, receiver) = mpsc::sync_channel(1);
    thread::spawn(move || {
        let runtime = Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let emulator = Emulator::start(&SERVICE).await.unwrap();
            sender.send((emulator.url(), emulator.credential().clone())).unwrap();
            std::future::pending::<()>().await;
        });
    });
    let (url, credential) = receiver.recv().unwrap();
    ClientBuilder::new()
        .credentials(StaticCredentials::from(credential))
        .endpoint(url)
        // Not waited for unless something is wrong.
        .timeout(Duration::from_secs(20))
        .build()
        .unwrap()
}

fn call(client: &Client) -> DescribeCosCredentialResponse {
    client.describe_cos_credential().application_id("app-1").send_blocking().unwrap()
}

async fn call_async(client: &Client) -> DescribeCosCredentialResponse {
    client.describe_cos_credential().application_id("app-1").send().await.unwrap()
}

#[test]
fn without_a_runtime() {
    let client = client();
    assert!(call(&client).cos_bucket.starts_with("examplebucket"));

    let request = DescribeCosCredentialRequest::builder().application_id("app-1").build();
    assert!(client.send_blocking(request.clone()).is_ok());
    assert!(client.prepare(request.clone()).send_blocking().is_ok());
    let reply = client.call_json("DescribeCosCredential", request).send_blocking().unwrap();
    assert!(reply.body["CosBucket"].is_string());
}

#[test]
fn from_many_threads_at_once() {
    let client = client();
    thread::scope(|scope| {
        for _ in 0..16 {
            scope.spawn(|| call(&client));
        }
    });
}

/// The connection that the first call leaves in the pool is driven by the very thread that the second one blocks.
async fn both_ways(client: Client) {
    call_async(&client).await;
    call(&client);
    call_async(&client).await;
    call(&client);
}

#[tokio::test]
async fn on_the_only_thread_of_a_runtime_that_uses_the_client_too() {
    both_ways(client()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn on_a_worker_thread() {
    let client = client();
    tokio::spawn(both_ways(client)).await.unwrap();
}

#[tokio::test]
async fn on_a_thread_for_blocking_work() {
    let client = client();
    call_async(&client).await;
    tokio::task::spawn_blocking(move || call(&client)).await.unwrap();
}

#[test]
fn a_client_outlives_the_runtime_that_it_was_used_on() {
    let client = client();
    for _ in 0..2 {
        let runtime = Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(both_ways(client.clone()));
        drop(runtime);
        call(&client);
    }
}

#[test]
fn errors_are_those_of_the_action() {
    let mock = Mock::new()
        .fail::<DescribeCosCredential>("FailedOperation.ApplicationNotFind", "no such application");
    let client: Client = mock.client().unwrap();
    let error = client.describe_cos_credential().application_id("app-1").send_blocking().unwrap_err();
    assert_eq!(error.kind(), DescribeCosCredentialError::ApplicationNotFind);
    assert_eq!(error.action(), DescribeCosCredential::META.name);

    let error = client.call_json("not a name", serde_json::json!({})).send_blocking().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Request);
}

#[test]
fn lists_are_iterators() {
    let lists = |counts: [usize; 3]| {
        counts.into_iter().fold(Mock::new(), |mock, count| {
            mock.on::<DescribeApplicationProjects>(move |request| {
                let mut page = DescribeApplicationProjectsResponse::default();
                page.projects = vec![ApplicationProject::default(); count];
                // Two pages that are the same would mean that the service ignores the offset.
                page.projects[0].name = Some(format!("after {:?}", request.offset));
                page.total = Some(7);
                Ok(page)
            })
            .times(1)
        })
    };
    let mock = lists([3, 3, 1]);
    let client: Client = mock.client().unwrap();
    let items = client.describe_application_projects().items().blocking();
    assert_eq!(items.map(Result::unwrap).count(), 7);
    assert_eq!(mock.calls().len(), 3);

    let client: Client = lists([3, 3, 1]).client().unwrap();
    let pages = client.describe_application_projects().pages().blocking();
    let lengths: Vec<_> = pages.map(|page| page.unwrap().projects.len()).collect();
    assert_eq!(lengths, [3, 3, 1]);

    let mock = Mock::new().fail::<DescribeApplicationProjects>("InvalidParameter", "no");
    let client: Client = mock.client().unwrap();
    let mut items = client.describe_application_projects().items().blocking();
    assert_eq!(items.next().unwrap().unwrap_err().code(), Some("InvalidParameter"));
    assert!(items.next().is_none(), "after an error it is over");
}

/// A page that was asked for on the caller's own runtime would never arrive while that is blocked.
#[tokio::test]
async fn a_page_under_way_is_asked_for_anew() {
    let mock = Mock::new()
        .fail_with::<DescribeApplicationProjects>(Fault::silence())
        .times(1)
        .reply::<DescribeApplicationProjects>(DescribeApplicationProjectsResponse::default());
    let client: Client = mock.client().unwrap();
    let mut pages = client.describe_application_projects().pages();
    let asked = poll_once(pages.next()).await;
    assert!(asked.is_none(), "it is under way");
    assert_eq!(pages.blocking().next().unwrap().unwrap().projects.len(), 0);
    assert_eq!(mock.calls().len(), 2);
}

async fn poll_once<F: Future>(future: F) -> Option<F::Output> {
    let mut future = pin!(future);
    poll_fn(|context| match future.as_mut().poll(context) {
        Poll::Ready(output) => Poll::Ready(Some(output)),
        Poll::Pending => Poll::Ready(None),
    })
    .await
}

#[tokio::test]
async fn states_are_waited_for() {
    let gone = DescribeApplicationStatusResponse::default();
    let client: Client = Mock::new().reply::<DescribeApplicationStatus>(gone).client().unwrap();
    let waited = client
        .describe_application_status()
        .application_id_list(["app-1"])
        .wait_until_application_deleted("app-1")
        .wait_blocking();
    assert!(waited.unwrap().status_list.is_empty());

    let mock = Mock::new().fail::<DescribeApplicationStatus>("InvalidParameter", "no");
    let client: Client = mock.client().unwrap();
    let waited = client
        .describe_application_status()
        .application_id_list(["app-1"])
        .wait_until_application_deleted("app-1")
        .wait_blocking();
    assert!(matches!(waited, Err(WaitError::Call(error)) if error.code() == Some("InvalidParameter")));
}

/// Panics in the middle of a call.
#[derive(Debug)]
struct Panics;

impl Transport for Panics {
    fn send(&self, _request: HttpRequest) -> BoxFuture<'_, Result<HttpReply, TransportError>> {
        panic!("on purpose")
    }
}

#[test]
fn a_panic_ends_one_call_only() {
    let broken: demo::Client = demo::builder().transport(Panics).build().unwrap();
    let request = || demo::OpenDoorRequest { door: "front".to_owned(), code: None };
    for _ in 0..2 {
        let error = broken.send_blocking(request()).unwrap_err();
        assert_eq!((error.as_error().kind(), error.action()), (ErrorKind::Broken, "OpenDoor"));
        assert!(error.was_sent(), "nobody knows");
    }
    call(&client());
}

/// Makes a blocking call where it would wait for itself.
#[derive(Debug)]
struct CallsItself(Client);

impl Transport for CallsItself {
    fn send(&self, _request: HttpRequest) -> BoxFuture<'_, Result<HttpReply, TransportError>> {
        let error = self.0.describe_cos_credential().application_id("app-1").send_blocking().unwrap_err();
        assert_eq!(error.as_error().kind(), ErrorKind::Request);
        assert!(error.message().contains("would wait for ever"), "{error}");
        panic!("on purpose")
    }
}

#[test]
fn a_call_from_within_a_call_is_refused() {
    let nested: demo::Client = demo::builder().transport(CallsItself(client())).build().unwrap();
    let request = demo::OpenDoorRequest { door: "front".to_owned(), code: None };
    assert_eq!(nested.send_blocking(request).unwrap_err().as_error().kind(), ErrorKind::Broken);
}

const CHILD: &str = "BLOCKING_TEST_CHILD";

/// The thread is never stopped, and must not keep the process.
#[test]
fn a_process_ends_when_main_does() {
    if std::env::var_os(CHILD).is_some() {
        call(&client());
        return;
    }
    let child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "a_process_ends_when_main_does"])
        .env(CHILD, "1")
        .output()
        .unwrap();
    assert!(child.status.success(), "{child:?}");
    assert!(String::from_utf8(child.stdout).unwrap().contains("1 passed"));
}
