//! See `car_fuzz::requests`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| car_fuzz::requests::read(data));
