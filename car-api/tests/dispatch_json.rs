//! Calls by name.

// A test fails by panicking, in its helpers as well.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod demo;

use std::collections::BTreeMap;
use std::time::Duration;

use car_api::{Error, ErrorKind, Language};
use demo::{json, scripted};

#[tokio::test]
async fn an_action_without_a_spec() {
    let (client, script) = scripted([json(
        r#"{"Response":{"Doors":[{"Name":"front"}],"Big":9007199254740993,"RequestId":"id-1"}}"#,
    )]);
    let reply = client
        .call_json("ListDoors", serde_json::json!({ "Limit": 1 }))
        .timeout(Duration::from_secs(5))
        .region("ap-guangzhou")
        .endpoint("http://localhost:8787")
        .language(Language::English)
        .await
        .unwrap();
    assert_eq!(reply.request_id, "id-1");
    assert_eq!(reply.body["Doors"][0]["Name"], "front");
    assert_eq!(reply.body["Big"], 9_007_199_254_740_993_u64);
    assert_eq!(reply.body["RequestId"], "id-1");

    let request = script.only();
    assert_eq!(request.url.as_str(), "http://localhost:8787/");
    assert_eq!(&request.body[..], br#"{"Limit":1}"#);
    assert_eq!(request.headers["x-tc-action"], "ListDoors");
    assert_eq!(request.headers["x-tc-region"], "ap-guangzhou");
    assert_eq!(request.headers["x-tc-language"], "en-US");
}

#[tokio::test]
async fn anything_that_serialises_to_an_object_will_do() {
    let (client, script) = scripted([json(r#"{"Response":{}}"#)]);
    let parameters = BTreeMap::from([("Door", "front")]);
    let reply = client.call_json("OpenDoor", &parameters).await.unwrap();
    assert_eq!(reply.request_id, "");
    assert_eq!(&script.only().body[..], br#"{"Door":"front"}"#);
}

#[tokio::test]
async fn wrong_names_and_parameters_are_not_sent() {
    let (client, script) = scripted([]);
    for name in ["", "Open Door", "Open-Door", "Öffne", "A\r\nX-Evil: 1"] {
        let error = client.call_json(name, serde_json::json!({})).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Request);
        assert_eq!(error.action(), name);
        let line = error.to_string();
        assert!(line.contains("letters and digits") && !line.contains(['\r', '\n']), "{line:?}");
    }
    for parameters in [serde_json::json!([]), serde_json::json!(null), serde_json::json!("x")] {
        let error = client.call_json("OpenDoor", parameters).await.unwrap_err();
        assert_eq!(
            error.to_string(),
            "OpenDoor failed: the parameters are not a JSON object: `{}` stands for none"
        );
    }
    let error = client.call_json("OpenDoor", BTreeMap::from([(vec![1], 1)])).await.unwrap_err();
    assert!(error.to_string().contains("cannot be written as JSON"), "{error}");
    assert!(script.seen().is_empty());
}

#[tokio::test]
async fn errors_are_those_of_typed_calls() {
    let (client, _script) = scripted([
        json(r#"{"Response":{"Error":{"Code":"InvalidAction","Message":"no"},"RequestId":"id-1"}}"#),
        json("{"),
    ]);
    let error: Error = client.call_json("Nothing", serde_json::json!({})).await.unwrap_err();
    assert_eq!(error.to_string(), "Nothing failed: InvalidAction: no (request id id-1)");
    let error = client.call_json("Nothing", serde_json::json!({})).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Malformed);
}

#[tokio::test]
async fn debug_shows_only_what_a_spec_calls_harmless() {
    let body = r#"{"Response":{"OpenedAt":7,"Key":"sentinel","New":"sentinel","RequestId":"id-1",
        "Visitors":[{"Name":"Ann","Badge":"sentinel","Extra":{"a":"sentinel"}},{"Name":null,"Badge":null}]}}"#;
    let (client, _script) = scripted([json(body), json(body)]);

    let known = client.call_json("OpenDoor", serde_json::json!({})).await.unwrap();
    let shown = format!("{known:?}");
    assert!(!shown.contains("sentinel"), "{shown}");
    for part in [
        r#""OpenedAt": 7"#,
        r#""Key": [masked]"#,
        r#""New": _"#,
        r#""Name": "Ann""#,
        r#""Badge": [masked]"#,
        r#""Extra": _"#,
        r#""Badge": null"#,
        r#""RequestId": "id-1""#,
    ] {
        assert!(shown.contains(part), "{part} in {shown}");
    }

    let unknown = client.call_json("Unheard", serde_json::json!({})).await.unwrap();
    let shown = format!("{unknown:?}");
    assert!(!shown.contains("sentinel") && !shown.contains("Ann"), "{shown}");
    assert!(shown.contains(r#""Visitors": _"#), "{shown}");
}

#[tokio::test]
async fn an_action_without_a_name_is_no_fault_of_the_client() {
    let (client, script) = scripted([]);
    let error = client.call_json("", serde_json::json!({})).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "a call of no action failed: an action's name consists of letters and digits, like `DescribeCosCredential`"
    );
    assert!(script.seen().is_empty());
}
