//! What a program prints, as a pure function of its bytes.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use ::time::OffsetDateTime;
use ::time::format_description::well_known::Rfc3339;

use crate::Secret;
use crate::credential::members::{Member, Members, moment};
use crate::credential::{Credential, CredentialError, check};

/// The credentials in the `output` of `program`, which names it in errors.
pub(crate) fn parse(output: &[u8], program: &str) -> Result<Credential, CredentialError> {
    let invalid = |problem: &str| CredentialError::invalid(format!("what {program} prints {problem}"));
    let text = std::str::from_utf8(output).map_err(|_| invalid("is not a text in UTF-8"))?;
    let members = Members::read(text).map_err(|problem| invalid(&problem.to_string()))?;
    match members.get("Version") {
        Member::Number(1.0) => {}
        Member::Absent => return Err(invalid("has no `Version`: it has to be 1")),
        _ => return Err(invalid("has a `Version` other than 1, and this program knows no other")),
    }
    let member = |name: &str| -> Result<Option<&Secret>, CredentialError> {
        let text =
            members.text(name).map_err(|problem| invalid(&format!("has a `{name}` that {problem}")))?;
        if let Some(text) = text {
            check(&format!("`{name}` in what {program} prints"), text.expose())?;
        }
        Ok(text)
    };
    let required = |name: &str| member(name)?.ok_or_else(|| invalid(&format!("has no `{name}`")));
    let mut credential = Credential::new(required("SecretId")?.expose(), required("SecretKey")?.clone())?;
    if let Some(token) = member("Token")? {
        credential = credential.with_token(token.clone())?;
    }
    let end = match members.get("Expiration") {
        Member::Absent => return Ok(credential),
        Member::Number(seconds) => moment(*seconds),
        Member::Text(text) => rfc3339(text.expose()),
        Member::Other => None,
    };
    end.map(|end| credential.with_expiry(end)).ok_or_else(|| {
        invalid("has an `Expiration` that is neither a time as in RFC 3339 nor one in seconds")
    })
}

fn rfc3339(text: &str) -> Option<SystemTime> {
    let seconds = OffsetDateTime::parse(text, &Rfc3339).ok()?.unix_timestamp();
    UNIX_EPOCH.checked_add(Duration::from_secs(u64::try_from(seconds).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn expiry(written: &str) -> Result<Option<u64>, String> {
        let output = format!(r#"{{"Version":1,"SecretId":"id","SecretKey":"key","Expiration":{written}}}"#);
        match parse(output.as_bytes(), "`get-key`") {
            Ok(credential) => Ok(credential
                .expires_at()
                .map(|end| end.duration_since(UNIX_EPOCH).as_ref().map_or(0, Duration::as_secs))),
            Err(error) => Err(error.to_string()),
        }
    }

    #[test]
    fn expirations_in_every_notation() {
        for written in
            ["1700000000", "1700000000.9", r#""2023-11-14T22:13:20Z""#, r#""2023-11-15T06:13:20.5+08:00""#]
        {
            assert_eq!(expiry(written), Ok(Some(1_700_000_000)), "{written}");
        }
        assert_eq!(expiry("null"), Ok(None));
        for written in ["-1", "1e300", r#""2023-11-14""#, r#""sentinel""#, r#""""#, "[]", "true"] {
            assert_eq!(
                expiry(written).unwrap_err(),
                "what `get-key` prints has an `Expiration` that is neither a time as in RFC 3339 nor one in seconds",
                "{written}"
            );
        }
    }

    #[test]
    fn what_is_wrong_is_named_and_not_repeated() {
        for (output, problem) in [
            ("", "is empty"),
            ("sentinel", "is not JSON at line 1, column 1"),
            ("[]", "is not a JSON object"),
            ("{}", "has no `Version`: it has to be 1"),
            (r#"{"Version":2}"#, "has a `Version` other than 1, and this program knows no other"),
            (r#"{"Version":"1"}"#, "has a `Version` other than 1, and this program knows no other"),
            (r#"{"Version":1}"#, "has no `SecretId`"),
            (r#"{"Version":1,"SecretId":"AKID"}"#, "has no `SecretKey`"),
            (r#"{"Version":1,"SecretId":"AKID","SecretKey":""}"#, "has no `SecretKey`"),
            (r#"{"Version":1,"SecretId":["sentinel"]}"#, "has a `SecretId` that is not a text"),
        ] {
            let error = parse(output.as_bytes(), "`get-key`").unwrap_err();
            assert_eq!(error.to_string(), format!("what `get-key` prints {problem}"), "{output}");
        }
        let output = br#"{"Version":1,"SecretId":"AKID","SecretKey":"sentinel key"}"#;
        assert_eq!(
            parse(output, "`get-key`").unwrap_err().to_string(),
            "`SecretKey` in what `get-key` prints contains a blank, which no key has: copy it again, without anything \
             around it"
        );
        assert!(parse(b"\xff", "`get-key`").unwrap_err().to_string().ends_with("is not a text in UTF-8"));
    }
}
