//! The rate limits of the service, kept as it keeps them: so many calls of an action in any one second.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use crate::action::ActionMeta;
use crate::offline::refusal::Refusal;

const WINDOW: Duration = Duration::from_secs(1);

/// Whether an emulator keeps to rate limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum RateLimits {
    /// It answers as fast as it can: what a test sees does not depend on how fast the machine is.
    #[default]
    Off,
    /// Calls of an action above what its spec documents, in any one second by the emulator's clock, get
    /// `RequestLimitExceeded`. An action that documents no limit has none.
    FromSpec,
}

/// Remembers when calls were admitted.
#[derive(Debug)]
pub(super) struct RateLimiter {
    limits: RateLimits,
    windows: Mutex<HashMap<(&'static str, &'static str), Window>>,
}

impl RateLimiter {
    pub(super) fn new(limits: RateLimits) -> Self {
        Self { limits, windows: Mutex::default() }
    }

    /// Refuses a call at `now` if there were too many in the second before. Refused calls do not count.
    pub(super) fn admit(&self, action: &'static ActionMeta, now: SystemTime) -> Result<(), Refusal> {
        let limit = match self.limits {
            RateLimits::Off => None,
            RateLimits::FromSpec => action.rate_limit,
        };
        let Some(limit) = limit else { return Ok(()) };
        let mut windows = self.windows.lock().unwrap_or_else(PoisonError::into_inner);
        let window = windows.entry((action.service.name, action.name)).or_default();
        if window.admits(limit, now) {
            return Ok(());
        }
        let message = format!("{} may be called {limit} times per second; wait, then repeat", action.name);
        Err(Refusal::new("RequestLimitExceeded", message))
    }
}

/// The calls of the last second.
#[derive(Debug, Default)]
struct Window(VecDeque<SystemTime>);

impl Window {
    fn admits(&mut self, limit: u32, now: SystemTime) -> bool {
        // A clock that was set back leaves calls in the future; they count until it catches up with them.
        let is_past = |time: &SystemTime| now.duration_since(*time).is_ok_and(|age| age >= WINDOW);
        while self.0.front().is_some_and(is_past) {
            self.0.pop_front();
        }
        let has_room = u32::try_from(self.0.len()).is_ok_and(|count| count < limit);
        if has_room {
            self.0.push_back(now);
        }
        has_room
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_one_second_has_at_most_the_limit() {
        let mut window = Window::default();
        let mut admitted =
            |milliseconds| window.admits(2, SystemTime::UNIX_EPOCH + Duration::from_millis(milliseconds));
        let seen: Vec<_> = [0, 900, 999, 1000, 1001, 1899, 1900, 2000, 2001]
            .into_iter()
            .filter(|milliseconds| admitted(*milliseconds))
            .collect();
        // A new second by the wall clock is no new start: 900 and 1000 use up 1001 to 1899.
        assert_eq!(seen, [0, 900, 1000, 1900, 2000]);
    }
}
