//! Where lines may break: UAX #14, tailored for Chinese and Japanese.
//!
//! Owns the break opportunities of a paragraph, whole or in pieces. Knows nothing of widths, blocks,
//! HTML or how lines are filled.
//!
//! The algorithm is Unicode 15.0's, by `unicode-linebreak`. It is tailored in two ways. Some characters
//! go in under the class of another of the same length in bytes ([`Breaker::class_of`]), so that
//! offsets stay:
//!
//! - “ ” ‘ ’ beside East Asian text are brackets, as LB19a of Unicode 16 has it;
//! - `/ ? & - =` inside a URL are break opportunities after;
//! - full-width digits and letters hold together as the half-width ones do;
//! - stress marks and accents between letters are letters: `aɔˈtɛaɾɔa`, `don´t`;
//! - East Asian opening brackets do not cling to the Latin word before them (LB30).
//!
//! And some opportunities are taken back ([`is_glued`]): before what may not start a line, even after
//! spaces (`14 %`), and after what may not end one.

use unicode_linebreak::{break_property, linebreaks, split_at_safe};

use super::kinsoku::{is_east_asian, may_end_line, may_start_line};

/// Bytes kept of the text before a chunk. Decisions that reach back further (thousands of digits)
/// are left to chance.
const MEMORY: usize = 128;

/// Finds the break opportunities of a paragraph that comes in chunks.
///
/// ```
/// # use kanbao::render::Breaker;
/// let mut breaker = Breaker::new();
/// assert_eq!(breaker.push("他说：“"), [3, 9]);
/// assert!(breaker.push("好”。").is_empty());
/// assert_eq!(breaker.push("我"), [0]); // between the chunks
/// breaker.reset(); // the next paragraph
/// ```
#[derive(Debug, Default)]
pub struct Breaker {
    /// The end of the text before, under the classes it went in with.
    tail: String,
    probe: String,
    /// The last “ was East Asian, so its ” is too.
    quoted: bool,
    url: bool,
}

impl Breaker {
    pub fn new() -> Breaker {
        Breaker::default()
    }

    /// Forgets what came before: a new paragraph begins.
    pub fn reset(&mut self) {
        self.tail.clear();
        self.quoted = false;
        self.url = false;
    }

    /// The byte offsets in `chunk` at which a line may begin, rising. 0 is among them when a line may
    /// begin between the chunk before and this one; the chunk's end never is.
    ///
    /// All white space of ASCII counts as spaces, line ends too. A space that no opportunity follows
    /// is to be kept from being broken at (`14 %`).
    pub fn push(&mut self, chunk: &str) -> Vec<usize> {
        let mut found = Vec::with_capacity(chunk.len() / 3);
        self.each(chunk, |at| found.push(at));
        found
    }

    /// [`Breaker::push`] without the list.
    pub fn each(&mut self, chunk: &str, mut found: impl FnMut(usize)) {
        if chunk.is_empty() {
            return;
        }
        self.write_probe(chunk);
        let start = self.tail.len();
        for (at, _) in linebreaks(&self.probe) {
            if at >= start.max(1) && at < self.probe.len() && !is_glued(&self.probe, at) {
                found(at - start);
            }
        }
        self.remember();
    }

    /// Tail and chunk, with stand-ins for what is tailored by class.
    fn write_probe(&mut self, chunk: &str) {
        self.settle_last_quote(chunk);
        self.probe.clear();
        self.probe.push_str(&self.tail);
        let mut copied = 0;
        for (at, c) in chunk.char_indices() {
            let class = self.class_of(c, chunk, at);
            if class != c {
                self.probe.push_str(chunk.get(copied..at).unwrap_or_default());
                self.probe.push(class);
                copied = at + c.len_utf8();
            }
        }
        self.probe.push_str(chunk.get(copied..).unwrap_or_default());
    }

