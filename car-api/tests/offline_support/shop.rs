//! An invented service whose action changes something: it takes a `ClientToken` and documents a rate limit.

use std::time::Duration;

use car_api::action::{ActionMeta, Hosts, RegionRule, Safety, ServiceMeta};
use car_api::record::{FieldMeta, Shape};

pub static SHOP: ServiceMeta = ServiceMeta {
    name: "shop",
    version: "2025-01-01",
    title: "Shop",
    hosts: Hosts { international: Some("shop.intl.tencentcloudapi.com"), mainland: None },
    region: RegionRule::NotNeeded,
    timeout: Duration::from_secs(10),
    errors: &[],
    actions: &[&BUY, &RETURN],
};

static BUY: ActionMeta = ActionMeta {
    rate_limit: Some(3),
    safety: Safety::Unsafe,
    ..ActionMeta::new("Buy", &SHOP, &BUY_REQUEST, &BUY_RESPONSE)
};

/// As `BUY`, but there is no `ClientToken` and no limit.
static RETURN: ActionMeta = ActionMeta::new("Return", &SHOP, &RETURN_REQUEST, &BUY_RESPONSE);

static BUY_REQUEST: Shape = Shape {
    name: "BuyRequest",
    fields: &[
        FieldMeta::text("Item", "item").required(),
        FieldMeta::text("ClientToken", "client_token"),
        FieldMeta::text("Pin", "pin").sensitive(),
    ],
    open: false,
    docs: &[],
};

static RETURN_REQUEST: Shape = Shape {
    name: "ReturnRequest",
    fields: &[FieldMeta::text("Item", "item").required()],
    open: true,
    docs: &[],
};

static BUY_RESPONSE: Shape = Shape {
    name: "BuyResponse",
    fields: &[
        FieldMeta::text("OrderId", "order_id").required(),
        FieldMeta::text("Voucher", "voucher").sensitive(),
        FieldMeta::text("RequestId", "request_id").required(),
    ],
    open: false,
    docs: &[],
};
