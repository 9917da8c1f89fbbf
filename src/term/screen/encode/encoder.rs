//! Paints what differs between two screens, row by row.

use super::sequences::{counted, counted_length};
use super::state::{CursorState, OutputState};
use crate::term::capability::Capabilities;
use crate::term::screen::cells::{CellGrid, CellStyle, Clusters, Glyph, ScreenCell, VISIBLE_ON_BLANK};
use crate::term::screen::confidence::WidthConfidence;
use crate::term::screen::links::Hyperlinks;
use crate::term::screen::sgr;

/// What does not change while a frame is written: the terminal, and what numbers in cells mean.
#[derive(Clone, Copy)]
pub struct Ground<'a> {
    pub can: &'a Capabilities,
    pub clusters: &'a Clusters,
    pub links: &'a Hyperlinks,
    /// The terminal has said that ambiguous symbols take one column.
    pub narrow: bool,
    pub width: usize,
    pub height: usize,
}

/// The bytes of one frame so far, and what they leave the terminal in.
#[derive(Clone)]
pub struct Encoder<'a> {
    pub ground: Ground<'a>,
    pub out: Vec<u8>,
    pub state: OutputState,
}

impl<'a> Encoder<'a> {
    pub fn new(ground: Ground<'a>, state: OutputState) -> Encoder<'a> {
        Encoder { ground, out: Vec::new(), state }
    }

    /// Paints what differs.
    pub fn paint(&mut self, old: &CellGrid, new: &CellGrid) {
        for y in 0..new.height {
            let (old, new) = (old.row(y), new.row(y));
            if old != new {
                self.row(y, old, new);
            }
        }
    }

    /// Clears a screen of which nothing is known; margins, style and cursor are known afterwards.
    pub fn clear(&mut self) {
        self.out.extend_from_slice(b"\x1b[m");
        if self.ground.can.margins {
            self.out.extend_from_slice(b"\x1b[?69l");
        }
        self.out.extend_from_slice(b"\x1b[r\x1b[H\x1b[2J");
        self.state = OutputState { cursor: CursorState::at(0, 0), ..OutputState::default() };
    }

    /// Ends a hyperlink that is still open, so that no other output becomes part of it.
    pub fn close_link(&mut self) {
        self.link(0);
    }

    fn row(&mut self, y: usize, old: &[ScreenCell], new: &[ScreenCell]) {
        let (tail, erase) = self.tail(old, new);
        let mut x = 0;
        // How far a symbol may reach to which the terminal gives more columns than we do.
        let mut reach = 0;
        while let Some((before, cell)) = old.get(x).zip(new.get(x)).filter(|_| x < tail) {
            let overlaid = x < reach && !cell.is_blank();
            if before == cell && !overlaid {
                x += 1;
                continue;
            }
            if cell.glyph == Glyph::RIGHT {
                x = x.saturating_sub(1);
            }
            self.go(x, y, new);
            let (old, new) = (old.get(x..tail).unwrap_or_default(), new.get(x..tail).unwrap_or_default());
            x += self.run(x, y, old, new);
            if new.first().is_some_and(|cell| self.may_be_wider(cell.glyph)) {
                reach = reach.max(self.state.cursor.reach);
            }
        }
        if let Some(from) = erase {
            self.erase(tail, from, y, new);
        }
    }

    /// The terminal may give the symbol more columns than we think.
    fn may_be_wider(&self, glyph: Glyph) -> bool {
        match WidthConfidence::of(glyph, self.ground.narrow) {
            WidthConfidence::Sure => false,
            WidthConfidence::Ambiguous => !self.ground.narrow,
            WidthConfidence::Doubtful => true,
        }
    }

    /// Where the blanks begin that can be erased to the end of the row, and the first of them that
    /// has to be; none where printing them is as short.
    fn tail(&self, old: &[ScreenCell], new: &[ScreenCell]) -> (usize, Option<usize>) {
        let width = new.len();
        let Some(&last) = new.last().filter(|last| self.erasable(**last) && self.ground.can.erase_line) else {
            return (width, None);
        };
        let tail = new.iter().rposition(|cell| *cell != last).map_or(0, |at| at + 1);
        let differs = |at: &usize| old.get(*at) != new.get(*at);
        let first = (tail..width).find(differs);
        let count = (tail..width).filter(differs).take(3).count();
        if count < 3 && first.is_some() { (width, None) } else { (tail, first) }
    }

    /// True of blanks that the terminal's erasing leaves.
    fn erasable(&self, cell: ScreenCell) -> bool {
        let CellStyle { bg, modifier, link, .. } = cell.style;
        let colour = bg == CellStyle::PLAIN.bg || self.ground.can.coloured_erase;
        cell.is_blank() && link == 0 && colour && !modifier.intersects(VISIBLE_ON_BLANK)
    }

    fn erase(&mut self, tail: usize, from: usize, y: usize, new: &[ScreenCell]) {
        let cursor = self.state.cursor;
        let there = cursor.row == Some(y) && cursor.column.is_some_and(|at| (tail..=from).contains(&at));
        if !there {
            self.go(from, y, new);
        }
        self.blank_style(new.get(from).map_or(CellStyle::PLAIN, |cell| cell.style));
        self.out.extend_from_slice(b"\x1b[K");
    }

    /// Prints the cell at `x`, with as many equal ones after it as pays; returns how many columns.
    fn run(&mut self, x: usize, y: usize, old: &[ScreenCell], new: &[ScreenCell]) -> usize {
        let Some(&cell) = new.first() else { return 1 };
        let same = new.iter().take_while(|next| **next == cell).count();
        let changed = (0..same).rev().find(|at| old.get(*at) != new.get(*at)).map_or(1, |at| at + 1);
        if changed > 4 && self.repeat(x, y, cell, changed) {
            return changed;
        }
        let columns = if new.get(1).is_some_and(|next| next.glyph == Glyph::RIGHT) { 2 } else { 1 };
        self.print(x, y, cell, columns);
        columns
    }

    /// `count` times the same cell by ECH or REP, where that is shorter than printing.
    fn repeat(&mut self, x: usize, y: usize, cell: ScreenCell, count: usize) -> bool {
        let Some(c) = cell.glyph.char() else { return false };
        let can = self.ground.can;
        let printed = count * c.len_utf8();
        // ECH leaves the cursor where it was: a step over the blanks comes with it.
        if can.erase_characters && self.erasable(cell) && 2 * counted_length(count) < printed && !can.repeat {
            self.blank_style(cell.style);
            self.count(count, b'X');
            return true;
        }
        // tmux repeats ASCII only.
        if can.repeat && c.is_ascii() && 1 + counted_length(count - 1) < printed {
            self.print(x, y, cell, 1);
            self.count(count - 1, b'b');
            self.state.cursor = CursorState::after(x + count, y, self.ground.width);
            return true;
        }
        false
    }

    fn print(&mut self, x: usize, y: usize, cell: ScreenCell, columns: usize) {
        if cell.is_blank() {
            self.blank_style(cell.style);
        } else {
            self.style(cell.style);
        }
        self.put(cell.glyph);
        self.advance(x, y, cell.glyph, columns);
    }

    pub fn put(&mut self, glyph: Glyph) {
        match glyph.char() {
            None if glyph == Glyph::RIGHT => {}
            Some(c) => self.out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
            None => self.out.extend_from_slice(self.ground.clusters.text(glyph).as_bytes()),
        }
    }

    /// The cursor after a symbol at `x`.
    fn advance(&mut self, x: usize, y: usize, glyph: Glyph, columns: usize) {
        let end = x + columns;
        let chars = glyph.char().map_or_else(|| self.ground.clusters.text(glyph).chars().count(), |_| 1);
        let before = self.state.cursor;
        let within = |column: usize| (column < self.ground.width).then_some(column);
        let confidence = WidthConfidence::of(glyph, self.ground.narrow);
        let from = if before.run == Some(x) { before.reach } else { x };
        let reach = if confidence == WidthConfidence::Sure { end } else { from + 2 * chars };
        self.state.cursor = CursorState {
            row: (reach <= self.ground.width).then_some(y),
            column: within(end).filter(|_| confidence == WidthConfidence::Sure),
            run: within(end).filter(|_| confidence == WidthConfidence::Ambiguous),
            reach,
        };
    }

    /// Sets a style whose blanks look as those of `style`.
    pub fn blank_style(&mut self, style: CellStyle) {
        if !self.state.style.blanks_like(style) {
            self.style(style);
        }
    }

    fn style(&mut self, style: CellStyle) {
        self.link(style.link);
        sgr::change(&mut self.out, self.state.style, style);
        self.state.style = style;
    }

    fn link(&mut self, link: u16) {
        if self.state.style.link != link {
            self.ground.links.open(&mut self.out, link);
            self.state.style.link = link;
        }
    }

    pub fn count(&mut self, count: usize, last: u8) {
        self.out.extend(counted(count, last));
    }
}
