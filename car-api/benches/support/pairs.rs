//! Compares two ways of doing something, in pairs.
//!
//! A machine's speed drifts by more than the differences of interest, so the times of two runs cannot be
//! compared. Here both ways are timed in turn, in rounds much shorter than what a scheduler gives a process at a time,
//! and what counts is the median of the ratios of neighbours: a disturbance hits both of a pair, or spoils one pair
//! among many.

use std::hint::black_box;
use std::time::{Duration, Instant};

use crate::statistics::{quartiles, rounds};

const ROUNDS: usize = 5_001;
const ROUND: Duration = Duration::from_micros(200);

/// Prints the head of a table of pairs. `ours` and `theirs` name what is compared.
pub(crate) fn print_head(ours: &str, theirs: &str) {
    println!("{:36} {ours:>14} {theirs:>14} {:>22} {:>7}", "in pairs, ns", "ratio (quartiles)", "budget");
}

/// Times `ours` against `theirs` and prints a line of the table. `budget` is the most that the ratio may be.
pub(crate) fn print<A, B>(
    name: &str,
    budget: Option<f64>,
    mut ours: impl FnMut() -> A,
    mut theirs: impl FnMut() -> B,
) {
    // Twice: the first round also warms the caches.
    let mut repeats = 1;
    for _ in 0..2 {
        repeats = repeats_for(ROUND, repeats, &mut theirs);
    }
    let rounds = rounds(ROUNDS);
    let mut pairs: Vec<(f64, f64)> = Vec::with_capacity(rounds);
    for round in 0..rounds {
        // Who comes first changes, so that neither always finds the caches as the other left them.
        pairs.push(if round % 2 == 0 {
            let first = time(repeats, &mut ours);
            (first, time(repeats, &mut theirs))
        } else {
            let first = time(repeats, &mut theirs);
            (time(repeats, &mut ours), first)
        });
    }
    let [ours_ns, theirs_ns] = [|pair: &(f64, f64)| pair.0, |pair: &(f64, f64)| pair.1]
        .map(|of| quartiles(pairs.iter().map(of).collect())[1]);
    let [low, ratio, high] = quartiles(pairs.iter().map(|(ours, theirs)| ours / theirs).collect());
    let ratio = format!("{ratio:.2} ({low:.2} to {high:.2})");
    let budget = budget.map_or("none".to_owned(), |budget| format!("{budget:.2}"));
    println!("{name:36} {ours_ns:14.0} {theirs_ns:14.0} {ratio:>22} {budget:>7}");
}

/// How often `work` has to be done to fill `round`, guessed from doing it `repeats` times.
fn repeats_for<T>(round: Duration, repeats: u32, work: &mut impl FnMut() -> T) -> u32 {
    let start = Instant::now();
    let mut done = 0;
    while start.elapsed() < round {
        for _ in 0..repeats {
            black_box(work());
        }
        done += repeats;
    }
    done
}

/// Nanoseconds for one of `repeats`.
fn time<T>(repeats: u32, work: &mut impl FnMut() -> T) -> f64 {
    let start = Instant::now();
    for _ in 0..repeats {
        black_box(work());
    }
    start.elapsed().as_secs_f64() * 1e9 / f64::from(repeats)
}
