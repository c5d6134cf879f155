//! See `car_fuzz::events`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| car_fuzz::events::read(data));
