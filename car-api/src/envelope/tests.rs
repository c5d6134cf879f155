use serde_json::{Value, json};

use super::{Malformed, MalformedKind, Outcome, read};
use crate::record::{FieldMeta, Kind, Record, Shape, Untyped};

/// A reply as generated ones are: a required field, an optional structure, and `RequestId` at the end.
#[derive(Clone, Default)]
struct Reply {
    size: i64,
    inner: Option<Inner>,
    request_id: String,
}
crate::__record! { Reply, REPLY, { 0 => size, 1 => inner, 2 => request_id, } }
static REPLY: Shape = Shape {
    name: "Reply",
    fields: &[
        FieldMeta::new("Size", "size", Kind::Int).required(),
        FieldMeta::new("Inner", "inner", Kind::Record(&INNER)),
        FieldMeta::new("RequestId", "request_id", Kind::Text).required(),
    ],
    open: false,
    docs: &[],
};

/// A structure with members that are called like those of the envelope.
#[derive(Clone, Default)]
struct Inner {
    code: Option<String>,
    request_id: Option<String>,
}
crate::__record! { Inner, INNER, { 0 => code, 1 => request_id, } }
static INNER: Shape = Shape {
    name: "Inner",
    fields: &[
        FieldMeta::new("Code", "code", Kind::Text),
        FieldMeta::new("RequestId", "request_id", Kind::Text),
    ],
    open: false,
    docs: &[],
};

/// A reply that has an `Error` when it succeeds.
#[derive(Clone, Default)]
struct OwnError {
    status: Option<String>,
    error: Option<Inner>,
}
crate::__record! { OwnError, OWN_ERROR, { 0 => status, 1 => error, } }
static OWN_ERROR: Shape = Shape {
    name: "OwnError",
    fields: &[
        FieldMeta::new("Status", "status", Kind::Text),
        FieldMeta::new("Error", "error", Kind::Record(&INNER)),
    ],
    open: false,
    docs: &[],
};

fn success(request_id: &str) -> Outcome {
    Outcome::Success { request_id: request_id.into() }
}

fn failure(code: &str, message: &str, request_id: &str) -> Outcome {
    Outcome::Failure { code: code.into(), message: message.into(), request_id: request_id.into() }
}

fn read_value(value: &Value, reply: &mut dyn Record) -> Result<Outcome, Malformed> {
    read(value.to_string().as_bytes(), reply)
}

fn malformed(body: &str) -> Malformed {
    read(body.as_bytes(), &mut Reply::default()).expect_err(body)
}

#[test]
fn a_success_fills_the_reply() {
    let mut reply = Reply::default();
    let body =
        json!({"retcode": 0, "Response": {"Size": 3, "New": [1], "RequestId": "r"}, "retmsg": {"a": 1}});
    assert_eq!(read_value(&body, &mut reply).unwrap(), success("r"));
    assert_eq!((reply.size, reply.request_id.as_str()), (3, "r"));
}

#[test]
fn a_failure_needs_no_fields_and_leaves_none() {
    let error = json!({"Code": "AuthFailure", "Message": "no"});
    for response in [
        json!({"Error": error, "RequestId": "r"}),
        // `Size` comes before `Error` is known, after it, and in a form that does not fit.
        json!({"AError": 1, "Size": 3, "Error": error, "RequestId": "r"}),
        json!({"Size": [], "Error": error, "RequestId": "r"}),
    ] {
        let mut reply = Reply::default();
        let outcome = read_value(&json!({"Response": response}), &mut reply).unwrap();
        assert_eq!(outcome, failure("AuthFailure", "no", "r"));
        assert_eq!((reply.size, reply.request_id.as_str()), (0, ""));
    }
}

#[test]
fn members_in_any_order_are_understood() {
    let body = r#"{"Response":{"RequestId":"r","Error":{"Message":"no","Code":"A.B","More":1}}}"#;
    assert_eq!(read(body.as_bytes(), &mut Reply::default()).unwrap(), failure("A.B", "no", "r"));
}

