//! Japanese found by its sound in Hepburn romaji, kanji included (the cargo feature `romaji`).
//!
//! Text is taken as it is written: folding would make Chinese of the kanji that the dictionary knows.

use std::fmt;
use std::ops::Range;
use std::sync::LazyLock;

use ib_matcher::matcher::{IbMatcher, RomajiMatchConfig};
use ib_matcher::romaji::HepburnRomanizer;

/// A word that may be romaji, ready to be found.
pub(super) struct Romaji {
    word: String,
    inner: IbMatcher<'static>,
}

static ROMANIZER: LazyLock<HepburnRomanizer> = LazyLock::new(HepburnRomanizer::default);

impl Romaji {
    /// `None` if the word has fewer than two letters, or other than `a-z` and `'`.
    pub fn new(word: &str) -> Option<Romaji> {
        let is_tried = word.chars().all(|c| c.is_ascii_lowercase() || c == '\'');
        let romaji = RomajiMatchConfig::builder().romanizer(&ROMANIZER).build();
        (word.len() >= 2 && is_tried).then(|| Romaji {
            word: word.to_owned(),
            inner: IbMatcher::builder(word).is_pattern_partial(true).plain(None).romaji(romaji).build(),
        })
    }

    /// The bytes of the text that sound so, first to last.
    pub fn hits(&self, text: &str) -> Vec<Range<usize>> {
        let (mut hits, mut from) = (Vec::new(), 0);
        while let Some(hit) = text.get(from..).filter(|rest| !rest.is_ascii()).and_then(|rest| self.inner.find(rest)) {
            hits.push(from + hit.start()..from + hit.end());
            from += hit.end().max(1);
        }
        hits
    }
}

impl fmt::Debug for Romaji {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Romaji").field(&self.word).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kana_and_kanji_are_found_by_their_sound() {
        for (word, text, hit) in [
            ("konosuba", "『この素晴らしい世界に祝福を』", "この素晴"),
            ("toukyou", "2021年東京都", "東京"),
            ("kyan", "キャンプ", "キャン"),
        ] {
            let hits = Romaji::new(word).unwrap().hits(text);
            let first = hits.first().cloned().unwrap_or_default();
            assert!(text[first.clone()].starts_with(hit), "{word}: {}", &text[first]);
        }
        assert!(Romaji::new("toukyou").unwrap().hits("Tokyo toukyou 大阪").is_empty());
    }
}
