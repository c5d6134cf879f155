//! `ClientToken`: the parameter by which a caller says that two requests are one.
//!
//! Services that take it carry out the first request with a token, and answer every later one like the first.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, PoisonError};

use crate::client_token::PARAMETER;
use crate::offline::answer::Answer;
use crate::offline::check::Call;

/// How many tokens are remembered. A repetition follows its request closely, so that older ones only take memory.
const CAPACITY: usize = 16 * 1024;

/// The answers that belong to the tokens seen last.
#[derive(Debug, Default)]
pub(super) struct ClientTokens {
    known: Mutex<Known>,
}

#[derive(Debug, Default)]
struct Known {
    answers: HashMap<Key, Answer>,
    /// The keys, the oldest first.
    order: VecDeque<Key>,
}

/// Service, action and token.
type Key = (&'static str, &'static str, String);

impl ClientTokens {
    /// The answer that an earlier call with the same token got. If there was none, this call is the first, and
    /// later ones get `answer`.
    pub(super) fn earlier_answer(&self, call: &Call, answer: &Answer) -> Option<Answer> {
        let key = key(call)?;
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(earlier) = known.answers.get(&key) {
            return Some(earlier.clone());
        }
        if known.order.len() >= CAPACITY
            && let Some(oldest) = known.order.pop_front()
        {
            known.answers.remove(&oldest);
        }
        known.order.push_back(key.clone());
        known.answers.insert(key, answer.clone());
        None
    }
}

fn key(call: &Call) -> Option<Key> {
    let action = call.action;
    action.request.position(PARAMETER, 0)?;
    let token = call.parameters.get(PARAMETER)?.as_str().filter(|token| !token.is_empty())?;
    Some((action.service.name, action.name, token.to_owned()))
}
