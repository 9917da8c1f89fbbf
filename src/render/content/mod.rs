//! What a body says, before it has a width: blocks in containers, and text in runs of one style.
//!
//! Owns the model that HTML, Markdown and plain text are all read into, and that pages and exports are
//! written from. Knows nothing of elements, widths and lines.

pub mod compose;
mod nesting;
mod references;
mod spacing;

use std::collections::BTreeMap;
use std::ops::Range;

use super::bidi::Direction;
use super::{Attributes, Image, Link, Reading, Role};

/// A whole body, with the head above it.
#[derive(Debug, Default)]
pub struct Content {
    /// The top level of the blocks and containers, in order.
    pub nodes: Vec<BlockTree>,
    /// All blocks in order, those in cells of tables included.
    pub blocks: Vec<Block>,
    /// The text of all blocks.
    pub text: String,
    /// The runs of all blocks.
    pub runs: Vec<Run>,
    /// The styles of the runs; number 0 is the plain one.
    pub styles: Vec<Style>,
    /// How many of the blocks belong to the head; they come first.
    pub head: usize,
    /// Links in the order of their numbers.
    pub links: Vec<Link>,
    /// Pictures in the order of their numbers.
    pub images: Vec<Image>,
    /// Where ids are: block, and byte in its text.
    pub anchors: BTreeMap<String, (u32, usize)>,
    /// What was left out, for the person to know.
    pub notes: Vec<String>,
    /// How much there is to read in the body.
    pub reading: Reading,
}

/// A block, or a container with what is in it.
#[derive(Debug)]
pub enum BlockTree {
    /// Number of a block in [`Content::blocks`].
    Block(u32),
    /// Its children are items where it is a list.
    Container(Container, Vec<BlockTree>),
}

/// What sets its blocks in by some columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Container {
    /// Quoted text.
    Quote,
    /// The definition of a term.
    Indent,
    /// A list with bullets.
    Bullets,
    /// A list numbered `1.`, `2.`…, from the given number on.
    Numbers(i64),
    /// A list numbered `[1]`, `[2]`…, from the given number on.
    Brackets(i64),
    /// An item of a list.
    Item,
}

/// A paragraph, heading, code, table or rule.
#[derive(Debug)]
pub struct Block {
    /// What kind of block it is.
    pub kind: BlockKind,
    /// Its bytes in [`Content::text`].
    pub text: Range<usize>,
    /// Its runs in [`Content::runs`].
    pub runs: Range<usize>,
    /// The role of its plain text.
    pub role: Role,
    /// The side on which its lines are flush.
    pub align: Align,
    /// Whether it has text from right to left, which has to be put into visual order.
    pub right_to_left: bool,
    /// Which way it runs, where the page says so.
    pub direction: Option<Direction>,
    /// Whether a blank line is above, unless the block is the first.
    pub gap: bool,
    /// The table that it is in.
    pub owner: Option<u32>,
}

/// The kinds of blocks; a heading is a paragraph with a role of its own.
#[derive(Debug)]
pub enum BlockKind {
    /// Text that is filled into lines.
    Paragraph,
    /// Lines kept as they are, tabs included.
    Code {
        /// The language, where the page names it.
        language: Option<String>,
    },
    /// Cells in rows; their blocks have this block as their owner.
    Table(Table),
    /// A horizontal rule.
    Rule,
}

/// The side on which lines are flush.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Align {
    /// The side on which reading begins.
    #[default]
    Start,
    /// Neither side.
    Center,
    /// The other side.
    End,
}

/// A table's rows with their cells.
#[derive(Debug, Default)]
pub struct Table {
    /// Rows from the top.
    pub rows: Vec<TableRow>,
    /// The columns that each of its columns needs; known once the table is measured.
    pub needs: Vec<Need>,
}

/// A row of a table.
#[derive(Debug)]
pub struct TableRow {
    /// Whether it names the columns below.
    pub header: bool,
    /// Its cells from the start of the line, without those that span from a row above.
    pub cells: Vec<Cell>,
}

/// A cell of a table.
#[derive(Debug)]
pub struct Cell {
    /// The blocks in it.
    pub nodes: Vec<BlockTree>,
    /// Columns that it spans.
    pub columns: usize,
    /// Rows that it spans.
    pub rows: usize,
    /// The column it begins in; known once the table is measured.
    pub at: usize,
}

/// How wide a column of a table is, in columns of the screen.
#[derive(Debug, Clone, Copy, Default)]
pub struct Need {
    /// For its longest line.
    pub whole: usize,
    /// For its longest word, within reason.
    pub least: usize,
}

/// Text up to a byte of [`Content::text`], in one style.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Run {
    /// The byte after its last.
    pub end: usize,
    /// Number in [`Content::styles`].
    pub style: u32,
}

/// How a run differs from the plain text of its block.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Style {
    /// [`Role::Text`] for the block's own role.
    pub role: Role,
    /// Strong, emphasised and the like.
    pub attributes: Attributes,
    /// Number in [`Content::links`].
    pub link: Option<u32>,
    /// Number in [`Content::images`] of the picture that the text names.
    pub image: Option<u32>,
    /// What exports tell apart and pages do not.
    pub notation: Notation,
}

/// What a run is beside its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Notation {
    /// Nothing else.
    #[default]
    None,
    /// Raised text.
    Superscript,
    /// Lowered text.
    Subscript,
    /// Text that has a reading.
    RubyBase,
    /// A sign in place of another notation: brackets of a reading, `^` and `_`.
    Sign,
}

/// Number of the plain style.
pub const PLAIN: u32 = 0;

impl Content {
    /// The block of a number.
    pub fn block(&self, number: u32) -> Option<&Block> {
        self.blocks.get(number as usize)
    }

    /// The text of `block`.
    pub fn block_text(&self, block: &Block) -> &str {
        self.text.get(block.text.clone()).unwrap_or_default()
    }

    /// The runs of `block`: text and number of its style.
    pub fn block_runs<'a>(&'a self, block: &Block) -> impl Iterator<Item = (&'a str, u32)> {
        let mut start = block.text.start;
        self.runs.get(block.runs.clone()).unwrap_or_default().iter().map(move |run| {
            let text = self.text.get(start..run.end).unwrap_or_default();
            start = run.end;
            (text, run.style)
        })
    }

    /// The text of `block` in one line, without the numbers of links.
    pub fn block_words(&self, block: &Block) -> String {
        let is_text = |style| self.style(style).role != Role::LinkNumber;
        let words =
            self.block_runs(block).filter(|&(_, style)| is_text(style)).map(|(text, _)| text.replace('\n', " "));
        words.collect()
    }

    /// The style of a number.
    pub fn style(&self, number: u32) -> Style {
        self.styles.get(number as usize).copied().unwrap_or_default()
    }
}
