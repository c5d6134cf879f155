//! A service that says what a test wants to hear.

mod answering;
mod call;
mod play;
mod script;

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde_json::{Map, Value};

pub use call::MockCall;

use super::answer::{Answer, of_example};
use super::envelope;
use super::fault::{Fault, Faults, Repeat};
use super::moment::Moment;
use super::refusal::Refusal;
use super::target::Target;
use crate::action::{Action, ActionMeta};
use crate::client::ServiceClient;
use crate::error::Error;
use crate::record::{self, Record};
use crate::time::{Clock, SystemClock};
use crate::transport::{BoxFuture, HttpReply, HttpRequest, Transport, TransportError};
use play::play;
use script::{Handler, Scripts};

/// The code of the error that a call gets for which there is no answer.
const UNEXPECTED_CALL: &str = "Mock.UnexpectedCall";

/// A [`Transport`] with scripted answers.
///
/// It stands below signing, retrying and decoding, so that all of that runs as in production.
///
/// Answers for the same action take their turns in the order in which they were added. Each answers one call,
/// the last one all that follow; [`times`](Self::times) says otherwise. A call for which there is no answer
/// fails with the code `Mock.UnexpectedCall` and a message that lists what there is.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use car_api::car::{self, DescribeCosCredential, DescribeCosCredentialResponse};
/// use car_api::offline::Mock;
///
/// let mock = Mock::new()
///     .fail::<DescribeCosCredential>("FailedOperation.ApplicationNotFind", "no such application")
///     .on::<DescribeCosCredential>(|request| {
///         let mut response = DescribeCosCredentialResponse::default();
///         response.path = format!("1/{}/game.zip", request.application_id);
///         Ok(response)
///     });
/// let car: car::Client = mock.client()?;
///
/// let call = || car.describe_cos_credential().application_id("app-1").send();
/// assert_eq!(call().await.unwrap_err().code(), Some("FailedOperation.ApplicationNotFind"));
/// assert_eq!(call().await?.path, "1/app-1/game.zip");
/// assert_eq!(mock.calls()[1].parameters()["ApplicationId"], "app-1");
/// # Ok(())
/// # }
/// ```
///
/// A [`Fault`] in the place of an answer ([`fail_with`](Self::fail_with)) takes its turn like one. One that
/// happens to a call on its way ([`fault`](Self::fault)) uses up an answer only if the call is carried out.
///
/// Clones share their answers, faults and calls.
#[derive(Clone, Default)]
pub struct Mock {
    state: Arc<Mutex<State>>,
    faults: Faults,
}

#[derive(Debug)]
struct State {
    scripts: Scripts,
    calls: Vec<MockCall>,
    clock: Arc<dyn Clock>,
}

impl Default for State {
    fn default() -> Self {
        Self { scripts: Scripts::default(), calls: Vec::new(), clock: Arc::new(SystemClock) }
    }
}

impl Mock {
    /// A mock without any answers.
    pub fn new() -> Self {
        Self::default()
    }

    /// Answers calls of the action `A` with what `answer` makes of their parameters. A response without a
    /// request id gets a fresh one.
    #[must_use]
    pub fn on<A: Action>(
        self,
        answer: impl Fn(&A::Request) -> Result<A::Response, Fault> + Send + Sync + 'static,
    ) -> Self {
        self.add(Target::Action(A::META), move |body| {
            let request = record::from_json::<A::Request>(body).map_err(|error| {
                let message = format!("the parameters are not those of {}: {error}", A::META.name);
                Fault::api(UNEXPECTED_CALL, message)
            })?;
            answer(&request).map(|response| Answer::Reply(members(&response)))
        })
    }

    /// Answers calls of the action `A` with `response`. If it has no request id, each answer gets a fresh one.
    #[must_use]
    #[expect(clippy::needless_pass_by_value, reason = "a response is made for the mock, in the call of this")]
    pub fn reply<A: Action>(self, response: A::Response) -> Self {
        let members = members(&response);
        self.add(Target::Action(A::META), move |_| Ok(Answer::Reply(members.clone())))
    }

    /// Answers calls of the action `A` with a stream of these events. An event without a request id has none, like
    /// those of the service; the stream gets a fresh one.
    ///
    /// To let a stream fail in the middle, hand a reply with the content type `text/event-stream` to
    /// [`fail_with`](Self::fail_with).
    #[must_use]
    pub fn stream<A: Action>(self, events: impl IntoIterator<Item = A::Response>) -> Self {
        let events: Vec<_> = events.into_iter().map(|event| event_members(&event)).collect();
        self.add(Target::Action(A::META), move |_| Ok(Answer::Events(events.clone())))
    }

    /// Fails calls of the action `A` with an error that the service reports.
    #[must_use]
    pub fn fail<A: Action>(self, code: impl Into<String>, message: impl Into<String>) -> Self {
        self.fail_with::<A>(Fault::api(code, message))
    }

    /// Fails calls of the action `A` in any way: on the network, by a gateway, by silence. Where a fault spoils or
    /// delays an answer of the service, that is the answer of the documented example.
    #[must_use]
    pub fn fail_with<A: Action>(self, fault: Fault) -> Self {
        let times = fault.repeat();
        let mock = self.add(Target::Action(A::META), move |_| Err(fault.clone()));
        match times {
            None => mock,
            Some(Repeat::Times(times)) => mock.times(usize::try_from(times).unwrap_or(usize::MAX)),
            Some(Repeat::Always) => mock.times(usize::MAX),
        }
    }

