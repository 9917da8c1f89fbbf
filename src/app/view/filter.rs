//! The filter pane, drawn: facets with their counts, what is chosen, the typed text on top.

use super::canvas::Canvas;
use super::theme::{Signs, Theme};
use crate::app::input::field::Field;
use crate::app::messages::thousands;
use crate::app::model::Model;
use crate::app::model::layout::{Area, Focus};
use crate::app::panes::{Chosen, Entry, FilterLine};
use crate::library::Tally;

/// Counts stay near their values where the pane has the whole width.
const WIDEST: usize = 44;

/// Draws the pane; answers where the cursor stands while a person types in it.
pub fn draw(canvas: &mut Canvas<'_>, area: Area, model: &Model, theme: &Theme) -> Option<(u16, u16)> {
    let filter = &model.filter;
    let area = Area { columns: area.columns.min(WIDEST), ..area };
    let focused = model.focus == Focus::Filter;
    let line = model.filter_line();
    let caret = line.and_then(|field| draw_field(canvas, area, field, theme));
    let top = area.row + usize::from(line.is_some());
    for (at, index) in filter.cursor.visible().enumerate() {
        let row = top + at;
        if row >= area.row + area.rows {
            break;
        }
        if let Some(line) = filter.lines.get(index) {
            let selected = index == filter.cursor.selected() && focused;
            draw_line(canvas, Area { row, rows: 1, ..area }, line, selected, theme, theme.signs(model));
        }
    }
    caret
}

fn draw_field(canvas: &mut Canvas<'_>, area: Area, field: &Field, theme: &Theme) -> Option<(u16, u16)> {
    canvas.print(area.column + 1, area.row, area.columns - 1, "/ ", theme.accent);
    canvas.print_field((area.column + 3, area.row), area.columns.saturating_sub(4), field, theme.text)
}

fn draw_line(canvas: &mut Canvas<'_>, area: Area, line: &FilterLine, selected: bool, theme: &Theme, signs: &Signs) {
    if selected {
        canvas.print(area.column, area.row, 1, signs.selected, theme.accent);
    }
    let mut column = area.column + 1;
    let end = area.column + area.columns;
    if line.entry == Entry::Group {
        canvas.print(column, area.row, end - column, &line.label, theme.dim);
        return;
    }
    let count_columns =
        draw_count(canvas, Area { column, columns: (end - column).saturating_sub(1), ..area }, line, theme, signs);
    column += 2 * line.depth;
    let sign = match (line.chosen, &line.entry) {
        (Chosen::Yes, _) => signs.chosen,
        (Chosen::Excluded, _) => signs.excluded,
        (Chosen::No, Entry::Value(_, Some(true))) => signs.open,
        (Chosen::No, Entry::Value(_, Some(false))) => signs.closed,
        _ => " ",
    };
    canvas.print(column, area.row, 1, sign, theme.accent);
    column += 2;
    let room = end.saturating_sub(column + count_columns + 2);
    let label = if selected || line.chosen == Chosen::Yes { theme.strong } else { theme.text };
    let used = canvas.print_hits((column, area.row), room, &line.label, &line.hits, [label, theme.hit]);
    let room = room.saturating_sub(used + 1);
    canvas.print(column + used + 1, area.row, room, &bars(&line.bars, room, signs), theme.dim);
}

/// How many articles, at the right end, and in front of that how many of them are unread: `12/340`, or
/// `●340` where all are. Reports the columns it took.
fn draw_count(canvas: &mut Canvas<'_>, area: Area, line: &FilterLine, theme: &Theme, signs: &Signs) -> usize {
    let Some(Tally { all, unread }) = line.count else { return 0 };
    let unread = match unread {
        0 => String::new(),
        unread if unread == all => signs.unread.to_owned(),
        unread => thousands(unread),
    };
    let slash = if unread.is_empty() || unread == signs.unread { "" } else { "/" };
    let all = canvas.print_right(area.column, area.row, area.columns, &format!("{slash}{}", thousands(all)), theme.dim);
    all + canvas.print_right(area.column, area.row, area.columns - all, &unread, theme.text)
}

/// Bars in at most so many columns: one a month, else one for every two, else none.
fn bars(counts: &[usize], columns: usize, signs: &Signs) -> String {
    let Some(together) = [1, 2].into_iter().find(|together| counts.len() <= columns * together) else {
        return String::new();
    };
    let counts: Vec<usize> = counts.chunks(together).map(|months| months.iter().sum()).collect();
    let highest = counts.iter().copied().max().unwrap_or(0).max(1);
    let sign = |count: usize| match count {
        0 => " ",
        count => signs.bars.get((count * 8 / highest).clamp(1, 8) - 1).copied().unwrap_or(" "),
    };
    counts.iter().map(|count| sign(*count)).collect()
}
