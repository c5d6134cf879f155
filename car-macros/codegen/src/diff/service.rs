//! Compares what holds for a whole service, and its catalogue of error codes.

use super::{Changes, pair};
use crate::ir::{RegionRule, Service};

pub(super) fn compare(old: &Service, new: &Service, changes: &mut Changes) {
    let place = "service";
    if old.name != new.name {
        changes.breaking(place, format!("is another service: `{}` became `{}`", old.name, new.name));
    }
    if old.version != new.version {
        changes
            .breaking(place, format!("speaks another API version: {} became {}", old.version, new.version));
    }
    host(
        "hosts.international",
        old.international_host.as_deref(),
        new.international_host.as_deref(),
        changes,
    );
    host("hosts.mainland", old.mainland_host.as_deref(), new.mainland_host.as_deref(), changes);
    match (old.region, new.region) {
        (old, new) if old == new => {}
        (_, RegionRule::Required) => changes.breaking("region", "calls must name a region now"),
        _ => changes.additive("region", "calls need no region any more, or may name one"),
    }
    changes.text("timeout", "the default time limit", &old.timeout_ms, &new.timeout_ms);
    changes.text(place, "the title", &old.title, &new.title);
    changes.text(place, "the documentation", &old.doc, &new.doc);
    errors(old, new, changes);
}

fn host(place: &str, old: Option<&str>, new: Option<&str>, changes: &mut Changes) {
    match (old, new) {
        (Some(old), None) => changes.breaking(place, format!("was removed; it was `{old}`")),
        (Some(old), Some(new)) if old != new => changes.breaking(place, format!("`{old}` became `{new}`")),
        (None, Some(new)) => changes.additive(place, format!("`{new}` is new")),
        _ => {}
    }
}

/// Codes are part of the generated code only where an action lists them; here it is about what they mean.
fn errors(old: &Service, new: &Service, changes: &mut Changes) {
    for (old, new) in pair(&old.errors, &new.errors, |error| error.code.as_str()) {
        let code = old.or(new).map_or("", |error| &error.code);
        let place = format!("errors.{code}");
        match (old, new) {
            (Some(old), Some(new)) => {
                if old.class != new.class {
                    changes.additive(
                        &place,
                        format!(
                            "is taken for another kind of failure: {:?} became {:?}",
                            old.class, new.class
                        ),
                    );
                }
                if old.retry != new.retry {
                    changes.additive(
                        &place,
                        format!("is repeated otherwise: {:?} became {:?}", old.retry, new.retry),
                    );
                }
                changes.text(&place, "the meaning", &old.doc, &new.doc);
            }
            (None, _) => changes.additive(&place, "is new in the catalogue"),
            (_, None) => changes.documentation(&place, "is no longer in the catalogue"),
        }
    }
}
