//! CommonMark with tables and strikethrough (GFM).
//!
//! Owns marks and escapes: what is text in the article is text in the Markdown. Where CommonMark's
//! marks would not be taken for marks (`**“好”**是`: rules of flanking), elements of HTML are written.

use std::borrow::Cow;

use super::dialect::{CellText, Dialect, Markup, rectangle};
use crate::render::content::{Block, Table};
use crate::render::{Image, Role};

pub struct Markdown;

impl Dialect for Markdown {
    fn text<'t>(&self, text: &'t str) -> Cow<'t, str> {
        if !text.contains(MARKS) {
            return Cow::Borrowed(text);
        }
        let mut out = String::with_capacity(text.len() + 8);
        let mut before = None;
        let mut characters = text.chars().peekable();
        while let Some(c) = characters.next() {
            if is_mark(c, before, characters.peek().copied()) {
                out.push('\\');
            }
            out.push(c);
            before = Some(c);
        }
        Cow::Owned(out)
    }

    fn marked(&self, mark: Markup<'_>, inner: &str, before: &str) -> String {
        let name = match mark {
            Markup::Link(address) => return format!("[{inner}]({})", destination(address)),
            Markup::Code if before.ends_with('`') => return format!("<code>{}</code>", self.text(inner)),
            Markup::Code => return code_span(inner),
            Markup::Element("rt") => return format!("({inner})"),
            Markup::Element("ruby" | "small") => return inner.to_owned(),
            Markup::Element(name) => name,
        };
        let mark = match name {
            "strong" => "**",
            "em" => "*",
            "del" => "~~",
            _ => return format!("<{name}>{inner}</{name}>"),
        };
        let is_letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        match is_letter(inner.chars().next()) && is_letter(inner.chars().next_back()) && !before.ends_with(['*', '~']) {
            true => format!("{mark}{inner}{mark}"),
            false => format!("<{name}>{inner}</{name}>"),
        }
    }

    fn image(&self, image: &Image) -> String {
        format!("![{}]({})", self.text(&image.alt), destination(&image.address))
    }

    fn line_break(&self) -> &'static str {
        "\\\n"
    }

    fn paragraph(&self, block: &Block, _: &[&str], text: &str) -> String {
        let level = match block.role {
            Role::Title => 1,
            Role::Heading(level) => usize::from(level).clamp(1, 6),
            _ => return text.split('\n').map(line).collect::<Vec<_>>().join("\n"),
        };
        let text = text.replace(self.line_break(), " ");
        let closing = if text.ends_with('#') { " #" } else { "" };
        format!("{} {text}{closing}", "#".repeat(level))
    }

    fn code(&self, text: &str, language: Option<&str>) -> String {
        let fence = "`".repeat(longest_run(text).max(2) + 1);
        let language = language.filter(|language| !language.contains(['`', '\n', ' '])).unwrap_or_default();
        format!("{fence}{language}\n{text}\n{fence}")
    }

    fn rule(&self) -> &'static str {
        "* * *"
    }

    fn between_lists(&self) -> Option<&'static str> {
        Some("<!-- -->")
    }

    fn table(&self, table: &Table, cells: &[Vec<CellText<'_>>]) -> String {
        let has_header = table.rows.first().is_some_and(|row| row.header);
        let mut rows = rectangle(cells);
        let columns = rows.first().map_or(0, Vec::len);
        if !has_header {
            rows.insert(0, vec![String::new(); columns]);
        }
        let row = |cells: &Vec<String>| {
            let cells: Vec<_> = cells.iter().map(|cell| in_cell(cell)).collect();
            format!("| {} |", cells.join(" | "))
        };
        let mut lines: Vec<String> = rows.iter().map(row).collect();
        lines.insert(1, format!("|{}", " --- |".repeat(columns)));
        lines.join("\n")
    }
}

/// A line of a paragraph, which must not be taken for anything else.
fn line(line: &str) -> Cow<'_, str> {
    let digits = line.len() - line.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let rest = line.get(digits..).unwrap_or_default();
    if digits > 0 && rest.starts_with(['.', ')']) {
        return Cow::Owned(format!("{}\\{rest}", line.get(..digits).unwrap_or_default()));
    }
    // Rows of = and - would make a heading of the line before.
    match line.starts_with(['#', '+', '-', '=', '>']) {
        true => Cow::Owned(format!("\\{line}")),
        false => Cow::Borrowed(line),
    }
}

const MARKS: [char; 9] = ['\\', '`', '*', '_', '[', ']', '<', '~', '&'];

/// True when `c` between the two would be taken for a mark.
fn is_mark(c: char, before: Option<char>, after: Option<char>) -> bool {
    match c {
        '\\' => after.is_none_or(|c| c.is_ascii_punctuation()),
        '_' => !(before.is_some_and(char::is_alphanumeric) && after.is_some_and(char::is_alphanumeric)),
        '<' => after.is_none_or(|c| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?')),
        '&' => after.is_none_or(|c| c.is_ascii_alphanumeric() || c == '#'),
        _ => MARKS.contains(&c),
    }
}

/// A link's destination, in brackets where it needs them.
fn destination(address: &str) -> String {
    match address.contains(['(', ')', ' ', '<', '>', '\\']) {
        true => format!("<{}>", address.replace('\\', "%5C").replace('<', "%3C").replace('>', "%3E")),
        false => address.to_owned(),
    }
}

/// A cell's lines on one line, without a | that would end it.
fn in_cell(cell: &str) -> String {
    cell.replace("\\\n", "<br>").replace('\n', "<br>").replace('|', "\\|")
}

/// Code in a line, fenced by more backticks than it holds.
fn code_span(text: &str) -> String {
    if text.trim().is_empty() {
        return text.to_owned();
    }
    let fence = "`".repeat(longest_run(text) + 1);
    let space = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    format!("{fence}{space}{text}{space}{fence}")
}

/// The longest run of backticks.
fn longest_run(text: &str) -> usize {
    text.split(|c| c != '`').map(str::len).max().unwrap_or(0)
}
