use car_api::emulator::Emulator;

pub mod sts { car_api::generate! { specs = "specs/sts" } }

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let emulator = Emulator::start(&sts::SERVICE).await?;
    let client: sts::Client = emulator.client()?;
    let me = client.get_caller_identity().send().await?;
    println!("{}: {me:?}", me.request_id);
    Ok(())
}
