//! A request that can be bent before it is signed, and sent without an HTTP client.

use std::time::SystemTime;

use car_api::emulator::Emulator;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::Value;
use sha2::{Digest, Sha256};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// A call to be made. Every part may be changed; what is signed is what is sent, unless a test says otherwise.
#[derive(Debug, Clone)]
pub struct Draft {
    pub address: String,
    pub method: String,
    pub target: String,
    pub service: String,
    pub secret_id: String,
    pub secret_key: String,
    pub host: String,
    /// Signed in the place of `host`.
    pub signed_host: String,
    pub content_type: String,
    pub timestamp: u64,
    /// Sent in the place of `timestamp`.
    pub sent_timestamp: Option<&'static str>,
    pub signed_headers: Vec<&'static str>,
    /// Further headers, with the names in lower case.
    pub headers: Vec<(&'static str, String)>,
    /// Hashed in the place of `body`.
    pub payload: String,
    pub body: String,
    /// Sent in the place of the computed `Authorization`; an empty one is not sent at all.
    pub authorization: Option<String>,
}

impl Draft {
    /// A request that the emulator accepts: signed the way the official Go and Python clients sign.
    pub fn new(emulator: &Emulator, (service, version): (&str, &str), action: &str, body: &Value) -> Self {
        let address = emulator.address().to_string();
        Self {
            method: "POST".to_owned(),
            target: "/".to_owned(),
            service: service.to_owned(),
            secret_id: emulator.credential().secret_id().to_owned(),
            secret_key: emulator.credential().secret_key().expose().to_owned(),
            host: address.clone(),
            signed_host: address.clone(),
            address,
            content_type: "application/json".to_owned(),
            timestamp: SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs(),
            sent_timestamp: None,
            signed_headers: vec!["content-type", "host"],
            headers: vec![("x-tc-action", action.to_owned()), ("x-tc-version", version.to_owned())],
            payload: body.to_string(),
            body: body.to_string(),
            authorization: None,
        }
    }

    /// Sets a header; an empty value takes it away.
    pub fn header(mut self, name: &'static str, value: &str) -> Self {
        self.headers.retain(|(known, _)| *known != name);
        if !value.is_empty() {
            self.headers.push((name, value.to_owned()));
        }
        self
    }

    pub fn signature(&self) -> String {
        let scope = format!("{}/{}/tc3_request", self.date(), self.service);
        let to_sign =
            format!("TC3-HMAC-SHA256\n{}\n{scope}\n{}", self.timestamp, sha256(&self.canonical_request()));
        let mut key = format!("TC3{}", self.secret_key).into_bytes();
        for part in [&self.date(), &self.service, "tc3_request", &to_sign] {
            let mut mac = Hmac::<Sha256>::new_from_slice(&key).unwrap();
            mac.update(part.as_bytes());
            key = mac.finalize().into_bytes().to_vec();
        }
        hex(&key)
    }

    pub fn canonical_request(&self) -> String {
        let (path, query) = self.target.split_once('?').unwrap_or((&self.target, ""));
        let value = |name: &str| match name {
            "host" => &self.signed_host,
            "content-type" => &self.content_type,
            name => &self.headers.iter().find(|(known, _)| *known == name).unwrap().1,
        };
        let mut lines = vec![self.method.clone(), path.to_owned(), query.to_owned()];
        for name in &self.signed_headers {
            lines.push(format!("{name}:{}", value(name).trim().to_lowercase()));
        }
        lines.extend([String::new(), self.signed_headers.join(";"), sha256(&self.payload)]);
        lines.join("\n")
    }

    pub fn date(&self) -> String {
        let date = time::OffsetDateTime::from_unix_timestamp(self.timestamp.try_into().unwrap()).unwrap();
        format!("{:04}-{:02}-{:02}", date.year(), u8::from(date.month()), date.day())
    }

    pub fn authorization(&self) -> String {
        format!(
            "TC3-HMAC-SHA256 Credential={}/{}/{}/tc3_request, SignedHeaders={}, Signature={}",
            self.secret_id,
            self.date(),
            self.service,
            self.signed_headers.join(";"),
            self.signature()
        )
    }

    /// Everything before the body.
    pub fn head(&self) -> String {
        let mut lines = vec![
            format!("{} {} HTTP/1.1", self.method, self.target),
            format!("Host: {}", self.host),
            "Connection: close".to_owned(),
            format!("Content-Length: {}", self.body.len()),
            format!("Content-Type: {}", self.content_type),
            format!("X-TC-Timestamp: {}", self.sent_timestamp.unwrap_or(&self.timestamp.to_string())),
        ];
        lines.extend(self.headers.iter().map(|(name, value)| format!("{name}: {value}")));
        let authorization = self.authorization.clone().unwrap_or_else(|| self.authorization());
        if !authorization.is_empty() {
            lines.push(format!("Authorization: {authorization}"));
        }
        lines.join("\r\n") + "\r\n\r\n"
    }

    /// Sends the request on a connection of its own and reads the reply.
    pub async fn send(&self) -> Reply {
        let mut stream = TcpStream::connect(&self.address).await.unwrap();
        stream.write_all(self.head().as_bytes()).await.unwrap();
        stream.write_all(self.body.as_bytes()).await.unwrap();
        let mut received = Vec::new();
        stream.read_to_end(&mut received).await.unwrap();
        Reply::parse(&String::from_utf8(received).unwrap())
    }

    /// The code and message of the failure that the request must get.
    pub async fn refused(&self) -> (String, String) {
        let reply = self.send().await;
        let error = &reply.response["Error"];
        assert!(error.is_object(), "not refused: {}", reply.response);
        let text = |name: &str| error[name].as_str().unwrap().to_owned();
        (text("Code"), text("Message"))
    }
}

/// A reply, which must be a well-formed answer of the service, failure or not.
#[derive(Debug)]
pub struct Reply {
    pub headers: Vec<(String, String)>,
    pub response: Value,
}

impl Reply {
    pub fn parse(text: &str) -> Self {
        let (head, body) = text.split_once("\r\n\r\n").unwrap();
        let mut lines = head.lines();
        assert_eq!(lines.next(), Some("HTTP/1.1 200 OK"));
        let headers: Vec<_> = lines
            .map(|line| line.split_once(": ").unwrap())
            .map(|(name, value)| (name.to_lowercase(), value.to_owned()))
            .collect();
        let envelope: Value = serde_json::from_str(body).unwrap();
        let reply = Self { headers, response: envelope["Response"].clone() };
        assert_eq!(reply.header("content-type"), "application/json");
        assert_eq!(reply.request_id().len(), 36, "{body}");
        assert!(!reply.header("date").is_empty());
        reply
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    pub fn request_id(&self) -> &str {
        self.response["RequestId"].as_str().unwrap_or_default()
    }
}

pub fn sha256(text: &str) -> String {
    hex(&Sha256::digest(text))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |digits, byte| digits + &format!("{byte:02x}"))
}
