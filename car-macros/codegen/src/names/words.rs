//! Makes a wire name splittable: `heck` finds the words, once the traps are out of its way.

/// Rewrites what would be split in the wrong place or could not be spelled in Rust:
/// plural acronyms (`VpcIDs` would give `vpc_i_ds`), `IPv4` and `IPv6` (`i_pv6`), and characters other than
/// ASCII letters and digits, which become word boundaries or, above ASCII, their number.
pub(super) fn normalize(wire: &str) -> String {
    let ascii = spell_in_ascii(wire).replace("IPv4", "Ipv4").replace("IPv6", "Ipv6");
    lower_plural_acronyms(&ascii)
}

/// `a.b-c` gives `a_b_c`; a letter outside ASCII gives a word such as `u540d`, so that names that differ in
/// such a letter stay different.
fn spell_in_ascii(wire: &str) -> String {
    let mut out = String::with_capacity(wire.len());
    for c in wire.chars() {
        match c {
            _ if c.is_ascii_alphanumeric() => out.push(c),
            _ if c.is_ascii() => out.push('_'),
            _ => out.extend(["_u", format!("{:x}", u32::from(c)).as_str(), "_"]),
        }
    }
    out
}

/// `VpcIDs` gives `VpcIds`: two or more capitals, an `s`, and then no further small letter.
fn lower_plural_acronyms(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while at < bytes.len() {
        let capitals = bytes[at..].iter().take_while(|b| b.is_ascii_uppercase()).count();
        let behind = at + capitals;
        let is_plural = capitals >= 2
            && bytes.get(behind) == Some(&b's')
            && !bytes.get(behind + 1).is_some_and(u8::is_ascii_lowercase);
        if is_plural {
            out.push(char::from(bytes[at]));
            out.extend(bytes[at + 1..behind].iter().map(|b| char::from(b.to_ascii_lowercase())));
            at = behind;
        } else {
            let taken = capitals.max(1);
            out.extend(bytes[at..at + taken].iter().map(|b| char::from(*b)));
            at += taken;
        }
    }
    out
}
