//! Answers from a recording.

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;
use std::str::FromStr;
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::Value;

use super::entry::{Entry, Outcome};
use super::error::RecordingError;
use super::line;
use super::matching::differences;
use crate::client::ServiceClient;
use crate::error::Error;
use crate::offline::answer::Answer;
use crate::offline::envelope;
use crate::offline::head::CallHead;
use crate::offline::refusal::Refusal;
use crate::transport::{BoxFuture, HttpReply, HttpRequest, Transport, TransportError};

/// The code of the error that a call gets for which there is no recording.
const UNEXPECTED_CALL: &str = "Replay.UnexpectedCall";

/// A [`Transport`] that answers every call with what was recorded for it.
///
/// A call is the recorded one if action and parameters are the same; how its JSON is written does not matter, and
/// what was masked fits everything. A call that was not recorded fails with the code `Replay.UnexpectedCall` and a
/// message that says how the nearest recording differs.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use car_api::car;
/// use car_api::offline::Replay;
///
/// let replay: Replay = r#"
/// {"recording":"car-api","version":1}
/// {"action":"DeleteApplication","version":"2022-01-10","parameters":{"ApplicationId":"app-1"},"reply":{"status":200,"json":{"Response":{"RequestId":"r-1"}}}}
/// "#
/// .trim()
/// .parse()?;
/// let car: car::Client = replay.client()?;
/// assert_eq!(car.delete_application().application_id("app-1").send().await?.request_id, "r-1");
///
/// let error = car.delete_application().application_id("app-2").send().await.unwrap_err();
/// assert_eq!(error.code(), Some("Replay.UnexpectedCall"));
/// assert!(replay.unplayed().is_empty());
/// # Ok(())
/// # }
/// ```
///
/// Clones share what has been played.
#[derive(Clone)]
pub struct Replay {
    name: String,
    lines: Arc<[Line]>,
    mode: ReplayMode,
    /// For each line, whether it has been played.
    played: Arc<Mutex<Vec<bool>>>,
}

struct Line {
    number: usize,
    entry: Entry,
}

/// In which order a recording is played.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum ReplayMode {
    /// Every recording answers one call, in any order. Where several fit, the first that has not been played.
    #[default]
    AnyOrder,
    /// Every recording answers one call, in the order in which they were made.
    InOrder,
    /// As [`AnyOrder`](Self::AnyOrder), but the last one that fits answers all calls that follow.
    Repeating,
}

impl Replay {
    /// Reads the recording at `path`.
    ///
    /// # Errors
    ///
    /// When the file cannot be read or is no recording; the error names the line.
    pub fn load(path: impl AsRef<Path>) -> Result<Self, RecordingError> {
        let name = path.as_ref().display().to_string();
        match std::fs::read_to_string(path) {
            Ok(text) => Self::parse(name, &text),
            Err(source) => Err(RecordingError::Read { name, source }),
        }
    }

    fn parse(name: String, text: &str) -> Result<Self, RecordingError> {
        let mut lines = text.lines().enumerate().map(|(index, line)| (index + 1, line.trim()));
        let at = |line, problem| RecordingError::Line { name: name.clone(), line, problem };
        let (number, first) = lines.next().unwrap_or((1, ""));
        line::check_header(first).map_err(|problem| at(number, problem))?;
        let mut calls = Vec::new();
        for (number, text) in lines.filter(|(_, text)| !text.is_empty()) {
            let entry = line::read(text).map_err(|problem| at(number, problem))?;
            calls.push(Line { number, entry });
        }
        let played = Arc::new(Mutex::new(vec![false; calls.len()]));
        Ok(Self { name, lines: calls.into(), mode: ReplayMode::default(), played })
    }

    /// Sets in which order the recording is played.
    #[must_use]
    pub fn mode(mut self, mode: ReplayMode) -> Self {
        self.mode = mode;
        self
    }

    /// A client whose service is this recording.
    ///
    /// # Errors
    ///
    /// When the client does not take the settings: never for a generated one.
    pub fn client<C: ServiceClient>(&self) -> Result<C, Error> {
        crate::offline::client(self.clone())
    }

    /// The recordings that no call has asked for, such as `line 3: DescribeCosCredential`: a test that expects all
    /// of them to be played holds this to be empty.
    pub fn unplayed(&self) -> Vec<String> {
        let played = self.played.lock().unwrap_or_else(PoisonError::into_inner);
        let left = self.lines.iter().zip(&*played).filter(|(_, played)| !**played);
        left.map(|(line, _)| format!("line {}: {}", line.number, line.entry.action)).collect()
    }

