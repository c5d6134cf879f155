//! Pages and items for `for` loops.

use std::fmt;

use super::blame;
use super::thread::wait_for;
use crate::action::Action;
use crate::error::CallError;
use crate::paginate::{Items, Pages};

/// The pages of a long list as an iterator. Made by [`Pages::blocking`].
///
/// Each page is fetched when it is asked for, and the calling thread waits for it. After an error comes `None`.
#[must_use = "nothing is sent unless it is asked for"]
pub struct BlockingPages<A: Action> {
    /// `None` after a call that could not be waited for.
    pages: Option<Pages<A>>,
}

impl<A: Action> BlockingPages<A> {
    pub(super) fn new(pages: Pages<A>) -> Self {
        Self { pages: Some(pages.at_rest()) }
    }
}

impl<A: Action> Iterator for BlockingPages<A> {
    type Item = Result<A::Response, CallError<A>>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut pages = self.pages.take()?;
        let fetched = wait_for(async move {
            let page = pages.next().await;
            (pages, page)
        });
        match fetched {
            Ok((pages, page)) => {
                self.pages = Some(pages);
                page
            }
            Err(error) => Some(Err(blame(error))),
        }
    }
}

impl<A: Action> fmt::Debug for BlockingPages<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BlockingPages").field("pages", &self.pages).finish()
    }
}

/// The items of a long list as an iterator. Made by [`Items::blocking`].
///
/// ```no_run
/// # use car_api::action::Action;
/// # fn example<A: Action, T: std::fmt::Debug + Send + 'static>(
/// #     items: car_api::Items<A, T>,
/// # ) -> Result<(), car_api::Error> {
/// for item in items.blocking() {
///     println!("{:?}", item?);
/// }
/// # Ok(())
/// # }
/// ```
///
/// A page is fetched when the items of the one before have been taken, and the calling thread waits for it. After an
/// error comes `None`.
#[must_use = "nothing is sent unless it is asked for"]
pub struct BlockingItems<A: Action, T> {
    /// `None` after a call that could not be waited for.
    items: Option<Items<A, T>>,
}

impl<A: Action, T: Send + 'static> BlockingItems<A, T> {
    pub(super) fn new(items: Items<A, T>) -> Self {
        Self { items: Some(items.at_rest()) }
    }
}

impl<A: Action, T: Send + 'static> Iterator for BlockingItems<A, T> {
    type Item = Result<T, CallError<A>>;

    fn next(&mut self) -> Option<Self::Item> {
        // Most items are there already, and need no trip to another thread.
        if let Some(item) = self.items.as_mut()?.next_of_page() {
            return Some(Ok(item));
        }
        let mut items = self.items.take()?;
        let fetched = wait_for(async move {
            let item = items.next().await;
            (items, item)
        });
        match fetched {
            Ok((items, item)) => {
                self.items = Some(items);
                item
            }
            Err(error) => Some(Err(blame(error))),
        }
    }
}

impl<A: Action, T> fmt::Debug for BlockingItems<A, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BlockingItems").field("items", &self.items).finish()
    }
}
