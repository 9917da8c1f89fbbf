//! Tokens: what the index stores of a text, and what a query looks up.
//!
//! Owns how a text is cut into tokens and how a word of a query becomes terms. Knows nothing of the
//! index itself, nor of positions: the index tells which articles hold a token, not where.
//!
//! Text is folded ([`super::fold`]) and then cut into runs:
//!
//! * scripts written without spaces (Han, kana, hangul, Thai …, and emoji): every two neighbours
//!   are a token, and the last character of a run is one by itself. So each character begins a
//!   token, and a single character is found by the prefix. `大连市` is `大连`, `连市`, `市`.
//! * all other letters and digits: a run is a token, its first [`LONGEST`] characters at most.
//! * all else only separates. Tokens hold no space and no ASCII but `a-z0-9`, so that text tokenised
//!   by spaces keeps them as they are.
//!
//! An article that holds a word always holds all its [`Terms::all`]; the other way round holds only
//! where [`Terms::exact`] says so (two characters, one Latin word), and elsewhere
//! [`Needle`](super::Needle) tells from the text.

use std::ops::Range;

use unicode_normalization::char::is_combining_mark;

use super::fold;

/// Characters of a Latin word that are kept: enough for every word that somebody would type.
pub const LONGEST: usize = 32;

/// Calls `each` with every token of `text`, as often as it occurs.
pub fn tokens(text: &str, each: &mut impl FnMut(&str)) {
    tokens_of_folded(&fold(text), each);
}

/// [`tokens`] of a text that is folded already.
pub fn tokens_of_folded(folded: &str, each: &mut impl FnMut(&str)) {
    for run in runs(folded) {
        match run.kind {
            CharClass::Dense => pairs(run.text, true, each),
            CharClass::Spaced => each(longest(run.text)),
            CharClass::Gap => {}
        }
    }
}

/// One look-up in the index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    pub text: String,
    /// True: tokens that begin so.
    pub prefix: bool,
}

/// The look-ups that find a word.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Terms {
    /// All must hold. Empty for a word without letters and digits, which only the text itself can tell.
    pub all: Vec<Term>,
    /// True if the articles that hold all terms are exactly those that hold the word; otherwise some
    /// may not (about 1 in 1,000), and the text has to be looked at.
    pub exact: bool,
}

/// The terms for a word of a query, typed as it may be; a `phrase` ends where a word ends, all else
/// may go on: `lin` finds `linux`, `"lin"` does not.
pub fn terms(word: &str, phrase: bool) -> Terms {
    let folded = fold(word.trim());
    let mut terms = Terms::default();
    let mut only = 0;
    for run in runs(&folded) {
        only += 1;
        match run.kind {
            CharClass::Dense => terms.push_dense(run.text),
            CharClass::Spaced => terms.push_spaced(run.text, !phrase && run.range.end == folded.len()),
            CharClass::Gap => {}
        }
    }
    terms.exact = only == 1 && terms.all.len() == 1 && is_whole(&folded, phrase);
    terms
}

impl Terms {
    fn push(&mut self, text: &str, prefix: bool) {
        let term = Term { text: text.to_owned(), prefix };
        if !self.all.contains(&term) {
            self.all.push(term);
        }
    }

    fn push_dense(&mut self, run: &str) {
        match run.chars().nth(1) {
            None => self.push(run, true),
            Some(_) => pairs(run, false, &mut |pair| self.push(pair, false)),
        }
    }

    fn push_spaced(&mut self, run: &str, prefix: bool) {
        let kept = longest(run);
        self.push(kept, prefix && kept.len() == run.len());
    }
}

/// True of a word that is a token, or the beginning of one where that is enough.
fn is_whole(folded: &str, phrase: bool) -> bool {
    let count = folded.chars().count();
    match folded.chars().next().map(kind) {
        Some(CharClass::Dense) => count <= 2,
        Some(CharClass::Spaced) => count < LONGEST || (count == LONGEST && !phrase),
        _ => false,
    }
}

/// Two neighbours each, and optionally the last one alone.
fn pairs(run: &str, last: bool, each: &mut impl FnMut(&str)) {
    let mut before: Option<usize> = None;
    let mut ends = run.char_indices().map(|(at, c)| (at, at + c.len_utf8())).peekable();
    while let Some((at, end)) = ends.next() {
        if let Some(pair) = before.and_then(|start| run.get(start..end)) {
            each(pair);
        }
        if let (true, None, Some(single)) = (last, ends.peek(), run.get(at..end)) {
            each(single);
        }
        before = Some(at);
    }
}

fn longest(run: &str) -> &str {
    if run.len() <= LONGEST {
        return run;
    }
    run.char_indices().nth(LONGEST).and_then(|(end, _)| run.get(..end)).unwrap_or(run)
}

/// The class of a character in texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CharClass {
    /// A letter or digit of a script with spaces between words.
    Spaced,
    /// A character of a script without, or an emoji.
    Dense,
    /// Neither: spaces, punctuation.
    Gap,
}

