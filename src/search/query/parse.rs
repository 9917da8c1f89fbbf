//! Lexemes to an [`Expr`], and what was not understood of them.

use jiff::civil::Date;

use super::field;
use super::lex::{Lexeme, LexemeKind, QueryWord, Quote, lex};
use super::meaning::Meaning;
use super::names::FieldName;
use super::{Expr, Problem, Span, Trouble};

/// Brackets within brackets that are followed; what is deeper is read as if they were not there.
const DEEPEST: usize = 32;

/// All that a query's text says.
pub(super) struct Parsed {
    pub expr: Expr,
    pub problems: Vec<Problem>,
    /// Words without a field that were read as a date or a state.
    pub taken: Vec<Span>,
}

pub(super) fn parse(text: &str, today: Date) -> Parsed {
    let lexemes = lex(text);
    let mut parser = QueryParser { text, today, lexemes, at: 0, depth: 0, problems: Vec::new(), taken: Vec::new() };
    let mut parts = parser.all(None);
    while let Some(lexeme) = parser.next() {
        parser.problem(lexeme.span, Trouble::NotOpened);
        parts.extend(parser.all(None));
    }
    Parsed { expr: Expr::and(parts), problems: parser.problems, taken: parser.taken }
}

struct QueryParser<'a> {
    text: &'a str,
    today: Date,
    lexemes: Vec<Lexeme>,
    at: usize,
    depth: usize,
    problems: Vec<Problem>,
    taken: Vec<Span>,
}

impl QueryParser<'_> {
    fn peek(&self) -> Option<&LexemeKind> {
        self.lexemes.get(self.at).map(|lexeme| &lexeme.kind)
    }

    fn next(&mut self) -> Option<Lexeme> {
        let lexeme = self.lexemes.get(self.at).cloned();
        self.at += 1;
        lexeme
    }

    fn problem(&mut self, span: Span, what: Trouble) {
        self.problems.push(Problem { span, what });
    }

    /// Everything up to a closing bracket or the end; words are values of `name`.
    fn all(&mut self, name: Option<FieldName>) -> Vec<Expr> {
        let mut parts = Vec::new();
        while self.peek().is_some_and(|kind| *kind != LexemeKind::Close) {
            parts.extend(self.either(name));
        }
        parts
    }

    /// One part, or several with OR between.
    fn either(&mut self, name: Option<FieldName>) -> Option<Expr> {
        let mut parts = Vec::new();
        if !matches!(self.peek(), Some(LexemeKind::Or)) {
            parts.extend(self.factor(name));
        }
        while matches!(self.peek(), Some(LexemeKind::Or)) {
            self.or(parts.is_empty());
            if self.begins_factor() {
                parts.extend(self.factor(name));
            }
        }
        (!parts.is_empty()).then(|| Expr::or(parts))
    }

    fn or(&mut self, first: bool) {
        let span = self.next().map_or(0..0, |lexeme| lexeme.span);
        if first {
            self.problem(span.clone(), Trouble::NothingBeforeOr);
        }
        if !self.begins_factor() {
            self.problem(span, Trouble::NothingAfterOr);
        }
    }

    fn begins_factor(&self) -> bool {
        !matches!(self.peek(), None | Some(LexemeKind::Or | LexemeKind::Close))
    }

    /// A word, value or bracket, or one that is not wanted; `None` if it has no meaning.
    fn factor(&mut self, name: Option<FieldName>) -> Option<Expr> {
        let Lexeme { kind, span } = self.next()?;
        match kind {
            LexemeKind::Not => self.factor(name).map(Expr::not),
            LexemeKind::Open => self.group(span, name),
            LexemeKind::Name(own) => self.value(own, span),
            LexemeKind::Word(word) => self.word(name, &word, span),
            LexemeKind::Unknown(unknown) => {
                self.problem(span.clone(), Trouble::UnknownField(unknown));
                self.skip_value(span.end);
                None
            }
            LexemeKind::Dash => {
                self.problem(span, Trouble::NothingToLeaveOut);
                None
            }
            LexemeKind::Close | LexemeKind::Or => None,
        }
    }

    fn group(&mut self, open: Span, name: Option<FieldName>) -> Option<Expr> {
        if self.depth == DEEPEST {
            self.problem(open, Trouble::TooDeep);
            return None;
        }
        self.depth += 1;
        let parts = self.all(name);
        self.depth -= 1;
        if self.next().is_none() {
            self.problem(open, Trouble::BracketNotClosed);
        }
        (!parts.is_empty()).then(|| Expr::and(parts))
    }

    /// The value right after a name.
    fn value(&mut self, name: FieldName, span: Span) -> Option<Expr> {
        let start = span.start;
        match self.lexemes.get(self.at).filter(|value| value.span.start == span.end).map(|value| value.kind.clone()) {
            Some(LexemeKind::Open) => {
                let open = self.next()?;
                self.group(open.span, Some(name))
            }
            Some(LexemeKind::Word(word)) => {
                let end = self.next()?.span.end;
                self.word(Some(name), &word, start..end)
            }
            _ => {
                self.problem(span, Trouble::NothingAfterColon);
                None
            }
        }
    }

    fn skip_value(&mut self, end: usize) {
        if let Some(Lexeme { kind: LexemeKind::Word(_), span }) = self.lexemes.get(self.at)
            && span.start == end
        {
            self.at += 1;
        }
    }

    fn word(&mut self, name: Option<FieldName>, word: &QueryWord, span: Span) -> Option<Expr> {
        if let Quote::Open(_) = word.quote {
            self.problem(span.clone(), Trouble::QuoteNotClosed);
        }
        let Meaning { expr, problem } = match name {
            Some(name) => field::value(name, word, self.text, self.today),
            None => field::bare(word, self.today),
        };
        if let Some(what) = problem {
            self.problem(span.clone(), what);
        }
        let expr = expr?;
        if name.is_none() && matches!(expr, Expr::Dates { .. } | Expr::Is(_)) {
            self.taken.push(span.clone());
        }
        Some(expr)
    }
}
