//! Tests that span the crates, and the committed expansion of the macro.

/// Every Rust block of the README is a doctest.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
mod readme {}

/// The same of the guide to production.
#[cfg(doctest)]
#[doc = include_str!("../../docs/production.md")]
mod production {}

/// What the macro makes of `api-specs/car`, formatted. Compiled here, so that the text that is reviewed is
/// text that builds; `tests/expansion.rs` keeps it up to date.
#[path = "expanded/car/mod.rs"]
pub mod expanded_car;

/// The same of `api-specs/sts`.
#[path = "expanded/sts/mod.rs"]
pub mod expanded_sts;

/// The macro's output beside types and modules that shadow what code usually leans on.
#[allow(missing_docs, missing_debug_implementations, dead_code, non_camel_case_types)]
pub mod shadowed {
    pub struct Some;
    pub struct None;
    pub struct Ok;
    pub struct Err;
    pub struct Vec;
    pub struct String;
    pub struct Default;
    pub struct Clone;
    pub struct Debug;
    pub struct Copy;
    pub struct Into;
    pub struct Send;
    pub mod core {}
    pub mod std {}
    pub mod alloc {}
    pub mod serde {}
    pub mod car_api {}

    ::car_api::generate! {
        specs = "fixtures/weather",
    }
}

/// The macro's output without a prelude. Only of actions without required parameters: rustc does not know
/// `#[diagnostic::on_unimplemented]`, which explains a missing one, where there is no prelude.
pub mod bare {
    #![no_implicit_prelude]

    ::car_api::generate! {
        specs = "fixtures/weather",
        actions = ["DropAll", "DescribeStations"],
    }
}

/// The macro with a part of the actions: only what they reach is there.
pub mod selected {
    car_api::generate! {
        specs = "fixtures/weather",
        actions = ["CreateStation"],
    }
}
