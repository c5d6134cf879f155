//! How much a client as a whole may repeat.
//!
//! When one call in a hundred fails, repeating it costs little and helps. When all fail, repeating them triples
//! the load on a service that is in trouble already. So each repetition takes tokens out of a bucket that
//! successful calls fill again: passing faults are repeated, an outage soon is not.

use std::sync::atomic::{AtomicU32, Ordering};

/// Tokens of a client that repeats as usual: a hundred repetitions in a row.
pub(crate) const DEFAULT_CAPACITY: u32 = 500;

/// What a repetition takes.
const RETRY_COST: u32 = 5;

/// What a call gives back that succeeds at once.
const SUCCESS_REFUND: u32 = 1;

/// The tokens of one client.
#[derive(Debug)]
pub(crate) struct Budget {
    tokens: AtomicU32,
    capacity: u32,
}

impl Budget {
    pub(crate) fn new(capacity: u32) -> Self {
        Self { tokens: AtomicU32::new(capacity), capacity }
    }

    /// Takes the tokens for a repetition, if there are enough.
    pub(crate) fn take(&self) -> bool {
        let taken = self
            .tokens
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |tokens| tokens.checked_sub(RETRY_COST));
        taken.is_ok()
    }

    /// A call succeeded after so many repetitions: what the last one took comes back.
    pub(crate) fn succeeded(&self, repetitions: u32) {
        let refund = if repetitions == 0 { SUCCESS_REFUND } else { RETRY_COST };
        // The usual case: nothing failed lately, and there is nothing to write to a place that all calls share.
        if self.tokens.load(Ordering::Relaxed) >= self.capacity {
            return;
        }
        let fill = |tokens: u32| Some(tokens.saturating_add(refund).min(self.capacity));
        // It always has a value to store.
        let _ = self.tokens.fetch_update(Ordering::Relaxed, Ordering::Relaxed, fill);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_outage_uses_it_up_and_successes_fill_it() {
        let budget = Budget::new(10);
        assert!(budget.take() && budget.take());
        assert!(!budget.take());
        for _ in 0..4 {
            budget.succeeded(0);
        }
        assert!(!budget.take(), "four tokens are not enough for five");
        budget.succeeded(0);
        assert!(budget.take());
        budget.succeeded(2);
        assert!(budget.take(), "a repetition that helped gives back what it took");
    }

    #[test]
    fn none_means_never() {
        let budget = Budget::new(0);
        budget.succeeded(0);
        assert!(!budget.take());
    }

    /// What happens to a budget.
    #[derive(Debug, Clone, Copy)]
    enum Event {
        Repeat,
        SuccessAtOnce,
        SuccessAfterRepeating,
    }

    impl Event {
        const ALL: [Self; 3] = [Self::Repeat, Self::SuccessAtOnce, Self::SuccessAfterRepeating];

        /// What it puts in, as far as there is room, or takes out, if there is enough.
        fn tokens(self) -> i64 {
            match self {
                Self::Repeat => -i64::from(RETRY_COST),
                Self::SuccessAtOnce => i64::from(SUCCESS_REFUND),
                Self::SuccessAfterRepeating => i64::from(RETRY_COST),
            }
        }

        /// Whether it went through.
        fn happen(self, budget: &Budget) -> bool {
            match self {
                Self::Repeat => return budget.take(),
                Self::SuccessAtOnce => budget.succeeded(0),
                Self::SuccessAfterRepeating => budget.succeeded(1),
            }
            true
        }
    }

    /// Every step is one exchange of one number, so what threads can do to a budget is some order of steps. These are
    /// all orders of nine, held to an account that is kept on the side.
    #[test]
    fn all_orders_of_nine_events() {
        fn explore(events: &mut Vec<Event>, depth: usize) -> u32 {
            if depth > 0 {
                return Event::ALL.into_iter().fold(0, |explored, event| {
                    events.push(event);
                    let explored = explored + explore(events, depth - 1);
                    events.pop();
                    explored
                });
            }
            for capacity in [0, 4, 5, 6, 11, 20] {
                let budget = Budget::new(capacity);
                let mut account = i64::from(capacity);
                for event in &*events {
                    let after = account + event.tokens();
                    let goes_through = after >= 0;
                    account = if goes_through { after.min(i64::from(capacity)) } else { account };
                    assert_eq!(event.happen(&budget), goes_through, "{capacity}: {events:?}");
                    let tokens = i64::from(budget.tokens.load(Ordering::Relaxed));
                    assert_eq!(tokens, account, "{capacity}: {events:?}");
                }
            }
            1
        }
        assert_eq!(explore(&mut Vec::new(), 9), 3_u32.pow(9));
    }

    /// That each step is one exchange: with threads in between, no token is lost and none is made.
    #[test]
    fn threads_lose_no_tokens() {
        const THREADS: u32 = 4;
        const ROUNDS: u32 = 2000;
        // Neither empty nor full on the way, so that each step changes the number by what it says.
        let middle = THREADS * ROUNDS * RETRY_COST;
        let budget = Budget::new(2 * middle);
        for _ in 0..middle / RETRY_COST {
            assert!(budget.take());
        }
        let run = &|offset: u32| {
            (0..ROUNDS)
                .map(|round| Event::ALL[((round + offset) % 3) as usize])
                .map(|event| {
                    assert!(event.happen(&budget));
                    event.tokens()
                })
                .sum::<i64>()
        };
        let sum: i64 = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..THREADS).map(|offset| scope.spawn(move || run(offset))).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).sum()
        });
        assert_eq!(i64::from(budget.tokens.load(Ordering::Relaxed)), i64::from(middle) + sum);
    }

    proptest! {
        /// Whatever the order, no more is repeated than the bucket holds and successes give back.
        #[test]
        fn repetitions_never_exceed_what_was_put_in(
            capacity in 0_u32..100,
            events in prop::collection::vec(prop::option::of(0_u32..3), 0..300),
        ) {
            let budget = Budget::new(capacity);
            let (mut taken, mut refunded) = (0, 0);
            for event in events {
                match event {
                    None => taken += u32::from(budget.take()),
                    Some(repetitions) => {
                        refunded += if repetitions == 0 { SUCCESS_REFUND } else { RETRY_COST };
                        budget.succeeded(repetitions);
                    }
                }
                prop_assert!(taken * RETRY_COST <= capacity + refunded);
                prop_assert!(budget.tokens.load(Ordering::Relaxed) <= capacity);
            }
        }
    }
}
