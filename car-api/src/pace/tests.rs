//! The line before an action, on a clock that tests move.

use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::sync::Mutex;
use std::task::Poll;

use proptest::prelude::*;
use tokio::task::{JoinHandle, yield_now};
use tokio::time::{advance, sleep, sleep_until};

use super::*;
use crate::action::{Hosts, RegionRule, ServiceMeta};
use crate::record::Shape;

const MINUTE: Duration = Duration::from_secs(60);

static EMPTY: Shape = Shape { name: "Empty", fields: &[], open: false, docs: &[] };

static SERVICE: ServiceMeta = ServiceMeta {
    name: "demo",
    version: "2022-01-10",
    title: "Demonstration",
    hosts: Hosts { international: None, mainland: None },
    region: RegionRule::NotNeeded,
    timeout: MINUTE,
    errors: &[],
    actions: &[],
};

const fn action(name: &'static str, rate_limit: Option<u32>) -> ActionMeta {
    ActionMeta { rate_limit, ..ActionMeta::new(name, &SERVICE, &EMPTY, &EMPTY) }
}

static TWENTY: ActionMeta = action("Twenty", Some(20));
static OTHER: ActionMeta = action("Other", Some(20));
static FREE: ActionMeta = action("Free", None);

/// The starts of calls, with who started.
#[derive(Clone, Default)]
struct Starts(Arc<Mutex<Vec<(usize, Instant)>>>);

impl Starts {
    fn add(&self, caller: usize) {
        self.0.lock().unwrap().push((caller, Instant::now()));
    }

    fn callers(&self) -> Vec<usize> {
        self.0.lock().unwrap().iter().map(|(caller, _)| *caller).collect()
    }

    fn times(&self) -> Vec<Instant> {
        self.0.lock().unwrap().iter().map(|(_, start)| *start).collect()
    }

    fn most_in_a_second(&self) -> usize {
        let times = self.times();
        let in_second = |from: &Instant| {
            times.iter().filter(|start| (*from..*from + Duration::from_secs(1)).contains(start)).count()
        };
        times.iter().map(in_second).max().unwrap_or(0)
    }
}

fn pacers() -> Arc<Pacers> {
    Arc::new(Pacers::new(Pacing::FromSpec))
}

async fn acquire(pacers: &Pacers, action: &'static ActionMeta, patience: Duration) -> Result<(), PaceError> {
    pacers.pacer(action).reserve(Instant::now() + patience)?.ready().await
}

/// A caller that has taken its place once this returns.
async fn caller(pacers: &Arc<Pacers>, starts: &Starts, number: usize) -> JoinHandle<Result<(), PaceError>> {
    let (pacers, starts) = (Arc::clone(pacers), starts.clone());
    let task = tokio::spawn(async move {
        acquire(&pacers, &TWENTY, MINUTE).await?;
        starts.add(number);
        Ok(())
    });
    yield_now().await;
    task
}

#[tokio::test(start_paused = true)]
async fn two_hundred_callers_start_in_order_and_within_the_rate() {
    let (pacers, starts) = (pacers(), Starts::default());
    let begin = Instant::now();
    let mut tasks = Vec::new();
    for number in 0..200 {
        tasks.push(caller(&pacers, &starts, number).await);
    }
    for task in tasks {
        task.await.unwrap().unwrap();
    }
    assert_eq!(starts.callers(), (0..200).collect::<Vec<_>>());
    assert_eq!(starts.most_in_a_second(), 20);
    let elapsed = begin.elapsed();
    // 40 bursts of 5, the last of them after 39 windows; the timer counts whole milliseconds.
    let expected = Duration::from_micros(262_500) * 39;
    assert!(elapsed >= expected && elapsed < expected + Duration::from_millis(40), "{elapsed:?}");
    // Nobody is left in the line who would make others wait.
    sleep(Duration::from_secs(1)).await;
    assert_eq!(pacers.pacer(&TWENTY).reserve(Instant::now()).unwrap().wait(), None);
}

