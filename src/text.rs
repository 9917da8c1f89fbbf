//! Graphemes, columns and sanitising: the only place that counts columns.
//!
//! Owns every question about how wide a string is on the screen and which characters may get there.
//! Knows nothing of files, articles, the terminal or styles.
//!
//! A *column* is one cell of a terminal. A CJK character takes two. Characters of ambiguous width
//! (UAX #11: “ ” … — ① α) take one or two, as [`Ambiguous`] says.

use std::borrow::Cow;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

mod safe;

pub use safe::Safe;

/// How many columns characters of ambiguous width take (UAX #11, class A).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub enum Ambiguous {
    /// One column: Western terminals, tmux.
    #[default]
    Narrow,
    /// Two columns: terminals set up for East Asia.
    Wide,
}

/// The columns that `text` takes, counted by grapheme.
pub fn width(text: &str, ambiguous: Ambiguous) -> usize {
    let by_grapheme = || graphemes(text).map(|g| grapheme_width(g, ambiguous)).sum();
    plain_width(text, ambiguous).unwrap_or_else(by_grapheme)
}

/// The columns that `text` takes where all of its characters count the same alone and in any company: far
/// quicker than by grapheme. None for all other text.
pub fn plain_width(text: &str, ambiguous: Ambiguous) -> Option<usize> {
    if text.is_ascii() {
        return Some(text.len());
    }
    text.chars().try_fold(0, |columns, c| Some(columns + plain_columns(c, ambiguous)?))
}

/// The columns of a character that no other can form a cluster with, but for those that are not plain.
fn plain_columns(c: char, ambiguous: Ambiguous) -> Option<usize> {
    match c {
        ' '..='~' => Some(1),
        '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}' | '\u{ac00}'..='\u{d7a3}' => Some(2),
        '\u{3000}'..='\u{3029}' | '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30fc}' | '\u{ff01}'..='\u{ff60}' => {
            Some(2)
        }
        '\u{a0}'..='\u{a8}'
        | '\u{aa}'..='\u{ac}'
        | '\u{af}'..='\u{2ff}'
        | '\u{370}'..='\u{3ff}'
        | '\u{400}'..='\u{482}'
        | '\u{2010}'..='\u{2027}'
        | '\u{2030}'..='\u{203b}'
        | '\u{203d}'..='\u{2048}'
        | '\u{204a}'..='\u{205e}'
        | '\u{2190}'..='\u{2193}'
        | '\u{2200}'..='\u{22ff}'
        | '\u{2500}'..='\u{25a9}' => match ambiguous {
            Ambiguous::Narrow => c.width(),
            Ambiguous::Wide => c.width_cjk(),
        },
        _ => None,
    }
}

/// The columns that one grapheme cluster takes: what the screen buffer gives it.
pub fn grapheme_width(grapheme: &str, ambiguous: Ambiguous) -> usize {
    match ambiguous {
        Ambiguous::Narrow => grapheme.width(),
        Ambiguous::Wide => wide_context_width(grapheme),
    }
}

/// Two columns for an ambiguous base character, the plain width for all else (emoji sequences included).
fn wide_context_width(grapheme: &str) -> usize {
    let plain = grapheme.width();
    let base = grapheme.chars().next().and_then(UnicodeWidthChar::width_cjk).unwrap_or(0);
    plain.max(base)
}

/// The grapheme clusters of `text` (UAX #29, extended). Clusters that take more than two columns, such as a run of
/// leading Jamo, are cut between their characters: a cluster has no bound, and a line and a cell have one.
pub fn graphemes(text: &str) -> impl DoubleEndedIterator<Item = &str> {
    text.graphemes(true).flat_map(|cluster| {
        let is_whole = cluster.len() <= 4 || cluster.width() <= 2;
        let parts = if is_whole { Vec::new() } else { narrow_parts(cluster) };
        is_whole.then_some(cluster).into_iter().chain(parts)
    })
}

