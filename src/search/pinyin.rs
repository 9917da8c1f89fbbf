//! Chinese found by its sound: full pinyin, initials and both mixed, every reading of a character.
//!
//! Owns when a word is tried as pinyin and what it hits. Knows nothing of fields and of Japanese.
//!
//! A word is tried if it has at least two characters, of which one is a letter and all are `a-z`,
//! digits, Han, `'` or `/`, no letter is a capital (`AI` is AI, `ai` may be 爱 as well), and it can
//! be read as syllables and initials. Letters may also stand for the same letters in the text (`agu`
//! finds A股), but a hit has at least one Chinese character, else it is no matter of pinyin.

use std::collections::HashMap;
use std::fmt;
use std::ops::Range;
use std::sync::LazyLock;

use ib_matcher::matcher::{IbMatcher, PinyinMatchConfig};
use ib_matcher::pinyin::{PinyinData, PinyinNotation};

use super::fold::{Folded, fold};

/// A word that may be pinyin, ready to be found in text as it is written.
pub(super) struct Pinyin {
    word: String,
    inner: IbMatcher<'static>,
    first: char,
    ways: Vec<SyllableMask>,
}

/// A filter for one reading of a word: a text can be hit only if its [`pinyin_mask`] has all bits of `has` and none of
/// `lacks`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SyllableMask {
    /// Bits that must be set.
    pub has: u128,
    /// Bits that must not be set.
    pub lacks: u128,
}

impl SyllableMask {
    fn passes(self, mask: u128) -> bool {
        mask & self.has == self.has && mask & self.lacks == 0
    }
}

/// Longer words are no names of anything: zhongguorenminjiefangjun has 24.
const LONGEST: usize = 48;

impl Pinyin {
    /// `None` if the word is not to be tried as pinyin.
    pub fn new(word: &str) -> Option<Pinyin> {
        if word.chars().any(|c| c.is_ascii_uppercase()) {
            return None;
        }
        let word = fold(word).replace('\'', "");
        let is_letter = |c: char| c.is_ascii_lowercase();
        let is_tried = |c: char| c.is_ascii_alphanumeric() || c == '/' || initials(c) != 0;
        let length = word.chars().count();
        if !(2..=LONGEST).contains(&length) || !word.chars().any(is_letter) || !word.chars().all(is_tried) {
            return None;
        }
        // Where a text has no Latin letters, none can stand for itself.
        let mut ways: Vec<SyllableMask> =
            Needs::of(&word, false).into_iter().map(|has| SyllableMask { has, lacks: LATIN }).collect();
        if ways.is_empty() {
            return None;
        }
        ways.extend(Needs::of(&word, true).into_iter().map(|need| SyllableMask { has: need | LATIN, lacks: 0 }));
        let first = word.chars().next()?;
        Some(Pinyin { inner: inner(&word), word, first, ways })
    }

    /// The ways to read the word, of which a text that is hit has one.
    pub fn ways(&self) -> &[SyllableMask] {
        &self.ways
    }

    /// False if the text with this [`pinyin_mask`] cannot be hit. Of Chinese titles about 1 in 10 pass for initials,
    /// far fewer for syllables.
    pub fn passes(&self, mask: u128) -> bool {
        self.ways.iter().any(|way| way.passes(mask))
    }

    /// True if the word is somewhere in the folded text.
    pub fn is_in(&self, folded: &str) -> bool {
        !folded.is_ascii() && self.find(folded, 0).is_some()
    }

    /// The bytes of the text that the word spells, first to last.
    pub fn hits(&self, text: &str) -> Vec<Range<usize>> {
        let mut hits = Vec::new();
        if text.is_ascii() {
            return hits;
        }
        let folded = Folded::new(text);
        let mut from = 0;
        while let Some(hit) = self.find(&folded.text, from) {
            from = hit.end;
            hits.push(folded.original(hit));
        }
        hits
    }

    /// The first hit in folded text from byte `from` on.
    fn find(&self, folded: &str, from: usize) -> Option<Range<usize>> {
        let mut before = '\0';
        for (at, c) in folded.get(from..)?.char_indices() {
            let begins = self.begins(before, c);
            before = c;
            let start = from + at;
            if let Some(length) = self.length_at(folded.get(start..)?, begins) {
                return Some(start..start + length);
            }
        }
        None
    }