#[test]
fn a_null_error_is_none() {
    let body = json!({"Response": {"Error": null, "Size": 1, "RequestId": "r"}});
    assert_eq!(read_value(&body, &mut Reply::default()).unwrap(), success("r"));
}

#[test]
fn an_error_without_a_code_is_malformed() {
    for error in
        [json!({}), json!({"Code": "", "Message": "m"}), json!({"Code": null}), json!("text"), json!([1])]
    {
        let body = json!({"Response": {"Error": error, "RequestId": "r"}}).to_string();
        let problem = malformed(&body);
        assert!(matches!(problem.kind, MalformedKind::ErrorWithoutCode), "{body}: {problem:?}");
        assert_eq!(problem.request_id.as_deref(), Some("r"));
    }
}

#[test]
fn a_missing_message_or_request_id_is_empty() {
    let body = json!({"Response": {"Error": {"Code": "A"}}});
    assert_eq!(read_value(&body, &mut Reply::default()).unwrap(), failure("A", "", ""));
}

#[test]
fn an_error_of_the_replys_own_is_no_failure() {
    let error = json!({"Code": "BadPage", "Message": "page 3"});
    let mut reply = OwnError::default();
    let body = json!({"Response": {"Status": "Done", "Error": error, "RequestId": "r"}});
    assert_eq!(read_value(&body, &mut reply).unwrap(), success("r"));
    assert_eq!(reply.status.as_deref(), Some("Done"));
    assert_eq!(reply.error.unwrap().code.as_deref(), Some("BadPage"));
}

#[test]
fn such_a_reply_fails_when_nothing_but_an_error_comes() {
    let body = json!({"Response": {"Error": {"Code": "AuthFailure", "Message": "no"}, "RequestId": "r"}});
    assert_eq!(read_value(&body, &mut OwnError::default()).unwrap(), failure("AuthFailure", "no", "r"));
    let body = json!({"Response": {"Error": null, "RequestId": "r"}});
    assert_eq!(read_value(&body, &mut OwnError::default()).unwrap(), success("r"));
}

#[test]
fn an_untyped_reply_keeps_all_members() {
    let mut reply = Untyped::default();
    let response = json!({"Size": 1, "Deep": {"Error": {"Code": "x"}}, "RequestId": "r"});
    assert_eq!(read_value(&json!({"Response": response}), &mut reply).unwrap(), success("r"));
    assert_eq!(Value::Object(reply.members), response);

    let mut reply = Untyped::default();
    let body = json!({"Response": {"Size": 1, "Error": {"Code": "A", "Message": "m"}, "RequestId": "r"}});
    assert_eq!(read_value(&body, &mut reply).unwrap(), failure("A", "m", "r"));
    assert!(reply.members.is_empty());
}

#[test]
fn a_success_without_request_id_is_one_where_the_table_does_not_ask_for_it() {
    assert_eq!(read_value(&json!({"Response": {}}), &mut Untyped::default()).unwrap(), success(""));
    let problem = malformed(r#"{"Response":{"Size":1}}"#);
    assert_eq!(problem.message, "the reply does not fit: required but missing or null: `Response.RequestId`");
    assert_eq!(problem.request_id, None);
}

#[test]
fn the_last_response_wins_whole() {
    let mut reply = Reply::default();
    let body = r#"{"Response":{"Size":1,"Inner":{"Code":"x"},"RequestId":"a"},
        "Response":{"Size":2,"Inner":{"RequestId":"i"},"RequestId":"b"}}"#;
    assert_eq!(read(body.as_bytes(), &mut reply).unwrap(), success("b"));
    assert_eq!(reply.inner.unwrap().code, None);
}

