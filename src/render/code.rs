//! Code blocks at a width: lines kept as they are, wrapped with a mark or left to scroll.
//!
//! Owns where a line of code is cut. Knows nothing of languages.

use super::content::Block;
use super::set::Setter;
use super::{CodeLines, Role, Span};
use crate::text;

/// Begins the rest of a line that was too long.
const MARK: &str = "↳ ";

/// The lines of the code `block` in `room` columns.
pub(super) fn set(setter: &Setter<'_>, block: &Block, room: usize) -> Vec<Vec<Span>> {
    let mut lines = vec![Vec::new()];
    for (run, style) in setter.content.block_runs(block) {
        for (number, part) in run.split('\n').enumerate() {
            if number > 0 {
                lines.push(Vec::new());
            }
            if let Some(line) = lines.last_mut().filter(|_| !part.is_empty()) {
                let style = setter.content.style(style);
                let role = if style.role == Role::Text { Role::Code } else { style.role };
                line.push(Span { text: part.to_owned(), role, attributes: style.attributes, link: None });
            }
        }
    }
    match setter.typesetting.code_lines {
        CodeLines::Scroll => lines,
        CodeLines::Wrap => lines.into_iter().flat_map(|line| wrapped(setter, line, room.max(4))).collect(),
    }
}

fn wrapped(setter: &Setter<'_>, line: Vec<Span>, room: usize) -> Vec<Vec<Span>> {
    let ambiguous = setter.typesetting.ambiguous;
    let columns: usize = line.iter().map(|span| text::width(&span.text, ambiguous)).sum();
    if columns <= room {
        return vec![line];
    }
    let mut lines = vec![Vec::new()];
    let mut left = room;
    for span in line {
        let mut rest = span.text.as_str();
        while !rest.is_empty() {
            let part = fitting(rest, left, lines.last().is_none_or(|line| line.iter().all(is_mark)), setter);
            if part.is_empty() {
                lines.push(vec![Span { text: MARK.to_owned(), role: Role::CodeWrap, ..Span::default() }]);
                left = room.saturating_sub(text::width(MARK, ambiguous));
                rest = rest.trim_start_matches(' ');
            }
            left = if part.len() < rest.len() && !part.is_empty() {
                0
            } else {
                left.saturating_sub(text::width(part, ambiguous))
            };
            if let Some(line) = lines.last_mut().filter(|_| !part.is_empty()) {
                line.push(Span { text: part.to_owned(), ..span.clone() });
            }
            rest = rest.get(part.len()..).unwrap_or_default();
        }
    }
    lines
}

/// A line with nothing but the mark takes at least one grapheme: every step makes progress.
fn is_mark(span: &Span) -> bool {
    span.role == Role::CodeWrap
}

/// The beginning of `rest` that fits: up to a space where one is near.
fn fitting<'a>(rest: &'a str, left: usize, fresh: bool, setter: &Setter<'_>) -> &'a str {
    let part = text::cut(rest, left, setter.typesetting.ambiguous);
    if part.len() == rest.len() {
        return part;
    }
    match part.rfind(' ') {
        Some(space) if space > part.len() / 2 => part.get(..=space).unwrap_or(part),
        _ if part.is_empty() && fresh => text::graphemes(rest).next().unwrap_or(rest),
        _ => part,
    }
}
