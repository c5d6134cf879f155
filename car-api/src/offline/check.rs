//! What the service would refuse before it does anything: unknown versions and actions, a missing region,
//! a body that is not JSON, parameters that do not fit the action's table.
//!
//! Shared by the sandbox and the emulator, so that code that runs against one runs against the other. The
//! checks stand in the order in which the service makes them, because a client sees only the first failure.

use serde_json::Value;

use super::head::CallHead;
use super::refusal::Refusal;
use crate::action::{ActionMeta, RegionRule, ServiceMeta};
use crate::record::{RequestProblem, RequestProblemKind, check_request};

/// A call that may be answered.
#[derive(Debug)]
pub(crate) struct Call {
    /// What is called.
    pub(crate) action: &'static ActionMeta,
    /// The parameters: a JSON object that fits the action's table.
    pub(crate) parameters: Value,
}

/// Finds the action among `services` and checks the call against its tables.
pub(crate) fn check(
    services: &[&'static ServiceMeta],
    head: CallHead<'_>,
    body: &[u8],
) -> Result<Call, Refusal> {
    let action = find_action(services, head)?;
    check_region(action, head)?;
    let parameters = parse(body)?;
    match check_request(action.request, &parameters).as_slice() {
        [] => Ok(Call { action, parameters }),
        problems => Err(refusal(problems)),
    }
}

fn find_action(
    services: &[&'static ServiceMeta],
    head: CallHead<'_>,
) -> Result<&'static ActionMeta, Refusal> {
    let Some(version) = head.version else { return Err(missing_header("X-TC-Version")) };
    let served = of_scope(services, head.service);
    let versioned: Vec<_> = served.iter().copied().filter(|service| service.version == version).collect();
    if versioned.is_empty() {
        let known = list(served.iter().map(|service| format!("{} {}", service.name, service.version)));
        let message = format!("there is no version `{version}` here; there is: {known}");
        return Err(Refusal::new("NoSuchVersion", message));
    }
    let Some(name) = head.action else { return Err(missing_header("X-TC-Action")) };
    versioned.iter().find_map(|service| service.action(name)).ok_or_else(|| {
        let known =
            list(versioned.iter().flat_map(|service| service.actions).map(|action| action.name.to_owned()));
        Refusal::new(
            "InvalidAction",
            format!("there is no action `{name}` in version {version}; there is: {known}"),
        )
    })
}

/// The services that a credential scope can mean. Clients that take the scope from the host name sign some
/// other word when the host is an address; then the version and the action must tell.
fn of_scope(services: &[&'static ServiceMeta], scope: Option<&str>) -> Vec<&'static ServiceMeta> {
    let named: Vec<_> = services.iter().copied().filter(|service| Some(service.name) == scope).collect();
    if named.is_empty() { services.to_vec() } else { named }
}

fn check_region(action: &ActionMeta, head: CallHead<'_>) -> Result<(), Refusal> {
    match (action.service.region, head.region) {
        (RegionRule::Required, None) => Err(missing_header("X-TC-Region")),
        _ => Ok(()),
    }
}

fn parse(body: &[u8]) -> Result<Value, Refusal> {
    let parameters: Value = serde_json::from_slice(body)
        .map_err(|error| Refusal::new("InvalidParameter", format!("the body is not JSON: {error}")))?;
    if parameters.is_object() {
        Ok(parameters)
    } else {
        Err(Refusal::new("InvalidParameter", "the body is not a JSON object with the parameters as members"))
    }
}

/// The code of the first problem, and a message with all of them: the service would tell one at a time.
fn refusal(problems: &[RequestProblem]) -> Refusal {
    let code = match problems.first().map(|problem| problem.kind) {
        Some(RequestProblemKind::MissingParameter) => "MissingParameter",
        Some(RequestProblemKind::UnknownParameter) => "UnknownParameter",
        Some(RequestProblemKind::OutOfRange(_)) => "InvalidParameterValue",
        _ => "InvalidParameter",
    };
    let message = problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ");
    Refusal::new(code, message)
}

fn missing_header(name: &str) -> Refusal {
    Refusal::new("MissingParameter", format!("the header `{name}` is missing, empty or sent twice"))
}

fn list(names: impl Iterator<Item = String>) -> String {
    names.collect::<Vec<_>>().join(", ")
}
