//! A structure with more fields than a machine word has bits. Real ones have up to 108.

use car_api::record::{FieldMeta, Kind, Shape};

macro_rules! wide {
    ($($index:literal $field:ident $wire:literal;)*) => {
        #[derive(Clone, Default, PartialEq)]
        pub struct Wide {
            $(pub $field: i64,)*
        }
        car_api::__record! {
            Wide, WIDE, { $($index => $field,)* }
        }
        pub static WIDE: Shape = Shape {
            name: "Wide",
            fields: &[$(FieldMeta::new($wire, stringify!($field), Kind::Int).required(),)*],
            open: false, docs: &[],
        };
    };
}

wide! {
    0 f0 "F0"; 1 f1 "F1"; 2 f2 "F2"; 3 f3 "F3"; 4 f4 "F4"; 5 f5 "F5"; 6 f6 "F6"; 7 f7 "F7"; 8 f8 "F8";
    9 f9 "F9"; 10 f10 "F10"; 11 f11 "F11"; 12 f12 "F12"; 13 f13 "F13"; 14 f14 "F14"; 15 f15 "F15";
    16 f16 "F16"; 17 f17 "F17"; 18 f18 "F18"; 19 f19 "F19"; 20 f20 "F20"; 21 f21 "F21"; 22 f22 "F22";
    23 f23 "F23"; 24 f24 "F24"; 25 f25 "F25"; 26 f26 "F26"; 27 f27 "F27"; 28 f28 "F28"; 29 f29 "F29";
    30 f30 "F30"; 31 f31 "F31"; 32 f32 "F32"; 33 f33 "F33"; 34 f34 "F34"; 35 f35 "F35"; 36 f36 "F36";
    37 f37 "F37"; 38 f38 "F38"; 39 f39 "F39"; 40 f40 "F40"; 41 f41 "F41"; 42 f42 "F42"; 43 f43 "F43";
    44 f44 "F44"; 45 f45 "F45"; 46 f46 "F46"; 47 f47 "F47"; 48 f48 "F48"; 49 f49 "F49"; 50 f50 "F50";
    51 f51 "F51"; 52 f52 "F52"; 53 f53 "F53"; 54 f54 "F54"; 55 f55 "F55"; 56 f56 "F56"; 57 f57 "F57";
    58 f58 "F58"; 59 f59 "F59"; 60 f60 "F60"; 61 f61 "F61"; 62 f62 "F62"; 63 f63 "F63"; 64 f64 "F64";
    65 f65 "F65"; 66 f66 "F66"; 67 f67 "F67"; 68 f68 "F68"; 69 f69 "F69";
}
