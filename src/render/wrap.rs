//! Lines of plain text: titles in panes, help, messages.
//!
//! Owns the filling of lines at a width by the rules of [`super::breaks`]. Knows nothing of blocks,
//! spans or HTML: pages are set by [`super::Document`].

use super::breaks::opportunities;
use super::kinsoku::cuts;
use crate::text::{Ambiguous, grapheme_width, graphemes, width};

/// `text` in lines of at most `columns`, filled greedily; line ends in `text` end lines.
///
/// No line ends with the white space that it was broken at. A word longer than a line is cut between
/// graphemes, where print would bear it if there is such a place. There is always at least one line.
pub fn wrap(text: &str, columns: usize, ambiguous: Ambiguous) -> Vec<&str> {
    let mut lines = Vec::new();
    for paragraph in text.split('\n') {
        fill(paragraph, columns.max(1), ambiguous, &mut lines);
    }
    lines
}

fn fill<'t>(text: &'t str, columns: usize, ambiguous: Ambiguous, lines: &mut Vec<&'t str>) {
    let slice = |from: usize, to: usize| text.get(from..to).unwrap_or_default();
    let (mut line, mut at, mut used) = (0, 0, 0);
    for end in opportunities(text).into_iter().chain([text.len()]) {
        let word = slice(at, end);
        let spaces = word.len() - word.trim_end().len();
        let mut left = width(word.trim_end(), ambiguous);
        while used + left > columns {
            let room = if left > columns { columns - used } else { 0 };
            let cut = cut_word(slice(at, end - spaces), room, used == 0, ambiguous);
            left -= width(slice(at, at + cut), ambiguous);
            at += cut;
            lines.push(slice(line, at).trim_end());
            (line, used) = (at, 0);
        }
        used += left + spaces;
        at = end;
    }
    let last = slice(line, text.len()).trim_end();
    if line == 0 || !last.is_empty() {
        lines.push(last);
    }
}

/// The bytes of `word` that go on a line with `room` columns left; at least one grapheme if the line
/// `is_empty`.
fn cut_word(word: &str, room: usize, is_empty: bool, ambiguous: Ambiguous) -> usize {
    let fits = fitting(word, room, ambiguous);
    match (cuts(word).take_while(|cut| *cut <= fits).last(), is_empty) {
        (Some(cut), _) => cut,
        (None, true) => fits.max(graphemes(word).next().map_or(0, str::len)),
        (None, false) => 0,
    }
}

/// The bytes of `word` that `room` columns hold.
fn fitting(word: &str, room: usize, ambiguous: Ambiguous) -> usize {
    let mut used = 0;
    let fitting = graphemes(word).take_while(|grapheme| {
        used += grapheme_width(grapheme, ambiguous);
        used <= room
    });
    fitting.map(str::len).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrapped(text: &str, columns: usize) -> Vec<&str> {
        wrap(text, columns, Ambiguous::Narrow)
    }

    #[test]
    fn lines_are_filled_and_break_as_in_print() {
        assert_eq!(wrapped("大连市金融发展局，昨天发布。", 16), ["大连市金融发展", "局，昨天发布。"]);
        assert_eq!(wrapped("one two  three", 8), ["one two", "three"]);
        assert_eq!(wrapped("a\n\nb ", 8), ["a", "", "b"]);
        assert_eq!(wrapped("", 8), [""]);
    }

    #[test]
    fn a_word_longer_than_the_line_is_cut_between_graphemes() {
        assert_eq!(wrapped("ab cdefghijklm n", 6), ["ab cde", "fghijk", "lm n"]);
        assert_eq!(wrapped("e\u{301}e\u{301}e\u{301}", 2), ["e\u{301}e\u{301}", "e\u{301}"]);
        assert_eq!(wrapped("金", 1), ["金"]);
        assert_eq!(wrapped("好（《金》）", 6), ["好", "（《金", "》）"]);
    }

    #[test]
    fn ambiguous_characters_take_the_columns_they_are_told_to() {
        assert_eq!(wrap("“好”啊", 6, Ambiguous::Wide), ["“好”", "啊"]);
        assert_eq!(wrap("“好”啊", 6, Ambiguous::Narrow), ["“好”啊"]);
    }
}
