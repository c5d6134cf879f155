//! Makes `_service.json`.

use super::Material;
use crate::import::Site;
use crate::import::plan::Plan;
use crate::import::prose;
use crate::json::Node;
use crate::json::build::{self as tree, Entries};

pub(super) fn build(material: Material<'_>) -> Node {
    let about = material.plan.metadata;
    let title = prose::line(&about.title);
    let title = if title.is_empty() { about.service.clone() } else { title };
    let brief = prose::tidy(&about.brief).text;
    let doc = if brief.is_empty() { format!("{title}, version {}.", about.version) } else { brief };
    let (site, host) = match material.site {
        Site::International => ("international", format!("{}.intl.tencentcloudapi.com", about.service)),
        Site::Mainland => ("mainland", format!("{}.tencentcloudapi.com", about.service)),
    };
    let mut entries = Entries::default();
    entries
        .put("service", tree::text(about.service.as_str()))
        .put("version", tree::text(about.version.as_str()))
        .put("title", tree::text(title))
        .put("doc", tree::text(doc))
        .put("hosts", tree::object([(site.to_owned(), tree::text(host))]))
        // The metadata does not say which services are regional; an optional region serves all of them.
        .put("region", tree::text("optional"))
        .put("timeout", tree::text("60s"))
        .put_filled("unsupported", unsupported(material.plan));
    entries.into_node()
}

/// What the import leaves out, with the reason: whoever chooses such an action is told, and not that it does not exist.
fn unsupported(plan: &Plan<'_>) -> Node {
    tree::object(plan.unsupported.iter().map(|(name, why)| ((*name).to_owned(), tree::text(why.as_str()))))
}
