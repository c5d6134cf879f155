//! The crates as `cargo package` makes them build by themselves: the spec files are inside, and a new one is
//! noticed there too.

mod support;

use std::fmt::Write;
use std::fs;
use std::process::Command;

use support::{cargo, readme_block, succeeds, workspace, write_crate};

const MAIN: &str = r#"
use car_api::car::SERVICE;

fn main() {
    for action in SERVICE.actions {
        println!("action {}", action.name);
    }
}
"#;

const PACKAGES: [&str; 3] = ["car-codegen", "car-macros", "car-api"];

#[test]
fn the_packaged_crates_build_and_notice_new_specs() {
    let scratch = tempfile::tempdir().unwrap();
    let target = scratch.path().join("target");
    let mut package = cargo(&workspace());
    package.env("CARGO_TARGET_DIR", &target).args(["package", "--no-verify", "--allow-dirty"]);
    for name in PACKAGES {
        package.args(["-p", name]);
    }
    succeeds(&mut package);

    let version = env!("CARGO_PKG_VERSION");
    let mut patches = "\n[patch.crates-io]\n".to_owned();
    for name in PACKAGES {
        let archive = target.join(format!("package/{name}-{version}.crate"));
        succeeds(Command::new("tar").arg("-xzf").arg(&archive).arg("-C").arg(scratch.path()));
        let folder = scratch.path().join(format!("{name}-{version}"));
        for file in ["README.md", "LICENSE-APACHE", "LICENSE-MIT"] {
            assert!(folder.join(file).is_file(), "{name} is packaged without {file}");
        }
        writeln!(patches, "{name} = {{ path = '{}' }}", folder.display()).unwrap();
    }
    let car_api = scratch.path().join(format!("car-api-{version}"));
    let packaged = fs::read_dir(car_api.join("api-specs/car")).unwrap().count();
    let committed = fs::read_dir(workspace().join("api-specs/car")).unwrap().count();
    assert_eq!(packaged, committed, "every spec file is in the package");

    let probe = scratch.path().join("probe");
    write_crate(&probe, &car_api, &patches, MAIN);
    let before = succeeds(cargo(&probe).arg("run"));
    assert!(before.contains("action DescribeCosCredential"), "{before}");

    let spec = car_api.join("api-specs/car/DescribeRenderWeather.json");
    fs::write(spec, readme_block("json", "DescribeRenderWeather")).unwrap();
    let after = succeeds(cargo(&probe).arg("run"));
    assert!(after.contains("action DescribeRenderWeather"), "{after}");
}
