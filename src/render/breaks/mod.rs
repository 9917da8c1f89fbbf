//! Where lines may break: UAX #14, tailored for Chinese and Japanese.
//!
//! Owns the break opportunities of a line of text as its author wrote it. Knows nothing of widths, blocks,
//! HTML or how lines are filled.
//!
//! The algorithm is Unicode 15.0's, by `unicode-linebreak`. It is tailored in two ways. Some characters
//! are replaced by one of another class and of the same length in bytes ([`Breaker::class_of`]), so that
//! offsets stay the same:
//!
//! - “ ” ‘ ’ beside East Asian text are brackets (LB19a of Unicode 16);
//! - a line may break after `/ ? & - =` inside a URL;
//! - full-width digits and letters hold together as the half-width ones do;
//! - stress marks and accents between letters are letters: `aɔˈtɛaɾɔa`, `don´t`;
//! - a line may break between a Latin word and an East Asian opening bracket (LB30).
//!
//! And some opportunities are taken back ([`is_glued`]): before what may not start a line, even after
//! spaces (`14 %`), and after what may not end one.

mod kinsoku;

use unicode_linebreak::{break_property, linebreaks};

pub use kinsoku::{cuts, is_east_asian, may_end_line, may_start_line, wants_gap};

/// The byte offsets in `line`, a line without line ends, at which a new line may begin, rising; neither 0
/// nor the end.
///
/// All ASCII white space counts as spaces. A line does not break at a space without an opportunity after
/// it (`14 %`).
///
/// ```
/// # use kanbao::render::opportunities;
/// assert_eq!(opportunities("他说：“好”。我"), [3, 9, 21]);
/// ```
pub fn opportunities(line: &str) -> Vec<usize> {
    let mut found = Vec::with_capacity(line.len() / 3);
    Breaker::default().each(line, |at| found.push(at));
    found
}

/// Finds the [`opportunities`] of many lines with one buffer.
#[derive(Debug, Default)]
pub struct Breaker {
    /// The line, with its replaced characters.
    probe: String,
    /// The last “ is East Asian, so its ” is too.
    quoted: bool,
    url: bool,
}

impl Breaker {
    /// Calls `found` with each offset of [`opportunities`].
    pub fn each(&mut self, line: &str, mut found: impl FnMut(usize)) {
        self.write_probe(line);
        for (at, _) in linebreaks(&self.probe) {
            if at > 0 && at < self.probe.len() && !is_glued(&self.probe, at) {
                found(at);
            }
        }
    }

    fn write_probe(&mut self, line: &str) {
        (self.quoted, self.url) = (false, false);
        self.probe.clear();
        let mut copied = 0;
        for (at, c) in line.char_indices() {
            let class = self.class_of(c, line, at);
            if class != c {
                self.probe.push_str(line.get(copied..at).unwrap_or_default());
                self.probe.push(class);
                copied = at + c.len_utf8();
            }
        }
        self.probe.push_str(line.get(copied..).unwrap_or_default());
    }

    /// `c`, or a character as long in bytes whose class it takes.
    fn class_of(&mut self, c: char, line: &str, at: usize) -> char {
        match c {
            '\n'..='\r' | '\t' | ' ' => {
                self.url = false;
                if c == '\t' { c } else { ' ' }
            }
            '/' | '?' | '&' | '-' | '=' if self.url => AFTER,
            '/' if ends_with_scheme(line, at) => {
                self.url = true;
                AFTER
            }
            '!'..='~' => {
                self.url = if self.url { !matches!(c, '"' | '<' | '>') } else { c == '.' && ends_with_www(line, at) };
                c
            }
            _ => {
                self.url = false;
                match c {
                    '´' | 'ˈ' | 'ˌ' | '˟' if is_inside_word(line, at, c) => INSIDE,
                    '“' | '”' | '‘' | '’' => self.quote(c, line, at),
                    _ if is_wide_opening(c) => opening(c, line, at),
                    '\u{ff10}'..='\u{ff19}' => DIGIT,
                    '\u{ff21}'..='\u{ff3a}' | '\u{ff41}'..='\u{ff5a}' => LETTER,
                    _ => c,
                }
            }
        }
    }

