//! Which symbols all terminals give the same columns.
//!
//! After any other symbol the place of the cursor is a guess: the cursor is then placed absolutely for
//! the next one, so that one wrong guess never shifts a line.

use super::cells::Glyph;
use crate::text::{self, Ambiguous};

/// How far the columns of a symbol can be relied on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum WidthConfidence {
    /// One opinion only: ASCII and CJK.
    Sure,
    /// One column or two, by the terminal's setting (UAX #11, East Asian ambiguous, and European
    /// letters, of which tables hold different ones for ambiguous). All of a run are wrong alike,
    /// so only its end is in doubt.
    Ambiguous,
    /// Emoji, combining marks, scripts that join: every terminal has its own opinion.
    Doubtful,
}

impl WidthConfidence {
    /// The confidence in the width of one symbol. Once the terminal has said that ambiguous ones take
    /// one column (`narrow`), letters and lines are sure; punctuation and signs stay in doubt.
    pub(super) fn of(glyph: Glyph, narrow: bool) -> WidthConfidence {
        match glyph.char() {
            Some(' '..='~' | '\u{ff61}'..='\u{ff9d}') => WidthConfidence::Sure,
            Some(c) if is_plain_cjk(c) => WidthConfidence::Sure,
            Some('\u{ad}' | '\u{e000}'..='\u{f8ff}' | '\u{fffd}') => WidthConfidence::Doubtful,
            Some(c) if is_ambiguous(c) || is_european(c) => match c {
                '\u{2500}'..='\u{259f}' if narrow => WidthConfidence::Sure,
                c if narrow && c.is_alphabetic() => WidthConfidence::Sure,
                _ => WidthConfidence::Ambiguous,
            },
            _ => WidthConfidence::Doubtful,
        }
    }
}

/// Wide in every table since Unicode 5: no marks, no hexagrams (wide only since Unicode 16).
fn is_plain_cjk(c: char) -> bool {
    match c {
        '\u{302a}'..='\u{302f}' | '\u{303f}' | '\u{3099}' | '\u{309a}' | '\u{3248}'..='\u{324f}' => false,
        '\u{2e80}'..='\u{33ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{a4cf}' => true,
        '\u{ac00}'..='\u{d7a3}' | '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe6b}' => true,
        '\u{ff01}'..='\u{ff60}' | '\u{ffe0}'..='\u{ffe6}' | '\u{20000}'..='\u{3fffd}' => true,
        _ => false,
    }
}

/// Latin, Greek, Cyrillic, punctuation, arrows, lines: one column where ambiguous is one.
fn is_european(c: char) -> bool {
    let known = matches!(c, '\u{a0}'..='\u{2ff}' | '\u{370}'..='\u{482}' | '\u{48a}'..='\u{52f}'
        | '\u{1e00}'..='\u{1fff}' | '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{205e}' | '\u{20a0}'..='\u{20bf}'
        | '\u{2100}'..='\u{218b}' | '\u{2190}'..='\u{21ff}' | '\u{2200}'..='\u{22ff}' | '\u{2500}'..='\u{25fc}');
    known && columns(c, Ambiguous::Narrow) == 1
}

/// True where the two settings of UAX #11 differ.
fn is_ambiguous(c: char) -> bool {
    c > '~' && columns(c, Ambiguous::Narrow) != columns(c, Ambiguous::Wide)
}

fn columns(c: char, ambiguous: Ambiguous) -> usize {
    text::grapheme_width(c.encode_utf8(&mut [0; 4]), ambiguous)
}

/// A stand-in of one column for an ambiguous symbol that was laid out as one on a terminal where
/// it takes two.
pub(super) fn narrow_stand_in(c: char) -> char {
    match c {
        '“' | '”' => '"',
        '‘' | '’' => '\'',
        '—' | '–' | '―' | '─' | '━' | '┄' | '┈' | '╌' => '-',
        '│' | '┃' | '┆' | '┊' | '╎' | '║' => '|',
        '═' => '=',
        '▌' | '▶' | '►' | '▸' | '→' => '>',
        '◀' | '◂' | '←' => '<',
        '▼' | '▾' | '↓' => 'v',
        '▲' | '▴' | '↑' => '^',
        '●' | '★' | '☆' | '◆' | '•' | '·' | '※' => '*',
        '○' | '◯' | '◇' => 'o',
        '…' | '‥' => '.',
        '×' => 'x',
        '\u{2580}'..='\u{259f}' => '#',
        '\u{2500}'..='\u{257f}' => '+',
        _ => '?',
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cjk_and_ascii_are_sure_and_what_terminals_dispute_is_not() {
        let confidence = |c| WidthConfidence::of(Glyph::of(c), false);
        for c in "aZ~金，。「》ひカ한ｱＡ𠀀".chars() {
            assert_eq!(confidence(c), WidthConfidence::Sure, "{c}");
        }
        for c in "“”…—·①★→│αяéñ£€".chars() {
            assert_eq!(confidence(c), WidthConfidence::Ambiguous, "{c}");
        }
        for c in "😀❤\u{301}ل䷀\u{e000}\u{302a}⌚क".chars() {
            assert_eq!(confidence(c), WidthConfidence::Doubtful, "{c}");
        }
    }

    #[test]
    fn letters_and_lines_are_sure_once_the_terminal_says_that_they_are_narrow() {
        for c in "│─▌αяéñ".chars() {
            assert_eq!(WidthConfidence::of(Glyph::of(c), true), WidthConfidence::Sure, "{c}");
        }
        for c in "“…①".chars() {
            assert_eq!(WidthConfidence::of(Glyph::of(c), true), WidthConfidence::Ambiguous, "{c}");
        }
    }
}
