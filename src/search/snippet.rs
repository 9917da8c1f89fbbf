//! The sentence that a query hits best, and how it is shortened to be shown.

use std::ops::Range;

use super::{Expr, Field, Marker};
use crate::text::{self, Ambiguous};

/// A text around a hit, and the bytes of it that are hit.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Snippet {
    /// One sanitised line.
    pub text: String,
    /// First to last, apart.
    pub hits: Vec<Range<usize>>,
}

/// The sentence of a body that holds most of the words that are hit, the first of several.
pub fn snippet(expr: &Expr, body: &str) -> Option<Snippet> {
    let marker = Marker::new(expr);
    let mut hits = marker.numbered(body, Field::Body);
    hits.sort_unstable_by_key(|(hit, number)| (hit.start, *number));
    let mut best: Option<(usize, Range<usize>)> = None;
    let mut at = 0;
    while let Some((first, _)) = hits.get(at).filter(|_| at < MOST_HITS) {
        let sentence = sentence(body, first.clone());
        let here: Vec<_> = hits.iter().skip(at).take_while(|(hit, _)| hit.start < sentence.end).collect();
        let mut numbers: Vec<usize> = here.iter().map(|(_, number)| *number).collect();
        numbers.sort_unstable();
        numbers.dedup();
        at += here.len().max(1);
        if best.as_ref().is_none_or(|(most, _)| numbers.len() > *most) {
            best = Some((numbers.len(), sentence));
        }
    }
    let text = text::sanitize_line(body.get(best?.1)?.trim()).into_owned();
    let hits = marker.hits(&text, Field::Body);
    Some(Snippet { text, hits })
}

/// Only the sentences of the first hits, up to this number, are compared.
const MOST_HITS: usize = 500;

/// Characters before and after a hit at most: bodies without any stop are one sentence.
const REACH: usize = 200;

/// The bytes of the sentence around a hit.
fn sentence(body: &str, hit: Range<usize>) -> Range<usize> {
    let before = body.get(..hit.start).unwrap_or_default();
    let after = body.get(hit.end..).unwrap_or_default();
    begin(body, before)..hit.end + end(after)
}

/// The byte after the last stop of `before`, which `body` begins with.
fn begin(body: &str, before: &str) -> usize {
    let mut reach = before.char_indices().rev().take(REACH);
    let mut first = before.len();
    let stop = reach.find(|&(at, c)| {
        first = at;
        is_stop(c, body.get(at + c.len_utf8()..))
    });
    stop.map_or(first, |(at, c)| at + c.len_utf8() + closers(before.get(at + c.len_utf8()..)))
}

/// The byte after the first stop of `after`.
fn end(after: &str) -> usize {
    let mut reach = after.char_indices().take(REACH);
    let mut last = 0;
    let stop = reach.find(|&(at, c)| {
        last = at + c.len_utf8();
        is_stop(c, after.get(last..))
    });
    stop.map_or(last, |_| last + closers(after.get(last..)))
}

/// True of marks that end a sentence; a Latin one only before a space.
fn is_stop(c: char, after: Option<&str>) -> bool {
    match c {
        '。' | '！' | '？' | '…' | '；' | '\n' => true,
        '.' | '!' | '?' => after.is_none_or(|after| after.chars().next().is_none_or(char::is_whitespace)),
        _ => false,
    }
}

/// Bytes of further stops and closing marks, which belong to the sentence before.
fn closers(after: Option<&str>) -> usize {
    let after = after.unwrap_or_default();
    let is_closer = |c: char| matches!(c, '。' | '！' | '？' | '…' | '”' | '’' | '」' | '』' | '）' | '》' | ')' | '"');
    after.len() - after.trim_start_matches(is_closer).len()
}

impl Snippet {
    /// The snippet in at most `columns`, with its first hit visible.
    pub fn fit(&self, columns: usize, ambiguous: Ambiguous) -> Snippet {
        let width = |range: Range<usize>| self.text.get(range).map_or(0, |part| text::width(part, ambiguous));
        if width(0..self.text.len()) <= columns {
            return self.clone();
        }
        let first = self.hits.first().cloned().unwrap_or(0..0);
        let room = columns.saturating_sub(width(first.clone())) / 3;
        let start = if width(0..first.start) <= room { 0 } else { self.back_from(first.start, room, ambiguous) };
        let is_room = columns > 2 * text::width("…", ambiguous);
        let (start, lead) = if start > 0 && is_room { (start, "…") } else { (0, "") };
        let rest = self.text.get(start..).unwrap_or_default();
        let shown = text::shorten(rest, columns.saturating_sub(text::width(lead, ambiguous)), ambiguous);
        self.part(start, lead, &shown)
    }

