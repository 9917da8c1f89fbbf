//! Paragraphs of a page, one of which a person selects: which is next, and its text as it was written.

use crate::render::{Line, Page, Role};
use crate::text;

/// The first paragraph of the text from the line `top` on, or the one behind the block that is
/// selected: its first line, and its block.
pub fn next(page: &Page, selected: Option<u32>, top: usize) -> Option<(usize, u32)> {
    let after = selected.and_then(|block| page.lines.iter().rposition(|line| line.place.block == block));
    let from = after.map_or(top, |line| line + 1);
    let is_text = |line: &(usize, &Line)| !line.1.text().trim().is_empty() && !is_no_text(line.1);
    page.lines.iter().enumerate().skip(from).find(is_text).map(|(at, line)| (at, line.place.block))
}

/// The text of a block, its lines joined as they were written: without the thin gaps that the page may
/// set between Han and Latin.
pub fn text(page: &Page, block: u32) -> Option<String> {
    let lines = page.lines.iter().filter(|line| line.place.block == block);
    let mut joined = String::new();
    lines.for_each(|line| {
        join(&mut joined, line.text().trim());
    });
    joined.retain(|c| c != '\u{2009}');
    (!joined.is_empty()).then_some(joined)
}

/// True for the lines of title and source above the text, and for rules.
fn is_no_text(line: &Line) -> bool {
    line.spans.iter().any(|span| matches!(span.role, Role::Title | Role::Meta | Role::Rule))
}

/// Adds a line of the same paragraph: a space between words, none beside Chinese characters.
/// Reports where the line begins.
pub(super) fn join(text: &mut String, line: &str) -> usize {
    let spaced = |c: char| text::width(c.encode_utf8(&mut [0; 4]), text::Ambiguous::Narrow) < 2;
    if text.chars().next_back().is_some_and(spaced) && line.chars().next().is_some_and(spaced) {
        text.push(' ');
    }
    text.push_str(line);
    text.len() - line.len()
}
