//! The runnable example in the docs of an action, made from the first example of its spec.

use crate::ir::{Action, Example, ExampleAnswer, Field, Presence, Streaming, Type};
use crate::json::{Node, Value};
use crate::names;

/// A call of `action`. It is compiled as a doctest where the output's own path is known.
pub(super) fn call(action: &Action, path: Option<&str>) -> Vec<String> {
    let client = path.map_or_else(|| "Client".to_owned(), |path| format!("{path}::Client"));
    let fence = if path.is_some() { "```no_run" } else { "```ignore" };
    let example = action.examples.first();
    let ending = Ending::of(example);
    let arguments =
        arguments(action, ending, example.map(|example| &example.request), path.unwrap_or_default());
    let mut lines = vec![fence.to_owned()];
    if path.is_some() {
        lines.push("# async fn example() -> Result<(), car_api::Error> {".to_owned());
    }
    lines.push(format!("let client = {client}::from_env()?;"));
    lines.push(ending.head().to_owned());
    lines.push(format!("    .{}()", super::method_call(action)));
    lines.extend(arguments.into_iter().map(|argument| format!("    {argument}")));
    lines.extend(ending.tail().iter().map(|&line| line.to_owned()));
    if path.is_some() {
        lines.extend(["# Ok(())", "# }"].map(str::to_owned));
    }
    lines.push("```".to_owned());
    lines
}

/// How the call of an example ends.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ending {
    Send,
    Stream,
}

impl Ending {
    fn of(example: Option<&Example>) -> Self {
        match example.map(|example| &example.answer) {
            Some(ExampleAnswer::Events(_)) => Self::Stream,
            _ => Self::Send,
        }
    }

    fn head(self) -> &'static str {
        match self {
            Self::Send => "let answer = client",
            Self::Stream => "let mut events = client",
        }
    }

    fn tail(self) -> &'static [&'static str] {
        match self {
            Self::Send => &["    .send()", "    .await?;", "println!(\"{answer:?}\");"],
            Self::Stream => &[
                "    .stream();",
                "while let Some(event) = events.next().await {",
                "    println!(\"{:?}\", event?.response);",
                "}",
            ],
        }
    }
}

/// Whether the ending sets the parameter.
fn is_set_by(field: &Field, action: &Action, ending: Ending) -> bool {
    match &action.streaming {
        Streaming::OnRequest(parameter) => ending == Ending::Stream && *parameter == field.wire,
        Streaming::Possible | Streaming::Never => false,
    }
}

/// The setter calls: every parameter of the example, and every required one that it lacks.
fn arguments(action: &Action, ending: Ending, request: Option<&Node>, path: &str) -> Vec<String> {
    let fields = action.request.fields.iter();
    fields
        .filter(|field| field.presence == Presence::Required || !is_set_by(field, action, ending))
        .filter(|field| field.deprecated.is_none() || field.presence == Presence::Required)
        .filter_map(|field| {
            let given = request.and_then(|request| request.get(&field.wire));
            let value = match given.and_then(|node| expression(&field.ty, node, path)) {
                Some(value) => value,
                None if field.presence == Presence::Required => placeholder(&field.ty, path),
                None => return None,
            };
            Some(format!(".{}({value})", names::ident(&field.rust)))
        })
        .collect()
}

/// A Rust expression for a JSON value. `None` where it takes a structure, whose fields are not known here,
/// and the value is not worth the room.
fn expression(ty: &Type, node: &Node, path: &str) -> Option<String> {
    Some(match (ty, &node.value) {
        (Type::String | Type::Enum(_), Value::String(text)) => format!("{text:?}"),
        (Type::Float, Value::Number(number)) if !number.contains(['.', 'e', 'E']) => format!("{number}.0"),
        (Type::Int | Type::UInt | Type::Float, Value::Number(number)) => number.clone(),
        (Type::Bool, Value::Bool(value)) => value.to_string(),
        (Type::List(item), Value::Array(nodes)) if !nodes.is_empty() => {
            let items: Option<Vec<_>> = nodes.iter().map(|node| expression(item, node, path)).collect();
            format!("[{}]", items?.join(", "))
        }
        (Type::Record(name), Value::Object(_)) => format!("{}::new()", qualified(name, path)),
        _ => return None,
    })
}

/// A value that compiles, where the spec has no example.
fn placeholder(ty: &Type, path: &str) -> String {
    match ty {
        Type::String | Type::Enum(_) => "\"…\"".to_owned(),
        Type::Int | Type::UInt => "1".to_owned(),
        Type::Float => "1.0".to_owned(),
        Type::Bool => "true".to_owned(),
        Type::List(item) => format!("[{}]", placeholder(item, path)),
        Type::Record(name) => format!("{}::new()", qualified(name, path)),
    }
}

fn qualified(name: &str, path: &str) -> String {
    let name = names::ident(name);
    if path.is_empty() { name.to_string() } else { format!("{path}::{name}") }
}
