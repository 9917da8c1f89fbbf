//! Two screens to the bytes that turn one into the other.
//!
//! Owns where the cursor and the pen stand while it writes. Of all ways to move, to blank and to
//! repeat it takes the shortest that the terminal knows.

use std::io::Write;

use super::cells::{Cell, Clusters, Glyph, Grid, Style, VISIBLE_ON_BLANK};
use super::links::Links;
use super::scroll::Shift;
use super::sgr;
use super::trust::{self, Trust};
use crate::term::capability::{Capabilities, Scroll};

/// What the terminal is left in after the bytes so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct State {
    pub pen: Style,
    pub cursor: Cursor,
    /// DECLRMM is on.
    pub margins: bool,
    /// The scroll region, where one is set: it stays, as the next move mostly wants the same.
    pub region: Option<(usize, usize)>,
}

impl State {
    /// A cursor that moves row by row from one row to another is not held up at the region's edge,
    /// nor scrolls it.
    fn is_free(&self, from: usize, to: usize) -> bool {
        self.region.is_none_or(|(top, bottom)| {
            let crosses = |edge: usize| (from < edge) != (to < edge);
            if to > from { !crosses(bottom) } else { !crosses(top) }
        })
    }
}

/// Where the cursor stands, as far as that is sure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Cursor {
    pub row: Option<usize>,
    pub column: Option<usize>,
    /// The column if ambiguous symbols took what we think: good enough within a run of them.
    run: Option<usize>,
    /// The farthest column where it can be; beyond the edge the row is in doubt too.
    reach: usize,
}

impl Cursor {
    pub(super) fn at(column: usize, row: usize) -> Cursor {
        Cursor { row: Some(row), column: Some(column), run: None, reach: column }
    }

    /// Behind the last column terminals differ: the column is unknown there.
    fn after(column: usize, row: usize, width: usize) -> Cursor {
        Cursor { column: Some(column).filter(|column| *column < width), ..Cursor::at(column, row) }
    }
}

/// What does not change while a frame is written.
#[derive(Clone, Copy)]
pub(super) struct Ground<'a> {
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
pub(super) struct Encoder<'a> {
    ground: Ground<'a>,
    pub out: Vec<u8>,
    pub state: State,
}