#[tokio::test(start_paused = true)]
async fn who_comes_does_not_overtake_who_is_about_to_wake_up() {
    let (pacers, starts) = (pacers(), Starts::default());
    for number in 0..6 {
        caller(&pacers, &starts, number).await;
    }
    // The time of the one in line comes, and nothing of what is due has run.
    let mut advancing = pin!(advance(Duration::from_millis(300)));
    let is_pending = poll_fn(|context| Poll::Ready(advancing.as_mut().poll(context).is_pending())).await;
    assert!(is_pending);
    let newcomer = pacers.pacer(&TWENTY).reserve(Instant::now() + MINUTE).unwrap();
    assert_eq!(newcomer.wait(), Some(Duration::ZERO));
    newcomer.ready().await.unwrap();
    assert_eq!(starts.callers(), (0..6).collect::<Vec<_>>(), "it was before");
}

#[tokio::test(start_paused = true)]
async fn those_behind_a_dropped_caller_move_up() {
    let (pacers, starts) = (pacers(), Starts::default());
    let begin = Instant::now();
    let mut tasks = Vec::new();
    for number in 0..100 {
        tasks.push(caller(&pacers, &starts, number).await);
    }
    // Every other one of those that wait, the one whose turn it is among them.
    for task in tasks.iter().skip(5).step_by(2) {
        task.abort();
    }
    advance(Duration::from_millis(10)).await;
    for task in tasks {
        let _aborted = task.await;
    }
    let expected: Vec<_> = (0..5).chain((6..100).step_by(2)).collect();
    assert_eq!(starts.callers(), expected);
    assert_eq!(starts.most_in_a_second(), 20);
    // 52 calls: the time is that of 52 and not of 100.
    let elapsed = begin.elapsed();
    let expected = Duration::from_micros(262_500) * 10;
    assert!(elapsed >= expected && elapsed < expected + Duration::from_millis(15), "{elapsed:?}");
}

#[tokio::test(start_paused = true)]
async fn a_place_that_is_not_used_holds_nobody_up() {
    let pacers = pacers();
    for _ in 0..5 {
        acquire(&pacers, &TWENTY, MINUTE).await.unwrap();
    }
    let unused = pacers.pacer(&TWENTY).reserve(Instant::now() + MINUTE).unwrap();
    assert!(unused.wait().is_some());
    let begin = Instant::now();
    acquire(&pacers, &TWENTY, MINUTE).await.unwrap();
    assert_eq!(begin.elapsed().as_millis(), 263);
    drop(unused);
    acquire(&pacers, &TWENTY, MINUTE).await.unwrap();
    assert_eq!(begin.elapsed().as_millis(), 263, "nobody is in line any more, and the burst is not used up");
}

#[tokio::test(start_paused = true)]
async fn what_would_be_too_late_fails_at_once() {
    let (pacers, starts) = (pacers(), Starts::default());
    for number in 0..60 {
        caller(&pacers, &starts, number).await;
    }
    let begin = Instant::now();
    let error = acquire(&pacers, &TWENTY, Duration::from_secs(2)).await.unwrap_err();
    assert_eq!(begin.elapsed(), Duration::ZERO);
    assert_eq!(error.wait, Duration::from_micros(262_500) * 12);
    assert_eq!(error.to_string(), "the rate limit of 20/s would hold it back for 3.15s");
    let reservation = pacers.pacer(&TWENTY).reserve(begin + Duration::from_secs(4)).unwrap();
    assert_eq!(reservation.wait(), Some(error.wait), "who fails has no place in the line");
    reservation.ready().await.unwrap();
    // Twelve windows, in each of which the timer may be a millisecond late.
    let elapsed = begin.elapsed();
    assert!(elapsed >= error.wait && elapsed < error.wait + Duration::from_millis(13), "{elapsed:?}");
}

#[tokio::test(start_paused = true)]
async fn what_becomes_too_late_fails_no_later_than_its_deadline() {
    let (pacers, starts) = (pacers(), Starts::default());
    for number in 0..60 {
        caller(&pacers, &starts, number).await;
    }
    let begin = Instant::now();
    let waiting = acquire(&pacers, &TWENTY, Duration::from_secs(4));
    let refusals = async {
        for _ in 0..4 {
            pacers.pacer(&TWENTY).throttled();
            sleep(Duration::from_millis(1_001)).await;
        }
    };
    let (result, ()) = tokio::join!(waiting, refusals);
    result.unwrap_err();
    assert!(begin.elapsed() <= Duration::from_millis(4_010), "{:?}", begin.elapsed());
}

