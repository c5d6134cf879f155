//! A call within its span.

use std::future::Future;

use tracing::Instrument as _;

use super::answered::Answered;
use super::call::Call;
use crate::error::Error;
use crate::observe::trace;

impl Call<'_> {
    /// Carries `attempts` out within the span of the call.
    pub(super) async fn in_span(
        &self,
        attempts: impl Future<Output = Result<Answered, Error>>,
    ) -> Result<Answered, Error> {
        let span = trace::call_span(&self.info(1, self.route.first()));
        let result = attempts.instrument(span.clone()).await;
        trace::call_ended(&span, result.as_ref().map(Answered::request_id));
        result
    }
}