    /// True if a hit may begin with `c`.
    fn begins(&self, before: char, c: char) -> bool {
        let is_within_word = c.is_ascii_alphanumeric() && before.is_ascii_alphanumeric();
        let is_sound = !c.is_ascii() && initials(c) & bit(self.first) != 0;
        is_sound || c == self.first && !is_within_word
    }

    /// How much of the beginning of `rest` is hit.
    fn length_at(&self, rest: &str, begins: bool) -> Option<usize> {
        let hit = if begins { self.inner.test(rest)? } else { return None };
        let is_sounded = |c: char| !c.is_ascii() && initials(c) != 0;
        rest.get(..hit.end())?.chars().any(is_sounded).then_some(hit.end())
    }
}

impl fmt::Debug for Pinyin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Pinyin").field(&self.word).finish()
    }
}

static DATA: LazyLock<PinyinData> = LazyLock::new(|| PinyinData::new(notations()));

fn notations() -> PinyinNotation {
    PinyinNotation::Ascii | PinyinNotation::AsciiFirstLetter
}

fn inner(word: &str) -> IbMatcher<'static> {
    let pinyin = PinyinMatchConfig::builder(notations()).data(&DATA).build();
    IbMatcher::builder(word).is_pattern_partial(true).starts_with(true).pinyin(pinyin).build()
}

/// Which sounds a text has, for [`Matcher::passes`](super::Matcher::passes): letters that characters begin with in any
/// reading, pairs of them side by side, and syllables. 0 for a text without Chinese.
pub fn pinyin_mask(text: &str) -> u128 {
    if text.is_ascii() {
        return 0;
    }
    let (mut mask, mut before, mut is_chinese) = (0, 0, false);
    for c in fold(text).chars() {
        let Sounds { letters, syllables } = sounds(c);
        is_chinese |= letters != 0 && !c.is_ascii();
        mask |= u128::from(letters) | pairs(before, letters) | if c.is_ascii_lowercase() { LATIN } else { 0 };
        mask |= u128::from(syllables) << SYLLABLES_FROM;
        before = letters;
    }
    if is_chinese { mask } else { 0 }
}

/// Bit of a mask: the text has Latin letters. Below are the letters, above the pairs.
const LATIN: u128 = 1 << 26;

/// Pairs of letters share these many bits.
const PAIRS: u32 = 37;

/// Where the bits of syllables begin, which share 64.
const SYLLABLES_FROM: u32 = 64;

/// The bits of every letter of one set beside every letter of the other.
fn pairs(before: u32, letters: u32) -> u128 {
    let mut mask = 0;
    for a in bits(before) {
        for b in bits(letters) {
            mask |= 1 << (27 + (a * 26 + b) % PAIRS);
        }
    }
    mask
}

fn bits(mut set: u32) -> impl Iterator<Item = u32> {
    std::iter::from_fn(move || {
        let lowest = set.trailing_zeros();
        set &= set.wrapping_sub(1);
        (lowest < 32).then_some(lowest)
    })
}

fn bit(letter: char) -> u32 {
    if letter.is_ascii_lowercase() { 1 << (letter as u32 - 'a' as u32) } else { 0 }
}

/// What a character sounds like, in all its readings.
#[derive(Debug, Clone, Copy, Default)]
struct Sounds {
    /// The letters that readings begin with, as bits from `a` on; a letter is its own.
    letters: u32,
    /// The bits of whole readings.
    syllables: u64,
}

/// The letters that a character's readings begin with.
fn initials(c: char) -> u32 {
    if c.is_ascii() { bit(c) } else { sounds(c).letters }
}

fn sounds(c: char) -> Sounds {
    match c {
        '\0'..='\u{7f}' => Sounds { letters: bit(c), syllables: 0 },
        '\u{3400}'..='\u{9fff}' => SOUNDS.get(c as usize - 0x3400).copied().unwrap_or_default(),
        '\u{3007}' | '\u{20000}'..='\u{323af}' => look_up(c),
        _ => Sounds::default(),
    }
}