#[test]
fn the_old_envelope_is_a_failure() {
    let body = json!({"code": 4100, "message": "no", "codeDesc": "AuthFailure"});
    assert_eq!(read_value(&body, &mut Reply::default()).unwrap(), failure("AuthFailure", "no", ""));
    let body = json!({"code": 4100, "message": "no"});
    assert_eq!(read_value(&body, &mut Reply::default()).unwrap(), failure("4100", "no", ""));
    let problem = malformed(r#"{"code":0,"message":"","codeDesc":"Success"}"#);
    assert!(matches!(problem.kind, MalformedKind::NoResponse));
}

#[test]
fn what_is_json_but_no_reply_is_told_apart() {
    for body in [
        "{}",
        "[]",
        "null",
        "3",
        "\"text\"",
        r#"{"Response":null}"#,
        r#"{"Response":[1]}"#,
        r#"{"response":{}}"#,
    ] {
        let problem = malformed(body);
        assert!(matches!(problem.kind, MalformedKind::NoResponse), "{body}: {problem:?}");
        assert!(!problem.message.contains("text"), "{problem:?}");
    }
}

#[test]
fn what_is_not_json_is_shown_if_it_cannot_hold_a_secret() {
    let problem = malformed("<html><title>502 Bad Gateway</title></html>");
    assert!(matches!(problem.kind, MalformedKind::NotJson));
    assert!(problem.message.contains("<title>502 Bad Gateway"), "{}", problem.message);
    assert!(malformed("  ").message.ends_with("(it is empty)"));

    let problem = malformed(r#"{"Response":{"SecretKey":"hunter2","RequestId":"r""#);
    assert!(matches!(problem.kind, MalformedKind::NotJson));
    assert!(!format!("{problem:?}").contains("hunter2"));
}

#[test]
fn what_is_not_text_is_not_json() {
    let body = b"{\"Response\":{\"Size\":1,\"Inner\":{\"Code\":\"\xe4\"},\"RequestId\":\"r\"}}";
    let problem = read(body, &mut Reply::default()).unwrap_err();
    assert!(matches!(problem.kind, MalformedKind::NotJson));
    assert_eq!(problem.message, "the reply is not valid JSON: byte 40 is not UTF-8");
    assert_eq!(problem.request_id.as_deref(), Some("r"));
}

#[test]
fn the_request_id_is_saved_from_any_rubble() {
    for body in [
        // After the field that does not fit, and before it.
        r#"{"Response":{"Size":"x","RequestId":"r-1"}}"#,
        r#"{"Response":{"RequestId":"r-1","Size":"x"}}"#,
        // Beside the one of a nested structure.
        r#"{"Response":{"Inner":{"RequestId":"i"},"RequestId":"r-1"}}"#,
        // Broken off, within a member and within a name.
        r#"{"Response":{"RequestId":"r-1","Size":"#,
        r#"{"Response":{"RequestId":"r-1","Si"#,
        // Not JSON before it.
        r#"{"Response":{"Size":,"RequestId": "r-1"}}"#,
        // More than JSON after it.
        r#"{"Response":{"Size":1,"RequestId":"r-1"}} trailing"#,
    ] {
        assert_eq!(malformed(body).request_id.as_deref(), Some("r-1"), "{body}");
    }
    for body in [r#"{"Response":{"RequestId":"r-"#, r#"{"Response":{"Size":,"RequestId":"a b"}}"#, ""] {
        assert_eq!(malformed(body).request_id, None, "{body}");
    }
}

#[test]
fn an_unreadable_field_is_named_from_the_root() {
    let problem = malformed(r#"{"Response":{"Size":1,"Inner":{"Code":[]},"RequestId":"r"}}"#);
    assert_eq!(
        problem.message,
        "the reply does not fit: `Response.Inner.Code`: expected a text, found a list"
    );
    let MalformedKind::Unreadable(error) = problem.kind else { panic!("{problem:?}") };
    assert_eq!(error.path(), "Response.Inner.Code");
}

#[test]
fn hostile_nesting_is_an_error_and_not_a_crash() {
    let deep = "[".repeat(100_000);
    let body = format!(r#"{{"Response":{{"Error":{deep}"#);
    assert!(matches!(malformed(&body).kind, MalformedKind::Unreadable(_)));
    let body = format!(r#"{{"Response":{{"Unknown":{deep}"#);
    assert!(matches!(malformed(&body).kind, MalformedKind::NotJson));
}
