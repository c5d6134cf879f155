//! Makes `_errors.json`.

use super::Material;
use crate::import::codes;
use crate::import::prose;
use crate::import::report::ServiceReport;
use crate::json::Node;
use crate::json::build::{self as tree, Entries};

/// Makes the catalogue; `None` where no code is known.
pub(super) fn build(material: Material<'_>, report: &mut ServiceReport) -> Option<Node> {
    let meanings = &material.codes.meanings;
    if meanings.is_empty() {
        return None;
    }
    let mut catalogue = Entries::default();
    for (code, meaning) in meanings {
        let judgement = codes::classify(code);
        let prose = prose::tidy(meaning);
        let doc = if prose.text.is_empty() {
            report.texts.add("missing, of an error code");
            "The service does not say what this code means.".to_owned()
        } else {
            prose.text
        };
        let mut entry = Entries::default();
        entry
            .put("doc", tree::text(doc))
            .put("kind", tree::text(judgement.kind))
            .put("retry", tree::text(judgement.retry));
        catalogue.put(code.as_str(), entry.into_node());
    }
    report.codes = meanings.len();
    let mut root = Entries::default();
    root.put("errors", catalogue.into_node());
    Some(root.into_node())
}
