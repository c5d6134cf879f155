//! The secrets of one call, so that they are found again where nobody expects them.

use http::HeaderMap;
use http::header::AUTHORIZATION;
use serde_json::Value;

use crate::offline::authorization::Authorization;
use crate::record::MASK;

/// Shorter texts occur by chance, and masking them everywhere would leave nothing to read.
const SHORTEST: usize = 8;

/// Texts that must not be written, wherever they occur.
#[derive(Default)]
pub(super) struct Secrets(Vec<String>);

impl Secrets {
    /// What the headers of a request hold: the secret id, the signature, the session token.
    pub(super) fn of(headers: &HeaderMap) -> Self {
        let mut secrets = Self::default();
        let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
        if let Some(header) = text(AUTHORIZATION.as_str()) {
            secrets.add(header);
            if let Some(authorization) = Authorization::parse(header) {
                secrets.add(authorization.secret_id);
                secrets.add(authorization.signature);
            }
        }
        if let Some(token) = text("x-tc-token") {
            secrets.add(token);
        }
        secrets
    }

    pub(super) fn add(&mut self, text: &str) {
        if text.len() >= SHORTEST && !self.0.iter().any(|known| known == text) {
            self.0.push(text.to_owned());
            // A secret that contains another is masked first, and as one.
            self.0.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
        }
    }

    /// Masks them in every text of `value`, and in the names of members.
    pub(super) fn mask(&self, value: &mut Value) {
        match value {
            Value::String(text) => self.mask_text(text),
            Value::Array(items) => items.iter_mut().for_each(|item| self.mask(item)),
            Value::Object(members) => {
                let masked = std::mem::take(members).into_iter().map(|(mut name, mut value)| {
                    self.mask_text(&mut name);
                    self.mask(&mut value);
                    (name, value)
                });
                *members = masked.collect();
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    pub(super) fn mask_text(&self, text: &mut String) {
        for secret in &self.0 {
            if text.contains(secret.as_str()) {
                *text = text.replace(secret.as_str(), MASK);
            }
        }
    }
}
