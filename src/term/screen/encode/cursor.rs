//! Where the cursor stands, and the shortest way from there to where it is to be.

use super::{Encoder, Trust, trust};
use crate::term::screen::cells::{Cell, Glyph, Style};

/// What the terminal is left in after the bytes so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(in crate::term::screen) struct State {
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
pub(in crate::term::screen) struct Cursor {
    pub row: Option<usize>,
    pub column: Option<usize>,
    /// The column if ambiguous symbols took what we think: good enough within a run of them.
    pub(super) run: Option<usize>,
    /// The farthest column where it can be; beyond the edge the row is in doubt too.
    pub(super) reach: usize,
}

impl Cursor {
    pub(in crate::term::screen) fn at(column: usize, row: usize) -> Cursor {
        Cursor { row: Some(row), column: Some(column), run: None, reach: column }
    }

    /// Behind the last column terminals differ: the column is unknown there.
    pub(super) fn after(column: usize, row: usize, width: usize) -> Cursor {
        Cursor { column: Some(column).filter(|column| *column < width), ..Cursor::at(column, row) }
    }
}

impl Encoder<'_> {
    /// Puts the cursor at a cell that is about to be written in the row `new`.
    pub(super) fn go(&mut self, x: usize, y: usize, new: &[Cell]) {
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
    pub(in crate::term::screen) fn place(&mut self, x: usize, y: usize) {
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
}

/// CUP, its defaults left out.
pub(super) fn place(x: usize, y: usize) -> Vec<u8> {
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
pub(super) fn counted(count: usize, last: u8) -> Vec<u8> {
    let number = if count == 1 { String::new() } else { count.to_string() };
    let mut out = format!("\x1b[{number}").into_bytes();
    out.push(last);
    out
}

/// The length of [`counted`].
pub(super) fn sequence(count: usize) -> usize {
    match count {
        0..=1 => 3,
        2..=9 => 4,
        10..=99 => 5,
        _ => 6,
    }
}
