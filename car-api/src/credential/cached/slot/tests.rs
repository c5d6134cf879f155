//! Single steps, and all orders of up to six of them.

use super::*;
use crate::credential::CredentialErrorKind;

const LIFE: Duration = Duration::from_secs(1_000);

fn start() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000)
}

fn at(seconds: u64) -> SystemTime {
    start() + Duration::from_secs(seconds)
}

fn spread() -> Spread {
    Spread::fixed(1.0)
}

fn key(number: usize, now: SystemTime) -> Credential {
    Credential::new(format!("AKID{number}"), "key").unwrap().with_expiry(now + LIFE)
}

fn failure() -> CredentialError {
    CredentialError::new(CredentialErrorKind::Unavailable, "down")
}

/// A slot that got key 0 at the start.
fn filled() -> Slot {
    let mut slot = Slot::default();
    let fetch = started(&slot.ask(Demand::Any, start())).unwrap();
    slot.settle(fetch, Ok(key(0, start())), start(), spread()).unwrap();
    slot
}

fn started(step: &Step) -> Option<FetchId> {
    match step {
        Step::Fetch(fetch) | Step::UseAndFetch(_, fetch) => Some(*fetch),
        _ => None,
    }
}

fn used(step: &Step) -> Option<&Arc<Credential>> {
    match step {
        Step::Use(credential) | Step::UseAndFetch(credential, _) => Some(credential),
        _ => None,
    }
}

#[test]
fn the_first_fetches_and_the_others_wait() {
    let mut slot = Slot::default();
    let fetch = started(&slot.ask(Demand::Any, start())).unwrap();
    assert!(matches!(slot.ask(Demand::Any, start()), Step::Wait(other) if other == fetch));
    let settled = slot.settle(fetch, Ok(key(0, start())), start(), spread()).unwrap();
    let got = settled.outcome().unwrap();
    assert!(matches!(slot.ask(Demand::Any, at(799)), Step::Use(same) if Arc::ptr_eq(&same, &got)));
}

#[test]
fn one_caller_in_the_last_fifth_starts_the_next_fetch() {
    let mut slot = filled();
    let first = slot.ask(Demand::Any, at(800));
    assert!(matches!(first, Step::UseAndFetch(..)));
    assert!(matches!(slot.ask(Demand::Any, at(801)), Step::Use(_)));
    // From the end on, there is nothing to hand out.
    let fetch = started(&first).unwrap();
    assert!(matches!(slot.ask(Demand::Any, at(1_000)), Step::Wait(other) if other == fetch));
    slot.settle(fetch, Ok(key(1, at(1_000))), at(1_000), spread()).unwrap();
    assert_eq!(used(&slot.ask(Demand::Any, at(1_001))).unwrap().secret_id(), "AKID1");
}

#[test]
fn a_failed_fetch_keeps_the_key_and_is_repeated_after_a_growing_pause() {
    let mut slot = filled();
    let mut now = 800;
    for pause in [1, 2, 4, 8] {
        let fetch = started(&slot.ask(Demand::Any, at(now))).unwrap();
        let settled = slot.settle(fetch, Err(failure()), at(now), spread()).unwrap();
        assert!(matches!(settled, Settled::Kept(Some(end), _) if end == at(1_000)));
        assert!(matches!(slot.ask(Demand::Any, at(now + pause - 1)), Step::Use(_)));
        now += pause;
    }
    assert!(matches!(slot.ask(Demand::Any, at(now)), Step::UseAndFetch(..)));
}

#[test]
fn without_a_key_that_works_the_pause_is_a_second() {
    let mut slot = filled();
    for now in [990, 992, 996, 1_004] {
        let fetch = started(&slot.ask(Demand::Any, at(now))).unwrap();
        let settled = slot.settle(fetch, Err(failure()), at(now), spread()).unwrap();
        assert_eq!(matches!(settled, Settled::Failed(_)), now > 1_000);
    }
    // The last was the fourth failure, which would be a pause of eight seconds.
    assert!(matches!(slot.ask(Demand::Any, at(1_004)), Step::Fail(error) if error == failure()));
    assert!(matches!(slot.ask(Demand::Any, at(1_005)), Step::Fetch(_)));
}

