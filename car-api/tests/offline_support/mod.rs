//! What the tests of the offline side share: a service of our own, a signer of our own, HTTP by hand.
//!
//! Nothing here uses the crate's client or signer: these tests hold the emulator to the protocol, and the
//! client's tests hold the client to it.

// Each test file uses a part of this, and a failure here is a failure of the test.
#![allow(dead_code, unreachable_pub, clippy::unwrap_used)]

pub mod demo;
pub mod draft;
pub mod shop;
pub mod weather;

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use car_api::action::ServiceMeta;
use car_api::time::Clock;
use car_api::{ClientCore, ServiceClient};

/// 2022-01-10T00:00:00Z, which is 08:00 where the service is.
pub const NOW: u64 = 1_641_772_800;

/// A clock that always shows the same time.
#[derive(Debug)]
pub struct StoppedAt(pub u64);

impl Clock for StoppedAt {
    fn now(&self) -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(self.0)
    }
}

macro_rules! client {
    ($name:ident, $service:path) => {
        /// A client without methods of its own: calls are made by name.
        #[derive(Debug, Clone)]
        pub struct $name {
            core: ClientCore,
        }

        impl ServiceClient for $name {
            const SERVICE: &'static ServiceMeta = &$service;

            fn from_core(core: ClientCore) -> Self {
                Self { core }
            }

            fn core(&self) -> &ClientCore {
                &self.core
            }
        }

        impl $name {
            car_api::__client!();
        }
    };
}

client!(GateClient, demo::GATE);
client!(ZoneClient, demo::ZONE);
client!(ShopClient, shop::SHOP);
