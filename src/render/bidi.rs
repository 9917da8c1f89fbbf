//! Right-to-left text in reading order on a terminal that only writes from left to right.
//!
//! Owns the bidi algorithm (UAX #9, by `unicode-bidi`) for lines that are already set. Knows nothing
//! of how lines are filled and of the terminal: for one that reorders by itself, do not call this.

use std::ops::Range;

use unicode_bidi::{Level, ParagraphBidiInfo};

use super::page::{Line, Role, Span, width_of};
use crate::text::{Ambiguous, graphemes};

/// Which way a paragraph runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// As Latin does.
    LeftToRight,
    /// As Arabic and Hebrew do.
    RightToLeft,
}

impl Direction {
    /// The direction of the first strong character (UAX #9, P2 and P3), if there is one.
    pub fn of(text: &str) -> Option<Direction> {
        match unicode_bidi::get_base_direction(text) {
            unicode_bidi::Direction::Ltr => Some(Direction::LeftToRight),
            unicode_bidi::Direction::Rtl => Some(Direction::RightToLeft),
            unicode_bidi::Direction::Mixed => None,
        }
    }

    /// What an HTML `dir` attribute says; `auto` and nonsense say nothing.
    pub fn of_attribute(dir: &str) -> Option<Direction> {
        match dir.trim() {
            dir if dir.eq_ignore_ascii_case("ltr") => Some(Direction::LeftToRight),
            dir if dir.eq_ignore_ascii_case("rtl") => Some(Direction::RightToLeft),
            _ => None,
        }
    }
}

/// Whether `text` has characters that run from right to left, and so needs [`reorder`].
pub fn has_right_to_left(text: &str) -> bool {
    // No character below U+0590 does; its first byte in UTF-8 is 0xD6.
    text.bytes().any(|byte| byte >= 0xd6) && text.chars().any(is_right_to_left)
}

/// The blocks of right-to-left scripts (UAX #9, table 4: the default class of their code points is R or AL).
fn is_right_to_left(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}' | '\u{10800}'..='\u{10fff}'
        | '\u{1e800}'..='\u{1efff}')
}

/// Puts `lines`, which together are one paragraph, into visual order, each within itself.
///
/// Prefixes (bars, bullets, indents) stay in front. The lines of a right-to-left
/// paragraph are moved to the right edge at `room` columns. Widths do not change otherwise.
pub fn reorder(lines: &mut [Line], direction: Option<Direction>, room: usize, ambiguous: Ambiguous) {
    let (text, ranges) = paragraph(lines);
    let level = match direction.or_else(|| Direction::of(&text)) {
        Some(Direction::RightToLeft) => Level::rtl(),
        _ => Level::ltr(),
    };
    let info = ParagraphBidiInfo::new(&text, Some(level));
    for (line, range) in lines.iter_mut().zip(ranges) {
        let front = front_of(line);
        let moved = visual(line.spans.split_off(front), &info, range);
        let used = width_of(&line.spans, ambiguous) + width_of(&moved, ambiguous);
        if level.is_rtl() && used < room && !moved.is_empty() {
            line.spans.push(Span::spaces(room - used));
        }
        line.spans.extend(moved);
    }
}

/// The text of the paragraph, and where in it each line is.
fn paragraph(lines: &[Line]) -> (String, Vec<Range<usize>>) {
    let mut text = String::new();
    let mut ranges = Vec::with_capacity(lines.len());
    for line in lines {
        if !text.is_empty() {
            text.push(' ');
        }
        let start = text.len();
        line.spans.iter().skip(front_of(line)).for_each(|span| text.push_str(&span.text));
        ranges.push(start..text.len());
    }
    (text, ranges)
}

/// How many spans of `line` are bars, bullets and indents.
fn front_of(line: &Line) -> usize {
    let is_front = |span: &Span| matches!(span.role, Role::QuoteBar | Role::ListMark) || span.text.trim().is_empty();
    line.spans.iter().take_while(|span| is_front(span)).count()
}

/// `spans`, which are the text at `range`, from left to right.
fn visual(spans: Vec<Span>, info: &ParagraphBidiInfo<'_>, range: Range<usize>) -> Vec<Span> {
    if range.is_empty() {
        return spans;
    }
    let (levels, runs) = info.visual_runs(range.clone());
    let mut out = Spans { spans: &spans, start: range.start, out: Vec::with_capacity(spans.len()) };
    for run in runs {
        let text = info.text.get(run.clone()).unwrap_or_default();
        let is_rtl = levels.get(run.start).is_some_and(|level| level.is_rtl());
        let mut at = if is_rtl { run.end } else { run.start };
        if is_rtl {
            for grapheme in graphemes(text).rev() {
                at -= grapheme.len();
                out.push(at, mirrored(grapheme));
            }
        } else {
            for grapheme in graphemes(text) {
                out.push(at, grapheme);
                at += grapheme.len();
            }
        }
    }
    out.out
}

