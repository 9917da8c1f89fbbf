//! Layers, drawn over the dimmed panes.

use super::canvas::Canvas;
use super::theme::Theme;
use crate::app::input::action::{Action, Scope};
use crate::app::model::Model;
use crate::app::model::layers::{Layer, Picker, Prompt, Purpose, Question, Text};
use crate::app::model::layout::Area;
use crate::text;

/// Draws the front layer; answers where the cursor stands while a person types in it.
pub fn draw(canvas: &mut Canvas<'_>, model: &Model, theme: &Theme) -> Option<(u16, u16)> {
    match model.layers.last()? {
        // Drawn with their panes.
        Layer::Search(_) | Layer::Filter(_) => None,
        Layer::Picker(picker) => draw_picker(canvas, picker, model, theme),
        Layer::Prompt(prompt) => draw_prompt(canvas, prompt, model, theme),
        Layer::Question(question) => draw_question(canvas, question, model, theme),
        Layer::Text(text) => draw_text(canvas, text, model, theme),
    }
}

/// The rows that a layer may take: between the top and the bottom line.
fn sheet(canvas: &mut Canvas<'_>, rows: usize, model: &Model, theme: &Theme) -> Area {
    canvas.dim();
    let columns = model.size.columns;
    let most = model.size.rows.saturating_sub(2).max(1);
    let rows = rows.min(most);
    let row = (model.size.rows.saturating_sub(rows + 2) / 3 + 1).min(most);
    let area = Area { column: 0, row, columns, rows };
    canvas.clear(area, theme.text);
    area
}

fn bottom(canvas: &mut Canvas<'_>, line: &str, model: &Model, theme: &Theme) {
    let row = model.size.rows.saturating_sub(1);
    canvas.clear(Area { column: 0, row, columns: model.size.columns, rows: 1 }, theme.text);
    canvas.print(1, row, model.size.columns.saturating_sub(1), line, theme.dim);
}

fn draw_picker(canvas: &mut Canvas<'_>, picker: &Picker, model: &Model, theme: &Theme) -> Option<(u16, u16)> {
    let note = usize::from(!picker.note.is_empty()) * 2;
    let area = sheet(canvas, picker.cursor.len().min(picker.cursor.height()) + 4 + note, model, theme);
    let title_row = area.row + usize::from(area.rows > 3);
    let used = canvas.print(3, title_row, area.columns.saturating_sub(4), &picker.title, theme.strong);
    let column = 3 + used + 2;
    let room = area.columns.saturating_sub(column + 1);
    let caret = canvas.print_field((column, title_row), room, &picker.field, theme.accent).filter(|_| picker.narrows);
    let marks = picker.shown().map(|(choice, _)| canvas.width(&choice.mark)).max().unwrap_or(0).min(area.columns / 3);
    let top = title_row + 2;
    let visible = picker.cursor.visible();
    for (at, (choice, hits)) in picker.shown().enumerate().skip(visible.start).take(visible.len()) {
        let row = top + at - visible.start;
        if row >= area.row + area.rows {
            break;
        }
        let selected = at == picker.cursor.selected();
        if selected {
            canvas.print(1, row, 1, theme.signs(model).selected, theme.accent);
        }
        let style = if selected { theme.strong } else { theme.text };
        canvas.print(3, row, marks, &choice.mark, theme.accent);
        let column = 3 + marks + usize::from(marks > 0) * 2;
        let room = area.columns.saturating_sub(column + 1);
        let label_room = if choice.detail.is_empty() { room } else { room * 3 / 5 };
        let used = canvas.print_hits((column, row), label_room, &choice.label, &hits, [style, theme.hit]);
        let left = room.saturating_sub(used + 2);
        let detail = text::shorten(&choice.detail, left, canvas.ambiguous).into_owned();
        canvas.print(column + used + 2, row, left, &detail, theme.dim);
    }
    if note > 0 {
        canvas.print(3, area.row + area.rows - 1, area.columns.saturating_sub(4), &picker.note, theme.dim);
    }
    bottom(canvas, &picker.hint, model, theme);
    caret
}

/// Prompts and questions take the bottom line only: what they are about stays in sight.
fn draw_prompt(canvas: &mut Canvas<'_>, prompt: &Prompt, model: &Model, theme: &Theme) -> Option<(u16, u16)> {
    bottom(canvas, "", model, theme);
    let row = model.size.rows.saturating_sub(1);
    let columns = model.size.columns.saturating_sub(1);
    let label = format!("{}: ", prompt.label);
    let used = canvas.print(1, row, columns, &label, theme.accent) + 1;
    let found = found(prompt, model);
    let room = columns.saturating_sub(used + canvas.width(&found) + 1);
    let caret = canvas.print_field((used, row), room, &prompt.field, theme.text);
    canvas.print(used + room + 1, row, canvas.width(&found), &found, theme.dim);
    if let (Some(rest), Some((column, _))) = (prompt.suggestion().filter(|_| prompt.field.is_at_end()), caret) {
        let column = usize::from(column);
        canvas.print(column, row, columns.saturating_sub(column), rest, theme.dim);
    }
    caret
}

/// How often the page has what is being typed; nothing in other prompts.
fn found(prompt: &Prompt, model: &Model) -> String {
    let find = model.page.as_ref().and_then(|page| page.find.as_ref());
    let find = find.filter(|_| prompt.purpose == Purpose::Find && !prompt.field.text().is_empty());
    find.map_or(String::new(), |find| model.messages().hits_of(find.hits.len()))
}

fn draw_question(canvas: &mut Canvas<'_>, question: &Question, model: &Model, theme: &Theme) -> Option<(u16, u16)> {
    bottom(canvas, "", model, theme);
    let row = model.size.rows.saturating_sub(1);
    let messages = model.messages();
    let hints = [(Action::Yes, messages.k_yes), (Action::No, messages.k_no)];
    let line = format!("{}  {}", question.text, model.settings.keymap.hints(Scope::Question, &hints));
    canvas.print(1, row, model.size.columns.saturating_sub(1), &line, theme.accent);
    None
}

fn draw_text(canvas: &mut Canvas<'_>, layer: &Text, model: &Model, theme: &Theme) -> Option<(u16, u16)> {
    let area = sheet(canvas, layer.lines.len() + 4, model, theme);
    canvas.print(3, area.row + 1, area.columns.saturating_sub(4), &layer.title, theme.strong);
    for (at, index) in layer.cursor.visible().enumerate() {
        let row = area.row + 3 + at;
        if row >= area.row + area.rows {
            break;
        }
        let line = layer.lines.get(index).map_or("", String::as_str);
        canvas.print(3, row, area.columns.saturating_sub(4), line, theme.text);
    }
    let messages = model.messages();
    let hints = [(Action::Open, messages.k_pick), (Action::Escape, messages.k_close)];
    bottom(canvas, &model.settings.keymap.hints(Scope::Layer, &hints), model, theme);
    None
}
