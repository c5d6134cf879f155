//! Makes `_types.json`.

use std::collections::BTreeMap;

use super::field;
use crate::import::naming::{self, Owner};
use crate::import::plan::Plan;
use crate::import::prose;
use crate::import::report::ServiceReport;
use crate::json::Node;
use crate::json::build::{self as tree, Entries};

/// Makes the structures; `None` where there are none.
pub(super) fn build(plan: &Plan<'_>, report: &mut ServiceReport) -> Option<Node> {
    if plan.structures.is_empty() {
        return None;
    }
    let rust_names: BTreeMap<&str, String> = naming::structures(plan, report).into_iter().collect();
    let mut types = Entries::default();
    for (name, (object, side)) in &plan.structures {
        let prose = prose::tidy(&object.document);
        report.texts.add_many("shortened", usize::from(prose.was_cut));
        let doc = if prose.text.is_empty() {
            report.texts.add("missing, of a structure");
            "The service does not describe this structure.".to_owned()
        } else {
            prose.text
        };
        let owner = if object.members.is_empty() { Owner::Open } else { Owner::Closed };
        let members: Vec<_> = object.members.iter().collect();
        let context = field::Context { plan, owner, side: *side, structure: Some(name), place: name };
        let mut entry = Entries::default();
        entry
            .put_some("rust_name", rust_names.get(name).map(|rust| tree::text(rust.as_str())))
            .put("doc", tree::text(doc))
            // Nothing is documented of it, so everything in it is kept.
            .put_flag("open", owner == Owner::Open)
            .put("fields", field::build_all(&members, &context, report));
        if owner == Owner::Open {
            report.oddities.add("a structure without members, imported as open");
        }
        types.put(*name, entry.into_node());
    }
    report.structures = plan.structures.len();
    let mut root = Entries::default();
    root.put("types", types.into_node());
    Some(root.into_node())
}
