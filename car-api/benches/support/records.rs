//! Structures in two forms: with a table, as the generator emits them, and with serde's derive.

use std::fmt::Write;

use car_api::record::{FieldMeta, Kind, Shape};
use serde::Deserialize;

/// Declares a structure in both forms. All fields are required.
macro_rules! both {
    ($name:ident $table:ident $derived:ident {
        $($index:literal $field:ident $wire:literal: $type:ty, $derived_type:ty, $kind:expr;)*
    }) => {
        #[derive(Clone, Default)]
        pub(crate) struct $name {
            $($field: $type,)*
        }
        car_api::__record! {
            $name, $table, { $($index => $field,)* }
        }
        static $table: Shape = Shape {
            name: stringify!($name),
            fields: &[$(FieldMeta::new($wire, stringify!($field), $kind).required(),)*],
            open: false, docs: &[],
        };

        #[derive(Deserialize)]
        #[expect(dead_code, reason = "only read from JSON")]
        pub(crate) struct $derived {
            $(#[serde(rename = $wire)] $field: $derived_type,)*
        }
    };
}

both! {
    Listing LISTING DerivedListing {
        0 total "TotalCount": u64, u64, Kind::UInt;
        1 items "Items": Vec<Item>, Vec<DerivedItem>, Kind::List(&Kind::Record(&ITEM));
        2 request_id "RequestId": String, String, Kind::Text;
    }
}
both! {
    Item ITEM DerivedItem {
        0 id "ItemId": String, String, Kind::Text;
        1 status "Status": String, String, Kind::Text;
        2 bytes "SizeInBytes": i64, i64, Kind::Int;
        3 load "Load": f64, f64, Kind::Float;
        4 ready "IsReady": bool, bool, Kind::Bool;
        5 note "Note": Option<String>, Option<String>, Kind::Text;
        6 tags "Tags": Vec<String>, Vec<String>, Kind::List(&Kind::Text);
        7 place "Place": Place, DerivedPlace, Kind::Record(&PLACE);
    }
}
both! {
    Place PLACE DerivedPlace {
        0 region "Region": String, String, Kind::Text;
        1 zone "Zone": i64, i64, Kind::Int;
    }
}

/// A [`Listing`] of this many items.
pub(crate) fn listing(count: usize) -> String {
    let mut items = String::new();
    for index in 0..count {
        let comma = if index == 0 { "" } else { "," };
        let _ = write!(
            items,
            r#"{comma}{{"ItemId":"item-{index:08}","Status":"RUNNING","SizeInBytes":{},"Load":0.{index},"IsReady":true,"#,
            index * 4096
        );
        items.push_str(
            r#""Note":"as it came","Tags":["first","second","third"],"Place":{"Region":"ap-guangzhou","Zone":3}}"#,
        );
    }
    let id = "4eb17e58-68da-4e9a-b298-0894723c9022";
    format!(r#"{{"TotalCount":{count},"Items":[{items}],"RequestId":"{id}"}}"#)
}

/// Declares a structure with a great many texts and numbers. The widest real ones have 108 fields.
macro_rules! wide {
    (
        texts { $($text_index:literal $text:ident $text_wire:literal;)* }
        numbers { $($index:literal $number:ident $wire:literal;)* }
    ) => {
        both! {
            Wide WIDE DerivedWide {
                $($text_index $text $text_wire: String, String, Kind::Text;)*
                $($index $number $wire: i64, i64, Kind::Int;)*
            }
        }
        const TEXTS: &[&str] = &[$($text_wire),*];
        const NUMBERS: &[&str] = &[$($wire),*];
    };
}

wide! {
    texts {
        0 f0 "Field0"; 1 f1 "Field1"; 2 f2 "Field2"; 3 f3 "Field3"; 4 f4 "Field4"; 5 f5 "Field5";
        6 f6 "Field6"; 7 f7 "Field7"; 8 f8 "Field8"; 9 f9 "Field9"; 10 f10 "Field10"; 11 f11 "Field11";
        12 f12 "Field12"; 13 f13 "Field13"; 14 f14 "Field14"; 15 f15 "Field15"; 16 f16 "Field16";
        17 f17 "Field17"; 18 f18 "Field18"; 19 f19 "Field19"; 20 f20 "Field20"; 21 f21 "Field21";
        22 f22 "Field22"; 23 f23 "Field23"; 24 f24 "Field24"; 25 f25 "Field25"; 26 f26 "Field26";
        27 f27 "Field27"; 28 f28 "Field28"; 29 f29 "Field29"; 30 f30 "Field30"; 31 f31 "Field31";
        32 f32 "Field32"; 33 f33 "Field33"; 34 f34 "Field34"; 35 f35 "Field35"; 36 f36 "Field36";
        37 f37 "Field37"; 38 f38 "Field38"; 39 f39 "Field39"; 40 f40 "Field40"; 41 f41 "Field41";
        42 f42 "Field42"; 43 f43 "Field43"; 44 f44 "Field44"; 45 f45 "Field45"; 46 f46 "Field46";
        47 f47 "Field47"; 48 f48 "Field48"; 49 f49 "Field49";
    }
    numbers {
        50 f50 "Field50"; 51 f51 "Field51"; 52 f52 "Field52"; 53 f53 "Field53"; 54 f54 "Field54";
        55 f55 "Field55"; 56 f56 "Field56"; 57 f57 "Field57"; 58 f58 "Field58"; 59 f59 "Field59";
        60 f60 "Field60"; 61 f61 "Field61"; 62 f62 "Field62"; 63 f63 "Field63"; 64 f64 "Field64";
        65 f65 "Field65"; 66 f66 "Field66"; 67 f67 "Field67"; 68 f68 "Field68"; 69 f69 "Field69";
        70 f70 "Field70"; 71 f71 "Field71"; 72 f72 "Field72"; 73 f73 "Field73"; 74 f74 "Field74";
        75 f75 "Field75"; 76 f76 "Field76"; 77 f77 "Field77"; 78 f78 "Field78"; 79 f79 "Field79";
        80 f80 "Field80"; 81 f81 "Field81"; 82 f82 "Field82"; 83 f83 "Field83"; 84 f84 "Field84";
        85 f85 "Field85"; 86 f86 "Field86"; 87 f87 "Field87"; 88 f88 "Field88"; 89 f89 "Field89";
        90 f90 "Field90"; 91 f91 "Field91"; 92 f92 "Field92"; 93 f93 "Field93"; 94 f94 "Field94";
        95 f95 "Field95"; 96 f96 "Field96"; 97 f97 "Field97"; 98 f98 "Field98"; 99 f99 "Field99";
    }
}

/// A [`Wide`], in the table's order, or in the very opposite of it.
pub(crate) fn wide(order: Order) -> String {
    let texts = TEXTS.iter().map(|name| format!(r#""{name}":"text of {name}""#));
    let mut members: Vec<_> =
        texts.chain(NUMBERS.iter().map(|name| format!(r#""{name}":1234567"#))).collect();
    if order == Order::Reversed {
        members.reverse();
    }
    format!("{{{}}}", members.join(","))
}

/// In which order members come.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Order {
    Documented,
    Reversed,
}
