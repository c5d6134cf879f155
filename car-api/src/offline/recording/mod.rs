//! Calls that were made once, written down, and answered from the paper ever after.
//!
//! An example in a spec says what an action answers as a rule. What it answered to *this* program, with its
//! application ids and its order of calls, only a recording knows. [`Recorder`] makes one while a program talks to
//! the service, [`Replay`] answers from it, without network or keys. A recording is meant to be kept beside the
//! tests, so what is secret never gets into it.
//!
//! # What is written
//!
//! Text, one JSON object per line (JSON Lines). The first says what it is, every other is a call with what came back:
//!
//! ```text
//! {"recording":"car-api","version":1}
//! {"action":"DescribeCosCredential","parameters":{"ApplicationId":"app-1"},"reply":{"headers":{"content-type":"application/json"},"json":{"Response":{"CosBucket":"examplebucket","SecretKey":"[masked]"}},"status":200},"service":"car","version":"2022-01-10"}
//! {"action":"DescribeCosCredential","failure":{"kind":"broken","sent":"maybe"},"parameters":{"ApplicationId":"app-1"},"service":"car","version":"2022-01-10"}
//! ```
//!
//! | member | what |
//! |---|---|
//! | `action`, `version` | what was called |
//! | `service` | the service of the signing scope; absent where a call was not signed |
//! | `region` | `X-TC-Region`, for the reader: it is not compared |
//! | `parameters` | the request's body; a `ClientToken` in it is not compared |
//! | `reply` | `status`, some of the `headers`, and the body: as `json`, as `text`, or only its length as `omitted_bytes` |
//! | `failure` | in the place of `reply`: `kind` (`connect`, `broken`, `too_large`, `timeout`), `sent` (`no`, `maybe`), `status` |
//!
//! Lines may be edited, moved and removed by hand. Blank lines are skipped.
//!
//! # What is not written
//!
//! - Headers of the request: no `Authorization`, no `X-TC-Token`, no secret id. Of the reply's headers, only those
//!   that a client acts on.
//! - Fields that the action's table calls sensitive, in parameters and answers, at any depth. In an answer a text
//!   becomes `[masked]` and a number 0, so that it still can be read; in parameters all becomes `[masked]`, which
//!   fits whatever is sent in its place.
//! - What no table lists: unknown members, and everything about an unknown action but its name, the request id and
//!   the error. [`Unlisted`] says otherwise.
//! - What occurs a second time: a masked text of 8 characters or more is also masked where it turns up elsewhere,
//!   as in an error's message.
//! - Bodies that are neither JSON nor clearly something else. Half an answer may hold a whole secret.

mod entry;
mod error;
mod line;
mod matching;
mod recorder;
mod replay;
mod scrub;
mod secrets;

pub use error::RecordingError;
pub use recorder::Recorder;
pub use replay::{Replay, ReplayMode};
pub use scrub::Unlisted;
