//! Compares actions.

use super::{Changes, pair, records};
use crate::ir::{
    Action, ErrorVariant, Example, ExampleAnswer, Pagination, Safety, Service, Streaming, Waiter,
};
use crate::json::Node;

pub(super) fn compare(old: &Service, new: &Service, changes: &mut Changes) {
    for (old, new) in pair(&old.actions, &new.actions, |action| action.name.as_str()) {
        match (old, new) {
            (Some(old), Some(new)) => compare_action(old, new, changes),
            (Some(old), None) => changes.breaking(&old.name, "the action was removed"),
            (None, Some(new)) => changes.additive(&new.name, "the action is new"),
            (None, None) => {}
        }
    }
}

fn compare_action(old: &Action, new: &Action, changes: &mut Changes) {
    let place = old.name.as_str();
    if old.method != new.method {
        changes.breaking(place, format!("its method is called `{}` now, not `{}`", new.method, old.method));
    }
    records::compare(&format!("{place}.request"), &old.request, &new.request, changes);
    records::compare(&format!("{place}.response"), &old.response, &new.response, changes);
    errors(place, &old.errors, &new.errors, changes);
    behaviour(old, new, changes);
    pagination(place, old.pagination.as_ref(), new.pagination.as_ref(), changes);
    waiters(place, &old.waiters, &new.waiters, changes);
    texts(old, new, changes);
}

fn errors(place: &str, old: &[ErrorVariant], new: &[ErrorVariant], changes: &mut Changes) {
    let place = format!("{place}.errors");
    for (old, new) in pair(old, new, |error: &ErrorVariant| error.code.as_str()) {
        match (old, new) {
            (Some(old), Some(new)) if old.variant != new.variant => {
                let message = format!(
                    "the variant of `{}` is called `{}` now, not `{}`",
                    old.code, new.variant, old.variant
                );
                changes.breaking(&place, message);
            }
            (Some(old), None) => changes.breaking(&place, format!("the code `{}` was removed", old.code)),
            (None, Some(new)) => changes.additive(&place, format!("the code `{}` is new", new.code)),
            _ => {}
        }
    }
}

/// What decides over retries, signing and the form of the answer.
fn behaviour(old: &Action, new: &Action, changes: &mut Changes) {
    let place = old.name.as_str();
    if old.safety != new.safety {
        let message = format!("is now {}, and was {}", safety(new.safety), safety(old.safety));
        changes.additive(place, message);
    }
    match (old.destructive, new.destructive) {
        (false, true) => changes.additive(place, "is called destructive now"),
        (true, false) => changes.additive(place, "is no longer called destructive"),
        _ => {}
    }
    match (old.skip_sign, new.skip_sign) {
        (false, true) => changes.additive(place, "is called without a signature now"),
        (true, false) => changes.breaking(place, "needs a signature, and so credentials, now"),
        _ => {}
    }
    match (&old.streaming, &new.streaming) {
        (Streaming::Never, Streaming::Possible | Streaming::OnRequest(_)) => {
            changes.additive(place, "can stream its answer now");
        }
        (Streaming::Possible | Streaming::OnRequest(_), Streaming::Never) => {
            changes.breaking(place, "can no longer stream its answer");
        }
        (old, new) if old != new => changes.additive(place, "is asked for a stream in another way"),
        _ => {}
    }
    if old.host_family != new.host_family {
        changes.additive(place, "is called on another host");
    }
}

fn safety(safety: Safety) -> &'static str {
    match safety {
        Safety::ReadOnly => "read-only",
        Safety::Idempotent => "idempotent",
        Safety::Unsafe => "unsafe to repeat",
    }
}

fn pagination(place: &str, old: Option<&Pagination>, new: Option<&Pagination>, changes: &mut Changes) {
    let place = format!("{place}.pagination");
    match (old, new) {
        (Some(_), None) => changes.breaking(&place, "it can no longer be paged through"),
        (None, Some(_)) => changes.additive(&place, "it can be paged through"),
        (Some(old), Some(new)) => {
            if old.items != new.items {
                let message = format!(
                    "its pages hold `{}` now, not `{}`",
                    new.items.join("`, `"),
                    old.items.join("`, `")
                );
                changes.breaking(&place, message);
            }
            if (&old.offset, &old.limit, &old.total) != (&new.offset, &new.limit, &new.total) {
                changes.additive(&place, "its pages are asked for with other parameters");
            }
        }
        (None, None) => {}
    }
}

fn waiters(place: &str, old: &[Waiter], new: &[Waiter], changes: &mut Changes) {
    for (old, new) in pair(old, new, |waiter: &Waiter| waiter.name.as_str()) {
        let name = old.or(new).map_or("", |waiter| &waiter.name);
        let place = format!("{place}.waiters.{name}");
        match (old, new) {
            (Some(_), None) => changes.breaking(&place, "was removed"),
            (None, Some(_)) => changes.additive(&place, "is new"),
            (Some(old), Some(new)) if old.key() != new.key() => {
                changes.breaking(&place, "takes another item's key, or none, to tell what is waited for");
            }
            (Some(old), Some(new)) if old != new => changes.additive(&place, "waits in another way"),
            _ => {}
        }
    }
}

fn texts(old: &Action, new: &Action, changes: &mut Changes) {
    let place = old.name.as_str();
    changes.text(place, "the summary", &old.summary, &new.summary);
    changes.text(place, "the documentation", &old.doc, &new.doc);
    changes.text(place, "the rate limit", &old.rate_limit, &new.rate_limit);
    changes.text(place, "the service's time limit", &old.server_timeout_ms, &new.server_timeout_ms);
    changes.text(
        place,
        "the list of codes that may belong to another action",
        &old.may_also_return,
        &new.may_also_return,
    );
    match (&old.deprecated, &new.deprecated) {
        (None, Some(why)) => changes.documentation(place, format!("is deprecated now: {why}")),
        (Some(_), None) => changes.documentation(place, "is no longer deprecated"),
        (old, new) => changes.text(place, "the reason of the deprecation", old, new),
    }
    let shown = |examples: &[Example]| examples.iter().map(show).collect::<Vec<String>>();
    changes.text(place, "the examples", &shown(&old.examples), &shown(&new.examples));
}

/// An example without the places of its parts.
fn show(example: &Example) -> String {
    let answer = match &example.answer {
        ExampleAnswer::Reply(reply) => reply.to_compact_json(),
        ExampleAnswer::Events(events) => {
            events.iter().map(Node::to_compact_json).collect::<Vec<_>>().join("\n")
        }
        ExampleAnswer::Failure { code, message } => format!("{code}: {message}"),
    };
    format!("{}\n{}\n{answer}", example.title, Node::to_compact_json(&example.request))
}