impl<'a> Encoder<'a> {
    pub(super) fn new(ground: Ground<'a>, state: State) -> Encoder<'a> {
        Encoder { ground, out: Vec::new(), state }
    }

    /// Paints what differs.
    pub(super) fn paint(&mut self, old: &Grid, new: &Grid) {
        for y in 0..new.height {
            let (old, new) = (old.row(y), new.row(y));
            if old != new {
                self.row(y, old, new);
            }
        }
    }

    /// Clears a screen of which nothing is known; margins, pen and cursor are known afterwards.
    pub(super) fn clear(&mut self) {
        self.out.extend_from_slice(b"\x1b[m");
        if self.ground.can.margins {
            self.out.extend_from_slice(b"\x1b[?69l");
        }
        if self.ground.can.scroll != Scroll::None {
            self.out.extend_from_slice(b"\x1b[r");
        }
        self.out.extend_from_slice(b"\x1b[H\x1b[2J");
        self.state = State { cursor: Cursor::at(0, 0), ..State::default() };
    }

    /// Ends a hyperlink that is still open, so that nobody else's output becomes part of it.
    pub(super) fn close_link(&mut self) {
        self.link(0);
    }

    fn row(&mut self, y: usize, old: &[Cell], new: &[Cell]) {
        let (tail, erase) = self.tail(old, new);
        let mut x = 0;
        while x < tail {
            if old[x] == new[x] {
                x += 1;
                continue;
            }
            if new[x].glyph == Glyph::RIGHT {
                x = x.saturating_sub(1);
            }
            self.go(x, y, new);
            x += self.run(x, y, old.get(x..tail).unwrap_or_default(), new.get(x..tail).unwrap_or_default());
        }
        if let Some(from) = erase {
            self.erase(tail, from, y, new);
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

    /// Puts the cursor at a cell that is about to be written in the row `new`.
    fn go(&mut self, x: usize, y: usize, new: &[Cell]) {
        let cursor = self.state.cursor;
        let runs_on = cursor.row == Some(y)
            && cursor.run == Some(x)
            && new.get(x).is_some_and(|next| trust::of(next.glyph, self.ground.narrow) == Trust::Ambiguous);
        if runs_on || (cursor.row, cursor.column) == (Some(y), Some(x)) {
            return;
        }
        let sequence = self.shortest_move(x, y);
        match self.shortest_walk(x, y, new, sequence.len()) {
            Some((start, from)) => {
                self.out.extend_from_slice(&start);
                new.iter().take(x).skip(from).for_each(|cell| self.put(cell.glyph));
            }
            None => self.out.extend_from_slice(&sequence),
        }
        self.state.cursor = Cursor::at(x, y);
    }

    /// Puts the cursor where the person is to see it.
    pub(super) fn place(&mut self, x: usize, y: usize) {
        self.go(x, y, &[]);
    }

    /// A way over cells that are painted already by printing them again, from where the cursor is
    /// or from the start of the row: what to send first and the column to print from, if all of it
    /// is shorter than `limit` bytes.
    fn shortest_walk(&self, x: usize, y: usize, new: &[Cell], limit: usize) -> Option<(Vec<u8>, usize)> {
        let Cursor { row, column, .. } = self.state.cursor;
        let here = column.filter(|_| row == Some(y)).map(|from| (Vec::new(), from));
        let below = row.filter(|row| *row <= y && y - row < limit && self.state.is_free(*row, y));
        let start = below.map_or_else(|| place(0, y), |row| down(0, y - row));
        let bytes = |(start, from): &(Vec<u8>, usize)| Some(start.len() + self.printed(*from, x, new, limit)?);
        let way = |way: Option<(Vec<u8>, usize)>| way.and_then(|way| Some((bytes(&way)?, way)));
        let shortest = [way(here), way(Some((start, 0)))].into_iter().flatten().min_by_key(|(bytes, _)| *bytes)?;
        (shortest.0 < limit).then_some(shortest.1)
    }

    /// The bytes of the cells from `from` up to `x`, if this pen prints them as they are.
    fn printed(&self, from: usize, x: usize, new: &[Cell], limit: usize) -> Option<usize> {
        let between = new.get(from..x).filter(|between| between.len() <= limit)?;
        if between.first().is_some_and(|cell| cell.glyph == Glyph::RIGHT) {
            return None;
        }
        let mut bytes = 0;
        for cell in between.iter().filter(|cell| cell.glyph != Glyph::RIGHT) {
            let pen =
                if cell.is_blank() { self.state.pen.blanks_like(cell.style) } else { self.state.pen == cell.style };
            if !pen || trust::of(cell.glyph, self.ground.narrow) != Trust::Sure {
                return None;
            }
            bytes += cell.glyph.char().map_or(0, char::len_utf8);
        }
        Some(bytes)
    }

    /// The shortest control sequence to a place from where the cursor is.
    fn shortest_move(&self, x: usize, y: usize) -> Vec<u8> {
        let mut best = place(x, y);
        let mut offer = |candidate: Vec<u8>| {
            if candidate.len() < best.len() {
                best = candidate;
            }
        };
        let Cursor { row: Some(row), column, .. } = self.state.cursor else { return best };
        if row == y {
            if let Some(column) = column.filter(|column| *column < x) {
                offer(counted(x - column, b'C'));
            }
            if let Some(column) = column.filter(|column| *column > x) {
                offer(counted(column - x, b'D'));
                offer(vec![0x08; column - x]);
            }
            if self.ground.can.absolute {
                offer(counted(x + 1, b'G'));
            }
        }
        if row <= y && y - row < 6 && self.state.is_free(row, y) {
            offer(down(x, y - row));
            if self.ground.can.absolute {
                // Whatever a line feed does to the column.
                offer([vec![b'\n'; y - row], counted(x + 1, b'G')].concat());
            }
        }
        if column == Some(x) && row != y && self.state.is_free(row, y) {
            offer(counted(row.abs_diff(y), if y > row { b'B' } else { b'A' }));
        }
        best
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

    /// Moves rows; the cursor is nowhere known afterwards.
    pub(super) fn shift(&mut self, shift: Shift) {
        self.blank_pen(Style::PLAIN);
        let whole = shift.left == 0 && shift.right == self.ground.width;
        let to_bottom = whole && shift.bottom == self.ground.height && self.state.region.is_none();
        if to_bottom && self.ground.can.erase_characters {
            return self.shift_to_bottom(shift);
        }
        if !whole {
            self.side_margins(Some((shift.left, shift.right)));
        }
        self.region(shift.top, shift.bottom);
        self.shift_region(shift);
        if !whole {
            self.side_margins(None);
        }
        self.state.cursor = Cursor::default();
    }

    /// DL or IL at the top: what reaches down to the last row needs no region.
    fn shift_to_bottom(&mut self, shift: Shift) {
        self.go(0, shift.top, &[]);
        self.count(shift.by.unsigned_abs(), if shift.by > 0 { b'M' } else { b'L' });
    }

    /// DECSTBM, its defaults left out; it sends the cursor home.
    fn region(&mut self, top: usize, bottom: usize) {
        if self.state.region == Some((top, bottom)) {
            return;
        }
        self.state.region = Some((top, bottom));
        let first = if top == 0 { String::new() } else { (top + 1).to_string() };
        let last = if bottom == self.ground.height { String::new() } else { format!(";{bottom}") };
        let _ = write!(self.out, "\x1b[{first}{last}r");
    }

    fn shift_region(&mut self, shift: Shift) {
        let count = shift.by.unsigned_abs();
        match (self.ground.can.scroll, shift.by > 0) {
            (Scroll::Count, up) => self.count(count, if up { b'S' } else { b'T' }),
            (_, true) => {
                self.out.extend(place(0, shift.bottom - 1));
                self.out.extend(std::iter::repeat_n(b'\n', count));
            }
            (_, false) => {
                self.out.extend(place(0, shift.top));
                (0..count).for_each(|_| self.out.extend_from_slice(b"\x1bM"));
            }
        }
    }

    /// DECSLRM, in the mode that allows it (DECLRMM), which stays on.
    fn side_margins(&mut self, columns: Option<(usize, usize)>) {
        if !self.state.margins {
            self.out.extend_from_slice(b"\x1b[?69h");
            self.state.margins = true;
        }
        match columns {
            Some((left, right)) => {
                let _ = write!(self.out, "\x1b[{};{}s", left + 1, right);
            }
            None => self.out.extend_from_slice(b"\x1b[s"),
        }
    }

    fn count(&mut self, count: usize, last: u8) {
        self.out.extend(counted(count, last));
    }
}

/// CUP, its defaults left out.
fn place(x: usize, y: usize) -> Vec<u8> {
    let row = if y == 0 { String::new() } else { (y + 1).to_string() };
    let column = if x == 0 { String::new() } else { format!(";{}", x + 1) };
    format!("\x1b[{row}{column}H").into_bytes()
}

/// CR, line feeds, and forward.
fn down(x: usize, rows: usize) -> Vec<u8> {
    let mut out = vec![b'\r'];
    out.extend(std::iter::repeat_n(b'\n', rows));
    if x > 0 {
        out.extend(counted(x, b'C'));
    }
    out
}

/// A control sequence with a count, left out where it is one.
fn counted(count: usize, last: u8) -> Vec<u8> {
    let number = if count == 1 { String::new() } else { count.to_string() };
    let mut out = format!("\x1b[{number}").into_bytes();
    out.push(last);
    out
}

/// The length of [`counted`].
fn sequence(count: usize) -> usize {
    match count {
        0..=1 => 3,
        2..=9 => 4,
        10..=99 => 5,
        _ => 6,
    }
}
