//! Blocks to where they stand on a page, by html2text.
//!
//! Owns html2text's settings and what comes out of it: the bars and bullets in front of each block. What
//! goes in is written by [`super::flow_tree`]. The lines of a block are filled by others. Knows nothing of
//! pages.

use html2text::RcDom;
use html2text::config::{self, Config};

use super::content::{Content, Node};
use super::flow_tree::{PLACEHOLDER, Written, room, write};
use super::marks::Marks;
use crate::text::Ambiguous;

/// How lines are made, whatever their width.
#[derive(Debug, Clone, Copy)]
pub(super) struct Manner {
    pub ambiguous: Ambiguous,
    pub gap: bool,
    /// Right-to-left text is put into reading order.
    pub bidi: bool,
}

/// Blocks with what stands in front of them, at all widths that leave room for it.
pub(super) struct Flow {
    /// None where html2text refuses.
    starts: Option<Vec<Start>>,
    /// Columns of bars and bullets at most.
    deepest: usize,
    /// It is right for this width only: containers had no room.
    only: Option<usize>,
}

/// A block's beginning.
#[derive(Debug)]
pub(super) struct Start {
    pub block: u32,
    /// Columns that the block is set in by.
    pub indent: usize,
    /// Bars and bullets of its first line: `> `, `* `, `1. `, and spaces.
    pub prefix: String,
    /// The bullet in front of its text, where the list had no room.
    pub mark: Option<String>,
}

impl Flow {
    pub(super) fn new(content: &Content, nodes: &[Node], manner: Manner, width: usize) -> Flow {
        let Written { dom, mut starts, deepest, bent } = write(content, nodes, manner, width);
        let found = if deepest > 0 { find_prefixes(dom, manner, width, &mut starts) } else { Some(()) };
        Flow { starts: found.map(|()| starts), deepest, only: bent.then_some(width) }
    }

    /// True where it is right for `width`.
    pub(super) fn fits(&self, width: usize) -> bool {
        match self.only {
            Some(only) => only == width,
            None => self.deepest <= room(width),
        }
    }

    /// The blocks in order; none where html2text refuses.
    pub(super) fn starts(&self) -> Option<&[Start]> {
        self.starts.as_deref()
    }
}

/// Has html2text set bars and bullets before the blocks; none where it refuses.
fn find_prefixes(dom: RcDom, manner: Manner, width: usize, starts: &mut [Start]) -> Option<()> {
    let tree = settings(manner).dom_to_render_tree(&dom).ok()?;
    drop(dom);
    let lines = settings(manner).render_to_lines(tree, width.max(1)).ok()?;
    // Each block makes one line, in order; other lines are blank.
    let mut starts = starts.iter_mut().filter(|start| start.indent > 0);
    for line in lines {
        let line: String = line.tagged_strings().map(|string| string.s.as_str()).collect();
        if let Some(prefix) = line.strip_suffix(PLACEHOLDER) {
            starts.next()?.prefix = prefix.to_owned();
        }
    }
    Some(())
}

fn settings(manner: Manner) -> Config<Marks> {
    config::with_decorator(Marks::new(manner.ambiguous)).allow_width_overflow()
}