static SOUNDS: LazyLock<Box<[Sounds]>> = LazyLock::new(|| ('\u{3400}'..='\u{9fff}').map(look_up).collect());

fn look_up(c: char) -> Sounds {
    let mut sounds = Sounds::default();
    DATA.get_pinyins_and_for_each(c, |reading| {
        let Some(syllable) = reading.notation(PinyinNotation::Ascii) else { return };
        sounds.letters |= syllable.chars().next().map_or(0, bit);
        sounds.syllables |= SYLLABLES.binary_search_by(|known| known.as_str().cmp(syllable)).map_or(0, syllable_bit);
    });
    sounds
}

fn syllable_bit(place: usize) -> u64 {
    1 << (place % 64)
}

/// The bits of the syllable that a part of a word is: none for a letter alone, and none where several
/// syllables begin with the last part.
fn syllable_of(part: &str, is_last: bool) -> u128 {
    let from = SYLLABLES.partition_point(|syllable| syllable.as_str() < part);
    let mut alike = (from..).zip(SYLLABLES.iter().skip(from)).take_while(|(_, syllable)| syllable.starts_with(part));
    match (alike.next(), alike.next()) {
        _ if part.len() < 2 => 0,
        (Some((place, syllable)), more) if is_last && more.is_none() || !is_last && syllable == part => {
            u128::from(syllable_bit(place)) << SYLLABLES_FROM
        }
        _ => 0,
    }
}

/// Every syllable, in order.
static SYLLABLES: LazyLock<Vec<String>> = LazyLock::new(|| {
    let all = DATA.iter().filter_map(|reading| reading.notation(PinyinNotation::Ascii));
    let mut syllables: Vec<String> = all.map(str::to_owned).collect();
    syllables.sort_unstable();
    syllables.dedup();
    syllables
});

/// How many bytes of a word from `at` on one character of a text may stand for; a letter may stand
/// for itself where Chinese and Latin are `mixed`.
fn lengths(word: &str, at: usize, mixed: bool) -> impl Iterator<Item = usize> {
    let rest = word.get(at..).unwrap_or_default();
    let first = rest.chars().next().unwrap_or_default();
    let from = SYLLABLES.partition_point(|syllable| !syllable.starts_with(first) && syllable.as_str() < rest);
    let alike = SYLLABLES.iter().skip(from).take_while(move |syllable| syllable.starts_with(first));
    let is_letter = first.is_ascii_lowercase();
    let alone = !is_letter || mixed || alike.clone().next().is_some();
    // A syllable, or the beginning of one if it is the last.
    let fits = move |syllable: &&String| rest.starts_with(syllable.as_str()) || syllable.starts_with(rest);
    let mut lengths: Vec<usize> = alike.filter(fits).map(|syllable| syllable.len().min(rest.len())).collect();
    lengths.extend(alone.then_some(first.len_utf8()));
    lengths.sort_unstable();
    lengths.dedup();
    lengths.into_iter()
}

/// The letters, pairs and syllables that a text has if it holds a word, for each way to read the word.
struct Needs<'a> {
    word: &'a str,
    mixed: bool,
    known: HashMap<(usize, u32), Vec<u128>>,
}

/// Readings of a word that are kept apart; of more, only what they have in common is required.
const WAYS: usize = 12;

impl Needs<'_> {
    /// Nothing if the word cannot be read as syllables and initials.
    fn of(word: &str, mixed: bool) -> Vec<u128> {
        Needs { word, mixed, known: HashMap::new() }.from(0, 0)
    }

    /// What the word needs from byte `at` on, after a character with the initials `before`.
    fn from(&mut self, at: usize, before: u32) -> Vec<u128> {
        if let Some(known) = self.known.get(&(at, before)) {
            return known.clone();
        }
        let needs = self.work_out(at, before);
        self.known.insert((at, before), needs.clone());
        needs
    }

    fn work_out(&mut self, at: usize, before: u32) -> Vec<u128> {
        let Some(first) = self.word.get(at..).and_then(|rest| rest.chars().next()) else { return vec![0] };
        let letters = initials(first);
        let here = u128::from(letters) | pairs(before, letters);
        let mut all: Vec<u128> = Vec::new();
        for length in lengths(self.word, at, self.mixed) {
            let end = at + length;
            let here = here | self.word.get(at..end).map_or(0, |part| syllable_of(part, end == self.word.len()));
            all.extend(self.from(end, letters).into_iter().map(|need| need | here));
        }
        fewest(all)
    }
}

