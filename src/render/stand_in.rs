//! Characters that stand for others while html2text flows them.
//!
//! html2text counts columns by character, breaks at every space that Unicode knows but one, and has
//! no ambiguous width. So what counts otherwise (clusters of several characters, letters that join,
//! ambiguous characters on a wide terminal, the ideographic space) goes in as one character of the
//! same width from planes that Unicode leaves empty, and is put back in the lines that come out.
//! Owns that table. Knows nothing of blocks.

use std::collections::HashMap;

use crate::text::{self, Ambiguous};

/// Unassigned characters of two columns (plane 3 is wide as a whole).
const WIDE: std::ops::Range<u32> = 0x32400..0x3_fff0;
/// Unassigned characters of one column.
const NARROW: std::ops::Range<u32> = 0x4_0000..0x5_0000;

/// What stands in for what.
#[derive(Debug, Clone, Default)]
pub(super) struct StandIns {
    ambiguous: Ambiguous,
    known: HashMap<String, char>,
    wide: Vec<String>,
    narrow: Vec<String>,
}

impl StandIns {
    pub(super) fn new(ambiguous: Ambiguous) -> StandIns {
        StandIns { ambiguous, ..StandIns::default() }
    }

    /// True when nothing in `text` needs a stand-in.
    pub(super) fn is_plain(&self, text: &str) -> bool {
        text.is_ascii() || text.chars().all(|c| self.is_plain_char(c))
    }

    /// Characters that count the same alone and in any company, and that html2text takes for letters.
    fn is_plain_char(&self, c: char) -> bool {
        match c {
            ' '..='~' | '\n' | '\u{a0}' => true,
            '\u{4e00}'..='\u{9fff}' | '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30fc}' | '\u{3001}'..='\u{3029}' => {
                true
            }
            '\u{ff01}'..='\u{ff60}' | '\u{3400}'..='\u{4dbf}' | '\u{ac00}'..='\u{d7a3}' => true,
            '\u{a1}'..='\u{ac}'
            | '\u{ae}'..='\u{2ff}'
            | '\u{370}'..='\u{3ff}'
            | '\u{400}'..='\u{482}'
            | '\u{2010}'..='\u{2027}'
            | '\u{2030}'..='\u{205e}'
            | '\u{2190}'..='\u{22ff}'
            | '\u{2500}'..='\u{25ff}' => self.ambiguous == Ambiguous::Narrow || !is_ambiguous(c),
            _ => false,
        }
    }

    /// Adds `text` to `out`, with stand-ins where they are needed.
    pub(super) fn put(&mut self, text: &str, out: &mut String) {
        if self.is_plain(text) {
            out.push_str(text);
            return;
        }
        for grapheme in text::graphemes(text) {
            let mut chars = grapheme.chars();
            match (chars.next(), chars.next()) {
                (Some(only), None) if self.is_plain_char(only) => out.push(only),
                _ => self.put_grapheme(grapheme, out),
            }
        }
    }

    fn put_grapheme(&mut self, grapheme: &str, out: &mut String) {
        if let Some(&known) = self.known.get(grapheme) {
            out.push(known);
            return;
        }
        let (list, range) = match text::grapheme_width(grapheme, self.ambiguous) {
            // A mark without a letter: on its own it would have no column to stand in.
            0 => return,
            1 => (&mut self.narrow, NARROW),
            _ => (&mut self.wide, WIDE),
        };
        let number = u32::try_from(list.len()).unwrap_or(u32::MAX);
        let stand_in = range.start.checked_add(number).filter(|code| range.contains(code)).and_then(char::from_u32);
        let Some(stand_in) = stand_in else { return out.push('\u{fffd}') };
        list.push(grapheme.to_owned());
        self.known.insert(grapheme.to_owned(), stand_in);
        out.push(stand_in);
    }

    /// True when nothing in `text` can be a stand-in or a space that was kept from being broken at.
    pub(super) fn is_original(text: &str) -> bool {
        // The first bytes of U+0080 to U+00BF and of all planes but the first.
        !text.bytes().any(|byte| byte == 0xc2 || byte >= 0xf0)
    }

    /// Puts back what stand-ins stand for; spaces that were kept from being broken at become spaces.
    pub(super) fn restore(&self, text: &str, out: &mut String) {
        if StandIns::is_original(text) {
            out.push_str(text);
            return;
        }
        let mut copied = 0;
        for (at, c) in text.char_indices().filter(|&(_, c)| c == '\u{a0}' || c as u32 >= WIDE.start) {
            let original = match c {
                '\u{a0}' => Some(" "),
                c if WIDE.contains(&(c as u32)) => self.wide.get((c as u32 - WIDE.start) as usize).map(String::as_str),
                c => {
                    (c as u32).checked_sub(NARROW.start).and_then(|at| self.narrow.get(at as usize)).map(String::as_str)
                }
            };
            if let Some(original) = original {
                out.push_str(text.get(copied..at).unwrap_or_default());
                out.push_str(original);
                copied = at + c.len_utf8();
            }
        }
        out.push_str(text.get(copied..).unwrap_or_default());
    }
}

fn is_ambiguous(c: char) -> bool {
    let mut buffer = [0; 4];
    let grapheme: &str = c.encode_utf8(&mut buffer);
    text::grapheme_width(grapheme, Ambiguous::Narrow) != text::grapheme_width(grapheme, Ambiguous::Wide)
}

#[cfg(test)]
mod tests {
    use super::*;
    use unicode_width::UnicodeWidthStr;

    fn there_and_back(text: &str, ambiguous: Ambiguous) -> (usize, String) {
        let mut stand_ins = StandIns::new(ambiguous);
        let (mut inside, mut back) = (String::new(), String::new());
        stand_ins.put(text, &mut inside);
        stand_ins.restore(&inside, &mut back);
        (inside.width(), back)
    }

    #[test]
    fn what_goes_in_comes_out() {
        for text in ["大连市 ok", "　　一", "e\u{301}…“好”", "👨\u{200d}👩\u{200d}👧 x", "لا إله", "각", "กำ"]
        {
            assert_eq!(there_and_back(text, Ambiguous::Narrow).1, text);
            assert_eq!(there_and_back(text, Ambiguous::Wide).1, text);
        }
    }

    #[test]
    fn every_character_counts_as_the_screen_counts_it() {
        assert_eq!(there_and_back("“好”", Ambiguous::Wide).0, 6);
        assert_eq!(there_and_back("👨\u{200d}👩\u{200d}👧", Ambiguous::Narrow).0, 2);
        assert_eq!(there_and_back("لا", Ambiguous::Narrow).0, 2);
    }
}
