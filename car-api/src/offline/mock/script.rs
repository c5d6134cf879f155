//! Which answer a call gets: a script per action, whose turns are taken in order.

use std::fmt;
use std::sync::Arc;

use crate::action::ActionMeta;
use crate::offline::answer::Answer;
use crate::offline::fault::Fault;
use crate::offline::head::CallHead;
use crate::offline::target::Target;

/// Turns a request body into an answer.
pub(super) type Handler = Arc<dyn Fn(&[u8]) -> Result<Answer, Fault> + Send + Sync>;

/// The answer whose turn it is.
pub(super) struct Found {
    pub(super) handler: Handler,
    /// The tables of the action, where it has some.
    pub(super) action: Option<&'static ActionMeta>,
}

/// All scripts of a mock.
#[derive(Debug, Default)]
pub(super) struct Scripts {
    scripts: Vec<Script>,
    /// The script that the last turn was added to.
    last: usize,
}

#[derive(Debug)]
struct Script {
    target: Target,
    turns: Vec<Turn>,
}

struct Turn {
    handler: Handler,
    /// How many calls it answers; if not said, one, or all if it is the last turn.
    times: Option<usize>,
    taken: usize,
}

impl fmt::Debug for Turn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Turn").field("times", &self.times).field("taken", &self.taken).finish_non_exhaustive()
    }
}

impl Scripts {
    /// Adds a turn to the script of `target`.
    pub(super) fn add(&mut self, target: Target, handler: Handler) {
        let turn = Turn { handler, times: None, taken: 0 };
        let known = self.scripts.iter().position(|script| script.target.is_same(&target));
        self.last = known.unwrap_or(self.scripts.len());
        match self.scripts.get_mut(self.last) {
            Some(script) => script.turns.push(turn),
            None => self.scripts.push(Script { target, turns: vec![turn] }),
        }
    }

    /// Sets how many calls the turn that was added last answers.
    pub(super) fn set_times(&mut self, times: usize) {
        if let Some(turn) = self.scripts.get_mut(self.last).and_then(|script| script.turns.last_mut()) {
            turn.times = Some(times);
        }
    }

    /// The answer whose turn it is, or why there is none.
    pub(super) fn next(&mut self, head: CallHead<'_>) -> Result<Found, String> {
        let called = head.action.unwrap_or("a call without an action");
        let version = head.version.unwrap_or("no version");
        let Some(script) = self.scripts.iter_mut().find(|script| script.target.is_called_by(head)) else {
            let known = self.names();
            return Err(format!(
                "the mock has no answer for {called} ({version}); it has answers for: {known}"
            ));
        };
        let action = match script.target {
            Target::Action(action) => Some(action),
            Target::Named(_) => None,
        };
        let taken: usize = script.turns.iter().map(|turn| turn.taken).sum();
        let handler = script.take().ok_or_else(|| {
            let known = self.names();
            format!(
                "the mock has no answer left for {called} after {taken} calls; it has answers for: {known}"
            )
        })?;
        Ok(Found { handler, action })
    }

    fn names(&self) -> String {
        if self.scripts.is_empty() {
            return "nothing".to_owned();
        }
        self.scripts.iter().map(|script| script.target.name()).collect::<Vec<_>>().join(", ")
    }
}

impl Script {
    fn take(&mut self) -> Option<Handler> {
        let last = self.turns.len().saturating_sub(1);
        let turn = self.turns.iter_mut().enumerate().find_map(|(index, turn)| {
            let unsaid = if index == last { usize::MAX } else { 1 };
            (turn.taken < turn.times.unwrap_or(unsaid)).then_some(turn)
        })?;
        turn.taken += 1;
        Some(Arc::clone(&turn.handler))
    }
}
