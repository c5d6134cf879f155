//! Enumerations of texts that stay open: a value that the spec does not know is kept and sent back as it is.
//!
//! A service adds values to its enumerations without notice; a closed enum would turn such a value into a
//! failed call. The generator emits, for each enumeration, the enum and one macro call with the table of wire
//! values. The whole of it, docs aside:
//!
//! ```
//! # use car_api::record::OpenEnum;
//! #[derive(Clone, Debug, PartialEq, Eq, Hash)]
//! #[non_exhaustive]
//! pub enum ProjectType {
//!     /// One session at a time.
//!     OnlyOne,
//!     /// As many sessions as there are.
//!     Many,
//!     /// A value that the spec does not know.
//!     Other(String),
//! }
//! car_api::__open_enum! {
//!     ProjectType { "only-one" => OnlyOne, "many" => Many, }
//! }
//!
//! assert_eq!(ProjectType::from("many"), ProjectType::Many);
//! assert_eq!(ProjectType::from("few").as_str(), "few");
//! assert_eq!(ProjectType::OnlyOne.to_string(), "only-one");
//! assert_eq!(ProjectType::default(), ProjectType::from(""));
//! assert_eq!(ProjectType::KNOWN.len(), 2);
//! ```
//!
//! The macro adds `as_str`, [`OpenEnum`], [`Field`](super::Field), `Default` (`Other("")`), `Display`,
//! `AsRef<str>`, `From<&str>`, `From<String>`, `Serialize` and `Deserialize`.

/// An open enumeration of texts.
pub trait OpenEnum: Clone + Send + Sync + 'static {
    /// The values that the spec knows: the text on the wire, and the variant.
    const KNOWN: &'static [(&'static str, Self)];

    /// The text on the wire.
    fn as_str(&self) -> &str;

    /// The variant for a text that the spec does not know.
    fn other(text: String) -> Self;

    /// The variant for a text from the wire.
    fn from_text(text: &str) -> Self {
        known(text).unwrap_or_else(|| Self::other(text.to_owned()))
    }

    /// Like [`from_text`](Self::from_text), but keeps the allocation of a text that the spec does not know.
    fn from_string(text: String) -> Self {
        known(&text).unwrap_or_else(|| Self::other(text))
    }
}

fn known<T: OpenEnum>(text: &str) -> Option<T> {
    T::KNOWN.iter().find(|(wire, _)| *wire == text).map(|(_, variant)| variant.clone())
}

/// A place for a value of an [`OpenEnum`], usable without its type.
pub trait OpenEnumSlot: Send + Sync {
    /// Puts the variant for `text` there.
    fn set(&mut self, text: &str);
}

impl<T: OpenEnum> OpenEnumSlot for T {
    fn set(&mut self, text: &str) {
        *self = T::from_text(text);
    }
}

/// Implements everything that the module's page lists for a generated enumeration. Called by generated code
/// only.
#[doc(hidden)]
#[macro_export]
macro_rules! __open_enum {
    ($name:ident { $($wire:literal => $variant:ident,)* }) => {
        impl $name {
            /// The text on the wire.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $wire,)*
                    Self::Other(text) => text,
                }
            }
        }

        impl $crate::record::OpenEnum for $name {
            const KNOWN: &'static [(&'static str, Self)] = &[$(($wire, Self::$variant)),*];

            fn as_str(&self) -> &str {
                Self::as_str(self)
            }

            fn other(text: ::std::string::String) -> Self {
                Self::Other(text)
            }
        }

        impl $crate::record::Field for $name {
            fn view(&self) -> $crate::record::View<'_> {
                $crate::record::View::Text(Self::as_str(self))
            }

            fn slot(&mut self) -> $crate::record::Slot<'_> {
                $crate::record::Slot::Enum(self)
            }

            fn clear(&mut self) {
                *self = ::core::default::Default::default();
            }
        }

        impl ::core::default::Default for $name {
            fn default() -> Self {
                Self::Other(::std::string::String::new())
            }
        }

        impl ::core::fmt::Display for $name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.pad(Self::as_str(self))
            }
        }

        impl ::core::convert::AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                Self::as_str(self)
            }
        }

        impl ::core::convert::From<&str> for $name {
            fn from(text: &str) -> Self {
                $crate::record::OpenEnum::from_text(text)
            }
        }

        impl ::core::convert::From<::std::string::String> for $name {
            fn from(text: ::std::string::String) -> Self {
                $crate::record::OpenEnum::from_string(text)
            }
        }

        impl $crate::record::__serde::Serialize for $name {
            fn serialize<S: $crate::record::__serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                serializer.serialize_str(Self::as_str(self))
            }
        }

        impl<'de> $crate::record::__serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::record::__serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                $crate::record::deserialize_enum(deserializer)
            }
        }
    };
}
