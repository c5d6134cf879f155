//! The memory of this process over a run.

use std::fmt;
use std::fs;

/// Growth that is no leak, in bytes a call: the heap of a busy process settles only after millions of calls. The smallest
/// thing that a call could leave behind takes 32 bytes.
const SLACK_BYTES: u64 = 16;

/// In shorter runs the first third is no warm-up: the emulator remembers the answers of 16,384 orders, which are made
/// in four times as many calls, before it forgets the first, and the heap settles later still.
const LEAST_CALLS: u64 = 1_000_000;

/// Samples of the resident set, in KiB. Empty where the system does not tell.
#[derive(Debug, Default)]
pub(crate) struct Memory(Vec<u64>);

impl Memory {
    pub(crate) fn sample(&mut self) {
        self.0.extend(resident_kib());
    }

    /// Prints how much it grew after the first third, which is the warm-up, and says whether that is as it must be:
    /// the median of the last tenth is compared with that of the tenth with which the second third begins.
    pub(crate) fn audit(&self, calls: u64) -> bool {
        let Some((warm, end)) = self.warm_and_end() else { return true };
        let grown = end.saturating_sub(warm);
        if calls < LEAST_CALLS {
            println!(
                "memory is not judged: {calls} calls are fewer than {LEAST_CALLS}, so it is still warming up"
            );
            return true;
        }
        // From the middle of the one tenth to the middle of the other.
        let bytes = grown * 1024 / (calls * 17 / 30);
        let holds = bytes <= SLACK_BYTES;
        let verdict = if holds { "" } else { "VIOLATION: " };
        println!("{verdict}growth of memory after the warm-up: {grown} KiB, {bytes} bytes a call");
        holds
    }

    fn warm_and_end(&self) -> Option<(u64, u64)> {
        let third = self.0.len() / 3;
        let tenth = (self.0.len() / 10).max(1);
        let warm = self.0.get(third..third + tenth)?;
        let end = self.0.get(self.0.len() - tenth..)?;
        Some((median(warm)?, median(end)?))
    }
}

impl fmt::Display for Memory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (Some(first), Some(last)) = (self.0.first(), self.0.last()) else {
            return f.write_str("the memory of this process is not known here");
        };
        let parts = [1, 2, 3].map(|quarter| self.0[(self.0.len() - 1) * quarter / 4]);
        let most = self.0.iter().max().unwrap_or(last);
        write!(
            f,
            "memory in KiB: {first} at the start, {parts:?} at the quarters, {last} at the end, {most} at most, in {} \
             samples",
            self.0.len()
        )
    }
}

fn median(samples: &[u64]) -> Option<u64> {
    let mut sorted = samples.to_vec();
    sorted.sort_unstable();
    sorted.get(sorted.len() / 2).copied()
}

/// `VmRSS`, as Linux tells it.
fn resident_kib() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.trim().strip_suffix("kB")?.trim().parse().ok()
}
