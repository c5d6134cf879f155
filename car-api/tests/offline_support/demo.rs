//! Two invented services: `gate`, with structures in lists in structures and several examples, and `zone`,
//! which demands a region and has no example at all.

use std::time::Duration;

use car_api::action::{ActionMeta, Example, ExampleAnswer, Hosts, RegionRule, Safety, ServiceMeta};
use car_api::record::{Constraints, FieldMeta, Format, Kind, Shape, ValueMeta};

pub static GATE: ServiceMeta = ServiceMeta {
    name: "gate",
    version: "2023-05-01",
    title: "Gates",
    hosts: Hosts { international: Some("gate.intl.tencentcloudapi.com"), mainland: None },
    region: RegionRule::Optional,
    timeout: Duration::from_secs(10),
    errors: &[],
    actions: &[&DESCRIBE_GATES],
};

pub static ZONE: ServiceMeta = ServiceMeta {
    name: "zone",
    version: "2024-01-01",
    title: "Zones",
    hosts: Hosts { international: None, mainland: None },
    region: RegionRule::Required,
    timeout: Duration::from_secs(10),
    errors: &[],
    actions: &[&OPEN_ZONE],
};

static DESCRIBE_GATES: ActionMeta = ActionMeta {
    method: "describe_gates",
    summary: "Lists gates.",
    safety: Safety::ReadOnly,
    errors: &["FailedOperation.Overheated"],
    examples: &[
        Example {
            title: "Too many at once",
            request: r#"{"Limit":99}"#,
            answer: ExampleAnswer::Failure { code: "FailedOperation.Overheated", message: "too many gates" },
        },
        Example {
            title: "The first gate",
            request: r#"{"Limit":1}"#,
            answer: ExampleAnswer::Reply(
                r#"{"Total":2,"Gates":[{"Name":"north","OpenedTime":"2001-02-03T04:05:06+08:00","DeadlineDate":"2001-02-03","Shifts":[{"BeginTime":"2001-02-03 04:05:06","EndTime":981173106,"Load":0.5}]}],"Next":null,"RequestId":"documented"}"#,
            ),
        },
        Example {
            title: "By name",
            request: r#"{"Filters":[{"Name":"side","Values":["south","west"]}],"Exact":true}"#,
            answer: ExampleAnswer::Reply(r#"{"Total":0,"Gates":[]}"#),
        },
    ],
    source: "gate/DescribeGates.json",
    ..ActionMeta::new("DescribeGates", &GATE, &DESCRIBE_GATES_REQUEST, &DESCRIBE_GATES_RESPONSE)
};

static OPEN_ZONE: ActionMeta = ActionMeta {
    method: "open_zone",
    summary: "Opens a zone.",
    source: "zone/OpenZone.json",
    ..ActionMeta::new("OpenZone", &ZONE, &OPEN_ZONE_REQUEST, &OPEN_ZONE_RESPONSE)
};

const fn field(wire: &'static str, kind: Kind) -> FieldMeta {
    FieldMeta::new(wire, wire, kind)
}

static FILTER: Shape = Shape {
    name: "Filter",
    fields: &[field("Name", Kind::Text).required(), field("Values", Kind::List(&Kind::Text)).required()],
    open: false,
    docs: &[],
};

static DESCRIBE_GATES_REQUEST: Shape = Shape {
    name: "DescribeGatesRequest",
    fields: &[
        field("Limit", Kind::Int).constraints(Constraints { max: Some(100.0), ..Constraints::NONE }),
        field("Filters", Kind::List(&Kind::Record(&FILTER))),
        field("Exact", Kind::Bool),
        field("Ratio", Kind::Float),
    ],
    open: false,
    docs: &[],
};

static SHIFT: Shape = Shape {
    name: "Shift",
    fields: &[
        field("BeginTime", Kind::Text).format(Format::DateTime),
        field("EndTime", Kind::Int).format(Format::UnixSeconds),
        field("Load", Kind::Float),
    ],
    open: false,
    docs: &[],
};

static GATE_SHAPE: Shape = Shape {
    name: "Gate",
    fields: &[
        field("Name", Kind::Text),
        field("OpenedTime", Kind::Text).format(Format::Iso8601),
        field("DeadlineDate", Kind::Text).format(Format::Date),
        field("Shifts", Kind::List(&Kind::Record(&SHIFT))),
    ],
    open: false,
    docs: &[],
};

static DESCRIBE_GATES_RESPONSE: Shape = Shape {
    name: "DescribeGatesResponse",
    fields: &[
        field("Total", Kind::Int),
        field("Gates", Kind::List(&Kind::Record(&GATE_SHAPE))),
        field("Next", Kind::Text),
        field("RequestId", Kind::Text).required(),
    ],
    open: false,
    docs: &[],
};

static OPEN_ZONE_REQUEST: Shape = Shape {
    name: "OpenZoneRequest",
    fields: &[field("Name", Kind::Text).required()],
    open: false,
    docs: &[],
};

static ZONE_STATES: [ValueMeta; 1] = [ValueMeta { value: "OPEN", doc: "" }];

static OPEN_ZONE_RESPONSE: Shape = Shape {
    name: "OpenZoneResponse",
    fields: &[
        FieldMeta::new("ZoneId", "zone_id", Kind::Text).required(),
        field("State", Kind::Text).values(&ZONE_STATES),
        field("OpenUntil", Kind::UInt).format(Format::UnixSeconds),
        field("Gates", Kind::List(&Kind::Record(&GATE_SHAPE))),
        field("RequestId", Kind::Text).required(),
    ],
    open: false,
    docs: &[],
};
