//! Keeps the key that signs today's calls.
//!
//! Deriving it takes three HMACs, which is more than half of all hashing for a call, and the result is the
//! same for a credential, a UTC day and a service. A client has one service and at any time one credential,
//! so the last key is the only one worth keeping; midnight and a refreshed credential replace it.

use std::sync::{Arc, PoisonError, RwLock};

use super::prepared::PreparedKey;
use crate::credential::Credential;

/// The keys of one service: at most one at a time.
#[derive(Default)]
pub(crate) struct KeyCache(RwLock<Option<Arc<PreparedKey>>>);

impl KeyCache {
    /// The key of `credential` for the day of `timestamp` (seconds since 1970-01-01T00:00:00Z).
    pub(crate) fn key(
        &self,
        credential: &Arc<Credential>,
        timestamp: u64,
        service: &str,
    ) -> Arc<PreparedKey> {
        // A poisoned lock holds a whole key all the same: it is replaced in one step.
        if let Some(cached) = &*self.0.read().unwrap_or_else(PoisonError::into_inner)
            && cached.serves(credential, timestamp)
        {
            return Arc::clone(cached);
        }
        let fresh = Arc::new(PreparedKey::new(Arc::clone(credential), timestamp, service));
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&fresh));
        fresh
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sign::HexDigest;

    fn credential(key: &str) -> Arc<Credential> {
        Arc::new(Credential::new("AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE", key).unwrap())
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
        let canonical = HexDigest::of(b"");
        let first = credential("Gu5t9xGARNpq86cd98joQYCN3EXAMPLE");
        let before = cache.key(&first, 1_732_751_999, "car");
        let after = cache.key(&first, 1_732_752_000, "car");
        assert!(before.authorize(&canonical, 1_732_751_999).is_some());
        assert_eq!(before.authorize(&canonical, 1_732_752_000), None);
        let header = after.authorize(&canonical, 1_732_752_000).unwrap();

        let other = cache.key(&credential("another"), 1_732_752_000, "car");
        assert_ne!(other.authorize(&canonical, 1_732_752_000).unwrap(), header);
    }
}
