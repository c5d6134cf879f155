//! An argument that is given twice.

car_api::generate! { specs = "a", specs = "b" }

fn main() {}