    /// Finds what was recorded, and marks it as played; or says what is nearest.
    fn play(&self, head: CallHead<'_>, parameters: &Value) -> Result<Outcome, String> {
        let mut played = self.played.lock().unwrap_or_else(PoisonError::into_inner);
        let fits = |line: &Line| line.entry.is_of(head) && line.entry.has(parameters);
        let fitting = self.lines.iter().enumerate().filter(|(_, line)| fits(line)).map(|(index, _)| index);
        let is_unplayed = |index: &usize| !played.get(*index).copied().unwrap_or_default();
        let found = match self.mode {
            ReplayMode::AnyOrder => fitting.clone().find(is_unplayed),
            ReplayMode::Repeating => fitting.clone().find(is_unplayed).or(fitting.clone().next_back()),
            ReplayMode::InOrder => {
                let next = (0..self.lines.len()).find(is_unplayed);
                next.filter(|next| fitting.clone().any(|index| index == *next))
            }
        };
        let Some((index, line)) = found.and_then(|index| Some((index, self.lines.get(index)?))) else {
            return Err(self.explained(head, parameters, &played));
        };
        if let Some(played) = played.get_mut(index) {
            *played = true;
        }
        Ok(line.entry.outcome.clone())
    }

    fn explained(&self, head: CallHead<'_>, parameters: &Value, played: &[bool]) -> String {
        let action = head.action.unwrap_or("a call without an action");
        let name = &self.name;
        let next = self.lines.iter().zip(played).find(|(_, played)| !**played).map(|(line, _)| line);
        if self.mode == ReplayMode::InOrder {
            return match next {
                None => format!("{name} has been played to its end, and {action} was called"),
                Some(Line { number, entry }) if !entry.is_of(head) => {
                    format!("{name}, line {number}: next is {}, and {action} was called", entry.action)
                }
                Some(Line { number, entry }) => {
                    format!(
                        "{name}, line {number}: next is {action} with other parameters: {}",
                        entry.differs(parameters)
                    )
                }
            };
        }
        let of_action = || self.lines.iter().filter(|line| line.entry.is_of(head));
        if let Some(line) = of_action().find(|line| line.entry.has(parameters)) {
            return format!(
                "{name}: every recording of this call of {action} has been played, the first in line {}; \
                 `ReplayMode::Repeating` plays the last one again",
                line.number
            );
        }
        let nearest = of_action().min_by_key(|line| differences(&line.entry.parameters, parameters).len());
        match nearest {
            Some(Line { number, entry }) => format!(
                "{name} has no such call of {action}; the nearest is line {number}, where there is {}",
                entry.differs(parameters)
            ),
            None => format!("{name} has no call of {action}; it has: {}", self.contents()),
        }
    }

    fn contents(&self) -> String {
        let mut counts = BTreeMap::<&str, usize>::new();
        for line in &*self.lines {
            *counts.entry(&line.entry.action).or_default() += 1;
        }
        let shown: Vec<_> = counts.iter().map(|(action, count)| format!("{action} ({count})")).collect();
        if shown.is_empty() { "nothing".to_owned() } else { shown.join(", ") }
    }
}

impl Entry {
    fn is_of(&self, head: CallHead<'_>) -> bool {
        let is_same_service = match (self.service.as_deref(), head.service) {
            (Some(recorded), Some(called)) => recorded == called,
            _ => true,
        };
        is_same_service && head.action == Some(&self.action) && head.version == Some(&self.version)
    }

    fn has(&self, parameters: &Value) -> bool {
        differences(&self.parameters, parameters).is_empty()
    }

    /// Where `parameters` differ. What was sent is not shown: it may be secret.
    fn differs(&self, parameters: &Value) -> String {
        let found = differences(&self.parameters, parameters);
        let places = found.iter().map(|(path, recorded)| format!("{recorded} at `{path}`"));
        places.collect::<Vec<_>>().join(", ")
    }
}

/// Reads a recording from its text.
impl FromStr for Replay {
    type Err = RecordingError;

    fn from_str(text: &str) -> Result<Self, RecordingError> {
        Self::parse("the recording".to_owned(), text)
    }
}

impl Transport for Replay {
    fn send(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpReply, TransportError>> {
        let parameters = serde_json::from_slice(&request.body).unwrap_or_default();
        let outcome = match self.play(CallHead::of(&request.headers), &parameters) {
            Ok(outcome) => outcome.played(),
            Err(message) => {
                let refusal = Answer::Failure(Refusal::new(UNEXPECTED_CALL, message));
                Ok(envelope::reply(refusal, &envelope::new_request_id()))
            }
        };
        Box::pin(std::future::ready(outcome))
    }
}

impl fmt::Debug for Replay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Replay")
            .field("name", &self.name)
            .field("mode", &self.mode)
            .field("calls", &self.lines.len())
            .field("unplayed", &self.unplayed())
            .finish_non_exhaustive()
    }
}
