//! What every generated structure shares, written once as a macro that generated code calls.
//!
//! The generator emits a struct and its [`Shape`](super::Shape), and then
//!
//! ```text
//! ::car_api::__record! {
//!     Filter, TABLE_Filter, { 0 => name, 1 => values, }
//! }
//! ```
//!
//! with `extra` after the braces where the struct is open and has a field of that name. The struct has to be
//! `Default`. The macro names everything by its full path, so that it expands wherever the caller stands.

/// Implements [`Record`](crate::record::Record), `Debug`, `Serialize` and `Deserialize` for a generated structure.
/// Called by generated code only.
#[doc(hidden)]
#[macro_export]
macro_rules! __record {
    ($name:ident, $table:ident, { $($index:literal => $field:ident,)* } $($extra:ident)?) => {
        // Without a field, there is nothing but the `return`.
        #[allow(deprecated, unreachable_code)]
        impl $crate::record::Record for $name {
            fn shape(&self) -> &'static $crate::record::Shape {
                &$table
            }

            fn get(&self, index: usize) -> ::core::option::Option<&dyn $crate::record::Field> {
                ::core::option::Option::Some(match index {
                    $($index => &self.$field,)*
                    _ => return ::core::option::Option::None,
                })
            }

            fn slot(&mut self, index: usize) -> ::core::option::Option<&mut dyn $crate::record::Field> {
                ::core::option::Option::Some(match index {
                    $($index => &mut self.$field,)*
                    _ => return ::core::option::Option::None,
                })
            }

            $(
                fn extra(&self) -> ::core::option::Option<&$crate::record::Extra> {
                    ::core::option::Option::Some(&self.$extra)
                }

                fn extra_mut(&mut self) -> ::core::option::Option<&mut $crate::record::Extra> {
                    ::core::option::Option::Some(&mut self.$extra)
                }
            )?
        }

        impl ::core::fmt::Debug for $name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                $crate::record::debug(self, f)
            }
        }

        impl $crate::record::__serde::Serialize for $name {
            fn serialize<S: $crate::record::__serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                $crate::record::serialize(self, serializer)
            }
        }

        impl<'de> $crate::record::__serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::record::__serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                $crate::record::deserialize(deserializer)
            }
        }
    };
}
