//! How many actions the generator expands in a second.
//!
//! It runs in every build of a client, before rustc has anything to do, so it must not be felt: the budget is 5,000
//! actions per second, of which the largest product has 750. Measured is what the macro does, from the files to the
//! tokens; what handing the tokens to the compiler costs is part of the check times in `docs/performance.md`.
//!
//! ```console
//! $ cargo bench -p car-codegen --bench expand
//! ```

#![expect(clippy::unwrap_used, reason = "a folder that cannot be expanded has no speed")]

use std::path::{Path, PathBuf};

use car_codegen::render::{self, Options, Section};
use car_codegen::source::{self, SourceSet};
use car_codegen::{Selection, compile};
use divan::Bencher;
use divan::counter::ItemsCount;

const LABEL: &str = "api-specs/car";

/// The action that the large service is made of.
const MODEL: &str = "DescribeCosCredential";

fn main() {
    divan::main();
}

/// The folder that comes with this workspace, read from disk each time as the macro does.
#[divan::bench]
fn from_disk(bencher: Bencher) {
    let folder = folder();
    let expand_folder = || expand(&source::read(&folder, LABEL).0);
    let actions = actions(&expand_folder());
    bencher.counter(ItemsCount::new(actions)).bench_local(expand_folder);
}

/// A service of many actions, from memory.
#[divan::bench(args = [100, 1000], sample_count = 20)]
fn copies(bencher: Bencher, count: usize) {
    let set = service_of(count);
    assert_eq!(actions(&expand(&set)), count);
    bencher.counter(ItemsCount::new(count)).bench_local(|| expand(&set));
}

/// Expands a service. The tokens are returned and so dropped when the clock stands: the macro hands them over.
fn expand(set: &SourceSet) -> Vec<Section> {
    let service = compile(set, &Selection::All).service.unwrap();
    render::service(&service, &Options { path: Some("car_api::car".to_owned()) })
}

/// How many actions there are: each has a section of its own, beside the client's and that of the shared types.
fn actions(sections: &[Section]) -> usize {
    sections.iter().filter(|section| !matches!(section.name.as_str(), "client" | "types")).count()
}

/// The committed service with `count` copies of one action in place of its own.
fn service_of(count: usize) -> SourceSet {
    let read = |name: &str| std::fs::read_to_string(folder().join(name)).unwrap();
    let model = read(&format!("{MODEL}.json"));
    let shared = ["_service.json", "_errors.json", "_types.json"].map(|name| (name.to_owned(), read(name)));
    let copies = (0..count).map(|index| {
        let name = format!("{MODEL}No{index}");
        (format!("{name}.json"), model.replace(&format!("\"{MODEL}\""), &format!("\"{name}\"")))
    });
    SourceSet::from_files(LABEL, shared.into_iter().chain(copies))
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(LABEL)
}
