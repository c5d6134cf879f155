//! A parameter that the action does not have.

use car_api::car::Client;

fn main() {
    let _call = |car: &Client| car.describe_cos_credential().application_name("game").send();
}
