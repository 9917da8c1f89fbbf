//! Folding: what is the same to a person who searches becomes the same text.
//!
//! Owns the folding of case, full-width forms, traditional characters, accents and kana, and the way
//! back from folded text to the original. Knows nothing of words and queries.
//!
//! Every character is folded by itself, whatever its neighbours, so that a part of a text folds to
//! a part of the folded text: 乾隆 becomes 干隆 in the index and in the query alike. Only marks that
//! belong to the character before them (U+3099, half-width ﾞ, conjoining jamo) look back.

use std::ops::Range;
use std::sync::OnceLock;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::{compose, is_combining_mark};

use crate::text;

/// `text` folded, without a way back: the quick one, for indexing.
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    fold_into(text, &mut out);
    out
}

/// Appends `text` folded to `out`.
pub fn fold_into(text: &str, out: &mut String) {
    if text.bytes().all(|b| matches!(b, b' '..=b'~')) {
        out.extend(text.chars().map(|c| c.to_ascii_lowercase()));
        return;
    }
    out.reserve(text.len());
    for c in text.chars() {
        push(c, out);
    }
}

/// Folded text that knows where in the original each of its bytes was.
#[derive(Debug, Clone, Default)]
pub struct Folded {
    /// The folded text.
    pub text: String,
    /// Where runs of bytes begin; empty when every byte is where it was.
    pieces: Vec<FoldPiece>,
    /// Bytes of the original.
    original: usize,
}

/// From here to the next piece: bytes that are as far apart as in the original, or one character
/// that became longer, shorter or nothing.
#[derive(Debug, Clone, Copy)]
struct FoldPiece {
    folded: usize,
    original: usize,
    straight: bool,
}

impl Folded {
    /// `text` folded, with the way back.
    pub fn new(text: &str) -> Folded {
        let mut folded = Folded { text: String::with_capacity(text.len()), pieces: Vec::new(), original: text.len() };
        let mut straight = true;
        for (at, c) in text.char_indices() {
            let before = folded.text.len();
            push(c, &mut folded.text);
            let was_straight = std::mem::replace(&mut straight, is_straight(c, folded.text.get(before..)));
            if !(straight && was_straight) {
                folded.pieces.push(FoldPiece { folded: before, original: at, straight });
            }
        }
        folded
    }

    /// The bytes of the original that became the bytes `range` of [`Folded::text`]; marks that were
    /// folded away are with the character that they belong to.
    pub fn original(&self, range: Range<usize>) -> Range<usize> {
        if self.pieces.is_empty() || range.is_empty() {
            return range;
        }
        self.start(range.start)..self.end(range.end)
    }

    fn start(&self, at: usize) -> usize {
        let next = self.pieces.partition_point(|p| p.folded <= at);
        let piece = self.piece(next);
        if piece.straight { piece.original + (at - piece.folded) } else { piece.original }
    }

    fn end(&self, end: usize) -> usize {
        let next = self.pieces.partition_point(|p| p.folded < end);
        let (piece, after) = (self.piece(next), self.pieces.get(next));
        match after {
            // What was folded to nothing right after belongs to the character before it.
            Some(after) if after.folded == end => self.behind_nothing(next),
            _ if piece.straight => piece.original + (end - piece.folded),
            Some(after) => after.original,
            None => self.original,
        }
    }

    /// Where the first piece from index `next` on that is more than nothing begins in the original.
    fn behind_nothing(&self, next: usize) -> usize {
        let pieces = self.pieces.get(next..).unwrap_or_default();
        let ends = pieces.iter().skip(1).map(|p| p.folded).chain([self.text.len()]);
        let behind = pieces.iter().zip(ends).find(|(piece, end)| piece.folded < *end);
        behind.map_or(self.original, |(piece, _)| piece.original)
    }

    /// The piece before index `next`.
    fn piece(&self, next: usize) -> FoldPiece {
        let first = FoldPiece { folded: 0, original: 0, straight: true };
        next.checked_sub(1).and_then(|i| self.pieces.get(i)).copied().unwrap_or(first)
    }
}

