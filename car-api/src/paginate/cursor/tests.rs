//! Every way in which a page can come.

use super::*;
use crate::record::{self, FieldMeta, Kind, Shape};

#[derive(Clone, Default)]
struct Request {
    offset: Option<i64>,
    from: u64,
    word: Option<String>,
}
crate::__record! {
    Request, REQUEST, { 0 => offset, 1 => from, 2 => word, }
}
static REQUEST: Shape = Shape {
    name: "Request",
    fields: &[
        FieldMeta::new("Offset", "offset", Kind::Int),
        FieldMeta::new("From", "from", Kind::UInt),
        FieldMeta::new("Word", "word", Kind::Text),
    ],
    open: false,
    docs: &[],
};

#[derive(Clone, Default)]
struct Page {
    total: Option<i64>,
    items: Vec<String>,
    more: Vec<i64>,
    request_id: String,
}
crate::__record! {
    Page, PAGE, { 0 => total, 1 => items, 2 => more, 3 => request_id, }
}
static PAGE: Shape = Shape {
    name: "Page",
    fields: &[
        FieldMeta::new("Total", "total", Kind::Int),
        FieldMeta::new("Items", "items", Kind::List(&Kind::Text)),
        FieldMeta::new("More", "more", Kind::List(&Kind::Int)),
        FieldMeta::new("RequestId", "request_id", Kind::Text),
    ],
    open: false,
    docs: &[],
};

static WITH_TOTAL: Pagination =
    Pagination { offset: "Offset", limit: "Limit", total: Some("Total"), items: &["Items", "More"] };
static WITHOUT: Pagination =
    Pagination { offset: "From", limit: "Limit", total: None, items: &["Items", "More"] };

/// Feeds pages to a cursor until it is done, and tells what became of each, with the offset of the next request.
fn feed(pagination: &'static Pagination, mut request: Request, pages: &[&str]) -> Vec<String> {
    let mut cursor = Cursor::new(Some(pagination), &request);
    let mut said = Vec::new();
    for page in pages {
        assert!(!cursor.is_done(), "more pages than it wants: {said:?}");
        let page: Page = record::from_json(page.as_bytes()).unwrap();
        let next = match cursor.advance(&page, &mut request) {
            Next::Deliver => "deliver".to_owned(),
            Next::End => "end".to_owned(),
            Next::Stuck(error) => error.message().to_owned(),
        };
        let done = if cursor.is_done() { ", done" } else { "" };
        let offset = whole(field(&request, pagination.offset)).unwrap_or_default();
        assert!(cursor.is_done() || cursor.offset() == offset, "the request is not that of the next page");
        said.push(format!("{next} {}{done}", cursor.offset()));
    }
    said
}

fn request(offset: Option<i64>) -> Request {
    Request { offset, ..Request::default() }
}

#[test]
fn the_total_ends_it_and_a_short_page_does_not() {
    let pages = [
        r#"{"Total":5,"Items":["a","b"]}"#,
        r#"{"Total":5,"Items":["c"]}"#,
        r#"{"Total":5,"Items":["d","e"]}"#,
    ];
    assert_eq!(feed(&WITH_TOTAL, request(None), &pages), ["deliver 2", "deliver 3", "deliver 5, done"]);
}

