//! Rows that the terminal moves itself: regions (DECSTBM), side margins (DECSLRM), SU, SD, IL, DL.

use std::io::Write;

use super::encoder::Encoder;
use super::sequences::place;
use super::state::CursorState;
use crate::term::capability::Scroll;
use crate::term::screen::cells::CellStyle;
use crate::term::screen::scroll::Shift;

impl Encoder<'_> {
    /// Moves rows; the cursor is nowhere known afterwards.
    pub fn shift(&mut self, shift: Shift) {
        self.blank_style(CellStyle::PLAIN);
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
        self.state.cursor = CursorState::default();
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
}
