//! Unicode's own cases for line breaking, of the version that the breaker implements.
//!
//! Every case holds, but where a tailoring says otherwise: each is listed with its reason, each
//! difference must be explained by one, and each must explain at least one difference.

use kanbao::render::{may_start_line, opportunities};
use unicode_linebreak::BreakClass::{
    BeforeAndAfter, CloseParenthesis, ClosePunctuation, CombiningMark, InfixSeparator, Numeric, OpenPunctuation,
    Postfix, Prefix, Quotation, Symbol,
};
use unicode_linebreak::{BreakClass, UNICODE_VERSION, break_property};

const CASES: &str = include_str!("../data/LineBreakTest-15.0.0.txt");

/// A place at which we and Unicode differ.
struct Difference {
    /// The class of the last character before the place that is neither space nor mark.
    base: BreakClass,
    spaced: bool,
    /// What follows the place.
    next: char,
    class: BreakClass,
    /// We let a line begin where Unicode does not.
    extra: bool,
}

struct Tailoring {
    reason: &'static str,
    explains: fn(&Difference) -> bool,
}

const TAILORINGS: &[Tailoring] = &[
    Tailoring {
        reason: "— stays with what precedes it, over spaces too: CLREQ 3.1.6, against LB17 and LB18",
        explains: |d| !d.extra && d.class == BeforeAndAfter,
    },
    Tailoring {
        reason: "% and other units stay with what precedes them, over spaces too: \"14 %\", against LB18 and LB25",
        explains: |d| !d.extra && d.class == Postfix && !may_start_line(d.next),
    },
    Tailoring {
        reason: "small kana and marks of iteration start no line, behind a space or an object neither: against LB18, LB20",
        explains: |d| !d.extra && is_kana(d.next) && !may_start_line(d.next),
    },
    Tailoring {
        reason: "a sign of currency stays with its number over a space: \"$ 5\", \"5 $\", against LB18",
        explains: |d| !d.extra && d.spaced && matches!((d.base, d.class), (Prefix, Numeric) | (Numeric, Prefix)),
    },
    Tailoring {
        reason: "« and » with spaces on both sides stay with what they enclose, as LB15a and LB15b of Unicode 15.1",
        explains: |d| !d.extra && d.spaced && (d.base == Quotation || d.class == Quotation),
    },
    Tailoring {
        reason: "the crate has LB25 by pairs, as its text is; the cases have the regular expression of UAX #14, 8.2, example 7",
        explains: |d| {
            let signed = matches!(d.base, ClosePunctuation | CloseParenthesis) && d.class == Prefix;
            let infix = matches!(d.base, InfixSeparator | Symbol) && d.class == Numeric;
            let opened = matches!(d.base, Prefix | Postfix) && d.class == OpenPunctuation;
            !d.extra && !d.spaced && (signed || infix || opened)
        },
    },
    Tailoring {
        reason: "the crate lacks the half of LB30b for code points not yet given out; skin tones are taken out of what is shown",
        explains: |d| d.extra && d.class == BreakClass::EmojiModifier,
    },
];

#[test]
fn unicode_s_cases_hold_but_for_the_tailorings() {
    assert_eq!(UNICODE_VERSION, (15, 0, 0), "the crate has moved on: take the cases of its version");
    let mut explained = vec![0; TAILORINGS.len()];
    let mut cases = 0;
    for line in CASES.lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
        cases += 1;
        for difference in differences(line) {
            let why = TAILORINGS.iter().position(|tailoring| (tailoring.explains)(&difference));
            let Some(why) = why else { panic!("{line}: {:?} before {:?}", difference.base, difference.next) };
            explained[why] += 1;
        }
    }
    assert_eq!(cases, 7654);
    for (tailoring, count) in TAILORINGS.iter().zip(explained) {
        assert!(count > 0, "explains nothing: {}", tailoring.reason);
    }
}

fn differences(case: &str) -> Vec<Difference> {
    let (text, wanted) = parse(case);
    let found = breaks_with_line_ends(&text);
    let differ = (1..text.len()).filter(|at| wanted.contains(at) != found.contains(at));
    differ.map(|at| difference(&text, at, found.contains(&at))).collect()
}

fn difference(text: &str, at: usize, extra: bool) -> Difference {
    let before = text[..at].trim_end_matches(' ');
    let is_base = |class: &BreakClass| !matches!(class, CombiningMark | BreakClass::ZeroWidthJoiner);
    let base = before.chars().rev().map(class_of).find(is_base).unwrap_or(CombiningMark);
    let next = text[at..].chars().next().unwrap_or_default();
    Difference { base, spaced: before.len() < at, next, class: class_of(next), extra }
}

/// A case's text and the offsets at which it wants breaks.
fn parse(case: &str) -> (String, Vec<usize>) {
    let (mut text, mut wanted) = (String::new(), Vec::new());
    for token in case.split_whitespace() {
        match token {
            "÷" => wanted.push(text.len()),
            "×" => {}
            hex => text.push(u32::from_str_radix(hex, 16).ok().and_then(char::from_u32).expect("a code point")),
        }
    }
    (text, wanted)
}

/// [`opportunities`], which knows paragraphs only, of each paragraph of `text`.
fn breaks_with_line_ends(text: &str) -> Vec<usize> {
    let mut found = Vec::new();
    let mut from = 0;
    for (at, c) in text.char_indices() {
        let end = at + c.len_utf8();
        let ends_line = matches!(c, '\n' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}');
        if ends_line || c == '\r' && !text[end..].starts_with('\n') || end == text.len() {
            found.extend(opportunities(&text[from..end]).into_iter().map(|at| at + from));
            found.push(end);
            from = end;
        }
    }
    found
}

fn class_of(c: char) -> BreakClass {
    break_property(u32::from(c))
}

fn is_kana(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}')
}
