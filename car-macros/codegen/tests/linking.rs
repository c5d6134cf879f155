//! What becomes of a healthy spec: presence, sides, boxes, enumerations, names, documentation.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on says so by panicking")]

mod support;

use car_codegen::ir::{
    Constraints, ExampleAnswer, Format, HostFamily, PathStep, Presence, Safety, Service, Side, Streaming,
    Type, TypeDef, Verdict,
};
use car_codegen::json::Node;
use support::{action, compile_demo, compile_healthy, field, record, type_def};

/// A service that uses every key of the format.
fn service() -> Service {
    compile_demo()
}

#[test]
fn presence_follows_from_what_is_demanded_and_where_the_structure_occurs() {
    use Presence::{EmptyWhenAbsent, Optional, Required, RequiredInRequests};
    let service = service();
    let table = [
        ("In", Side::Request, [Required, Required, Optional, Optional]),
        ("Out", Side::Response, [Required, EmptyWhenAbsent, Required, EmptyWhenAbsent]),
        ("Twice", Side::Both, [Required, RequiredInRequests, Optional, Optional]),
    ];
    for (name, side, expected) in table {
        let record = record(&service, name);
        assert_eq!(record.side, side, "{name}");
        let found: Vec<Presence> = record.fields.iter().take(4).map(|field| field.presence).collect();
        assert_eq!(found, expected, "{name}");
    }
    let request = &action(&service, "Describe").request;
    assert_eq!(field(request, "Twice").presence, Optional);
    assert_eq!(field(&action(&service, "Describe").response, "Twices").presence, EmptyWhenAbsent);
}

#[test]
fn every_response_ends_in_its_request_id() {
    let service = service();
    let last = action(&service, "Describe").response.fields.last().unwrap();
    assert_eq!((last.wire.as_str(), last.rust.as_str()), ("RequestId", "request_id"));
    assert_eq!((&last.ty, last.presence), (&Type::String, Presence::Required));
    assert!(!last.doc.is_empty());
}

#[test]
fn only_optional_fields_that_lead_back_directly_are_boxed() {
    let service = service();
    let boxed = |name: &str, wire: &str| field(record(&service, name), wire).boxed;
    assert!(boxed("Right", "Left") && boxed("Right", "Self"));
    assert!(!boxed("Left", "Right"), "required: the box is on the way back");
    assert!(!boxed("Right", "Both"), "a list has a size of its own");
    assert!(!boxed("Right", "Option"));
}

#[test]
fn texts_with_documented_values_get_a_type_and_numbers_a_table() {
    let service = service();
    let request = &action(&service, "Describe").request;
    let kind = field(request, "Kind");
    assert_eq!(kind.ty, Type::Enum("DescribeRequestKind".to_owned()));
    let TypeDef::Enum(values) = type_def(&service, "DescribeRequestKind") else {
        panic!("not an enumeration")
    };
    let variants: Vec<(&str, &str)> =
        values.values.iter().map(|value| (value.value.as_str(), value.variant.as_str())).collect();
    assert_eq!(variants, [("ON", "On"), ("on", "On2"), ("Other", "OtherValue")]);

    let tags = field(request, "Tags");
    assert_eq!(tags.ty, Type::List(Box::new(Type::Enum("DescribeRequestTags".to_owned()))));
    assert_eq!(
        tags.constraints,
        Constraints {
            min_items: Some(1),
            max_items: Some(3),
            min_length: Some(2),
            max_length: Some(16),
            ..Constraints::default()
        }
    );

    let width = field(request, "XRMaxWidth");
    assert_eq!((width.rust.as_str(), &width.ty), ("xr_max_width", &Type::UInt));
    assert_eq!(
        width.constraints,
        Constraints { min: Some(1.0), max: Some(4096.0), ..Constraints::default() }
    );
    let values: Vec<(&str, &str)> =
        width.values.iter().map(|value| (value.value.as_str(), value.variant.as_str())).collect();
    assert_eq!(values, [("1280", ""), ("1920", "")]);
    assert_eq!(width.example.as_deref(), Some("1280"));
    assert_eq!(width.doc, "How wide.\n\nWithout it, the service takes `1920`.");
}

#[test]
fn types_are_sorted_linked_and_named_apart_from_the_prelude() {
    let service = service();
    let names: Vec<&str> = service.types.iter().map(TypeDef::rust_name).collect();
    assert!(names.is_sorted(), "{names:?}");
    assert!(names.contains(&"OptionType") && !names.contains(&"Option"), "{names:?}");
    assert_eq!(field(record(&service, "Right"), "Option").ty, Type::Record("OptionType".to_owned()));
    assert_eq!(field(record(&service, "Right"), "Self").rust, "self_");
    assert_eq!(field(record(&service, "Twice"), "Inner").ty, Type::Enum("SpeedMode".to_owned()));
    assert!(record(&service, "Twice").open && !record(&service, "In").open);
    assert_eq!(record(&service, "In").source, "demo/_types.json#/types/In");
    let TypeDef::Enum(mode) = type_def(&service, "SpeedMode") else { panic!("not an enumeration") };
    let variants: Vec<&str> = mode.values.iter().map(|value| value.variant.as_str()).collect();
    assert_eq!(variants, ["Fast", "Slow", "V1080p"]);
}

