//! One attempt: credentials, signature, exchange, judgement.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use http::{HeaderValue, Method};
use tokio::time::{Instant, timeout_at};

use super::answered::{Answered, Events, Incoming};
use super::call::Call;
use crate::action::{Signing, Streaming};
use crate::clock_offset;
use crate::credential::{Credential, CredentialError, CredentialErrorKind};
use crate::endpoint::Address;
use crate::error::Error;
use crate::headers::{self, Headers};
use crate::hosts::{Choice, Outcome, Preference};
use crate::observe::AttemptEnd;
use crate::record::Record;
use crate::reply;
use crate::time::unix_seconds;
use crate::transport::{BoxFuture, HttpRequest, HttpStream, Sent};

/// A failed attempt, with what the next one can learn from it.
pub(super) struct Failed<'a> {
    pub(super) error: Error,
    /// The server's time, from the head of the reply.
    pub(super) server_time: Option<SystemTime>,
    /// What had been added to this machine's clock for the signature, in seconds.
    pub(super) clock_offset: i64,
    /// What the request was signed with.
    pub(super) credential: Option<Arc<Credential>>,
    /// Where it went, or would have gone.
    pub(super) address: &'a Address,
    /// Where the next one should go.
    pub(super) preference: Preference,
}

/// Until when, and which limit that is.
#[derive(Clone, Copy)]
struct Deadline {
    at: Instant,
    limit: Duration,
}