/// True if `c` became one character of as many bytes.
fn is_straight(c: char, folded: Option<&str>) -> bool {
    folded.is_some_and(|f| f.len() == c.len_utf8() && f.chars().nth(1).is_none() && !f.is_empty())
}

/// By character of the basic plane, 256 to a page: the character it folds to, or [`SPECIAL`]. Pages
/// are worked out when one of their characters is met.
static PAGES: [OnceLock<Box<[u16]>>; 256] = [const { OnceLock::new() }; 256];

/// Folds to nothing, or to several characters, or needs the character before it: a surrogate, thus
/// never a character.
const SPECIAL: u16 = 0xd800;

fn page(number: usize) -> Box<[u16]> {
    let first = 256 * number as u32;
    (first..first + 256).map(|c| char::from_u32(c).map_or(SPECIAL, entry)).collect()
}

fn entry(c: char) -> u16 {
    if is_mark(c) {
        return SPECIAL;
    }
    let mut folded = String::new();
    push_rare(c, &mut folded);
    let mut chars = folded.chars();
    match (chars.next(), chars.next()) {
        (Some(one), None) => u16::try_from(one as u32).unwrap_or(SPECIAL),
        _ => SPECIAL,
    }
}

fn push(c: char, out: &mut String) {
    let number = c as usize / 256;
    let page = PAGES.get(number).map(|cell| cell.get_or_init(|| page(number)));
    match page.and_then(|page| page.get(c as usize % 256)).and_then(|&entry| char::from_u32(entry.into())) {
        Some(folded) => out.push(folded),
        None if is_mark(c) => push_mark(c, out),
        None => push_rare(c, out),
    }
}

/// Marks that make one character with the one before.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{3099}' | '\u{309a}' | '\u{ff9e}' | '\u{ff9f}' | '\u{1161}'..='\u{1175}' | '\u{11a8}'..='\u{11c2}')
}

fn push_mark(c: char, out: &mut String) {
    let (mark, alone) = match c {
        '\u{3099}' | '\u{ff9e}' => ('\u{3099}', '゛'),
        '\u{309a}' | '\u{ff9f}' => ('\u{309a}', '゜'),
        jamo => (jamo, jamo),
    };
    match out.chars().next_back().and_then(|base| compose(base, mark)) {
        Some(both) => {
            out.pop();
            out.push(both);
        }
        None => out.push(alone),
    }
}

/// Folds by the rules; [`PAGES`] remember what comes of it.
fn push_rare(c: char, out: &mut String) {
    let mut buffer = [0; 4];
    match c {
        _ if c.is_whitespace() => out.push(' '),
        '\u{4e00}'..='\u{9fff}' => out.push_str(&fast2s::convert(c.encode_utf8(&mut buffer))),
        '\u{3041}'..='\u{30ff}' => out.push(hiragana(c)),
        _ if text::sanitize(c.encode_utf8(&mut buffer)).is_empty() => {}
        _ => c.nfkd().filter(|&part| !is_accent(part)).nfc().for_each(|part| push_letter(part, out)),
    }
}

/// A character of a decomposition.
fn push_letter(c: char, out: &mut String) {
    let mut buffer = [0; 4];
    match c {
        _ if c.is_whitespace() => out.push(' '),
        '\u{4e00}'..='\u{9fff}' => out.push_str(&fast2s::convert(c.encode_utf8(&mut buffer))),
        '\u{3041}'..='\u{30ff}' => out.push(hiragana(c)),
        '‘' | '’' | '′' => out.push('\''),
        '“' | '”' => out.push('"'),
        '‐' => out.push('-'),
        'ß' | 'ẞ' => out.push_str("ss"),
        'Æ' | 'æ' => out.push_str("ae"),
        'Œ' | 'œ' => out.push_str("oe"),
        'Ø' | 'ø' => out.push('o'),
        'Đ' | 'đ' | 'Ð' | 'ð' => out.push('d'),
        'Ł' | 'ł' => out.push('l'),
        'Þ' | 'þ' => out.push_str("th"),
        'ı' => out.push('i'),
        'ς' => out.push('σ'),
        _ => out.extend(c.to_lowercase().filter(|&part| !is_accent(part))),
    }
}

