//! How often something is measured, and what stands for many measurements.

/// `full` rounds in a benchmark; one where the program is only tried, as by `cargo test --benches`.
pub(crate) fn rounds(full: usize) -> usize {
    if std::env::args().any(|argument| argument == "--bench") { full } else { 1 }
}

/// The quartiles of `values`, the median in the middle.
pub(crate) fn quartiles(mut values: Vec<f64>) -> [f64; 3] {
    values.sort_by(f64::total_cmp);
    [1, 2, 3].map(|quarter| values.get(values.len() * quarter / 4).copied().unwrap_or(f64::NAN))
}
