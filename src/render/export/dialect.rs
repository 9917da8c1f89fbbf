//! What a format has to say about the pieces of an article.
//!
//! Owns the trait that all formats implement, and what those of lines have in common: indents and tables.

use std::borrow::Cow;

use crate::render::Image;
use crate::render::content::{Block, Cell, Container, Table};

/// How a format writes what it is made of.
pub trait Dialect {
    /// Text between marks.
    fn text<'t>(&self, text: &'t str) -> Cow<'t, str>;
    /// `inner` with a mark, after `before`.
    fn marked(&self, mark: Markup<'_>, inner: &str, before: &str) -> String;
    /// A picture with a safe address.
    fn image(&self, image: &Image) -> String;
    /// The end of a line within a paragraph.
    fn line_break(&self) -> &'static str;
    /// A box that is ticked or not.
    fn checkbox(&self, is_checked: bool) -> &'static str {
        if is_checked { "[x]" } else { "[ ]" }
    }
    /// A paragraph or heading. Links lead to it by `ids`.
    fn paragraph(&self, block: &Block, ids: &[&str], text: &str) -> String;
    /// A code block.
    fn code(&self, text: &str, language: Option<&str>) -> String;
    /// A horizontal rule.
    fn rule(&self) -> &'static str;
    /// A quote of some blocks.
    fn quote(&self, blocks: &[String]) -> String {
        indented(&blocks.join("\n\n"), "> ", "> ")
    }
    /// The definition of a term.
    fn definition(&self, blocks: &[String]) -> String {
        indented(&blocks.join("\n\n"), "- ", "  ")
    }
    /// A list.
    fn list(&self, list: Container, items: &[ItemText]) -> String {
        let is_loose = items.iter().any(|item| item.blocks.len() > 1 && !item.is_tight);
        let mut number = match list {
            Container::Numbers(first) | Container::Brackets(first) => Some(first),
            _ => None,
        };
        let mut out = Vec::with_capacity(items.len());
        for item in items {
            let mark = number.map_or("- ".to_owned(), |number| format!("{number}. "));
            let blocks = item.blocks.join(if item.is_tight { "\n" } else { "\n\n" });
            out.push(indented(&blocks, &mark, &" ".repeat(mark.len())));
            number = number.map(|number| number.saturating_add(1));
        }
        out.join(if is_loose { "\n\n" } else { "\n" })
    }
    /// What is between two lists of the same kind that are not one.
    fn between_lists(&self) -> Option<&'static str> {
        None
    }
    /// A table, with the text of its cells row by row.
    fn table(&self, table: &Table, cells: &[Vec<CellText<'_>>]) -> String;
}

/// An item of a list.
pub struct ItemText {
    /// What is in it.
    pub blocks: Vec<String>,
    /// It is one block, or one with lists that belong to it.
    pub is_tight: bool,
}

/// What is in a cell of a table.
pub struct CellText<'a> {
    /// The cell.
    pub cell: &'a Cell,
    /// Whether it names a column or a row.
    pub is_header: bool,
    /// Its blocks.
    pub blocks: Vec<String>,
}

/// A mark around text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Markup<'a> {
    /// A link to an address.
    Link(&'a str),
    /// An element of HTML by its name: `strong`, `em`, `sub`, `ruby`, `rt`…
    Element(&'static str),
    /// Code or a formula; its text is not escaped.
    Code,
}

/// The texts of a table's cells, with empty ones where a cell spans columns; all rows have the same length.
pub fn rectangle(cells: &[Vec<CellText<'_>>]) -> Vec<Vec<String>> {
    let columns = |row: &Vec<CellText<'_>>| row.iter().map(|cell| cell.cell.columns).sum::<usize>();
    let widest = cells.iter().map(columns).max().unwrap_or(0);
    let row = |row: &Vec<CellText<'_>>| {
        let own = |cell: &CellText<'_>| {
            std::iter::once(cell.blocks.join("\n")).chain((1..cell.cell.columns).map(|_| String::new()))
        };
        let mut texts: Vec<String> = row.iter().flat_map(own).collect::<Vec<_>>();
        texts.resize(widest, String::new());
        texts
    };
    cells.iter().map(row).collect()
}

/// `text` with `first` before its first line and `others` before the rest; blank lines stay bare.
fn indented(text: &str, first: &str, others: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    for (number, line) in text.split('\n').enumerate() {
        let prefix = if number == 0 { first } else { others };
        out.push_str(if number > 0 { "\n" } else { "" });
        out.push_str(if line.is_empty() { prefix.trim_end() } else { prefix });
        out.push_str(line);
    }
    out
}
