//! The list pane, drawn: one row an article, with the sentence below it that was hit.

use ratatui::style::Style;

use super::canvas::Canvas;
use super::theme::{Signs, Theme};
use crate::app::event::ListItem;
use crate::app::headline;
use crate::app::model::Model;
use crate::app::model::layout::Area;
use crate::article::DateSource;
use crate::search::{Field, Marker};

/// Columns of sign, date and marks.
const DATE: usize = 10;
const MIDDLE_DATE: usize = 8;
const SHORT_DATE: usize = 5;
const MARKS: usize = 3;

pub fn draw(canvas: &mut Canvas<'_>, area: Area, model: &Model, theme: &Theme) {
    let list = &model.list;
    if list.keys.is_empty() {
        return empty(canvas, area, model, theme);
    }
    let rows = Rows::new(area, model, theme);
    for (line, index) in list.cursor.visible().enumerate() {
        let row = area.row + line * list.row_height();
        if let Some(item) = list.item(index) {
            rows.draw(canvas, row, item, index == list.cursor.selected());
        }
    }
}

fn empty(canvas: &mut Canvas<'_>, area: Area, model: &Model, theme: &Theme) {
    let settled = model.list.complete && model.library.progress.is_none();
    let messages = model.messages();
    let line = match settled {
        false => "",
        true if model.list.source.is_whole_library() => messages.nothing_here,
        true => messages.nothing_found,
    };
    let room = area.columns.saturating_sub(1);
    canvas.print(area.column + 1, area.row, room, line, theme.dim);
    if let Some(taken) =
        messages.taken(model.list.source.text(), model.list.source.typed()).filter(|_| settled && area.rows > 1)
    {
        canvas.print(area.column + 1, area.row + 1, room, &taken, theme.dim);
    }
}

/// Where the columns of the rows are.
struct Rows<'a> {
    area: Area,
    model: &'a Model,
    theme: &'a Theme,
    signs: &'static Signs,
    marker: Marker,
    date: usize,
    author: usize,
}

impl<'a> Rows<'a> {
    fn new(area: Area, model: &'a Model, theme: &'a Theme) -> Rows<'a> {
        let date = match area.columns {
            60.. => DATE,
            40.. => MIDDLE_DATE,
            _ => SHORT_DATE,
        };
        let author = if area.columns >= 60 { (area.columns / 5).clamp(10, 18) } else { 0 };
        let marker = Marker::new(&model.list.source.typed().expr);
        Rows { area, model, theme, signs: theme.signs(model), marker, date, author }
    }

    fn draw(&self, canvas: &mut Canvas<'_>, row: usize, item: &ListItem, selected: bool) {
        let left = self.area.column;
        if selected {
            canvas.print(left, row, 1, self.signs.selected, self.theme.accent);
        }
        if self.area.columns < 30 {
            return self.title(canvas, (left + 1, row), self.area.columns - 1, item);
        }
        let mut column = left + 1;
        canvas.print(column, row, self.date, &self.day(item), self.theme.dim);
        column += self.date + 1;
        self.marks(canvas, column, row, item);
        column += MARKS;
        let author = if self.author > 0 { self.author + 2 } else { 0 };
        let title = self.area.columns.saturating_sub(column - left + author + 1);
        self.title(canvas, (column, row), title, item);
        if self.author > 0 {
            let hits = self.marker.hits(&item.row.author, Field::Author);
            let styles = [self.theme.dim, self.theme.hit];
            canvas.print_hits((column + title + 2, row), self.author, &item.row.author, &hits, styles);
        }
        if self.model.list.sentences {
            self.sentence(canvas, column, row + 1, item);
        }
    }

    fn title(&self, canvas: &mut Canvas<'_>, at: (usize, usize), columns: usize, item: &ListItem) {
        let hits = self.marker.hits(&item.row.title, Field::Title);
        canvas.print_hits(at, columns, &item.row.title, &hits, [self.title_style(item), self.theme.hit]);
    }

    /// The selection is told by its sign alone: a title in bold would be sent twice for every step.
    fn title_style(&self, item: &ListItem) -> Style {
        if item.mark.read { self.theme.dim } else { self.theme.text }
    }

    /// Month and day, with the year where there is room for it. A file's time is no date: it is
    /// marked, where there is room.
    fn day(&self, item: &ListItem) -> String {
        let Some((at, source)) = item.row.date else { return String::new() };
        let day = headline::day(at, &self.model.settings.zone);
        let part = |from: usize| day.get(from..).unwrap_or_default();
        match (self.date, source) {
            (DATE, DateSource::Written) => day,
            (DATE, DateSource::FileTime) => format!("~{}", part(2)),
            (MIDDLE_DATE, DateSource::Written) => part(2).to_owned(),
            (MIDDLE_DATE, DateSource::FileTime) => format!("~{}", part(5)),
            (_, DateSource::Written) => part(5).to_owned(),
            (_, DateSource::FileTime) => String::new(),
        }
    }

    fn marks(&self, canvas: &mut Canvas<'_>, column: usize, row: usize, item: &ListItem) {
        let marks = [(!item.mark.read, self.signs.unread), (item.mark.starred, self.signs.star)];
        for (at, (shown, sign)) in marks.into_iter().enumerate() {
            if shown {
                canvas.print(column + at, row, 1, sign, self.theme.sign);
            }
        }
        if item.mark.queued.is_some() && !item.mark.starred {
            canvas.print(column + 1, row, 1, self.signs.queued, self.theme.sign);
        } else if item.row.untidy && !item.mark.starred {
            canvas.print(column + 1, row, 1, self.signs.untidy, self.theme.dim);
        }
    }

    /// The sentence that was hit; where the title was, the category.
    fn sentence(&self, canvas: &mut Canvas<'_>, column: usize, row: usize, item: &ListItem) {
        let columns = (self.area.column + self.area.columns).saturating_sub(column + 1);
        let styles = [self.theme.dim, self.theme.hit];
        match &item.snippet {
            Some(snippet) => canvas.print_hits((column, row), columns, &snippet.text, &snippet.hits, styles),
            None => {
                let path = item.row.category.join(" › ");
                let hits = self.marker.hits(&path, Field::Category);
                canvas.print_hits((column, row), columns, &path, &hits, styles)
            }
        };
    }
}
