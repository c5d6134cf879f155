//! Puts a text, number or truth value into a field, even if the field is of another of these types.
//!
//! The service at times writes numbers as texts and texts as numbers, and differently in different actions;
//! a client that insists on the documented type fails calls that succeeded.

use std::borrow::Cow;

use super::super::{Field, Slot};
use super::error::ReadProblem;
use super::value::Given;

/// A value without structure, as the document has it.
#[derive(Debug, Clone, Copy)]
pub(super) enum Scalar<'a> {
    Text(&'a str),
    Int(i64),
    UInt(u64),
    Float(f64),
    Bool(bool),
}

/// As much of a text as an error shows.
const EXCERPT_CHARS: usize = 24;
/// 2^63 and 2^64: the first whole numbers that an `i64` and a `u64` cannot hold. Both are exact as `f64`.
const INT_END: f64 = 9_223_372_036_854_775_808.0;
const UINT_END: f64 = 18_446_744_073_709_551_616.0;

/// Puts `text` into `field` if that is a text. Most values are texts in text fields, and the way through
/// [`put`] would cost them 5 % of the instructions of reading a reply.
#[inline]
pub(super) fn put_text(field: &mut dyn Field, text: &str) -> bool {
    match field.slot() {
        Slot::Text(place) => *place = String::from(text),
        Slot::Secret(place) => place.set(text),
        _ => return false,
    }
    true
}

/// Puts `scalar` into `slot`. [`Given::Null`] if it is an empty text in the place of something else; the slot
/// is then as it was.
pub(super) fn put(slot: Slot<'_>, scalar: Scalar<'_>) -> Result<Given, ReadProblem> {
    match slot {
        Slot::Text(place) => *place = scalar.text().into_owned(),
        Slot::Secret(place) => *place = scalar.text().into_owned().into(),
        Slot::Enum(place) => place.set(&scalar.text()),
        Slot::Int(place) => return fill(place, scalar, Scalar::int),
        Slot::UInt(place) => return fill(place, scalar, Scalar::uint),
        Slot::Float(place) => return fill(place, scalar, Scalar::float),
        Slot::Bool(place) => return fill(place, scalar, Scalar::truth),
        Slot::Record(_) => return Err(scalar.is_not("an object")),
        Slot::List(_) => return Err(scalar.is_not("a list")),
    }
    Ok(Given::Value)
}

fn fill<'a, T>(
    place: &mut T,
    scalar: Scalar<'a>,
    convert: impl Fn(Scalar<'a>) -> Result<T, ReadProblem>,
) -> Result<Given, ReadProblem> {
    let scalar = match scalar {
        Scalar::Text(text) => match text.trim() {
            "" => return Ok(Given::Null),
            text => Scalar::Text(text),
        },
        other => other,
    };
    *place = convert(scalar)?;
    Ok(Given::Value)
}

