//! Files and outputs that hold keys.

use car_api::credential::{__readers, CredentialError};

/// What stands in a text for a secret; no error may repeat it.
pub const SENTINEL: &str = "S3NTINEL";

/// Reads `data` as each of the notations that keys come in.
pub fn read(data: &[u8]) {
    check(&__readers::process_output(data));
    let text = String::from_utf8_lossy(data);
    check(&__readers::credentials_file(&text, "default"));
    check(&__readers::tccli_credential(&text));
    check(&__readers::tccli_region(&text));
}

fn check<T>(result: &Result<T, CredentialError>) {
    if let Err(error) = result {
        let shown = format!("{error} {error:?}");
        assert!(!shown.contains(SENTINEL), "a secret in an error: {shown}");
        assert!(!error.to_string().contains(char::is_control), "more than a line: {shown}");
    }
}
