//! Why a signature may not be accepted, as a function of what is known.
//!
//! The service says "the signature does not match" and no more. What is known beside it (the code, the service's
//! clock, whether there is a token and whether it has expired) rules some reasons out and proves others. The order
//! of the rest is that of how often each turns out to be the one.

use std::fmt;

use crate::time::Utc;

/// How far the clocks may be apart: 5 minutes, by the page on signature v3.
const TOLERANCE: u64 = 300;

/// Why a signature may not be accepted. `Display` is a sentence that also says what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Cause {
    /// The clock of this machine is wrong.
    Clock {
        /// By how many seconds the service's clock is ahead, if it is known.
        offset: Option<i64>,
        /// The time that was signed.
        timestamp: u64,
    },
    /// The secret key is not the one of this secret id, or the id does not exist at this site.
    Key {
        /// The host whose site does not know the key, perhaps.
        host: String,
    },
    /// The key is a temporary one, and its session token is missing.
    NoToken,
    /// The key or its session token has expired.
    Expired {
        /// When, in seconds since 1970-01-01T00:00:00Z.
        at: u64,
    },
    /// The session token belongs to another key, or was cut off.
    Token,
    /// Something between here and the service has changed the body or its content type.
    Changed,
    /// The service was reached under another host name than the one that is signed.
    Host {
        /// The one that is signed.
        host: String,
    },
}

/// What is known.
pub(super) struct Evidence<'a> {
    pub(super) code: Option<&'a str>,
    pub(super) clock_offset: Option<i64>,
    pub(super) timestamp: u64,
    pub(super) host: &'a str,
    pub(super) has_token: bool,
    /// Seconds since 1970-01-01T00:00:00Z.
    pub(super) expires_at: Option<u64>,
}

/// The reasons that are left, the likeliest first.
pub(super) fn causes(evidence: &Evidence<'_>) -> Vec<Cause> {
    let mut causes: Vec<_> = [
        clock(evidence),
        Some((Weight::Usual, Cause::Key { host: evidence.host.to_owned() })),
        Some(token(evidence)),
        Some((Weight::Usual, Cause::Changed)),
        Some((Weight::Usual, Cause::Host { host: evidence.host.to_owned() })),
    ]
    .into_iter()
    .flatten()
    .map(|(weight, cause)| (weight.max(named_by(evidence.code, &cause)), cause))
    .collect();
    // A stable sort: within a weight, the order above stays.
    causes.sort_by_key(|(weight, _)| std::cmp::Reverse(*weight));
    causes.into_iter().map(|(_, cause)| cause).collect()
}

/// How strongly something points to a cause.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Weight {
    /// Nothing speaks for it in particular.
    Usual,
    /// The error code speaks for it.
    Named,
    /// It can be seen to be so.
    Proven,
}

/// `None` if the clock is known to be right.
fn clock(evidence: &Evidence<'_>) -> Option<(Weight, Cause)> {
    let cause = Cause::Clock { offset: evidence.clock_offset, timestamp: evidence.timestamp };
    match evidence.clock_offset {
        None => Some((Weight::Usual, cause)),
        Some(offset) if offset.unsigned_abs() > TOLERANCE => Some((Weight::Proven, cause)),
        Some(_) => None,
    }
}

fn token(evidence: &Evidence<'_>) -> (Weight, Cause) {
    match evidence.expires_at {
        Some(at) if at <= evidence.timestamp => (Weight::Proven, Cause::Expired { at }),
        _ if evidence.has_token => (Weight::Usual, Cause::Token),
        _ => (Weight::Usual, Cause::NoToken),
    }
}