impl<'a> Scalar<'a> {
    fn text(self) -> Cow<'a, str> {
        match self {
            Self::Text(text) => Cow::Borrowed(text),
            Self::Int(number) => Cow::Owned(number.to_string()),
            Self::UInt(number) => Cow::Owned(number.to_string()),
            // `Debug` keeps the `.0` that `Display` drops: the digits stay those of the document.
            Self::Float(number) => Cow::Owned(format!("{number:?}")),
            Self::Bool(true) => Cow::Borrowed("true"),
            Self::Bool(false) => Cow::Borrowed("false"),
        }
    }

    fn int(self) -> Result<i64, ReadProblem> {
        const TARGET: &str = "a signed 64-bit integer";
        match self {
            Self::Int(number) => Ok(number),
            Self::UInt(number) => i64::try_from(number).map_err(|_| self.exceeds(TARGET)),
            Self::Float(number) => {
                let whole = self.whole(number)?;
                if !(-INT_END..INT_END).contains(&whole) {
                    return Err(self.exceeds(TARGET));
                }
                #[allow(clippy::cast_possible_truncation, reason = "whole and in range: exact")]
                Ok(whole as i64)
            }
            Self::Text(text) => match text.parse() {
                Ok(number) => Ok(number),
                Err(_) => {
                    Self::Float(self.parsed("a whole number")?).int().map_err(|error| self.blame(error))
                }
            },
            Self::Bool(_) => Err(self.is_not("a whole number")),
        }
    }

    fn uint(self) -> Result<u64, ReadProblem> {
        const TARGET: &str = "an unsigned 64-bit integer";
        match self {
            Self::Int(number) => u64::try_from(number).map_err(|_| self.exceeds(TARGET)),
            Self::UInt(number) => Ok(number),
            Self::Float(number) => {
                let whole = self.whole(number)?;
                if !(0.0..UINT_END).contains(&whole) {
                    return Err(self.exceeds(TARGET));
                }
                #[allow(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "whole and in range: exact"
                )]
                Ok(whole as u64)
            }
            Self::Text(text) => match text.parse() {
                Ok(number) => Ok(number),
                Err(_) => {
                    Self::Float(self.parsed("a whole number")?).uint().map_err(|error| self.blame(error))
                }
            },
            Self::Bool(_) => Err(self.is_not("a whole number")),
        }
    }

    fn float(self) -> Result<f64, ReadProblem> {
        match self {
            Self::Float(number) if number.is_finite() => Ok(number),
            Self::Float(_) => Err(self.exceeds("a finite number")),
            #[allow(
                clippy::cast_precision_loss,
                reason = "the nearest float is what any JSON reader makes of it"
            )]
            Self::Int(number) => Ok(number as f64),
            #[allow(clippy::cast_precision_loss, reason = "as above")]
            Self::UInt(number) => Ok(number as f64),
            Self::Text(_) => match self.parsed("a number")? {
                number if number.is_finite() => Ok(number),
                _ => Err(self.exceeds("a finite number")),
            },
            Self::Bool(_) => Err(self.is_not("a number")),
        }
    }

    fn truth(self) -> Result<bool, ReadProblem> {
        match self {
            Self::Bool(truth) => Ok(truth),
            Self::Int(0) | Self::UInt(0) | Self::Text("0") => Ok(false),
            Self::Int(1) | Self::UInt(1) | Self::Text("1") => Ok(true),
            Self::Text(text) if text.eq_ignore_ascii_case("true") => Ok(true),
            Self::Text(text) if text.eq_ignore_ascii_case("false") => Ok(false),
            _ => Err(self.is_not("true or false")),
        }
    }

    /// `number` again, if it has no fraction. Infinity has none, and is out of every range.
    fn whole(self, number: f64) -> Result<f64, ReadProblem> {
        if number.is_nan() || number.fract() != 0.0 && number.is_finite() {
            return Err(self.is_not("a whole number"));
        }
        Ok(number)
    }

    fn parsed(self, expected: &'static str) -> Result<f64, ReadProblem> {
        match self {
            Self::Text(text) => text.parse().map_err(|_| self.is_not(expected)),
            other => Err(other.is_not(expected)),
        }
    }

    /// `error`, said of this value instead of the float that was made of it on the way.
    fn blame(self, error: ReadProblem) -> ReadProblem {
        match error {
            ReadProblem::OutOfRange { expected, .. } => self.exceeds(expected),
            ReadProblem::WrongKind { expected, .. } => self.is_not(expected),
            other => other,
        }
    }

    fn is_not(self, expected: &'static str) -> ReadProblem {
        let found = match self {
            Self::Text(_) => "a text",
            Self::Int(_) | Self::UInt(_) | Self::Float(_) => "a number",
            Self::Bool(_) => "a truth value",
        };
        ReadProblem::WrongKind { expected, found, value: Some(self.excerpt()) }
    }

    fn exceeds(self, expected: &'static str) -> ReadProblem {
        ReadProblem::OutOfRange { expected, value: Some(self.excerpt()) }
    }

    fn excerpt(self) -> String {
        let Self::Text(text) = self else { return self.text().into_owned() };
        match text.char_indices().nth(EXCERPT_CHARS) {
            Some((end, _)) => format!("{:?}...", text.get(..end).unwrap_or_default()),
            None => format!("{text:?}"),
        }
    }
}