    /// The bracket whose class an East Asian quote takes, or the quote itself.
    fn quote(&mut self, quote: char, line: &str, at: usize) -> char {
        let after = line.get(at + quote.len_utf8()..).unwrap_or_default().chars();
        let beside = is_beside_east_asian(before(line, at)) || is_beside_east_asian(after);
        let closes = quote == '”' && std::mem::take(&mut self.quoted);
        if quote == '“' {
            self.quoted = beside;
        }
        match bracket(quote) {
            bracket if is_wide_opening(bracket) && beside => opening(bracket, line, at),
            bracket if beside || closes => bracket,
            _ => quote,
        }
    }
}

/// The stretches of `text`, one or more lines, in which no line may begin, without the spaces after them.
pub fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split('\n').flat_map(|line| {
        let mut start = 0;
        opportunities(line).into_iter().chain([line.len()]).map(move |end| {
            let word = line.get(start..end).unwrap_or_default();
            start = end;
            word.trim_end()
        })
    })
}

/// Replaces `/ ? & - =` in URLs: class BA, break after.
const AFTER: char = '|';
/// Replaces full-width digits: class NU, three bytes.
const DIGIT: char = '\u{966}';
/// Replaces East Asian opening brackets after Latin: class BB, break before, three bytes.
/// LB30 leaves them out (`[\p{ea=F}\p{ea=W}\p{ea=H}]`), the crate does not.
const OPENING: char = '\u{1ffd}';
/// Replaces stress marks inside a word: class AL, two bytes.
const INSIDE: char = '\u{2b0}';
/// Replaces full-width letters: class AL, three bytes.
const LETTER: char = '\u{1d00}';

/// An East Asian opening bracket, or [`OPENING`] after a Latin word, which it does not cling to.
fn opening(bracket: char, line: &str, at: usize) -> char {
    use unicode_linebreak::BreakClass::*;
    let mut marked = false;
    let mut classes = before(line, at).take(8).map(|c| break_property(u32::from(c)));
    let base = classes.find(|class| {
        let is_mark = matches!(class, CombiningMark | ZeroWidthJoiner);
        marked |= is_mark;
        !is_mark
    });
    match base {
        Some(Alphabetic | HebrewLetter | Numeric | Ambiguous | ComplexContext | Unknown | Postfix | Prefix) => OPENING,
        // A mark without a base counts as a letter (LB10).
        None | Some(Space | ZeroWidthSpace) if marked => OPENING,
        _ => bracket,
    }
}

/// Whether `c` at `at` is between two letters, as stress marks and accents are: ˈtɛaɾɔa, don´t.
fn is_inside_word(line: &str, at: usize, c: char) -> bool {
    let before = before(line, at).next();
    let after = line.get(at + c.len_utf8()..).unwrap_or_default().chars().next();
    before.is_some_and(char::is_alphanumeric) && after.is_some_and(char::is_alphanumeric)
}

/// The characters of `line` before byte `at`, the nearest first.
fn before(line: &str, at: usize) -> impl Iterator<Item = char> {
    line.get(..at).unwrap_or_default().chars().rev()
}

fn is_quote(c: char) -> bool {
    matches!(c, '“' | '”' | '‘' | '’')
}

fn is_wide_opening(c: char) -> bool {
    !may_end_line(c) && (is_east_asian(c) || c == '\u{2329}')
}

fn bracket(quote: char) -> char {
    match quote {
        '“' => '「',
        '”' => '」',
        '‘' => '『',
        '’' => '』',
        _ => quote,
    }
}

/// Whether the nearest character that is neither quote, dash nor ellipsis is East Asian.
fn is_beside_east_asian(mut characters: impl Iterator<Item = char>) -> bool {
    let nearest = characters.by_ref().take(8).find(|c| !is_quote(*c) && !matches!(c, '…' | '—' | '·'));
    nearest.is_some_and(is_east_asian)
}

/// Whether the `/` at `at` is the second of `://`.
fn ends_with_scheme(line: &str, at: usize) -> bool {
    line.as_bytes().get(..at).is_some_and(|before| before.ends_with(b":/"))
}

/// Whether the `.` at `at` is the first of `www.`.
fn ends_with_www(line: &str, at: usize) -> bool {
    let before = line.as_bytes().get(..at).unwrap_or_default();
    before
        .strip_suffix(b"www")
        .is_some_and(|rest| !rest.last().is_some_and(|b| b.is_ascii_alphanumeric() || *b == b'.'))
}

