//! Two missing parameters are two errors.

use car_tests::selected::Client;

fn main() {
    let _call = |weather: &Client| weather.create_station().send();
}
