//! Finds error codes in the sources of SDKs. No language is parsed: the files are generated, and each fact
//! stands on a line of its own.

/// Whether this is the client of the Go SDK, with codes above each action.
pub(super) fn is_go_client(text: &str) -> bool {
    text.contains("func (c *Client) ")
}

/// Codes with the comments above them, from lines such as `NAME = 'Code'` or `NAME = "Code"`.
pub(super) fn catalogue(text: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut comment: Vec<&str> = Vec::new();
    for line in text.lines().map(str::trim) {
        if let Some(words) = comment_text(line) {
            comment.push(words);
            continue;
        }
        if let Some(code) = assigned_code(line) {
            found.push((code, comment.join(" ").trim().to_owned()));
        }
        comment.clear();
    }
    found
}

/// The actions of a Go client with their codes, in the order of the file.
pub(super) fn go_actions(text: &str) -> Vec<(String, Vec<String>)> {
    let mut found = Vec::new();
    let mut codes: Vec<String> = Vec::new();
    for line in text.lines().map(str::trim) {
        if let Some(words) = line.strip_prefix("//") {
            codes.extend(assigned_code(words.trim()));
            continue;
        }
        let name = line.strip_prefix("func (c *Client) ").and_then(|rest| rest.split('(').next());
        // Each action has a second function that takes a context, with the same comment.
        if let Some(name) = name.filter(|name| !name.ends_with("WithContext")) {
            found.push((name.to_owned(), std::mem::take(&mut codes)));
        }
        codes.clear();
    }
    found
}

fn comment_text(line: &str) -> Option<&str> {
    line.strip_prefix("//").or_else(|| line.strip_prefix('#')).map(str::trim)
}

/// What is assigned to a constant: the code of `NAME = "Code"`. Whether it has the form of a code is not asked.
fn assigned_code(line: &str) -> Option<String> {
    let (name, value) = line.split_once('=')?;
    // Constants are in capitals; other assignments, in the text of a comment, are no codes.
    let is_name = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || matches!(c, '_' | '-');
    let name = name.trim().trim_end_matches(" string").trim();
    let quote = value.trim().chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let code = value.trim().trim_matches(quote);
    let fits = !name.is_empty() && name.chars().all(is_name);
    fits.then(|| code.to_owned())
}
