//! Decodes `_service.json`.

use super::document::{Document, Spanned};
use super::object::Object;
use super::table;
use super::unsupported::{self, UnsupportedSpec};
use crate::diag::Sink;
use crate::ir::RegionRule;
use crate::rules;

/// Where the spec says nothing: as long as the official clients wait.
const FALLBACK_TIMEOUT_MS: u64 = 60_000;

/// The service as its file describes it.
#[derive(Debug)]
pub(crate) struct ServiceSpec {
    pub(crate) name: String,
    pub(crate) version: String,
    pub(crate) title: String,
    pub(crate) doc: String,
    pub(crate) international_host: Option<String>,
    pub(crate) mainland_host: Option<String>,
    pub(crate) region: RegionRule,
    pub(crate) timeout_ms: u64,
    pub(crate) rate_limit: Option<u32>,
    /// Actions that the service has and no spec can describe.
    pub(crate) unsupported: Vec<UnsupportedSpec>,
}

impl ServiceSpec {
    /// Stands in for a file that is missing or broken, and reported: the actions can still be emitted, so
    /// that their callers do not drown in errors of their own.
    pub(super) fn placeholder(label: &str) -> Self {
        let folder = label.rsplit(['/', '\\']).next().unwrap_or_default();
        Self {
            name: folder.to_owned(),
            version: String::new(),
            title: folder.to_owned(),
            doc: String::new(),
            international_host: None,
            mainland_host: None,
            region: RegionRule::Optional,
            timeout_ms: FALLBACK_TIMEOUT_MS,
            rate_limit: None,
            unsupported: Vec::new(),
        }
    }
}

/// Decodes the file; what is wrong in it is reported and stands as in the placeholder.
pub(super) fn decode(doc: &Document, label: &str, sink: &mut Sink) -> ServiceSpec {
    let fallback = ServiceSpec::placeholder(label);
    let Some(object) = Object::open(doc, &doc.root, &table::SERVICE, sink) else { return fallback };
    let mut checked = |key: &str, complaint: fn(&str) -> Option<String>| {
        let text = object.text(key)?;
        if let Some(message) = complaint(&text.value) {
            sink.push(doc.fault(&rules::SERVICE_VALUE, &text.span, message));
        }
        Some(text.value)
    };
    let name = checked("service", complain_of_name).unwrap_or(fallback.name);
    let version = checked("version", complain_of_version).unwrap_or(fallback.version);
    let title = object.text("title").map_or(fallback.title, |title| title.value);
    let (international_host, mainland_host) = decode_hosts(&object, sink);
    ServiceSpec {
        name,
        version,
        title,
        doc: object.text_or_empty("doc"),
        international_host,
        mainland_host,
        region: object.text("region").map_or(fallback.region, |word| region(&word.value)),
        timeout_ms: object.milliseconds("timeout").map_or(fallback.timeout_ms, |length| length.value),
        rate_limit: decode_rate_limit(&object, sink),
        unsupported: unsupported::decode_all(&object, sink),
    }
}

/// Calls per second; zero would mean that the action can never be called.
pub(super) fn decode_rate_limit(object: &Object<'_>, sink: &mut Sink) -> Option<u32> {
    let limit = object.whole("rate_limit")?;
    if limit.value == 0 {
        let message = "`rate_limit` is 0, which allows no call at all";
        sink.push(object.doc.fault(&rules::BAD_NUMBER, &limit.span, message));
        return None;
    }
    u32::try_from(limit.value).ok()
}

fn decode_hosts(service: &Object<'_>, sink: &mut Sink) -> (Option<String>, Option<String>) {
    let doc = service.doc;
    let Some(node) = service.node("hosts") else { return (None, None) };
    let Some(hosts) = Object::open(doc, node, &table::HOSTS, sink) else { return (None, None) };
    if node.members().is_empty() {
        let message = "`hosts` names no host";
        let help = "give `international`, `mainland` or both";
        sink.push(doc.fault(&rules::SERVICE_VALUE, &node.closing(), message).help(help));
    }
    let mut host = |key| {
        let host: Spanned<String> = hosts.text(key)?;
        match complain_of_host(&host.value) {
            None => Some(host.value),
            Some(message) => {
                sink.push(doc.fault(&rules::SERVICE_VALUE, &host.span, message));
                None
            }
        }
    };
    (host("international"), host("mainland"))
}

fn complain_of_name(name: &str) -> Option<String> {
    let fits = name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
    (!fits).then(|| {
        format!(
            "`service` is the first label of the host, small letters and digits such as `car`; not `{name}`"
        )
    })
}

fn complain_of_version(version: &str) -> Option<String> {
    let parts: Vec<&str> = version.split('-').collect();
    let is_number = |part: &str, digits: usize, most: u32| {
        part.len() == digits
            && part.bytes().all(|b| b.is_ascii_digit())
            && part.parse::<u32>().is_ok_and(|number| (1..=most).contains(&number))
    };
    let fits = matches!(parts.as_slice(), [year, month, day]
        if is_number(year, 4, 9999) && is_number(month, 2, 12) && is_number(day, 2, 31));
    (!fits).then(|| format!("`version` is a date such as `2022-01-10`; not `{version}`"))
}

fn complain_of_host(host: &str) -> Option<String> {
    if host.contains("://") {
        return Some(format!(
            "a host stands without a scheme: leave the `://` and what is before it out of `{host}`"
        ));
    }
    let is_label = |label: &str| {
        !label.is_empty()
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
    };
    let fits = host.contains('.') && host.split('.').all(is_label);
    (!fits).then(|| {
        format!(
            "`{host}` is no host name: small letters, digits and dashes, joined by dots; no port, no path"
        )
    })
}

/// The table of keys has seen to it that `word` is one of these.
fn region(word: &str) -> RegionRule {
    match word {
        "not_needed" => RegionRule::NotNeeded,
        "required" => RegionRule::Required,
        _ => RegionRule::Optional,
    }
}
