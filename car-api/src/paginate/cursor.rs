//! What to do after a page: the rules of pagination, over tables.

use std::fmt;

use crate::action::Pagination;
use crate::error::{Error, ErrorKind};
use crate::record::{Field, Record, Slot, View, field, field_mut, fingerprint};

/// How far a list has been read.
#[derive(Debug)]
pub(super) struct Cursor {
    /// `None` where an action has no pages: the one answer is all.
    pagination: Option<&'static Pagination>,
    offset: u64,
    /// The items of the page before, as a [`fingerprint`].
    previous: Option<u64>,
    done: bool,
}

/// What becomes of a page.
#[derive(Debug)]
pub(super) enum Next {
    /// It is handed out.
    Deliver,
    /// It is not, and nothing follows.
    End,
    /// It is the page before once more, although the service says that there are others.
    Stuck(Error),
}

impl Cursor {
    /// At the beginning of what `request` asks for.
    pub(super) fn new(pagination: Option<&'static Pagination>, request: &dyn Record) -> Self {
        let offset = pagination.and_then(|pagination| whole(field(request, pagination.offset)));
        Self { pagination, offset: offset.unwrap_or(0), previous: None, done: false }
    }

    /// The position of the item after the last one that was received.
    pub(super) fn offset(&self) -> u64 {
        self.offset
    }

    pub(super) fn is_done(&self) -> bool {
        self.done
    }

    /// Nothing more is fetched.
    pub(super) fn stop(&mut self) {
        self.done = true;
    }

    /// Takes note of `page` and turns `request` into that for the next one.
    pub(super) fn advance(&mut self, page: &dyn Record, request: &mut dyn Record) -> Next {
        let Some(pagination) = self.pagination else {
            self.stop();
            return Next::Deliver;
        };
        let lists = || pagination.items.iter().filter_map(|name| field(page, name));
        let received: usize = lists().map(length).sum();
        let total = pagination.total.and_then(|name| whole(field(page, name)));
        let items = fingerprint(lists());
        let previous = self.previous.replace(items);
        if received == 0 {
            // Even if the total says that there is more: asking again for the same place would bring the same.
            self.stop();
            return if previous.is_none() { Next::Deliver } else { Next::End };
        }
        if previous == Some(items) {
            self.stop();
            return match total {
                Some(total) if total > self.offset => {
                    Next::Stuck(stuck(pagination, self.offset, total, page))
                }
                _ => Next::End,
            };
        }
        self.offset = self.offset.saturating_add(u64::try_from(received).unwrap_or(u64::MAX));
        // The total of this page, not of an earlier one: the list may have grown or shrunk meanwhile. Without
        // one, a short page is not the last for certain: the service may cap a page below the limit that was
        // asked for, or filter it after cutting it.
        if total.is_some_and(|total| self.offset >= total) || !put(request, pagination.offset, self.offset) {
            self.stop();
        }
        Next::Deliver
    }
}

/// A whole number that is not negative: a count or a position.
fn whole(field: Option<&dyn Field>) -> Option<u64> {
    match field?.view() {
        View::Int(number) => u64::try_from(number).ok(),
        View::UInt(number) => Some(number),
        _ => None,
    }
}

fn length(list: &dyn Field) -> usize {
    match list.view() {
        View::List(list) => list.len(),
        _ => 0,
    }
}

/// Whether the parameter could be set.
fn put(request: &mut dyn Record, name: &str, offset: u64) -> bool {
    let Some(slot) = field_mut(request, name).map(Field::slot) else { return false };
    match slot {
        Slot::UInt(number) => {
            *number = offset;
            true
        }
        Slot::Int(number) => match i64::try_from(offset) {
            Ok(offset) => {
                *number = offset;
                true
            }
            Err(_too_large) => false,
        },
        _ => false,
    }
}

fn stuck(pagination: &Pagination, offset: u64, total: u64, page: &dyn Record) -> Error {
    let message = format!(
        "the same page came twice, although there are {total} items and only {offset} have come: the service \
         ignores `{}`; ask for all at once with a larger `{}`",
        pagination.offset, pagination.limit
    );
    let request_id = match field(page, "RequestId").map(Field::view) {
        Some(View::Text(id)) => Some(id),
        _ => None,
    };
    Error::reply(ErrorKind::Malformed, message).with_source(SamePage).with_request_id(request_id)
}

/// Why going on would be useless: each further call gives the same page.
#[derive(Debug)]
struct SamePage;

impl fmt::Display for SamePage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the same page came twice")
    }
}

impl std::error::Error for SamePage {}

#[cfg(test)]
mod tests;
