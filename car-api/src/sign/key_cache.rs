//! Keeps the key that signs today's calls.
//!
//! Deriving it takes three HMACs, which is more than half of all hashing for a call, and the result is the
//! same for a credential, a UTC day and a service. A client has one service and at any time one credential,
//! so the last key is the only one worth keeping; midnight and a refreshed credential replace it.

use std::sync::{Arc, PoisonError, RwLock};

use http::HeaderValue;

use super::hex::HexDigest;
use super::prepared::SIGNED_HEADERS;
use super::tc3::{self, SigningKey};
use crate::credential::Credential;
use crate::time::UtcDate;

const SECONDS_PER_DAY: u64 = 86_400;

/// A derived key and what else stays the same while it does.
pub(crate) struct CachedKey {
    credential: Arc<Credential>,
    day: u64,
    scope: String,
    /// The `Authorization` header up to the signature.
    prefix: String,
    key: SigningKey,
    token: Option<HeaderValue>,
}

impl CachedKey {
    fn derive(credential: Arc<Credential>, day: u64, service: &str) -> Self {
        let date = UtcDate::from_unix_seconds(day.saturating_mul(SECONDS_PER_DAY));
        let key = tc3::signing_key(credential.secret_key().expose(), date, service);
        // A token is checked when a credential is made, so it fits into a header.
        let token = credential.token().and_then(|token| HeaderValue::from_str(token.expose()).ok());
        let token = token.map(sensitive);
        let scope = tc3::scope(date, service);
        let prefix = tc3::authorization_prefix(credential.secret_id(), &scope, &SIGNED_HEADERS);
        Self { credential, day, scope, prefix, key: SigningKey::new(&key), token }
    }

    fn serves(&self, credential: &Arc<Credential>, day: u64) -> bool {
        // A provider usually hands out the same allocation again; one that does not is compared by content.
        self.day == day && (Arc::ptr_eq(&self.credential, credential) || self.credential == *credential)
    }

    /// The `Authorization` header of a call at `timestamp`, which lies on the key's day. `canonical` is the digest
    /// of its canonical request. `None` if a text in it cannot stand in a header.
    pub(crate) fn authorize(&self, canonical: &HexDigest, timestamp: u64) -> Option<HeaderValue> {
        let signature = self.key.sign(timestamp, &self.scope, canonical);
        // Exactly as long as needed: the header takes it over without another allocation.
        let mut value = String::with_capacity(self.prefix.len() + signature.as_str().len());
        value.push_str(&self.prefix);
        value.push_str(signature.as_str());
        HeaderValue::try_from(value).ok().map(sensitive)
    }

    /// The `X-TC-Token` header of a temporary key.
    pub(crate) fn token(&self) -> Option<&HeaderValue> {
        self.token.as_ref()
    }
}

/// Marks a value so that HTTP stacks neither show nor index it.
fn sensitive(mut value: HeaderValue) -> HeaderValue {
    value.set_sensitive(true);
    value
}

/// The keys of one service: at most one at a time.
#[derive(Default)]
pub(crate) struct KeyCache(RwLock<Option<Arc<CachedKey>>>);

impl KeyCache {
    /// The key of `credential` for the day of `timestamp` (seconds since 1970-01-01T00:00:00Z).
    pub(crate) fn key(&self, credential: &Arc<Credential>, timestamp: u64, service: &str) -> Arc<CachedKey> {
        let day = timestamp / SECONDS_PER_DAY;
        // A poisoned lock holds a whole key all the same: it is replaced in one step.
        if let Some(cached) = &*self.0.read().unwrap_or_else(PoisonError::into_inner)
            && cached.serves(credential, day)
        {
            return Arc::clone(cached);
        }
        let fresh = Arc::new(CachedKey::derive(Arc::clone(credential), day, service));
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&fresh));
        fresh
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sign::PreparedHost;

    fn credential(key: &str) -> Arc<Credential> {
        Arc::new(Credential::new("AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE", key).unwrap())
    }

    fn authorize(key: &CachedKey, timestamp: u64) -> HeaderValue {
        let host = PreparedHost::new("application/json", "car.intl.tencentcloudapi.com");
        let body = br#"{"ApplicationId":"app-fcegkdfa","ApplicationFileName":"xxx.rar"}"#;
        key.authorize(&host.digest("DescribeCosCredential", &HexDigest::of(body)), timestamp).unwrap()
    }

    #[test]
    fn a_key_is_derived_once_for_a_day() {
        let cache = KeyCache::default();
        let first = credential("Gu5t9xGARNpq86cd98joQYCN3EXAMPLE");
        let key = cache.key(&first, 1_732_751_999, "car");
        assert!(Arc::ptr_eq(&key, &cache.key(&first, 1_732_700_000, "car")));
        let equal = credential("Gu5t9xGARNpq86cd98joQYCN3EXAMPLE");
        assert!(Arc::ptr_eq(&key, &cache.key(&equal, 1_732_751_999, "car")), "another allocation, same key");
    }

    #[test]
    fn midnight_and_another_credential_replace_it() {
        let cache = KeyCache::default();
        let first = credential("Gu5t9xGARNpq86cd98joQYCN3EXAMPLE");
        let before = cache.key(&first, 1_732_751_999, "car");
        let after = cache.key(&first, 1_732_752_000, "car");
        assert_eq!(before.scope, "2024-11-27/car/tc3_request");
        assert_eq!(after.scope, "2024-11-28/car/tc3_request");
        let other = cache.key(&credential("another"), 1_732_752_000, "car");
        assert_ne!(authorize(&after, 1_732_752_000), authorize(&other, 1_732_752_000));
    }

    /// The vector `car-describe-cos-credential-action-signed`.
    #[test]
    fn the_header_is_right_and_marked_sensitive() {
        let key = credential("Gu5t9xGARNpq86cd98joQYCN3EXAMPLE");
        let header = authorize(&KeyCache::default().key(&key, 1_732_689_459, "car"), 1_732_689_459);
        assert_eq!(
            header,
            "TC3-HMAC-SHA256 Credential=AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE/2024-11-27/car/tc3_request, \
             SignedHeaders=content-type;host;x-tc-action, \
             Signature=671826e03858620f6b64b3515181da6926487f006fff4b433c90a7ede22a6989"
        );
        assert!(header.is_sensitive());
    }
}