    /// Lets `fault` happen to the next call of the action `A`, or to as many as it says, on top of its answer.
    #[must_use]
    pub fn fault<A: Action>(self, fault: Fault) -> Self {
        self.faults.add::<A>(fault);
        self
    }

    /// Lets so many calls of a thousand meet a fault, at random: see [`Faults::per_thousand`].
    #[must_use]
    pub fn faults_per_thousand(self, share: u32, seed: u64) -> Self {
        self.faults.per_thousand(share, seed);
        self
    }

    /// The faults that are to happen on the way of a call, for changing them in between.
    pub fn faults(&self) -> &Faults {
        &self.faults
    }

    /// Sets the clock of the service that the mock stands for: what examples and wrong clocks show. By default
    /// this machine's.
    #[must_use]
    pub fn clock(self, clock: impl Clock + 'static) -> Self {
        self.state().clock = Arc::new(clock);
        self
    }

    /// Answers calls of the action `A` with the answer of its documented example, counted from 0, its times
    /// made present.
    #[must_use]
    pub fn example<A: Action>(self, index: usize) -> Self {
        let state = Arc::downgrade(&self.state);
        let now = move || state.upgrade().map_or_else(present, |state| lock(&state).now());
        self.add(Target::Action(A::META), move |_| example(A::META, index, now()))
    }

    /// Answers calls of an action that has no type, by name: for clients that use `call_json`.
    #[must_use]
    pub fn on_json(
        self,
        action: impl Into<String>,
        answer: impl Fn(&Value) -> Result<Map<String, Value>, Fault> + Send + Sync + 'static,
    ) -> Self {
        self.add(Target::Named(action.into()), move |body| {
            let parameters = serde_json::from_slice(body).map_err(|error| {
                Fault::api(UNEXPECTED_CALL, format!("the parameters are not JSON: {error}"))
            })?;
            answer(&parameters).map(Answer::Reply)
        })
    }

    /// Lets the answer that was added last answer exactly so many calls. Before any answer is added, it
    /// changes nothing.
    #[must_use]
    pub fn times(self, times: usize) -> Self {
        self.state().scripts.set_times(times);
        self
    }

    /// The calls so far, in the order in which they came.
    pub fn calls(&self) -> Vec<MockCall> {
        self.state().calls.clone()
    }

    /// A client whose service is this mock, with credentials that are good for nothing else.
    ///
    /// # Errors
    ///
    /// When the client does not take the settings: never for a generated one.
    pub fn client<C: ServiceClient>(&self) -> Result<C, Error> {
        super::client(self.clone())
    }

    fn add(
        self,
        target: Target,
        handler: impl Fn(&[u8]) -> Result<Answer, Fault> + Send + Sync + 'static,
    ) -> Self {
        let handler: Handler = Arc::new(handler);
        self.state().scripts.add(target, handler);
        self
    }

    fn state(&self) -> MutexGuard<'_, State> {
        lock(&self.state)
    }
}

/// The state is whole even if a thread panicked while it had the lock: no code of a user runs under it.
fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

impl State {
    fn now(&self) -> Moment {
        Moment::from(self.clock.now())
    }
}

fn present() -> Moment {
    Moment::from(SystemClock.now())
}

impl Transport for Mock {
    fn send(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpReply, TransportError>> {
        let act = self.act(&request);
        Box::pin(play(act, request.max_reply))
    }
}

impl fmt::Debug for Mock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = self.state();
        f.debug_struct("Mock")
            .field("scripts", &state.scripts)
            .field("faults", &self.faults)
            .field("calls", &state.calls)
            .finish_non_exhaustive()
    }
}

fn reply(answer: Answer) -> HttpReply {
    let given = match &answer {
        Answer::Reply(members) => members.get("RequestId").and_then(Value::as_str),
        Answer::Events(_) | Answer::Failure(_) => None,
    };
    let given = given.filter(|id| !id.is_empty()).map(str::to_owned);
    envelope::reply(answer, &given.unwrap_or_else(envelope::new_request_id))
}

fn failure(refusal: Refusal) -> HttpReply {
    envelope::reply(Answer::Failure(refusal), &envelope::new_request_id())
}

/// The members that a response has on the wire.
fn members(response: &dyn Record) -> Map<String, Value> {
    // A record is always written as an object.
    serde_json::from_slice(&record::to_json(response)).unwrap_or_default()
}

/// The members that an event has on the wire.
fn event_members(event: &dyn Record) -> Map<String, Value> {
    let mut members = members(event);
    if members.get("RequestId").and_then(Value::as_str) == Some("") {
        members.remove("RequestId");
    }
    members
}

fn example(action: &'static ActionMeta, index: usize, now: Moment) -> Result<Answer, Fault> {
    let Some(example) = action.examples.get(index) else {
        let message = format!(
            "{} has {} examples, and none with the index {index}",
            action.name,
            action.examples.len()
        );
        return Err(Fault::api(UNEXPECTED_CALL, message));
    };
    match of_example(action, example, now) {
        answer @ (Answer::Reply(_) | Answer::Events(_)) => Ok(answer),
        Answer::Failure(refusal) => Err(Fault::api(refusal.code, refusal.message)),
    }
}
