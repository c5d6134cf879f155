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
