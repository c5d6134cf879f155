//! Whatever others wrote: no panic, no false claim, and no more memory than the input is worth.
//!
//! The bodies are those of the fuzz targets, run here on their seeds, on damaged seeds, on random bytes, and on
//! documents made to be hard: deep, repetitive, without an end.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "what goes wrong in a helper of a test is a failure of the test"
)]

#[path = "../../fuzz/src/lib.rs"]
#[allow(unreachable_pub, reason = "written as a crate of its own")]
mod bodies;

use std::fs;
use std::path::Path;

use allocation_counter::measure;
use proptest::prelude::*;
use proptest::sample::Index;

/// A reader, with the name of its folder of seeds, and what it may ask for: bytes at once beside those for each byte of
/// the input. Both are about twice what was measured.
#[derive(Clone, Copy)]
struct Reader {
    name: &'static str,
    read: fn(&[u8]),
    base: u64,
    per_byte: u64,
}

const READERS: [Reader; 5] = [
    Reader { name: "reply", read: bodies::reply::read, base: 16 * 1024, per_byte: 64 },
    Reader { name: "specs", read: bodies::specs::read, base: 256 * 1024, per_byte: 64 },
    Reader { name: "credentials", read: bodies::credentials::read, base: 4 * 1024, per_byte: 8 },
    Reader { name: "requests", read: bodies::requests::read, base: 40 * 1024, per_byte: 64 },
    Reader { name: "events", read: bodies::events::read, base: 4 * 1024, per_byte: 64 },
];

fn seeds(reader: Reader) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz/seeds").join(reader.name);
    let files = fs::read_dir(folder).unwrap();
    let seeds: Vec<_> = files.map(|file| fs::read(file.unwrap().path()).unwrap()).collect();
    assert!(!seeds.is_empty(), "{} has no seeds", reader.name);
    seeds
}

/// Documents that are hard for a reader: `size` says how.
fn hard(size: usize) -> Vec<Vec<u8>> {
    let long = "x".repeat(size);
    let texts = [
        "[".repeat(size),
        r#"{"a":"#.repeat(size),
        format!("{}{}", r#"{"Response":"#, "[".repeat(size)),
        format!(r#"{{"Response":{{"Deep":{}{}}}}}"#, "[".repeat(size), "]".repeat(size)),
        format!(r#"{{"Response":{{{}"RequestId":"r"}}}}"#, r#""Path":"p","#.repeat(size)),
        format!(r#"{{"Response":{{"UserApplicationList":[{}null]}}}}"#, "null,".repeat(size)),
        format!(r#"{{"Response":{{"UserApplicationList":[{}{{}}]}}}}"#, "{},".repeat(size)),
        format!(r#"{{"Response":{{"Error":{{"Code":"{long}","Message":"{long}"}}}}}}"#),
        format!(r#"{{"{long}":"{long}"}}"#),
        format!("{long}\n{{}}"),
        "[s]\na = 1\n".repeat(size.min(2000)),
        format!("[default]\nsecret_id = {long}\nsecret_key = {long}\n"),
        "\"".repeat(size),
        "data: x\n".repeat(size),
        "data: x\n\n".repeat(size),
        ": \n".repeat(size),
        "\r".repeat(size),
        "\n".repeat(size),
        "X-TC-Action: a\n".repeat(size.min(2000)),
        format!("Authorization: TC3-HMAC-SHA256 Credential={}\n\n", "/".repeat(size)),
        format!("--- A.json\n{}", "[".repeat(size)),
        format!("--- A.json\n{{{}\"a\":1}}", r#""action":"A","#.repeat(size.min(2000))),
        "--- A.json\n{}\n".repeat(size.min(2000)),
    ];
    let variants = [0, 1, 7, 0xff];
    let texts = texts.iter().flat_map(|text| variants.map(|first| [&[first], text.as_bytes()].concat()));
    texts.collect()
}

/// What is said of inputs that made `reader` ask for more than it may.
fn excesses(reader: Reader, inputs: &[Vec<u8>]) -> Vec<String> {
    // What is made once is not the input's.
    (reader.read)(b"");
    let judged = inputs.iter().map(|input| {
        let most = measure(|| (reader.read)(input)).bytes_max;
        let limit = reader.base + reader.per_byte * input.len() as u64;
        let begin = String::from_utf8_lossy(&input[..input.len().min(60)]).into_owned();
        (most > limit).then(|| format!("{}: {most} bytes for {} of {begin:?}", reader.name, input.len()))
    });
    judged.flatten().collect()
}

#[test]
fn no_input_takes_more_memory_than_it_is_worth() {
    let mut found = Vec::new();
    for reader in READERS {
        found.extend(excesses(reader, &seeds(reader)));
        for size in [1, 130, 5000] {
            found.extend(excesses(reader, &hard(size)));
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        for reader in READERS {
            (reader.read)(&bytes);
        }
    }

    /// A seed with some bytes replaced, cut out or doubled.
    #[test]
    fn damaged_seeds(
        choice in any::<Index>(),
        edits in proptest::collection::vec((any::<Index>(), any::<u8>(), 0_usize..20), 1..6),
    ) {
        for reader in READERS {
            let seeds = seeds(reader);
            let mut input = choice.get(&seeds).clone();
            for (place, byte, length) in &edits {
                if input.is_empty() {
                    break;
                }
                let at = place.index(input.len());
                let end = (at + length).min(input.len());
                match byte % 3 {
                    0 => input[at] = *byte,
                    1 => drop(input.drain(at..end)),
                    _ => {
                        let piece = input[at..end].to_vec();
                        input.splice(at..at, piece);
                    }
                }
            }
            (reader.read)(&input);
        }
    }
}
