use super::{MAX_BYTES, line, split_summary, tidy};

fn markdown(raw: &str) -> String {
    tidy(raw).text
}

#[test]
fn paragraphs_and_breaks() {
    assert_eq!(markdown("<p>One.</p><p>Two<br>three</p>"), "One.\n\nTwo\n\nthree");
    assert_eq!(markdown("<div><p> One. </p>\n</div>Two"), "One.\n\nTwo");
    assert_eq!(markdown("<p></p>"), "");
}

#[test]
fn lists_nested_numbered_and_unclosed() {
    assert_eq!(markdown("Values:<ul><li>a</li>\n<li><p>b</p></li></ul>End."), "Values:\n\n- a\n- b\n\nEnd.");
    assert_eq!(markdown("<ol><li>a<ul><li>b</li></ul></li><li>c</li></ol>"), "1. a\n   - b\n2. c");
    assert_eq!(markdown("<li>a<li>b"), "- a\n- b");
    assert_eq!(markdown("<ul><li>one<br>two</li></ul>"), "- one\n  two");
}

#[test]
fn code_emphasis_and_links() {
    assert_eq!(
        markdown("<code>a_b</code> and <strong>bold</strong>, <em>it</em>"),
        "`a_b` and **bold**, *it*"
    );
    assert_eq!(markdown("<b> </b><code></code>x"), "x");
    assert_eq!(
        markdown("<a href=\"https://a.example/x\">docs</a> <a href='#top'>top</a>"),
        "[docs](https://a.example/x) top"
    );
    assert_eq!(markdown("2<sup>10</sup> <font color=\"red\">x</font>"), "2^10 x");
    assert_eq!(markdown("<code>a ` b</code>"), "`` a ` b ``");
}

#[test]
fn blocks_of_code_are_never_rust() {
    assert_eq!(markdown("<pre><code>{\n  \"a\": 1\n}</code></pre>"), "```text\n{\n  \"a\": 1\n}\n```");
    assert_eq!(markdown("See:\n```\nlet x = 1;\n```\nEnd."), "See:\n\n```text\nlet x = 1;\n```\n\nEnd.");
    assert_eq!(markdown("```json\n{}\n```"), "```json\n{}\n```");
    assert_eq!(markdown("a\n        indented"), "a\n\nindented");
}

#[test]
fn tables() {
    let html = "<table><thead><tr><th>A</th><th>B|C</th></tr></thead><tbody><tr><td>1<br>2<td>x</tr><tr><td>3</table>";
    assert_eq!(markdown(html), "| A | B\\|C |\n|---|---|\n| 1 2 | x |\n| 3 |  |");
}

#[test]
fn words_in_angle_brackets_are_kept() {
    assert_eq!(markdown("Use <InstanceId> or &lt;T&gt;; 1 < 2"), "Use `<InstanceId>` or `<T>`; 1 < 2");
    assert_eq!(markdown("`<br>` and &quot;x&quot;"), "`<br>` and \"x\"");
}

#[test]
fn the_note_on_null_is_dropped_and_others_stay() {
    let note = "Id.\nNote: This field may return `null`, indicating that no valid values can be obtained.";
    assert_eq!(markdown(note), "Id.");
    assert_eq!(markdown("编号。\n注意：此字段可能返回 null，表示取不到有效值。"), "编号。");
    assert_eq!(markdown("Note: null means off. More."), "Note: null means off. More.");
}

#[test]
fn long_texts_are_cut_between_paragraphs() {
    let long = "A sentence of some length.\n".repeat(1_000);
    let prose = tidy(&long);
    assert!(prose.was_cut && prose.text.len() <= MAX_BYTES && prose.text.len() > MAX_BYTES - 100);
    assert!(prose.text.ends_with("length.\n\n(Shortened on import.)"), "{}", prose.text);
    let code = format!("```text\n{}\n```", "中文字符\n".repeat(2_000));
    let prose = tidy(&code);
    assert!(prose.text.len() <= MAX_BYTES && prose.text.matches("```").count() == 2);
}

#[test]
fn the_first_sentence_is_the_summary() {
    let summary = |text: &'static str| split_summary(text);
    assert_eq!(summary("This API lists. It pages."), Some(("This API lists.".to_owned(), "It pages.")));
    assert_eq!(
        summary("Supports e.g. TLS 1.2 here. Rest"),
        Some(("Supports e.g. TLS 1.2 here.".to_owned(), "Rest"))
    );
    assert_eq!(summary("本接口用于查询。支持分页。"), Some(("本接口用于查询。".to_owned(), "支持分页。")));
    assert_eq!(summary("No stop\n\nMore."), Some(("No stop".to_owned(), "More.")));
    assert_eq!(summary("`a.b` is. New"), None);
    assert_eq!(summary("- a"), None);
    assert_eq!(summary(""), None);
}

#[test]
fn titles_are_one_line() {
    assert_eq!(line(" A\n <b>title</b> "), "A **title**");
    assert_eq!(line(&"x".repeat(400)).chars().count(), 300);
}

#[test]
fn nothing_makes_it_fail() {
    let pieces = [
        "<", ">", "`", "```", "<ul>", "</ul>", "<li>", "<td>", "</table>", "<pre>", "&", "&#x", "*", "\n",
        " - ", "中", "<a href=",
    ];
    for a in pieces {
        for b in pieces {
            for c in pieces {
                let text = format!("{a}{b}{c}x");
                let once = markdown(&text);
                assert!(once.len() <= MAX_BYTES, "{text}");
            }
        }
    }
}

/// Once, the end of a tag lay before its beginning, because blanks between them had been taken away.
#[test]
fn a_tag_that_begins_behind_a_blank_ends_behind_it() {
    for raw in [
        "<li>;<ul><b><p>é</b>",
        "<ul><li><b> <p>中</b>x",
        "a <b> </b>b",
        "<td>é <a href='http://x'>\n<p>中</a>",
    ] {
        assert!(markdown(raw).len() < raw.len() + 40, "{raw}");
    }
}

proptest::proptest! {
    #[test]
    fn any_text_becomes_laid_out_text(raw in "(</?(p|li|ul|td|table|pre|b|a href='http://x')>|[`<>&;*|\n -]|[a-zé中]|\\PC){0,80}") {
        let once = markdown(&raw);
        proptest::prop_assert!(once.len() <= MAX_BYTES);
        proptest::prop_assert_eq!(once.trim(), once.as_str());
        proptest::prop_assert!(!once.contains("\n\n\n") || once.contains("```"));
        let _ = split_summary(&once);
    }
}
