//! Which characters of a text a query hits, whatever was folded and however it was typed.

use std::ops::Range;

use super::fold::Folded;
use super::word::Word;
use super::{Expr, Field, Matcher, Needle};

/// The words of a query that are wanted, ready to be marked in texts.
#[derive(Debug, Default)]
pub struct Marker {
    words: Vec<Word>,
}

impl Marker {
    /// Takes some microseconds for each word; keep it while the query stays.
    pub fn new(expr: &Expr) -> Marker {
        let mut marker = Marker::default();
        marker.collect(expr);
        marker
    }

    fn collect(&mut self, expr: &Expr) {
        match expr {
            Expr::And(parts) | Expr::Or(parts) => parts.iter().for_each(|part| self.collect(part)),
            Expr::Text { field, text, phrase } => self.words.push(Word::new(*field, text, *phrase)),
            _ => {}
        }
    }

    /// True if nothing can be hit.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// The byte ranges of `text`, the value of such a field, that are hit: ascending, disjoint.
    pub fn hits(&self, text: &str, field: Field) -> Vec<Range<usize>> {
        let mut hits = Vec::new();
        if self.words.iter().any(|word| word.reaches(field)) {
            let folded = Folded::new(text);
            self.words.iter().for_each(|word| word.hits(field, text, &folded, &mut hits));
        }
        merged(hits)
    }

    /// Every hit and the number of the word that hit, in no order.
    pub(super) fn numbered(&self, text: &str, field: Field) -> Vec<(Range<usize>, usize)> {
        let folded = Folded::new(text);
        let mut all = Vec::new();
        for (number, word) in self.words.iter().enumerate() {
            let mut hits = Vec::new();
            word.hits(field, text, &folded, &mut hits);
            all.extend(hits.into_iter().map(|hit| (hit, number)));
        }
        all
    }
}

/// [`Marker::hits`] for a single text.
pub fn hits(expr: &Expr, text: &str, field: Field) -> Vec<Range<usize>> {
    Marker::new(expr).hits(text, field)
}

/// What somebody types to find in a page or to narrow a list of labels: anywhere, even within
/// words, or by its sound.
#[derive(Debug)]
pub struct Finder {
    needle: Needle,
    pinyin: Option<Matcher>,
}

impl Finder {
    /// Takes about 10 µs; keep it for the next text.
    pub fn new(typed: &str) -> Finder {
        Finder { needle: Needle::anywhere(typed), pinyin: Matcher::new(typed.trim()) }
    }

    /// The bytes of `text` that are hit as written; where nothing is, those that are hit by sound.
    pub fn hits(&self, text: &str) -> Vec<Range<usize>> {
        let written = self.written(text);
        if written.is_empty() { self.sounded(text) } else { written }
    }

    /// The bytes that are hit as written.
    pub fn written(&self, text: &str) -> Vec<Range<usize>> {
        let folded = Folded::new(text);
        self.needle.ranges(&folded.text).map(|range| folded.original(range)).collect()
    }

    /// The bytes that are hit by their sound: for pages in which nothing is hit as written.
    pub fn sounded(&self, text: &str) -> Vec<Range<usize>> {
        self.pinyin.as_ref().map(|pinyin| pinyin.hits(text)).unwrap_or_default()
    }
}

/// [`Finder::written`] for a single text.
pub fn find(text: &str, needle: &str) -> Vec<Range<usize>> {
    Finder::new(needle).written(text)
}

/// In order, those that touch made one.
fn merged(mut hits: Vec<Range<usize>>) -> Vec<Range<usize>> {
    hits.sort_unstable_by_key(|hit| (hit.start, hit.end));
    let mut merged: Vec<Range<usize>> = Vec::with_capacity(hits.len());
    for hit in hits {
        match merged.last_mut() {
            Some(last) if hit.start <= last.end => last.end = last.end.max(hit.end),
            _ => merged.push(hit),
        }
    }
    merged
}

#[cfg(test)]
mod tests {
    use jiff::civil::Date;
    use proptest::prelude::*;

    use super::*;
    use crate::search::parse;

    /// The text with its hits in 【】.
    fn marked(query: &str, text: &str, field: Field) -> String {
        let expr = parse(query, Date::constant(2021, 6, 9)).expr;
        let mut shown = text.to_owned();
        for hit in hits(&expr, text, field).into_iter().rev() {
            shown.insert(hit.end, '】');
            shown.insert(hit.start, '【');
        }
        shown
    }

    #[test]
    fn the_characters_that_were_asked_for_are_marked() {
        let title = "大連市ＧＤＰ：金融发展Café";
        assert_eq!(marked("大连 gdp -发展", title, Field::Title), "【大連】市【ＧＤＰ】：金融发展Café");
        assert_eq!(marked("jr cafe", title, Field::Title), "大連市ＧＤＰ：【金融】发展【Café】");
        assert_eq!(marked("jr cafe", title, Field::Body), "大連市ＧＤＰ：金融发展【Café】");
        assert_eq!(marked("大连 连市 (市 | x)", title, Field::Title), "【大連市】ＧＤＰ：金融发展Café");
        assert_eq!(marked("title:大连", title, Field::Body), title);
        assert_eq!(marked("author:\"唐维\" 唐", "唐维", Field::Author), "【唐维】");
        assert_eq!(marked("author:\"唐\"", "唐维", Field::Author), "唐维");
        assert_eq!(marked("is:unread", title, Field::Title), title);
    }

    #[test]
    fn pages_and_labels_are_searched_within_words_and_by_sound() {
        assert_eq!(find("Berlin, ＬＩＮ", "lin"), [3..6, 8..17]);
        assert!(find("aaa", "").is_empty());
        let jr = Finder::new("jr");
        assert_eq!(jr.hits("金融 Jr.").first(), Some(&(7..9)));
        assert_eq!(jr.hits("大连金融").first(), Some(&(6..12)));
        assert_eq!(jr.sounded("金融 Jr.").first(), Some(&(0..6)));
    }

    proptest! {
        #[test]
        fn hits_are_in_order_apart_and_on_characters(query in "[ab金融jr| \"é]{0,8}", text in "[ab金融銀Ａéße\u{301} ]{0,16}") {
            let expr = parse(&query, Date::constant(2021, 6, 9)).expr;
            let mut last = None;
            for hit in hits(&expr, &text, Field::Title) {
                prop_assert!(text.get(hit.clone()).is_some_and(|part| !part.is_empty()));
                prop_assert!(last.is_none_or(|end| end < hit.start));
                last = Some(hit.end);
            }
        }
    }
}
