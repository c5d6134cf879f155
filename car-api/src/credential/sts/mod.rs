//! Keys of a role, issued by STS.
//!
//! Two sources trade what they have for the temporary key of a role: [`AssumeRole`] another key, and [`WebIdentity`]
//! the token of an identity provider. Both do it by calling an action, so they hold a client, generated like all
//! others: signing, time limits and errors are the ordinary ones.
//!
//! Here the order of modules is turned around. Clients ask for credentials through
//! [`ProvideCredentials`](super::ProvideCredentials) and know nothing of these sources; these two stand above the
//! client, and in `credential` only those do that make one of them: the default chain and the profiles of `tccli`.

mod assume_role;
mod issued;
mod session;
mod token_file;
mod web_identity;

pub use assume_role::AssumeRole;
pub use web_identity::WebIdentity;

use crate::CallOptions;
use crate::client::ServiceClient as _;
use crate::sts::Client;

/// How long the keys work unless the caller says otherwise: two hours, as in Tencent's SDKs.
const DEFAULT_DURATION: u64 = 7_200;

/// The region that Tencent's SDKs name in calls of STS, whose keys work in all of them.
const DEFAULT_REGION: &str = "ap-guangzhou";

/// The client's own region, or the usual one.
fn options(client: &Client) -> CallOptions {
    match client.core().settings().region {
        Some(_) => CallOptions::new(),
        None => CallOptions::new().region(DEFAULT_REGION),
    }
}
