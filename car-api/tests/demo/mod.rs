//! A made-up service of one action, written as the generator emits it, and a transport that follows a script.

// Each test file uses the part that it is about.
#![allow(dead_code, unused_imports, unreachable_pub)]

mod script;

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use car_api::action::{
    Action, ActionMeta, ActionRequest, ErrorClass, ErrorMeta, Hosts, RegionRule, RetryAdvice, Safety,
    ServiceMeta,
};
use car_api::credential::StaticCredentials;
use car_api::record::{FieldMeta, Kind, Shape};
use car_api::retry::RetryPolicy;
use car_api::sign::HexDigest;
use car_api::sign::tc3::{self, CanonicalRequest, SigningKey};
use car_api::time::{Clock, UtcDate};
use car_api::{ClientBuilder, ClientCore, Pending, Secret, ServiceClient};

pub use script::{Script, Step, json, ok, reply};

pub const ID: &str = "AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE";
pub const KEY: &str = "Gu5t9xGARNpq86cd98joQYCN3EXAMPLE";
/// 2024-11-27T06:37:39Z
pub const NOW: u64 = 1_732_689_459;

#[derive(Clone, Debug)]
pub struct Client {
    core: ClientCore,
}

impl ServiceClient for Client {
    const SERVICE: &'static ServiceMeta = &SERVICE;

    fn from_core(core: ClientCore) -> Self {
        Self { core }
    }

    fn core(&self) -> &ClientCore {
        &self.core
    }
}

impl Client {
    car_api::__client!();

    /// The call that most tests make.
    pub fn open_door(&self) -> Pending<OpenDoor> {
        self.send(OpenDoorRequest { door: "front".to_owned(), code: None })
    }
}

/// The same service where calls name a region.
#[derive(Clone, Debug)]
pub struct RegionalClient {
    core: ClientCore,
}

impl ServiceClient for RegionalClient {
    const SERVICE: &'static ServiceMeta = &REGIONAL_SERVICE;

    fn from_core(core: ClientCore) -> Self {
        Self { core }
    }

    fn core(&self) -> &ClientCore {
        &self.core
    }
}

impl RegionalClient {
    car_api::__client!();
}

/// Another service.
#[derive(Clone, Debug)]
pub struct OtherClient {
    core: ClientCore,
}

impl ServiceClient for OtherClient {
    const SERVICE: &'static ServiceMeta = &OTHER_SERVICE;

    fn from_core(core: ClientCore) -> Self {
        Self { core }
    }

    fn core(&self) -> &ClientCore {
        &self.core
    }
}

impl OtherClient {
    car_api::__client!();
}

pub static SERVICE: ServiceMeta = service("demo", RegionRule::NotNeeded, &[&OPEN_DOOR]);
pub static REGIONAL_SERVICE: ServiceMeta = service("demo", RegionRule::Required, &[&OPEN_DOOR]);
pub static OTHER_SERVICE: ServiceMeta = service("other", RegionRule::NotNeeded, &[]);

const fn service(
    name: &'static str,
    region: RegionRule,
    actions: &'static [&'static ActionMeta],
) -> ServiceMeta {
    ServiceMeta {
        name,
        version: "2022-01-10",
        title: "Demonstration",
        hosts: Hosts { international: Some("demo.intl.tencentcloudapi.com"), mainland: None },
        region,
        timeout: Duration::from_secs(60),
        errors: &[
            ErrorMeta {
                code: "FailedOperation",
                doc: "The operation failed.",
                class: ErrorClass::Failed,
                retry: RetryAdvice::IfIdempotent,
            },
            ErrorMeta {
                code: "FailedOperation.DoorIsLocked",
                doc: "The door is locked.",
                class: ErrorClass::Contention,
                retry: RetryAdvice::Backoff,
            },
        ],
        actions,
    }
}

#[derive(Clone, Copy, Debug)]
pub struct OpenDoor;

impl Action for OpenDoor {
    type Request = OpenDoorRequest;
    type Response = OpenDoorResponse;
    type Error = OpenDoorError;
    const META: &'static ActionMeta = &OPEN_DOOR;
}

pub static OPEN_DOOR: ActionMeta = ActionMeta {
    method: "open_door",
    summary: "Opens a door.",
    errors: &["FailedOperation.DoorIsLocked", "FailedOperation"],
    source: "demo/OpenDoor.json",
    ..ActionMeta::new("OpenDoor", &SERVICE, &OPEN_DOOR_REQUEST, &OPEN_DOOR_RESPONSE)
};

/// An action that only looks, and on which the service works for 20 seconds at most.
#[derive(Clone, Copy, Debug)]
pub struct WatchDoor;

impl Action for WatchDoor {
    type Request = WatchDoorRequest;
    type Response = OpenDoorResponse;
    type Error = OpenDoorError;
    const META: &'static ActionMeta = &WATCH_DOOR;
}

