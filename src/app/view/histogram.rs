//! Articles over time, drawn: one column a month, bars from below, the years under them.

use super::canvas::Canvas;
use super::theme::Theme;
use crate::app::messages::thousands;
use crate::app::model::Model;
use crate::app::model::layout::Area;
use crate::app::panes::Histogram;

/// Heights within one cell.
const STEPS: usize = 8;

pub fn draw(canvas: &mut Canvas<'_>, area: Area, histogram: &Histogram, model: &Model, theme: &Theme) {
    let bars = &theme.signs(model).bars;
    let height = area.rows.saturating_sub(2);
    let highest = histogram.highest().max(1);
    let selected = histogram.cursor.selected();
    let columns = area.columns.saturating_sub(2).max(1);
    let first =
        (selected + 1).saturating_sub(columns).max(histogram.months.len().saturating_sub(columns).min(selected));
    for (at, index) in (first..histogram.months.len()).enumerate().take(columns) {
        let Some(((year, month), count)) = histogram.months.get(index).copied() else { continue };
        let column = area.column + 1 + at;
        let filled = (count * height * STEPS).div_ceil(highest);
        let style = if index == selected { theme.accent } else { theme.dim };
        for level in 0..height {
            let part = filled.saturating_sub(level * STEPS).min(STEPS);
            if let Some(sign) = part.checked_sub(1).and_then(|part| bars.get(part)) {
                canvas.print(column, area.row + height - 1 - level, 1, sign, style);
            }
        }
        if month == 1 && at + 4 <= columns {
            canvas.print(column, area.row + height, 4, &year.to_string(), theme.dim);
        }
        if index == selected {
            let label = format!("{year}-{month:02}  {}", thousands(count));
            canvas.print_right(
                area.column,
                area.row + height + 1,
                area.columns.saturating_sub(1),
                &label,
                theme.accent,
            );
            canvas.print(area.column + 1, area.row + height + 1, columns, model.messages().histogram_title, theme.dim);
        }
    }
}
