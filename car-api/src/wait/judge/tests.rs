//! Every way in which an answer, or an error, can be judged.

use super::*;
use crate::action::{Hosts, RegionRule, ServiceMeta};
use crate::record::{FieldMeta, Kind, Shape};
use crate::{Secret, record};

#[derive(Clone, Default)]
struct Answer {
    state: Option<String>,
    running: u64,
    balance: Option<i64>,
    secret: Secret,
    current: Option<Version>,
    versions: Vec<Version>,
    words: Vec<String>,
    groups: Vec<Group>,
}
crate::__record! {
    Answer, ANSWER, {
        0 => state, 1 => running, 2 => balance, 3 => secret, 4 => current, 5 => versions, 6 => words, 7 => groups,
    }
}
static ANSWER: Shape = Shape {
    name: "Answer",
    fields: &[
        FieldMeta::new("State", "state", Kind::Text),
        FieldMeta::new("Running", "running", Kind::UInt),
        FieldMeta::new("Balance", "balance", Kind::Int),
        FieldMeta::new("Secret", "secret", Kind::Text).sensitive(),
        FieldMeta::new("Current", "current", Kind::Record(&VERSION)),
        FieldMeta::new("Versions", "versions", Kind::List(&Kind::Record(&VERSION))),
        FieldMeta::new("Words", "words", Kind::List(&Kind::Text)),
        FieldMeta::new("Groups", "groups", Kind::List(&Kind::Record(&GROUP))),
    ],
    open: false,
    docs: &[],
};

#[derive(Clone, Default)]
struct Version {
    id: String,
    number: Option<i64>,
    state: Option<String>,
}
crate::__record! {
    Version, VERSION, { 0 => id, 1 => number, 2 => state, }
}
static VERSION: Shape = Shape {
    name: "Version",
    fields: &[
        FieldMeta::new("Id", "id", Kind::Text),
        FieldMeta::new("Number", "number", Kind::Int),
        FieldMeta::new("State", "state", Kind::Text),
    ],
    open: false,
    docs: &[],
};

#[derive(Clone, Default)]
struct Group {
    versions: Vec<Version>,
}
crate::__record! {
    Group, GROUP, { 0 => versions, }
}
static GROUP: Shape = Shape {
    name: "Group",
    fields: &[FieldMeta::new("Versions", "versions", Kind::List(&Kind::Record(&VERSION)))],
    open: false,
    docs: &[],
};

const fn waiter(path: &'static [PathStep]) -> Waiter {
    Waiter {
        path,
        pending: &["creating"],
        success: &["up", "0"],
        failure: &["broken", "-1"],
        ..Waiter::new("up")
    }
}

const STATE: PathStep = PathStep::Field("State");
const EACH: PathStep = PathStep::Each("Versions");
const ITEM: PathStep = PathStep::Item { list: "Versions", key: "Id" };

#[track_caller]
fn assert_judged(json: &str, waiter: &Waiter, wanted: Option<&str>, verdict: Verdict, state: Option<&str>) {
    let answer: Answer = record::from_json(json.as_bytes()).unwrap();
    let expected = Sighting { verdict, state: state.map(str::to_owned) };
    assert_eq!(judge(&answer, waiter, wanted), expected, "{json}");
}

