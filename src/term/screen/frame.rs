//! One frame: the cells of the view to those of the shadow, and both screens to the shortest bytes.

use std::io::Write;

use ratatui::buffer::{Cell as ViewCell, CellDiffOption, CellWidth};

use super::cells::{CellGrid, CellStyle, Glyph, ScreenCell};
use super::confidence;
use super::encode::{Encoder, Ground, OutputState};
use super::{Frame, Screen, colour, scroll};
use crate::term::capability::Scroll;
use crate::text::{self, Ambiguous};

/// Frames from this many bytes on are sent as one update (mode 2026), where that is known.
const SYNCHRONIZED_FROM: usize = 1024;
/// Frames with fewer bytes than this are not searched for rows that moved.
const SHIFT_FROM: usize = 64;
/// Moves per frame: two panes and a spare.
const SHIFTS: usize = 3;

impl<W: Write> Screen<W> {
    /// The bytes of the next frame, and what they leave the terminal in.
    pub(super) fn encoded(&self, next: &CellGrid, cursor: Option<(u16, u16)>) -> (Vec<u8>, OutputState) {
        let mut encoder = Encoder::new(self.ground(next), self.state);
        let mut known = &self.shadow;
        let blank;
        if self.lost {
            encoder.clear();
            blank = CellGrid::new(next.width, next.height, ScreenCell::BLANK);
            known = &blank;
        }
        let mut encoder = self.shortest(encoder, known, next);
        encoder.close_link();
        if let Some((x, y)) = cursor {
            encoder.place(usize::from(x), usize::from(y));
        }
        if self.cursor_shown != Some(cursor.is_some()) {
            encoder.out.extend_from_slice(if cursor.is_some() { b"\x1b[?25h" } else { b"\x1b[?25l" });
        }
        (self.synchronized(encoder.out), encoder.state)
    }

    fn ground(&self, next: &CellGrid) -> Ground<'_> {
        Ground {
            can: &self.can,
            clusters: &self.clusters,
            links: &self.links,
            narrow: self.settled && self.ambiguous == Ambiguous::Narrow,
            width: next.width,
            height: next.height,
        }
    }

    /// What `start` has written, and the shortest way found from `known` to the next frame: painting
    /// what differs, or moving rows first.
    fn shortest<'a>(&'a self, start: Encoder<'a>, known: &CellGrid, next: &CellGrid) -> Encoder<'a> {
        let mut best = start.clone();
        best.paint(known, next);
        if self.can.scroll == Scroll::None || best.out.len() < SHIFT_FROM || self.lost {
            return best;
        }
        let (mut start, mut known) = (start, known.clone());
        for _ in 0..SHIFTS {
            let found = scroll::candidates(&known, next, self.can.margins, start.state.region);
            let tries = found.into_iter().map(|shift| {
                let (mut moved, mut grid) = (start.clone(), known.clone());
                moved.shift(shift);
                grid.scroll(shift.top, shift.bottom, shift.left, shift.right, shift.by);
                let mut whole = moved.clone();
                whole.paint(&grid, next);
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

    fn synchronized(&self, frame: Vec<u8>) -> Vec<u8> {
        if !self.can.synchronized || frame.len() < SYNCHRONIZED_FROM {
            return frame;
        }
        [b"\x1b[?2026h", frame.as_slice(), b"\x1b[?2026l"].concat()
    }

    /// The cells of the shadow for those of a frame.
    pub(super) fn cells_of(&mut self, frame: &Frame) -> CellGrid {
        let area = frame.cells.area;
        let mut next = CellGrid::new(area.width.into(), area.height.into(), ScreenCell::BLANK);
        for y in 0..area.height {
            let mut x = 0;
            while let Some(cell) = frame.cells.cell((x, y)) {
                self.put(&mut next, (x.into(), y.into()), cell);
                x += cell.cell_width().max(1);
            }
        }
        for link in frame.links.iter().filter(|_| self.can.hyperlinks) {
            let number = self.links.number(link);
            let columns = usize::from(link.columns.start)..usize::from(link.columns.end.min(area.width));
            let cells = next.row_mut(usize::from(link.row)).get_mut(columns);
            cells.into_iter().flatten().for_each(|cell| cell.style.link = number);
        }
        next
    }

    /// Puts a cell of the view where it is to be seen; what it leaves of its room is blank.
    fn put(&mut self, next: &mut CellGrid, (x, y): (usize, usize), cell: &ViewCell) {
        let (converted, columns) = self.convert(cell);
        next.put(x, y, converted, columns);
        if columns == 1 && cell.cell_width() == 2 {
            next.put(x + 1, y, ScreenCell::new(Glyph::BLANK, converted.style), 1);
        }
    }

    /// The cell of the shadow for a cell of the view, and how many columns it takes.
    fn convert(&mut self, cell: &ViewCell) -> (ScreenCell, usize) {
        let style = CellStyle {
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
            (1, 2, Some(c)) => (ScreenCell::new(Glyph::of(confidence::narrow_stand_in(c)), style), 1),
            (2, 1, _) if !matches!(cell.diff_option, CellDiffOption::ForcedWidth(_)) => {
                (ScreenCell::new(glyph, style), 2)
            }
            (_, 2, _) => (ScreenCell::new(glyph, style), 2),
            _ => (ScreenCell::new(glyph, style), 1),
        }
    }
}
