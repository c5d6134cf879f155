//! What is said of calling an action again and again.

use super::{Doc, text};
use crate::ir::{Action, Field, Pagination, PathStep, Verdict, Waiter};
use crate::names;
use crate::render::repeat::items_methods;

/// The section of a client method that names what its builder has beside `send`.
pub(super) fn section(action: &Action) -> Vec<String> {
    let mut points = Vec::new();
    if let Some(pagination) = &action.pagination {
        points.push("- `.pages()` gives one answer after another, until the list is at its end.".to_owned());
        for (method, list) in items_methods(action, pagination) {
            points.push(format!("- `.{method}()` gives the items of `{}` from all pages.", list.wire));
        }
    }
    for waiter in &action.waiters {
        let method = names::waiter_method(&waiter.name);
        let key = waiter.key().map(names::field).unwrap_or_default();
        points.push(format!("- `.{method}({key})` repeats the call {}.", until(waiter)));
    }
    if points.is_empty() {
        return points;
    }
    let head = ["", "# Many calls", "", "In the place of `.send()`:", ""].map(str::to_owned);
    head.into_iter().chain(points).collect()
}

/// The method for all pages.
pub(in crate::render) fn pages(pagination: &Pagination) -> Doc {
    let end = match &pagination.total {
        Some(total) => format!("until `{total}` items have come"),
        None => "until one is empty".to_owned(),
    };
    Doc(vec![
        format!("Sends the call once per page, {end}, and gives the answers one after another."),
        String::new(),
        format!(
            "Starts at `{}` if that is set, and then moves it. Each page has what `{}` allows. Nothing is sent \
             before it is asked for.",
            pagination.offset, pagination.limit
        ),
    ])
}

/// The method for the items of a list.
pub(in crate::render) fn items(list: &Field) -> Doc {
    let wire = &list.wire;
    Doc(vec![
        format!(
            "The items of `{wire}` from all pages, one after another; the next page is fetched when the last \
                 one is used up."
        ),
        String::new(),
        "See `pages` for where it starts and ends.".to_owned(),
    ])
}

/// The method for a state.
pub(in crate::render) fn wait(waiter: &Waiter) -> Doc {
    let mut lines = vec![format!("Sends the call again and again {}.", until(waiter))];
    lines.push(String::new());
    for step in &waiter.path {
        if let PathStep::Item { list, key } = step {
            let argument = names::field(key);
            lines.push(format!("Of `{list}`, it looks at the item whose `{key}` is `{argument}`."));
            lines.push(String::new());
        }
    }
    for (what, verdict) in
        [("done", Verdict::Success), ("goes on", Verdict::Pending), ("fails", Verdict::Failure)]
    {
        let means = meanings(waiter, verdict);
        if !means.is_empty() {
            lines.push(format!("- {what}: {}", means.join(", ")));
        }
    }
    let end = if waiter.errors.iter().any(|(_, verdict)| *verdict == Verdict::Success) {
        "; where an error code ended it, an empty one"
    } else {
        ""
    };
    lines.extend([
        String::new(),
        format!(
            "Pauses for {} at first and up to {} later, and gives up after an hour; `interval` and `deadline` of \
             [`Wait`](::car_api::Wait) change that. The outcome is the last answer{end}.",
            super::seconds(waiter.interval_ms),
            super::seconds(waiter.max_interval_ms)
        ),
    ]);
    Doc(lines)
}

/// What is waited for, in words that follow "again and again".
fn until(waiter: &Waiter) -> String {
    if waiter.path.is_empty() {
        return "until it succeeds".to_owned();
    }
    if !waiter.success.is_empty() {
        return format!("until {} is {}", text::code(&waiter.path_text()), one_of(&waiter.success));
    }
    let gone = waiter.path.iter().rev().find_map(|step| match step {
        PathStep::Item { list, key } => Some(format!("until `{list}` has no item with this `{key}`")),
        PathStep::Each(list) => Some(format!("until `{list}` is empty")),
        PathStep::Field(_) => None,
    });
    gone.filter(|_| waiter.absent == Verdict::Success).unwrap_or_else(|| "until it is gone".to_owned())
}

fn one_of(states: &[String]) -> String {
    states.iter().map(|state| text::code(state)).collect::<Vec<_>>().join(" or ")
}

/// Everything that means `verdict`.
fn meanings(waiter: &Waiter, verdict: Verdict) -> Vec<String> {
    let states = match verdict {
        Verdict::Pending => &waiter.pending,
        Verdict::Success => &waiter.success,
        Verdict::Failure => &waiter.failure,
    };
    let mut meanings: Vec<String> = states.iter().map(|state| text::code(state)).collect();
    let has_path = !waiter.path.is_empty();
    if has_path && verdict == Verdict::Pending {
        meanings.push("any state that is not listed here".to_owned());
    }
    if waiter.path.len() > 1 && waiter.absent == verdict {
        meanings.push(if waiter.key().is_some() { "no such item" } else { "no item at all" }.to_owned());
    }
    if !has_path && verdict == Verdict::Success {
        meanings.push("any answer".to_owned());
    }
    let codes = waiter.errors.iter().filter(|(_, meaning)| *meaning == verdict);
    meanings.extend(codes.map(|(code, _)| format!("error {}", text::code(code))));
    meanings
}
