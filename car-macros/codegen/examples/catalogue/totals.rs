//! The sums over the service versions of one wheel.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use car_codegen::import::{ServiceReport, Tally};
use car_codegen::ir::{Service, TypeDef};
use car_codegen::{Diagnostic, Level};

/// What a service version goes through, in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Stage {
    /// From metadata to a spec folder on disk. The import checks what it made, to keep out what does not fit.
    Import,
    /// From the folder to the intermediate representation: what a build does first.
    Check,
    /// From there to tokens: what a build does next.
    Render,
    /// From tokens to formatted files. No build does it; here it shows that the tokens are Rust.
    Format,
}

impl Stage {
    /// All of them, with their names.
    pub(crate) const NAMED: [(Self, &str); 4] = [
        (Self::Import, "import"),
        (Self::Check, "check"),
        (Self::Render, "render"),
        (Self::Format, "format"),
    ];
}

/// Counts things by what they are.
#[derive(Debug, Default)]
pub(crate) struct Counts(pub(crate) BTreeMap<String, usize>);

impl Counts {
    /// Counts one.
    pub(crate) fn add(&mut self, what: String) {
        *self.0.entry(what).or_default() += 1;
    }

    /// All together.
    pub(crate) fn total(&self) -> usize {
        self.0.values().sum()
    }

    fn merge(&mut self, tally: &Tally) {
        for (what, count) in tally.iter() {
            *self.0.entry(what.to_owned()).or_default() += count;
        }
    }
}

/// What became of the service versions of one wheel.
#[derive(Debug, Default)]
pub(crate) struct Totals {
    pub(crate) name: String,
    pub(crate) services: usize,
    pub(crate) published_actions: usize,
    /// Actions that were rendered.
    pub(crate) actions: usize,
    /// Structures that were rendered; requests and responses aside.
    pub(crate) structures: usize,
    /// Fields of those structures, of requests and of responses.
    pub(crate) fields: usize,
    /// Lines of formatted Rust, documentation included.
    pub(crate) lines: usize,
    /// Actions and structures that were left out, by reason.
    pub(crate) left_out: Counts,
    pub(crate) published_examples: usize,
    pub(crate) examples: usize,
    pub(crate) examples_left_out: Counts,
    pub(crate) samples_left_out: Counts,
    /// What the check says of the imported folders, by rule.
    pub(crate) diagnostics: Counts,
    pub(crate) failures: Vec<String>,
    times: BTreeMap<Stage, Duration>,
}

impl Totals {
    /// Nothing yet.
    pub(crate) fn new(name: &str) -> Self {
        Self { name: name.to_owned(), ..Self::default() }
    }

    /// Does something on the clock of a stage. What it makes is dropped when the clock stands.
    pub(crate) fn timed<T>(&mut self, stage: Stage, work: impl FnOnce() -> T) -> T {
        let start = Instant::now();
        let made = work();
        *self.times.entry(stage).or_default() += start.elapsed();
        made
    }

    /// Seconds that a stage took.
    pub(crate) fn seconds(&self, stage: Stage) -> f64 {
        self.times.get(&stage).copied().unwrap_or_default().as_secs_f64()
    }

    /// Actions that left the last stage, by a second of one stage.
    pub(crate) fn actions_per_second(&self, stage: Stage) -> f64 {
        let actions = u32::try_from(self.actions).map_or(f64::INFINITY, f64::from);
        actions / self.seconds(stage).max(f64::MIN_POSITIVE)
    }

    pub(crate) fn add_diagnostics(&mut self, diagnostics: &[Diagnostic]) {
        for diagnostic in diagnostics {
            let level = match diagnostic.level() {
                Level::Error => "error",
                Level::Warning => "warning",
            };
            let rule = diagnostic.rule();
            self.diagnostics.add(format!("{level} {}: {}", rule.id, rule.title));
        }
    }

    pub(crate) fn add_rendered(&mut self, service: &Service, files: &[(String, String)]) {
        let shared = service.types.iter().filter_map(|def| match def {
            TypeDef::Record(record) => Some(record),
            TypeDef::Enum(_) => None,
        });
        let bodies = service.actions.iter().flat_map(|action| [&action.request, &action.response]);
        self.structures += shared.clone().count();
        self.fields += shared.chain(bodies).map(|record| record.fields.len()).sum::<usize>();
        self.lines += files.iter().map(|(_, text)| text.lines().count()).sum::<usize>();
    }

    pub(crate) fn add_import(&mut self, report: &ServiceReport) {
        self.examples += report.examples;
        self.examples_left_out.merge(&report.examples_left_out);
        self.samples_left_out.merge(&report.samples_left_out);
    }
}
