//! A long list, fetched in parts.
//!
//! The service hands out long lists by offset and limit, and everybody who wants all of one writes the same loop
//! with the same traps: the total that changes meanwhile, the page that comes back short, the service that
//! ignores the offset. The loop is here once. [`Pages`] gives the answers as they come, [`Items`] what is in
//! them. What to do after each page is decided in one place that knows no types, `cursor`.

mod cursor;
mod items;

use std::fmt;
use std::future::{Future as _, poll_fn};
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;

pub use items::Items;

use crate::action::Action;
use crate::call::CallOptions;
use crate::client::ClientCore;
use crate::error::CallError;
use crate::pending::Pending;
use cursor::{Cursor, Next};

/// The answers of one action, page after page. Made by `pages` of the builder of an action that has pages.
///
/// Each page is fetched when it is asked for, one at a time; dropping this stops it. It starts at the offset that
/// the request has, or at 0, and goes on by as many items as came. Where the answer tells the total, the list ends
/// when that many items have been passed, whatever the length of a page; otherwise, with the first empty page. The
/// first page is always there; a later one that is empty is not.
///
/// The list may change on the service while it is read: an item can then come twice, or be missed. Items that come
/// twice are delivered twice. A page that is the same as the one before it means that the service ignores the
/// offset: an error if it also says that there is more, the end if it does not say.
///
/// An error ends it: what follows the error is `None`. To go on after one, start again from
/// [`offset`](Self::offset). The options of the call (`timeout` and the like) hold for each page.
///
/// It is a [`Stream`], and needs no crate beside this one when it is read with [`next`](Self::next):
///
/// ```no_run
/// # use car_api::action::Action;
/// # async fn example<A: Action>(mut pages: car_api::Pages<A>) -> Result<(), car_api::Error> {
/// while let Some(page) = pages.next().await {
///     println!("{:?}", page?);
/// }
/// # Ok(())
/// # }
/// ```
#[must_use = "nothing is sent unless it is asked for"]
pub struct Pages<A: Action> {
    core: ClientCore,
    options: CallOptions,
    request: A::Request,
    cursor: Cursor,
    /// The page that is under way.
    pending: Option<Pending<A>>,
}

impl<A: Action> Pages<A> {
    /// The pages that start with what `request` asks for. An action without pages has one.
    pub fn new(core: ClientCore, options: CallOptions, request: A::Request) -> Self {
        let cursor = Cursor::new(A::META.pagination.as_ref(), &request);
        Self { core, options, request, cursor, pending: None }
    }

    /// The next page: `None` after the last, and after an error.
    ///
    /// Dropping the future loses nothing: the call goes on when the next page is asked for.
    ///
    /// # Errors
    ///
    /// Whatever a single call of the action can fail with, and a service that sends the same page again and
    /// again.
    pub async fn next(&mut self) -> Option<Result<A::Response, CallError<A>>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    /// How many items have been passed, those before the start among them: the offset of the next page.
    pub fn offset(&self) -> u64 {
        self.cursor.offset()
    }

    /// The same without a call that is under way: it may wait for a runtime that is about to be blocked. The page is
    /// asked for anew.
    #[cfg(feature = "blocking")]
    pub(crate) fn at_rest(self) -> Self {
        Self { pending: None, ..self }
    }

    fn settle(
        &mut self,
        result: Result<A::Response, CallError<A>>,
    ) -> Option<Result<A::Response, CallError<A>>> {
        match result {
            Ok(page) => match self.cursor.advance(&page, &mut self.request) {
                Next::Deliver => Some(Ok(page)),
                Next::End => None,
                Next::Stuck(error) => {
                    Some(Err(CallError::new(error.of_call(A::META.name.into(), A::META.safety))))
                }
            },
            Err(error) => {
                self.cursor.stop();
                Some(Err(error))
            }
        }
    }
}

/// Nothing in it refers to itself.
impl<A: Action> Unpin for Pages<A> {}

impl<A: Action> Stream for Pages<A> {
    type Item = Result<A::Response, CallError<A>>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        if this.cursor.is_done() {
            return Poll::Ready(None);
        }
        let pending = this
            .pending
            .get_or_insert_with(|| Pending::new(&this.core, this.options.clone(), this.request.clone()));
        let result = ready!(Pin::new(pending).poll(context));
        this.pending = None;
        Poll::Ready(this.settle(result))
    }
}

impl<A: Action> fmt::Debug for Pages<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages")
            .field("action", &A::META.name)
            .field("offset", &self.offset())
            .field("done", &self.cursor.is_done())
            .finish_non_exhaustive()
    }
}
