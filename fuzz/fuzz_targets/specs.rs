//! See `car_fuzz::specs`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| car_fuzz::specs::read(data));
