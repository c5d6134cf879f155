//! Which call meets which fault.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::mix::{Mix, bad_day};
use super::{Fault, Repeat};
use crate::action::Action;
use crate::offline::head::CallHead;
use crate::offline::target::Target;

/// The faults that are to happen. Clones share them, so a test can hold on to one and change what happens to a
/// mock or an emulator that is in use.
///
/// A call meets the first fault that was added for its action, or for any, and has not happened often enough. A
/// call for which there is none may meet one of the random mix.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use car_api::car::{self, DescribeCosCredential};
/// use car_api::offline::{Fault, Mock};
///
/// let mock = Mock::new().example::<DescribeCosCredential>(0);
/// let car: car::Client = mock.client()?;
/// mock.faults().add::<DescribeCosCredential>(Fault::api("UnauthorizedOperation", "not today"));
/// assert!(car.describe_cos_credential().application_id("app-1").send().await.is_err());
/// assert!(car.describe_cos_credential().application_id("app-1").send().await.is_ok());
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Default)]
pub struct Faults {
    script: Arc<Mutex<Script>>,
}

#[derive(Debug, Default)]
struct Script {
    rules: Vec<Rule>,
    mix: Option<Mix>,
    happened: u64,
}

#[derive(Debug)]
struct Rule {
    scope: Scope,
    fault: Fault,
    left: Repeat,
}

#[derive(Debug)]
enum Scope {
    Any,
    Only(Target),
}

impl Faults {
    /// None.
    pub fn new() -> Self {
        Self::default()
    }

    /// Lets `fault` happen to the next call of the action `A`, or to as many as it says itself.
    pub fn add<A: Action>(&self, fault: Fault) -> &Self {
        self.add_rule(Scope::Only(Target::Action(A::META)), fault)
    }

    /// Like [`add`](Self::add), for an action that has no type, by name.
    pub fn add_named(&self, action: impl Into<String>, fault: Fault) -> &Self {
        self.add_rule(Scope::Only(Target::Named(action.into())), fault)
    }

    /// Like [`add`](Self::add), whatever is called.
    pub fn add_any(&self, fault: Fault) -> &Self {
        self.add_rule(Scope::Any, fault)
    }

    /// Lets so many calls of a thousand meet a fault, at random: a mix of errors, lost requests, lost answers and
    /// garbled ones, none of which takes time. The same seed gives the same sequence.
    pub fn per_thousand(&self, share: u32, seed: u64) -> &Self {
        self.mix(share, seed, bad_day())
    }

    /// Like [`per_thousand`](Self::per_thousand), with one of `faults` each time. How often they say that they
    /// happen does not matter.
    pub fn mix(&self, share: u32, seed: u64, faults: Vec<Fault>) -> &Self {
        self.script().mix = Some(Mix::new(share, seed, faults));
        self
    }

    /// Takes back all that has not happened, the random mix included.
    pub fn clear(&self) -> &Self {
        let mut script = self.script();
        script.rules.clear();
        script.mix = None;
        drop(script);
        self
    }

    /// How many faults have happened.
    pub fn happened(&self) -> u64 {
        self.script().happened
    }

    fn add_rule(&self, scope: Scope, fault: Fault) -> &Self {
        let left = fault.repeat().unwrap_or(Repeat::Times(1));
        self.script().rules.push(Rule { scope, fault, left });
        self
    }

    /// What happens to the call with this head.
    pub(crate) fn next(&self, head: CallHead<'_>) -> Option<Fault> {
        self.script().next(head)
    }

    fn script(&self) -> MutexGuard<'_, Script> {
        self.script.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Script {
    fn next(&mut self, head: CallHead<'_>) -> Option<Fault> {
        self.rules.retain(|rule| rule.left != Repeat::Times(0));
        let fault = match self.rules.iter_mut().find(|rule| rule.scope.has(head)) {
            Some(rule) => Some(rule.take()),
            None => self.mix.as_mut().and_then(Mix::draw),
        };
        self.happened += u64::from(fault.is_some());
        fault
    }
}

impl Rule {
    fn take(&mut self) -> Fault {
        if let Repeat::Times(left) = &mut self.left {
            *left = left.saturating_sub(1);
        }
        self.fault.clone()
    }
}

impl Scope {
    fn has(&self, head: CallHead<'_>) -> bool {
        match self {
            Self::Any => true,
            Self::Only(target) => target.is_called_by(head),
        }
    }
}

impl fmt::Debug for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let script = self.script();
        let rules: Vec<_> =
            script.rules.iter().map(|rule| (&rule.scope, rule.fault.to_string(), rule.left)).collect();
        f.debug_struct("Faults")
            .field("rules", &rules)
            .field("has_mix", &script.mix.is_some())
            .field("happened", &script.happened)
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: CallHead<'static> =
        CallHead { service: Some("car"), action: Some("A"), version: Some("1"), region: None };
    const OTHER: CallHead<'static> = CallHead { action: Some("B"), ..HEAD };

    fn what(faults: &Faults, head: CallHead<'_>) -> Option<String> {
        faults.next(head).map(|fault| fault.to_string())
    }

    #[test]
    fn faults_happen_in_turn_and_as_often_as_they_say() {
        let faults = Faults::new();
        faults
            .add_named("A", Fault::api("One", ""))
            .add_any(Fault::api("Two", "").times(2))
            .add_named("A", Fault::api("Never", "").times(0))
            .add_named("A", Fault::api("Rest", "").always());
        assert_eq!(what(&faults, OTHER).as_deref(), Some("Two"));
        for expected in ["One", "Two", "Rest", "Rest", "Rest"] {
            assert_eq!(what(&faults, HEAD).as_deref(), Some(expected));
        }
        assert_eq!(what(&faults, OTHER), None);
        assert_eq!(faults.happened(), 6);
        assert_eq!(what(faults.clear(), HEAD), None);
    }

    #[test]
    fn the_same_seed_gives_the_same_faults_in_about_the_right_number() {
        let run = |seed| {
            let faults = Faults::new();
            faults.per_thousand(50, seed);
            let drawn: Vec<_> = (0..10_000).map(|_| what(&faults, HEAD)).collect();
            assert_eq!(faults.happened(), drawn.iter().flatten().count() as u64);
            drawn
        };
        assert_eq!(run(1), run(1));
        assert_ne!(run(1), run(2));
        // 500 are expected; six standard deviations are 131.
        let count = run(1).iter().flatten().count();
        assert!((369..=631).contains(&count), "{count}");
        let kinds: std::collections::HashSet<_> = run(1).into_iter().flatten().collect();
        assert!(kinds.len() >= 10, "{kinds:?}");
    }
}
