//! Action names are string literals.

car_api::generate! { specs = "a", actions = [DescribeCosCredential] }

fn main() {}