#[tokio::test(start_paused = true)]
async fn whose_turn_it_is_fails_as_soon_as_it_is_known_to_be_too_late() {
    let pacers = pacers();
    for _ in 0..7 {
        pacers.pacer(&TWENTY).throttled();
        sleep(Duration::from_secs(1)).await;
    }
    // 1.65 calls per second: the next call may start after 638 milliseconds.
    acquire(&pacers, &TWENTY, MINUTE).await.unwrap();
    let begin = Instant::now();
    let waiting = acquire(&pacers, &TWENTY, Duration::from_millis(700));
    let refusal = async {
        sleep(Duration::from_millis(100)).await;
        pacers.pacer(&TWENTY).throttled();
    };
    let (result, ()) = tokio::join!(waiting, refusal);
    // Now it would be after 911.
    let error = result.unwrap_err();
    assert_eq!(begin.elapsed().as_millis(), 638);
    assert!(error.wait > Duration::from_millis(250), "{error}");
}

/// How many milliseconds twenty calls take, one after the other, with nothing before them that counts.
async fn twenty_calls(pacers: &Pacers, action: &'static ActionMeta) -> u128 {
    sleep(Duration::from_secs(10)).await;
    let begin = Instant::now();
    for _ in 0..20 {
        acquire(pacers, action, MINUTE).await.unwrap();
    }
    begin.elapsed().as_millis()
}

#[tokio::test(start_paused = true)]
async fn refusals_slow_an_action_and_success_speeds_it_up_again() {
    let pacers = pacers();
    let full = 3 * 263;
    assert_eq!(twenty_calls(&pacers, &TWENTY).await, full, "four bursts");
    pacers.pacer(&TWENTY).throttled();
    assert_eq!(twenty_calls(&pacers, &TWENTY).await, 19 * 75, "evenly, at 70 of 100");
    assert_eq!(twenty_calls(&pacers, &OTHER).await, full, "each action for itself");
    for _ in 0..6 {
        sleep(Duration::from_secs(1)).await;
        pacers.pacer(&TWENTY).succeeded();
    }
    assert_eq!(twenty_calls(&pacers, &TWENTY).await, full);
}

#[tokio::test(start_paused = true)]
async fn without_a_limit_nothing_waits() {
    let off = Pacers::new(Pacing::Off);
    let from_spec = pacers();
    let begin = Instant::now();
    for _ in 0..1_000 {
        assert_eq!(off.pacer(&TWENTY).reserve(begin).unwrap().wait(), None);
        assert_eq!(from_spec.pacer(&FREE).reserve(begin).unwrap().wait(), None);
    }
    let at_most = Pacers::new(Pacing::AtMost(NonZeroU32::MIN));
    assert_eq!(at_most.pacer(&FREE).reserve(begin + MINUTE).unwrap().wait(), None);
    assert!(at_most.pacer(&FREE).reserve(begin + MINUTE).unwrap().wait().is_some());
}

#[tokio::test]
async fn a_call_that_need_not_wait_asks_for_no_memory() {
    let pacers = Pacers::new(Pacing::FromSpec);
    let deadline = Instant::now() + MINUTE;
    let start = || pacers.pacer(&TWENTY).reserve(deadline).unwrap().wait();
    assert_eq!(start(), None);
    let counted = allocation_counter::measure(|| assert_eq!(start(), None));
    assert_eq!(counted.count_total, 0);
}

/// Polls `waiting` until it is ready or `give_up` has come; true if it was ready.
async fn unless(waiting: impl Future<Output = ()>, give_up: Instant) -> bool {
    let (mut waiting, mut timer) = (pin!(waiting), pin!(sleep_until(give_up)));
    poll_fn(|context| match waiting.as_mut().poll(context) {
        Poll::Ready(()) => Poll::Ready(true),
        Poll::Pending => timer.as_mut().poll(context).map(|()| false),
    })
    .await
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    /// Callers come when they want, and some give up: no second has more starts than the rate, and nobody
    /// overtakes anyone.
    #[test]
    fn no_second_has_more_starts_than_the_rate(
        arrivals in prop::collection::vec((0_u64..4_000, prop::option::of(0_u64..1_500)), 1..120),
        refusals in prop::collection::vec(0_u64..4_000, 0..3),
    ) {
        let runtime =
            tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
        let starts = runtime.block_on(simulate(arrivals, refusals));
        prop_assert!(starts.most_in_a_second() <= 20, "{}", starts.most_in_a_second());
        prop_assert!(starts.callers().is_sorted(), "{:?}", starts.callers());
    }
}