    /// The first byte of the text that fits in `columns` before `end`.
    fn back_from(&self, end: usize, columns: usize, ambiguous: Ambiguous) -> usize {
        let (mut start, mut used) = (end, 0);
        for grapheme in text::graphemes(self.text.get(..end).unwrap_or_default()).rev() {
            used += text::grapheme_width(grapheme, ambiguous);
            if used > columns {
                break;
            }
            start -= grapheme.len();
        }
        start
    }

    /// `lead` and `shown`, the text from `start` on, perhaps with an ellipsis for the rest.
    fn part(&self, start: usize, lead: &str, shown: &str) -> Snippet {
        let is_whole = self.text.get(start..) == Some(shown);
        let kept = if is_whole { shown.len() } else { shown.strip_suffix('…').map_or(0, str::len) };
        let moved = |at: usize| at.clamp(start, start + kept) - start + lead.len();
        let hits = self.hits.iter().map(|hit| moved(hit.start)..moved(hit.end)).filter(|hit| !hit.is_empty());
        Snippet { hits: hits.collect(), text: format!("{lead}{shown}") }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::Date;
    use proptest::prelude::*;

    use super::*;
    use crate::search::parse;

    fn found(query: &str, body: &str) -> Option<Snippet> {
        snippet(&parse(query, Date::constant(2021, 6, 9)).expr, body)
    }

    fn marked(snippet: &Snippet) -> String {
        let mut shown = snippet.text.clone();
        for hit in snippet.hits.iter().rev() {
            shown.insert(hit.end, '】');
            shown.insert(hit.start, '【');
        }
        shown
    }

    #[test]
    fn the_sentence_with_most_words_is_shown() {
        let body = "大商所公告。\n他问：“如何将大商所打造为交易中心？”答：请看3.5版。End of it. New York";
        let of = |query: &str| found(query, body).map(|snippet| marked(&snippet)).unwrap_or_default();
        assert_eq!(of("大商所"), "【大商所】公告。");
        assert_eq!(of("大商所 交易"), "他问：“如何将【大商所】打造为【交易】中心？”");
        assert_eq!(of("看3"), "答：请【看3】.5版。");
        assert_eq!(of("end"), "【End】 of it.");
        assert_eq!(of("york"), "New 【York】");
        assert_eq!(of("\"it. new\""), "End of 【it. New】 York");
        assert_eq!(of("没有"), "");
    }

    #[test]
    fn a_body_without_stops_is_cut_around_the_hit() {
        let body = format!("{}鸫鹀{}", "字".repeat(1000), "字".repeat(1000));
        let snippet = found("鸫鹀", &body).unwrap();
        assert_eq!(snippet.text.chars().count(), 402);
        assert_eq!(&snippet.text[snippet.hits[0].clone()], "鸫鹀");
    }

    #[test]
    fn a_snippet_is_shortened_around_its_hit() {
        let snippet = found("鸫鹀", "一二三四五六七八九十鸫鹀一二三四五六七八九十").unwrap();
        assert_eq!(marked(&snippet.fit(20, Ambiguous::Narrow)), "…九十【鸫鹀】一二三四五…");
        assert_eq!(marked(&snippet.fit(99, Ambiguous::Narrow)), "一二三四五六七八九十【鸫鹀】一二三四五六七八九十");
        assert_eq!(marked(&snippet.fit(4, Ambiguous::Narrow)), "…【鸫】…");
        assert_eq!(marked(&snippet.fit(2, Ambiguous::Narrow)), "…");
        assert_eq!(snippet.fit(0, Ambiguous::Narrow).text, "");
    }

    proptest! {
        #[test]
        fn a_snippet_is_never_wider_than_asked(body in "[金融jr。.é“\u{301} 👩‍👩‍👧\u{1b}\n]{1,60}", columns in 0..30_usize, wide: bool) {
            let ambiguous = if wide { Ambiguous::Wide } else { Ambiguous::Narrow };
            if let Some(snippet) = found("金融 | jr", &body) {
                let fitted = snippet.fit(columns, ambiguous);
                prop_assert!(text::width(&fitted.text, ambiguous) <= columns);
                prop_assert!(fitted.hits.iter().all(|hit| fitted.text.get(hit.clone()).is_some()));
                let is_clean = !snippet.text.contains(|c: char| c.is_control());
                prop_assert!(is_clean);
            }
        }
    }
}
