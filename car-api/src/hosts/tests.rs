//! Which host is chosen.

use std::time::Duration;

use super::*;
use crate::action::RegionRule;

const MINUTE: Duration = Duration::from_secs(60);

static SERVICE: ServiceMeta = SERVICE_PARTS;

const SERVICE_PARTS: ServiceMeta = ServiceMeta {
    name: "car",
    version: "2022-01-10",
    title: "Cloud Application Rendering",
    hosts: crate::action::Hosts { international: Some("car.intl.tencentcloudapi.com"), mainland: None },
    region: RegionRule::NotNeeded,
    timeout: MINUTE,
    errors: &[],
    actions: &[],
};

fn regional(region: &str) -> Endpoint {
    Endpoint::Regional(region.to_owned())
}

fn new(backups: &[Endpoint]) -> Result<Hosts, String> {
    Hosts::new(&SERVICE, HostFamily::Ordinary, &Endpoint::International, backups, &[])
}

/// One host in front and two behind it.
fn three() -> Hosts {
    new(&[regional("ap-singapore"), regional("ap-tokyo")]).unwrap()
}

/// One attempt: which host it went to, and what comes of it.
fn attempt(hosts: &Hosts, preference: Preference, outcome: Outcome, now: Instant) -> (usize, Preference) {
    let choice = hosts.choose(preference, || now);
    let index = choice.index;
    (index, choice.settle(outcome, || now))
}

/// Lets every call that comes to the host of this index fail until its breaker opens.
fn open(hosts: &Hosts, index: usize, now: Instant) {
    for _ in 0..5 {
        let breaker = &hosts.host(index).breaker;
        let pass = locked(breaker).admit(now).unwrap();
        locked(breaker).settle(pass, Outcome::Failed, now);
    }
}

#[test]
fn in_the_family_for_streams_two_endpoints_can_have_one_host() {
    static BOTH: ServiceMeta = ServiceMeta {
        hosts: crate::action::Hosts {
            international: Some("car.intl.tencentcloudapi.com"),
            mainland: Some("car.tencentcloudapi.com"),
        },
        ..SERVICE_PARTS
    };
    let backups = [Endpoint::Mainland, regional("ap-tokyo")];
    let hosts = Hosts::new(&BOTH, HostFamily::Ai, &Endpoint::International, &backups, &[]).unwrap();
    let urls: Vec<_> = (0..hosts.count()).map(|index| hosts.host(index).address.url.as_str()).collect();
    assert_eq!(urls, ["https://car.ai.tencentcloudapi.com/", "https://car.ai.ap-tokyo.tencentcloudapi.com/"]);
}

#[test]
fn each_host_has_an_address_of_its_own() {
    let hosts = three();
    let now = Instant::now();
    let url = |preference| hosts.choose(preference, || now).address().url.to_string();
    assert_eq!(url(Preference::First), "https://car.intl.tencentcloudapi.com/");
    assert_eq!(url(Preference::After(0)), "https://car.ap-singapore.tencentcloudapi.com/");
    assert_eq!(url(Preference::After(1)), "https://car.ap-tokyo.tencentcloudapi.com/");
    assert_eq!(hosts.first().url.as_str(), "https://car.intl.tencentcloudapi.com/");
}

#[test]
fn a_repetition_goes_to_the_next_host_and_after_the_last_to_the_first() {
    let hosts = three();
    let now = Instant::now();
    let mut preference = Preference::First;
    let mut tried = Vec::new();
    for _ in 0..4 {
        let (index, next) = attempt(&hosts, preference, Outcome::Failed, now);
        tried.push(index);
        preference = next;
    }
    assert_eq!(tried, [0, 1, 2, 0]);
    // What the service refused, it would refuse elsewhere too.
    assert_eq!(attempt(&hosts, Preference::After(0), Outcome::Answered, now), (1, Preference::First));
    assert_eq!(attempt(&hosts, Preference::First, Outcome::Unknown, now), (0, Preference::First));
}

#[test]
fn while_the_first_is_down_all_calls_go_to_the_next_and_then_one_tries() {
    let hosts = three();
    let now = Instant::now();
    for _ in 0..5 {
        assert_eq!(attempt(&hosts, Preference::First, Outcome::Failed, now).0, 0);
    }
    for second in 0..60 {
        let now = now + Duration::from_secs(second);
        assert_eq!(attempt(&hosts, Preference::First, Outcome::Answered, now).0, 1, "second {second}");
    }
    let now = now + MINUTE;
    let probe = hosts.choose(Preference::First, || now);
    assert_eq!(probe.index, 0);
    assert_eq!(attempt(&hosts, Preference::First, Outcome::Answered, now).0, 1, "one at a time");
    probe.settle(Outcome::Answered, || now);
    for _ in 0..3 {
        assert_eq!(attempt(&hosts, Preference::First, Outcome::Answered, now).0, 0);
    }
}

#[test]
fn a_probe_that_is_cancelled_leaves_its_place_to_the_next() {
    let hosts = three();
    let now = Instant::now();
    open(&hosts, 0, now);
    let now = now + MINUTE;
    for _ in 0..3 {
        let probe = hosts.choose(Preference::First, || now);
        assert_eq!(probe.index, 0);
        drop(probe);
    }
    assert_eq!(attempt(&hosts, Preference::First, Outcome::Answered, now).0, 0);
    assert_eq!(attempt(&hosts, Preference::First, Outcome::Answered, now).0, 0);
}

#[test]
fn when_none_is_known_to_be_well_it_is_the_first() {
    let hosts = three();
    let now = Instant::now();
    for index in 0..3 {
        open(&hosts, index, now);
    }
    for preference in [Preference::First, Preference::After(0), Preference::After(1), Preference::After(2)] {
        assert_eq!(attempt(&hosts, preference, Outcome::Answered, now).0, 0);
    }
    // Their minute is not shortened, nor lengthened, by such calls.
    assert_eq!(attempt(&hosts, Preference::After(1), Outcome::Answered, now + MINUTE).0, 2);
}

#[test]
fn a_single_host_is_called_whatever_happens() {
    let hosts = new(&[]).unwrap();
    let now = Instant::now();
    for _ in 0..100 {
        assert_eq!(attempt(&hosts, Preference::After(0), Outcome::Failed, now).0, 0);
    }
}

#[test]
fn backups_that_cannot_be_used() {
    for (backups, reason) in [
        (vec![Endpoint::Mainland], "no host at the mainland site"),
        (vec![Endpoint::from("http://car.example.com")], "unencrypted"),
        (vec![Endpoint::International], "is the endpoint itself"),
        (vec![regional("ap-tokyo"), "https://car.ap-tokyo.tencentcloudapi.com".into()], "named twice"),
    ] {
        let error = new(&backups).unwrap_err();
        assert!(error.contains(reason), "{backups:?}: {error}");
    }
}
