//! Drawing: the model to cells. Has no way to change the model.

mod canvas;
mod filter;
mod histogram;
mod layers;
mod list;
mod page;
mod status;
mod theme;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::model::{Model, layout};
use crate::term::Frame;
use canvas::Canvas;
pub use theme::Theme;

/// Everything that the terminal is to show: cells, the cursor of a text field, hyperlinks.
pub fn draw(model: &Model, theme: &Theme) -> Frame {
    let cells = |count: usize| u16::try_from(count).unwrap_or(u16::MAX);
    let mut cells = Buffer::empty(Rect::new(0, 0, cells(model.size.columns), cells(model.size.rows)));
    let cursor = paint(&mut Canvas::new(&mut cells, model.settings.ambiguous), model, theme);
    Frame { cells, cursor, links: page::links(model) }
}

/// Paints the panes, then the layers over them; returns the column and row of the cursor.
fn paint(canvas: &mut Canvas<'_>, model: &Model, theme: &Theme) -> Option<(u16, u16)> {
    if !layout::has_room(model.size) {
        canvas.print(0, 0, model.size.columns, model.messages().too_small, theme.text);
        return None;
    }
    let layout = model.layout();
    let mut caret = None;
    if let Some(area) = layout.top {
        caret = status::top(canvas, area, model, theme);
    }
    if let Some(area) = layout.filter {
        caret = filter::draw(canvas, area, model, theme).or(caret);
        canvas.rule(area.column + area.columns, area, layout.list.is_some(), model, theme);
    }
    if let (Some(area), Some(histogram)) = (layout.histogram, &model.histogram) {
        histogram::draw(canvas, area, histogram, model, theme);
    }
    if let Some(area) = layout.list {
        list::draw(canvas, area, model, theme);
        canvas.rule(area.column + area.columns, area, layout.page.is_some(), model, theme);
    }
    if let Some(area) = layout.page {
        page::draw(canvas, area, model, theme);
    }
    status::bottom(canvas, layout.bottom, model, theme);
    layers::draw(canvas, model, theme).or(caret)
}
