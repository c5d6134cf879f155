//! The import of actions that stream: which parameter asks for it, which host answers, and the documented streams.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on says so by panicking")]
#![cfg(feature = "cli")]

use std::fs;
use std::path::{Path, PathBuf};

use car_codegen::import::{Existing, Options, Report, Source, import};
use car_codegen::ir::{Action, ExampleAnswer, HostFamily, Streaming};
use car_codegen::json::Node;
use car_codegen::{Selection, compile, source};
use serde_json::{Value, json};

fn member(name: &str, ty: &str) -> Value {
    let member = if ty == "int" { "int64" } else { ty };
    json!({ "name": name, "type": ty, "member": member, "required": false, "document": "What it is.", "example": "" })
}

/// The metadata of `service`, with its action `ChatCompletions` and another that takes the same.
fn metadata(service: &str, asks: &str) -> Value {
    let request = json!({ "type": "object", "document": "x", "members": [
        member("Question", "string"), member(asks, "bool"),
    ]});
    let response = json!({ "type": "object", "document": "x", "members": [
        member("Text", "string"), member("Words", "int"), member("RequestId", "string"),
    ]});
    let action = |name: &str| {
        json!({ "name": name, "document": "Answers a question.", "status": "online",
            "input": format!("{name}Request"), "output": format!("{name}Response") })
    };
    json!({
        "version": "1.0",
        "metadata": { "serviceShortName": service, "apiVersion": "2025-01-01", "serviceNameCN": "Made up" },
        "actions": { "ChatCompletions": action("ChatCompletions"), "Ask": action("Ask") },
        "objects": {
            "ChatCompletionsRequest": request, "ChatCompletionsResponse": response,
            "AskRequest": request, "AskResponse": response,
        },
    })
}

fn examples(outputs: &[&str]) -> Value {
    let input = "POST / HTTP/1.1\nHost: x\nX-TC-Action: ChatCompletions\n\n{\"Question\":\"How are you?\"}";
    let example = |output: &&str| json!({ "title": "One", "document": "", "input": input, "output": output });
    json!({ "actions": { "ChatCompletions": outputs.iter().map(example).collect::<Vec<_>>() } })
}

fn imported(name: &str, metadata: &Value, examples: &Value) -> (Report, Vec<Action>) {
    let scratch: PathBuf =
        Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("streams-{}-{name}", std::process::id()));
    let _ = fs::remove_dir_all(&scratch);
    fs::create_dir_all(&scratch).unwrap();
    let (api, of_api, out) = (scratch.join("api.json"), scratch.join("examples.json"), scratch.join("out"));
    fs::write(&api, metadata.to_string()).unwrap();
    fs::write(&of_api, examples.to_string()).unwrap();
    let report = import(&Options {
        source: Source::Metadata(api, Some(of_api)),
        service: None,
        site: None,
        errors: Vec::new(),
        actions: Vec::new(),
        out: out.clone(),
        existing: Existing::Refuse,
    });
    let (set, _) = source::read(&out, "made-up");
    let service = compile(&set, &Selection::All).service.unwrap();
    fs::remove_dir_all(&scratch).unwrap();
    (report.unwrap(), service.actions)
}

#[test]
fn the_parameter_that_asks_for_a_stream_is_named_and_gives_way_to_the_method() {
    let (report, actions) = imported("parameter", &metadata("hunyuan", "Stream"), &examples(&[]));
    assert!(report.is_good(), "{report}");
    let [ask, chat] = actions.as_slice() else { panic!("{}", actions.len()) };
    assert_eq!((&ask.streaming, ask.host_family), (&Streaming::Never, HostFamily::Ordinary));
    assert_eq!(
        (&chat.streaming, chat.host_family),
        (&Streaming::OnRequest("Stream".to_owned()), HostFamily::Ordinary)
    );
    assert!(chat.request.fields.iter().any(|field| field.wire == "Stream" && field.rust == "stream_value"));
}

#[test]
fn without_such_a_parameter_the_action_may_stream_at_any_time() {
    let (report, actions) = imported("host", &metadata("es", "Verbose"), &examples(&[]));
    assert!(report.is_good(), "{report}");
    assert_eq!((&actions[1].streaming, actions[1].host_family), (&Streaming::Possible, HostFamily::Ai));
    assert_eq!(actions[0].host_family, HostFamily::Ordinary, "the others stay where they are");
}

#[test]
fn documented_streams_become_events_where_they_fit() {
    let outputs = [
        "HTTP/1.1 200 OK\nContent-Type: text/event-stream\n\ndata: {\"Text\":\"Very\"}\n\t\ndata: {\"Text\":\" well\"}",
        "data: {\"Text\":\"cut\n\n",
        "data: {\"Text\":\"a\",\"Object\":\"chunk\"}\n\n",
        "{\"Text\":\"alone\",\"Words\":1}",
        "{\"Response\":{\"Text\":\"whole\",\"RequestId\":\"r\"}}",
    ];
    let (report, actions) = imported("events", &metadata("hunyuan", "Stream"), &examples(&outputs));
    assert!(report.is_good(), "{report}");
    let shown: Vec<String> = actions[1]
        .examples
        .iter()
        .map(|example| match &example.answer {
            ExampleAnswer::Events(events) => {
                events.iter().map(Node::to_compact_json).collect::<Vec<_>>().join(" ")
            }
            ExampleAnswer::Reply(reply) => format!("reply {}", reply.to_compact_json()),
            ExampleAnswer::Failure { code, .. } => code.clone(),
        })
        .collect();
    assert_eq!(
        shown,
        [
            r#"{"Text":"Very"} {"Text":" well"}"#,
            r#"{"Text":"alone","Words":1}"#,
            r#"reply {"Text":"whole","RequestId":"r"}"#,
        ]
    );
    let totals = report.totals();
    assert_eq!((totals.examples, totals.event_examples, totals.examples_left_out.total()), (3, 2, 2));
    assert_eq!(totals.examples_left_out.of("an event of the answer is not a JSON object"), 1);
    assert!(report.to_string().contains("examples that are streams of events: 2"), "{report}");
}
