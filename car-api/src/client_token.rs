//! Making a call recognisable.
//!
//! Some actions take a `ClientToken`: the service carries out the first call with a token and answers the next ones
//! with the same token alike, without doing it again. A call that has one may be repeated although its action is
//! not idempotent, so every such call gets one unless the caller chose it. A token that was made here is good for the
//! attempts of one call: whoever makes the call again makes another token, and to the service it is another call.

use crate::action::Safety;
use crate::record::{self, Record, Slot, View};

/// What the parameter is called, in all services that have it.
pub(crate) const PARAMETER: &str = "ClientToken";

/// By whom a call can be recognised.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Token {
    /// It has no token, or needs none.
    None,
    /// The caller chose it, and can send it again.
    OfCaller,
    /// It was made here, for this call.
    OfCall,
}

/// Gives `request` a token if its action takes one and it has none. Returns which one it has now.
pub(crate) fn ensure(request: &mut dyn Record, safety: Safety) -> Token {
    if safety != Safety::Unsafe {
        // It may be repeated as it is.
        return Token::None;
    }
    let Some(field) = record::field_mut(request, PARAMETER) else { return Token::None };
    match field.view() {
        View::Absent | View::Text("") => {}
        View::Text(_) => return Token::OfCaller,
        _ => return Token::None,
    }
    if let Slot::Text(token) = field.slot() {
        *token = fresh();
        return Token::OfCall;
    }
    field.clear();
    Token::None
}

/// The same for the body of a call by name, if `takes_token`. What cannot be read as JSON is left as it is: another
/// place complains.
pub(crate) fn ensure_in_json(body: &mut Vec<u8>) -> Token {
    let Ok(mut members) = serde_json::from_slice::<record::Extra>(body) else { return Token::None };
    let token = members.entry(PARAMETER).or_insert(serde_json::Value::Null);
    match token {
        serde_json::Value::String(token) if !token.is_empty() => return Token::OfCaller,
        serde_json::Value::String(_) | serde_json::Value::Null => *token = fresh().into(),
        _ => return Token::None,
    }
    match serde_json::to_vec(&members) {
        Ok(written) => {
            *body = written;
            Token::OfCall
        }
        Err(_) => Token::None,
    }
}

/// Whether the action with these parameters takes a token.
pub(crate) fn is_taken_by(request: &record::Shape) -> bool {
    request.fields.iter().any(|field| field.wire == PARAMETER)
}

/// 32 hexadecimal digits, as random as need be: it has to differ, not to be hard to guess.
fn fresh() -> String {
    format!("{:032x}", fastrand::u128(..))
}