impl Call<'_> {
    /// Sends the request once, freshly signed, and reads what comes back. `number` counts from 1; it is `begin`, and the
    /// call ends at `end`.
    pub(super) async fn attempt(
        &self,
        number: u32,
        mut begin: Instant,
        end: Instant,
        preference: Preference,
        reply: &mut dyn Record,
    ) -> Result<Answered, Failed<'_>> {
        // Credentials first: calls that wait for them would otherwise all start when they are there.
        let ready = match self.credential(self.deadline(begin, end)).await {
            Ok(credential) => match self.turn(number, end, preference).await {
                Ok(waited) => {
                    // Time in the line is the call's, and not the attempt's.
                    begin += waited;
                    self.still_valid(credential, self.deadline(begin, end)).await
                }
                Err(error) => Err(error),
            },
            Err(error) => Err(error),
        };
        let choice = self.route.choose(preference);
        let address = choice.address();
        if let Some(observer) = self.observer() {
            observer.attempt_started(&self.info(number, address));
        }
        let result = match ready {
            Ok(credential) => self.try_once(choice, credential, self.deadline(begin, end), reply).await,
            Err(error) => Err(not_sent(error, address, preference)),
        };
        if let Some(observer) = self.observer() {
            let seen = result.as_ref().map(Answered::request_id).map_err(|failed| &failed.error);
            observer.attempt_ended(&self.info(number, address), &AttemptEnd::new(begin.elapsed(), seen));
        }
        result
    }

    async fn try_once<'b>(
        &self,
        choice: Choice<'b>,
        credential: Option<Arc<Credential>>,
        deadline: Deadline,
        reply: &mut dyn Record,
    ) -> Result<Answered, Failed<'b>> {
        let address = choice.address();
        let clock_offset = self.core.settings().clock_offset.seconds();
        let timestamp = unix_seconds(self.now());
        let request = match self.request_at(timestamp, address, credential.as_ref()) {
            Ok(request) => request,
            Err(error) => return Err(not_sent(error, address, Preference::First)),
        };
        let (result, head) = match self.exchange(request, deadline).await {
            Ok(Incoming::Whole(incoming)) => {
                let read = reply::read(&incoming, self.core.service(), reply);
                let answered = read.map(|request_id| Answered::Whole { request_id, text: incoming.body });
                (answered, Some(incoming.headers))
            }
            Ok(Incoming::Events(HttpStream { status, headers, body })) => {
                let patience = self.limits.attempt;
                (Ok(Answered::Events(Events { status, headers, body, patience, attempts: 1 })), None)
            }
            Err(error) => (Err(error), None),
        };
        self.tell_limiter(&result);
        let preference = choice.settle(Outcome::of(&result), Instant::now);
        result.map_err(|error| {
            let server_time = head.as_ref().and_then(clock_offset::server_time);
            let error = match &credential {
                Some(credential) => self.explained(error, address, credential, timestamp, server_time),
                None => error,
            };
            Failed {
                error: error
                    .with_attempts(1)
                    .with_retry_after(head.as_ref().and_then(|head| reply::retry_after(head, self.now()))),
                server_time,
                clock_offset,
                credential,
                address,
                preference,
            }
        })
    }

    /// The end of the attempt that began at `begin`, or that of the call if it comes first.
    fn deadline(&self, begin: Instant, end: Instant) -> Deadline {
        let own = begin + self.limits.attempt;
        if own < end {
            Deadline { at: own, limit: self.limits.attempt }
        } else {
            Deadline { at: end, limit: self.limits.operation }
        }
    }

    async fn exchange(&self, request: HttpRequest, deadline: Deadline) -> Result<Incoming, Error> {
        let transport = &*self.core.settings().transport;
        let exchanged = match self.streaming {
            Streaming::Never => timeout_at(deadline.at, transport.send(request))
                .await
                .map(|sent| sent.map(Incoming::of_reply)),
            Streaming::Possible | Streaming::OnRequest(_) => {
                timeout_at(deadline.at, Incoming::of_stream(transport, request)).await
            }
        };
        match exchanged {
            Ok(exchanged) => exchanged.map_err(Error::transport),
            Err(_elapsed) => Err(Error::timeout(deadline.limit, Sent::Maybe)),
        }
    }

    /// Credentials that work by the service's time; `None` for an action that asks for no signature. A source that
    /// goes by a slow clock takes an expired key for a good one, and learns here that it is time for another.
    async fn credential(&self, deadline: Deadline) -> Result<Option<Arc<Credential>>, Error> {
        if self.signing == Signing::Skipped {
            return Ok(None);
        }
        let source = &self.core.settings().credentials;
        let given = self.provided(source.provide(), deadline).await?;
        if !self.has_expired(&given) {
            return Ok(Some(given));
        }
        let other = self.provided(source.replace(&given), deadline).await?;
        if !self.has_expired(&other) {
            return Ok(Some(other));
        }
        Err(expired())
    }

    /// The same credentials, unless they expired while the call waited for its turn.
    async fn still_valid(
        &self,
        credential: Option<Arc<Credential>>,
        deadline: Deadline,
    ) -> Result<Option<Arc<Credential>>, Error> {
        match &credential {
            Some(expired) if self.has_expired(expired) => self.credential(deadline).await,
            _ => Ok(credential),
        }
    }

    /// Whether `credential` has expired by the service's time. What never expires need not be compared with a clock.
    pub(super) fn has_expired(&self, credential: &Credential) -> bool {
        credential.expires_at().is_some() && credential.is_expired(self.now())
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

    /// The request as it is at `timestamp`, which the signature carries. An action that asks for no signature comes
    /// without a credential, and gets a word in the signature's place.
    pub(super) fn request_at(
        &self,
        timestamp: u64,
        address: &Address,
        credential: Option<&Arc<Credential>>,
    ) -> Result<HttpRequest, Error> {
        let Some(credential) = credential else {
            let unsigned = HeaderValue::from_static(headers::UNSIGNED);
            return Ok(self.request(address, timestamp, unsigned, None));
        };
        let key = self.core.keys().key(credential, timestamp, self.core.service().name);
        let canonical = address.signing.digest(self.name, &self.hashed_body);
        let Some(authorization) = key.authorize(&canonical, timestamp) else {
            return Err(Error::request("the service's name cannot stand in a header: check its spec"));
        };
        Ok(self.request(address, timestamp, authorization, key.token()))
    }

    fn request(
        &self,
        address: &Address,
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
            url: address.url.clone(),
            headers: headers.into_map(),
            body: self.body.clone(),
            max_reply: settings.max_reply,
        }
    }
}

/// An expired key is never sent.
pub(super) fn expired() -> Error {
    Error::from(CredentialError::new(
        CredentialErrorKind::Invalid,
        "the credentials have expired, so they were not sent: give the client new ones, or a source that renews \
         them",
    ))
}

/// An attempt that was not put on its way.
fn not_sent(error: Error, address: &Address, preference: Preference) -> Failed<'_> {
    Failed { error, server_time: None, clock_offset: 0, credential: None, address, preference }
}