fn named_by(code: Option<&str>, cause: &Cause) -> Weight {
    let named = match code.and_then(|code| code.strip_prefix("AuthFailure.")) {
        Some("SignatureExpire") => matches!(cause, Cause::Clock { .. }),
        Some("SecretIdNotFound" | "InvalidSecretId" | "SignatureFailure") => {
            matches!(cause, Cause::Key { .. })
        }
        Some("TokenFailure") => matches!(cause, Cause::Token | Cause::NoToken | Cause::Expired { .. }),
        Some("InvalidAuthorization") => matches!(cause, Cause::Changed),
        _ => false,
    };
    if named { Weight::Named } else { Weight::Usual }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Clock { offset: Some(offset), .. } => write!(
                f,
                "The clock of this machine is {} seconds {} the service's, which accepts {TOLERANCE}: set it.",
                offset.unsigned_abs(),
                if *offset > 0 { "behind" } else { "ahead of" },
            ),
            Self::Clock { offset: None, timestamp } => write!(
                f,
                "The clock of this machine is wrong by more than {TOLERANCE} seconds: see that it was {} then.",
                Utc(*timestamp)
            ),
            Self::Key { host } => write!(
                f,
                "The secret key is not the one of this secret id, or was cut off when it was copied; or the key \
                 belongs to the other site (international or mainland) than {host}: copy both again, together."
            ),
            Self::NoToken => f.write_str(
                "The key is a temporary one and its session token is missing: add it with `Credential::with_token`, \
                 or set TENCENTCLOUD_TOKEN. (A permanent key has none.)",
            ),
            Self::Expired { at } => {
                write!(f, "The key expired at {}: obtain a new one, with its session token.", Utc(*at))
            }
            Self::Token => f.write_str(
                "The session token has expired, was cut off, or belongs to another key: obtain key and token anew, \
                 together.",
            ),
            Self::Changed => f.write_str(
                "A proxy or a transport of your own has changed the body or the Content-Type, which are signed: it \
                 has to pass on `application/json` and every byte as they are.",
            ),
            Self::Host { host } => write!(
                f,
                "The service saw another host than {host}, which is signed: a gateway in between has to keep `Host`, \
                 or to be called under the service's name."
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: u64 = 1_732_689_459;

    fn evidence(code: Option<&str>) -> Evidence<'_> {
        Evidence {
            code,
            clock_offset: None,
            timestamp: NOW,
            host: "car.example.com",
            has_token: false,
            expires_at: None,
        }
    }

    fn names(evidence: &Evidence<'_>) -> Vec<String> {
        let name =
            |cause: &Cause| format!("{cause:?}").split([' ', '{']).next().unwrap_or_default().to_owned();
        causes(evidence).iter().map(name).collect()
    }

    #[test]
    fn without_evidence_the_usual_order() {
        assert_eq!(names(&evidence(None)), ["Clock", "Key", "NoToken", "Changed", "Host"]);
    }

    #[test]
    fn the_code_moves_what_it_names_to_the_front() {
        for (code, first) in [
            ("AuthFailure.SignatureExpire", "Clock"),
            ("AuthFailure.SignatureFailure", "Key"),
            ("AuthFailure.SecretIdNotFound", "Key"),
            ("AuthFailure.TokenFailure", "NoToken"),
            ("AuthFailure.InvalidAuthorization", "Changed"),
            ("AuthFailure", "Clock"),
        ] {
            let names = names(&evidence(Some(code)));
            assert_eq!((names[0].as_str(), names.len()), (first, 5), "{code}");
        }
    }

    #[test]
    fn what_can_be_seen_comes_before_what_the_code_says() {
        let code = Some("AuthFailure.SignatureFailure");
        let late = Evidence { clock_offset: Some(301), ..evidence(code) };
        assert_eq!(names(&late)[..2], ["Clock", "Key"]);
        let expired = Evidence { has_token: true, expires_at: Some(NOW), ..evidence(code) };
        assert_eq!(names(&expired)[..2], ["Expired", "Key"]);
    }

    #[test]
    fn a_clock_that_is_right_is_no_cause() {
        for offset in [0, 300, -300] {
            let right = Evidence { clock_offset: Some(offset), has_token: true, ..evidence(None) };
            assert_eq!(names(&right), ["Key", "Token", "Changed", "Host"]);
        }
    }

    #[test]
    fn sentences_say_what_to_do() {
        let clock = |offset| Cause::Clock { offset, timestamp: NOW }.to_string();
        assert_eq!(
            clock(Some(412)),
            "The clock of this machine is 412 seconds behind the service's, which accepts 300: set it."
        );
        assert!(clock(Some(-412)).contains("412 seconds ahead of the service's"));
        assert!(clock(None).contains("2024-11-27 06:37:39 UTC"));
        assert!(Cause::Expired { at: NOW }.to_string().contains("expired at 2024-11-27 06:37:39 UTC"));
    }
}
