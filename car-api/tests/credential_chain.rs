//! Sources of credentials that are asked in order.

// A test fails by panicking, in its helpers as well.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod machine;

use std::sync::{Arc, Mutex};

use car_api::Credential;
use car_api::credential::{
    CredentialChain, CredentialError, CredentialErrorKind, ProvideCredentials, StaticCredentials,
};
use car_api::observe::Observer;
use car_api::transport::BoxFuture;
use machine::{key, provide};

/// A source whose answer can be changed, and that counts how often it was asked for what.
#[derive(Debug, Clone)]
struct Changing(Arc<Mutex<State>>);

#[derive(Debug)]
struct State {
    answer: Result<Arc<Credential>, CredentialError>,
    provided: usize,
    replaced: usize,
    observed: usize,
}

impl Changing {
    fn with(answer: Result<Arc<Credential>, CredentialError>) -> Self {
        Self(Arc::new(Mutex::new(State { answer, provided: 0, replaced: 0, observed: 0 })))
    }

    fn key(id: &str) -> Self {
        Self::with(Ok(Arc::new(Credential::new(id, "SENTINEL").unwrap())))
    }

    fn failing(kind: CredentialErrorKind, message: &str) -> Self {
        Self::with(Err(CredentialError::new(kind, message)))
    }

    fn set(&self, other: &Self) {
        let answer = other.0.lock().unwrap().answer.clone();
        self.0.lock().unwrap().answer = answer;
    }

    /// How often it was asked, and how often it was asked for others.
    fn asked(&self) -> (usize, usize) {
        let state = self.0.lock().unwrap();
        (state.provided, state.replaced)
    }
}

impl ProvideCredentials for Changing {
    fn provide(&self) -> BoxFuture<'_, Result<Arc<Credential>, CredentialError>> {
        Box::pin(async {
            let mut state = self.0.lock().unwrap();
            state.provided += 1;
            state.answer.clone()
        })
    }

    fn replace(&self, _: &Arc<Credential>) -> BoxFuture<'_, Result<Arc<Credential>, CredentialError>> {
        Box::pin(async {
            let mut state = self.0.lock().unwrap();
            state.replaced += 1;
            state.answer.clone()
        })
    }

    fn observe(&self, _: &Arc<dyn Observer>) {
        self.0.lock().unwrap().observed += 1;
    }
}

fn missing() -> Changing {
    Changing::failing(CredentialErrorKind::Missing, "nothing is set up")
}

fn invalid() -> Changing {
    Changing::failing(CredentialErrorKind::Invalid, "half of it is missing: add it")
}

fn unavailable() -> Changing {
    Changing::failing(CredentialErrorKind::Unavailable, "no answer within 1 second")
}

fn chain(sources: [&Changing; 3]) -> CredentialChain {
    let [first, second, third] = sources.map(Clone::clone);
    CredentialChain::new().then("first", first).then("second", second).then("third", third)
}

async fn id(chain: &CredentialChain) -> String {
    chain.provide().await.unwrap().secret_id().to_owned()
}

#[tokio::test]
async fn the_first_with_credentials_is_kept_to() {
    let (first, second, third) = (missing(), Changing::key("AKIDsecond"), Changing::key("AKIDthird"));
    let chain = chain([&first, &second, &third]);
    let credential = chain.provide().await.unwrap();
    assert_eq!(credential.secret_id(), "AKIDsecond");
    // Now the first has some too, but nobody changes identity on the way.
    first.set(&Changing::key("AKIDfirst"));
    assert!(Arc::ptr_eq(&credential, &chain.provide().await.unwrap()));
    assert!(Arc::ptr_eq(&credential, &chain.replace(&credential).await.unwrap()));
    assert_eq!((first.asked(), second.asked(), third.asked()), ((1, 0), (2, 1), (0, 0)));

    second.set(&unavailable());
    assert_eq!(
        provide(&chain).await,
        Err((CredentialErrorKind::Unavailable, "second: no answer within 1 second".to_owned()))
    );
    second.set(&invalid());
    let error = chain.replace(&credential).await.unwrap_err();
    assert_eq!(error.to_string(), "second: half of it is missing: add it");
    // Nothing any more: all are asked again.
    second.set(&missing());
    assert_eq!(id(&chain).await, "AKIDfirst");
    assert_eq!(
        format!("{chain:?}"),
        r#"CredentialChain { sources: ["first", "second", "third"], kept: Some("first") }"#
    );
}

#[tokio::test]
async fn a_refused_key_whose_source_has_nothing_any_more_is_looked_for_elsewhere() {
    let (first, second) = (Changing::key("AKIDfirst"), Changing::key("AKIDsecond"));
    let chain = chain([&first, &second, &missing()]);
    let credential = chain.provide().await.unwrap();
    first.set(&missing());
    assert_eq!(chain.replace(&credential).await.unwrap().secret_id(), "AKIDsecond");
}

#[tokio::test]
async fn a_mistake_is_not_passed_over() {
    let third = Changing::key("AKIDthird");
    assert_eq!(
        provide(&chain([&missing(), &invalid(), &third])).await,
        Err((CredentialErrorKind::Invalid, "second: half of it is missing: add it".to_owned()))
    );
    assert_eq!(third.asked(), (0, 0));
}

#[tokio::test]
async fn a_source_that_does_not_answer_is_passed_over_and_remembered() {
    assert_eq!(id(&chain([&unavailable(), &missing(), &Changing::key("AKIDthird")])).await, "AKIDthird");
    assert_eq!(
        provide(&chain([&missing(), &unavailable(), &missing()])).await,
        Err((
            CredentialErrorKind::Unavailable,
            "no source has credentials: first: nothing is set up; second: no answer within 1 second; third: nothing \
             is set up"
                .to_owned()
        ))
    );
    assert_eq!(
        provide(&chain([&missing(), &missing(), &missing()])).await.unwrap_err().0,
        CredentialErrorKind::Missing
    );
}

#[derive(Debug)]
struct Unmoved;

impl Observer for Unmoved {}

#[tokio::test]
async fn every_source_learns_of_the_observer() {
    let sources = [missing(), missing(), Changing::key("AKID")];
    let observer: Arc<dyn Observer> = Arc::new(Unmoved);
    chain([&sources[0], &sources[1], &sources[2]]).observe(&observer);
    for source in sources {
        assert_eq!(source.0.lock().unwrap().observed, 1);
    }
}

#[tokio::test]
async fn a_chain_can_be_part_of_a_chain() {
    let inner = CredentialChain::new().then("a", missing()).then("b", missing());
    let outer = CredentialChain::new()
        .then("inner", inner)
        .then(String::from("fixed"), StaticCredentials::new("AKID", "key").unwrap());
    assert_eq!(provide(&outer).await, Ok(key("AKID", "key")));
    assert_eq!(outer.names().collect::<Vec<_>>(), ["inner", "fixed"]);
}