pub static WATCH_DOOR: ActionMeta = ActionMeta {
    method: "watch_door",
    summary: "Watches a door.",
    safety: Safety::ReadOnly,
    server_timeout: Some(Duration::from_secs(20)),
    errors: &["FailedOperation.DoorIsLocked", "FailedOperation"],
    source: "demo/WatchDoor.json",
    ..ActionMeta::new("WatchDoor", &SERVICE, &WATCH_DOOR_REQUEST, &OPEN_DOOR_RESPONSE)
};

#[derive(Clone, Default)]
pub struct OpenDoorRequest {
    pub door: String,
    pub code: Option<Secret>,
}
car_api::__record! {
    OpenDoorRequest, OPEN_DOOR_REQUEST, { 0 => door, 1 => code, }
}
pub static OPEN_DOOR_REQUEST: Shape = Shape {
    name: "OpenDoorRequest",
    fields: &[
        FieldMeta::new("Door", "door", Kind::Text).required(),
        FieldMeta::new("Code", "code", Kind::Text).sensitive(),
    ],
    open: false,
    docs: &[],
};
impl ActionRequest for OpenDoorRequest {
    type Action = OpenDoor;
}

#[derive(Clone, Default)]
pub struct WatchDoorRequest {}
car_api::__record! {
    WatchDoorRequest, WATCH_DOOR_REQUEST, {}
}
pub static WATCH_DOOR_REQUEST: Shape =
    Shape { name: "WatchDoorRequest", fields: &[], open: false, docs: &[] };
impl ActionRequest for WatchDoorRequest {
    type Action = WatchDoor;
}

#[derive(Clone, Default)]
pub struct OpenDoorResponse {
    pub opened_at: i64,
    pub key: Option<Secret>,
    pub visitors: Vec<Visitor>,
    pub request_id: String,
}
car_api::__record! {
    OpenDoorResponse, OPEN_DOOR_RESPONSE, { 0 => opened_at, 1 => key, 2 => visitors, 3 => request_id, }
}
pub static OPEN_DOOR_RESPONSE: Shape = Shape {
    name: "OpenDoorResponse",
    fields: &[
        FieldMeta::new("OpenedAt", "opened_at", Kind::Int).required(),
        FieldMeta::new("Key", "key", Kind::Text).sensitive(),
        FieldMeta::new("Visitors", "visitors", Kind::List(&Kind::Record(&VISITOR))),
        FieldMeta::new("RequestId", "request_id", Kind::Text).required(),
    ],
    open: false,
    docs: &[],
};

#[derive(Clone, Default)]
pub struct Visitor {
    pub name: Option<String>,
    pub badge: Option<Secret>,
}
car_api::__record! {
    Visitor, VISITOR, { 0 => name, 1 => badge, }
}
pub static VISITOR: Shape = Shape {
    name: "Visitor",
    fields: &[
        FieldMeta::new("Name", "name", Kind::Text),
        FieldMeta::new("Badge", "badge", Kind::Text).sensitive(),
    ],
    open: false,
    docs: &[],
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum OpenDoorError {
    DoorIsLocked,
    FailedOperation,
    Other,
}
car_api::__action_error! {
    OpenDoorError { "FailedOperation.DoorIsLocked" => DoorIsLocked, "FailedOperation" => FailedOperation, }
}

/// A clock that stands still.
#[derive(Debug)]
pub struct Stopped(pub u64);

impl Clock for Stopped {
    fn now(&self) -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(self.0)
    }
}

/// The `Authorization` header of such a call at [`NOW`], computed step by step.
pub fn authorization(service: &str, host: &str, action: &str, body: &[u8]) -> String {
    let date = UtcDate::from_unix_seconds(NOW);
    let headers = [("content-type", "application/json"), ("host", host), ("x-tc-action", action)];
    let canonical = CanonicalRequest {
        method: "POST",
        query: "",
        headers: &headers,
        hashed_payload: HexDigest::of(body),
    };
    let scope = tc3::scope(date, service);
    let key = SigningKey::new(&tc3::signing_key(KEY, date, service));
    let names = headers.map(|(name, _)| name);
    tc3::authorization(ID, &scope, &names, &key.sign(NOW, &scope, &canonical.digest()))
}

/// A builder with credentials and a clock that stands still. Nothing is repeated.
pub fn builder<C: ServiceClient>() -> ClientBuilder<C> {
    ClientBuilder::new()
        .credentials(StaticCredentials::new(ID, KEY).unwrap())
        .clock(Stopped(NOW))
        .retry(RetryPolicy::off())
}

/// A client that gets these answers, one for each call.
pub fn scripted(steps: impl IntoIterator<Item = Step>) -> (Client, Script) {
    let script = Script::new(steps);
    (builder().transport(script.clone()).build().unwrap(), script)
}