/// The longest parts of at most two columns, one after the other; a character of more columns is one part.
fn narrow_parts(cluster: &str) -> Vec<&str> {
    let (mut parts, mut start) = (Vec::new(), 0);
    for (at, c) in cluster.char_indices().filter(|(at, c)| *at > 0 && c.width() != Some(0)) {
        let longer = cluster.get(start..at + c.len_utf8()).unwrap_or_default();
        if longer.width() > 2 {
            parts.extend(cluster.get(start..at));
            start = at;
        }
    }
    parts.extend(cluster.get(start..));
    parts
}

/// The longest beginning of `text` that takes at most `columns`, cut between graphemes.
pub fn cut(text: &str, columns: usize, ambiguous: Ambiguous) -> &str {
    let (mut used, mut end) = (0, 0);
    for grapheme in graphemes(text) {
        used += grapheme_width(grapheme, ambiguous);
        if used > columns {
            return text.get(..end).unwrap_or_default();
        }
        end += grapheme.len();
    }
    text
}

/// `text` in at most `columns`; what is too long ends in an ellipsis.
pub fn shorten(text: &str, columns: usize, ambiguous: Ambiguous) -> Cow<'_, str> {
    if width(text, ambiguous) <= columns {
        return Cow::Borrowed(text);
    }
    let Some(room) = columns.checked_sub(grapheme_width("…", ambiguous)) else {
        return Cow::Borrowed(cut(text, columns, ambiguous));
    };
    let kept = cut(text, room, ambiguous).trim_end();
    Cow::Owned(format!("{kept}…"))
}

/// `text` in exactly `columns`: shortened, or filled up with spaces at the end.
pub fn pad(text: &str, columns: usize, ambiguous: Ambiguous) -> String {
    let short = shorten(text, columns, ambiguous);
    let missing = columns.saturating_sub(width(&short, ambiguous));
    format!("{short}{}", " ".repeat(missing))
}

/// `text` without anything that could act on a terminal or that terminals disagree on; line ends
/// and tabs stay.
///
/// C0, C1 and DEL, bidi and zero-width controls are taken out, CRLF, CR, NEL, VT, FF and U+2028/9
/// become LF, half-width kana become full-width (NFKC), variation selectors, skin tones and soft
/// hyphens are dropped. ZWJ stays inside emoji sequences only. Doing it twice changes nothing more.
pub fn sanitize(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|b| matches!(b, b' '..=b'~' | b'\n' | b'\t')) || !text.chars().any(is_suspect) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(rewrite(text))
}

/// [`sanitize`] for one line: line ends and tabs become single spaces.
pub fn sanitize_line(text: &str) -> Cow<'_, str> {
    match sanitize(text) {
        Cow::Borrowed(clean) if !clean.contains(['\n', '\t']) => Cow::Borrowed(clean),
        clean => Cow::Owned(clean.replace(['\n', '\t'], " ")),
    }
}

/// True of characters that [`sanitize`] changes or has to look at.
fn is_suspect(c: char) -> bool {
    match c {
        '\n' | '\t' => false,
        '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' => true,
        _ => is_dropped(c) || matches!(c, '\u{200d}' | '\u{2028}' | '\u{2029}' | '\u{ff61}'..='\u{ff9f}'),
    }
}

/// Format characters with no place in a page: bidi (UAX #9), zero-width, selectors, skin tones.
fn is_dropped(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
        | '\u{180b}'..='\u{180f}' | '\u{200b}' | '\u{200c}' | '\u{200e}' | '\u{200f}'
        | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{20e3}' | '\u{3164}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}'
        | '\u{1f3fb}'..='\u{1f3ff}' | '\u{1d173}'..='\u{1d17a}' | '\u{1bca0}'..='\u{1bca3}' | '\u{e0000}'..='\u{e0fff}')
}

fn rewrite(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    let mut joiner = false;
    while let Some(c) = chars.next() {
        match c {
            '\r' => {
                chars.next_if_eq(&'\n');
                out.push('\n');
            }
            '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => out.push('\n'),
            '\u{ff61}'..='\u{ff9f}' => push_full_width_kana(&mut out, c, &mut chars),
            '\u{200d}' => {
                joiner = true;
                continue;
            }
            '\n' | '\t' => out.push(c),
            _ if c.is_control() || is_dropped(c) => continue,
            _ => {
                if joiner && is_joined(&out, c) {
                    out.push('\u{200d}');
                }
                out.push(c);
            }
        }
        joiner = false;
    }
    out
}