#[test]
fn it_starts_where_the_request_starts() {
    let pages = [r#"{"Total":5,"Items":["d"]}"#, r#"{"Total":5,"Items":["e"]}"#];
    assert_eq!(feed(&WITH_TOTAL, request(Some(3)), &pages), ["deliver 4", "deliver 5, done"]);
    // Beyond the end there is nothing, and a negative offset is the service's to refuse.
    assert_eq!(feed(&WITH_TOTAL, request(Some(9)), &[r#"{"Total":5,"Items":[]}"#]), ["deliver 9, done"]);
    assert_eq!(feed(&WITH_TOTAL, request(Some(-3)), &[r#"{"Total":1,"Items":["a"]}"#]), ["deliver 1, done"]);
}

#[test]
fn items_of_all_lists_count() {
    let pages = [r#"{"Total":4,"Items":["a"],"More":[1]}"#, r#"{"Total":4,"More":[2,3]}"#];
    assert_eq!(feed(&WITH_TOTAL, request(None), &pages), ["deliver 2", "deliver 4, done"]);
}

#[test]
fn the_latest_total_counts() {
    let grows =
        [r#"{"Total":2,"Items":["a"]}"#, r#"{"Total":3,"Items":["b"]}"#, r#"{"Total":3,"Items":["c"]}"#];
    assert_eq!(feed(&WITH_TOTAL, request(None), &grows), ["deliver 1", "deliver 2", "deliver 3, done"]);
    let shrinks = [r#"{"Total":9,"Items":["a"]}"#, r#"{"Total":2,"Items":["b"]}"#];
    assert_eq!(feed(&WITH_TOTAL, request(None), &shrinks), ["deliver 1", "deliver 2, done"]);
}

#[test]
fn without_a_total_only_an_empty_page_ends_it() {
    let from = Request { from: 10, ..Request::default() };
    let pages = [r#"{"Items":["a","b"]}"#, r#"{"Items":["c"]}"#, r#"{"Total":1,"Items":[]}"#];
    assert_eq!(feed(&WITHOUT, from, &pages), ["deliver 12", "deliver 13", "end 13, done"]);
    for nothing in ["null", "-1"] {
        let page = |item: &str| format!(r#"{{"Total":{nothing},"Items":[{item}]}}"#);
        let pages = [page(r#""a""#), page(r#""b""#), page("")];
        let pages: Vec<&str> = pages.iter().map(String::as_str).collect();
        assert_eq!(feed(&WITH_TOTAL, request(None), &pages), ["deliver 1", "deliver 2", "end 2, done"]);
    }
}

#[test]
fn a_total_that_is_left_out_once_is_not_made_up_for() {
    let pages = [r#"{"Total":2,"Items":["a"]}"#, r#"{"Items":["b"]}"#, r#"{"Total":3,"Items":["c"]}"#];
    assert_eq!(feed(&WITH_TOTAL, request(None), &pages), ["deliver 1", "deliver 2", "deliver 3, done"]);
}

#[test]
fn an_empty_page_ends_it_whatever_the_total() {
    assert_eq!(feed(&WITH_TOTAL, request(None), &[r#"{"Total":0}"#]), ["deliver 0, done"]);
    assert_eq!(feed(&WITH_TOTAL, request(None), &[r#"{"Total":7}"#]), ["deliver 0, done"]);
    let pages = [r#"{"Total":7,"Items":["a"]}"#, r#"{"Total":7,"Items":[]}"#];
    assert_eq!(feed(&WITH_TOTAL, request(None), &pages), ["deliver 1", "end 1, done"]);
}

#[test]
fn the_same_page_twice_is_an_error_or_the_end_but_no_loop() {
    // The ids of the calls differ; that is not what is in a page.
    let pages = [
        r#"{"Total":5,"Items":["a","b"],"RequestId":"1"}"#,
        r#"{"Total":5,"Items":["a","b"],"RequestId":"2"}"#,
    ];
    let said = feed(&WITH_TOTAL, request(None), &pages);
    assert_eq!(
        said,
        [
            "deliver 2",
            "the same page came twice, although there are 5 items and only 2 have come: the service ignores \
             `Offset`; ask for all at once with a larger `Limit` 2, done"
        ]
    );
    let pages = [r#"{"Items":["a","b"]}"#; 2];
    assert_eq!(feed(&WITHOUT, Request::default(), &pages), ["deliver 2", "end 2, done"]);
    assert_eq!(feed(&WITH_TOTAL, request(None), &pages), ["deliver 2", "end 2, done"]);
    // The list has shrunk, and this is its last page once more.
    let pages = [r#"{"Total":3,"Items":["a","b"]}"#, r#"{"Total":2,"Items":["a","b"]}"#];
    assert_eq!(feed(&WITH_TOTAL, request(None), &pages), ["deliver 2", "end 2, done"]);
}

#[test]
fn the_error_has_the_id_of_the_call() {
    let mut request = request(None);
    let mut cursor = Cursor::new(Some(&WITH_TOTAL), &request);
    let page: Page = record::from_json(br#"{"Total":5,"Items":["a"],"RequestId":"id-2"}"#).unwrap();
    assert!(matches!(cursor.advance(&page, &mut request), Next::Deliver));
    let Next::Stuck(error) = cursor.advance(&page, &mut request) else { panic!("no error") };
    assert_eq!(error.request_id(), Some("id-2"));
    assert_eq!(error.kind(), ErrorKind::Malformed);
    assert!(error.was_sent() && !error.is_retryable());
}

#[test]
fn items_that_come_again_are_delivered() {
    let pages = [r#"{"Total":4,"Items":["a","b"]}"#, r#"{"Total":4,"Items":["b","c"]}"#];
    assert_eq!(feed(&WITH_TOTAL, request(None), &pages), ["deliver 2", "deliver 4, done"]);
}

#[test]
fn an_action_without_pages_has_one() {
    let mut request = Request::default();
    let mut cursor = Cursor::new(None, &request);
    assert!(matches!(cursor.advance(&Page::default(), &mut request), Next::Deliver));
    assert!(cursor.is_done());
}

#[test]
fn an_offset_that_cannot_be_set_ends_it() {
    static WRONG: Pagination = Pagination { offset: "Word", limit: "Limit", total: None, items: &["Items"] };
    static MISSING: Pagination =
        Pagination { offset: "Nothing", limit: "Limit", total: None, items: &["Items"] };
    for pagination in [&WRONG, &MISSING] {
        assert_eq!(feed(pagination, Request::default(), &[r#"{"Items":["a"]}"#]), ["deliver 1, done"]);
    }
    let last = request(Some(i64::MAX));
    assert_eq!(feed(&WITH_TOTAL, last, &[r#"{"Items":["a"]}"#]), ["deliver 9223372036854775808, done"]);
}
