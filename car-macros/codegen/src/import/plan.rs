//! Which actions are imported, which structures they reach, and on which side each structure stands.
//!
//! The metadata says of each structure whether it is used in requests, responses or both, but not reliably, so
//! it is walked here. What an unsupported action alone would need is not imported either.

use std::collections::{BTreeMap, BTreeSet};

use super::metadata::{Action, Metadata, Object, Type};
use super::naming;
use super::prose;
use super::protocol;
use super::report::{Note, ServiceReport};
use crate::diag::did_you_mean;
use crate::ir::Side;
use crate::names;
use crate::resolve;

/// What is imported of a service version.
#[derive(Debug)]
pub(super) struct Plan<'m> {
    pub(super) metadata: &'m Metadata,
    /// Sorted by name.
    pub(super) actions: Vec<Planned<'m>>,
    /// The structures that the actions reach, sorted by name.
    pub(super) structures: BTreeMap<&'m str, (&'m Object, Side)>,
    /// Actions of the service that no spec can describe, asked for or not, and why; sorted by name.
    pub(super) unsupported: Vec<(&'m str, String)>,
    /// Members, by structure and name, that the metadata demands but that no value could ever satisfy: a
    /// structure that must hold itself.
    endless: BTreeSet<(&'m str, &'m str)>,
}

/// An action that is imported.
#[derive(Debug, Clone, Copy)]
pub(super) struct Planned<'m> {
    pub(super) name: &'m str,
    pub(super) about: &'m Action,
    pub(super) request: &'m Object,
    pub(super) response: &'m Object,
}

impl<'m> Plan<'m> {
    /// Plans the import of the named actions, or of all.
    ///
    /// # Errors
    /// A sentence, where a name is not that of an action.
    pub(super) fn new(
        metadata: &'m Metadata,
        wanted: Option<&[String]>,
        report: &mut ServiceReport,
    ) -> Result<Self, String> {
        for name in wanted.unwrap_or_default() {
            if !metadata.actions.contains_key(name) {
                let meant = did_you_mean(name, metadata.actions.keys().map(String::as_str));
                return Err(format!(
                    "{} {} has no action `{name}`{meant}",
                    metadata.service, metadata.version
                ));
            }
        }
        let is_wanted = |name: &String| wanted.is_none_or(|wanted| wanted.contains(name));
        let (mut actions, mut unsupported) = (Vec::new(), Vec::new());
        let mut types = TypeNames::default();
        for (name, about) in &metadata.actions {
            let planned = plan_action(metadata, name, about).and_then(|planned| types.claim(planned));
            match planned {
                Ok(planned) if is_wanted(name) => actions.push(planned),
                Ok(_) => {}
                Err(reason) => {
                    if is_wanted(name) {
                        let why = format!("not supported: {reason}");
                        report.left_out.push(Note::new(name.as_str(), why));
                    }
                    unsupported.push((name.as_str(), reason));
                }
            }
        }
        let mut plan =
            Self { metadata, actions, structures: BTreeMap::new(), unsupported, endless: BTreeSet::new() };
        plan.structures = plan.reached_structures();
        plan.endless = plan.endless_members();
        plan.report_rest(wanted.is_none(), report);
        Ok(plan)
    }

    /// Whether a demanded member would make its structure infinitely large.
    pub(super) fn is_endless(&self, structure: &str, member: &str) -> bool {
        self.endless.contains(&(structure, member))
    }

