//! Which host is called.
//!
//! Accounts of the international and the mainland site have different hosts, networks of the cloud have an
//! internal one, and tests have an emulator on loopback. An [`Endpoint`] says which of these is meant; it is
//! turned into an address once, when a client is built, and refused there if a secret could leave this
//! machine unencrypted or the signed host would not be the one that is called.

use std::fmt;

use url::{Host, Url};

use crate::action::{HostFamily, ServiceMeta};
use crate::headers;
use crate::sign::PreparedHost;

/// The root of all hosts but those of the international site.
const ROOT: &str = "tencentcloudapi.com";

/// Which host is called.
///
/// A few actions have hosts of their own ([`HostFamily::Ai`]): for these, each of the named endpoints stands for the
/// one of that family in the same place, and a URL stays what it is.
///
/// A text that is a URL becomes [`Custom`](Self::Custom) by `From`, so `.endpoint("http://127.0.0.1:8787")` is
/// all it takes to call an emulator.
#[derive(Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Endpoint {
    /// `<service>.intl.tencentcloudapi.com`, for accounts of the international site.
    #[default]
    International,
    /// `<service>.tencentcloudapi.com`, for accounts of the mainland China site.
    Mainland,
    /// `<service>.<region>.tencentcloudapi.com`: the entry point in a region such as `ap-guangzhou`. The
    /// finance zones can only be reached in this way. The region that a call is about is another matter:
    /// see [`CallOptions::region`](crate::CallOptions::region).
    Regional(String),
    /// `<service>.internal.tencentcloudapi.com`, from within a network of the cloud.
    Internal,
    /// A URL such as `https://car.example.com` or `http://127.0.0.1:8787`.
    ///
    /// Plain `http://` is for loopback only, unless the host is allowed by name with
    /// [`allow_plain_http`](crate::ConfigBuilder::allow_plain_http).
    Custom(String),
}

impl Endpoint {
    /// Where another service of the same site is called. A URL says nothing of it: then it is the international site.
    pub(crate) fn of_other_services(&self) -> Self {
        match self {
            Self::International | Self::Mainland | Self::Regional(_) | Self::Internal => self.clone(),
            Self::Custom(_) => Self::International,
        }
    }
}

/// A URL with a user's name and password is refused once a client is made from it; until then, it is not shown.
impl fmt::Debug for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::International => f.write_str("International"),
            Self::Mainland => f.write_str("Mainland"),
            Self::Regional(region) => f.debug_tuple("Regional").field(region).finish(),
            Self::Internal => f.write_str("Internal"),
            Self::Custom(url) if url.contains('@') => f.write_str("Custom([masked])"),
            Self::Custom(url) => f.debug_tuple("Custom").field(url).finish(),
        }
    }
}

impl From<&str> for Endpoint {
    fn from(url: &str) -> Self {
        Self::Custom(url.to_owned())
    }
}

impl From<String> for Endpoint {
    fn from(url: String) -> Self {
        Self::Custom(url)
    }
}

impl From<Url> for Endpoint {
    fn from(url: Url) -> Self {
        Self::Custom(url.into())
    }
}

/// Where requests go, and the `Host` header that is signed for it.
#[derive(Debug, Clone)]
pub(crate) struct Address {
    pub(crate) url: Url,
    /// The host is hashed exactly as the HTTP stack sends it: with the port if it is not the scheme's own.
    pub(crate) signing: PreparedHost,
    /// The `Host` header as it is sent.
    pub(crate) host: String,
}

impl Endpoint {
    /// The address at which `family` of `service` is called. `plain_http` names the hosts beside loopback that `http://`
    /// may go to.
    pub(crate) fn resolve(
        &self,
        service: &ServiceMeta,
        family: HostFamily,
        plain_http: &[String],
    ) -> Result<Address, EndpointError> {
        let label = Label { service: service.name, family };
        let url = match self {
            Self::International => match (service.hosts.international, family) {
                (Some(host), HostFamily::Ordinary) => format!("https://{host}"),
                (Some(_), HostFamily::Ai) => format!("https://{label}.{ROOT}"),
                (None, _) => return Err(not_served(service, "international site", "Endpoint::Mainland")),
            },
            Self::Mainland => match (service.hosts.mainland, family) {
                (Some(host), HostFamily::Ordinary) => format!("https://{host}"),
                (Some(_), HostFamily::Ai) => format!("https://{label}.{ROOT}"),
                (None, _) => return Err(not_served(service, "mainland site", "Endpoint::International")),
            },
            Self::Regional(region) => {
                check_region(region)?;
                format!("https://{label}.{region}.{ROOT}")
            }
            Self::Internal => format!("https://{label}.internal.{ROOT}"),
            Self::Custom(url) => url.clone(),
        };
        parse(&url, plain_http)
    }
}

