//! The macro needs to know the folder.

car_api::generate! {}

fn main() {}
