//! Words found by their sound: Chinese by pinyin, and Japanese by romaji where that is built in.
//!
//! Owns which of the two are tried. Knows nothing of fields: that sound is for titles, categories,
//! authors and tags, and not for bodies, is for others to see to.

use std::ops::Range;

use super::fold;
use super::pinyin::{Pinyin, SyllableMask};
#[cfg(feature = "romaji")]
use super::romaji::Romaji;

/// A word that may stand for a sound, ready to be found in text as it is written.
#[derive(Debug)]
pub struct Matcher {
    pinyin: Option<Pinyin>,
    #[cfg(feature = "romaji")]
    romaji: Option<Romaji>,
}

impl Matcher {
    /// `None` if the word spells no sound. Takes about 10 µs.
    ///
    /// Tried as pinyin is a word of at least two characters, of which one is a letter and all are
    /// `a-z`, digits, Han, `'` or `/`, without capitals (`AI` is AI, `ai` may be 爱 as well), that can
    /// be read as syllables and initials.
    pub fn new(word: &str) -> Option<Matcher> {
        let matcher = Matcher {
            pinyin: Pinyin::new(word),
            #[cfg(feature = "romaji")]
            romaji: Romaji::new(word),
        };
        let is_sound = matcher.pinyin.is_some();
        #[cfg(feature = "romaji")]
        let is_sound = is_sound || matcher.romaji.is_some();
        is_sound.then_some(matcher)
    }

    /// False if the text with this [`pinyin_mask`](super::pinyin_mask) cannot be hit. Of Chinese titles about 1 in
    /// 10 pass; all do where romaji is built in.
    pub fn passes(&self, mask: u128) -> bool {
        cfg!(feature = "romaji") || self.pinyin.as_ref().is_some_and(|pinyin| pinyin.passes(mask))
    }

    /// The filters that [`passes`](Matcher::passes) applies, for use on many masks at once; `None` if all pass.
    pub fn ways(&self) -> Option<&[SyllableMask]> {
        if cfg!(feature = "romaji") { None } else { self.pinyin.as_ref().map(Pinyin::ways) }
    }

    /// True if the word is somewhere in the text.
    pub fn is_match(&self, text: &str) -> bool {
        !text.is_ascii() && self.is_in(text, &fold(text))
    }

    /// True if the word is in the text, which is given as it is and folded.
    #[cfg_attr(not(feature = "romaji"), expect(unused_variables, reason = "romaji looks at the text as it is"))]
    pub(super) fn is_in(&self, text: &str, folded: &str) -> bool {
        #[cfg(feature = "romaji")]
        if self.romaji.as_ref().is_some_and(|romaji| !romaji.hits(text).is_empty()) {
            return true;
        }
        self.pinyin.as_ref().is_some_and(|pinyin| pinyin.is_in(folded))
    }

    /// The bytes of the text that the word spells, in no order.
    pub fn hits(&self, text: &str) -> Vec<Range<usize>> {
        let hits = self.pinyin.as_ref().map(|pinyin| pinyin.hits(text)).unwrap_or_default();
        #[cfg(feature = "romaji")]
        let hits = [hits, self.romaji.as_ref().map(|romaji| romaji.hits(text)).unwrap_or_default()].concat();
        hits
    }
}