/// How a host begins. The family `ai` has one root for both sites: the official SDKs of the international site call
/// `es.ai.tencentcloudapi.com` too (tencentcloud-sdk-python-intl-en 3.1.193), and the documents of cls name that and
/// `cls.ai.internal.tencentcloudapi.com`. The certificate of the regional entry points has `*.ai.<region>`.
struct Label<'a> {
    service: &'a str,
    family: HostFamily,
}

impl fmt::Display for Label<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.service)?;
        match self.family {
            HostFamily::Ordinary => Ok(()),
            HostFamily::Ai => f.write_str(".ai"),
        }
    }
}

/// Reads a URL and refuses what could not be called as it stands, or what would leak a secret.
fn parse(text: &str, plain_http: &[String]) -> Result<Address, EndpointError> {
    let url = Url::parse(text).map_err(|error| {
        EndpointError(format!("the endpoint is not a URL ({error}): write it like `https://car.example.com`"))
    })?;
    if !url.username().is_empty() || url.password().is_some() {
        // Not shown: it may be a password.
        return Err(EndpointError("the endpoint contains a user name or password: remove it".to_owned()));
    }
    let refuse = |reason: &str| Err(EndpointError(format!("the endpoint `{url}` {reason}")));
    let Some(host) = url.host() else { return refuse("has no host") };
    match url.scheme() {
        "https" => {}
        "http" if is_loopback(&host) || plain_http.contains(&host.to_string()) => {}
        "http" => {
            return refuse(
                "would send session tokens and answers unencrypted: use `https://`, or allow this host by name \
                 with `allow_plain_http`",
            );
        }
        _ => return refuse("is neither `https://` nor `http://`"),
    }
    if url.path() != "/" {
        return refuse("has a path: the service is only reached at `/`, which is what is signed");
    }
    if url.query().is_some() || url.fragment().is_some() {
        return refuse("has a query or a fragment: remove everything after the host");
    }
    let host = match url.port() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_string(),
    };
    Ok(Address { url, signing: PreparedHost::new(headers::JSON, &host), host })
}

fn is_loopback(host: &Host<&str>) -> bool {
    match host {
        Host::Domain(name) => *name == "localhost" || name.ends_with(".localhost"),
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
    }
}

/// A region becomes a part of the host's name, and must not be more than that.
fn check_region(region: &str) -> Result<(), EndpointError> {
    let is_label = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    if !region.is_empty() && region.bytes().all(is_label) {
        return Ok(());
    }
    Err(EndpointError(format!(
        "{region:?} is not a region: it is written in lower case, like `ap-guangzhou`"
    )))
}

fn not_served(service: &ServiceMeta, site: &str, instead: &str) -> EndpointError {
    EndpointError(format!(
        "{} has no host at the {site}: choose another endpoint, such as `{instead}`",
        service.title
    ))
}

/// Why an endpoint cannot be called. It becomes a [`crate::Error`] before anyone outside sees it.
#[derive(Debug)]
pub(crate) struct EndpointError(String);