#[test]
fn a_pause_ends_when_the_clock_is_set_back() {
    let mut slot = Slot::default();
    let fetch = started(&slot.ask(Demand::Any, at(500))).unwrap();
    slot.settle(fetch, Err(failure()), at(500), spread()).unwrap();
    assert!(matches!(slot.ask(Demand::Any, at(100)), Step::Fetch(_)));
}

#[test]
fn a_rejected_key_is_fetched_anew_once() {
    let mut slot = filled();
    let rejected = key(0, start());
    let fetch = started(&slot.ask(Demand::InsteadOf(&rejected), at(10))).unwrap();
    assert!(matches!(slot.ask(Demand::InsteadOf(&rejected), at(10)), Step::Wait(_)));
    slot.settle(fetch, Ok(key(1, at(10))), at(10), spread()).unwrap();
    // Whoever comes late with the old key gets the one that is there.
    let step = slot.ask(Demand::InsteadOf(&rejected), at(11));
    assert!(matches!(step, Step::Use(other) if other.secret_id() == "AKID1"));
}

#[test]
fn a_rejected_key_that_comes_again_is_not_fetched_in_a_circle() {
    let mut slot = filled();
    let Step::Use(rejected) = slot.ask(Demand::Any, at(1)) else { panic!() };
    let fetch = started(&slot.ask(Demand::InsteadOf(&rejected), at(10))).unwrap();
    let settled = slot.settle(fetch, Ok(key(0, start())), at(10), spread()).unwrap();
    assert!(Arc::ptr_eq(&settled.outcome().unwrap(), &rejected), "the same allocation");
    assert!(matches!(slot.ask(Demand::InsteadOf(&rejected), at(10)), Step::Use(_)));
    assert!(started(&slot.ask(Demand::InsteadOf(&rejected), at(11))).is_some());
}

#[test]
fn a_lost_fetch_makes_room_for_another_and_its_late_answer_is_ignored() {
    let mut slot = Slot::default();
    let lost = started(&slot.ask(Demand::Any, start())).unwrap();
    slot.abandon(lost, start(), spread());
    let next = started(&slot.ask(Demand::Any, start())).unwrap();
    assert!(slot.settle(lost, Ok(key(0, start())), start(), spread()).is_none());
    slot.abandon(lost, start(), spread());
    assert_eq!(slot.running(), Some(next));
}

#[test]
fn a_key_without_an_end_is_kept_until_it_is_rejected() {
    let mut slot = Slot::default();
    let fetch = started(&slot.ask(Demand::Any, start())).unwrap();
    let permanent = Credential::new("AKID0", "key").unwrap();
    slot.settle(fetch, Ok(permanent.clone()), start(), spread()).unwrap();
    assert!(matches!(slot.ask(Demand::Any, at(u64::from(u32::MAX))), Step::Use(_)));
    assert!(matches!(slot.ask(Demand::InsteadOf(&permanent), at(1)), Step::Fetch(_)));
}

/// What can happen next.
#[derive(Debug, Clone, Copy)]
enum Event {
    Ask,
    /// Someone brings back the first key that was ever fetched.
    RejectFirst,
    RejectHeld,
    BringNew,
    BringSame,
    FailOldest,
    Lose,
    /// Into the last fifth of a life, and after another such step beyond its end.
    Later,
    SetBack,
}

const EVENTS: [Event; 9] = [
    Event::Ask,
    Event::RejectFirst,
    Event::RejectHeld,
    Event::BringNew,
    Event::BringSame,
    Event::FailOldest,
    Event::Lose,
    Event::Later,
    Event::SetBack,
];

/// The slot, and beside it what an onlooker knows.
#[derive(Clone, Default)]
struct World {
    slot: Slot,
    seconds: u64,
    /// Fetches that were started and did not end, whether or not they were given up.
    tasks: Vec<FetchId>,
    given_up: Vec<FetchId>,
    keys: usize,
    history: Vec<Event>,
}

impl World {
    fn after(&self, event: Event) -> Self {
        let mut world = self.clone();
        world.history.push(event);
        world.apply(event);
        world
    }

    fn now(&self) -> SystemTime {
        at(self.seconds)
    }

    fn valid(&self) -> Option<Arc<Credential>> {
        let held = self.slot.held.as_ref().map(|held| Arc::clone(&held.credential));
        held.filter(|credential| !credential.is_expired(self.now()))
    }

