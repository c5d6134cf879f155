//! A made-up service with a structure for every case that the tables know, written as the generator emits it.

// Each test file uses the part that it is about, and all of it is as public as generated code is.
#![allow(dead_code, unreachable_pub)]

pub mod wide;

use car_api::Secret;
use car_api::record::{Constraints, Extra, Field, FieldMeta, Kind, Record, Shape, ValueMeta};

/// An open enumeration.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Mode {
    Fast,
    Slow,
    Other(String),
}
car_api::__open_enum! {
    Mode { "FAST" => Fast, "slow-1" => Slow, }
}

/// One required field of every scalar type.
#[derive(Clone, Default, PartialEq)]
pub struct Scalars {
    pub text: String,
    pub secret: Secret,
    pub mode: Mode,
    pub int: i64,
    pub uint: u64,
    pub float: f64,
    pub truth: bool,
}
car_api::__record! {
    Scalars, SCALARS, { 0 => text, 1 => secret, 2 => mode, 3 => int, 4 => uint, 5 => float, 6 => truth, }
}
pub static SCALARS: Shape = Shape {
    name: "Scalars",
    fields: &[
        FieldMeta::new("Text", "text", Kind::Text).required(),
        FieldMeta::new("Secret", "secret", Kind::Text).required().sensitive(),
        FieldMeta::new("Mode", "mode", Kind::Text).required(),
        FieldMeta::new("Int", "int", Kind::Int).required(),
        FieldMeta::new("UInt", "uint", Kind::UInt).required(),
        FieldMeta::new("Float", "float", Kind::Float).required(),
        FieldMeta::new("Truth", "truth", Kind::Bool).required(),
    ],
    open: false,
    docs: &[],
};

/// One optional field of every type.
#[derive(Clone, Default, PartialEq)]
pub struct Options {
    pub text: Option<String>,
    pub secret: Option<Secret>,
    pub mode: Option<Mode>,
    pub int: Option<i64>,
    pub uint: Option<u64>,
    pub float: Option<f64>,
    pub truth: Option<bool>,
    pub filter: Option<Filter>,
    pub list: Option<Vec<String>>,
    pub pin: Option<i64>,
}
car_api::__record! {
    Options, OPTIONS, {
        0 => text, 1 => secret, 2 => mode, 3 => int, 4 => uint, 5 => float, 6 => truth, 7 => filter, 8 => list,
        9 => pin,
    }
}
pub static OPTIONS: Shape = Shape {
    name: "Options",
    fields: &[
        FieldMeta::new("Text", "text", Kind::Text).constraints(Constraints {
            min_length: Some(2),
            max_length: Some(4),
            ..Constraints::NONE
        }),
        FieldMeta::new("Secret", "secret", Kind::Text)
            .sensitive()
            .constraints(Constraints { max_length: Some(8), ..Constraints::NONE }),
        FieldMeta::new("Mode", "mode", Kind::Text)
            .values(&[ValueMeta { value: "FAST", doc: "" }, ValueMeta { value: "slow-1", doc: "" }]),
        FieldMeta::new("Int", "int", Kind::Int).constraints(Constraints {
            min: Some(-5.0),
            max: Some(5.0),
            ..Constraints::NONE
        }),
        FieldMeta::new("UInt", "uint", Kind::UInt)
            .constraints(Constraints { max: Some(100.0), ..Constraints::NONE }),
        FieldMeta::new("Float", "float", Kind::Float)
            .constraints(Constraints { min: Some(0.5), ..Constraints::NONE }),
        FieldMeta::new("Truth", "truth", Kind::Bool),
        FieldMeta::new("Filter", "filter", Kind::Record(&FILTER)),
        FieldMeta::new("List", "list", Kind::List(&Kind::Text)).constraints(Constraints {
            min_items: Some(1),
            max_items: Some(2),
            max_length: Some(3),
            ..Constraints::NONE
        }),
        // A number cannot be a `Secret`, and is masked all the same.
        FieldMeta::new("Pin", "pin", Kind::Int).sensitive(),
    ],
    open: false,
    docs: &[],
};

