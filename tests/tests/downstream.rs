//! A crate outside this workspace, with a spec folder of its own, gets its own client from one macro line.

mod support;

use std::fs;

use support::{cargo, copy, fails, readme_block, succeeds, workspace, write_crate};

const MAIN: &str = r#"
use car_api::Config;
use car_api::credential::StaticCredentials;
use car_api::emulator::Emulator;

#[tokio::main]
async fn main() {
    // One emulator and one `Config` for two products.
    let emulator = Emulator::builder(&weather::SERVICE).service(&car_api::car::SERVICE).start().await.unwrap();
    let config = Config::builder()
        .credentials(StaticCredentials::from(emulator.credential().clone()))
        .endpoint(emulator.url())
        .region("ap-guangzhou")
        .build()
        .unwrap();
    let weather = weather::Client::new(&config).unwrap();
    let car = car_api::car::Client::new(&config).unwrap();

    let readings = weather.describe_readings().station_id("st-1").since(1_700_000_000).send().await.unwrap();
    assert_eq!(readings.readings[0].sky, Some(weather::Sky::Clear));
    let grant = car.describe_cos_credential().application_id("app-1").send().await.unwrap();
    assert!(!grant.cos_bucket.is_empty());
    println!("{} and {}", weather::SERVICE.name, car_api::car::SERVICE.name);
}
"#;

#[test]
fn one_line_makes_a_client() {
    let scratch = tempfile::tempdir().unwrap();
    let probe = scratch.path().join("probe");
    let main = readme_block("rust,ignore", "car_api::generate!") + MAIN;
    write_crate(&probe, &workspace().join("car-api"), "", &main);
    fs::write(probe.join("build.rs"), readme_block("rust,ignore", "rerun-if-changed")).unwrap();
    copy(&workspace().join("tests/fixtures/weather"), &probe.join("specs/weather"));

    let output = succeeds(cargo(&probe).arg("run"));
    assert!(output.contains("weather and car"), "{output}");

    // A new file in the crate's own folder is noticed.
    let action = probe.join("specs/weather/Broken.json");
    fs::write(&action, r#"{ "action": "Broken", "summary": "Is broken.", "request": { "A": { "type": "strng", "doc": "x" } } }"#)
        .unwrap();
    let broken = fails(cargo(&probe).arg("build"));
    assert!(broken.contains("specs/weather/Broken.json:1:"), "{broken}");
    assert!(broken.contains("did you mean `string`?"), "{broken}");
    fs::remove_file(&action).unwrap();
    succeeds(cargo(&probe).arg("build"));
}
