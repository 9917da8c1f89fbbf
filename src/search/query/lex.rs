//! The text of a query cut into lexemes. Every text has some: nothing is an error here.

use super::Span;
use super::names::FieldName;

/// One sign or word of a query, and its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Lexeme {
    pub kind: LexemeKind,
    pub span: Span,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum LexemeKind {
    Open,
    Close,
    Or,
    /// A dash right before what is not wanted.
    Not,
    /// A dash with nothing to leave out.
    Dash,
    /// A field's name and colon.
    Name(FieldName),
    /// Letters and a colon that are no field's name.
    Unknown(String),
    Word(QueryWord),
}

/// A word or phrase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct QueryWord {
    /// As meant: without quotes and backslashes.
    pub text: String,
    /// As typed, between the quotes if there are any.
    pub raw: Span,
    pub quote: Quote,
    /// True if a backslash took the meaning from a character.
    pub escaped: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Quote {
    None,
    /// Both quotes are there.
    Closed,
    /// The closing quote, which is to come, is this one.
    Open(char),
}

pub(super) fn lex(text: &str) -> Vec<Lexeme> {
    let mut lexer = Lexer { text, at: 0 };
    std::iter::from_fn(|| lexer.next_lexeme()).collect()
}

/// True of characters that end a word.
pub(super) fn is_sign(c: char) -> bool {
    c.is_whitespace() || matches!(c, '(' | '（' | ')' | '）' | '|' | '｜') || closing_quote(c).is_some()
}

/// The quote that closes the one that `c` opens.
fn closing_quote(c: char) -> Option<char> {
    match c {
        '"' => Some('"'),
        '＂' => Some('＂'),
        // ” opens as well: input methods give the wrong one of the pair as often as not.
        '“' | '”' => Some('”'),
        '「' => Some('」'),
        '『' => Some('』'),
        _ => None,
    }
}

/// True of characters that may mean something within or before a word.
pub(super) fn is_mark(c: char) -> bool {
    is_colon(c) || is_dash(c)
}

fn is_dash(c: char) -> bool {
    matches!(c, '-' | '－' | '−')
}

fn opens(c: char) -> bool {
    matches!(c, '(' | '（') || closing_quote(c).is_some()
}

fn is_colon(c: char) -> bool {
    matches!(c, ':' | '：')
}

struct Lexer<'a> {
    text: &'a str,
    at: usize,
}

impl Lexer<'_> {
    fn next_lexeme(&mut self) -> Option<Lexeme> {
        while self.peek()?.is_whitespace() {
            self.take();
        }
        let start = self.at;
        let kind = match self.peek()? {
            '(' | '（' => self.sign(LexemeKind::Open),
            ')' | '）' => self.sign(LexemeKind::Close),
            '|' | '｜' => self.bars(),
            c if closing_quote(c).is_some() => LexemeKind::Word(self.quoted()),
            c if is_dash(c) && !self.after_name(start) => self.dash(),
            _ => self.word_or_name(start),
        };
        Some(Lexeme { kind, span: start..self.at })
    }

    fn peek(&self) -> Option<char> {
        self.text.get(self.at..)?.chars().next()
    }

    fn take(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.at += c.len_utf8();
        Some(c)
    }

    fn sign(&mut self, kind: LexemeKind) -> LexemeKind {
        self.take();
        kind
    }

    fn bars(&mut self) -> LexemeKind {
        while matches!(self.peek(), Some('|' | '｜')) {
            self.take();
        }
        LexemeKind::Or
    }

    /// True right after a colon: what follows is a value, which may begin with any character.
    fn after_name(&self, start: usize) -> bool {
        self.text.get(..start).and_then(|before| before.chars().next_back()).is_some_and(is_colon)
    }

    fn dash(&mut self) -> LexemeKind {
        let start = self.at;
        self.take();
        match self.peek() {
            None => LexemeKind::Dash,
            Some(c) if is_dash(c) => self.bare(start),
            Some(c) if is_sign(c) && !opens(c) => LexemeKind::Dash,
            Some(_) => LexemeKind::Not,
        }
    }

    fn word_or_name(&mut self, start: usize) -> LexemeKind {
        if !self.after_name(start)
            && let Some(name) = self.name()
        {
            return name;
        }
        self.bare(start)
    }

    /// A name and its colon, if there is one here.
    fn name(&mut self) -> Option<LexemeKind> {
        let rest = self.text.get(self.at..)?;
        let (colon, sign) = rest.char_indices().find(|&(_, c)| is_colon(c) || is_sign(c) || c == '\\')?;
        let (name, value) = (rest.get(..colon)?, rest.get(colon + sign.len_utf8()..)?);
        if !is_colon(sign) {
            return None;
        }
        let kind = match FieldName::of(name) {
            Some(known) => LexemeKind::Name(known),
            None if looks_like_a_name(name) && begins_a_value(value) => LexemeKind::Unknown(name.to_owned()),
            None => return None,
        };
        self.at += colon + sign.len_utf8();
        Some(kind)
    }

    /// The word that began at `start` and goes on here.
    fn bare(&mut self, start: usize) -> LexemeKind {
        let mut word = QueryWord { text: String::new(), raw: start..start, quote: Quote::None, escaped: false };
        word.text.push_str(self.text.get(start..self.at).unwrap_or_default());
        while let Some(c) = self.peek().filter(|&c| !is_sign(c)) {
            self.take_into(c, &mut word);
        }
        word.raw.end = self.at;
        if word.text == "OR" && !word.escaped && !self.after_name(start) {
            LexemeKind::Or
        } else {
            LexemeKind::Word(word)
        }
    }

    fn quoted(&mut self) -> QueryWord {
        let close = self.take().and_then(closing_quote).unwrap_or('"');
        let mut word =
            QueryWord { text: String::new(), raw: self.at..self.at, quote: Quote::Open(close), escaped: false };
        while let Some(c) = self.peek() {
            if c == close {
                word.raw.end = self.at;
                word.quote = Quote::Closed;
                self.take();
                return word;
            }
            self.take_into(c, &mut word);
        }
        word.raw.end = self.at;
        word
    }

    fn take_into(&mut self, c: char, word: &mut QueryWord) {
        self.take();
        match self.peek() {
            Some(next) if c == '\\' => {
                self.take();
                word.escaped = true;
                word.text.push(next);
            }
            _ => word.text.push(c),
        }
    }
}

/// Two ASCII letters or more: `12:30` and `快讯：大连` are words.
fn looks_like_a_name(name: &str) -> bool {
    name.len() >= 2 && name.bytes().all(|b| b.is_ascii_alphabetic())
}

/// False of the end, of a space or other sign, and of the slashes of an address.
fn begins_a_value(value: &str) -> bool {
    value.chars().next().is_some_and(|c| c != '/' && (!is_sign(c) || opens(c)))
}
