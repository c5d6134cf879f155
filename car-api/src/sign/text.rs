//! Where a text of the signing algorithm is written to: a string for people, or straight into a hash.
//!
//! Both go through one writer per text, so what is tested as a string is what is hashed.

use sha2::digest::Update;

/// Takes a text piece by piece.
pub(super) trait Sink {
    fn put(&mut self, piece: &[u8]);

    /// Like [`put`](Self::put), in lower case (ASCII only, as header values are).
    fn put_lower_case(&mut self, piece: &[u8]);
}

impl Sink for Vec<u8> {
    fn put(&mut self, piece: &[u8]) {
        self.extend_from_slice(piece);
    }

    fn put_lower_case(&mut self, piece: &[u8]) {
        self.extend(piece.iter().map(u8::to_ascii_lowercase));
    }
}

/// What `write` writes, as a string. Only whole texts are put together, so it is one.
pub(super) fn string(write: impl FnOnce(&mut Vec<u8>)) -> String {
    let mut text = Vec::new();
    write(&mut text);
    String::from_utf8(text).unwrap_or_default()
}

/// Enough for the usual canonical request (about 150 bytes) and string to sign (about 120) at once.
const BUFFER: usize = 256;

/// Hashes what `write` writes.
///
/// The texts consist of two dozen short pieces, and a hash spends more on taking a piece than on its bytes.
/// So they are gathered on the stack first.
pub(super) fn hashed<H: Update>(mut hash: H, write: impl FnOnce(&mut Hashing<'_, H>)) -> H {
    let mut hashing = Hashing { hash: &mut hash, buffer: [0; BUFFER], used: 0 };
    write(&mut hashing);
    hashing.empty();
    hash
}

/// Gathers pieces for a hash.
pub(super) struct Hashing<'a, H> {
    hash: &'a mut H,
    buffer: [u8; BUFFER],
    used: usize,
}

impl<H: Update> Hashing<'_, H> {
    /// Room for a piece of this length, after emptying the buffer if it has to be. `None` if it never fits.
    #[inline]
    fn room(&mut self, length: usize) -> Option<&mut [u8]> {
        if length > BUFFER - self.used {
            self.empty();
        }
        let start = self.used;
        let room = self.buffer.get_mut(start..)?.get_mut(..length)?;
        self.used += length;
        Some(room)
    }

    fn empty(&mut self) {
        self.hash.update(&self.buffer[..self.used]);
        self.used = 0;
    }
}

impl<H: Update> Sink for Hashing<'_, H> {
    #[inline]
    fn put(&mut self, piece: &[u8]) {
        match self.room(piece.len()) {
            Some(room) => room.copy_from_slice(piece),
            None => self.hash.update(piece),
        }
    }

    #[inline]
    fn put_lower_case(&mut self, piece: &[u8]) {
        match self.room(piece.len()) {
            Some(room) => {
                for (lower, byte) in room.iter_mut().zip(piece) {
                    *lower = byte.to_ascii_lowercase();
                }
            }
            None => self.hash.update(&piece.to_ascii_lowercase()),
        }
    }
}

/// Decimal digits of a number, on the stack.
pub(super) struct Decimal {
    digits: [u8; 20],
    start: usize,
}

impl Decimal {
    pub(super) fn new(mut number: u64) -> Self {
        let mut digits = [b'0'; 20];
        let mut start = digits.len();
        loop {
            start -= 1;
            // A remainder of 10 fits.
            digits[start] = b'0' + u8::try_from(number % 10).unwrap_or_default();
            number /= 10;
            if number == 0 {
                return Self { digits, start };
            }
        }
    }

    pub(super) fn as_bytes(&self) -> &[u8] {
        &self.digits[self.start..]
    }
}

#[cfg(test)]
mod tests {
    use sha2::{Digest, Sha256};

    use super::*;

    #[test]
    fn pieces_hash_like_the_whole_text() {
        for length in [0, 1, 63, 64, 255, 256, 257, 511, 512, 513, 2_000] {
            let piece = "aB".repeat(length);
            let write = |out: &mut dyn Sink| {
                out.put(b"start ");
                out.put_lower_case(piece.as_bytes());
                out.put(piece.as_bytes());
                out.put(b" end");
            };
            let hash = hashed(Sha256::default(), |out| write(out));
            let text = string(|out| write(out));
            assert_eq!(text, format!("start {}{piece} end", piece.to_lowercase()));
            assert_eq!(hash.finalize(), Sha256::digest(&text), "length {length}");
        }
    }

    #[test]
    fn decimals() {
        for number in [0, 1, 9, 10, 1_551_113_065, u64::MAX] {
            assert_eq!(Decimal::new(number).as_bytes(), number.to_string().as_bytes());
        }
    }
}
