//! Blocks to lines of a page.
//!
//! Owns roles, bars and bullets, blank lines, alignment and places. Knows nothing of html2text, nor of
//! where lines break.

use super::bidi::Direction;
use super::content::{Align, Block, Container, Content, Kind, Node};
use super::fill::{Filled, Filler, Room};
use super::flow::{Flow, Manner, Start};
use super::pieces::Pieces;
use super::{Attributes, CodeLines, Line, Place, Role, Span, bidi, code, grid, wrap};
use crate::text;

/// Lines that are put into reading order together.
const MOST_ORDERED: usize = 200;

/// Sets blocks of one content at one width.
#[derive(Debug, Clone, Copy)]
pub(super) struct Setter<'a> {
    pub content: &'a Content,
    pub manner: Manner,
    pub code_lines: CodeLines,
}

impl Setter<'_> {
    /// The lines of `nodes`, flowed for the purpose.
    pub(super) fn nodes(&self, nodes: &[Node], width: usize) -> Vec<Line> {
        let mut lines = Vec::new();
        self.flow(&Flow::new(self.content, nodes, self.manner, width), width, &mut None, &mut lines);
        lines
    }

    /// All blocks one below the other, for the case that html2text refuses.
    pub(super) fn without_flow(&self, width: usize) -> Vec<Line> {
        let mut lines = Vec::new();
        for (block, number) in self.content.blocks.iter().zip(0..) {
            let mut character = self.first_character(number);
            for text in wrap(self.content.block_text(block), width, self.manner.ambiguous) {
                lines.push(Line {
                    spans: vec![self.span(text.to_owned(), 0, block)],
                    place: self.place(number, character),
                });
                character += characters(text);
            }
        }
        lines
    }

    /// Adds the lines of `flow` at `width`, below those of the block `before`; none where html2text refuses.
    pub(super) fn flow(
        &self,
        flow: &Flow,
        width: usize,
        before: &mut Option<u32>,
        lines: &mut Vec<Line>,
    ) -> Option<()> {
        let mut filler = Filler::default();
        for start in flow.starts()? {
            let Some(block) = self.content.block(start.block) else { continue };
            let room = width.saturating_sub(start.indent);
            let first = lines.len();
            match &block.kind {
                Kind::Paragraph => self.paragraph(start, block, room, &mut filler, lines),
                kind => self.special(kind, start, block, room, lines),
            }
            let Some(own) = lines.get_mut(first..).filter(|own| !own.is_empty()) else { continue };
            self.put_in_order(block, own, width);
            if let Some(above) = before.filter(|_| block.gap).and_then(|before| self.content.block(before)) {
                let place = self.place(start.block, self.first_character(start.block));
                lines.insert(first, Line { spans: self.blank(above, block), place });
            }
            *before = Some(start.block);
        }
        Some(())
    }

    /// Puts text from right to left into reading order.
    fn put_in_order(&self, block: &Block, lines: &mut [Line], width: usize) {
        if !(self.manner.bidi && block.right_to_left && matches!(block.kind, Kind::Paragraph)) {
            return;
        }
        // Of a very long paragraph, some lines at a time: it costs lines times text.
        let direction = block.direction.or_else(|| Direction::of(self.content.block_text(block)));
        for lines in lines.chunks_mut(MOST_ORDERED) {
            bidi::reorder(lines, direction, width, self.manner.ambiguous);
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
    fn paragraph(&self, start: &Start, block: &Block, room: usize, filler: &mut Filler, lines: &mut Vec<Line>) {
        let ambiguous = self.manner.ambiguous;
        let mut marks = start.mark.as_deref().map_or(Vec::new(), |mark| wrap(mark.trim_end(), room, ambiguous));
        let mark = marks.pop().unwrap_or_default();
        let pieces = Pieces::new(self.content, block, self.manner);
        let room = Room { columns: room, mark: text::width(mark, ambiguous), ambiguous };
        let filled = filler.fill(self.content, block, &pieces, room);
        let mut prefix = self.prefix(&start.prefix);
        let mut character = self.first_character(start.block);
        lines.reserve(filled.len());
        for part in marks {
            lines.push(Line { spans: vec![list_mark(part.to_owned())], place: self.place(start.block, character) });
        }
        for (number, line) in filled.iter().enumerate() {
            let place = self.place(start.block, character);
            let mut spans = Vec::with_capacity(prefix.len() + 1 + pieces.count(&line.text));
            spans.extend_from_slice(&prefix);
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
            if number == 0 {
                prefix = self.prefix(&behind(&start.prefix));
            }
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
        let columns = || text.iter().map(|span| text::width(&span.text, self.manner.ambiguous)).sum::<usize>();
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

    /// Bars and bullets as a page shows them.
    pub(super) fn prefix(&self, prefix: &str) -> Vec<Span> {
        let wide = self.manner.ambiguous == text::Ambiguous::Wide;
        let mut spans: Vec<Span> = Vec::new();
        let mut rest = prefix;
        while let Some(first) = rest.chars().next() {
            let end = rest.find(' ').unwrap_or(rest.len());
            match first {
                ' ' => {
                    let end = rest.find(|c| c != ' ').unwrap_or(rest.len());
                    spans.push(plain(rest.get(..end).unwrap_or_default().to_owned()));
                    rest = rest.get(end..).unwrap_or_default();
                }
                '>' | '*' => {
                    let (sign, role) = if first == '>' { ("│ ", Role::QuoteBar) } else { ("• ", Role::ListMark) };
                    spans.push(Span { text: sign.to_owned(), role, ..Span::default() });
                    rest = rest.get(if wide { 3 } else { 2 }..).unwrap_or_default();
                }
                _ => {
                    // Numbers stand at the right of their column.
                    let mark = rest.get(..end).unwrap_or_default();
                    let after = rest.get(end..).unwrap_or_default();
                    let spaces = after.len() - after.trim_start_matches(' ').len();
                    let text = format!("{}{mark} ", " ".repeat(spaces.saturating_sub(1)));
                    spans.push(list_mark(text));
                    rest = after.get(spaces..).unwrap_or_default();
                }
            }
        }
        spans
    }

    /// A blank line between two blocks, with the bars of the quotes that hold both.
    fn blank(&self, before: &Block, after: &Block) -> Vec<Span> {
        let outer = |block: &Block| {
            let mut chain = Vec::new();
            let mut context = block.context;
            while context != 0 && chain.len() < 300 {
                chain.push(context);
                context = self.content.contexts.get(context as usize).map_or(0, |context| context.outer);
            }
            chain
        };
        let (before, after) = (outer(before), outer(after));
        let shared = before.iter().rev().zip(after.iter().rev()).take_while(|(a, b)| a == b).map(|(a, _)| *a);
        let mut spans = Vec::new();
        for context in shared {
            match self.content.contexts.get(context as usize).map(|context| context.container) {
                Some(Container::Quote) => {
                    spans.push(Span { text: "│ ".to_owned(), role: Role::QuoteBar, ..Span::default() })
                }
                Some(Container::Item) | None => {}
                Some(_) => spans.push(plain("  ".to_owned())),
            }
        }
        while spans.last().is_some_and(|span| span.role != Role::QuoteBar) {
            spans.pop();
        }
        trim_end(&mut spans, 0);
        spans
    }

    /// Sets what html2text does not: code, tables, rules.
    fn special(&self, kind: &Kind, start: &Start, block: &Block, room: usize, lines: &mut Vec<Line>) {
        let own = match kind {
            Kind::Code => code::set(self, block, room),
            Kind::Table(table) => grid::set(self, table, room),
            Kind::Rule | Kind::Paragraph => vec![vec![self.rule(room)]],
        };
        let first = self.prefix(&start.prefix);
        let others = self.prefix(&behind(&start.prefix));
        let mut character = 0;
        for (number, mut own) in own.into_iter().enumerate() {
            let place = self.place(start.block, character);
            character += own.iter().map(|span| characters(&span.text)).sum::<u32>();
            trim_end(&mut own, 0);
            let mut spans = if number == 0 { first.clone() } else { others.clone() };
            spans.append(&mut own);
            trim_end(&mut spans, 0);
            lines.push(Line { spans, place });
        }
    }

    fn rule(&self, room: usize) -> Span {
        let count = room / text::grapheme_width("─", self.manner.ambiguous).max(1);
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

fn list_mark(text: String) -> Span {
    Span { text, role: Role::ListMark, ..Span::default() }
}

pub(super) fn plain(text: String) -> Span {
    Span { text, role: Role::Text, attributes: Attributes::NONE, link: None }
}

/// What stands before the other lines of a block whose first line has `prefix`.
fn behind(prefix: &str) -> String {
    prefix.chars().map(|c| if c == '>' { c } else { ' ' }).collect()
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
