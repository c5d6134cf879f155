//! One attempt: credentials, signature, exchange, judgement.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use http::{HeaderValue, Method};
use tokio::time::{Instant, timeout_at};

use super::call::Call;
use crate::action::Signing;
use crate::clock_offset;
use crate::credential::{Credential, CredentialError, CredentialErrorKind};
use crate::error::Error;
use crate::headers::{self, Headers};
use crate::observe::AttemptEnd;
use crate::record::Record;
use crate::reply;
use crate::time::unix_seconds;
use crate::transport::{BoxFuture, HttpReply, HttpRequest, Sent};

/// A failed attempt, with what the next one can learn from it.
pub(super) struct Failed {
    pub(super) error: Error,
    /// The server's time, from the head of the reply.
    pub(super) server_time: Option<SystemTime>,
    /// What the request was signed with.
    pub(super) credential: Option<Arc<Credential>>,
}

/// Until when, and which limit that is.
#[derive(Clone, Copy)]
struct Deadline {
    at: Instant,
    limit: Duration,
}

impl Call<'_> {
    /// Sends the request once, freshly signed, and reads what comes back. `number` counts from 1.
    pub(super) async fn attempt(
        &self,
        number: u32,
        end: Instant,
        reply: &mut dyn Record,
    ) -> Result<String, Failed> {
        let Some(observer) = self.observer() else { return self.try_once(end, reply).await };
        let info = self.info(number);
        observer.attempt_started(&info);
        let start = Instant::now();
        let result = self.try_once(end, reply).await;
        let seen = result.as_deref().map_err(|failed| &failed.error);
        observer.attempt_ended(&info, &AttemptEnd::new(start.elapsed(), seen));
        result
    }

    async fn try_once(&self, end: Instant, reply: &mut dyn Record) -> Result<String, Failed> {
        let deadline = self.deadline(end);
        let mut credential = None;
        let request = match self.signing {
            Signing::Skipped => Ok(self.unsigned()),
            Signing::Required => match self.credential(deadline).await {
                Ok(found) => self.signed(credential.insert(found)),
                Err(error) => Err(error),
            },
        };
        let request = match request {
            Ok(request) => request,
            // It was not put on its way.
            Err(error) => return Err(Failed { error, server_time: None, credential }),
        };
        let (error, head) = match self.exchange(request, deadline).await {
            Ok(incoming) => match reply::read(&incoming, self.core.service(), reply) {
                Ok(request_id) => return Ok(request_id),
                Err(error) => (error, Some(incoming.headers)),
            },
            Err(error) => (error, None),
        };
        let server_time = head.as_ref().and_then(clock_offset::server_time);
        let error = error
            .with_attempts(1)
            .with_retry_after(head.as_ref().and_then(|head| reply::retry_after(head, self.now())));
        Err(Failed { error, server_time, credential })
    }

    /// The end of the attempt, or that of the call if it comes first.
    fn deadline(&self, end: Instant) -> Deadline {
        let own = Instant::now() + self.limits.attempt;
        if own < end {
            Deadline { at: own, limit: self.limits.attempt }
        } else {
            Deadline { at: end, limit: self.limits.operation }
        }
    }

    async fn exchange(&self, request: HttpRequest, deadline: Deadline) -> Result<HttpReply, Error> {
        match timeout_at(deadline.at, self.core.settings().transport.send(request)).await {
            Ok(exchanged) => exchanged.map_err(Error::transport),
            Err(_elapsed) => Err(Error::timeout(deadline.limit, Sent::Maybe)),
        }
    }

    /// Credentials that work by the service's time. A source that goes by a slow clock takes an expired key for a good
    /// one, and learns here that it is time for another.
    async fn credential(&self, deadline: Deadline) -> Result<Arc<Credential>, Error> {
        let source = &self.core.settings().credentials;
        let given = self.provided(source.provide(), deadline).await?;
        if !given.is_expired(self.now()) {
            return Ok(given);
        }
        let other = self.provided(source.replace(&given), deadline).await?;
        if !other.is_expired(self.now()) {
            return Ok(other);
        }
        Err(Error::from(CredentialError::new(
            CredentialErrorKind::Invalid,
            "the credentials have expired, so they were not sent: give the client new ones, or a source that renews \
             them",
        )))
    }

    async fn provided(
        &self,
        providing: BoxFuture<'_, Result<Arc<Credential>, CredentialError>>,
        deadline: Deadline,
    ) -> Result<Arc<Credential>, Error> {
        match timeout_at(deadline.at, providing).await {
            Ok(provided) => provided.map_err(Error::from),
            Err(_elapsed) => Err(Error::timeout(deadline.limit, Sent::No)),
        }
    }

    /// The service's time, as far as it is known.
    pub(super) fn now(&self) -> SystemTime {
        let settings = self.core.settings();
        settings.clock_offset.apply(settings.clock.now())
    }

    /// The request for an action that asks for no signature, with the word that stands in its place.
    fn unsigned(&self) -> HttpRequest {
        let timestamp = unix_seconds(self.now());
        self.request(timestamp, HeaderValue::from_static(headers::UNSIGNED), None)
    }

    /// The request as it is now: the signature carries the time.
    fn signed(&self, credential: &Arc<Credential>) -> Result<HttpRequest, Error> {
        let timestamp = unix_seconds(self.now());
        let key = self.core.keys().key(credential, timestamp, self.core.service().name);
        let canonical = self.address.signing.digest(self.name, &self.hashed_body);
        let Some(authorization) = key.authorize(&canonical, timestamp) else {
            return Err(Error::request("the service's name cannot stand in a header: check its spec"));
        };
        Ok(self.request(timestamp, authorization, key.token()))
    }

    fn request(
        &self,
        timestamp: u64,
        authorization: HeaderValue,
        token: Option<&HeaderValue>,
    ) -> HttpRequest {
        let settings = self.core.settings();
        let headers = Headers {
            action: &self.action,
            version: self.core.version(),
            timestamp,
            region: self.region.as_deref(),
            language: self.language,
            token,
            user_agent: &settings.user_agent,
            authorization,
        };
        HttpRequest {
            method: Method::POST,
            url: self.address.url.clone(),
            headers: headers.into_map(),
            body: self.body.clone(),
            max_reply: settings.max_reply,
        }
    }
}
