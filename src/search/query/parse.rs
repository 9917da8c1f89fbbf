//! Lexemes to a tree whose parts know where they stand, and the tree to an [`Expr`].

use jiff::civil::Date;

use super::field::{self, Meaning, Name};
use super::lex::{Kind, Lexeme, Quote, Word, lex};
use super::{Expr, Problem, Span, Trouble};

/// A part of the query's text that means something.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Node {
    /// From its first sign to its last, brackets included.
    pub span: Span,
    pub tree: Tree,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Tree {
    All(Vec<Node>),
    Any(Vec<Node>),
    Not(Box<Node>),
    Leaf(Expr),
}

/// Brackets within brackets that are followed; what is deeper is read as if they were not there.
const DEEPEST: usize = 32;

/// All that a query's text says.
pub(super) struct Parsed {
    pub root: Node,
    pub problems: Vec<Problem>,
    /// Words without a field that were read as a date or a state.
    pub taken: Vec<Span>,
}

pub(super) fn parse(text: &str, today: Date) -> Parsed {
    let lexemes = lex(text);
    let mut parser = Parser { text, today, lexemes, at: 0, depth: 0, problems: Vec::new(), taken: Vec::new() };
    let mut nodes = parser.all(None);
    while let Some(lexeme) = parser.next() {
        parser.problem(lexeme.span, Trouble::NotOpened);
        nodes.extend(parser.all(None));
    }
    let root = Node { span: 0..text.len(), tree: Tree::All(nodes) };
    Parsed { root, problems: parser.problems, taken: parser.taken }
}

impl Node {
    /// What the part asks for, in the simplest form.
    pub fn expr(&self) -> Expr {
        match &self.tree {
            Tree::All(nodes) => Expr::and(nodes.iter().map(Node::expr)),
            Tree::Any(nodes) => Expr::or(nodes.iter().map(Node::expr)),
            Tree::Not(node) => Expr::not(node.expr()),
            Tree::Leaf(expr) => expr.clone(),
        }
    }
}

struct Parser<'a> {
    text: &'a str,
    today: Date,
    lexemes: Vec<Lexeme>,
    at: usize,
    depth: usize,
    problems: Vec<Problem>,
    taken: Vec<Span>,
}

impl Parser<'_> {
    fn peek(&self) -> Option<&Kind> {
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
    fn all(&mut self, name: Option<Name>) -> Vec<Node> {
        let mut nodes = Vec::new();
        while self.peek().is_some_and(|kind| *kind != Kind::Close) {
            nodes.extend(self.either(name));
        }
        nodes
    }

    /// One part, or several with OR between.
    fn either(&mut self, name: Option<Name>) -> Option<Node> {
        let mut nodes: Vec<Node> = Vec::new();
        if !matches!(self.peek(), Some(Kind::Or)) {
            nodes.extend(self.factor(name));
        }
        while matches!(self.peek(), Some(Kind::Or)) {
            self.or(nodes.is_empty());
            if self.begins_factor() {
                nodes.extend(self.factor(name));
            }
        }
        match (nodes.first(), nodes.last()) {
            (Some(first), Some(last)) if nodes.len() > 1 => {
                Some(Node { span: first.span.start..last.span.end, tree: Tree::Any(nodes) })
            }
            _ => nodes.pop(),
        }
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
        !matches!(self.peek(), None | Some(Kind::Or | Kind::Close))
    }

    /// A word, value or bracket, or one that is not wanted; `None` if it says nothing.
    fn factor(&mut self, name: Option<Name>) -> Option<Node> {
        let Lexeme { kind, span } = self.next()?;
        match kind {
            Kind::Not => {
                let node = self.factor(name)?;
                Some(Node { span: span.start..node.span.end, tree: Tree::Not(Box::new(node)) })
            }
            Kind::Open => self.group(span, name),
            Kind::Name(own) => self.value(own, span),
            Kind::Word(word) => self.word(name, &word, span),
            Kind::Unknown(unknown) => {
                self.problem(span.clone(), Trouble::UnknownField(unknown));
                self.skip_value(span.end);
                None
            }
            Kind::Dash => {
                self.problem(span, Trouble::NothingToLeaveOut);
                None
            }
            Kind::Close | Kind::Or => None,
        }
    }

    fn group(&mut self, open: Span, name: Option<Name>) -> Option<Node> {
        if self.depth == DEEPEST {
            self.problem(open, Trouble::TooDeep);
            return None;
        }
        self.depth += 1;
        let nodes = self.all(name);
        self.depth -= 1;
        let end = match self.next() {
            Some(close) => close.span.end,
            None => {
                self.problem(open.clone(), Trouble::BracketNotClosed);
                self.text.len()
            }
        };
        (!nodes.is_empty()).then_some(Node { span: open.start..end, tree: Tree::All(nodes) })
    }

    /// The value right behind a name.
    fn value(&mut self, name: Name, span: Span) -> Option<Node> {
        let start = span.start;
        match self.lexemes.get(self.at).filter(|value| value.span.start == span.end).map(|value| value.kind.clone()) {
            Some(Kind::Open) => {
                let open = self.next()?;
                let mut node = self.group(open.span, Some(name))?;
                node.span.start = start;
                Some(node)
            }
            Some(Kind::Word(word)) => {
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
        if let Some(Lexeme { kind: Kind::Word(_), span }) = self.lexemes.get(self.at)
            && span.start == end
        {
            self.at += 1;
        }
    }

    fn word(&mut self, name: Option<Name>, word: &Word, span: Span) -> Option<Node> {
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
        Some(Node { span, tree: Tree::Leaf(expr) })
    }
}
