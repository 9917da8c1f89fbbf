//! One frame: the cells of the view to those of the shadow, and both screens to the shortest bytes.

use std::io::Write;

use ratatui::buffer::{Cell as ViewCell, CellDiffOption, CellWidth};

use super::cells::{Cell, Glyph, Grid, Style};
use super::encode::{Encoder, Ground, State};
use super::{Caret, Screen, colour, scroll, trust};
use crate::term::capability::Scroll;
use crate::text::{self, Ambiguous};

/// Frames from this many bytes on are sent as one update (mode 2026), where that is known.
const SYNCHRONIZED_FROM: usize = 1024;
/// Frames below this are not worth a look for what moved.
const SHIFT_FROM: usize = 64;
/// Moves per frame: two panes and a spare.
const SHIFTS: usize = 3;

impl<W: Write> Screen<W> {
    /// The bytes of the frame, and what they leave the terminal in.
    pub(super) fn frame(&self) -> (Vec<u8>, State) {
        let mut encoder = Encoder::new(self.ground(), self.state);
        let mut known = &self.shadow;
        let blank;
        if self.lost {
            encoder.clear();
            blank = Grid::new(self.next.width, self.next.height, Cell::BLANK);
            known = &blank;
        }
        let mut encoder = self.shortest(encoder, known);
        encoder.close_link();
        self.caret(&mut encoder);
        (self.synchronized(encoder.out), encoder.state)
    }

    fn ground(&self) -> Ground<'_> {
        Ground {
            can: &self.can,
            clusters: &self.clusters,
            links: &self.links,
            narrow: self.settled && self.ambiguous == Ambiguous::Narrow,
            width: self.next.width,
            height: self.next.height,
        }
    }

    /// What `start` has written, and the shortest way found from `known` to the next frame: painting
    /// what differs, or moving rows first.
    fn shortest<'a>(&'a self, start: Encoder<'a>, known: &Grid) -> Encoder<'a> {
        let mut best = start.clone();
        best.paint(known, &self.next);
        if self.can.scroll == Scroll::None || best.out.len() < SHIFT_FROM || self.lost {
            return best;
        }
        let (mut start, mut known) = (start, known.clone());
        for _ in 0..SHIFTS {
            let found = scroll::candidates(&known, &self.next, self.can.margins, start.state.region);
            let tries = found.into_iter().map(|shift| {
                let (mut moved, mut grid) = (start.clone(), known.clone());
                moved.shift(shift);
                grid.scroll(shift.top, shift.bottom, shift.left, shift.right, shift.by);
                let mut whole = moved.clone();
                whole.paint(&grid, &self.next);
                (whole, moved, grid)
            });
            match tries.min_by_key(|(whole, ..)| whole.out.len()) {
                Some((whole, moved, grid)) if whole.out.len() < best.out.len() => {
                    best = whole;
                    (start, known) = (moved, grid);
                }
                _ => break,
            }
        }
        best
    }

    /// The cursor as wanted: shown or not, and where.
    fn caret(&self, encoder: &mut Encoder<'_>) {
        let Caret { wanted, at, shown } = self.cursor;
        if wanted {
            encoder.place(usize::from(at.x), usize::from(at.y));
        }
        if shown != Some(wanted) {
            encoder.out.extend_from_slice(if wanted { b"\x1b[?25h" } else { b"\x1b[?25l" });
        }
    }

    fn synchronized(&self, frame: Vec<u8>) -> Vec<u8> {
        if !self.can.synchronized || frame.len() < SYNCHRONIZED_FROM {
            return frame;
        }
        [b"\x1b[?2026h", frame.as_slice(), b"\x1b[?2026l"].concat()
    }

    /// Puts a cell of the view where it is to be seen; what it leaves of its room is blank.
    pub(super) fn put(&mut self, x: usize, y: usize, cell: &ViewCell) -> usize {
        let link = self.next.row(y).get(x).map_or(0, |old| old.style.link);
        let (mut converted, columns) = self.convert(cell);
        converted.style.link = link;
        self.next.put(x, y, converted, columns);
        if columns == 1 && cell.cell_width() == 2 {
            self.next.put(x + 1, y, Cell::new(Glyph::BLANK, converted.style), 1);
        }
        columns
    }

    /// The cell of the shadow for a cell of the view, and how many columns it takes.
    fn convert(&mut self, cell: &ViewCell) -> (Cell, usize) {
        let style = Style {
            fg: colour::foreground(cell.fg, self.can.colours),
            bg: colour::background(cell.bg, self.can.colours),
            modifier: colour::attributes(cell.modifier, &self.can),
            link: 0,
        };
        let laid_out = usize::from(cell.cell_width());
        let glyph = match laid_out {
            1 | 2 => self.clusters.glyph(cell.symbol()),
            _ => Glyph::BLANK,
        };
        let shown = if glyph == Glyph::BLANK { 1 } else { text::grapheme_width(cell.symbol(), self.ambiguous) };
        match (laid_out, shown, glyph.char()) {
            (1, 2, Some(c)) => (Cell::new(Glyph::of(trust::narrow_stand_in(c)), style), 1),
            (2, 1, _) if !matches!(cell.diff_option, CellDiffOption::ForcedWidth(_)) => (Cell::new(glyph, style), 2),
            (_, 2, _) => (Cell::new(glyph, style), 2),
            _ => (Cell::new(glyph, style), 1),
        }
    }
}