/// Whether UAX #14 allows a line to begin at `at` of `text` where print does not.
fn is_glued(text: &str, at: usize) -> bool {
    let (before, after) = (text.get(..at).unwrap_or_default(), text.get(at..).unwrap_or_default());
    let mut following = after.chars();
    let Some(next) = following.next() else { return false };
    match before.chars().next_back() {
        Some('\u{200b}') | None => false,
        Some(' ') => is_glued_over_spaces(before, next, following.next()),
        // C++, g++: one word.
        Some('+') if next == '+' => true,
        Some(_) => !may_start_line(next) || next == '•',
    }
}

/// [`is_glued`] where spaces end `before`.
fn is_glued_over_spaces(before: &str, next: char, second: Option<char>) -> bool {
    let mut words = before.trim_end_matches(' ').chars().rev();
    let Some(last) = words.next().filter(|last| *last != '\u{200b}') else { return false };
    // « mot »: an opening quote with a space on either side.
    let opened = matches!(last, '“' | '‘' | '«' | '‹') && words.next().is_none_or(|c| c == ' ');
    let is_sum = is_currency(last) && next.is_ascii_digit() || last.is_ascii_digit() && is_currency(next);
    last == OPENING || opened || is_sum || closes_over_spaces(next, second)
}

/// Whether `next`, followed by `second`, may not start a line although a space is before it.
fn closes_over_spaces(next: char, second: Option<char>) -> bool {
    match next {
        // Before a letter they open: ’90s, »so«.
        '’' | '”' => !second.is_some_and(char::is_alphanumeric),
        '»' | '›' => second.is_none_or(|c| c == ' ' || !may_start_line(c)),
        _ => !may_start_line(next),
    }
}

fn is_currency(c: char) -> bool {
    matches!(c, '$' | '£' | '¥' | '\u{20a0}'..='\u{20bf}' | '￥' | '＄' | '￡')
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `text` with a | at each opportunity.
    fn shown(text: &str) -> String {
        let mut out = String::new();
        let mut last = 0;
        for at in opportunities(text).into_iter().chain([text.len()]) {
            out.push_str(&text[last..at]);
            out.push('|');
            last = at;
        }
        out.pop();
        out
    }

    #[test]
    fn closing_marks_stay_with_what_precedes_and_opening_ones_with_what_follows() {
        assert_eq!(shown("大连，《金融》（上）。"), "大|连，|《金|融》|（上）。");
        assert_eq!(shown("きゃっとー々"), "きゃっ|とー々");
        assert_eq!(shown("李白·杜甫・王維"), "李|白·|杜|甫・|王|維");
        assert_eq!(shown("好 。你 ）"), "好 。|你 ）");
        assert_eq!(shown("Nokia（好）2018年《 好"), "Nokia|（好）|2018|年|《 好");
    }

    #[test]
    fn quotes_are_brackets_beside_east_asian_text_and_quotes_beside_latin() {
        assert_eq!(shown("他说“好”，于是"), "他|说|“好”，|于|是");
        assert_eq!(shown("他说“I don’t”好"), "他|说|“I |don’t”|好");
        assert_eq!(shown("the “good” one"), "the |“good” |one");
        assert_eq!(shown("IBM“好” AI“A”的"), "IBM|“好” |AI“A”|的");
        assert_eq!(shown("“‘好’是”的"), "“‘好’|是”|的");
        assert_eq!(shown("rock ’n’ roll « mot » »so«"), "rock |’n’ |roll |« mot » |»so«");
    }

    #[test]
    fn ellipses_and_dashes_stay_whole_and_with_what_precedes() {
        assert_eq!(shown("等等……好——是"), "等|等……|好——|是");
        assert_eq!(shown("wait … what — yes"), "wait … |what — |yes");
    }

    #[test]
    fn numbers_stay_with_signs_and_units() {
        assert_eq!(shown("共￥100或12,000元"), "共|￥100|或|12,000|元");
        assert_eq!(shown("约50%和14 %或３５％"), "约|50%|和|14 %|或|３５％");
        assert_eq!(shown("为-5 ℃到 $ 30 100 €"), "为-5 ℃|到 |$ 30 |100 €");
        assert_eq!(shown("ＣＰＵ好 [aɔˈtɛaɾɔa] don´t"), "ＣＰＵ|好 |[aɔˈtɛaɾɔa] |don´t");
    }

    #[test]
    fn urls_break_after_their_marks() {
        assert_eq!(shown("见https://a.com/b-c/2024?q=1&r=2。好"), "见|https://|a.com/|b-|c/|2024?|q=|1&|r=|2。|好");
        assert_eq!(shown("www.a.com/1-2 a=b&c"), "www.a.com/|1-|2 |a=b&c");
    }
}
