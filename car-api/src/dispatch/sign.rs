//! A call up to where it would be sent, and what was signed of one that failed.

use std::sync::Arc;
use std::time::SystemTime;

use super::attempt::expired;
use super::call::Call;
use crate::action::Signing;
use crate::credential::Credential;
use crate::encoded::EncodedCall;
use crate::endpoint::Address;
use crate::error::Error;
use crate::inspect::{Explanation, Refusal, SignedWith};
use crate::time::unix_seconds;
use crate::transport::HttpRequest;

/// The request of `call` as it would go out now, and the `Host` that the HTTP stack would add.
///
/// # Errors
///
/// Those that a call has before it is sent.
pub(crate) async fn sign(call: &EncodedCall) -> Result<(HttpRequest, String), Error> {
    let signing = async {
        let prepared = prepare(call)?;
        let credential = prepared.credential_now().await?;
        let address = prepared.route.first();
        let request = prepared.request_at(unix_seconds(prepared.now()), address, credential.as_ref())?;
        Ok((request, address.host.clone()))
    };
    signing.await.map_err(|error| call.target.blame(error))
}

/// What would be signed of `call` now.
///
/// # Errors
///
/// Those of [`sign`], and that nothing is signed.
pub(crate) async fn explain(call: &EncodedCall) -> Result<Explanation, Error> {
    let explaining = async {
        let prepared = prepare(call)?;
        let Some(credential) = prepared.credential_now().await? else {
            return Err(Error::request("the action asks for no signature, so there is none to explain"));
        };
        let timestamp = unix_seconds(prepared.now());
        Ok(Explanation::of(&prepared.signed_with(prepared.route.first(), &credential, timestamp)))
    };
    explaining.await.map_err(|error| call.target.blame(error))
}

fn prepare(call: &EncodedCall) -> Result<Call<'_>, Error> {
    Call::prepare(&call.core, &call.target, call.body.clone(), &call.options)
}

impl Call<'_> {
    /// The credentials to use now; `None` if the action asks for no signature. How long that may take is for the
    /// caller to say: there may be no timers here.
    async fn credential_now(&self) -> Result<Option<Arc<Credential>>, Error> {
        match self.signing {
            Signing::Skipped => Ok(None),
            Signing::Required => {
                let credential = self.core.settings().credentials.provide().await?;
                if self.has_expired(&credential) { Err(expired()) } else { Ok(Some(credential)) }
            }
        }
    }

    /// Adds to an error about the signature what was signed. The texts are made again, so that a call that succeeds
    /// keeps nothing for them.
    pub(super) fn explained(
        &self,
        error: Error,
        address: &Address,
        credential: &Credential,
        timestamp: u64,
        server_time: Option<SystemTime>,
    ) -> Error {
        let explanation = match error.code() {
            Some(code) if is_about_the_signature(code) => {
                let refusal = Refusal { code, server_time };
                Explanation::of_refusal(&self.signed_with(address, credential, timestamp), &refusal)
            }
            _ => return error,
        };
        error.with_explanation(explanation)
    }

    fn signed_with<'a>(
        &'a self,
        address: &'a Address,
        credential: &'a Credential,
        timestamp: u64,
    ) -> SignedWith<'a> {
        SignedWith {
            service: self.core.service().name,
            action: self.name,
            host: &address.host,
            hashed_payload: self.hashed_body,
            credential,
            timestamp,
        }
    }
}

/// The codes by which the service refuses a signature or the key behind it, and not what it was used for.
fn is_about_the_signature(code: &str) -> bool {
    match code.strip_prefix("AuthFailure.") {
        Some(reason) => {
            reason.starts_with("Signature")
                || matches!(
                    reason,
                    "InvalidAuthorization" | "InvalidSecretId" | "SecretIdNotFound" | "TokenFailure"
                )
        }
        None => code == "AuthFailure",
    }
}