/// Without those that need all that another needs.
fn fewest(mut all: Vec<u128>) -> Vec<u128> {
    all.sort_unstable_by_key(|need| (need.count_ones(), *need));
    let mut kept: Vec<u128> = Vec::new();
    for need in all {
        let is_full = kept.len() == WAYS;
        let is_more = kept.iter().any(|less| need & less == *less);
        match kept.last_mut() {
            _ if is_more => {}
            Some(last) if is_full => *last &= need,
            _ => kept.push(need),
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn hit<'a>(word: &str, text: &'a str) -> Vec<&'a str> {
        let hits = Pinyin::new(word).map(|pinyin| pinyin.hits(text)).unwrap_or_default();
        hits.into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn full_initial_and_mixed_pinyin_find_the_word() {
        for word in ["jr", "jinrong", "jinr", "jinro", "jrong", "金r", "jin融", "金rong"] {
            assert_eq!(hit(word, "大连金融发展局"), ["金融"], "{word}");
        }
        for word in ["dl", "dalian", "dal", "dalia", "dali"] {
            assert_eq!(hit(word, "大连金融发展局"), ["大连"], "{word}");
        }
        assert_eq!(hit("dlsjr", "大连市金融"), ["大连市金融"]);
        assert_eq!(hit("xi'an", "西安"), ["西安"]);
        assert_eq!(hit("jr", "金融与金融"), ["金融", "金融"]);
    }

    #[test]
    fn every_reading_of_a_character_counts() {
        assert_eq!(hit("cq", "去重庆"), ["重庆"]);
        assert_eq!(hit("chongqing", "去重庆"), ["重庆"]);
        assert_eq!(hit("yinhang", "中国银行"), ["银行"]);
        assert_eq!(hit("yh", "中国银行"), ["银行"]);
        assert_eq!(hit("lvse", "绿色股票"), ["绿色"]);
        assert_eq!(hit("nvren", "女人"), ["女人"]);
    }

    #[test]
    fn traditional_and_full_width_are_hit_where_they_stand() {
        assert_eq!(hit("yinhang", "Ａ：銀行"), ["銀行"]);
        assert_eq!(hit("银h", "Straße銀行"), ["銀行"]);
        assert_eq!(hit("agu", "沪Ａ股市场"), ["Ａ股"]);
    }

    #[test]
    fn what_is_no_pinyin_is_not_tried() {
        for word in ["j", "金融", "AI", "Jr", "jr!", "12", "", "i", "uv", &"a".repeat(49)] {
            assert!(Pinyin::new(word).is_none(), "{word}");
        }
        assert_eq!(hit("jr", "jr berlin"), [""; 0]);
        assert_eq!(hit("jr", "金 融"), [""; 0]);
        assert_eq!(hit("gu", "sangu"), [""; 0]);
    }

    #[test]
    fn the_mask_tells_most_texts_without_looking() {
        let pinyin = Pinyin::new("jr").unwrap();
        assert!(pinyin.passes(pinyin_mask("大连金融发展局")));
        assert!(!pinyin.passes(pinyin_mask("绿色股票试水欧洲")));
        assert!(!pinyin.passes(pinyin_mask("jr in English")));
        assert!(!Pinyin::new("jinrong").unwrap().passes(pinyin_mask("绿色股票试水欧洲")));
    }

    proptest! {
        #[test]
        fn the_mask_never_hides_a_hit(word in "[jinrogdalchq金重1]{2,8}", text in "[金融大连重庆银行绿色ajir1 Ａ銀]{0,10}") {
            if let Some(pinyin) = Pinyin::new(&word) {
                prop_assert!(!pinyin.is_in(&fold(&text)) || pinyin.passes(pinyin_mask(&text)));
                prop_assert_eq!(pinyin.is_in(&fold(&text)), !pinyin.hits(&text).is_empty());
            }
        }
    }
}
