//! Which calls a script is for.

use super::head::CallHead;
use crate::action::ActionMeta;

/// An action.
#[derive(Debug, Clone)]
pub(crate) enum Target {
    /// An action that has tables.
    Action(&'static ActionMeta),
    /// An action that is called by name, in any service and version.
    Named(String),
}

impl Target {
    /// The name of the action.
    pub(crate) fn name(&self) -> &str {
        match self {
            Self::Action(action) => action.name,
            Self::Named(name) => name,
        }
    }

    /// Whether a call with this head is one of the action.
    pub(crate) fn is_called_by(&self, head: CallHead<'_>) -> bool {
        let is_of_service = |action: &ActionMeta| {
            head.version == Some(action.service.version)
                && head.service.is_none_or(|service| service == action.service.name)
        };
        head.action == Some(self.name())
            && match self {
                Self::Action(action) => is_of_service(action),
                Self::Named(_) => true,
            }
    }

    /// Whether it is the same action, said in the same way.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Action(left), Self::Action(right)) => std::ptr::eq(*left, *right),
            (Self::Named(left), Self::Named(right)) => left == right,
            _ => false,
        }
    }
}
