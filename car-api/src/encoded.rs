//! A call as bytes: what calls of all actions have in common before they are sent.

use bytes::Bytes;

use crate::action::Action;
use crate::call::CallOptions;
use crate::client::ClientCore;
use crate::client_token;
use crate::dispatch::Target;
use crate::record;

/// A call as bytes.
#[derive(Clone)]
pub(crate) struct EncodedCall {
    pub(crate) core: ClientCore,
    pub(crate) target: Target,
    pub(crate) body: Bytes,
    pub(crate) options: CallOptions,
}

impl EncodedCall {
    /// Encodes `request` for the client of `core`. With the request, the secrets in it are wiped.
    pub(crate) fn new<A: Action>(core: &ClientCore, options: CallOptions, mut request: A::Request) -> Self {
        let token = client_token::ensure(&mut request, A::META.safety);
        let target = Target::of(A::META).with_client_token(token);
        Self { core: core.clone(), target, body: record::to_json(&request).into(), options }
    }
}
