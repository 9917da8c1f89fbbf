//! Content as text: what all formats have in common.
//!
//! Owns the walk through blocks, lists, quotes and tables. What they look like is a [`Dialect`]'s.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::inline::{self, Markup};
use crate::render::content::{Block, BlockKind, BlockTree, Cell, Container, Content, Table};
use crate::render::{Image, Role};

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

/// The blocks of `content` as `dialect` writes them.
pub fn blocks(content: &Content, dialect: &dyn Dialect) -> Vec<String> {
    let mut ids = BTreeMap::<u32, Vec<&str>>::new();
    for (id, (block, _)) in &content.anchors {
        ids.entry(*block).or_default().push(id);
    }
    Writer { content, dialect, ids }.blocks(&content.nodes)
}

struct Writer<'a> {
    content: &'a Content,
    dialect: &'a dyn Dialect,
    /// The ids of each block.
    ids: BTreeMap<u32, Vec<&'a str>>,
}

impl Writer<'_> {
    fn blocks(&self, nodes: &[BlockTree]) -> Vec<String> {
        let mut out = Vec::with_capacity(nodes.len());
        let mut before = None;
        for node in nodes {
            let list = list_kind(node);
            out.extend(self.dialect.between_lists().filter(|_| list.is_some() && list == before).map(str::to_owned));
            before = list;
            match node {
                BlockTree::Block(number) => out.extend(self.content.block(*number).map(|b| self.block(*number, b))),
                BlockTree::Container(container, inner) => out.push(self.container(*container, inner)),
            }
        }
        out
    }

    fn block(&self, number: u32, block: &Block) -> String {
        match &block.kind {
            BlockKind::Rule => self.dialect.rule().to_owned(),
            BlockKind::Code { language } => self.dialect.code(self.content.block_text(block), language.as_deref()),
            BlockKind::Table(table) => self.table(table),
            BlockKind::Paragraph => {
                let ids = self.ids.get(&number).map_or(&[][..], Vec::as_slice);
                self.dialect.paragraph(block, ids, &inline::text_of(self.content, block, self.dialect))
            }
        }
    }

    fn container(&self, container: Container, inner: &[BlockTree]) -> String {
        match container {
            Container::Quote => self.dialect.quote(&self.blocks(inner)),
            Container::Indent => self.dialect.definition(&self.blocks(inner)),
            Container::Item => self.blocks(inner).join("\n\n"),
            Container::Bullets | Container::Numbers(_) | Container::Brackets(_) => {
                let items: Vec<ItemText> = inner.iter().map(|item| self.item(item)).collect();
                self.dialect.list(container, &items)
            }
        }
    }

    fn item(&self, item: &BlockTree) -> ItemText {
        let nodes = match item {
            BlockTree::Container(Container::Item, inner) => inner.as_slice(),
            other => std::slice::from_ref(other),
        };
        // Of numbered lists, only one that begins with 1 may follow a paragraph without a blank line (CommonMark 5.3).
        let clings = |node: &BlockTree| {
            matches!(node, BlockTree::Container(Container::Bullets | Container::Numbers(1) | Container::Brackets(1), _))
        };
        let is_tight = nodes.iter().skip(1).all(clings);
        ItemText { blocks: self.blocks(nodes), is_tight }
    }

    fn table(&self, table: &Table) -> String {
        let cells = table.rows.iter().map(|row| {
            let cell = |cell| CellText {
                cell,
                is_header: row.header || self.is_header(cell),
                blocks: self.blocks(&cell.nodes),
            };
            row.cells.iter().map(cell).collect()
        });
        self.dialect.table(table, &cells.collect::<Vec<_>>())
    }

    fn is_header(&self, cell: &Cell) -> bool {
        let Some(BlockTree::Block(number)) = cell.nodes.first() else { return false };
        self.content.block(*number).is_some_and(|block| block.role == Role::TableHeader)
    }
}

/// The kind of list that a node is, whatever its numbers.
fn list_kind(node: &BlockTree) -> Option<Container> {
    match node {
        BlockTree::Container(Container::Bullets, _) => Some(Container::Bullets),
        BlockTree::Container(Container::Numbers(_) | Container::Brackets(_), _) => Some(Container::Numbers(0)),
        _ => None,
    }
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