/// The kind of a folded character.
pub(super) fn kind(c: char) -> CharClass {
    match c {
        'a'..='z' | '0'..='9' => CharClass::Spaced,
        '\0'..='\u{7f}' => CharClass::Gap,
        '\u{4e00}'..='\u{9fff}' => CharClass::Dense,
        _ if is_dense(c) => CharClass::Dense,
        _ if c.is_alphanumeric() || is_combining_mark(c) => CharClass::Spaced,
        _ => CharClass::Gap,
    }
}

fn is_dense(c: char) -> bool {
    match c as u32 {
        // Thai, Lao, Myanmar, Khmer: but not their digits and signs.
        0x0e01..=0x0e4e | 0x0e80..=0x0ece | 0x1000..=0x103f | 0x1780..=0x17d3 => c != '\u{0e3f}',
        // Jamo, radicals, 々〆〇, Suzhou numerals, kana, bopomofo, jamo, more kana.
        0x1100..=0x11ff | 0x2e80..=0x2fd5 | 0x3005..=0x3007 | 0x3021..=0x3029 | 0x3031..=0x303c => true,
        0x3041..=0x309f | 0x30a1..=0x30fa | 0x30fc..=0x318e | 0x31a0..=0x31bf | 0x31f0..=0x31ff => true,
        // Han, Yi, hangul, compatibility Han, emoji and other pictures, Han beyond the basic plane.
        0x3400..=0x4dbf | 0xa000..=0xa48c | 0xa960..=0xa97c | 0xac00..=0xd7fb | 0xf900..=0xfad9 => true,
        0x2600..=0x27bf | 0x1b000..=0x1b16f | 0x1f000..=0x1faff | 0x20000..=0x323af => true,
        _ => false,
    }
}

/// Neighbours of one kind.
struct CharRun<'a> {
    kind: CharClass,
    text: &'a str,
    range: Range<usize>,
}

fn runs(folded: &str) -> impl Iterator<Item = CharRun<'_>> {
    let mut start = 0;
    std::iter::from_fn(move || {
        let rest = folded.get(start..)?;
        let kind_of_run = kind(rest.chars().next()?);
        let length = rest.char_indices().find(|&(_, c)| kind(c) != kind_of_run).map_or(rest.len(), |(at, _)| at);
        let range = start..start + length;
        start = range.end;
        Some(CharRun { kind: kind_of_run, text: folded.get(range.clone())?, range })
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::search::Needle;

    fn all(text: &str) -> String {
        let mut found = Vec::new();
        tokens(text, &mut |token| found.push(token.to_owned()));
        found.join(" ")
    }

    fn asked(word: &str, phrase: bool) -> String {
        let terms = terms(word, phrase);
        let shown = terms.all.iter().map(|t| format!("{}{}", t.text, if t.prefix { "*" } else { "" }));
        format!("{}{}", shown.collect::<Vec<_>>().join(" "), if terms.exact { "" } else { " ?" })
    }

    #[test]
    fn chinese_is_cut_in_pairs_and_latin_in_words() {
        assert_eq!(all("大连市GDP增长14%。"), "大连 连市 市 gdp 增长 长 14");
        assert_eq!(all("金 融，A股"), "金 融 a 股");
        assert_eq!(all("ガンダム 🎉 예술의"), "がん んだ だむ む 🎉 예술 술의 의");
        assert_eq!(all("C++ don’t naïve हिन्दी"), "c don t naive हिन्दी");
        assert_eq!(all(&"x".repeat(99)), "x".repeat(LONGEST));
    }

    #[test]
    fn a_word_asks_for_what_every_text_with_it_has() {
        assert_eq!(asked("鸫鹀", false), "鸫鹀");
        assert_eq!(asked("鸫", false), "鸫*");
        assert_eq!(asked("玄鸟衔珠", false), "玄鸟 鸟衔 衔珠 ?");
        assert_eq!(asked("Lin", false), "lin*");
        assert_eq!(asked("Lin", true), "lin");
        assert_eq!(asked("new york", true), "new york ?");
        assert_eq!(asked("new-yor", false), "new yor* ?");
        assert_eq!(asked("A股", false), "a 股* ?");
        assert_eq!(asked("c++", false), "c ?");
        assert_eq!(asked("++", false), " ?");
        assert_eq!(asked("", false), " ?");
    }

    proptest! {
        #[test]
        fn a_text_that_holds_a_word_holds_its_terms(text in "[abＡ１金融市 が,🎉é]{0,12}", word in "[abＡ１金融市 が,🎉é]{1,4}", phrase: bool) {
            let mut stored = Vec::new();
            tokens(&text, &mut |token| stored.push(token.to_owned()));
            let terms = terms(&word, phrase);
            let found = terms.all.iter().all(|term| {
                stored.iter().any(|token| *token == term.text || (term.prefix && token.starts_with(&term.text)))
            });
            let holds = Needle::new(&word, phrase).is_in(&fold(&text));
            prop_assert!(!holds || found, "missed {:?}", terms);
            prop_assert!(!terms.exact || holds == found, "not exact {:?}", terms);
        }
    }
}
