//! Shows differences, to people and to scripts.

use std::fmt;

use super::{Diff, Severity};
use crate::json::build::{self as tree, Entries};

const SEVERITIES: [Severity; 3] = [Severity::Breaking, Severity::Additive, Severity::Documentation];

impl Diff {
    /// The differences as JSON: a count for each kind, and `changes` with `severity`, `place` and `message`.
    pub fn to_json(&self) -> String {
        let changes = self.changes.iter().map(|change| {
            let mut entries = Entries::default();
            entries
                .put("severity", tree::text(change.severity.name()))
                .put("place", tree::text(change.place.as_str()))
                .put("message", tree::text(change.message.as_str()));
            entries.into_node()
        });
        let mut root = Entries::default();
        for severity in SEVERITIES {
            root.put(severity.name(), tree::number(self.count(severity)));
        }
        root.put("changes", tree::list(changes));
        tree::pretty(&root.into_node())
    }
}

/// The differences in groups, and a line that counts them.
impl fmt::Display for Diff {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for severity in SEVERITIES {
            if self.count(severity) == 0 {
                continue;
            }
            writeln!(f, "{}:", severity.name())?;
            for change in self.changes.iter().filter(|change| change.severity == severity) {
                writeln!(f, "  {}: {}", change.place, change.message)?;
            }
            writeln!(f)?;
        }
        let [breaking, additive, documentation] = SEVERITIES.map(|severity| self.count(severity));
        writeln!(f, "{breaking} breaking, {additive} additive, {documentation} documentation")
    }
}
