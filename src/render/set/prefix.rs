//! Bars, bullets, numbers and indents in front of blocks.
//!
//! Owns how containers set their blocks in, and what a container does where the page has no room for it.
//! Knows nothing of the lines of a block.

use std::slice;

use crate::render::content::{Block, BlockKind, BlockTree, Container, Content};
use crate::render::options::Typesetting;
use crate::render::{Role, Span};
use crate::text::{self, Ambiguous};

/// Columns that a line keeps at least for its text.
const LEAST_TEXT: usize = 6;
const BAR: &str = "│ ";
const BULLET: &str = "•";

/// A block and what is in front of its lines.
#[derive(Debug)]
pub struct BlockStart<'a> {
    pub number: u32,
    pub block: &'a Block,
    /// Columns that [`BlockStart::first`] and [`BlockStart::rest`] each take.
    pub indent: usize,
    /// In front of its first line.
    pub first: Vec<Span>,
    /// In front of its other lines.
    pub rest: Vec<Span>,
    /// A blank line above it: the bars of the quotes that it shares with the block before it.
    pub above: Vec<Span>,
    /// The bullet or number that belongs into its text, because its list has no room of its own.
    pub mark: Option<String>,
}

/// The blocks of `nodes` in order, each with its prefix in a page of `width` columns.
///
/// Containers take half of the page at most. One that would take more leaves its blocks in the
/// container around it; its items begin with their bullet as text.
pub fn block_starts<'a>(
    content: &'a Content,
    nodes: &'a [BlockTree],
    typesetting: Typesetting,
    width: usize,
) -> BlockStarts<'a> {
    let page = Level { container: None, columns: 0, nodes: nodes.iter(), next_item: 0, sign: None };
    BlockStarts {
        content,
        ambiguous: typesetting.ambiguous,
        room: (width / 2).min(width.saturating_sub(LEAST_TEXT)),
        levels: vec![page],
        shared: 1,
        mark: None,
    }
}

/// Iterator of [`block_starts`]: a walk through nested containers.
pub struct BlockStarts<'a> {
    content: &'a Content,
    ambiguous: Ambiguous,
    /// Columns that all containers around a block may take together.
    room: usize,
    /// The page, and the containers that the walk is in.
    levels: Vec<Level<'a>>,
    /// The levels that were not left since the last block.
    shared: usize,
    /// The mark of an item whose list has no room, until a paragraph takes it.
    mark: Option<String>,
}

struct Level<'a> {
    /// `None` for the page itself.
    container: Option<Container>,
    /// Columns that it sets its blocks in by; 0 where there is no room.
    columns: usize,
    nodes: slice::Iter<'a, BlockTree>,
    /// The number of a list's next item.
    next_item: i64,
    /// The bullet or number of the present item, until its first block takes it.
    sign: Option<Span>,
}

impl<'a> Iterator for BlockStarts<'a> {
    type Item = BlockStart<'a>;

    fn next(&mut self) -> Option<BlockStart<'a>> {
        loop {
            match self.levels.last_mut()?.nodes.next() {
                None => {
                    self.levels.pop();
                    self.shared = self.shared.min(self.levels.len());
                }
                Some(BlockTree::Container(container, inner)) => self.enter(*container, inner),
                Some(BlockTree::Block(number)) => {
                    if let Some(block) = self.content.block(*number) {
                        return Some(self.start(*number, block));
                    }
                }
            }
        }
    }
}

impl<'a> BlockStarts<'a> {
    fn enter(&mut self, container: Container, inner: &'a [BlockTree]) {
        if container == Container::Item {
            self.begin_item();
        }
        let columns = columns(container, inner.len(), self.ambiguous);
        let columns = if self.indent() + columns <= self.room { columns } else { 0 };
        let next_item = first_number(container);
        self.levels.push(Level { container: Some(container), columns, nodes: inner.iter(), next_item, sign: None });
    }

    fn begin_item(&mut self) {
        let Some(list) = self.levels.last_mut() else { return };
        let Some(sign) = list.container.and_then(|container| sign(container, list.next_item)) else { return };
        list.next_item = list.next_item.saturating_add(1);
        match list.columns {
            0 => self.mark = Some(sign),
            // Numbers are flush right in their column.
            columns => {
                let indent = columns.saturating_sub(text::width(&sign, self.ambiguous) + 1);
                list.sign = Some(Span::new(format!("{}{sign} ", " ".repeat(indent)), Role::ListMark));
            }
        }
    }

    fn indent(&self) -> usize {
        self.levels.iter().map(|level| level.columns).sum()
    }

    fn start(&mut self, number: u32, block: &'a Block) -> BlockStart<'a> {
        let mut above = rest(self.levels.iter().take(self.shared));
        above.truncate(above.iter().rposition(|span| span.role == Role::QuoteBar).map_or(0, |last| last + 1));
        self.shared = self.levels.len();
        let rest = rest(self.levels.iter());
        let mut first = Vec::new();
        for level in &mut self.levels {
            match level.sign.take() {
                Some(sign) => first.push(sign),
                None => level.add_rest(&mut first),
            }
        }
        let mark = if let BlockKind::Paragraph = block.kind { self.mark.take() } else { None };
        BlockStart { number, block, indent: self.indent(), first, rest, above, mark }
    }
}

/// What is in front of lines that begin no item.
fn rest<'l, 'a: 'l>(levels: impl Iterator<Item = &'l Level<'a>>) -> Vec<Span> {
    let mut spans = Vec::new();
    levels.for_each(|level| level.add_rest(&mut spans));
    spans
}

impl Level<'_> {
    fn add_rest(&self, spans: &mut Vec<Span>) {
        match (self.container, spans.last_mut()) {
            _ if self.columns == 0 => {}
            (Some(Container::Quote), _) => {
                spans.push(Span::new(BAR, Role::QuoteBar));
            }
            (_, Some(last)) if last.role == Role::Text => last.text.push_str(&" ".repeat(self.columns)),
            _ => spans.push(Span::spaces(self.columns)),
        }
    }
}

/// Columns that `container` sets its `items` in by.
fn columns(container: Container, items: usize, ambiguous: Ambiguous) -> usize {
    match container {
        Container::Item => 0,
        Container::Indent => 2,
        Container::Quote => text::width(BAR, ambiguous),
        Container::Bullets => text::width(BULLET, ambiguous) + 1,
        Container::Numbers(first) | Container::Brackets(first) => {
            let last = first.saturating_add(i64::try_from(items).unwrap_or(i64::MAX)).saturating_sub(1);
            let signs = [first, last].into_iter().filter_map(|number| sign(container, number));
            signs.map(|sign| sign.len() + 1).max().unwrap_or(0)
        }
    }
}

fn first_number(container: Container) -> i64 {
    match container {
        Container::Numbers(first) | Container::Brackets(first) => first,
        _ => 1,
    }
}

/// The bullet or number of an item; `None` in containers without items.
fn sign(container: Container, number: i64) -> Option<String> {
    match container {
        Container::Bullets => Some(BULLET.to_owned()),
        Container::Numbers(_) => Some(format!("{number}.")),
        Container::Brackets(_) => Some(format!("[{number}]")),
        _ => None,
    }
}