impl fmt::Display for EndpointError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::action::{Hosts, RegionRule};

    static SERVICE: ServiceMeta = ServiceMeta {
        name: "car",
        version: "2022-01-10",
        title: "Cloud Application Rendering",
        hosts: Hosts { international: Some("car.intl.tencentcloudapi.com"), mainland: None },
        region: RegionRule::NotNeeded,
        timeout: Duration::from_secs(60),
        errors: &[],
        actions: &[],
    };

    fn resolve(endpoint: impl Into<Endpoint>) -> Result<(String, String), String> {
        resolve_in(HostFamily::Ordinary, endpoint)
    }

    fn resolve_in(family: HostFamily, endpoint: impl Into<Endpoint>) -> Result<(String, String), String> {
        let allowed = ["gateway.example.com".to_owned()];
        match endpoint.into().resolve(&SERVICE, family, &allowed) {
            Ok(address) => Ok((address.url.to_string(), address.host)),
            Err(error) => Err(error.to_string()),
        }
    }

    fn host(endpoint: impl Into<Endpoint>) -> String {
        resolve(endpoint).unwrap().1
    }

    fn refusal(endpoint: impl Into<Endpoint>) -> String {
        resolve(endpoint).unwrap_err()
    }

    #[test]
    fn named_endpoints() {
        assert_eq!(
            resolve(Endpoint::default()).unwrap(),
            ("https://car.intl.tencentcloudapi.com/".to_owned(), "car.intl.tencentcloudapi.com".to_owned())
        );
        assert_eq!(
            host(Endpoint::Regional("ap-shanghai-fsi".to_owned())),
            "car.ap-shanghai-fsi.tencentcloudapi.com"
        );
        assert_eq!(host(Endpoint::Internal), "car.internal.tencentcloudapi.com");
        assert_eq!(
            refusal(Endpoint::Mainland),
            "Cloud Application Rendering has no host at the mainland site: choose another endpoint, such as \
             `Endpoint::International`"
        );
    }

    #[test]
    fn the_family_for_streams_has_hosts_of_its_own() {
        let host = |endpoint: Endpoint| resolve_in(HostFamily::Ai, endpoint).unwrap().1;
        assert_eq!(host(Endpoint::International), "car.ai.tencentcloudapi.com");
        assert_eq!(host(Endpoint::Internal), "car.ai.internal.tencentcloudapi.com");
        assert_eq!(
            host(Endpoint::Regional("ap-guangzhou".to_owned())),
            "car.ai.ap-guangzhou.tencentcloudapi.com"
        );
        assert_eq!(host("http://127.0.0.1:8787".into()), "127.0.0.1:8787");
        let refusal = resolve_in(HostFamily::Ai, Endpoint::Mainland).unwrap_err();
        assert!(refusal.contains("has no host at the mainland site"), "{refusal}");
    }

    #[test]
    fn a_region_cannot_change_the_host() {
        for region in ["", "ap guangzhou", "evil.example.com/", "AP-GUANGZHOU", "x@y"] {
            let refusal = refusal(Endpoint::Regional(region.to_owned()));
            assert!(refusal.contains("is not a region"), "{region:?}: {refusal}");
        }
    }

    #[test]
    fn the_host_header_has_the_port_unless_it_is_the_schemes_own() {
        assert_eq!(host("https://Example.COM:443"), "example.com");
        assert_eq!(host("https://example.com:8443/"), "example.com:8443");
        assert_eq!(host("http://127.0.0.1:8787"), "127.0.0.1:8787");
        assert_eq!(host("http://127.0.0.1:80"), "127.0.0.1");
        assert_eq!(host("http://[::1]:8787"), "[::1]:8787");
        assert_eq!(host("https://bücher.example"), "xn--bcher-kva.example");
    }

    #[test]
    fn plain_http_is_for_loopback_and_hosts_allowed_by_name() {
        for allowed in [
            "http://localhost:1",
            "http://car.localhost",
            "http://127.9.9.9",
            "http://[::1]",
            "http://gateway.example.com:8080",
        ] {
            assert!(resolve(allowed).is_ok(), "{allowed}");
        }
        for refused in [
            "http://car.tencentcloudapi.com",
            "http://10.0.0.1",
            "http://localhost.example.com",
            "http://0.0.0.0",
        ] {
            assert!(refusal(refused).contains("unencrypted"), "{refused}");
        }
    }

    #[test]
    fn what_cannot_be_called_as_it_stands_is_refused() {
        for (url, reason) in [
            ("", "is not a URL"),
            ("car.example.com", "is not a URL"),
            ("car.example.com:8080", "no host"),
            ("ftp://car.example.com", "neither `https://` nor `http://`"),
            ("https://car.example.com/v3", "has a path"),
            ("https://car.example.com?x=1", "query or a fragment"),
            ("https://car.example.com#x", "query or a fragment"),
        ] {
            assert!(refusal(url).contains(reason), "{url}: {}", refusal(url));
        }
    }

    #[test]
    fn a_password_is_refused_and_not_shown() {
        let refusal = refusal("https://user:sentinel@car.example.com");
        assert!(refusal.contains("user name or password"), "{refusal}");
        assert!(!refusal.contains("sentinel"), "{refusal}");
    }

    #[test]
    fn a_password_in_a_url_is_not_shown() {
        let shown = format!("{:?}", Endpoint::from("https://user:password@host.example"));
        assert!(!shown.contains("password"), "{shown}");
        assert!(format!("{:?}", Endpoint::from("https://host.example")).contains("host.example"));
    }
}