/// Marks above, below and through Latin, Greek and Cyrillic letters; those of other scripts tell
/// words apart and stay.
fn is_accent(c: char) -> bool {
    is_combining_mark(c)
        && matches!(c, '\u{300}'..='\u{36f}' | '\u{483}'..='\u{489}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}' | '\u{fe20}'..='\u{fe2f}')
}

/// Katakana to hiragana, 0x60 apart; ー and ・ are the same in both.
fn hiragana(c: char) -> char {
    match c {
        '\u{30a1}'..='\u{30f6}' | '\u{30fd}' | '\u{30fe}' => char::from_u32(c as u32 - 0x60).unwrap_or(c),
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_is_the_same_to_a_person_folds_to_the_same() {
        let cases = [
            ("ＧＤＰ　１２％", "gdp 12%"),
            ("頭髮與乾隆", "头发与干隆"),
            ("Łódź Café Ærø Straße ﬁn", "lodz cafe aero strasse fin"),
            ("e\u{301}te\u{301}", "ete"),
            ("ΆΛΦΑς Ёлка Й", "αλφασ елка и"),
            ("カタカナ ｶﾞｷﾞﾊﾟ が か\u{3099} ー", "かたかな がぎぱ が が ー"),
            ("예술 \u{110b}\u{1168}\u{1109}\u{116e}\u{11af}", "예술 예술"),
            ("“don’t”", "\"don't\""),
            ("a\u{ad}b\u{200b}c\u{fe0f}\u{1b}d\ne\tf", "abcd e f"),
            ("①Ⅳ㈱𝐀⼈", "1iv(株)a人"),
            ("हिन्दी ไทย", "हिन्दी ไทย"),
        ];
        for (text, folded) in cases {
            assert_eq!(fold(text), folded, "{text}");
        }
    }

    #[test]
    fn a_hit_in_folded_text_finds_its_characters_in_the_original() {
        let cases = [
            ("Straße", "ss", "ß"),
            ("Straße", "strasse", "Straße"),
            ("cafe\u{301}!", "cafe", "cafe\u{301}"),
            ("cafe\u{301}!", "!", "!"),
            ("ＧＤＰ增长", "dp增", "ＤＰ增"),
            ("ﾌﾟﾛｸﾞﾗﾑ", "ろぐ", "ﾛｸﾞ"),
            ("㈱金融", "株", "㈱"),
            ("a\u{200b}\u{200b}b", "a", "a\u{200b}\u{200b}"),
            ("a\u{200b}\u{200b}b", "b", "b"),
            ("Éa\u{301}É", "a", "a\u{301}"),
        ];
        for (text, word, hit) in cases {
            let folded = Folded::new(text);
            let at = folded.text.find(word).unwrap();
            assert_eq!(&text[folded.original(at..at + word.len())], hit, "{word} in {text}");
        }
    }

    #[test]
    fn folding_twice_is_folding_once() {
        for c in ('\0'..='\u{ffff}').chain('\u{1d000}'..='\u{1ffff}').chain('\u{2f800}'..='\u{2fa1f}') {
            let once = fold(&format!("{c}\u{e000}"));
            assert_eq!(fold(&once), once, "U+{:04X}", c as u32);
        }
    }

    proptest! {
        #[test]
        fn both_ways_of_folding_agree(text in any::<String>()) {
            prop_assert_eq!(Folded::new(&text).text, fold(&text));
        }

        #[test]
        fn ranges_come_back_in_order_and_on_characters(text in "[a-céßＡｶﾞ乾\u{301}\u{200b}金]*") {
            let folded = Folded::new(&text);
            let mut last = 0;
            for (at, c) in folded.text.char_indices() {
                let range = folded.original(at..at + c.len_utf8());
                prop_assert!(text.get(range.clone()).is_some_and(|part| !part.is_empty()), "{:?}", range);
                prop_assert!(range.end >= last);
                last = range.end;
            }
        }
    }
}
