//! Writes tokens as Markdown: paragraphs, lists, code, emphasis, links and tables.
//!
//! A stack holds what is open. Where a tag closes, what has been written since it was opened is taken back and
//! put between its signs; a tag that never closes is closed by what holds it. There is no error: the worst that
//! bad markup can do is to look a little odd.

use super::html::{self, Token};
use super::pieces::{emphasize, guard, inline_code, link, on_one_line, table};

/// Something that has been opened.
#[derive(Debug)]
enum Open<'a> {
    /// Bold or italic text: its sign, and where it begins.
    Emphasis {
        tag: &'a str,
        sign: &'static str,
        start: usize,
    },
    /// A link and its address.
    Link {
        address: Option<&'a str>,
        start: usize,
    },
    /// Code on a line.
    Code {
        tag: &'a str,
        start: usize,
    },
    /// Lines that stay as they are.
    Block {
        start: usize,
    },
    List {
        tag: &'a str,
        is_ordered: bool,
        items: usize,
    },
    Item,
    Table {
        rows: Vec<Vec<String>>,
    },
    Cell {
        tag: &'a str,
        start: usize,
    },
}

/// Markdown in the making.
#[derive(Debug, Default)]
pub(super) struct Writer<'a> {
    out: String,
    open: Vec<Open<'a>>,
}

/// Writes all of a text. The result is not laid out yet: see [`layout`](super::layout).
pub(super) fn write(text: &str) -> String {
    let mut writer = Writer::default();
    for token in html::tokens(text) {
        writer.take(token);
    }
    while !writer.open.is_empty() {
        writer.close_top();
    }
    writer.out
}

impl<'a> Writer<'a> {
    fn take(&mut self, token: Token<'a>) {
        match token {
            Token::Text(text) => self.text(text),
            Token::Verbatim(code) => self.verbatim(code),
            Token::Open(tag, address) => self.open(tag, address),
            Token::Close(tag) => self.close(tag),
        }
    }

    fn text(&mut self, text: &str) {
        let decoded = html::decode(text);
        if self.is_in_block() {
            self.out.push_str(&decoded);
        } else if self.is_in_code() {
            self.out.push_str(&on_one_line(&decoded));
        } else if self.is_between_items() && decoded.trim().is_empty() {
            // The white space between `</li>` and `<li>` is the author's layout.
        } else if self.is_on_one_line() {
            guard(&on_one_line(&decoded), &mut self.out);
        } else {
            guard(&decoded, &mut self.out);
        }
    }

    fn verbatim(&mut self, code: &str) {
        let is_block = code.starts_with("```");
        if self.is_in_block() || self.is_in_code() {
            self.out.push_str(code.trim_matches('`'));
        } else if is_block && !self.is_on_one_line() {
            let inner = code.trim_matches('`');
            self.fenced(inner);
        } else if is_block {
            inline_code(&on_one_line(code.trim_matches('`')), &mut self.out);
        } else {
            self.out.push_str(&html::decode(code));
        }
    }