    /// The character under whose class `c` goes in. It is as long in bytes as `c`.
    fn class_of(&mut self, c: char, chunk: &str, at: usize) -> char {
        match c {
            '\n'..='\r' | '\t' | ' ' => {
                self.url = false;
                if c == '\t' { c } else { ' ' }
            }
            '/' | '?' | '&' | '-' | '=' if self.url => AFTER,
            '/' if ends_with_scheme(chunk, at) => {
                self.url = true;
                AFTER
            }
            '!'..='~' => {
                self.url = if self.url { !matches!(c, '"' | '<' | '>') } else { c == '.' && ends_with_www(chunk, at) };
                c
            }
            _ => {
                self.url = false;
                match c {
                    '´' | 'ˈ' | 'ˌ' | '˟' if is_inside_word(chunk, at, c) => INSIDE,
                    '“' | '”' | '‘' | '’' => self.quote(c, chunk, at),
                    _ if is_wide_opening(c) => self.opening(c, chunk, at),
                    '\u{ff10}'..='\u{ff19}' => DIGIT,
                    '\u{ff21}'..='\u{ff3a}' | '\u{ff41}'..='\u{ff5a}' => LETTER,
                    _ => c,
                }
            }
        }
    }

    /// The bracket that an East Asian quote stands for, or the quote itself.
    fn quote(&mut self, quote: char, chunk: &str, at: usize) -> char {
        let after = chunk.get(at + quote.len_utf8()..).unwrap_or_default().chars();
        let beside = is_beside_east_asian(self.before(chunk, at)) || is_beside_east_asian(after);
        let closes = quote == '”' && std::mem::take(&mut self.quoted);
        if quote == '“' {
            self.quoted = beside;
        }
        match bracket(quote) {
            bracket if is_wide_opening(bracket) && beside => self.opening(bracket, chunk, at),
            bracket if beside || closes => bracket,
            _ => quote,
        }
    }

    /// An East Asian opening bracket, or its stand-in behind a Latin word, which it does not cling to.
    fn opening(&self, bracket: char, chunk: &str, at: usize) -> char {
        use unicode_linebreak::BreakClass::*;
        let mut marked = false;
        let classes = self.before(chunk, at).take(8).map(|c| break_property(u32::from(c)));
        let base = classes.into_iter().find(|class| {
            let is_mark = matches!(class, CombiningMark | ZeroWidthJoiner);
            marked |= is_mark;
            !is_mark
        });
        match base {
            Some(Alphabetic | HebrewLetter | Numeric | Ambiguous | ComplexContext | Unknown | Postfix | Prefix) => {
                OPENING
            }
            // A mark without a base counts as a letter (LB10).
            None | Some(Space | ZeroWidthSpace) if marked => OPENING,
            _ => bracket,
        }
    }

    /// The characters before `at` of `chunk`, nearest first.
    fn before<'a>(&'a self, chunk: &'a str, at: usize) -> impl Iterator<Item = char> + 'a {
        chunk.get(..at).unwrap_or_default().chars().rev().chain(self.tail.chars().rev())
    }

    /// A quote at the end of the last chunk is East Asian after all if this chunk begins so.
    fn settle_last_quote(&mut self, chunk: &str) {
        let Some(last) = self.tail.chars().next_back() else { return };
        if is_quote(last) && is_beside_east_asian(chunk.chars()) {
            self.tail.pop();
            self.tail.push(bracket(last));
            self.quoted |= last == '“';
        }
    }

    /// Keeps as much of the text's end as the next chunk's opportunities depend on.
    fn remember(&mut self) {
        let probe = &self.probe;
        let safe = split_at_safe(probe).0.len();
        let spaces = probe.trim_end_matches(' ');
        let beside = spaces.char_indices().rev().nth(1).map_or(0, |(at, _)| at);
        let mut from = safe.min(beside).max(probe.len().saturating_sub(MEMORY));
        while !probe.is_char_boundary(from) {
            from += 1;
        }
        self.tail.clear();
        self.tail.push_str(probe.get(from..).unwrap_or_default());
    }
}

/// The byte offsets in `text`, one paragraph, at which a line may begin, rising; neither 0 nor the end.
pub fn opportunities(text: &str) -> Vec<usize> {
    Breaker::new().push(text)
}

