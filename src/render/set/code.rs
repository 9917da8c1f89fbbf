//! Code blocks at a width: lines kept as they are, wrapped with a mark or left to scroll.
//!
//! Owns tab stops, and where a line of code is cut. Knows nothing of languages.

use std::borrow::Cow;

use crate::render::content::{Block, Content};
use crate::render::options::Typesetting;
use crate::render::page::width_of;
use crate::render::{CodeLines, Role, Span};
use crate::text::{self, Ambiguous};

/// Begins the rest of a line that was too long.
const MARK: &str = "↳ ";
/// Columns between tab stops.
pub const TAB: usize = 4;

/// The lines of the code `block` in `room` columns.
pub fn set(content: &Content, block: &Block, typesetting: Typesetting, room: usize) -> Vec<Vec<Span>> {
    let has_tabs = content.block_text(block).contains('\t');
    let mut lines = vec![Vec::new()];
    let mut column = 0;
    for (run, style) in content.block_runs(block) {
        let run = if has_tabs { Cow::Owned(untabbed(run, &mut column)) } else { Cow::Borrowed(run) };
        for (number, part) in run.split('\n').enumerate() {
            if number > 0 {
                lines.push(Vec::new());
            }
            if let Some(line) = lines.last_mut().filter(|_| !part.is_empty()) {
                let style = content.style(style);
                let role = if style.role == Role::Text { Role::Code } else { style.role };
                line.push(Span { attributes: style.attributes, ..Span::new(part, role) });
            }
        }
    }
    match typesetting.code_lines {
        CodeLines::Scroll => lines,
        CodeLines::Wrap => {
            lines.into_iter().flat_map(|line| wrapped(line, room.max(4), typesetting.ambiguous)).collect()
        }
    }
}

fn wrapped(line: Vec<Span>, room: usize, ambiguous: Ambiguous) -> Vec<Vec<Span>> {
    if width_of(&line, ambiguous) <= room {
        return vec![line];
    }
    let mut lines = vec![Vec::new()];
    let mut left = room;
    for span in line {
        let mut rest = span.text.as_str();
        while !rest.is_empty() {
            let part = fitting(rest, left, lines.last().is_none_or(|line| line.iter().all(is_mark)), ambiguous);
            if part.is_empty() {
                lines.push(vec![Span::new(MARK, Role::CodeWrap)]);
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
fn fitting(rest: &str, left: usize, fresh: bool, ambiguous: Ambiguous) -> &str {
    let part = text::cut(rest, left, ambiguous);
    if part.len() == rest.len() {
        return part;
    }
    match part.rfind(' ') {
        Some(space) if space > part.len() / 2 => part.get(..=space).unwrap_or(part),
        _ if part.is_empty() && fresh => text::graphemes(rest).next().unwrap_or(rest),
        _ => part,
    }
}

/// `run` with spaces up to the next stop for each tab.
fn untabbed(run: &str, column: &mut usize) -> String {
    let mut out = String::with_capacity(run.len());
    for grapheme in text::graphemes(run) {
        match grapheme {
            "\t" => {
                let spaces = TAB - *column % TAB;
                out.extend(std::iter::repeat_n(' ', spaces));
                *column += spaces;
            }
            "\n" => {
                out.push('\n');
                *column = 0;
            }
            _ => {
                out.push_str(grapheme);
                *column += text::grapheme_width(grapheme, Ambiguous::Narrow);
            }
        }
    }
    out
}