    fn apply(&mut self, event: Event) {
        match event {
            Event::Ask => self.ask(Demand::Any),
            Event::RejectFirst => self.ask(Demand::InsteadOf(&key(1, start()))),
            Event::RejectHeld => {
                if let Some(held) = self.valid() {
                    self.ask(Demand::InsteadOf(&held));
                }
            }
            Event::BringNew => {
                self.keys += 1;
                self.end(Ok(key(self.keys, self.now())));
            }
            Event::BringSame => {
                if let Some(held) = self.valid() {
                    self.end(Ok(Credential::clone(&held)));
                }
            }
            Event::FailOldest => self.end(Err(failure())),
            Event::Lose => {
                if let Some(running) = self.slot.running() {
                    self.given_up.push(running);
                    self.slot.abandon(running, self.now(), spread());
                    assert_eq!(self.slot.running(), None);
                }
            }
            Event::Later => self.seconds += 850,
            Event::SetBack => self.seconds = self.seconds.saturating_sub(400),
        }
    }

    fn ask(&mut self, demand: Demand<'_>) {
        let (before, valid) = (self.slot.running(), self.valid());
        let step = self.slot.ask(demand, self.now());
        let history = &self.history;
        if let Some(fetch) = started(&step) {
            assert_eq!(before, None, "two fetches at once: {history:?}");
            assert!(!self.tasks.contains(&fetch), "an id was used twice: {history:?}");
            self.tasks.push(fetch);
        }
        if let Some(credential) = used(&step) {
            assert!(!credential.is_expired(self.now()), "an expired key: {history:?}");
            assert!(valid.is_some(), "a key out of nowhere: {history:?}");
        }
        match (&step, demand) {
            (Step::Wait(fetch), _) => assert_eq!(Some(*fetch), before, "waits for nothing: {history:?}"),
            (Step::Fetch(_) | Step::Fail(_), Demand::Any) => {
                assert!(valid.is_none(), "a key that works is not handed out: {history:?}");
            }
            (Step::Use(credential), Demand::InsteadOf(rejected)) if credential.same_key(rejected) => {
                assert!(self.slot.setback.is_some(), "a rejected key without having tried: {history:?}");
            }
            _ => {}
        }
    }

    /// The oldest task ends, though its fetch may have been given up.
    fn end(&mut self, fetched: Result<Credential, CredentialError>) {
        if self.tasks.is_empty() {
            return;
        }
        let (fetch, now, history) = (self.tasks.remove(0), self.now(), self.history.clone());
        let (running, valid) = (self.slot.running(), self.valid());
        let brought = fetched.as_ref().ok().cloned();
        let settled = self.slot.settle(fetch, fetched, now, spread());
        if self.given_up.contains(&fetch) {
            assert!(settled.is_none(), "a lost fetch has an effect: {history:?}");
            assert_eq!(self.slot.running(), running, "a lost fetch ends another: {history:?}");
            return;
        }
        assert_eq!(self.slot.running(), None, "{history:?}");
        match settled.unwrap() {
            Settled::Renewed(credential) => assert!(credential.same_key(&brought.unwrap()), "{history:?}"),
            Settled::Kept(..) => assert!(valid.is_some(), "nothing to keep: {history:?}"),
            Settled::Failed(_) => assert!(valid.is_none(), "a key that works was given up: {history:?}"),
        }
    }

    /// From wherever it got to, a caller who comes much later gets a key as soon as one can be had.
    fn check_recovery(mut self) {
        self.seconds += 10_000;
        if let Some(running) = self.slot.running() {
            self.slot.abandon(running, self.now(), spread());
        }
        let step = self.slot.ask(Demand::Any, self.now());
        let fetch = started(&step).unwrap_or_else(|| panic!("stuck at {step:?}: {:?}", self.history));
        let settled = self.slot.settle(fetch, Ok(key(77, self.now())), self.now(), spread()).unwrap();
        assert!(settled.outcome().is_ok());
        assert!(used(&self.slot.ask(Demand::Any, self.now())).is_some());
    }
}

#[test]
fn all_orders_of_six_events() {
    fn explore(world: &World, depth: usize, visited: &mut u32) {
        *visited += 1;
        if depth == 0 {
            return world.clone().check_recovery();
        }
        for event in EVENTS {
            explore(&world.after(event), depth - 1, visited);
        }
    }
    let mut visited = 0;
    explore(&World::default(), 6, &mut visited);
    assert_eq!(visited, (0..=6).map(|depth| 9_u32.pow(depth)).sum::<u32>());
}
