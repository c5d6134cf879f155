//! Who has which type name in the generated module.

use std::collections::HashMap;

use super::Actions;
use crate::diag::{Diagnostic, Sink};
use crate::json::Span;
use crate::rules;
use crate::spec::{Demand, Document};

/// The type names that are given away, each with its owner.
#[derive(Debug, Default)]
pub(crate) struct TypeNames<'s> {
    owners: HashMap<String, Claim<'s>>,
}

/// Someone who asks for a type name.
#[derive(Debug)]
pub(super) struct Claim<'a> {
    pub(super) doc: &'a Document,
    pub(super) span: &'a Span,
    /// In words: ``the type `Filter` ``.
    pub(super) what: String,
    /// What to do if the name is taken.
    pub(super) help: &'static str,
}

/// The types that are made for each action, and what each is.
const PARTS: &[(&str, &str)] = &[
    ("", "the action"),
    ("Request", "the request of"),
    ("Response", "the response of"),
    ("Error", "the error enumeration of"),
    ("Builder", "the builder of"),
];

/// What is made for an action whose builder demands so many parameters: how each name ends, and what it is.
pub(crate) fn parts_of_action(demanded: usize) -> impl Iterator<Item = (String, &'static str)> {
    // The builder has a marker trait for each required parameter.
    let markers = (0..demanded).map(|index| (format!("Parameter{index}"), "a part of the builder of"));
    PARTS.iter().map(|(suffix, part)| ((*suffix).to_owned(), *part)).chain(markers)
}

impl<'s> TypeNames<'s> {
    /// Gives each action the names that are made for it, whatever its spec says.
    pub(super) fn of_actions(actions: &Actions<'s>, sink: &mut Sink) -> Self {
        let mut names = Self::default();
        for action in actions {
            let name = &action.name.value;
            let demanded = action.request.iter().filter(|field| field.demand == Demand::Always).count();
            for (suffix, part) in parts_of_action(demanded) {
                let claim = Claim {
                    doc: action.document,
                    span: &action.name.span,
                    what: format!("{part} `{name}`"),
                    help: "one service cannot have both: give one of them a spec folder of its own",
                };
                names.claim(format!("{name}{suffix}"), claim, sink);
            }
        }
        names
    }

    /// Gives `name` away, or reports who has it already. Returns a name that is free, so that the spec can be
    /// looked at further.
    pub(super) fn claim(&mut self, name: String, claim: Claim<'s>, sink: &mut Sink) -> String {
        let mut name = name;
        if let Some(owner) = self.owners.get(&name) {
            sink.push(taken(&name, &claim, owner));
            while self.owners.contains_key(&name) {
                name.push_str("Type");
            }
        }
        self.owners.insert(name.clone(), claim);
        name
    }
}

fn taken(name: &str, claim: &Claim<'_>, owner: &Claim<'_>) -> Diagnostic {
    let message = format!("{} would be called `{name}` in Rust, like {}", claim.what, owner.what);
    claim
        .doc
        .fault(&rules::TYPE_NAMES_COLLIDE, claim.span, message)
        .also(owner.doc.place(owner.span), format!("{} comes from here", owner.what))
        .help(claim.help)
}
