//! Brings three versions of a spec together: what was imported last time, what a person made of it, and what
//! is published now.
//!
//! With all three, each difference has one author. What only the service changed is taken over; what only the
//! person changed or added stays; where both changed the same thing, the person's version stays and the
//! conflict is reported. Lists of codes and of examples are merged item by item, so that an added example does
//! not freeze the others.

use super::report::{Note, UpdateReport};
use crate::json::build as tree;
use crate::json::{Node, Value};

/// Keys whose values are taken as a whole: sample values are not merged.
const WHOLE: &[&str] = &["example", "default", "enum"];

/// Three versions of a value; each may be absent.
#[derive(Debug, Clone, Copy)]
pub(super) struct Versions<'a> {
    /// As it was imported last time.
    pub(super) base: Option<&'a Node>,
    /// As it stands in the folder.
    pub(super) mine: Option<&'a Node>,
    /// As it is published now.
    pub(super) theirs: Option<&'a Node>,
}

/// Merges a value at `place`. `None` means that it is gone.
pub(super) fn merge(versions: Versions<'_>, place: &str, report: &mut UpdateReport) -> Option<Node> {
    let Versions { base, mine, theirs } = versions;
    if equal(mine, theirs) || equal(base, mine) {
        return theirs.cloned();
    }
    if equal(base, theirs) {
        report.kept += 1;
        // Deeper inside, both are looked at again, so that the order of members is the service's.
        return mine.cloned();
    }
    match (mine.map(|node| &node.value), theirs.map(|node| &node.value)) {
        (Some(Value::Object(_)), Some(Value::Object(_))) if !is_whole(place) => {
            Some(merge_entries(versions, place, report, keyed_members, tree::object))
        }
        (Some(Value::Array(_)), Some(Value::Array(_))) if !is_whole(place) => {
            let list = |entries: Vec<(String, Node)>| tree::list(entries.into_iter().map(|(_, node)| node));
            Some(merge_entries(versions, place, report, keyed_items, list))
        }
        _ => {
            report.kept += 1;
            report.conflicts.push(conflict(versions, place));
            mine.cloned()
        }
    }
}

/// What a list or object consists of: a name for each part, and the part.
type Keyed<'a> = Vec<(String, &'a Node)>;

fn merge_entries(
    versions: Versions<'_>,
    place: &str,
    report: &mut UpdateReport,
    keyed: for<'n> fn(&'n Node) -> Keyed<'n>,
    join: impl Fn(Vec<(String, Node)>) -> Node,
) -> Node {
    let [base, mine, theirs] =
        [versions.base, versions.mine, versions.theirs].map(|node| node.map(keyed).unwrap_or_default());
    let find = |entries: &Keyed<'_>, key: &str| entries.iter().position(|(name, _)| name == key);
    let mut merged: Vec<(String, Node)> = Vec::new();
    let mut merge_one = |key: &str| {
        let get = |entries: &Keyed<'_>| {
            find(entries, key).and_then(|at| entries.get(at).map(|(_, node)| (*node).clone()))
        };
        let (base, mine, theirs) = (get(&base), get(&mine), get(&theirs));
        let versions = Versions { base: base.as_ref(), mine: mine.as_ref(), theirs: theirs.as_ref() };
        merge(versions, &format!("{place}/{}", crate::pointer::escape(key)), report)
    };
    for (key, _) in &theirs {
        merged.extend(merge_one(key).map(|node| (key.clone(), node)));
    }
    // What is only mine goes where it stood: behind the last thing that is still there.
    let mut before: Option<&str> = None;
    for (key, _) in &mine {
        if find(&theirs, key).is_none()
            && let Some(node) = merge_one(key)
        {
            let at = before.and_then(|before| merged.iter().position(|(name, _)| name == before));
            merged.insert(at.map_or(0, |at| at + 1), (key.clone(), node));
        }
        if merged.iter().any(|(name, _)| name == key) {
            before = Some(key);
        }
    }
    join(merged)
}

fn keyed_members(node: &Node) -> Keyed<'_> {
    node.members().iter().map(|member| (member.key.clone(), &member.value)).collect()
}

/// Items go by their titles, if they have some, or else by what they are. Of equal ones the second is numbered.
fn keyed_items(node: &Node) -> Keyed<'_> {
    let mut keyed: Keyed<'_> = Vec::new();
    for item in node.items() {
        let title = item.get("title").and_then(Node::as_str).map(str::to_owned);
        let name = title.unwrap_or_else(|| item.to_compact_json());
        let alike = keyed
            .iter()
            .filter(|(other, _)| *other == name || other.starts_with(&format!("{name} #")))
            .count();
        let name = if alike == 0 { name } else { format!("{name} #{}", alike + 1) };
        keyed.push((name, item));
    }
    keyed
}