/// The stretches of `text`, lines of a paragraph, in which no line may begin, without the spaces behind
/// them.
pub(super) fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split('\n').flat_map(|line| {
        let mut start = 0;
        opportunities(line).into_iter().chain([line.len()]).map(move |end| {
            let word = line.get(start..end).unwrap_or_default();
            start = end;
            word.trim_end()
        })
    })
}

/// Stands in for `/ ? & - =` in URLs: class BA, break after.
const AFTER: char = '|';
/// Stands in for full-width digits: class NU, three bytes.
const DIGIT: char = '\u{966}';
/// Stands in for East Asian opening brackets behind Latin: class BB, break before, three bytes.
/// LB30 leaves them out (`[\p{ea=F}\p{ea=W}\p{ea=H}]`), the crate does not.
const OPENING: char = '\u{1ffd}';
/// Stands in for full-width letters: class AL, three bytes.
const LETTER: char = '\u{1d00}';

/// True of a stress mark or an accent between two letters: ˈtɛaɾɔa, don´t.
fn is_inside_word(chunk: &str, at: usize, c: char) -> bool {
    let before = chunk.get(..at).unwrap_or_default().chars().next_back();
    let after = chunk.get(at + c.len_utf8()..).unwrap_or_default().chars().next();
    before.is_some_and(char::is_alphanumeric) && after.is_some_and(char::is_alphanumeric)
}

fn is_quote(c: char) -> bool {
    matches!(c, '“' | '”' | '‘' | '’')
}

fn is_wide_opening(c: char) -> bool {
    !may_end_line(c) && (is_east_asian(c) || c == '\u{2329}')
}

/// Stands in for stress marks inside a word: class AL, two bytes.
const INSIDE: char = '\u{2b0}';

fn bracket(quote: char) -> char {
    match quote {
        '“' => '「',
        '”' => '」',
        '‘' => '『',
        '’' => '』',
        _ => quote,
    }
}

/// True when the nearest character that has a side is East Asian: quotes, dashes and ellipses have none.
fn is_beside_east_asian(mut characters: impl Iterator<Item = char>) -> bool {
    let nearest = characters.by_ref().take(8).find(|c| !is_quote(*c) && !matches!(c, '…' | '—' | '·'));
    nearest.is_some_and(|c| is_east_asian(c) || c == OPENING)
}

/// True when the `/` at `at` is the second of `://`.
fn ends_with_scheme(chunk: &str, at: usize) -> bool {
    chunk.as_bytes().get(..at).is_some_and(|before| before.ends_with(b":/"))
}

/// True when the `.` at `at` is the first of `www.`.
fn ends_with_www(chunk: &str, at: usize) -> bool {
    let before = chunk.as_bytes().get(..at).unwrap_or_default();
    before
        .strip_suffix(b"www")
        .is_some_and(|rest| !rest.last().is_some_and(|b| b.is_ascii_alphanumeric() || *b == b'.'))
}

/// True where UAX #14 would let a line begin at `at` of `text` and print would not.
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

/// True of `next`, with `second` behind it, where it may not start a line although a space is before it.
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

    #[test]
    fn chunks_break_as_the_whole_does() {
        let text = "他说：“好”，https://a.com/b-c?d=e 14 % of “Latin” …… 12,000元 🇩🇪🇫🇷 e\u{301}x。";
        for cut in (1..text.len()).filter(|at| text.is_char_boundary(*at)) {
            let mut breaker = Breaker::new();
            let mut found = breaker.push(&text[..cut]);
            found.extend(breaker.push(&text[cut..]).into_iter().map(|at| at + cut));
            let lost = opportunities(text).into_iter().filter(|at| !found.contains(at)).collect::<Vec<_>>();
            // Only a break before a quote that a later chunk shows to be East Asian comes too late.
            assert!(lost.len() <= 1 && found.iter().all(|at| opportunities(text).contains(at)), "{cut}: {lost:?}");
        }
    }
}
