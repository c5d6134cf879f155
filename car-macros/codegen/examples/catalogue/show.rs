//! The counts as a table, one column for each wheel, and as JSON.

use std::collections::BTreeSet;
use std::fs;

use serde_json::{Value, json};

use crate::totals::{Counts, Stage, Totals};

/// Width of the names of rows, and of a column.
const NAME: usize = 84;
const COLUMN: usize = 24;

/// Prints the table.
pub(crate) fn print(all: &[Totals]) {
    row("", all.iter().map(|totals| short(&totals.name)));
    let count =
        |name: &str, of: fn(&Totals) -> usize| row(name, all.iter().map(|totals| of(totals).to_string()));
    count("service versions", |totals| totals.services);
    count("actions published", |totals| totals.published_actions);
    count("  rendered", |totals| totals.actions);
    count("structures rendered, requests and responses aside", |totals| totals.structures);
    count("fields rendered, of requests and responses too", |totals| totals.fields);
    count("lines of Rust, formatted", |totals| totals.lines);
    counts("left out", all, |totals| &totals.left_out);
    count("examples published", |totals| totals.published_examples);
    count("  kept", |totals| totals.examples);
    counts("  left out", all, |totals| &totals.examples_left_out);
    counts("sample values of fields left out", all, |totals| &totals.samples_left_out);
    counts("what the check says", all, |totals| &totals.diagnostics);
    for (stage, name) in Stage::NAMED {
        row(&format!("{name}: seconds"), all.iter().map(|totals| format!("{:.2}", totals.seconds(stage))));
        let speed = all.iter().map(|totals| format!("{:.0}", totals.actions_per_second(stage)));
        row(&format!("{name}: actions per second"), speed);
    }
    count("failures", |totals| totals.failures.len());
    if let Some(kilobytes) = peak_memory() {
        println!("\npeak memory of the process: {} MB", kilobytes / 1024);
    }
}

/// The total of some counts, and below it each of them.
fn counts(name: &str, all: &[Totals], of: fn(&Totals) -> &Counts) {
    row(name, all.iter().map(|totals| of(totals).total().to_string()));
    let kinds: BTreeSet<&String> = all.iter().flat_map(|totals| of(totals).0.keys()).collect();
    for kind in kinds {
        let counted = |totals: &Totals| of(totals).0.get(kind).copied().unwrap_or_default().to_string();
        row(&format!("    {kind}"), all.iter().map(counted));
    }
}

fn row(name: &str, columns: impl Iterator<Item = String>) {
    print!("{:<NAME$}", shortened(name));
    for column in columns {
        print!("{column:>COLUMN$}");
    }
    println!();
}

/// `tccli-3.1.0-py2.py3-none-any` without what says nothing here.
fn short(name: &str) -> String {
    name.split('-').take(2).collect::<Vec<_>>().join(" ")
}

/// Reasons are sentences; the table takes what fits, and the JSON has the rest.
fn shortened(name: &str) -> String {
    if name.chars().count() < NAME {
        return name.to_owned();
    }
    let start: String = name.chars().take(NAME - 2).collect();
    format!("{start}…")
}

/// The whole report.
pub(crate) fn json(all: &[Totals]) -> String {
    let wheels: Vec<Value> = all.iter().map(wheel).collect();
    let report = json!({ "wheels": wheels, "peak_memory_kilobytes": peak_memory() });
    format!("{report:#}\n")
}

fn wheel(totals: &Totals) -> Value {
    let stages = Stage::NAMED.map(|(stage, name)| {
        let about = json!({
            "seconds": totals.seconds(stage),
            "actions_per_second": totals.actions_per_second(stage).round(),
        });
        (name.to_owned(), about)
    });
    json!({
        "wheel": totals.name,
        "service_versions": totals.services,
        "actions": { "published": totals.published_actions, "rendered": totals.actions },
        "structures": totals.structures,
        "fields": totals.fields,
        "lines": totals.lines,
        "left_out": totals.left_out.0,
        "examples": {
            "published": totals.published_examples,
            "kept": totals.examples,
            "left_out": totals.examples_left_out.0,
        },
        "samples_left_out": totals.samples_left_out.0,
        "diagnostics": totals.diagnostics.0,
        "stages": Value::Object(stages.into_iter().collect()),
        "failures": totals.failures,
    })
}

/// The most memory that this process ever had, in kilobytes, where the system tells.
pub(crate) fn peak_memory() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse().ok()
}
