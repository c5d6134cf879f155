//! Which of several profiles is wanted.

use super::{CredentialError, Surroundings};

/// A profile. One that was asked for has to be there; the absence of the other means only that nothing is set up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum ProfileName {
    Default,
    Named(String),
}

impl ProfileName {
    /// The one in `variable`, if it is set.
    pub(super) fn from_variable(
        surroundings: &Surroundings,
        variable: &str,
    ) -> Result<Self, CredentialError> {
        Ok(surroundings.choice(variable)?.map_or(Self::Default, Self::Named))
    }

    pub(super) fn as_str(&self) -> &str {
        match self {
            Self::Default => "default",
            Self::Named(name) => name,
        }
    }

    /// The error for a profile that is not there.
    pub(super) fn absent(&self, message: String) -> CredentialError {
        match self {
            Self::Default => CredentialError::missing(message),
            Self::Named(_) => CredentialError::invalid(message),
        }
    }
}
