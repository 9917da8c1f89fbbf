//! Clean parts as text in lines: what Markdown and plain text have in common.
//!
//! Owns paragraphs, lists, quotes and their nesting. What marks look like is a [`Dialect`]'s business.

use std::borrow::Cow;

use super::clean::{Element, Part};
use crate::render::Head;

/// How a format writes what is not the nesting of blocks.
pub(super) trait Dialect {
    /// Text between marks.
    fn text<'t>(&self, text: &'t str) -> Cow<'t, str>;
    /// `inner` under the inline element `name`, behind `before`.
    fn inline(&self, name: &str, inner: &str, before: &str) -> String;
    fn link(&self, text: &str, address: &str) -> String;
    fn image(&self, alt: &str, address: &str) -> String;
    fn line_break(&self) -> &'static str;
    /// A finished line of a paragraph, which must not be taken for anything else.
    fn line<'t>(&self, line: &'t str) -> Cow<'t, str>;
    fn heading(&self, level: usize, text: &str) -> String;
    fn code(&self, text: &str, language: Option<&str>) -> String;
    fn rule(&self) -> &'static str;
    /// What stands between two lists that are not one.
    fn between_lists(&self) -> Option<&'static str>;
    /// Rows of cells, all of one length; the first is the header, if it has one.
    fn table(&self, rows: &[Vec<String>], has_header: bool) -> String;
}

/// The whole text, ending in a line end.
pub(super) fn write(head: Option<&Head>, parts: &[Part], dialect: &dyn Dialect) -> String {
    let mut blocks = Vec::new();
    if let Some(head) = head {
        blocks.push(dialect.heading(1, &dialect.text(&head.title)));
        blocks.extend(head.meta.iter().map(|line| dialect.text(line).into_owned()));
    }
    let mut writer = Writer { dialect, starts: true };
    blocks.extend(writer.blocks(parts));
    let mut out = blocks.join("\n\n");
    out.push('\n');
    out
}

struct Writer<'d> {
    dialect: &'d dyn Dialect,
    /// What is written next begins a line or stands behind a space: white space would be too much.
    starts: bool,
}

