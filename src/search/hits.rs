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

    /// The bytes of `text`, which stands in such a field, that are hit: first to last, apart.
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

/// Where in a page's text `needle` is, even within words, folded as always.
pub fn find(text: &str, needle: &str) -> Vec<Range<usize>> {
    let folded = Folded::new(text);
    let needle = Needle::anywhere(needle);
    needle.ranges(&folded.text).map(|range| folded.original(range)).collect()
}

/// Where in a page's text `needle` is by its sound: for when [`find`] finds nothing in the page.
pub fn find_pinyin(text: &str, needle: &str) -> Vec<Range<usize>> {
    Matcher::new(needle).map(|matcher| matcher.hits(text)).unwrap_or_default()
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
    fn a_page_is_searched_within_words_and_by_sound() {
        assert_eq!(find("Berlin, ＬＩＮ", "lin"), [3..6, 8..17]);
        assert!(find("aaa", "").is_empty());
        assert_eq!(find_pinyin("大连金融", "jr").first(), Some(&(6..12)));
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
