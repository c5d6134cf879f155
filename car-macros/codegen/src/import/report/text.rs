//! The report for people: totals, and by name whatever needs a decision.

use std::fmt;

use super::{Note, Report, Tally};

/// How many names are listed before "and n more".
const LISTED: usize = 12;

/// The report for people: totals, and by name whatever needs a decision.
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let all = self.totals();
        writeln!(
            f,
            "{} service version(s): {} actions, {} structures, {} fields, {} error codes, {} examples",
            self.services.len(),
            all.actions,
            all.structures,
            all.fields,
            all.codes,
            all.examples
        )?;
        if all.event_examples > 0 {
            writeln!(f, "examples that are streams of events: {}", all.event_examples)?;
        }
        counted(f, "examples left out", &all.examples_left_out)?;
        counted(f, "sample values left out", &all.samples_left_out)?;
        counted(f, "inferred", &all.inferred)?;
        counted(f, "deprecated", &all.deprecated)?;
        counted(f, "descriptions", &all.texts)?;
        counted(f, "odd in the metadata", &all.oddities)?;
        counted(f, "not carried over", &all.not_carried)?;
        counted(f, "warnings of the check", &all.warnings)?;
        noted(f, "left out", &all.left_out)?;
        noted(f, "special", &all.special)?;
        if let Some(update) = &all.update {
            writeln!(
                f,
                "updated: {} file(s) added, {} changed, {} removed; {} hand-made change(s) kept",
                update.added.len(),
                update.changed.len(),
                update.removed.len(),
                update.kept
            )?;
            noted(f, "conflicts, where the hand-made version was kept", &update.conflicts)?;
        }
        for error in &all.errors {
            writeln!(f, "error: {error}")?;
        }
        Ok(())
    }
}

fn counted(f: &mut fmt::Formatter<'_>, title: &str, tally: &Tally) -> fmt::Result {
    if tally.total() == 0 {
        return Ok(());
    }
    writeln!(f, "{title}: {}", tally.total())?;
    let mut rows: Vec<(&str, usize)> = tally.iter().collect();
    rows.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    for (what, count) in rows.iter().take(LISTED) {
        writeln!(f, "  {count:>7}  {what}")?;
    }
    and_more(f, rows.len())
}

fn noted(f: &mut fmt::Formatter<'_>, title: &str, notes: &[Note]) -> fmt::Result {
    if notes.is_empty() {
        return Ok(());
    }
    writeln!(f, "{title}: {}", notes.len())?;
    for note in notes.iter().take(LISTED) {
        writeln!(f, "  {}: {}", note.what, note.why)?;
    }
    and_more(f, notes.len())
}

fn and_more(f: &mut fmt::Formatter<'_>, count: usize) -> fmt::Result {
    if count > LISTED { writeln!(f, "  and {} more, in the report", count - LISTED) } else { Ok(()) }
}
