//! Cells of the screen buffer, written one grapheme at a time with the widths of `text`.

use std::num::NonZeroU16;
use std::ops::Range;

use ratatui::buffer::{Buffer, CellDiffOption};
use ratatui::style::{Modifier, Style};

use super::theme::Theme;
use crate::app::input::field::Field;
use crate::app::model::Model;
use crate::app::model::layout::Area;
use crate::text::{self, Ambiguous};

/// A buffer to print on.
pub struct Canvas<'a> {
    buffer: &'a mut Buffer,
    pub ambiguous: Ambiguous,
}

impl<'a> Canvas<'a> {
    pub fn new(buffer: &'a mut Buffer, ambiguous: Ambiguous) -> Canvas<'a> {
        Canvas { buffer, ambiguous }
    }

    /// Prints one line from a cell on, in at most `columns`; answers the columns it took.
    ///
    /// The one gate to the screen: what is printed is sanitised here, whatever was done before.
    pub fn print(&mut self, column: usize, row: usize, columns: usize, line: &str, style: Style) -> usize {
        let clean = text::sanitize_line(line);
        let mut used = 0;
        for grapheme in text::graphemes(&clean) {
            let width = text::grapheme_width(grapheme, self.ambiguous);
            if used + width > columns {
                break;
            }
            if width > 0 {
                self.put(column + used, row, grapheme, width, style);
                used += width;
            }
        }
        used
    }

    /// Prints a line shortened with an ellipsis, its hits in another style.
    pub fn print_hits(
        &mut self,
        at: (usize, usize),
        columns: usize,
        line: &str,
        hits: &[Range<usize>],
        styles: [Style; 2],
    ) -> usize {
        let shown = text::shorten(line, columns, self.ambiguous);
        let (mut used, mut from) = (0, 0);
        for hit in hits {
            let end = hit.end.min(shown.len());
            let (Some(before), Some(inside)) = (shown.get(from..hit.start.min(shown.len())), shown.get(hit.start..end))
            else {
                break;
            };
            used += self.print(at.0 + used, at.1, columns - used, before, styles[0]);
            used += self.print(at.0 + used, at.1, columns - used, inside, styles[1]);
            from = end;
        }
        let rest = shown.get(from..).unwrap_or_default();
        used + self.print(at.0 + used, at.1, columns - used, rest, styles[0])
    }

    /// Prints a text field in `columns`: of a text that is longer, the part around the cursor. Reports
    /// where the cursor stands.
    pub fn print_field(
        &mut self,
        at: (usize, usize),
        columns: usize,
        field: &Field,
        style: Style,
    ) -> Option<(u16, u16)> {
        let mut gone = 0;
        let mut graphemes = text::graphemes(field.before());
        while self.width(field.before().get(gone..).unwrap_or_default()) >= columns.max(1) {
            gone += graphemes.next()?.len();
        }
        let caret = at.0 + self.width(field.before().get(gone..).unwrap_or_default());
        self.print(at.0, at.1, columns, field.text().get(gone..).unwrap_or_default(), style);
        Some((u16::try_from(caret).ok()?, u16::try_from(at.1).ok()?))
    }

    /// Prints at the right end of `columns`; answers the columns it took.
    pub fn print_right(&mut self, column: usize, row: usize, columns: usize, line: &str, style: Style) -> usize {
        let width = self.width(line).min(columns);
        self.print(column + columns - width, row, width, line, style);
        width
    }

    /// The columns that a line takes here.
    pub fn width(&self, line: &str) -> usize {
        text::width(line, self.ambiguous)
    }

    fn put(&mut self, column: usize, row: usize, grapheme: &str, width: usize, style: Style) {
        let area = self.buffer.area;
        let (Ok(x), Ok(y)) = (u16::try_from(column), u16::try_from(row)) else { return };
        if x + u16::try_from(width).unwrap_or(1) > area.width || y >= area.height {
            return;
        }
        let Some(cell) = self.buffer.cell_mut((x, y)) else { return };
        cell.set_symbol(grapheme).set_style(style);
        // Where the terminal gives two columns to what ratatui takes for one, it has to be told.
        let forced = width == 2 && text::grapheme_width(grapheme, Ambiguous::Narrow) < 2;
        cell.set_diff_option(match NonZeroU16::new(2).filter(|_| forced) {
            Some(two) => CellDiffOption::ForcedWidth(two),
            None => CellDiffOption::None,
        });
        for behind in 1..width {
            if let Some(cell) = self.buffer.cell_mut((x + u16::try_from(behind).unwrap_or(1), y)) {
                cell.reset();
                cell.set_style(style);
            }
        }
    }

    /// Blanks an area.
    pub fn clear(&mut self, area: Area, style: Style) {
        for row in area.row..area.row + area.rows {
            self.print(area.column, row, area.columns, &" ".repeat(area.columns), style);
        }
    }

    /// Dims everything that is painted so far.
    pub fn dim(&mut self) {
        for cell in &mut self.buffer.content {
            cell.modifier.insert(Modifier::DIM);
            cell.modifier.remove(Modifier::BOLD | Modifier::REVERSED);
        }
    }

    /// A thin rule down the side of an area.
    pub fn rule(&mut self, column: usize, area: Area, wanted: bool, model: &Model, theme: &Theme) {
        let sign = theme.signs(model).rule;
        for row in (area.row..area.row + area.rows).filter(|_| wanted) {
            self.print(column, row, 2, sign, theme.dim);
        }
    }
}
