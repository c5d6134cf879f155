//! Open enumerations.

mod common;

use car_api::record::{Field, OpenEnum, Slot, View};

use common::Mode;

#[test]
fn known_texts_have_variants_and_others_are_kept() {
    assert_eq!(Mode::from("FAST"), Mode::Fast);
    assert_eq!(Mode::from(String::from("slow-1")), Mode::Slow);
    assert_eq!(Mode::from("fast"), Mode::Other("fast".into()));
    assert_eq!(Mode::from(String::from("new")), Mode::Other("new".into()));
    assert_eq!(Mode::default(), Mode::Other(String::new()));
}

#[test]
fn every_text_comes_back_as_it_was() {
    for text in ["FAST", "slow-1", "new", ""] {
        let mode = Mode::from(text);
        assert_eq!(mode.as_str(), text);
        assert_eq!(mode.as_ref(), text);
        assert_eq!(mode.to_string(), text);
        let json = serde_json::to_string(&mode).unwrap();
        assert_eq!(json, format!("{text:?}"));
        assert_eq!(serde_json::from_str::<Mode>(&json).unwrap(), mode);
    }
    assert_eq!(format!("[{:>6}]", Mode::Fast), "[  FAST]");
}

#[test]
fn the_table_lists_what_is_known() {
    assert_eq!(Mode::KNOWN, [("FAST", Mode::Fast), ("slow-1", Mode::Slow)]);
}

#[test]
fn it_is_a_field_with_a_text() {
    let mut mode = Mode::Slow;
    assert!(matches!(mode.view(), View::Text("slow-1")));
    if let Slot::Enum(slot) = mode.slot() {
        slot.set("FAST");
    }
    assert_eq!(mode, Mode::Fast);
    mode.clear();
    assert_eq!(mode.as_str(), "");
}
