//! Forgetting a required parameter is one error, which names the parameter and the setter.

use car_api::car::Client;

async fn call(car: &Client) -> Result<(), car_api::Error> {
    car.describe_cos_credential().application_file_name("game.zip").send().await?;
    Ok(())
}

fn main() {
    let _ = call;
}
