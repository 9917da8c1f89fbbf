//! Exact search for a word in a text: the reference that candidates from the index are checked against.
//!
//! Owns where a word may begin and end. Knows nothing of the index and of pinyin.

use std::ops::Range;

use memchr::memmem;

use super::fold;
use super::tokens::{CharClass, kind};

/// A word or phrase, ready to be found in folded text.
///
/// In scripts without spaces it may stand anywhere; a Latin word begins where a word begins, and a
/// phrase ends where a word ends: `lin` finds `linux`, `berlin` has neither `lin` nor `"ber"`.
#[derive(Debug, Clone)]
pub struct Needle {
    finder: memmem::Finder<'static>,
    length: usize,
    starts: bool,
    ends: bool,
}

impl Needle {
    /// The word as typed.
    pub fn new(word: &str, phrase: bool) -> Needle {
        let mut needle = Needle::anywhere(word);
        let folded = one_line(word);
        needle.starts = folded.chars().next().map(kind) == Some(CharClass::Spaced);
        needle.ends = phrase && folded.chars().next_back().map(kind) == Some(CharClass::Spaced);
        needle
    }

    /// The word as typed, even within other words.
    pub fn anywhere(word: &str) -> Needle {
        let folded = one_line(word);
        let finder = memmem::Finder::new(folded.as_bytes()).into_owned();
        Needle { finder, length: folded.len(), starts: false, ends: false }
    }

    /// True of a word of nothing, which is in no text.
    pub fn is_empty(&self) -> bool {
        self.length == 0
    }

    /// True if the text, which is folded, holds the word.
    pub fn is_in(&self, folded: &str) -> bool {
        self.ranges(folded).next().is_some()
    }

    /// Where in the text, which is folded, the word is; first to last, none within another.
    pub fn ranges(&self, folded: &str) -> impl Iterator<Item = Range<usize>> {
        let mut from = 0;
        std::iter::from_fn(move || {
            while !self.is_empty() {
                let at = from + self.finder.find(folded.as_bytes().get(from..)?)?;
                let range = at..at + self.length;
                if self.fits(folded, &range) {
                    from = range.end;
                    return Some(range);
                }
                from = at + 1;
            }
            None
        })
    }

    fn fits(&self, folded: &str, range: &Range<usize>) -> bool {
        let is_spaced = |c: Option<char>| c.map(kind) == Some(CharClass::Spaced);
        let before = || folded.get(..range.start).and_then(|text| text.chars().next_back());
        let after = || folded.get(range.end..).and_then(|text| text.chars().next());
        !(self.starts && is_spaced(before()) || self.ends && is_spaced(after()))
    }
}

/// Folded, with single spaces and none at the ends.
fn one_line(word: &str) -> String {
    let folded = fold(word);
    folded.split(' ').filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(word: &str, phrase: bool, text: &str) -> String {
        let needle = Needle::new(word, phrase);
        let shown = needle.ranges(text).map(|hit| format!("{}:{}", hit.start, &text[hit.clone()]));
        shown.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn latin_words_begin_where_words_begin() {
        assert_eq!(found("lin", false, "berlin linux"), "7:lin");
        assert_eq!(found("a股", false, "沪a股sha股"), "3:a股");
        assert_eq!(found("金融", false, "融金融金融"), "3:金融 9:金融");
        assert_eq!(found(".net", false, "asp.net"), "3:.net");
        assert_eq!(found("aa", false, "aaa aa"), "0:aa 4:aa");
    }

    #[test]
    fn phrases_end_where_words_end() {
        assert_eq!(found("New  York", true, "new yorker"), "");
        assert_eq!(found("New  York", true, "in new york."), "3:new york");
        assert_eq!(found("大连", true, "大连市"), "0:大连");
    }

    #[test]
    fn nothing_is_in_no_text_and_anywhere_is_anywhere() {
        assert_eq!(found("", false, "abc"), "");
        assert_eq!(found(" ", true, "a b"), "");
        assert!(Needle::anywhere("lin").is_in("berlin"));
    }
}