/// A list of every type.
#[derive(Clone, Default, PartialEq)]
pub struct Lists {
    pub texts: Vec<String>,
    pub secrets: Vec<Secret>,
    pub modes: Vec<Mode>,
    pub ints: Vec<i64>,
    pub uints: Vec<u64>,
    pub floats: Vec<f64>,
    pub truths: Vec<bool>,
    pub filters: Vec<Filter>,
    pub grid: Vec<Vec<i64>>,
    pub required: Vec<String>,
}
car_api::__record! {
    Lists, LISTS, {
        0 => texts, 1 => secrets, 2 => modes, 3 => ints, 4 => uints, 5 => floats, 6 => truths, 7 => filters,
        8 => grid, 9 => required,
    }
}
pub static LISTS: Shape = Shape {
    name: "Lists",
    fields: &[
        FieldMeta::new("Texts", "texts", Kind::List(&Kind::Text)),
        FieldMeta::new("Secrets", "secrets", Kind::List(&Kind::Text)).sensitive(),
        FieldMeta::new("Modes", "modes", Kind::List(&Kind::Text)),
        FieldMeta::new("Ints", "ints", Kind::List(&Kind::Int)),
        FieldMeta::new("UInts", "uints", Kind::List(&Kind::UInt)),
        FieldMeta::new("Floats", "floats", Kind::List(&Kind::Float)),
        FieldMeta::new("Truths", "truths", Kind::List(&Kind::Bool)),
        FieldMeta::new("Filters", "filters", Kind::List(&Kind::Record(&FILTER))),
        FieldMeta::new("Grid", "grid", Kind::List(&Kind::List(&Kind::Int))),
        FieldMeta::new("Required", "required", Kind::List(&Kind::Text)).required(),
    ],
    open: false,
    docs: &[],
};

/// A structure of requests and responses. Its implementations are written out, to show that the macro is a
/// convenience and no part of the contract.
#[derive(Clone, Default, PartialEq)]
pub struct Filter {
    pub name: Option<String>,
    pub values: Option<Vec<String>>,
}
pub static FILTER: Shape = Shape {
    name: "Filter",
    fields: &[
        FieldMeta::new("Name", "name", Kind::Text).required_in_requests(),
        FieldMeta::new("Values", "values", Kind::List(&Kind::Text)),
    ],
    open: false,
    docs: &[],
};
impl Record for Filter {
    fn shape(&self) -> &'static Shape {
        &FILTER
    }

    fn get(&self, index: usize) -> Option<&dyn Field> {
        match index {
            0 => Some(&self.name),
            1 => Some(&self.values),
            _ => None,
        }
    }

    fn slot(&mut self, index: usize) -> Option<&mut dyn Field> {
        match index {
            0 => Some(&mut self.name),
            1 => Some(&mut self.values),
            _ => None,
        }
    }
}
impl std::fmt::Debug for Filter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        car_api::record::debug(self, f)
    }
}

/// A structure that contains itself, through a list and through a box.
#[derive(Clone, Default, PartialEq)]
pub struct Tree {
    pub name: String,
    pub children: Vec<Tree>,
    pub twin: Option<Box<Tree>>,
}
car_api::__record! {
    Tree, TREE, { 0 => name, 1 => children, 2 => twin, }
}
pub static TREE: Shape = Shape {
    name: "Tree",
    fields: &[
        FieldMeta::new("Name", "name", Kind::Text).required(),
        FieldMeta::new("Children", "children", Kind::List(&Kind::Record(&TREE))),
        FieldMeta::new("Twin", "twin", Kind::Record(&TREE)),
    ],
    open: false,
    docs: &[],
};

/// An open structure, with a keyword for a name and a sensitive structure inside.
#[derive(Clone, Default, PartialEq)]
pub struct Open {
    pub r#type: Option<String>,
    pub private: Option<Filter>,
    pub extra: Extra,
}
car_api::__record! {
    Open, OPEN, { 0 => r#type, 1 => private, } extra
}
pub static OPEN: Shape = Shape {
    name: "Open",
    fields: &[
        FieldMeta::new("Type", "type", Kind::Text),
        FieldMeta::new("Private", "private", Kind::Record(&FILTER)).sensitive(),
    ],
    open: true,
    docs: &[],
};

/// A structure with nothing in it.
#[derive(Clone, Default, PartialEq)]
pub struct Empty {}
car_api::__record! {
    Empty, EMPTY, {}
}
pub static EMPTY: Shape = Shape { name: "Empty", fields: &[], open: false, docs: &[] };
