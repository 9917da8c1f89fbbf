//! The page pane, drawn: the lines of the open article, centred, with what was found in it.

use std::borrow::Cow;
use std::ops::Range;

use super::canvas::Canvas;
use super::theme::{Theme, span_style};
use crate::app::model::Model;
use crate::app::model::layout::{Area, Focus};
use crate::app::panes::PagePane;
use crate::render::{Line, Role, Span};
use crate::term::Hyperlink;
use crate::text;

pub fn draw(canvas: &mut Canvas<'_>, area: Area, model: &Model, theme: &Theme) {
    let Some(page) = &model.page else { return };
    let left = area.column + margin(area, page, model.focus);
    let columns = (area.column + area.columns).saturating_sub(left);
    for (at, index) in page.cursor.visible().enumerate().take(area.rows) {
        let Some(line) = page.page().lines.get(index) else { continue };
        let marked = page.selected == Some(line.place.block) || page.ruler && index == page.cursor.selected();
        if marked && left > area.column {
            canvas.print(left - 1, area.row + at, 1, theme.signs(model).selected, theme.accent);
        }
        let hits = hits_of(page, index);
        let painter = Painter { model, theme, row: area.row + at, left, columns, skip: page.sideways };
        painter.line(canvas, line, &hits);
    }
}

/// The hyperlinks on the screen: where the page's links stand.
pub fn links(model: &Model) -> Vec<Hyperlink> {
    let (Some(page), Some(area)) = (&model.page, model.layout().page) else { return Vec::new() };
    if model.is_covered() || page.sideways > 0 {
        return Vec::new();
    }
    let left = area.column + margin(area, page, model.focus);
    let mut found = Vec::new();
    for (at, index) in page.cursor.visible().enumerate().take(area.rows) {
        let Some(line) = page.page().lines.get(index) else { continue };
        let mut column = left;
        for span in &line.spans {
            let end = column + text::width(&span.text, model.settings.ambiguous);
            let target = span.link.and_then(|number| Some((number, page.page().links.get(number)?)));
            if let Some((number, link)) = target.filter(|(_, link)| !link.address.starts_with('#')) {
                found.extend(stretch(area.row + at, column..end, number, &link.address));
            }
            column = end;
        }
    }
    found
}

fn stretch(row: usize, columns: Range<usize>, number: usize, address: &str) -> Option<Hyperlink> {
    let columns = u16::try_from(columns.start).ok()?..u16::try_from(columns.end).ok()?;
    let (row, id) = (u16::try_from(row).ok()?, u32::try_from(number + 1).ok()?);
    Some(Hyperlink { row, columns, id, uri: address.to_owned() })
}

/// The page stands in the middle where it has the whole width, at the left beside the list.
fn margin(area: Area, page: &PagePane, focus: Focus) -> usize {
    let spare = area.columns.saturating_sub(page.page().width);
    if focus == Focus::Page { spare / 2 } else { spare.min(1) }
}

fn hits_of(page: &PagePane, line: usize) -> Vec<Range<usize>> {
    let find = page.find.iter().flat_map(|find| find.hits.iter());
    find.filter(|(at, _)| *at == line).map(|(_, range)| range.clone()).collect()
}

struct Painter<'a> {
    model: &'a Model,
    theme: &'a Theme,
    row: usize,
    left: usize,
    columns: usize,
    /// Columns scrolled out at the left.
    skip: usize,
}

impl Painter<'_> {
    fn line(&self, canvas: &mut Canvas<'_>, line: &Line, hits: &[Range<usize>]) {
        let (mut used, mut byte, mut skip) = (0, 0, self.skip);
        for span in &line.spans {
            let signed = self.sign(span);
            for (part, hit) in parts(&span.text, byte, hits) {
                let part = if signed == span.text { part } else { &signed };
                let style = if hit { self.theme.hit } else { span_style(span, self.theme) };
                let shown = self.scrolled(part, &mut skip);
                used += canvas.print(self.left + used, self.row, self.columns - used, shown, style);
            }
            byte += span.text.len();
        }
    }

    /// What is left of a text after the columns scrolled out.
    fn scrolled<'t>(&self, part: &'t str, skip: &mut usize) -> &'t str {
        if *skip == 0 {
            return part;
        }
        let gone = text::cut(part, *skip, self.model.settings.ambiguous);
        let columns = text::width(gone, self.model.settings.ambiguous);
        *skip = if gone.len() == part.len() { skip.saturating_sub(columns) } else { 0 };
        part.get(gone.len()..).unwrap_or_default()
    }

    /// Signs that the screen can show, in the same columns.
    fn sign<'t>(&self, span: &'t Span) -> Cow<'t, str> {
        if !self.model.settings.ascii {
            return Cow::Borrowed(&span.text);
        }
        match (span.role, span.text.trim_end()) {
            (Role::QuoteBar, "│") => Cow::Borrowed("| "),
            (Role::ListMark, "•" | "◦" | "▪") => Cow::Borrowed("* "),
            (Role::TableRule | Role::Rule, _) => Cow::Owned(span.text.chars().map(ascii_rule).collect()),
            _ => Cow::Borrowed(&span.text),
        }
    }
}

fn ascii_rule(c: char) -> char {
    match c {
        '─' | '━' | '═' => '-',
        '│' => '|',
        '┼' | '├' | '┤' | '┬' | '┴' | '┌' | '┐' | '└' | '┘' => '+',
        other => other,
    }
}

/// The text cut at the bounds of hits, which are bytes of the line that it begins in at `start`.
fn parts<'t>(text: &'t str, start: usize, hits: &[Range<usize>]) -> Vec<(&'t str, bool)> {
    let mut parts = Vec::new();
    let mut from = 0;
    for hit in hits {
        let (begin, end) =
            (hit.start.saturating_sub(start).min(text.len()), hit.end.saturating_sub(start).min(text.len()));
        if begin < end {
            parts.extend(text.get(from..begin).map(|part| (part, false)));
            parts.extend(text.get(begin..end).map(|part| (part, true)));
            from = end;
        }
    }
    parts.extend(text.get(from..).map(|part| (part, false)));
    parts.retain(|(part, _)| !part.is_empty());
    parts
}
