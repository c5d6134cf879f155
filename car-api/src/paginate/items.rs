//! The items of all pages, one by one.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::vec;

use futures_core::Stream;

use super::Pages;
use crate::action::Action;
use crate::error::CallError;

/// The items of a list that comes in pages. Made by `items` of the builder of an action that has pages, or, where
/// an answer has several lists, by one method for each: `items_of_…`.
///
/// The next page is fetched when the items of the last one have been taken. How it starts, ends and fails is told
/// at [`Pages`].
///
/// ```no_run
/// # use car_api::action::Action;
/// # async fn example<A: Action, T: std::fmt::Debug>(mut items: car_api::Items<A, T>) -> Result<(), car_api::Error> {
/// while let Some(item) = items.next().await {
///     println!("{:?}", item?);
/// }
/// # Ok(())
/// # }
/// ```
#[must_use = "nothing is sent unless it is asked for"]
pub struct Items<A: Action, T> {
    pages: Pages<A>,
    take: fn(A::Response) -> Vec<T>,
    page: vec::IntoIter<T>,
}

impl<A: Action, T> Items<A, T> {
    /// The items that `take` finds in each page.
    pub fn new(pages: Pages<A>, take: fn(A::Response) -> Vec<T>) -> Self {
        Self { pages, take, page: Vec::new().into_iter() }
    }

    /// As [`Pages::at_rest`].
    #[cfg(feature = "blocking")]
    pub(crate) fn at_rest(self) -> Self {
        Self { pages: self.pages.at_rest(), ..self }
    }

    /// The next item of those that have been fetched already.
    #[cfg(feature = "blocking")]
    pub(crate) fn next_of_page(&mut self) -> Option<T> {
        self.page.next()
    }

    /// The next item: `None` after the last, and after an error.
    ///
    /// Dropping the future loses nothing.
    ///
    /// # Errors
    ///
    /// When the next page cannot be fetched; see [`Pages::next`].
    pub async fn next(&mut self) -> Option<Result<T, CallError<A>>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }
}

/// Nothing in it refers to itself.
impl<A: Action, T> Unpin for Items<A, T> {}

impl<A: Action, T> Stream for Items<A, T> {
    type Item = Result<T, CallError<A>>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            if let Some(item) = self.page.next() {
                return Poll::Ready(Some(Ok(item)));
            }
            match ready!(Pin::new(&mut self.pages).poll_next(context)) {
                Some(Ok(page)) => self.page = (self.take)(page).into_iter(),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }
}

impl<A: Action, T> fmt::Debug for Items<A, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items")
            .field("pages", &self.pages)
            .field("left_of_page", &self.page.len())
            .finish_non_exhaustive()
    }
}
