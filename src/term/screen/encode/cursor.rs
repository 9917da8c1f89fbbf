//! The shortest way from where the cursor is to where it is to be.

use super::encoder::Encoder;
use super::sequences::{counted, down, place};
use super::state::CursorState;
use crate::term::screen::cells::{Glyph, ScreenCell};
use crate::term::screen::confidence::WidthConfidence;

impl Encoder<'_> {
    /// Puts the cursor at a cell that is about to be written in the row `new`.
    pub fn go(&mut self, x: usize, y: usize, new: &[ScreenCell]) {
        let cursor = self.state.cursor;
        let runs_on = cursor.row == Some(y)
            && cursor.run == Some(x)
            && new
                .get(x)
                .is_some_and(|next| WidthConfidence::of(next.glyph, self.ground.narrow) == WidthConfidence::Ambiguous);
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
        self.state.cursor = CursorState::at(x, y);
    }

    /// Puts the cursor where the person is to see it.
    pub fn place(&mut self, x: usize, y: usize) {
        self.go(x, y, &[]);
    }

    /// A way over cells that are painted already: print them again, from where the cursor is
    /// or from the start of the row: what to send first and the column to print from, if all of it
    /// is shorter than `limit` bytes.
    fn shortest_walk(&self, x: usize, y: usize, new: &[ScreenCell], limit: usize) -> Option<(Vec<u8>, usize)> {
        let CursorState { row, column, .. } = self.state.cursor;
        let here = column.filter(|_| row == Some(y)).map(|from| (Vec::new(), from));
        let below = row.filter(|row| *row <= y && y - row < limit && self.state.is_free(*row, y));
        let start = below.map_or_else(|| place(0, y), |row| down(0, y - row));
        let bytes = |(start, from): &(Vec<u8>, usize)| Some(start.len() + self.printed(*from, x, new, limit)?);
        let way = |way: Option<(Vec<u8>, usize)>| way.and_then(|way| Some((bytes(&way)?, way)));
        let shortest = [way(here), way(Some((start, 0)))].into_iter().flatten().min_by_key(|(bytes, _)| *bytes)?;
        (shortest.0 < limit).then_some(shortest.1)
    }

    /// The bytes of the cells from `from` up to `x`, if the present style prints them as they are.
    fn printed(&self, from: usize, x: usize, new: &[ScreenCell], limit: usize) -> Option<usize> {
        let between = new.get(from..x).filter(|between| between.len() <= limit)?;
        if between.first().is_some_and(|cell| cell.glyph == Glyph::RIGHT) {
            return None;
        }
        let mut bytes = 0;
        for cell in between.iter().filter(|cell| cell.glyph != Glyph::RIGHT) {
            let style = self.state.style;
            let same = if cell.is_blank() { style.blanks_like(cell.style) } else { style == cell.style };
            if !same || WidthConfidence::of(cell.glyph, self.ground.narrow) != WidthConfidence::Sure {
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
        let CursorState { row: Some(row), column, .. } = self.state.cursor else { return best };
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
