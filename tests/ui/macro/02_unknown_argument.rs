//! An argument that the macro does not have.

car_api::generate! { folder = "specs" }

fn main() {}
