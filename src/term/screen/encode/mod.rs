//! Two screens to the bytes that turn one into the other.
//!
//! Owns where the cursor and the pen stand while it writes. Of all ways to move, to blank and to
//! repeat it takes the shortest that the terminal knows.

mod cursor;
mod shift;

use super::cells::{Cell, Clusters, Glyph, Grid, Style, VISIBLE_ON_BLANK};
use super::links::Links;
use super::sgr;
use super::trust::{self, Trust};
use crate::term::capability::Capabilities;
use cursor::{counted, sequence};

pub(in crate::term::screen) use cursor::{Cursor, State};

/// What does not change while a frame is written.
#[derive(Clone, Copy)]
pub(in crate::term::screen) struct Ground<'a> {
    pub can: &'a Capabilities,
    pub clusters: &'a Clusters,
    pub links: &'a Links,
    /// The terminal has said that ambiguous symbols take one column.
    pub narrow: bool,
    pub width: usize,
    pub height: usize,
}

/// Writes the bytes of one frame.
#[derive(Clone)]
pub(in crate::term::screen) struct Encoder<'a> {
    ground: Ground<'a>,
    pub out: Vec<u8>,
    pub state: State,
}

impl<'a> Encoder<'a> {
    pub(in crate::term::screen) fn new(ground: Ground<'a>, state: State) -> Encoder<'a> {
        Encoder { ground, out: Vec::new(), state }
    }

    /// Paints what differs.
    pub(in crate::term::screen) fn paint(&mut self, old: &Grid, new: &Grid) {
        for y in 0..new.height {
            let (old, new) = (old.row(y), new.row(y));
            if old != new {
                self.row(y, old, new);
            }
        }
    }

    /// Clears a screen of which nothing is known; margins, pen and cursor are known afterwards.
    pub(in crate::term::screen) fn clear(&mut self) {
        self.out.extend_from_slice(b"\x1b[m");
        if self.ground.can.margins {
            self.out.extend_from_slice(b"\x1b[?69l");
        }
        self.out.extend_from_slice(b"\x1b[r\x1b[H\x1b[2J");
        self.state = State { cursor: Cursor::at(0, 0), ..State::default() };
    }

    /// Ends a hyperlink that is still open, so that nobody else's output becomes part of it.
    pub(in crate::term::screen) fn close_link(&mut self) {
        self.link(0);
    }

    fn row(&mut self, y: usize, old: &[Cell], new: &[Cell]) {
        let (tail, erase) = self.tail(old, new);
        let mut x = 0;
        // How far a symbol may reach that the terminal takes for wider than we do.
        let mut reach = 0;
        while x < tail {
            let overlaid = x < reach && !new[x].is_blank();
            if old[x] == new[x] && !overlaid {
                x += 1;
                continue;
            }
            if new[x].glyph == Glyph::RIGHT {
                x = x.saturating_sub(1);
            }
            self.go(x, y, new);
            let glyph = new[x].glyph;
            x += self.run(x, y, old.get(x..tail).unwrap_or_default(), new.get(x..tail).unwrap_or_default());
            reach = if self.may_be_wider(glyph) { reach.max(self.state.cursor.reach) } else { reach };
        }
        if let Some(from) = erase {
            self.erase(tail, from, y, new);
        }
    }

    /// The terminal may give the symbol more columns than we think.
    fn may_be_wider(&self, glyph: Glyph) -> bool {
        match trust::of(glyph, self.ground.narrow) {
            Trust::Sure => false,
            Trust::Ambiguous => !self.ground.narrow,
            Trust::Doubtful => true,
        }
    }

    /// Where the blanks begin that can be erased to the end of the row, and the first of them that
    /// has to be; none where printing them is as short.
    fn tail(&self, old: &[Cell], new: &[Cell]) -> (usize, Option<usize>) {
        let width = new.len();
        let Some(&last) = new.last().filter(|last| self.erasable(**last) && self.ground.can.erase_line) else {
            return (width, None);
        };
        let tail = new.iter().rposition(|cell| *cell != last).map_or(0, |at| at + 1);
        let differs = |at: &usize| old[*at] != new[*at];
        let first = (tail..width).find(differs);
        let count = (tail..width).filter(differs).take(3).count();
        if count < 3 && first.is_some() { (width, None) } else { (tail, first) }
    }

    /// True of blanks that the terminal's erasing leaves.
    fn erasable(&self, cell: Cell) -> bool {
        let Style { bg, modifier, link, .. } = cell.style;
        let colour = bg == Style::PLAIN.bg || self.ground.can.coloured_erase;
        cell.is_blank() && link == 0 && colour && !modifier.intersects(VISIBLE_ON_BLANK)
    }

    fn erase(&mut self, tail: usize, from: usize, y: usize, new: &[Cell]) {
        let cursor = self.state.cursor;
        let there = cursor.row == Some(y) && cursor.column.is_some_and(|at| (tail..=from).contains(&at));
        if !there {
            self.go(from, y, new);
        }
        self.blank_pen(new[from].style);
        self.out.extend_from_slice(b"\x1b[K");
    }

    /// Prints what stands at `x`, with as many of its like behind it as pays; says how many columns.
    fn run(&mut self, x: usize, y: usize, old: &[Cell], new: &[Cell]) -> usize {
        let Some(&cell) = new.first() else { return 1 };
        let same = new.iter().take_while(|next| **next == cell).count();
        let changed = (0..same).rev().find(|at| old[*at] != new[*at]).map_or(1, |at| at + 1);
        if changed > 4 && self.repeat(x, y, cell, changed) {
            return changed;
        }
        let columns = if new.get(1).is_some_and(|next| next.glyph == Glyph::RIGHT) { 2 } else { 1 };
        self.print(x, y, cell, columns);
        columns
    }

    /// `count` times the same cell by ECH or REP, where that is shorter than printing.
    fn repeat(&mut self, x: usize, y: usize, cell: Cell, count: usize) -> bool {
        let Some(c) = cell.glyph.char() else { return false };
        let can = self.ground.can;
        let printed = count * c.len_utf8();
        // ECH leaves the cursor where it was: a step over the blanks comes with it.
        if can.erase_characters && self.erasable(cell) && 2 * sequence(count) < printed && !can.repeat {
            self.blank_pen(cell.style);
            self.count(count, b'X');
            return true;
        }
        // tmux repeats ASCII only.
        if can.repeat && c.is_ascii() && 1 + sequence(count - 1) < printed {
            self.print(x, y, cell, 1);
            self.count(count - 1, b'b');
            self.state.cursor = Cursor::after(x + count, y, self.ground.width);
            return true;
        }
        false
    }

    fn print(&mut self, x: usize, y: usize, cell: Cell, columns: usize) {
        if cell.is_blank() {
            self.blank_pen(cell.style);
        } else {
            self.pen(cell.style);
        }
        self.put(cell.glyph);
        self.advance(x, y, cell.glyph, columns);
    }

    fn put(&mut self, glyph: Glyph) {
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
        let trust = trust::of(glyph, self.ground.narrow);
        let from = if before.run == Some(x) { before.reach } else { x };
        let reach = if trust == Trust::Sure { end } else { from + 2 * chars };
        self.state.cursor = Cursor {
            row: (reach <= self.ground.width).then_some(y),
            column: within(end).filter(|_| trust == Trust::Sure),
            run: within(end).filter(|_| trust == Trust::Ambiguous),
            reach,
        };
    }

    /// A pen whose blanks look as those of `style`.
    fn blank_pen(&mut self, style: Style) {
        if !self.state.pen.blanks_like(style) {
            self.pen(style);
        }
    }

    fn pen(&mut self, style: Style) {
        self.link(style.link);
        sgr::change(&mut self.out, self.state.pen, style);
        self.state.pen = style;
    }

    fn link(&mut self, link: u16) {
        if self.state.pen.link != link {
            self.ground.links.open(&mut self.out, link);
            self.state.pen.link = link;
        }
    }

    fn count(&mut self, count: usize, last: u8) {
        self.out.extend(counted(count, last));
    }
}