#[test]
fn the_state_of_the_answer_itself() {
    let waiter = waiter(&[STATE]);
    for (json, verdict, state) in [
        (r#"{"State":"up"}"#, Verdict::Success, Some("up")),
        (r#"{"State":"creating"}"#, Verdict::Pending, Some("creating")),
        (r#"{"State":"broken"}"#, Verdict::Failure, Some("broken")),
        // Nobody has documented it; it may be on the way to anything.
        (r#"{"State":"dreaming"}"#, Verdict::Pending, Some("dreaming")),
        (r#"{"State":"UP"}"#, Verdict::Pending, Some("UP")),
        (r#"{"State":""}"#, Verdict::Pending, Some("")),
        (r#"{"State":null}"#, Verdict::Pending, None),
        (r"{}", Verdict::Pending, None),
    ] {
        assert_judged(json, &waiter, None, verdict, state);
    }
}

#[test]
fn numbers_are_states_by_their_digits() {
    let running = waiter(&[PathStep::Field("Running")]);
    assert_judged(r#"{"Running":0}"#, &running, None, Verdict::Success, Some("0"));
    assert_judged(r#"{"Running":10}"#, &running, None, Verdict::Pending, Some("10"));
    let balance = waiter(&[PathStep::Field("Balance")]);
    assert_judged(r#"{"Balance":-1}"#, &balance, None, Verdict::Failure, Some("-1"));
    assert_judged(r#"{"Balance":null}"#, &balance, None, Verdict::Pending, None);
}

#[test]
fn what_is_missing_means_what_the_spec_says() {
    let paths: [&'static [PathStep]; 3] =
        [&[EACH, STATE], &[ITEM, STATE], &[PathStep::Field("Current"), STATE]];
    for path in paths {
        for absent in [Verdict::Pending, Verdict::Success, Verdict::Failure] {
            let waiter = Waiter { absent, ..waiter(path) };
            for json in ["{}", r#"{"Versions":[],"Current":null}"#, r#"{"Versions":null}"#] {
                assert_judged(json, &waiter, Some("v1"), absent, None);
            }
        }
    }
    assert_eq!(waiter(&[EACH, STATE]).absent, Verdict::Failure, "unless it says otherwise");
}

#[test]
fn what_has_no_state_yet_is_not_missing() {
    let gone = Waiter { absent: Verdict::Success, ..waiter(&[ITEM, STATE]) };
    assert_judged(r#"{"Versions":[{"Id":"v1"}]}"#, &gone, Some("v1"), Verdict::Pending, None);
    let gone = Waiter { absent: Verdict::Success, ..waiter(&[PathStep::Field("Current"), STATE]) };
    assert_judged(r#"{"Current":{}}"#, &gone, None, Verdict::Pending, None);
}

#[test]
fn all_items_have_to_reach_the_state() {
    let waiter = waiter(&[EACH, STATE]);
    let json = |states: [&str; 3]| {
        let [a, b, c] = states;
        format!(r#"{{"Versions":[{{"State":"{a}"}},{{"State":"{b}"}},{{"State":"{c}"}}]}}"#)
    };
    for (states, verdict, state) in [
        (["up", "up", "up"], Verdict::Success, "up"),
        (["up", "creating", "up"], Verdict::Pending, "creating"),
        (["up", "dreaming", "creating"], Verdict::Pending, "dreaming"),
        (["creating", "up", "broken"], Verdict::Failure, "broken"),
        (["broken", "creating", "up"], Verdict::Failure, "broken"),
    ] {
        assert_judged(&json(states), &waiter, None, verdict, Some(state));
    }
    let words = self::waiter(&[PathStep::Each("Words")]);
    assert_judged(r#"{"Words":["up","0"]}"#, &words, None, Verdict::Success, Some("up"));
    assert_judged(r#"{"Words":["up","creating"]}"#, &words, None, Verdict::Pending, Some("creating"));
    assert_judged(r#"{"Words":[]}"#, &words, None, Verdict::Failure, None);
}

#[test]
fn only_the_named_item_counts() {
    let waiter = waiter(&[ITEM, STATE]);
    let json = r#"{"Versions":[{"Id":"v1","State":"broken"},{"Id":"v2","State":"up"},{"Id":"v3"}]}"#;
    assert_judged(json, &waiter, Some("v1"), Verdict::Failure, Some("broken"));
    assert_judged(json, &waiter, Some("v2"), Verdict::Success, Some("up"));
    assert_judged(json, &waiter, Some("v3"), Verdict::Pending, None);
    assert_judged(json, &waiter, Some("v4"), Verdict::Failure, None);
    assert_judged(json, &waiter, None, Verdict::Failure, None);

    let twice = r#"{"Versions":[{"Id":"v1","State":"up"},{"Id":"v1","State":"creating"}]}"#;
    assert_judged(twice, &waiter, Some("v1"), Verdict::Pending, Some("creating"));

    let by_number = self::waiter(&[PathStep::Item { list: "Versions", key: "Number" }, STATE]);
    let json = r#"{"Versions":[{"State":"broken"},{"Number":-7,"State":"up"}]}"#;
    assert_judged(json, &by_number, Some("-7"), Verdict::Success, Some("up"));
    assert_judged(json, &by_number, Some(""), Verdict::Failure, None);
}

#[test]
fn items_are_found_in_every_list_on_the_way() {
    const GROUPS: PathStep = PathStep::Each("Groups");
    let json = r#"{"Groups":[{},{"Versions":[{"Id":"v1","State":"up"}]},{"Versions":[{"Id":"v2","State":"creating"}]}]}"#;
    let one = waiter(&[GROUPS, ITEM, STATE]);
    assert_judged(json, &one, Some("v1"), Verdict::Success, Some("up"));
    assert_judged(json, &one, Some("v9"), Verdict::Failure, None);
    let all = waiter(&[GROUPS, EACH, STATE]);
    assert_judged(json, &all, None, Verdict::Pending, Some("creating"));
    assert_judged(r#"{"Groups":[{}]}"#, &all, None, Verdict::Failure, None);
}

#[test]
fn without_a_path_any_answer_is_the_end() {
    assert_judged("{}", &Waiter::new("any"), None, Verdict::Success, None);
}

#[test]
fn a_path_that_does_not_fit_leads_nowhere() {
    // No spec that was checked has one; a table is public all the same.
    let nowhere: [&'static [PathStep]; 5] = [
        &[PathStep::Each("State")],
        &[PathStep::Each("Nothing"), STATE],
        &[STATE, STATE],
        &[PathStep::Item { list: "Words", key: "Id" }, STATE],
        &[PathStep::Item { list: "Versions", key: "Nothing" }, STATE],
    ];
    let json = r#"{"State":"up","Words":["up"],"Versions":[{"Id":"v1","State":"up"}]}"#;
    for path in nowhere {
        assert_judged(json, &waiter(path), Some("v1"), Verdict::Failure, None);
    }
    // A field that is not a state has none; a secret is never one.
    for field in ["Nothing", "Secret", "Current", "Versions"] {
        let path: &'static [PathStep] = Box::leak(Box::new([PathStep::Field(field)]));
        assert_judged(r#"{"Secret":"up","Current":{}}"#, &waiter(path), None, Verdict::Pending, None);
    }
}

static SERVICE: ServiceMeta = ServiceMeta {
    name: "demo",
    version: "2024-01-31",
    title: "Demo",
    hosts: Hosts { international: None, mainland: None },
    region: RegionRule::NotNeeded,
    timeout: std::time::Duration::from_secs(1),
    errors: &[],
    actions: &[],
};

#[test]
fn an_error_code_stands_for_a_state_if_the_spec_says_so() {
    let waiter = Waiter {
        errors: &[
            ("NotFound.Door", Verdict::Success),
            ("Busy", Verdict::Pending),
            ("Broken", Verdict::Failure),
        ],
        ..Waiter::new("gone")
    };
    let judged = |code: &str| judge_error(&Error::service(code, String::new(), &SERVICE), &waiter);
    for (code, verdict) in
        [("NotFound.Door", Verdict::Success), ("Busy", Verdict::Pending), ("Broken", Verdict::Failure)]
    {
        assert_eq!(judged(code), Some(Sighting { verdict, state: Some(code.to_owned()) }));
    }
    // Above, below and beside what is listed.
    for code in ["NotFound", "NotFound.Door.Left", "Busy.Very", "busy", "Other"] {
        assert_eq!(judged(code), None, "{code}");
    }
    assert_eq!(judge_error(&Error::request("not sent"), &waiter), None);
}
