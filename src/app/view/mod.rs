//! Drawing: the model to cells. Has no way to change the model.

mod canvas;
mod filter;
mod histogram;
mod layers;
mod list;
mod page;
mod status;
mod theme;

pub use page::links;

use ratatui::Frame;
use ratatui::layout::Position;

use super::layout;
use super::model::Model;
use canvas::Canvas;
pub use theme::Theme;

/// Draws everything, and says where the cursor of a text field stands.
pub fn draw(frame: &mut Frame<'_>, model: &Model, theme: &Theme) {
    let caret = {
        let mut canvas = Canvas::new(frame.buffer_mut(), model.settings.ambiguous);
        paint(&mut canvas, model, theme)
    };
    if let Some((column, row)) = caret {
        frame.set_cursor_position(Position { x: column, y: row });
    }
}

/// Paints the panes, then the layers over them; answers where the cursor stands.
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