    fn reached_structures(&self) -> BTreeMap<&'m str, (&'m Object, Side)> {
        let in_requests = reach(self.metadata, self.actions.iter().map(|action| action.request));
        let in_responses = reach(self.metadata, self.actions.iter().map(|action| action.response));
        let mut structures = BTreeMap::new();
        for (name, object) in in_requests.iter().chain(&in_responses) {
            let side = match (in_requests.contains_key(name), in_responses.contains_key(name)) {
                (true, true) => Side::Both,
                (true, false) => Side::Request,
                _ => Side::Response,
            };
            structures.insert(*name, (*object, side));
        }
        structures
    }

    fn endless_members(&self) -> BTreeSet<(&'m str, &'m str)> {
        let demanded = |name: &'m str| {
            let members = self.structures.get(name).map_or(&[][..], |(object, _)| &object.members);
            members.iter().filter(|member| member.required && !member.is_list).filter_map(|member| {
                match &member.ty {
                    Type::Object(to) => Some((member.name.as_str(), to.as_str())),
                    _ => None,
                }
            })
        };
        let leads_to = |start: &'m str, goal: &str| {
            let mut seen = BTreeSet::from([start]);
            let mut waiting = vec![start];
            while let Some(name) = waiting.pop() {
                if name == goal {
                    return true;
                }
                waiting.extend(demanded(name).map(|(_, to)| to).filter(|to| seen.insert(to)));
            }
            false
        };
        let mut endless = BTreeSet::new();
        for name in self.structures.keys() {
            endless.extend(
                demanded(name).filter(|(_, to)| leads_to(to, name)).map(|(member, _)| (*name, member)),
            );
        }
        endless
    }

    /// Reports the structures that no imported action reaches.
    fn report_rest(&self, is_whole: bool, report: &mut ServiceReport) {
        if !is_whole {
            return;
        }
        let bodies: BTreeSet<&str> = self
            .metadata
            .actions
            .values()
            .flat_map(|action| [action.input.as_str(), action.output.as_str()])
            .collect();
        for name in self.metadata.objects.keys().map(String::as_str) {
            if !bodies.contains(name) && !self.structures.contains_key(name) {
                report.left_out.push(Note::new(name, "a structure that no imported action reaches"));
            }
        }
        for (structure, member) in &self.endless {
            let why = "is demanded by the metadata, but would hold itself without end: imported as optional";
            report.special.push(Note::new(format!("{structure}.{member}"), why));
        }
    }
}

/// The names of the types that are made for actions, each with its action.
#[derive(Debug, Default)]
struct TypeNames<'m>(BTreeMap<String, &'m str>);

impl<'m> TypeNames<'m> {
    /// Gives an action the names that are made for it.
    ///
    /// # Errors
    /// A reason, where an action that comes before it has one of them.
    fn claim(&mut self, action: Planned<'m>) -> Result<Planned<'m>, String> {
        let names: Vec<String> = resolve::parts_of_action(naming::demanded(&action))
            .map(|(part, _)| format!("{}{part}", action.name))
            .collect();
        if let Some((name, owner)) = names.iter().find_map(|name| self.0.get_key_value(name)) {
            return Err(format!("its type `{name}` in Rust is also made for the action `{owner}`"));
        }
        self.0.extend(names.into_iter().map(|name| (name, action.name)));
        Ok(action)
    }
}

/// Why an action cannot be described by a spec, in words that go on after "it is not supported: ".
fn plan_action<'m>(metadata: &'m Metadata, name: &'m str, about: &'m Action) -> Result<Planned<'m>, String> {
    if !names::is_upper_camel(name) {
        return Err("its name is no capital ASCII letter with letters and digits behind it".to_owned());
    }
    if names::is_prelude_type(name) || names::is_generated_type(name) {
        return Err("a type of its name would hide one that code relies on".to_owned());
    }
    if protocol::is_octet_stream(&metadata.service, name) {
        return Err("it takes a body of bytes (application/octet-stream) instead of JSON".to_owned());
    }
    let body = |name: &str| {
        metadata
            .objects
            .get(name)
            .ok_or_else(|| prose::line(&format!("the metadata does not define its structure `{name}`")))
    };
    let (request, response) = (body(&about.input)?, body(&about.output)?);
    let has_file = |object: &'m Object| {
        let is_binary = |object: &Object| object.members.iter().any(|member| member.ty == Type::Binary);
        is_binary(object) || reach(metadata, [object]).into_values().any(is_binary)
    };
    if has_file(request) {
        return Err("it takes a file in a form (multipart/form-data) instead of JSON".to_owned());
    }
    if has_file(response) {
        return Err("it answers with bytes instead of JSON".to_owned());
    }
    Ok(Planned { name, about, request, response })
}

/// The structures that the given ones hold, at any depth; themselves only where they are held again.
fn reach<'m>(
    metadata: &'m Metadata,
    from: impl IntoIterator<Item = &'m Object>,
) -> BTreeMap<&'m str, &'m Object> {
    let mut seen = BTreeMap::new();
    let mut waiting: Vec<&Object> = from.into_iter().collect();
    while let Some(object) = waiting.pop() {
        for member in &object.members {
            let Type::Object(name) = &member.ty else { continue };
            let Some((name, held)) = metadata.objects.get_key_value(name) else { continue };
            if seen.insert(name.as_str(), held).is_none() {
                waiting.push(held);
            }
        }
    }
    seen
}
