//! Faults that no text file in a repository can have: of folders, encodings, line ends and sheer size.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on says so by panicking")]

mod support;

use std::fs;
use std::path::PathBuf;
use std::time::Instant;

use car_codegen::source::{self, SourceSet};
use car_codegen::{Selection, compile};
use support::{SERVICE, compile_all, rules};

/// A folder of its own for each test, removed when the test is over.
struct Scratch(PathBuf);

impl Scratch {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("car-codegen-{}-{name}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[test]
fn a_missing_folder_is_named_in_full_and_blamed_once() {
    let scratch = Scratch::new("missing");
    let (set, said) = source::read(&scratch.0.join("specs/car"), "specs/car");
    assert_eq!(said.len(), 1);
    assert_eq!(said[0].rule().id, "S001");
    let full = scratch.0.join("specs/car").display().to_string();
    assert_eq!(said[0].message(), format!("there is no folder `{full}`"));
    assert!(said[0].render().contains(&format!("exists is `{}`", scratch.0.display())), "{}", said[0]);
    let compiled = compile(&set, &Selection::All);
    assert!(compiled.diagnostics.is_empty() && compiled.service.is_none());
}

#[test]
fn a_file_in_place_of_a_folder_is_reported() {
    let scratch = Scratch::new("file");
    let file = scratch.0.join("car");
    fs::write(&file, "{}").unwrap();
    let (_, said) = source::read(&file, "car");
    assert_eq!(said[0].message(), format!("`{}` is not a folder", file.display()));
}

#[test]
fn an_empty_folder_is_reported_without_a_word_on_the_service_file() {
    let scratch = Scratch::new("empty");
    fs::write(scratch.0.join("README.md"), "Nothing yet.").unwrap();
    let (set, said) = source::read(&scratch.0, "specs/car");
    assert!(said.is_empty());
    let compiled = compile(&set, &Selection::All);
    assert_eq!(rules(&compiled), ["S002"]);
    assert!(compiled.diagnostics[0].message().contains("`specs/car`"));
    assert!(compiled.service.is_none());
}

#[test]
fn only_json_files_are_read_and_their_paths_are_absolute() {
    let scratch = Scratch::new("paths");
    for name in ["_service.json", "B.json", "A.json", "A.json.bak", "notes.txt"] {
        fs::write(scratch.0.join(name), "{}").unwrap();
    }
    fs::create_dir(scratch.0.join("Folder.json")).unwrap();
    let (set, said) = source::read(&scratch.0, "specs/car");
    assert!(said.is_empty());
    let names: Vec<&str> = set.files().map(source::SourceFile::name).collect();
    assert_eq!(names, ["A.json", "B.json", "_service.json"]);
    assert!(set.paths().all(|path| path.is_absolute() && path.is_file()));
    assert_eq!(set.paths().count(), 3);
    assert_eq!(set.files().next().unwrap().shown(), "specs/car/A.json");
}

#[cfg(unix)]
#[test]
fn a_broken_link_is_reported_once() {
    let scratch = Scratch::new("link");
    fs::write(scratch.0.join("_service.json"), SERVICE).unwrap();
    std::os::unix::fs::symlink(scratch.0.join("nowhere"), scratch.0.join("A.json")).unwrap();
    let (set, said) = source::read(&scratch.0, "car");
    assert_eq!(said.len(), 1);
    assert_eq!(said[0].rule().id, "S003");
    assert!(said[0].message().contains(&scratch.0.join("A.json").display().to_string()), "{}", said[0]);
    let compiled = compile(&set, &Selection::All);
    assert!(compiled.diagnostics.is_empty() && compiled.service.is_some());
}

#[test]
fn a_file_that_is_not_utf8_says_at_which_byte_and_line() {
    let mut bytes = b"{\n  \"action\": \"A\",\n  \"summary\": \"".to_vec();
    let offset = bytes.len();
    bytes.extend([0xC4, 0xE3, 0xBA, 0xC3]);
    bytes.extend(b"\"\n}\n");
    let files = [("_service.json", SERVICE.as_bytes().to_vec()), ("A.json", bytes)];
    let compiled = compile(&SourceSet::from_files("demo", files), &Selection::All);
    assert_eq!(rules(&compiled), ["S004"]);
    let found = &compiled.diagnostics[0];
    assert_eq!(
        found.message(),
        format!("the file is not UTF-8: byte {offset}, on line 3, starts no character")
    );
    assert_eq!(found.place().map(|place| (place.line(), place.column())), Some((3, 15)));
}

#[test]
fn two_hundred_thousand_levels_are_refused_at_once() {
    let opened =
        |open: &str| format!("{{\"action\": \"A\", \"summary\": \"S\", \"doc\": {}", open.repeat(200_000));
    for text in [opened("["), opened("{\"a\":"), format!("{}{}", "[".repeat(200_000), "]".repeat(200_000))] {
        let start = Instant::now();
        let compiled = compile_all(&[("A.json", text.as_str())]);
        assert_eq!(rules(&compiled), ["S006"]);
        assert!(compiled.diagnostics[0].render().contains("A.json:1:"));
        // Not a measurement: a parser that went on would take minutes or overflow the stack.
        assert!(start.elapsed().as_secs() < 10);
    }
}

#[test]
fn a_byte_order_mark_is_read_over_and_not_counted() {
    let compiled = compile_all(&[("A.json", "\u{feff}{ \"action\": \"A\", \"summary\": \"S\" }")]);
    assert!(compiled.diagnostics.is_empty());

    let compiled = compile_all(&[("A.json", "\u{feff}{ \"acton\": \"A\", \"summary\": \"S\" }")]);
    let unknown = compiled.diagnostics.iter().find(|found| found.rule().id == "K001").unwrap();
    assert_eq!(unknown.place().map(|place| (place.line(), place.column())), Some((1, 3)));
    assert_eq!(unknown.place().and_then(|place| place.pointer()), Some("/acton"));
    let expected = "\
unknown key `acton` of an action, did you mean `action`?
 --> demo/A.json:1:3
  |
1 | { \"acton\": \"A\", \"summary\": \"S\" }
  |   ^^^^^^^
  |
  = at: /acton
  = rule: K001, see `car-spec explain K001`";
    assert_eq!(unknown.render(), expected);
}

#[test]
fn a_syntax_error_behind_a_byte_order_mark_is_in_its_place() {
    let compiled = compile_all(&[("A.json", "\u{feff}{\n  \"action\" \"A\" }")]);
    assert_eq!(rules(&compiled), ["S005"]);
    assert_eq!(compiled.diagnostics[0].place().map(|place| (place.line(), place.column())), Some((2, 12)));
}

#[test]
fn columns_count_characters_whatever_their_width_and_lines_end_in_crlf() {
    let text = "{\r\n\t\"action\": \"A\",\r\n\t\"summary\": \"世界\", \"colour\": \"é\"\r\n}\r\n";
    let compiled = compile_all(&[("A.json", text)]);
    let expected = "\
unknown key `colour` of an action
 --> demo/A.json:3:19
  |
3 |     \"summary\": \"世界\", \"colour\": \"é\"
  |                        ^^^^^^^^
  |
  = at: /colour";
    let said = compiled.diagnostics[0].render();
    assert!(said.starts_with(expected), "{said}");
    assert!(!said.contains('\r'), "{said:?}");
}

#[test]
fn a_long_line_is_cut_around_the_fault() {
    let filler = "x".repeat(5_000);
    let text = format!(r#"{{ "action": "A", "doc": "{filler}", "sumary": "S", "summary": "{filler}" }}"#);
    let compiled = compile_all(&[("A.json", text.as_str())]);
    let said = compiled.diagnostics[0].render();
    assert!(said.contains("\"sumary\"") && said.contains("^^^^^^^^"), "{said}");
    assert!(said.lines().all(|line| line.chars().count() < 200), "{said}");
}