    fn open(&mut self, tag: &'a str, address: Option<&'a str>) {
        if self.is_in_block() || self.is_in_code() {
            if matches!(tag, "br" | "p" | "li" | "tr") {
                self.out.push(if self.is_in_block() { '\n' } else { ' ' });
            }
            return;
        }
        let start = self.out.len();
        match tag {
            "br" => self.line(),
            "p" | "div" | "dl" | "dt" | "dd" | "blockquote" | "section" | "figure" | "dx-alert" | "hr" => {
                self.paragraph();
            }
            "strong" | "b" => self.open.push(Open::Emphasis { tag, sign: "**", start }),
            "em" | "i" => self.open.push(Open::Emphasis { tag, sign: "*", start }),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                self.paragraph();
                let start = self.out.len();
                self.open.push(Open::Emphasis { tag, sign: "**", start });
            }
            "code" | "tt" => self.open.push(Open::Code { tag, start }),
            "pre" | "dx-codeblock" => {
                self.paragraph();
                let start = self.out.len();
                self.open.push(Open::Block { start });
            }
            "a" => self.open.push(Open::Link { address, start }),
            "img" => self.picture(address),
            "sup" => self.out.push('^'),
            "ul" | "ol" => {
                self.paragraph();
                self.open.push(Open::List { tag, is_ordered: tag == "ol", items: 0 });
            }
            "li" => self.item(),
            "table" => {
                self.paragraph();
                self.open.push(Open::Table { rows: Vec::new() });
            }
            "tr" => self.row(),
            "td" | "th" => self.cell(tag),
            _ => {}
        }
    }

    fn close(&mut self, tag: &str) {
        let is_it = |open: &Open<'_>| match open {
            Open::Emphasis { tag: own, .. } | Open::Code { tag: own, .. } | Open::List { tag: own, .. } => {
                *own == tag
            }
            Open::Cell { tag: own, .. } => *own == tag,
            Open::Link { .. } => tag == "a",
            Open::Block { .. } => matches!(tag, "pre" | "dx-codeblock"),
            Open::Item => tag == "li",
            Open::Table { .. } => tag == "table",
        };
        if let Some(index) = self.open.iter().rposition(is_it) {
            while self.open.len() > index {
                self.close_top();
            }
        }
        let ends_paragraph =
            matches!(tag, "p" | "div" | "blockquote" | "section" | "figure" | "dx-alert" | "dd")
                || (tag.len() == 2 && tag.starts_with('h'));
        if ends_paragraph && !self.is_in_block() && !self.is_in_code() {
            self.paragraph();
        }
    }

    fn close_top(&mut self) {
        let Some(open) = self.open.pop() else { return };
        match open {
            Open::Emphasis { sign, start, .. } => {
                let inner = self.out.split_off(start);
                emphasize(&inner, sign, &mut self.out);
            }
            Open::Link { address, start } => {
                let inner = self.out.split_off(start);
                link(&inner, address, &mut self.out);
            }
            Open::Code { start, .. } => {
                let inner = self.out.split_off(start);
                inline_code(inner.trim(), &mut self.out);
            }
            Open::Block { start } => {
                let inner = self.out.split_off(start);
                self.fenced(&inner);
            }
            Open::List { .. } => {
                self.line();
                if !self.is_in_list() {
                    self.paragraph();
                }
            }
            Open::Item => {}
            Open::Table { rows } => {
                table(&rows, &mut self.out);
                self.paragraph();
            }
            Open::Cell { start, .. } => {
                let inner = self.out.split_off(start);
                let cell = on_one_line(&inner).trim().replace('|', "\\|");
                if let Some(Open::Table { rows }) =
                    self.open.iter_mut().rfind(|open| matches!(open, Open::Table { .. }))
                {
                    if rows.is_empty() {
                        rows.push(Vec::new());
                    }
                    if let Some(row) = rows.last_mut() {
                        row.push(cell);
                    }
                } else {
                    self.out.push_str(&cell);
                }
            }
        }
    }

    /// Begins an item; an item that is still open in the same list ends.
    fn item(&mut self) {
        let list = self.open.iter().rposition(|open| matches!(open, Open::List { .. }));
        if let Some(list) = list {
            while self.open.len() > list + 1 {
                self.close_top();
            }
        } else {
            self.paragraph();
            self.open.push(Open::List { tag: "ul", is_ordered: false, items: 0 });
        }
        self.line();
        let depth = self.open.iter().filter(|open| matches!(open, Open::List { .. })).count();
        self.out.extend(std::iter::repeat_n("   ", depth.saturating_sub(1)));
        if let Some(Open::List { is_ordered, items, .. }) = self.open.last_mut() {
            *items += 1;
            let marker = if *is_ordered { format!("{items}. ") } else { "- ".to_owned() };
            self.out.push_str(&marker);
        }
        self.open.push(Open::Item);
    }

    fn row(&mut self) {
        if let Some(index) = self.open.iter().rposition(|open| matches!(open, Open::Table { .. })) {
            while self.open.len() > index + 1 {
                self.close_top();
            }
            if let Some(Open::Table { rows }) = self.open.last_mut() {
                rows.push(Vec::new());
            }
        }
    }

    fn cell(&mut self, tag: &'a str) {
        if let Some(index) =
            self.open.iter().rposition(|open| matches!(open, Open::Cell { .. } | Open::Table { .. }))
        {
            while self.open.len() > index + 1 {
                self.close_top();
            }
            if matches!(self.open.last(), Some(Open::Cell { .. })) {
                self.close_top();
            }
        }
        let start = self.out.len();
        self.open.push(Open::Cell { tag, start });
    }

    fn picture(&mut self, address: Option<&str>) {
        link("picture", address.filter(|address| address.starts_with("http")), &mut self.out);
    }

    /// A code block. `text` may begin with the name of its language.
    fn fenced(&mut self, text: &str) {
        let (language, code) = match text.split_once('\n') {
            Some((first, rest)) if first.trim().chars().all(|c| c.is_ascii_alphanumeric()) => {
                (first.trim(), rest)
            }
            _ => ("", text),
        };
        // Without a language, rustdoc would compile it.
        let language = if language.is_empty() { "text" } else { language };
        let code = code.trim_matches(['\n', '\r']).trim_end().replace("```", "'''");
        self.paragraph();
        if !code.is_empty() {
            self.out.extend(["```", &language.to_ascii_lowercase(), "\n", &code, "\n```"]);
            self.paragraph();
        }
    }

    /// Ends the line, unless it is one that cannot end here.
    fn line(&mut self) {
        if self.is_in_cell() {
            self.space();
            return;
        }
        self.trim_blanks();
        if self.out.is_empty() || self.out.ends_with('\n') || self.is_at_marker() {
            return;
        }
        self.out.push('\n');
        if matches!(self.open.last(), Some(Open::Item)) {
            let depth = self.open.iter().filter(|open| matches!(open, Open::List { .. })).count();
            self.out.extend(std::iter::repeat_n("   ", depth));
        }
    }

    /// Ends the paragraph; in a list, only the line.
    fn paragraph(&mut self) {
        self.line();
        if self.is_in_list() || self.is_in_cell() || self.out.is_empty() {
            return;
        }
        self.trim_blanks();
        while !self.out.ends_with("\n\n") {
            self.out.push('\n');
        }
    }

    fn space(&mut self) {
        if !self.out.is_empty() && !self.out.ends_with([' ', '\n']) {
            self.out.push(' ');
        }
    }

    /// Right behind the `- ` of an item.
    fn is_at_marker(&self) -> bool {
        matches!(self.open.last(), Some(Open::Item)) && {
            let line = self.out.rsplit('\n').next().unwrap_or_default().trim();
            line == "-"
                || line.strip_suffix('.').is_some_and(|digits| digits.bytes().all(|b| b.is_ascii_digit()))
        }
    }

    fn is_in_block(&self) -> bool {
        self.open.iter().any(|open| matches!(open, Open::Block { .. }))
    }

    fn is_in_code(&self) -> bool {
        self.open.iter().any(|open| matches!(open, Open::Code { .. }))
    }

    fn is_in_list(&self) -> bool {
        self.open.iter().any(|open| matches!(open, Open::List { .. }))
    }

    fn is_in_cell(&self) -> bool {
        self.open.iter().any(|open| matches!(open, Open::Cell { .. } | Open::Table { .. }))
    }

    fn is_on_one_line(&self) -> bool {
        self.is_in_list() || self.is_in_cell()
    }

    /// Takes away the blanks at the end, and with them the beginning of whatever began behind them.
    fn trim_blanks(&mut self) {
        // The blank behind an item's marker stays.
        let kept = self.out.trim_end_matches([' ', '\t']).len();
        let is_marker = self.out[..kept].ends_with(['-', '.']) && kept < self.out.len();
        self.out.truncate(if is_marker { kept + 1 } else { kept });
        let end = self.out.len();
        for open in &mut self.open {
            match open {
                Open::Emphasis { start, .. }
                | Open::Link { start, .. }
                | Open::Code { start, .. }
                | Open::Block { start }
                | Open::Cell { start, .. } => *start = end.min(*start),
                Open::List { .. } | Open::Item | Open::Table { .. } => {}
            }
        }
    }

    fn is_between_items(&self) -> bool {
        matches!(self.open.last(), Some(Open::List { .. } | Open::Table { .. }))
    }
}
