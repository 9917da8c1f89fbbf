//! Content as text: what all formats have in common.
//!
//! Owns the walk through blocks, lists, quotes and tables. What they look like is the [`Dialect`]'s.

use std::collections::BTreeMap;

use super::dialect::{CellText, Dialect, ItemText};
use super::inline;
use crate::render::Role;
use crate::render::content::{Block, BlockKind, BlockTree, Cell, Container, Content, Table};

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
