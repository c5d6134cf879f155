//! Error codes, which the metadata does not have: they are read from the official SDKs.
//!
//! Three kinds of file list them. `errorcodes.py` (Python) and `errors.go` (Go) hold the codes of a service with
//! a comment on each; `client.go` (Go) lists codes above each action. The last has a fault: an action without a
//! list of its own is printed with that of the action before it. Nobody can tell such a leak from two actions
//! that really fail alike, so a list that repeats its predecessor's is kept apart as suspicious.

mod classify;
mod parse;
mod store;

use std::collections::{BTreeMap, BTreeSet};

pub(super) use classify::classify;
pub(super) use store::CodeFiles;

/// The error codes of a service.
#[derive(Debug, Default, Clone)]
pub(super) struct Codes {
    /// What each code means; empty where no file says so.
    pub(super) meanings: BTreeMap<String, String>,
    pub(super) by_action: BTreeMap<String, ActionCodes>,
    /// What stands in the place of a code and has not the form of one.
    pub(super) malformed: BTreeSet<String>,
}

/// The error codes of an action.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct ActionCodes {
    /// Sorted, each once.
    pub(super) codes: Vec<String>,
    /// The action before this one has the same list, which may have leaked.
    pub(super) same_as: Option<String>,
}

impl Codes {
    /// Takes over what a file says, whichever kind it is.
    pub(super) fn read(&mut self, text: &str) {
        if parse::is_go_client(text) {
            self.read_client(text);
        } else {
            for (code, meaning) in parse::catalogue(text) {
                if self.is_code(&code) {
                    self.note(code, meaning);
                }
            }
        }
    }

    /// Takes over a code that an example shows, if codes are known at all: with no catalogue, none is wanted.
    pub(super) fn note_shown(&mut self, code: String) {
        if !self.meanings.is_empty() && self.is_code(&code) {
            self.note(code, String::new());
        }
    }

    fn is_code(&mut self, code: &str) -> bool {
        let is_code = crate::spec::is_error_code(code);
        if !is_code {
            self.malformed.insert(code.to_owned());
        }
        is_code
    }

    fn read_client(&mut self, text: &str) {
        let mut before: Option<(String, Vec<String>)> = None;
        for (action, mut codes) in parse::go_actions(text) {
            codes.retain(|code| self.is_code(code));
            codes.sort();
            codes.dedup();
            for code in &codes {
                self.note(code.clone(), String::new());
            }
            let leaked = before
                .take()
                .filter(|(_, list)| *list == codes && !codes.is_empty())
                .map(|(action, _)| action);
            // Of three alike in a row, the first may be the source of both others.
            before = Some((action.clone(), codes.clone()));
            self.by_action.insert(action, ActionCodes { codes, same_as: leaked });
        }
    }

    /// A meaning that is known stays, whatever order the files come in.
    fn note(&mut self, code: String, meaning: String) {
        let known = self.meanings.entry(code).or_default();
        if known.is_empty() {
            *known = meaning;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Codes;

    const CLIENT: &str = r#"
func NewARequest() {}
// A
// error code that may be returned:
//  FAILEDOPERATION = "FailedOperation"
//  INTERNALERROR = "InternalError"
func (c *Client) A(request *ARequest) (response *AResponse, err error) {
// A
// error code that may be returned:
//  FAILEDOPERATION = "FailedOperation"
//  INTERNALERROR = "InternalError"
func (c *Client) AWithContext(ctx context.Context, request *ARequest) (response *AResponse, err error) {
// B
// error code that may be returned:
//  INTERNALERROR = "InternalError"
//  FAILEDOPERATION = "FailedOperation"
func (c *Client) B(request *BRequest) (response *BResponse, err error) {
// C
func (c *Client) C(request *CRequest) (response *CResponse, err error) {
// D
// 可能返回的错误码:
//  INTERNALERROR = "InternalError"
func (c *Client) D(request *DRequest) (response *DResponse, err error) {
"#;

    #[test]
    fn a_list_like_the_one_before_is_suspicious() {
        let mut codes = Codes::default();
        codes.read(CLIENT);
        let of =
            |action: &str| (codes.by_action[action].codes.len(), codes.by_action[action].same_as.as_deref());
        assert_eq!(of("A"), (2, None));
        assert_eq!(of("B"), (2, Some("A")));
        assert_eq!(of("C"), (0, None));
        assert_eq!(of("D"), (1, None));
    }

    #[test]
    fn meanings_come_from_catalogues_in_either_order() {
        let python =
            "# Copyright\n\n# Operation failed.\nFAILEDOPERATION = 'FailedOperation'\n\nNAKED = 'Naked'\n";
        let go = "const (\n// Inside.\n// Really.\nINTERNALERROR = \"InternalError\"\n)";
        for files in [[CLIENT, python, go], [go, python, CLIENT]] {
            let mut codes = Codes::default();
            for file in files {
                codes.read(file);
            }
            assert_eq!(codes.meanings["FailedOperation"], "Operation failed.");
            assert_eq!(codes.meanings["InternalError"], "Inside. Really.");
            assert_eq!(codes.meanings["Naked"], "");
        }
    }
}
