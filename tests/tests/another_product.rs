//! `docs/another-product.md`, done word for word in a crate outside this workspace: from a wheel to a call. Of its steps
//! only the downloads are left out; the wheel is one of made-up metadata in the published format. The crate in
//! `examples/another-product` is what comes of it.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a failure here is the failure of a test")]

mod support;

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use support::{cargo, copy, succeeds, workspace};

/// The folder that stands for the contents of a published wheel.
fn published() -> PathBuf {
    workspace().join("tests/fixtures/published")
}

fn guide() -> String {
    fs::read_to_string(workspace().join("docs/another-product.md")).unwrap()
}

/// The blocks of the guide that are fenced with `info`.
fn blocks(info: &str) -> Vec<String> {
    let guide = guide();
    let mut lines = guide.lines();
    let mut blocks = Vec::new();
    while let Some(line) = lines.next() {
        let Some(found) = line.strip_prefix("```") else { continue };
        let block: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
        if found == info {
            blocks.push(block.join("\n") + "\n");
        }
    }
    blocks
}

fn block(info: &str, needle: &str) -> String {
    let found = blocks(info).into_iter().find(|block| block.contains(needle));
    found.unwrap_or_else(|| panic!("the guide has no block ```{info} with `{needle}`"))
}

/// What stands behind the prompt of the guide's line that starts like this, in words.
fn command(start: &str) -> Vec<String> {
    let consoles = blocks("console").concat();
    let line =
        consoles.lines().filter_map(|line| line.strip_prefix("$ ")).find(|line| line.starts_with(start));
    line.unwrap_or_else(|| panic!("the guide has no command `{start}`"))
        .split(' ')
        .map(str::to_owned)
        .collect()
}

/// `car-spec`, in a folder. It is built where this test was, so that little is built twice.
fn car_spec(folder: &Path, arguments: &[String]) -> Command {
    let executable = env::current_exe().unwrap();
    let mut command = cargo(folder);
    command.env("CARGO_TARGET_DIR", executable.ancestors().nth(3).unwrap());
    command.args(["run", "--quiet", "--package", "car-codegen", "--bin", "car-spec", "--manifest-path"]);
    command.arg(workspace().join("Cargo.toml")).arg("--").args(arguments);
    command
}

/// Packs the made-up metadata under the name that pip gives such a file.
fn write_wheel(folder: &Path) -> String {
    let mut packed = Vec::new();
    let mut archive = rawzip::ZipArchiveWriter::new(&mut packed);
    for name in ["api.json", "examples.json"] {
        let member = format!("tccli/services/sts/v20180813/{name}");
        let text = fs::read(published().join(&member)).unwrap();
        let (mut entry, config) =
            archive.new_file(member).compression_method(rawzip::CompressionMethod::STORE).start().unwrap();
        let mut writer = config.wrap(&mut entry);
        writer.write_all(&text).unwrap();
        let (_, descriptor) = writer.finish().unwrap();
        entry.finish(descriptor).unwrap();
    }
    archive.finish().unwrap();
    let name = "tccli_intl_en-0.0.0-py2.py3-none-any.whl";
    fs::write(folder.join(name), packed).unwrap();
    name.to_owned()
}

/// Files by name.
fn files(folder: &Path) -> BTreeMap<String, String> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let named = entries.map(|path| (path.file_name().unwrap().to_str().unwrap().to_owned(), path));
    named.map(|(name, path)| (name, fs::read_to_string(path).unwrap())).collect()
}

#[test]
fn the_guide_leads_from_a_wheel_to_a_call() {
    let scratch = tempfile::tempdir().unwrap();
    let probe = scratch.path().join("probe");
    fs::create_dir_all(probe.join("src")).unwrap();
    fs::copy(workspace().join("Cargo.lock"), probe.join("Cargo.lock")).unwrap();
    let manifest = "[package]\nname = \"probe\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n";
    fs::write(probe.join("Cargo.toml"), manifest).unwrap();
    fs::write(probe.join("src/main.rs"), "fn main() {}\n").unwrap();

    // Instead of the download. The guide names the file by a pattern, which a shell would fill in.
    assert_eq!(command("pip ").last().unwrap(), "tccli-intl-en");
    let wheel = write_wheel(&probe);
    let mut import = command("car-spec import");
    let pattern = import.iter().position(|word| word == "tccli_intl_en-*.whl").unwrap();
    import[pattern] = wheel;
    let report = succeeds(&mut car_spec(&probe, &import[1..]));
    assert!(report.starts_with("1 service version(s): 3 actions"), "{report}");

    // The guide has this repository beside the crate, under its name.
    let mut add = command("cargo add");
    let path = add.iter().position(|word| word == "../car-api/car-api").unwrap();
    add[path] = workspace().join("car-api").display().to_string();
    succeeds(cargo(&probe).args(&add[1..]));
    let features = "cargo add tokio --features macros,rt-multi-thread";
    assert!(guide().contains(features), "the program needs tokio");
    let manifest = fs::read_to_string(probe.join("Cargo.toml")).unwrap();
    let tokio = "tokio = { version = \"1\", features = [\"macros\", \"rt-multi-thread\"] }\n";
    fs::write(
        probe.join("Cargo.toml"),
        manifest.replace("[dependencies]\n", &format!("[dependencies]\n{tokio}")),
    )
    .unwrap();

    let program = block("rust", "Emulator::start");
    let module = block("rust", "pub mod sts");
    assert!(program.contains(module.trim_end()), "the program has the macro line");
    let real = block("rust", "sts::Client::from_env()?");
    let shorter = format!(
        "{program}\n#[allow(dead_code)]\nasync fn real() -> Result<(), car_api::Error> {{\n{real}drop(me);\nOk(())\n}}\n"
    );
    fs::write(probe.join("src/main.rs"), shorter).unwrap();
    let output = succeeds(cargo(&probe).args(["run", "--quiet"]));
    assert!(output.contains("qcs::cam::uin/100000000001:uin/100000000002"), "{output}");

    let check = command("car-spec check");
    let said = succeeds(&mut car_spec(&probe, &check[1..]));
    assert!(said.contains("ok: 3 actions"), "{said}");
    // A second version of the folder, where the guide has another checkout.
    let mut diff = command("car-spec diff");
    let before = scratch.path().join("before/specs/sts");
    copy(&probe.join("specs/sts"), &before);
    assert_eq!(diff[2], "../before/specs/sts");
    diff[2] = before.display().to_string();
    succeeds(&mut car_spec(&probe, &diff[1..]));

    // The committed example is the same crate.
    let example = workspace().join("examples/another-product");
    assert_eq!(fs::read_to_string(example.join("src/main.rs")).unwrap(), program);
    assert_eq!(files(&example.join("specs/sts")), files(&probe.join("specs/sts")));
    let manifest = fs::read_to_string(example.join("Cargo.toml")).unwrap();
    assert!(manifest.contains(tokio) && manifest.contains("features = [\"emulator\"]"));
}

#[test]
fn every_block_of_the_guide_is_one_that_is_tested() {
    let counted = |info: &str| blocks(info).len();
    assert_eq!((counted("rust"), counted("console")), (3, 3));
    // `ui_specs.rs` and the import's own tests have the message for what is not supported.
    assert_eq!(counted("text"), 1);
    let fences = guide().lines().filter(|line| line.starts_with("```")).count();
    assert_eq!(fences, 2 * 7, "of a kind that nothing tests");
}