impl Writer<'_> {
    /// The blocks that `parts` are, without blank lines between them.
    fn blocks(&mut self, parts: &[Part]) -> Vec<String> {
        let outer = std::mem::replace(&mut self.starts, true);
        let mut blocks = Vec::new();
        let mut line = String::new();
        let mut last_list = "";
        for part in parts {
            if !part.is_block() {
                self.inline(part, &mut line);
                continue;
            }
            self.end_paragraph(&mut line, &mut blocks);
            let list = list_name(part);
            let separator = self.dialect.between_lists().filter(|_| !list.is_empty() && list == last_list);
            blocks.extend(separator.map(str::to_owned));
            self.block(part, &mut blocks);
            last_list = list;
        }
        self.end_paragraph(&mut line, &mut blocks);
        self.starts = outer;
        blocks
    }

    fn end_paragraph(&self, line: &mut String, blocks: &mut Vec<String>) {
        let text = std::mem::take(line);
        let text = text.trim_start_matches(self.dialect.line_break()).trim_matches(|c: char| c.is_ascii_whitespace());
        let text = text.strip_suffix(self.dialect.line_break().trim_end()).filter(|_| text.len() > 1).unwrap_or(text);
        if !text.trim().is_empty() {
            let lines: Vec<_> = text.split('\n').map(|line| self.dialect.line(line.trim_matches(' '))).collect();
            blocks.push(lines.join("\n"));
        }
    }

    fn block(&mut self, part: &Part, blocks: &mut Vec<String>) {
        let element = match part {
            Part::Text(_) => return,
            Part::Code { text, language } => return blocks.push(self.dialect.code(text, language.as_deref())),
            Part::Element(element) => element,
        };
        match element.name {
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => self.heading(element, blocks),
            "hr" => blocks.push(self.dialect.rule().to_owned()),
            "ul" | "ol" => blocks.push(self.list(element)),
            "blockquote" => blocks.push(indented(&self.blocks(&element.parts).join("\n\n"), "> ", "> ")),
            "dd" => blocks.push(indented(&self.blocks(&element.parts).join("\n\n"), "- ", "  ")),
            "dt" | "summary" => {
                let text = self.line_of(&element.parts);
                blocks.push(self.dialect.inline("strong", &text, ""));
            }
            "table" => blocks.extend(self.table(element)),
            _ => blocks.extend(self.blocks(&element.parts)),
        }
    }

    fn heading(&mut self, element: &Element, blocks: &mut Vec<String>) {
        let level = element.name.get(1..).and_then(|digit| digit.parse().ok()).unwrap_or(1);
        let text = self.line_of(&element.parts);
        if !text.is_empty() {
            blocks.push(self.dialect.heading(level, &text));
        }
    }

    /// `parts` on one line.
    fn line_of(&mut self, parts: &[Part]) -> String {
        let text = self.blocks(parts).join(" ");
        text.replace(self.dialect.line_break(), " ").replace('\n', " ").trim().to_owned()
    }

    fn list(&mut self, list: &Element) -> String {
        let mut number = list.attribute("start").and_then(|start| start.parse::<u32>().ok()).unwrap_or(1);
        let mut items = Vec::new();
        let mut loose = false;
        for part in list.parts.iter().filter(|part| !matches!(part, Part::Text(text) if text.trim().is_empty())) {
            let parts = match part {
                Part::Element(item) if item.name == "li" => item.parts.as_slice(),
                other => std::slice::from_ref(other),
            };
            let blocks = self.blocks(parts);
            // A list in a list clings to its item.
            let clings = blocks.len() == 2
                && parts.iter().filter(|part| part.is_block()).all(|part| !list_name(part).is_empty());
            loose |= blocks.len() > 1 && !clings;
            let mark = if list.name == "ol" { format!("{number}. ") } else { "- ".to_owned() };
            let joined = blocks.join(if clings { "\n" } else { "\n\n" });
            items.push(indented(&joined, &mark, &" ".repeat(mark.len())));
            number = number.saturating_add(1);
        }
        items.join(if loose { "\n\n" } else { "\n" })
    }

    fn table(&mut self, table: &Element) -> Option<String> {
        let mut has_header = false;
        let mut rows = Vec::new();
        for (number, row) in elements(&table.parts).enumerate() {
            let mut cells = Vec::new();
            for cell in elements(&row.parts) {
                has_header |= number == 0 && cell.name == "th";
                cells.push(self.blocks(&cell.parts).join("\n"));
                let span = cell.attribute("colspan").and_then(|span| span.parse::<usize>().ok()).unwrap_or(1);
                cells.extend((1..span.min(100)).map(|_| String::new()));
            }
            rows.push(cells);
        }
        let columns = rows.iter().map(Vec::len).max().filter(|columns| *columns > 0)?;
        rows.iter_mut().for_each(|row| row.resize(columns, String::new()));
        Some(self.dialect.table(&rows, has_header))
    }

    fn begins(&self, out: &str) -> bool {
        out.ends_with([' ', '\n']) || out.is_empty() && self.starts
    }

    /// Adds `part`, which stands in a line, to `out`.
    fn inline(&mut self, part: &Part, out: &mut String) {
        match part {
            Part::Text(text) => {
                let text = if self.begins(out) { text.trim_ascii_start() } else { text };
                out.push_str(&self.dialect.text(text));
            }
            Part::Code { .. } => {}
            Part::Element(element) => self.inline_element(element, out),
        }
    }

    fn inline_element(&mut self, element: &Element, out: &mut String) {
        match element.name {
            "br" => {
                out.truncate(out.trim_end_matches(' ').len());
                out.push_str(self.dialect.line_break());
            }
            "img" => {
                let value = |name| element.attribute(name).unwrap_or_default();
                out.push_str(&self.dialect.image(value("alt"), value("src")));
            }
            "input" => out.push_str(if element.attribute("checked").is_some() { "[x] " } else { "[ ] " }),
            "code" => {
                let text = text_of(&element.parts);
                out.push_str(&self.dialect.inline("code", &text, out));
            }
            name => {
                let mut inner = String::new();
                let begins = self.begins(out);
                let outer = std::mem::replace(&mut self.starts, begins);
                element.parts.iter().for_each(|part| self.inline(part, &mut inner));
                self.starts = outer;
                self.enclosed(name, element, &inner, out);
            }
        }
    }

    /// Adds `inner` with its marks, which cling to it: spaces and line breaks at its ends stay outside.
    fn enclosed(&self, name: &str, element: &Element, inner: &str, out: &mut String) {
        let (before, text, after) = self.trimmed(inner);
        if text.is_empty() {
            return out.push_str(inner);
        }
        out.push_str(before);
        let marked = match element.attribute("href") {
            Some(address) => self.dialect.link(text, address),
            None => self.dialect.inline(name, text, out),
        };
        out.push_str(&marked);
        out.push_str(after);
    }

    /// `inner` parted into what marks enclose, and the spaces and line breaks before and behind it.
    fn trimmed<'t>(&self, inner: &'t str) -> (&'t str, &'t str, &'t str) {
        let line_break = self.dialect.line_break();
        let (mut from, mut to) = (0, inner.len());
        while let Some(rest) = inner.get(from..to).filter(|rest| rest.starts_with(' ') || rest.starts_with(line_break))
        {
            from += if rest.starts_with(' ') { 1 } else { line_break.len() };
        }
        while let Some(rest) = inner.get(from..to).filter(|rest| rest.ends_with(' ') || rest.ends_with(line_break)) {
            to -= if rest.ends_with(' ') { 1 } else { line_break.len() };
        }
        let part = |from: usize, to: usize| inner.get(from..to).unwrap_or_default();
        (part(0, from), part(from, to), part(to, inner.len()))
    }
}

/// `ul` or `ol`, or nothing.
fn list_name(part: &Part) -> &'static str {
    match part {
        Part::Element(element) if matches!(element.name, "ul" | "ol") => element.name,
        _ => "",
    }
}

fn elements(parts: &[Part]) -> impl Iterator<Item = &Element> {
    parts.iter().filter_map(|part| if let Part::Element(element) = part { Some(element) } else { None })
}

fn text_of(parts: &[Part]) -> String {
    let text = |part: &Part| match part {
        Part::Text(text) | Part::Code { text, .. } => text.clone(),
        Part::Element(element) => text_of(&element.parts),
    };
    parts.iter().map(text).collect()
}

/// `text` with `first` before its first line and `others` before the rest; blank lines stay bare.
fn indented(text: &str, first: &str, others: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    for (number, line) in text.split('\n').enumerate() {
        let prefix = if number == 0 { first } else { others };
        if number > 0 {
            out.push('\n');
        }
        out.push_str(if line.is_empty() { prefix.trim_end() } else { prefix });
        out.push_str(line);
    }
    out
}
