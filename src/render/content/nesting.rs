//! Blocks and containers of a [`Content`] in the making.
//!
//! Owns nesting, and the blank lines between blocks. Knows nothing of text.

use super::compose::{Composer, Gap};
use super::{Block, BlockKind, BlockTree, Container, Table};
use crate::render::bidi::has_right_to_left;

/// Bytes from which a block without margins of its own is taken for a paragraph.
const PARAGRAPH: usize = 90;

/// The page as it was when the inside of a table's cell began.
pub struct Nested {
    gap: Gap,
    owner: Option<u32>,
    depth: usize,
}

impl Composer {
    /// Adds the present text as a block of `kind`, empty or not.
    pub fn block(&mut self, kind: BlockKind) -> u32 {
        self.settle_anchors();
        let number = u32::try_from(self.content.blocks.len()).unwrap_or(u32::MAX);
        let gap = self.wants_gap(&kind);
        let block = Block {
            kind,
            text: self.start.0..self.content.text.len(),
            runs: self.start.1..self.content.runs.len(),
            role: self.role,
            align: self.align,
            right_to_left: has_right_to_left(self.paragraph()),
            direction: self.direction,
            gap,
            owner: self.owner,
        };
        self.content.blocks.push(block);
        self.start = (self.content.text.len(), self.content.runs.len());
        self.gap = Gap::None;
        if let Some((_, nodes)) = self.open.last_mut() {
            nodes.push(BlockTree::Block(number));
        }
        number
    }

    fn wants_gap(&self, kind: &BlockKind) -> bool {
        let long = |text: &str| text.len() >= PARAGRAPH;
        match (self.gap, self.content.blocks.last()) {
            (Gap::Blank, _) => true,
            (Gap::None, _) | (_, None) => false,
            (Gap::Soft, Some(before)) => {
                !matches!(kind, BlockKind::Paragraph) || long(self.paragraph()) || long(self.content.block_text(before))
            }
        }
    }

    /// Puts a blank line before the next block.
    pub fn margin(&mut self) {
        self.gap = Gap::Blank;
    }

    /// Puts a blank line before the next block if the two look like paragraphs.
    pub fn soft_margin(&mut self) {
        if self.gap == Gap::None {
            self.gap = Gap::Soft;
        }
    }

    /// Puts the next block right below.
    pub fn no_margin(&mut self) {
        self.gap = Gap::None;
    }

    /// Opens a container; the paragraph before it ends.
    pub fn open(&mut self, container: Container) {
        self.finish();
        self.open.push((Some(container), Vec::new()));
    }

    /// Closes the innermost container; an empty one leaves no trace.
    pub fn close(&mut self) {
        self.finish();
        let Some((Some(container), nodes)) = self.open.pop() else { return };
        if let Some((_, outer)) = self.open.last_mut().filter(|_| !nodes.is_empty()) {
            outer.push(BlockTree::Container(container, nodes));
        }
    }

    /// Reopens the item before: a list directly inside of a list belongs to it.
    pub fn reopen_item(&mut self) -> bool {
        let Some((_, nodes)) = self.open.last_mut() else { return false };
        match nodes.pop() {
            Some(BlockTree::Container(Container::Item, children)) => {
                self.open(Container::Item);
                if let Some((_, nodes)) = self.open.last_mut() {
                    *nodes = children;
                }
                true
            }
            other => {
                nodes.extend(other);
                false
            }
        }
    }

    /// Begins the inside of a table's cell, whose blocks are not added to the page.
    pub fn begin_nested(&mut self, owner: u32) -> Nested {
        let nested =
            Nested { gap: std::mem::replace(&mut self.gap, Gap::None), owner: self.owner, depth: self.open.len() };
        self.owner = nested.owner.or(Some(owner));
        self.open.push((None, Vec::new()));
        nested
    }

    /// Ends the inside of a cell, and returns what is in it.
    pub fn end_nested(&mut self, nested: Nested) -> Vec<BlockTree> {
        self.finish();
        while self.open.len() > nested.depth + 1 {
            self.close();
        }
        (self.gap, self.owner) = (nested.gap, nested.owner);
        self.open.pop().map(|(_, nodes)| nodes).unwrap_or_default()
    }

    /// Puts the rows of a table where [`Composer::block`] made room for them.
    pub fn set_table(&mut self, number: u32, table: Table) {
        if let Some(block) = self.content.blocks.get_mut(number as usize) {
            block.kind = BlockKind::Table(table);
        }
    }
}
