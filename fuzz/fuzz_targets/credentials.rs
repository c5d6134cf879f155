//! See `car_fuzz::credentials`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| car_fuzz::credentials::read(data));