/// Spans in the making: what is pushed has the kind of the span it came from.
struct Spans<'s> {
    spans: &'s [Span],
    /// Where in the paragraph the first of `spans` begins.
    start: usize,
    out: Vec<Span>,
}

impl<'s> Spans<'s> {
    fn push(&mut self, at: usize, grapheme: &str) {
        let Some(origin) = self.origin(at) else { return };
        match self.out.last_mut() {
            Some(last) if same_kind(last, origin) => last.text.push_str(grapheme),
            _ => self.out.push(Span { text: grapheme.to_owned(), ..origin.clone() }),
        }
    }

    fn origin(&self, at: usize) -> Option<&'s Span> {
        let mut end = self.start;
        self.spans.iter().find(|span| {
            end += span.text.len();
            at < end
        })
    }
}

fn same_kind(one: &Span, other: &Span) -> bool {
    one.role == other.role && one.attributes == other.attributes && one.link == other.link
}

/// The other of a pair that faces the other way from right to left (UAX #9, L4).
fn mirrored(grapheme: &str) -> &str {
    const PAIRS: [(&str, &str); 17] = [
        ("(", ")"),
        ("[", "]"),
        ("{", "}"),
        ("<", ">"),
        ("«", "»"),
        ("‹", "›"),
        ("≤", "≥"),
        ("⟨", "⟩"),
        ("〈", "〉"),
        ("《", "》"),
        ("「", "」"),
        ("『", "』"),
        ("【", "】"),
        ("（", "）"),
        ("［", "］"),
        ("｛", "｝"),
        ("＜", "＞"),
    ];
    let facing = |(open, close): &(&'static str, &'static str)| match grapheme {
        _ if *open == grapheme => Some(*close),
        _ if *close == grapheme => Some(*open),
        _ => None,
    };
    PAIRS.iter().find_map(facing).unwrap_or(grapheme)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(text: &str, role: Role) -> Span {
        Span { text: text.to_owned(), role, ..Span::default() }
    }

    fn line(spans: &[(&str, Role)]) -> Line {
        Line { spans: spans.iter().map(|(text, role)| span(text, *role)).collect(), ..Line::default() }
    }

    fn reordered(text: &str, columns: usize) -> String {
        let mut lines = [line(&[(text, Role::Text)])];
        reorder(&mut lines, None, columns, Ambiguous::Narrow);
        lines[0].text()
    }

    #[test]
    fn hebrew_runs_from_the_right_and_numbers_and_latin_from_the_left() {
        assert_eq!(reordered("שלום 123 abc", 0), "abc 123 םולש");
        assert_eq!(reordered("abc שלום xyz", 20), "abc םולש xyz");
        assert_eq!(reordered("אב (ג)", 10), "    (ג) בא");
    }

    #[test]
    fn marks_stay_with_their_letters() {
        assert_eq!(reordered("שָׁב", 0), "בשָׁ");
    }

    #[test]
    fn roles_and_links_go_with_their_text_and_bars_stay_in_front() {
        let mut lines = [line(&[("▎ ", Role::QuoteBar), ("אב ", Role::Text), ("גד", Role::Link)])];
        reorder(&mut lines, None, 9, Ambiguous::Narrow);
        assert_eq!(
            lines[0],
            line(&[("▎ ", Role::QuoteBar), ("  ", Role::Text), ("דג", Role::Link), (" בא", Role::Text)])
        );
    }

    #[test]
    fn the_paragraph_decides_not_the_line() {
        let mut lines = [line(&[("אב", Role::Text)]), line(&[("abc גד", Role::Text)])];
        reorder(&mut lines, None, 0, Ambiguous::Narrow);
        assert_eq!(lines[1].text(), "דג abc");
    }

    #[test]
    fn a_direction_may_be_told_or_found() {
        let mut lines = [line(&[("אב abc", Role::Text)])];
        reorder(&mut lines, Some(Direction::LeftToRight), 9, Ambiguous::Narrow);
        assert_eq!(lines[0].text(), "בא abc");
        assert_eq!(Direction::of("12 א"), Some(Direction::RightToLeft));
        assert_eq!(Direction::of_attribute("RTL"), Some(Direction::RightToLeft));
    }

    #[test]
    fn text_from_the_left_is_told_cheaply_and_stays() {
        assert!(!has_right_to_left("大连“ok” é"));
        assert!(has_right_to_left("a ب"));
        let mut lines = [line(&[("大连", Role::Text), ("ok", Role::Link)])];
        let before = lines.clone();
        reorder(&mut lines, None, 80, Ambiguous::Narrow);
        assert_eq!(lines, before);
    }
}