/// Lets everyone come at their millisecond, numbered in this order; whoever has one gives up after so many more.
async fn simulate(mut arrivals: Vec<(u64, Option<u64>)>, refusals: Vec<u64>) -> Starts {
    arrivals.sort_unstable();
    let (pacers, starts, begin) = (pacers(), Starts::default(), Instant::now());
    for refusal in refusals {
        let pacers = Arc::clone(&pacers);
        tokio::spawn(async move {
            sleep_until(begin + Duration::from_millis(refusal)).await;
            pacers.pacer(&TWENTY).throttled();
        });
    }
    let mut tasks = Vec::new();
    for (number, (arrival, patience)) in arrivals.into_iter().enumerate() {
        sleep_until(begin + Duration::from_millis(arrival)).await;
        let (pacers, starts) = (Arc::clone(&pacers), starts.clone());
        tasks.push(tokio::spawn(async move {
            let waiting = async {
                acquire(&pacers, &TWENTY, MINUTE).await.unwrap();
                starts.add(number);
            };
            match patience {
                Some(patience) => unless(waiting, Instant::now() + Duration::from_millis(patience)).await,
                None => unless(waiting, Instant::now() + MINUTE).await,
            }
        }));
        yield_now().await;
    }
    for task in tasks {
        task.await.unwrap();
    }
    starts
}

/// Polls `future` once.
async fn poll_once<F: Future>(mut future: Pin<&mut F>) -> Poll<F::Output> {
    poll_fn(|context| Poll::Ready(future.as_mut().poll(context))).await
}

/// As a branch of a `select!` that is put aside while another one calls.
#[tokio::test(start_paused = true)]
async fn those_who_are_not_polled_hold_nobody_up_for_long() {
    let (pacers, starts) = (pacers(), Starts::default());
    for number in 0..5 {
        caller(&pacers, &starts, number).await.await.unwrap().unwrap();
    }
    let mut first = pin!(acquire(&pacers, &TWENTY, MINUTE));
    let mut second = pin!(acquire(&pacers, &TWENTY, MINUTE));
    assert!(poll_once(first.as_mut()).await.is_pending());
    assert!(poll_once(second.as_mut()).await.is_pending());

    let begin = Instant::now();
    let tasks = [caller(&pacers, &starts, 5).await, caller(&pacers, &starts, 6).await];
    for task in tasks {
        task.await.unwrap().unwrap();
    }
    assert!(begin.elapsed() < Duration::from_secs(1), "{:?}", begin.elapsed());
    assert!(starts.most_in_a_second() <= 20);

    // Whoever is polled again starts, within the rate too.
    first.await.unwrap();
    starts.add(7);
    second.await.unwrap();
    starts.add(8);
    assert!(starts.most_in_a_second() <= 20);
    sleep(Duration::from_secs(1)).await;
    assert_eq!(pacers.pacer(&TWENTY).reserve(Instant::now()).unwrap().wait(), None);
}

#[tokio::test(start_paused = true)]
async fn behind_those_who_are_not_polled_the_deadline_holds() {
    let (pacers, starts) = (pacers(), Starts::default());
    for number in 0..5 {
        caller(&pacers, &starts, number).await.await.unwrap().unwrap();
    }
    let mut first = pin!(acquire(&pacers, &TWENTY, MINUTE));
    assert!(poll_once(first.as_mut()).await.is_pending());
    let begin = Instant::now();
    let patience = Duration::from_millis(300);
    acquire(&pacers, &TWENTY, patience).await.unwrap_err();
    let elapsed = begin.elapsed();
    assert!(elapsed >= patience && elapsed < patience + Duration::from_millis(5), "{elapsed:?}");
}
