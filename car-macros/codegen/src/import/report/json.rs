//! The report for scripts.

use super::{Note, Report, ServiceReport, Tally};
use crate::json::Node;
use crate::json::build::{self as tree, Entries};

impl Report {
    /// The whole report as JSON.
    pub fn to_json(&self) -> String {
        let mut entries = Entries::default();
        entries
            .put("totals", self.totals().to_node())
            .put("services", tree::list(self.services.iter().map(ServiceReport::to_node)));
        tree::pretty(&entries.into_node())
    }
}

impl Tally {
    fn to_node(&self) -> Node {
        tree::object(self.0.iter().map(|(what, count)| (what.clone(), tree::number(*count))))
    }
}

impl ServiceReport {
    fn to_node(&self) -> Node {
        let notes = |notes: &[Note]| {
            tree::list(notes.iter().map(|note| {
                let mut entries = Entries::default();
                entries.put("what", tree::text(note.what.as_str())).put("why", tree::text(note.why.as_str()));
                entries.into_node()
            }))
        };
        let mut entries = Entries::default();
        entries
            .put("service", tree::text(self.service.as_str()))
            .put("version", tree::text(self.version.as_str()))
            .put("folder", tree::text(self.folder.as_str()))
            .put_some("failure", self.failure.as_deref().map(tree::text))
            .put("actions", tree::number(self.actions))
            .put("structures", tree::number(self.structures))
            .put("fields", tree::number(self.fields))
            .put("codes", tree::number(self.codes))
            .put("examples", tree::number(self.examples))
            .put("event_examples", tree::number(self.event_examples))
            .put_filled("examples_left_out", self.examples_left_out.to_node())
            .put_filled("samples_left_out", self.samples_left_out.to_node())
            .put_filled("left_out", notes(&self.left_out))
            .put_filled("renamed", notes(&self.renamed))
            .put_filled("special", notes(&self.special))
            .put_filled("inferred", self.inferred.to_node())
            .put_filled("deprecated", self.deprecated.to_node())
            .put_filled("texts", self.texts.to_node())
            .put_filled("oddities", self.oddities.to_node())
            .put_filled("not_carried", self.not_carried.to_node())
            .put_filled("errors", tree::texts(self.errors.iter().map(String::as_str)))
            .put_filled("warnings", self.warnings.to_node())
            .put_filled("warned", notes(&self.warned));
        if let Some(update) = &self.update {
            let names = |names: &[String]| tree::texts(names.iter().map(String::as_str));
            let mut about = Entries::default();
            about
                .put("added", names(&update.added))
                .put("changed", names(&update.changed))
                .put("removed", names(&update.removed))
                .put("kept", tree::number(update.kept))
                .put("conflicts", notes(&update.conflicts));
            entries.put("update", about.into_node());
        }
        entries.into_node()
    }
}
