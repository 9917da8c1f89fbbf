//! Blocks to lines of a page.
//!
//! Owns roles, blank lines, alignment and places. Knows nothing of where lines break ([`fill`]), of how
//! blocks are set in ([`prefix`]) and of tables ([`grid`]).

mod code;
mod columns;
mod fill;
mod grid;
mod prefix;
mod runs;

use super::bidi::{self, Direction};
use super::content::{Align, Block, BlockKind, BlockTree, Content};
use super::options::Typesetting;
use super::page::width_of;
use super::{Line, Place, Role, Span};
use crate::text;
pub use columns::measure_tables;
use fill::{FilledLine, LineFiller, Room};
use prefix::{BlockStart, block_starts};
use runs::Runs;

/// Lines of one paragraph that are put into visual order together, which costs lines times text.
const MOST_ORDERED: usize = 200;

/// Sets blocks of one content.
#[derive(Debug, Clone, Copy)]
pub struct BlockSetter<'a> {
    /// What is set; its tables are measured.
    pub content: &'a Content,
    /// How lines are made.
    pub typesetting: Typesetting,
}

impl BlockSetter<'_> {
    /// The lines of `nodes` at `width`: at least `least` of them, unless there are fewer.
    pub fn lines(&self, nodes: &[BlockTree], width: usize, least: usize) -> Vec<Line> {
        let mut lines = Vec::new();
        let mut filler = LineFiller::default();
        for start in block_starts(self.content, nodes, self.typesetting, width) {
            let first = lines.len();
            self.block(&start, width, &mut filler, &mut lines);
            if first > 0 && start.block.gap && lines.len() > first {
                let place = self.place(start.number, self.first_character(start.number));
                let mut spans = start.above;
                trim_end(&mut spans, 0);
                lines.insert(first, Line { spans, place });
            }
            if lines.len() >= least {
                break;
            }
        }
        lines
    }

    /// The place of a character of a block, white space not counted. The blocks of the head share one place, so
    /// that the places in a body do not depend on its head; those of a table share that of the table.
    pub fn place(&self, block: u32, character: u32) -> Place {
        let block = self.content.block(block).and_then(|block| block.owner).unwrap_or(block);
        let head = u32::try_from(self.content.head).unwrap_or_default();
        Place { block: (block + 1).saturating_sub(head), character }
    }

    /// Characters of the head before a block of it.
    fn first_character(&self, block: u32) -> u32 {
        match self.content.blocks.get(..block as usize) {
            Some(before) if before.len() < self.content.head => {
                before.iter().map(|block| characters(self.content.block_text(block))).sum()
            }
            _ => 0,
        }
    }

    fn block(&self, start: &BlockStart<'_>, width: usize, filler: &mut LineFiller, lines: &mut Vec<Line>) {
        let (block, first) = (start.block, lines.len());
        let room = width.saturating_sub(start.indent);
        match &block.kind {
            BlockKind::Paragraph => self.paragraph(start, room, filler, lines),
            BlockKind::Code { .. } => self.ready(start, code::set(self.content, block, self.typesetting, room), lines),
            BlockKind::Rule => self.ready(start, vec![vec![self.rule(room)]], lines),
            BlockKind::Table(table) => {
                let cell = |nodes: &[BlockTree], width| {
                    self.lines(nodes, width, usize::MAX).into_iter().map(|line| line.spans).collect()
                };
                self.ready(start, grid::set(table, room, self.typesetting.ambiguous, &cell), lines);
            }
        }
        self.put_in_order(block, lines.get_mut(first..).unwrap_or_default(), width);
    }

    /// Puts text from right to left into visual order.
    fn put_in_order(&self, block: &Block, lines: &mut [Line], width: usize) {
        if !(self.typesetting.bidi && block.right_to_left && matches!(block.kind, BlockKind::Paragraph)) {
            return;
        }
        let direction = block.direction.or_else(|| Direction::of(self.content.block_text(block)));
        for lines in lines.chunks_mut(MOST_ORDERED) {
            bidi::reorder(lines, direction, width, self.typesetting.ambiguous);
        }
    }

    /// Adds the lines of a paragraph.
    fn paragraph(&self, start: &BlockStart<'_>, room: usize, filler: &mut LineFiller, lines: &mut Vec<Line>) {
        let ambiguous = self.typesetting.ambiguous;
        let mark: Vec<char> = start.mark.iter().flat_map(|mark| mark.chars()).collect();
        let mut marks: Vec<String> = mark.chunks(room.max(1)).map(String::from_iter).collect();
        let mark = marks.pop().unwrap_or_default();
        let runs = Runs::new(self.content, start.block, self.typesetting);
        let room = Room { columns: room, mark: text::width(&mark, ambiguous), ambiguous };
        let filled = filler.fill(self.content, start.block, &runs, room);
        let mut prefix = &start.first;
        let mut character = self.first_character(start.number);
        lines.reserve(filled.len());
        for part in marks {
            let place = self.place(start.number, character);
            lines.push(Line { spans: vec![Span::new(part, Role::ListMark)], place });
        }
        for (number, line) in filled.iter().enumerate() {
            let place = self.place(start.number, character);
            let mut spans = Vec::with_capacity(prefix.len() + 1 + runs.count(&line.text));
            spans.extend_from_slice(prefix);
            // Such a mark does not count towards places: pages of other widths do not have it here.
            if number == 0 && !mark.is_empty() {
                spans.push(Span::new(format!("{mark} "), Role::ListMark));
            }
            character += self.text(line, start.block, &runs, filler, (&mut spans, prefix.len()));
            trim_end(&mut spans, prefix.len());
            if spans.len() > prefix.len() {
                self.align(start.block, room.columns, prefix.len(), &mut spans);
                lines.push(Line { spans, place });
            }
            prefix = &start.rest;
        }
    }

    /// Adds the text of a line to its spans, the first of which are its prefix; returns its characters.
    fn text(
        &self,
        line: &FilledLine,
        block: &Block,
        runs: &Runs<'_>,
        filler: &LineFiller,
        (spans, prefix): (&mut Vec<Span>, usize),
    ) -> u32 {
        let mut count = 0;
        let may_begin = |at| filler.may_begin(at);
        runs.show(line.text.clone(), line.plain, may_begin, |text, style| {
            count += characters(&text);
            let span = self.span(text.into_owned(), style, block);
            match spans.get_mut(prefix..).and_then(<[Span]>::last_mut).filter(|last| is_same(last, &span)) {
                Some(last) => last.text.push_str(&span.text),
                None => spans.push(span),
            }
        });
        count
    }

    /// Aligns the text of a line, its spans from number `first` on, as its block says.
    fn align(&self, block: &Block, room: usize, first: usize, spans: &mut Vec<Span>) {
        let free = || room.saturating_sub(width_of(spans.get(first..).unwrap_or_default(), self.typesetting.ambiguous));
        let indent = match block.align {
            Align::Start => 0,
            Align::Center => free() / 2,
            Align::End => free(),
        };
        if indent > 0 {
            spans.insert(first, Span::spaces(indent));
        }
    }

    fn span(&self, text: String, style: u32, block: &Block) -> Span {
        let style = self.content.style(style);
        let own = matches!(block.role, Role::Title | Role::Heading(_));
        let role = match style.role {
            Role::Text => block.role,
            Role::Link if own => block.role,
            role => role,
        };
        Span { text, role, attributes: style.attributes, link: style.link.map(|link| link as usize) }
    }

    /// Adds the lines of a block that is set elsewhere.
    fn ready(&self, start: &BlockStart<'_>, own: Vec<Vec<Span>>, lines: &mut Vec<Line>) {
        let mut character = 0;
        for (number, mut own) in own.into_iter().enumerate() {
            let place = self.place(start.number, character);
            character += own.iter().map(|span| characters(&span.text)).sum::<u32>();
            let mut spans = if number == 0 { start.first.clone() } else { start.rest.clone() };
            spans.append(&mut own);
            trim_end(&mut spans, 0);
            lines.push(Line { spans, place });
        }
    }

    fn rule(&self, room: usize) -> Span {
        let count = room / text::grapheme_width("─", self.typesetting.ambiguous).max(1);
        Span::new("─".repeat(count), Role::Rule)
    }
}

/// Whether two spans may be one.
fn is_same(one: &Span, other: &Span) -> bool {
    (one.role, one.attributes, one.link) == (other.role, other.attributes, other.link)
}

/// The characters of `text` that places count: all but white space.
pub fn characters(text: &str) -> u32 {
    u32::try_from(text.chars().filter(|c| !c.is_whitespace()).count()).unwrap_or(u32::MAX)
}

/// Takes white space off the end of a line; its first `kept` spans stay as they are.
fn trim_end(spans: &mut Vec<Span>, kept: usize) {
    while spans.len() > kept {
        let Some(last) = spans.last_mut() else { return };
        last.text.truncate(last.text.trim_end().len());
        if !last.text.is_empty() {
            return;
        }
        spans.pop();
    }
}
