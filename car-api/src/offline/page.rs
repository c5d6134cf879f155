//! The page of a documented list that a request asks for.
//!
//! An example shows one page, and says that there are more: one application of a hundred. Given to whoever asks for
//! any page, it is a list without an end: a client that counts on never gets what the total promises, and one that is
//! careful sees the same page twice and gives up. So the example's items are all that there are: a request gets those
//! at the place that it names, no more than it asks for, and the total counts them.

use serde_json::{Map, Value};

use crate::action::Pagination;

/// Leaves those items in `members`, an answer with all of them, that `request` asks for.
pub(super) fn turn_to(pagination: &Pagination, request: &Value, members: &mut Map<String, Value>) {
    let position = |parameter: &str| request.get(parameter).and_then(Value::as_u64);
    let mut skipped = position(pagination.offset).unwrap_or(0);
    // Services take 0 for no limit, or for their own one.
    let mut wanted = position(pagination.limit).filter(|limit| *limit > 0).unwrap_or(u64::MAX);
    let mut total = 0;
    // Where the items are in two lists, the second goes on where the first ends: a client counts both.
    for name in pagination.items {
        let Some(Value::Array(items)) = members.get_mut(*name) else { continue };
        total += items.len();
        *items = std::mem::take(items)
            .into_iter()
            .filter(|_| take_one(&mut skipped).is_none() && take_one(&mut wanted).is_some())
            .collect();
    }
    if let Some(count) =
        pagination.total.and_then(|name| members.get_mut(name)).filter(|count| count.is_number())
    {
        *count = Value::from(total);
    }
}

/// Takes one from `stock`, if there is one.
fn take_one(stock: &mut u64) -> Option<()> {
    *stock = stock.checked_sub(1)?;
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const PAGES: Pagination =
        Pagination { offset: "Offset", limit: "Limit", total: Some("Total"), items: &["Ones", "Others"] };

    fn turned(request: &Value) -> Value {
        let mut answer = json!({"Total": 125, "Ones": [1, 2, 3], "Others": [4, 5], "Rest": [6]});
        turn_to(&PAGES, request, answer.as_object_mut().unwrap());
        answer
    }

    #[test]
    fn a_page_has_the_items_at_its_place() {
        for (request, ones, others) in [
            (json!({}), json!([1, 2, 3]), json!([4, 5])),
            (json!({"Offset": 0, "Limit": 0}), json!([1, 2, 3]), json!([4, 5])),
            (json!({"Limit": 2}), json!([1, 2]), json!([])),
            (json!({"Offset": 2, "Limit": 2}), json!([3]), json!([4])),
            (json!({"Offset": 4, "Limit": 2}), json!([]), json!([5])),
            (json!({"Offset": 5}), json!([]), json!([])),
            (json!({"Offset": u64::MAX, "Limit": u64::MAX}), json!([]), json!([])),
            (json!({"Offset": -1, "Limit": null}), json!([1, 2, 3]), json!([4, 5])),
        ] {
            let expected = json!({"Total": 5, "Ones": ones, "Others": others, "Rest": [6]});
            assert_eq!(turned(&request), expected, "{request}");
        }
    }

    #[test]
    fn lists_and_totals_that_are_not_there_are_not_made() {
        for answer in [json!({}), json!({"Total": null, "Ones": null})] {
            let mut turned = answer.clone();
            turn_to(&PAGES, &json!({"Offset": 1}), turned.as_object_mut().unwrap());
            assert_eq!(turned, answer);
        }
    }
}
