//! Holds what was made to the rules of the check, and takes away the examples that do not keep them.
//!
//! There is one authority on whether an example fits, the check itself: whatever it says about an example or a
//! sample value decides over that example or value and is its reason in the report. What else it says is reported
//! as it is.

use std::collections::{BTreeMap, BTreeSet};

use super::build::File;
use super::report::{Note, ServiceReport};
use crate::diag::{Diagnostic, Level};
use crate::json::build as tree;
use crate::json::{Node, Value};
use crate::source::SourceSet;
use crate::{Selection, compile};

/// Takes the examples and sample values that do not fit out of the files, and reports what is left to say.
pub(super) fn prune(files: &mut [File], report: &mut ServiceReport) {
    let diagnostics = check(files.iter().map(|file| (file.name.clone(), tree::pretty(&file.root))));
    let mut examples: BTreeMap<&str, BTreeSet<usize>> = BTreeMap::new();
    let mut samples: BTreeMap<&str, BTreeSet<Vec<String>>> = BTreeMap::new();
    for diagnostic in &diagnostics {
        let place = diagnostic.place();
        let file = place.map_or("", |place| place.file());
        let steps = steps(place.and_then(|place| place.pointer()).unwrap_or_default());
        if let Some(index) = example_index(&steps) {
            if examples.entry(file).or_default().insert(index) {
                report.examples_left_out.add(diagnostic.rule().title);
            }
        } else if let Some(path) = sample_path(&steps) {
            if samples.entry(file).or_default().insert(path) {
                report.samples_left_out.add(diagnostic.rule().title);
            }
        } else {
            note(diagnostic, report);
        }
    }
    for file in files {
        if let Some(indices) = examples.get(file.name.as_str()) {
            remove_examples(&mut file.root, indices);
        }
        for path in samples.get(file.name.as_str()).into_iter().flatten() {
            remove(&mut file.root, path);
        }
        let examples = file.root.get("examples").map_or(&[][..], Node::items);
        report.examples += examples.len();
        report.event_examples += examples.iter().filter(|example| example.get("events").is_some()).count();
    }
}

/// Reports what the check says about files as they stand.
pub(super) fn examine(files: impl Iterator<Item = (String, String)>, report: &mut ServiceReport) {
    for diagnostic in &check(files) {
        note(diagnostic, report);
    }
}

fn check(files: impl Iterator<Item = (String, String)>) -> Vec<Diagnostic> {
    compile(&SourceSet::from_files("", files), &Selection::All).diagnostics
}

fn note(diagnostic: &Diagnostic, report: &mut ServiceReport) {
    let rule = diagnostic.rule();
    let place = diagnostic.place().map_or(String::new(), |place| {
        format!(
            "{}{}",
            place.file(),
            place.pointer().map(|pointer| format!("#{pointer}")).unwrap_or_default()
        )
    });
    match diagnostic.level() {
        Level::Error => {
            let folder = &report.folder;
            report.errors.push(format!("{folder}/{place}: {} ({})", diagnostic.message(), rule.id));
        }
        Level::Warning => {
            report.warnings.add(format!("{}: {}", rule.id, rule.title));
            report.warned.push(Note::new(place, diagnostic.message()));
        }
    }
}

/// The steps of a JSON pointer.
fn steps(pointer: &str) -> Vec<String> {
    pointer.split('/').skip(1).map(|step| step.replace("~1", "/").replace("~0", "~")).collect()
}

/// `/examples/3/...`
fn example_index(steps: &[String]) -> Option<usize> {
    match steps {
        [first, index, ..] if first == "examples" => index.parse().ok(),
        _ => None,
    }
}

/// `/request/Name/example/...` and `/types/Type/fields/Name/example/...`, up to `example`.
fn sample_path(steps: &[String]) -> Option<Vec<String>> {
    let length = match steps {
        [part, _, key, ..] if matches!(part.as_str(), "request" | "response") && key == "example" => 3,
        [types, _, fields, _, key, ..] if types == "types" && fields == "fields" && key == "example" => 5,
        _ => return None,
    };
    steps.get(..length).map(<[String]>::to_vec)
}

fn remove_examples(root: &mut Node, indices: &BTreeSet<usize>) {
    let Value::Object(members) = &mut root.value else { return };
    let mut is_empty = false;
    if let Some(member) = members.iter_mut().find(|member| member.key == "examples")
        && let Value::Array(items) = &mut member.value.value
    {
        let mut index = 0;
        items.retain(|_| {
            index += 1;
            !indices.contains(&(index - 1))
        });
        is_empty = items.is_empty();
    }
    members.retain(|member| !(is_empty && member.key == "examples"));
}

fn remove(node: &mut Node, path: &[String]) {
    let (Value::Object(members), Some((step, rest))) = (&mut node.value, path.split_first()) else { return };
    if rest.is_empty() {
        members.retain(|member| member.key != *step);
    } else if let Some(member) = members.iter_mut().find(|member| member.key == *step) {
        remove(&mut member.value, rest);
    }
}