/// Whether a place is one of those taken as a whole: sample values, and the inside of examples.
fn is_whole(place: &str) -> bool {
    let mut steps = place.rsplit('/');
    let last = steps.next().unwrap_or_default();
    WHOLE.contains(&last) || steps.next() == Some("examples")
}

fn equal(a: Option<&Node>, b: Option<&Node>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => tree::same(a, b),
        (None, None) => true,
        _ => false,
    }
}

fn conflict(versions: Versions<'_>, place: &str) -> Note {
    let shown = |node: Option<&Node>| match node.map(Node::to_compact_json) {
        None => "nothing".to_owned(),
        Some(json) if json.chars().count() > 80 => format!("{}…", json.chars().take(79).collect::<String>()),
        Some(json) => json,
    };
    let why = match (versions.mine, versions.theirs) {
        (None, _) => format!("was removed here, and the service changed it to {}", shown(versions.theirs)),
        (_, None) => format!("was changed here to {}, and the service removed it", shown(versions.mine)),
        _ => format!("is {} here, and {} at the service", shown(versions.mine), shown(versions.theirs)),
    };
    Note::new(place, why)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn merged(base: &str, mine: &str, theirs: &str) -> (String, UpdateReport) {
        let parse = |text: &str| tree::parse(text).unwrap();
        let (base, mine, theirs) = (parse(base), parse(mine), parse(theirs));
        let mut report = UpdateReport::default();
        let versions = Versions { base: Some(&base), mine: Some(&mine), theirs: Some(&theirs) };
        let node = merge(versions, "A.json#", &mut report).unwrap();
        (node.to_compact_json(), report)
    }

    #[test]
    fn each_side_keeps_what_it_alone_changed() {
        let base = r#"{"summary":"a","request":{"X":{"type":"int"}},"errors":["A","B"]}"#;
        let mine = r#"{"summary":"mine","request":{"X":{"type":"int","min":1}},"errors":["A","B","Mine"]}"#;
        let theirs = r#"{"summary":"a","request":{"X":{"type":"int","doc":"new"},"Y":{"type":"bool"}},"errors":["A","C"]}"#;
        let (node, report) = merged(base, mine, theirs);
        let expected = r#"{"summary":"mine","request":{"X":{"type":"int","min":1,"doc":"new"},"Y":{"type":"bool"}},"errors":["A","Mine","C"]}"#;
        assert_eq!(node, expected);
        assert_eq!((report.kept, report.conflicts.len()), (3, 0));
    }

    #[test]
    fn what_both_changed_stays_mine_and_is_listed() {
        let (node, report) = merged(r#"{"a":1,"b":1}"#, r#"{"a":2}"#, r#"{"a":3,"b":4}"#);
        assert_eq!(node, r#"{"a":2}"#);
        let places: Vec<&str> = report.conflicts.iter().map(|note| note.what.as_str()).collect();
        assert_eq!(places, ["A.json#/a", "A.json#/b"]);
    }

    #[test]
    fn what_the_service_removed_goes_unless_it_was_changed_here() {
        let (node, report) = merged(r#"{"a":1,"b":1,"c":1}"#, r#"{"a":1,"b":2,"c":1,"d":1}"#, r#"{"c":1}"#);
        assert_eq!(node, r#"{"b":2,"c":1,"d":1}"#);
        assert_eq!(report.conflicts.len(), 1);
    }

    #[test]
    fn examples_are_merged_by_title_and_as_a_whole() {
        let base = r#"{"examples":[{"title":"one","request":{"a":1}},{"title":"two","request":{}}]}"#;
        let mine = r#"{"examples":[{"title":"one","request":{"a":1,"b":2}},{"title":"two","request":{}},{"title":"mine","request":{}}]}"#;
        let theirs = r#"{"examples":[{"title":"one","request":{"a":1}},{"title":"three","request":{}}]}"#;
        let (node, report) = merged(base, mine, theirs);
        let expected = r#"{"examples":[{"title":"one","request":{"a":1,"b":2}},{"title":"mine","request":{}},{"title":"three","request":{}}]}"#;
        assert_eq!(node, expected);
        assert!(report.conflicts.is_empty());
    }

    #[test]
    fn equal_items_are_told_apart() {
        let (node, _) = merged(r#"{"l":[1,1]}"#, r#"{"l":[1,1,2]}"#, r#"{"l":[1,1,1]}"#);
        assert_eq!(node, r#"{"l":[1,1,2,1]}"#);
    }
}
