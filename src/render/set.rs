//! Blocks to lines of a page.
//!
//! Owns roles, blank lines, alignment and places. Knows nothing of where lines break, nor of how blocks
//! are set in.

use super::bidi::Direction;
use super::content::{Align, Block, Content, Kind, Node};
use super::fill::{Filled, Filler, Room};
use super::options::Typesetting;
use super::pieces::Pieces;
use super::prefix::{BlockStart, block_starts, list_mark};
use super::{Attributes, Line, Place, Role, Span, bidi, code, grid};
use crate::text;

/// Lines that are put into reading order together.
const MOST_ORDERED: usize = 200;

/// Sets blocks of one content at one width.
#[derive(Debug, Clone, Copy)]
pub(super) struct Setter<'a> {
    pub content: &'a Content,
    pub typesetting: Typesetting,
}

impl Setter<'_> {
    /// The lines of `nodes` at `width`: at least `least` of them, unless there are fewer.
    pub(super) fn lines(&self, nodes: &[Node], width: usize, least: usize) -> Vec<Line> {
        let mut lines = Vec::new();
        let mut filler = Filler::default();
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

    /// The spans of the lines of a table's cell.
    pub(super) fn cell(&self, nodes: &[Node], width: usize) -> Vec<Vec<Span>> {
        self.lines(nodes, width, usize::MAX).into_iter().map(|line| line.spans).collect()
    }

    /// Adds the lines of one block.
    fn block(&self, start: &BlockStart<'_>, width: usize, filler: &mut Filler, lines: &mut Vec<Line>) {
        let room = width.saturating_sub(start.indent);
        let first = lines.len();
        match &start.block.kind {
            Kind::Paragraph => self.paragraph(start, room, filler, lines),
            kind => self.special(kind, start, room, lines),
        }
        self.put_in_order(start.block, lines.get_mut(first..).unwrap_or_default(), width);
    }

    /// Puts text from right to left into reading order.
    fn put_in_order(&self, block: &Block, lines: &mut [Line], width: usize) {
        if !(self.typesetting.bidi && block.right_to_left && matches!(block.kind, Kind::Paragraph)) {
            return;
        }
        // Of a very long paragraph, some lines at a time: it costs lines times text.
        let direction = block.direction.or_else(|| Direction::of(self.content.block_text(block)));
        for lines in lines.chunks_mut(MOST_ORDERED) {
            bidi::reorder(lines, direction, width, self.typesetting.ambiguous);
        }
    }

    /// Head blocks share one place, so that the places in a body do not depend on its head.
    pub(super) fn place(&self, block: u32, character: u32) -> Place {
        let block = self.content.block(block).and_then(|block| block.owner).unwrap_or(block);
        let head = u32::try_from(self.content.head).unwrap_or_default();
        Place { block: (block + 1).saturating_sub(head), character }
    }

    /// Characters before the block that count towards its places: those of the head before it.
    fn first_character(&self, block: u32) -> u32 {
        let before = self.content.blocks.get(..(block as usize).min(self.content.head)).unwrap_or_default();
        match (block as usize) < self.content.head {
            true => before.iter().map(|block| characters(self.content.block_text(block))).sum(),
            false => 0,
        }
    }

    /// Adds the lines of a paragraph.
    fn paragraph(&self, start: &BlockStart<'_>, room: usize, filler: &mut Filler, lines: &mut Vec<Line>) {
        let block = start.block;
        let ambiguous = self.typesetting.ambiguous;
        let mark: Vec<char> = start.mark.iter().flat_map(|mark| mark.chars()).collect();
        let mut marks: Vec<String> = mark.chunks(room.max(1)).map(String::from_iter).collect();
        let mark = marks.pop().unwrap_or_default();
        let pieces = Pieces::new(self.content, block, self.typesetting);
        let room = Room { columns: room, mark: text::width(&mark, ambiguous), ambiguous };
        let filled = filler.fill(self.content, block, &pieces, room);
        let mut prefix = &start.first;
        let mut character = self.first_character(start.number);
        lines.reserve(filled.len());
        for part in marks {
            lines.push(Line { spans: vec![list_mark(part)], place: self.place(start.number, character) });
        }
        for (number, line) in filled.iter().enumerate() {
            let place = self.place(start.number, character);
            let mut spans = Vec::with_capacity(prefix.len() + 1 + pieces.count(&line.text));
            spans.extend_from_slice(prefix);
            // Bullets of flattened lists are no part of the text, and other widths do not have them here.
            if number == 0 && !mark.is_empty() {
                spans.push(list_mark(format!("{mark} ")));
            }
            character += self.text(line, block, &pieces, filler, (&mut spans, prefix.len()));
            trim_end(&mut spans, prefix.len());
            if spans.len() > prefix.len() {
                self.align(block, room.columns, prefix.len(), &mut spans);
                lines.push(Line { spans, place });
            }
            prefix = &start.rest;
        }
    }

    /// Adds the text of a line to its spans, of which the first ones stand apart; gives its characters.
    fn text(
        &self,
        line: &Filled,
        block: &Block,
        pieces: &Pieces<'_>,
        filler: &Filler,
        (spans, apart): (&mut Vec<Span>, usize),
    ) -> u32 {
        let mut count = 0;
        let may_begin = |at| filler.may_begin(at);
        pieces.show(line.text.clone(), line.plain, may_begin, |text, style| {
            count += characters(&text);
            let span = self.span(text.into_owned(), style, block);
            match spans.get_mut(apart..).and_then(<[Span]>::last_mut).filter(|last| is_same(last, &span)) {
                Some(last) => last.text.push_str(&span.text),
                None => spans.push(span),
            }
        });
        count
    }

    /// Sets the text of a line, its spans from number `first` on, where its block wants it.
    fn align(&self, block: &Block, room: usize, first: usize, spans: &mut Vec<Span>) {
        let text = spans.get(first..).unwrap_or_default();
        let columns = || text.iter().map(|span| text::width(&span.text, self.typesetting.ambiguous)).sum::<usize>();
        let indent = match block.align {
            Align::Start => 0,
            Align::Center => room.saturating_sub(columns()) / 2,
            Align::End => room.saturating_sub(columns()),
        };
        if indent > 0 {
            spans.insert(first, plain(" ".repeat(indent)));
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

    /// Adds the lines of code, a table or a rule.
    fn special(&self, kind: &Kind, start: &BlockStart<'_>, room: usize, lines: &mut Vec<Line>) {
        let own = match kind {
            Kind::Code => code::set(self, start.block, room),
            Kind::Table(table) => grid::set(self, table, room),
            Kind::Rule | Kind::Paragraph => vec![vec![self.rule(room)]],
        };
        let mut character = 0;
        for (number, mut own) in own.into_iter().enumerate() {
            let place = self.place(start.number, character);
            character += own.iter().map(|span| characters(&span.text)).sum::<u32>();
            trim_end(&mut own, 0);
            let mut spans = if number == 0 { start.first.clone() } else { start.rest.clone() };
            spans.append(&mut own);
            trim_end(&mut spans, 0);
            lines.push(Line { spans, place });
        }
    }

    fn rule(&self, room: usize) -> Span {
        let count = room / text::grapheme_width("─", self.typesetting.ambiguous).max(1);
        Span { text: "─".repeat(count), role: Role::Rule, ..Span::default() }
    }
}

/// True of spans that differ in their text at most.
fn is_same(one: &Span, other: &Span) -> bool {
    (one.role, one.attributes, one.link) == (other.role, other.attributes, other.link)
}

/// Characters that places count: all but white space.
pub(super) fn characters(text: &str) -> u32 {
    u32::try_from(text.chars().filter(|c| !c.is_whitespace()).count()).unwrap_or(u32::MAX)
}

pub(super) fn plain(text: String) -> Span {
    Span { text, role: Role::Text, attributes: Attributes::NONE, link: None }
}

/// Takes white space off the end of a line; its first `kept` spans stay.
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
