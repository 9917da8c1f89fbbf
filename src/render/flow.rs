//! Blocks to lines of a width, by html2text.
//!
//! Owns html2text's settings and what comes out of it: lines of known blocks, bars and bullets apart
//! from the text. What goes in is written by [`super::flow_tree`]. Knows nothing of pages.

use html2text::RenderTree;
use html2text::config::{self, Config};
use html2text::render::TaggedLineElement;

use super::content::{Content, Node};
use super::flow_tree::{Written, room, write};
use super::marks::Marks;
use super::stand_in::StandIns;
use crate::text::Ambiguous;

/// A thin gap between Han and Latin.
pub(super) const THIN: &str = "\u{2009}";

/// How lines are made, whatever their width.
#[derive(Debug, Clone, Copy)]
pub(super) struct Manner {
    pub ambiguous: Ambiguous,
    pub gap: bool,
    /// Right-to-left text is put into reading order.
    pub bidi: bool,
}

/// Blocks ready to be flowed at widths that leave room for their bars and bullets.
pub(super) struct Flow {
    tree: Option<RenderTree>,
    stand_ins: StandIns,
    manner: Manner,
    /// Columns that each block is set in by, in the order of the blocks.
    indents: Vec<(u32, usize)>,
    /// Columns of bars and bullets that the tree has at most.
    deepest: usize,
    /// Columns of the longest word.
    longest: usize,
    /// The tree is right for this width only: containers had no room, or words were cut.
    only: Option<usize>,
}

/// One line of a block as html2text gives it.
#[derive(Debug)]
pub(super) struct FlowLine {
    pub block: u32,
    /// The first line of its block.
    pub first: bool,
    /// Bars and bullets: `> `, `* `, `1. `, and spaces.
    pub prefix: String,
    pub pieces: Vec<(String, u32)>,
}

impl Flow {
    pub(super) fn new(content: &Content, nodes: &[Node], manner: Manner, width: usize) -> Flow {
        let Written { dom, stand_ins, indents, deepest, longest, bent } = write(content, nodes, manner, width);
        let tree = settings(manner).dom_to_render_tree(&dom).ok();
        Flow { tree, stand_ins, manner, indents, deepest, longest, only: bent.then_some(width) }
    }

    /// True where the tree is the right one for `width`.
    pub(super) fn fits(&self, width: usize) -> bool {
        match self.only {
            Some(only) => only == width,
            None => self.deepest <= room(width) && self.deepest + self.longest <= width,
        }
    }

    pub(super) fn indent(&self, block: u32) -> usize {
        let found = self.indents.binary_search_by_key(&block, |&(number, _)| number);
        found.ok().and_then(|at| self.indents.get(at)).map_or(0, |&(_, indent)| indent)
    }

    /// The lines at `width`; none where html2text refuses.
    pub(super) fn lines(&self, width: usize) -> Option<Vec<FlowLine>> {
        let tree = self.tree.clone()?;
        let lines = settings(self.manner).render_to_lines(tree, width.max(1)).ok()?;
        let mut out = Vec::with_capacity(lines.len());
        let mut block = None;
        let mut first = false;
        let mut strings = Vec::new();
        for line in lines {
            for element in line {
                match element {
                    TaggedLineElement::FragmentStart(_) => {}
                    TaggedLineElement::Str(string) => {
                        let tag = string.tag.last().copied().unwrap_or_default();
                        if let Some(number) = tag.block.filter(|&number| block != Some(number)) {
                            block = Some(number);
                            first = true;
                        }
                        strings.push((string.s, tag.style));
                    }
                }
            }
            if let Some(line) = block.and_then(|block| self.line(block, first, &mut strings)) {
                out.push(line);
                // An indent that stands alone is no line: the next one is the first.
                first = false;
            }
            strings.clear();
        }
        Some(out)
    }

    /// Takes bars and bullets off a line; blank lines are left to others.
    fn line(&self, block: u32, first: bool, strings: &mut Vec<(String, u32)>) -> Option<FlowLine> {
        let mut prefix = String::new();
        let mut pieces = Vec::with_capacity(strings.len());
        let mut left = self.indent(block);
        for (string, style) in strings.drain(..) {
            let taken = left.min(string.len());
            if taken == 0 && StandIns::is_original(&string) {
                pieces.push((string, style));
                continue;
            }
            let (before, text) = string.split_at_checked(taken).unwrap_or(("", &string));
            prefix.push_str(before);
            left -= before.len();
            if !text.is_empty() {
                let mut restored = String::with_capacity(text.len());
                self.stand_ins.restore(text, &mut restored);
                pieces.push((restored, style));
            }
        }
        let blank = pieces.iter().all(|(text, _)| text.trim().is_empty());
        (!blank).then_some(FlowLine { block, first, prefix, pieces })
    }
}

fn settings(manner: Manner) -> Config<Marks> {
    config::with_decorator(Marks::new(manner.ambiguous)).allow_width_overflow().unicode_strikeout(false)
}
