//! Dropping one spec file into `api-specs/car/` adds an action; deleting it takes the action away. Nothing else
//! is touched, and a plain build notices.

mod support;

use std::fs;

use support::{cargo, copy, fails, readme_block, succeeds, workspace, write_crate};

/// Calls the action of the README's spec file every way there is.
const MAIN: &str = r#"
use car_api::car::{Client, DescribeRenderWeather, DescribeRenderWeatherError, SERVICE};
use car_api::emulator::Emulator;
use car_api::offline::{Mock, Sandbox};

#[tokio::main]
async fn main() {
    let emulator = Emulator::builder(&SERVICE).start().await.unwrap();
    let car: Client = emulator.client().unwrap();
    let weather = car.describe_render_weather().world("overworld").days(2).send().await.unwrap();
    assert_eq!(weather.sky.as_str(), "rain");
    assert_eq!(weather.temperatures, [11.5, 9.0]);

    let refused = car.call_json("DescribeRenderWeather", serde_json::json!({})).await.unwrap_err();
    assert_eq!(refused.code(), Some("MissingParameter"));

    let sandbox: Client = Sandbox::client().unwrap();
    let weather = sandbox.describe_render_weather().world("overworld").send().await.unwrap();
    assert_eq!(weather.temperatures, [11.5, 9.0]);

    let mock = Mock::new().fail::<DescribeRenderWeather>("InvalidParameterValue", "no such world");
    let car: Client = mock.client().unwrap();
    let error = car.describe_render_weather().world("x").send().await.unwrap_err();
    assert_eq!(error.kind(), DescribeRenderWeatherError::InvalidParameterValue);
    println!("{}", SERVICE.action("DescribeRenderWeather").unwrap().summary);
}
"#;

#[test]
fn a_spec_file_is_all_it_takes() {
    let scratch = tempfile::tempdir().unwrap();
    let (copied, probe) = (scratch.path().join("workspace"), scratch.path().join("probe"));
    copy(&workspace(), &copied);
    write_crate(&probe, &copied.join("car-api"), "", MAIN);
    let spec = copied.join("api-specs/car/DescribeRenderWeather.json");

    let absent = fails(cargo(&probe).args(["build"]));
    assert!(absent.contains("DescribeRenderWeather"), "{absent}");

    let text = readme_block("json", "DescribeRenderWeather");
    fs::write(&spec, &text).unwrap();
    let present = succeeds(cargo(&probe).args(["run"]));
    assert!(present.contains("Tells the weather in a rendered world."), "{present}");

    // Its docs: what a reader of the generated method sees.
    let out = scratch.path().join("expanded");
    let emit = ["run", "-p", "car-codegen", "--bin", "car-spec", "--", "emit", "api-specs/car", "--out"];
    succeeds(cargo(&copied).args(emit).arg(&out));
    let expanded = fs::read_to_string(out.join("describe_render_weather.rs")).unwrap();
    for expected in [
        "/// Tells the weather in a rendered world.",
        "/// | `World` | `world` | text | **yes** | Name of the world. |",
        "/// | `InvalidParameterValue` | `InvalidParameterValue` |",
        "/// Generated from `api-specs/car/DescribeRenderWeather.json`.",
    ] {
        assert!(expanded.contains(expected), "{expected} is not in:\n{expanded}");
    }

    // A change is noticed.
    fs::write(&spec, text.replace("Tells the weather", "Guesses the weather")).unwrap();
    let changed = succeeds(cargo(&probe).args(["run"]));
    assert!(changed.contains("Guesses the weather in a rendered world."), "{changed}");

    // And so is a removal.
    fs::remove_file(&spec).unwrap();
    let removed = fails(cargo(&probe).args(["build"]));
    assert!(removed.contains("DescribeRenderWeather"), "{removed}");
}