/// True when a joiner between the end of `before` and `after` makes one emoji of them.
fn is_joined(before: &str, after: char) -> bool {
    let pictographic = |c: char| c as u32 >= 0x2190 && c.width() == Some(2) || matches!(c, '\u{2600}'..='\u{27bf}');
    before.chars().next_back().is_some_and(pictographic) && pictographic(after)
}

fn push_full_width_kana(out: &mut String, c: char, rest: &mut std::iter::Peekable<std::str::Chars<'_>>) {
    use unicode_normalization::UnicodeNormalization;
    match c {
        // A sound mark with nothing before it: the spacing form, which has a width of its own.
        '\u{ff9e}' => out.push('゛'),
        '\u{ff9f}' => out.push('゜'),
        _ => {
            let mark = rest.next_if(|next| matches!(next, '\u{ff9e}' | '\u{ff9f}'));
            out.extend(std::iter::once(c).chain(mark).nfkc());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cjk_takes_two_columns_and_ambiguous_as_told() {
        assert_eq!(width("看报 ok", Ambiguous::Narrow), 7);
        assert_eq!(width("“金融”", Ambiguous::Narrow), 6);
        assert_eq!(width("“金融”", Ambiguous::Wide), 8);
        assert_eq!(width("👨‍👩‍👧", Ambiguous::Wide), 2);
    }

    #[test]
    fn cutting_never_parts_a_grapheme() {
        assert_eq!(cut("金融", 3, Ambiguous::Narrow), "金");
        assert_eq!(cut("e\u{301}a", 1, Ambiguous::Narrow), "e\u{301}");
        assert_eq!(shorten("大连市金融", 7, Ambiguous::Narrow), "大连市…");
        assert_eq!(shorten("大连", 0, Ambiguous::Narrow), "");
        assert_eq!(shorten("大连", 1, Ambiguous::Wide), "");
        assert_eq!(pad("金", 4, Ambiguous::Narrow), "金  ");
    }

    #[test]
    fn a_cluster_of_any_width_is_cut_into_parts_of_at_most_two_columns() {
        let jamo = "ᄀ".repeat(60);
        assert_eq!(graphemes(&jamo).count(), 60);
        assert_eq!(width(&jamo, Ambiguous::Narrow), 120);
        assert_eq!(cut(&jamo, 5, Ambiguous::Narrow), "ᄀᄀ");
        let conjuncts = "क्".repeat(9);
        for text in
            [jamo.as_str(), &conjuncts, "👨\u{200d}👩\u{200d}👧각e\u{301}\u{302}\u{303}", "\u{301}\u{302}\u{303}"]
        {
            let parts: Vec<&str> = graphemes(text).collect();
            assert_eq!(parts.concat(), text);
            assert!(parts.iter().all(|part| grapheme_width(part, Ambiguous::Narrow) <= 2), "{parts:?}");
            let back: Vec<&str> = graphemes(text).rev().collect();
            assert!(back.iter().rev().eq(parts.iter()), "{back:?} {parts:?}");
        }
    }

    #[test]
    fn nothing_that_acts_on_a_terminal_passes() {
        assert_eq!(sanitize("a\x1b[31mb\u{202e}c\u{9b}d\u{7f}"), "a[31mbcd");
        assert_eq!(sanitize("a\r\nb\rc\u{2028}d"), "a\nb\nc\nd");
        assert_eq!(sanitize_line("a\nb\tc"), "a b c");
        assert!(matches!(sanitize("大连，“好”"), Cow::Borrowed(_)));
    }

    #[test]
    fn disputed_widths_are_settled_by_dropping_what_disputes_them() {
        assert_eq!(sanitize("ｶﾞｷﾞ ﾞﾟ ｱﾞ"), "ガギ ゛゜ ア\u{3099}");
        assert_eq!(sanitize("❤\u{fe0f}1\u{fe0f}\u{20e3}👍🏽"), "❤1👍");
        assert_eq!(sanitize("👨\u{200d}👩\u{200d}👧 a\u{200d}b"), "👨\u{200d}👩\u{200d}👧 ab");
    }
}
