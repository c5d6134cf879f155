//! What the fuzz targets do with their input.
//!
//! Each module reads bytes as one of the readers of these crates does, and panics if something does not hold that must.
//! A test of the workspace includes this file, so that the same is done with some inputs in every run of the tests.

pub mod credentials;
pub mod events;
pub mod reply;
pub mod requests;
pub mod specs;

/// The first byte, which chooses between variants of a target, and the rest.
fn split(data: &[u8]) -> (u8, &[u8]) {
    data.split_first().map_or((0, data), |(first, rest)| (*first, rest))
}