#[test]
fn an_action_carries_its_facts() {
    let service = service();
    let describe = action(&service, "Describe");
    assert_eq!(describe.safety, Safety::Idempotent);
    assert!(describe.destructive);
    assert_eq!((describe.rate_limit, describe.server_timeout_ms), (Some(5), Some(20_000)));
    assert_eq!(describe.deprecated.as_deref(), Some("Use `List`."));
    assert_eq!(describe.source, "demo/Describe.json");
    assert_eq!(describe.request.rust_name, "DescribeRequest");
    assert_eq!(describe.response.rust_name, "DescribeResponse");
    let request = &describe.request;
    assert!(field(request, "Password").sensitive);
    assert_eq!(field(request, "Password").deprecated.as_deref(), Some("Not needed."));
    assert_eq!(field(request, "Type").rust, "type");
    assert_eq!(field(&describe.response, "Since").format, Format::UnixSeconds);
    assert_eq!(field(&describe.response, "Text").format, Format::Json);
}

#[test]
fn a_rate_limit_is_the_action_s_or_else_the_service_s() {
    let service = compile_healthy(&[("A.json", r#"{ "action": "A", "summary": "S.", "read_only": true }"#)]);
    let action = action(&service, "A");
    assert_eq!(action.rate_limit, Some(20));
    assert_eq!(action.safety, Safety::ReadOnly);
    assert_eq!(service.timeout_ms, 60_000);
}

#[test]
fn error_codes_are_sorted_in_the_catalogue_and_ordered_in_the_action() {
    let service = service();
    assert!(service.errors.iter().map(|error| error.code.as_str()).is_sorted());
    let codes = &action(&service, "Describe").errors;
    let variants: Vec<&str> = codes.iter().map(|error| error.variant.as_str()).collect();
    assert_eq!(variants, ["FailedOperation", "FailedOperationLockTimeout", "InternalErrorLockTimeout"]);
    assert_eq!(codes[1].doc, "Locked.");
}

#[test]
fn examples_keep_their_order_and_their_json() {
    let service = service();
    let examples = &action(&service, "Describe").examples;
    assert!(matches!(&examples[0].answer, ExampleAnswer::Failure { code, message }
        if code == "FailedOperation.LockTimeout" && message == "Busy."));
    let ExampleAnswer::Reply(reply) = &examples[1].answer else { panic!("no reply") };
    assert_eq!(
        reply.to_compact_json(),
        r#"{"Out":{"Must":"a","Told":"b","List":null},"Twices":[{"Must":[],"Told":"","New":1}]}"#
    );
    assert_eq!(examples[1].request.to_compact_json(), r#"{"In":{"Must":"a","Asked":"b"},"XRMaxWidth":1200}"#);
}

#[test]
fn what_an_action_says_of_its_calls_is_taken_over() {
    let service = service();
    let (describe, list) = (action(&service, "Describe"), action(&service, "List"));
    assert!(list.skip_sign && !describe.skip_sign);
    assert_eq!((&list.streaming, &describe.streaming), (&Streaming::Possible, &Streaming::Never));
    assert_eq!((list.host_family, describe.host_family), (HostFamily::Ai, HostFamily::Ordinary));
    let ExampleAnswer::Events(events) = &list.examples[0].answer else { panic!("no events") };
    let events: Vec<_> = events.iter().map(Node::to_compact_json).collect();
    assert_eq!(events, [r#"{"Items":[{"Id":"a"}]}"#, r#"{"Total":1}"#]);
    let mentioned: Vec<&str> = list.may_also_return.iter().map(|error| error.code.as_str()).collect();
    assert_eq!(mentioned, ["FailedOperation", "InternalError.LockTimeout"]);
    assert!(list.errors.is_empty() && describe.may_also_return.is_empty());
}

#[test]
fn pagination_and_waiters_are_taken_over() {
    let service = service();
    let list = action(&service, "List");
    assert_eq!(list.method, "list_things");
    let pagination = list.pagination.as_ref().unwrap();
    assert_eq!((pagination.offset.as_str(), pagination.limit.as_str()), ("Offset", "Limit"));
    assert_eq!(pagination.total.as_deref(), Some("Total"));
    assert_eq!(pagination.items, ["Items", "More"]);
    let [ready, gone, few, answered] = &list.waiters[..] else { panic!("{:?}", list.waiters) };
    assert_eq!((ready.name.as_str(), ready.path_text().as_str()), ("ready", "Items[*].Status"));
    assert_eq!(ready.pending, ["Creating"]);
    assert_eq!(ready.success, ["Ready"]);
    assert_eq!(ready.failure, ["Failed"]);
    assert_eq!((ready.absent, ready.key()), (Verdict::Failure, None));

    assert_eq!((gone.path_text().as_str(), gone.key()), ("Items[Id].Status", Some("Id")));
    assert_eq!(gone.absent, Verdict::Success);
    let code = |code: &str, verdict| (code.to_owned(), verdict);
    let expected =
        [code("FailedOperation", Verdict::Success), code("InternalError.LockTimeout", Verdict::Pending)];
    assert_eq!(gone.errors, expected);

    assert_eq!(
        (few.path.as_slice(), few.success.as_slice()),
        (&[PathStep::Field("Total".to_owned())][..], &["0".to_owned(), "-1".to_owned()][..])
    );
    assert!(answered.path.is_empty() && answered.success.is_empty());
    let pauses: Vec<(u64, u64)> =
        list.waiters.iter().map(|waiter| (waiter.interval_ms, waiter.max_interval_ms)).collect();
    assert_eq!(pauses, [(5_000, 30_000), (500, 120_000), (5_000, 30_000), (60_000, 60_000)]);
    assert_eq!(record(&service, "Item").source, "demo/List.json#/types/Item");
}
