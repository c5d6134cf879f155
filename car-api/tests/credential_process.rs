//! Keys that a program prints. The programs are scripts of the shell that every Unix has.
#![cfg(all(unix, feature = "process"))]
// A test fails by panicking, in its helpers as well.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod machine;

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _};
use std::time::Duration;

use car_api::credential::{
    CachedCredentials, CredentialErrorKind, FetchCredentials, ProcessCredentials, ProvideCredentials,
};
use machine::{At, Machine, NOW, moment, parts};
use tokio::sync::oneshot;

fn script(text: &str) -> ProcessCredentials {
    ProcessCredentials::new("/bin/sh", ["-c", text])
}

async fn error(source: &ProcessCredentials) -> (CredentialErrorKind, String) {
    let error = source.fetch().await.unwrap_err();
    assert!(!format!("{error:?}").contains("SENTINEL"), "{error:?}");
    (error.kind(), error.to_string())
}

#[tokio::test]
async fn what_a_program_prints() {
    let source = script(
        r#"echo '{"Version": 1, "SecretId": "AKID", "SecretKey": "SENTINEL-key", "Token": "SENTINEL-token",
                  "Expiration": "2023-11-14T22:13:21Z", "Account": {"Uin": 1}}'"#,
    );
    let credential = source.fetch().await.unwrap();
    let expected = ("AKID".to_owned(), "SENTINEL-key".to_owned(), Some("SENTINEL-token".to_owned()));
    assert_eq!(parts(&credential), expected);
    assert_eq!(credential.expires_at(), Some(moment(NOW + 1)));

    let source = script(r#"printf '{"Version":1,"SecretId":"AKID","SecretKey":"key","Token":""}'"#);
    let credential = source.fetch().await.unwrap();
    assert!(credential.token().is_none() && credential.expires_at().is_none());
}

#[tokio::test]
async fn arguments_are_not_for_a_shell_and_are_not_shown() {
    let source = ProcessCredentials::new(
        "/bin/sh",
        [
            "-c",
            r#"printf '{"Version":1,"SecretId":"%s","SecretKey":"%s"}' "$1" "$2""#,
            "sh",
            "$(id)",
            "SENTINEL;x",
        ],
    );
    assert_eq!(parts(&source.fetch().await.unwrap()), machine::key("$(id)", "SENTINEL;x"));
    assert_eq!(
        format!("{source:?}"),
        r#"ProcessCredentials { program: "/bin/sh", arguments: 5, time_limit: 25s }"#
    );
}

#[tokio::test]
async fn a_program_that_fails_is_quoted_with_one_bounded_line() {
    use CredentialErrorKind::{Invalid, Unavailable};

    let cases = [
        (
            r"printf '\n  \033[31mlogin expired\r\nSENTINEL\n' >&2; echo SENTINEL; exit 3",
            Unavailable,
            "`/bin/sh` failed: [31mlogin expired (exit status: 3)".to_owned(),
        ),
        ("exit 4", Unavailable, "`/bin/sh` failed: exit status: 4".to_owned()),
        ("kill -9 $$", Unavailable, "`/bin/sh` failed: signal: 9 (SIGKILL)".to_owned()),
        (
            "yes x | tr -d '\\n' | head -c 1000000 >&2; exit 1",
            Unavailable,
            format!("`/bin/sh` failed: {}… (exit status: 1)", "x".repeat(200)),
        ),
        ("echo SENTINEL", Invalid, "what `/bin/sh` prints is not JSON at line 1, column 1".to_owned()),
        ("true", Invalid, "what `/bin/sh` prints is empty".to_owned()),
        (
            "yes SENTINEL | head -c 1000000",
            Invalid,
            "`/bin/sh` prints more than 65536 bytes, which are no credentials: run it by hand to see what they are"
                .to_owned(),
        ),
    ];
    for (text, kind, message) in cases {
        assert_eq!(error(&script(text)).await, (kind, message), "{text}");
    }
}

#[tokio::test]
async fn a_program_that_is_not_there_is_a_mistake() {
    let machine = Machine::new();
    let path = machine.path("no\nprogram");
    let (kind, message) = error(&ProcessCredentials::new(&path, ["SENTINEL"])).await;
    assert_eq!(kind, CredentialErrorKind::Invalid);
    assert_eq!(
        machine.plain(&message),
        "`/noprogram` cannot be started: No such file or directory (os error 2): check the path, and whether this user \
         may run it"
    );
}

/// A program that does not end, and holds a pipe open until it does.
struct Hanging {
    source: ProcessCredentials,
    started: oneshot::Receiver<()>,
    /// Comes to its end when nobody holds the pipe any more.
    reader: std::thread::JoinHandle<()>,
}

fn hanging(machine: &Machine) -> Hanging {
    let pipe = machine.path("pipe");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let source = script(&format!("exec 3>'{}'; echo started >&3; exec sleep 100000", pipe.display()));
    let (start, started) = oneshot::channel();
    let reader = std::thread::spawn(move || {
        let mut pipe = BufReader::new(fs::File::open(pipe).unwrap());
        pipe.read_line(&mut String::new()).unwrap();
        start.send(()).unwrap();
        assert_eq!(pipe.read_to_end(&mut Vec::new()).unwrap(), 0);
    });
    Hanging { source, started, reader }
}

#[tokio::test]
async fn a_program_that_hangs_is_killed() {
    let machine = Machine::new();
    let Hanging { source, started, reader } = hanging(&machine);
    let mut fetch = source.fetch();
    tokio::select! {
        fetched = &mut fetch => panic!("it does not end by itself: {fetched:?}"),
        started = started => started.unwrap(),
    }
    // From here on, time passes as soon as there is nothing else to do.
    tokio::time::pause();
    let error = fetch.await.unwrap_err();
    assert_eq!(error.kind(), CredentialErrorKind::Unavailable);
    assert_eq!(
        error.to_string(),
        "`/bin/sh` did not print credentials within 25 seconds and was killed: run it by hand to see what it waits for"
    );
    reader.join().unwrap();
}

#[tokio::test]
async fn a_program_is_killed_when_nobody_waits_for_it() {
    let machine = Machine::new();
    let Hanging { source, started, reader } = hanging(&machine);
    tokio::select! {
        fetched = source.fetch() => panic!("it does not end by itself: {fetched:?}"),
        started = started => started.unwrap(),
    }
    reader.join().unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_program_gets_the_time_that_it_is_given() {
    let source = script("exec sleep 100000").time_limit(Duration::from_secs(7));
    let began = tokio::time::Instant::now();
    assert!(error(&source).await.1.contains("within 7 seconds"));
    // Paused time moves to the moment of the timer, rounded to a millisecond.
    assert!(began.elapsed().abs_diff(Duration::from_secs(7)) < Duration::from_millis(5));
}

#[tokio::test]
async fn a_cache_runs_the_program_once() {
    let machine = Machine::new();
    let count = machine.path("count");
    let source = script(&format!(
        r#"echo run >> '{}'; echo '{{"Version":1,"SecretId":"AKID","SecretKey":"key","Expiration":{}}}'"#,
        count.display(),
        NOW + 7_200
    ));
    let cached = CachedCredentials::with_clock(source, At(NOW));
    let first = cached.provide().await.unwrap();
    let second = cached.provide().await.unwrap();
    assert!(std::sync::Arc::ptr_eq(&first, &second));
    assert_eq!(fs::read_to_string(count).unwrap(), "run\n");
}
