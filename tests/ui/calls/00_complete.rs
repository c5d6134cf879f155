//! The call that the other cases get wrong.

use car_api::car::{Client, DescribeCosCredentialRequest};

fn main() {
    let _call = |car: &Client| car.describe_cos_credential().application_id("app-1").send();
    let _in_any_order = |car: &Client| {
        car.describe_cos_credential().application_file_name("game.zip").application_id("app-1").send()
    };
    let _request = DescribeCosCredentialRequest::builder().application_id("app-1").build();
}
