//! The README's commands do what it says. Its Rust blocks are doctests of this crate, its spec file is used by
//! `drop_in.rs` and `package.rs`, and its macro line by `downstream.rs`; here are the commands, and the check that
//! no block is left out.

#![allow(clippy::unwrap_used, reason = "a failure here is the failure of a test")]

mod support;

use std::env;
use std::fs;
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use support::{succeeds, workspace};

/// The fenced blocks of the README, with what stands behind the fence.
fn blocks() -> Vec<(String, String)> {
    let readme = fs::read_to_string(workspace().join("README.md")).unwrap();
    let mut lines = readme.lines();
    let mut blocks = Vec::new();
    while let Some(line) = lines.next() {
        if let Some(info) = line.strip_prefix("```") {
            let block: Vec<_> = lines.by_ref().take_while(|line| *line != "```").collect();
            blocks.push((info.to_owned(), block.join("\n")));
        }
    }
    blocks
}

fn commands() -> Vec<String> {
    let consoles = blocks().into_iter().filter(|(info, _)| info == "console").map(|(_, block)| block);
    consoles
        .flat_map(|block| {
            block.lines().map(|line| line.strip_prefix("$ ").unwrap().to_owned()).collect::<Vec<_>>()
        })
        .collect()
}

/// A command of the README in this workspace, with the build output of this test run: cargo has let go of it by
/// the time tests run, so nothing is built twice.
fn command(line: &str) -> Command {
    let mut words = line.split_whitespace();
    assert_eq!(words.next(), Some("cargo"), "{line}");
    let executable = env::current_exe().unwrap();
    let mut command = Command::new(env!("CARGO"));
    command
        .current_dir(workspace())
        .args(words)
        .env("CARGO_NET_OFFLINE", "true")
        .env("CARGO_TARGET_DIR", executable.ancestors().nth(3).unwrap())
        .env_remove("TENCENTCLOUD_SECRET_ID")
        .env_remove("TENCENTCLOUD_SECRET_KEY");
    command
}

#[test]
fn every_block_is_of_a_kind_that_is_tested() {
    let counted = |info: &str| blocks().iter().filter(|(found, _)| found == info).count();
    assert_eq!(counted("json"), 1, "drop_in.rs takes the spec file");
    assert_eq!(counted("rust,ignore"), 2, "downstream.rs takes the macro line and the build script");
    assert!(counted("rust") >= 6);
    let known = ["console", "json", "rust", "rust,ignore"];
    for (info, block) in blocks() {
        assert!(known.contains(&info.as_str()), "nothing tests this block: ```{info}\n{block}");
    }
}

#[test]
fn every_command_does_what_it_says() {
    let mut rest = commands();
    let mut take = |start: &str| {
        let index = rest.iter().position(|line| line.starts_with(start)).unwrap();
        rest.remove(index)
    };

    let main_job = succeeds(&mut command(&take("cargo run --example describe_cos_credential")));
    for expected in ["emulator", "examplebucket-1250000000", "ap-guangzhou", "[masked]", "request id"] {
        assert!(main_job.contains(expected), "{expected} is not in:\n{main_job}");
    }
    assert_eq!(take("cargo test"), "cargo test --workspace", "this very run");

    let check = succeeds(&mut command(&take("cargo run -p car-codegen --bin car-spec -- check")));
    assert!(check.contains("0 errors, 0 warnings"), "{check}");
    let explain = succeeds(&mut command(&take("cargo run -p car-codegen --bin car-spec -- explain")));
    assert!(explain.contains("T001"), "{explain}");
    // With `--check`, so that a test never writes into the workspace.
    let emit = take("cargo run -p car-codegen --bin car-spec -- emit") + " --check";
    succeeds(&mut command(&emit));

    // Another port, because that one may be taken.
    let emulator = take("cargo run --example emulator").replace("127.0.0.1:8787", "127.0.0.1:0");
    let mut running = command(&emulator).stdout(Stdio::piped()).spawn().unwrap();
    let output = BufReader::new(running.stdout.take().unwrap());
    let url = output.lines().map(Result::unwrap).find(|line| line.contains("http://127.0.0.1:"));
    running.kill().unwrap();
    running.wait().unwrap();
    assert!(url.is_some(), "the emulator says where it listens");

    assert!(rest.is_empty(), "these commands are not tested: {rest:?}");
}
