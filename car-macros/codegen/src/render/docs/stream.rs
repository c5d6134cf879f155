//! What is said of answers that are streams of events.

use super::Doc;
use crate::ir::{Action, Streaming};

/// The section of a client method that says how its answer is streamed.
pub(super) fn section(action: &Action) -> Vec<String> {
    let how = match &action.streaming {
        Streaming::Never => return Vec::new(),
        Streaming::Possible => "The service can answer with a stream of events.".to_owned(),
        Streaming::OnRequest(parameter) => {
            format!("The service answers with a stream of events when `{parameter}` is `true`.")
        }
    };
    let text = format!(
        "{how} `.stream()` in the place of `.send()` asks for them and gives one after another: \
         [`EventStream`](::car_api::EventStream)."
    );
    ["", "# Stream", ""].map(str::to_owned).into_iter().chain([text]).collect()
}

/// The method that gives the events.
pub(in crate::render) fn stream(action: &Action) -> Doc {
    let request = match &action.streaming {
        Streaming::OnRequest(parameter) => format!("Sets `{parameter}` to `true`. "),
        Streaming::Possible | Streaming::Never => String::new(),
    };
    Doc(vec![
        "Sends the call and gives the events of its answer one after another, as they come.".to_owned(),
        String::new(),
        format!(
            "{request}Nothing is sent before the first event is asked for; dropping the stream closes the connection. \
             An answer that is no stream is the only event."
        ),
    ])
}
