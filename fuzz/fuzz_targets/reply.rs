//! See `car_fuzz::reply`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| car_fuzz::reply::read(data));
