//! Runs cargo in scratch folders, with one target folder for all of them so that the dependencies are built
//! once.

#![allow(dead_code, reason = "each test uses its own part")]
#![allow(unreachable_pub, reason = "a module of several tests")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a failure here is the failure of a test")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::{env, fs};

/// The root of this workspace.
pub fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// The first block of the README that is fenced with `info` and contains `needle`.
pub fn readme_block(info: &str, needle: &str) -> String {
    let readme = fs::read_to_string(workspace().join("README.md")).unwrap();
    let mut lines = readme.lines();
    while let Some(line) = lines.next() {
        let Some(found) = line.strip_prefix("```") else { continue };
        let block: Vec<_> = lines.by_ref().take_while(|line| *line != "```").collect();
        let block = block.join("\n") + "\n";
        if found == info && block.contains(needle) {
            return block;
        }
    }
    panic!("the README has no block ```{info} with `{needle}`");
}

/// Copies a folder, following symbolic links, without build output and version control.
pub fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name();
        if name == "target" || name == ".git" {
            continue;
        }
        let target = to.join(&name);
        let kind = entry.file_type().unwrap();
        if kind.is_symlink() {
            link(&fs::read_link(entry.path()).unwrap(), &target);
        } else if kind.is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

#[cfg(unix)]
fn link(to: &Path, at: &Path) {
    std::os::unix::fs::symlink(to, at).unwrap();
}

#[cfg(windows)]
fn link(to: &Path, at: &Path) {
    std::os::windows::fs::symlink_dir(to, at).unwrap();
}

/// Cargo in `folder`, with the toolchain that runs this test and without the network: every dependency is
/// one of this workspace, and so already here.
pub fn cargo(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO"));
    command.current_dir(folder).env("CARGO_NET_OFFLINE", "true").env("CARGO_TARGET_DIR", scratch_target());
    for variable in ["RUSTFLAGS", "RUSTDOCFLAGS", "TENCENTCLOUD_SECRET_ID", "TENCENTCLOUD_SECRET_KEY"] {
        command.env_remove(variable);
    }
    command
}

/// Where scratch crates are built: beside this test's own build output.
fn scratch_target() -> PathBuf {
    let executable = env::current_exe().unwrap();
    // target/debug/deps/name-hash -> target
    executable.ancestors().nth(3).unwrap().join("scratch")
}

/// Writes a crate that depends on `car-api` in `folder`, which is a copy of this workspace or an unpacked
/// package, and uses the versions of dependencies that this workspace has locked.
pub fn write_crate(folder: &Path, car_api: &Path, manifest_end: &str, main: &str) {
    fs::create_dir_all(folder.join("src")).unwrap();
    let manifest = format!(
        "[package]\nname = \"probe\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n[dependencies]\n\
         car-api = {{ path = '{}', features = [\"emulator\"] }}\nserde_json = \"1\"\n\
         tokio = {{ version = \"1\", features = [\"macros\", \"rt-multi-thread\"] }}\n{manifest_end}",
        car_api.display()
    );
    fs::write(folder.join("Cargo.toml"), manifest).unwrap();
    fs::write(folder.join("src/main.rs"), main).unwrap();
    fs::copy(workspace().join("Cargo.lock"), folder.join("Cargo.lock")).unwrap();
}

/// The output of a command that has to succeed.
#[track_caller]
pub fn succeeds(command: &mut Command) -> String {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{command:?} failed:\n{}", text(&output));
    text(&output)
}

/// The output of a command that has to fail.
#[track_caller]
pub fn fails(command: &mut Command) -> String {
    let output = command.output().unwrap();
    assert!(!output.status.success(), "{command:?} should fail:\n{}", text(&output));
    text(&output)
}

fn text(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}
