//! `car-spec explain`: the rules and the reasons for them.

use car_codegen::rules::{self, Rule};

/// Lists all rules on standard output.
pub(crate) fn list() -> bool {
    for rule in rules::all() {
        println!("{}  {:<7}  {}", rule.id, rule.level, rule.title);
    }
    true
}

/// Explains one rule on standard output. False if there is none of that id.
pub(crate) fn explain(id: &str) -> bool {
    let Some(rule) = rules::find(id) else {
        let meant = rules::nearest_id(id).map(|near| format!(", did you mean `{near}`?")).unwrap_or_default();
        eprintln!("there is no rule `{id}`{meant}\n`car-spec explain` lists all rules");
        return false;
    };
    println!("{}", text(rule));
    true
}

fn text(rule: &Rule) -> String {
    let Rule { id, title, level, why, mend, bad, good } = rule;
    let indent = |snippet: &str| format!("    {}\n", snippet.replace('\n', "\n    "));
    format!(
        "{id} ({level}): {title}\n\n{}\n{}\nNot like this:\n\n{}\nBut like this:\n\n{}",
        wrap(why),
        wrap(mend),
        indent(bad),
        indent(good).trim_end()
    )
}

/// Breaks a paragraph into lines that fit a terminal of 80 columns.
fn wrap(paragraph: &str) -> String {
    const WIDTH: usize = 78;
    let mut out = String::new();
    let mut column = 0;
    for word in paragraph.split_whitespace() {
        let length = word.chars().count();
        if column > 0 && column + 1 + length > WIDTH {
            out.push('\n');
            column = 0;
        }
        if column > 0 {
            out.push(' ');
            column += 1;
        }
        out.push_str(word);
        column += length;
    }
    out.push('\n');
    out
}
