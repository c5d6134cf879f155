//! `DescribeCosCredential` without the limit of its spec.
//!
//! The service allows 20 calls per second of it, which would be all that a benchmark of calls measures. Pacing that is
//! off would leave out what every program pays for. So this is the same action with the same fields, and a limit that
//! no client reaches: pacing is at work, and holds nothing back.

use std::num::NonZeroU32;

use car_api::Pacing;
use car_api::action::{Action, ActionMeta, ActionRequest};
use car_api::car::{DescribeCosCredential, DescribeCosCredentialRequest};
use car_api::record::{Field, Record, Shape};

/// A thousand million calls per second.
pub(crate) const PACING: Pacing = Pacing::AtMost(NonZeroU32::new(1_000_000_000).unwrap());

static META: ActionMeta =
    ActionMeta { rate_limit: None, pagination: None, ..*<DescribeCosCredential as Action>::META };

/// The action.
#[derive(Debug)]
pub(crate) enum Unlimited {}

impl Action for Unlimited {
    type Request = UnlimitedRequest;
    type Response = <DescribeCosCredential as Action>::Response;
    type Error = <DescribeCosCredential as Action>::Error;
    const META: &'static ActionMeta = &META;
}

/// Its parameters: those of the action that it stands for.
#[derive(Debug, Clone, Default)]
pub(crate) struct UnlimitedRequest(pub(crate) DescribeCosCredentialRequest);

impl ActionRequest for UnlimitedRequest {
    type Action = Unlimited;
}

impl Record for UnlimitedRequest {
    fn shape(&self) -> &'static Shape {
        self.0.shape()
    }

    fn get(&self, index: usize) -> Option<&dyn Field> {
        self.0.get(index)
    }

    fn slot(&mut self, index: usize) -> Option<&mut dyn Field> {
        Record::slot(&mut self.0, index)
    }
}
