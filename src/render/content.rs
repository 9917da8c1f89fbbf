//! What a body holds, before it has a width: blocks in containers, text in runs of one style.
//!
//! Owns the model that HTML, Markdown and plain text are all read into. Knows nothing of elements,
//! widths and lines.

use std::collections::BTreeMap;
use std::ops::Range;

use super::bidi::Direction;
use super::{Attributes, Image, Link, Reading, Role};

/// The style of a run. Number 0 of [`Content::styles`] is the plain one: its block's own role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub(super) struct Style {
    pub role: Role,
    pub attributes: Attributes,
    pub link: Option<u32>,
}

/// Number of the plain style.
pub(super) const PLAIN: u32 = 0;

/// Text up to a byte of [`Content::text`], in one style.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Run {
    pub end: usize,
    pub style: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Align {
    #[default]
    Start,
    Center,
    End,
}

/// What stands inside of containers.
#[derive(Debug)]
pub(super) enum Node {
    /// Number of a block in [`Content::blocks`].
    Block(u32),
    Container(Container, Vec<Node>),
}

/// What sets its blocks in by some columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Container {
    Quote,
    /// Definitions and what else stands in by two columns.
    Indent,
    Bullets,
    /// Numbered from the given number on; its children are items.
    Numbers(i64),
    /// `[1]`, `[2]`…, from the given number on; its children are items.
    Brackets(i64),
    Item,
}

/// A paragraph, heading, code, table or rule: what the text consists of, in order.
#[derive(Debug)]
pub(super) struct Block {
    pub kind: Kind,
    pub text: Range<usize>,
    pub runs: Range<usize>,
    /// The role of its plain text.
    pub role: Role,
    pub align: Align,
    /// It has text from right to left, to be put into reading order.
    pub right_to_left: bool,
    /// Which way it runs, where the page says so.
    pub direction: Option<Direction>,
    /// A blank line stands above, unless the block is the first.
    pub gap: bool,
    /// The table that it stands in.
    pub owner: Option<u32>,
}

#[derive(Debug)]
pub(super) enum Kind {
    Paragraph,
    /// Lines kept as they are.
    Code,
    Table(super::table::Table),
    Rule,
}

/// A whole body, with what stands above it.
#[derive(Debug, Default)]
pub(super) struct Content {
    pub nodes: Vec<Node>,
    pub blocks: Vec<Block>,
    pub text: String,
    pub runs: Vec<Run>,
    pub styles: Vec<Style>,
    /// Blocks that belong to the head; they come first.
    pub head: usize,
    pub links: Vec<Link>,
    pub images: Vec<Image>,
    /// Where ids stand: block, and byte in its text.
    pub anchors: BTreeMap<String, (u32, usize)>,
    pub notes: Vec<String>,
    pub reading: Reading,
}

impl Content {
    pub(super) fn block(&self, number: u32) -> Option<&Block> {
        self.blocks.get(number as usize)
    }

    pub(super) fn block_text(&self, block: &Block) -> &str {
        self.text.get(block.text.clone()).unwrap_or_default()
    }

    /// The runs of `block`: text and style.
    pub(super) fn block_runs<'a>(&'a self, block: &Block) -> impl Iterator<Item = (&'a str, u32)> {
        let mut start = block.text.start;
        self.runs.get(block.runs.clone()).unwrap_or_default().iter().map(move |run| {
            let text = self.text.get(start..run.end).unwrap_or_default();
            start = run.end;
            (text, run.style)
        })
    }

    /// The text of `block` in one line, without the numbers of links.
    pub(super) fn block_words(&self, block: &Block) -> String {
        let is_text = |style| self.style(style).role != Role::LinkNumber;
        let words =
            self.block_runs(block).filter(|&(_, style)| is_text(style)).map(|(text, _)| text.replace('\n', " "));
        words.collect()
    }

    pub(super) fn style(&self, number: u32) -> Style {
        self.styles.get(number as usize).copied().unwrap_or_default()
    }
}
