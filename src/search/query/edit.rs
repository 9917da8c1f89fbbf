//! Filters added to and taken from the text of a query, as the filter pane does; all else stays as
//! the person typed it.
//!
//! A filter is one [`Expr`] that is no `And`, `Or` or `Not`. Several of one kind are alternatives,
//! `(category:金融/ | category:科技/)`; states add up, but read and unread exclude each other.

use std::mem::discriminant;

use jiff::civil::Date;

use super::lex::{Kind, Lexeme, Quote, lex};
use super::parse::{self, Node, Tree};
use super::{Expr, Field, Is, Span};
use crate::search::fold;

/// How a query stands to a filter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub enum Sense {
    /// It says nothing about it.
    #[default]
    Off,
    /// Only such articles, or those of other filters of the kind.
    Only,
    /// No such articles.
    Without,
}

/// How the query in `text` stands to `filter`.
pub fn sense(text: &str, filter: &Expr, today: Date) -> Sense {
    let root = parse::parse(text, today).root;
    let about = |clause: &Clause<'_>| clause.alternatives.iter().any(|node| is_same(&node.expr(), filter));
    match clauses(&root).iter().find(|clause| about(clause)) {
        Some(Clause { negated: true, .. }) => Sense::Without,
        Some(_) => Sense::Only,
        None => Sense::Off,
    }
}

/// The text of a query that stands to `filter` as told, and otherwise asks for the same.
pub fn set(text: &str, filter: &Expr, wanted: Sense, today: Date) -> String {
    let cleared = take_out(text, &|expr| is_same(expr, filter) || excludes(expr, filter, wanted), today);
    match wanted {
        Sense::Off => cleared,
        Sense::Without => appended(&cleared, &Expr::not(filter.clone()).to_string()),
        Sense::Only => joined(&cleared, filter, today),
    }
}

/// The text of a query without all filters of the kind that `like` is: all categories, all dates.
pub fn clear(text: &str, like: &Expr, today: Date) -> String {
    take_out(text, &|expr| is_same_kind(expr, like), today)
}

/// One of the parts of a query that must all hold.
struct Clause<'a> {
    /// Its place, brackets that hold nothing else included.
    span: Span,
    negated: bool,
    /// One, or several with OR between.
    alternatives: Vec<&'a Node>,
}

fn clauses(node: &Node) -> Vec<Clause<'_>> {
    match &node.tree {
        Tree::All(nodes) if nodes.len() != 1 => nodes.iter().flat_map(clauses).collect(),
        Tree::All(only) => {
            let mut inner: Vec<_> = only.iter().flat_map(clauses).collect();
            if let [one] = inner.as_mut_slice() {
                one.span = node.span.clone();
            }
            inner
        }
        Tree::Not(inner) => {
            vec![Clause { span: node.span.clone(), negated: true, alternatives: alternatives(inner) }]
        }
        _ => vec![Clause { span: node.span.clone(), negated: false, alternatives: alternatives(node) }],
    }
}

fn alternatives(node: &Node) -> Vec<&Node> {
    match &node.tree {
        Tree::Any(nodes) => nodes.iter().collect(),
        Tree::All(nodes) if nodes.len() == 1 => nodes.iter().flat_map(alternatives).collect(),
        _ => vec![node],
    }
}

fn is_same(a: &Expr, b: &Expr) -> bool {
    match (a, b) {
        (Expr::Category(a), Expr::Category(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| fold(a) == fold(b))
        }
        (Expr::Text { field: f, text: a, phrase: p }, Expr::Text { field: g, text: b, phrase: q }) => {
            f == g && p == q && fold(a) == fold(b)
        }
        _ => a == b,
    }
}

/// True of filters of one list.
fn is_same_kind(a: &Expr, b: &Expr) -> bool {
    match (a, b) {
        (Expr::Text { field: f, phrase: p, .. }, Expr::Text { field: g, phrase: q, .. }) => {
            f == g && p == q && matches!(f, Some(Field::Author | Field::Tag | Field::Lang))
        }
        _ => discriminant(a) == discriminant(b),
    }
}

/// True of filters of one list of which an article can meet one only, so that several are meant as
/// alternatives.
fn is_alternative(a: &Expr, b: &Expr) -> bool {
    is_same_kind(a, b) && !matches!(a, Expr::Is(_) | Expr::Has(_))
}

/// An article is either read or unread: choosing one gives up the other.
fn excludes(a: &Expr, b: &Expr, wanted: Sense) -> bool {
    let pair = |a: &Expr, b: &Expr| *a == Expr::Is(Is::Read) && *b == Expr::Is(Is::Unread);
    wanted != Sense::Off && (pair(a, b) || pair(b, a))
}

/// The text without the filters that are such, wanted or not.
fn take_out(text: &str, is_such: &dyn Fn(&Expr) -> bool, today: Date) -> String {
    let root = parse::parse(text, today).root;
    let mut out = text.to_owned();
    for clause in clauses(&root).iter().rev() {
        let kept = clause.alternatives.iter().filter(|node| !is_such(&node.expr()));
        let kept: Vec<String> = kept.map(|node| shown(text, node, today)).collect();
        if kept.len() < clause.alternatives.len() {
            let dash = if clause.negated && !kept.is_empty() { "-" } else { "" };
            replace(&mut out, &clause.span, &format!("{dash}{}", bracketed(&kept)));
        }
    }
    out
}

/// The part as it was typed, if that means the same when it stands alone.
fn shown(text: &str, node: &Node, today: Date) -> String {
    let expr = node.expr();
    let typed = text.get(node.span.clone()).unwrap_or_default();
    if parse::parse(typed, today).root.expr() == expr { typed.to_owned() } else { expr.to_string() }
}

fn bracketed(parts: &[String]) -> String {
    match parts {
        [] => String::new(),
        [one] => one.clone(),
        several => format!("({})", several.join(" | ")),
    }
}

/// Puts `new` in the place of a part; without any, the space around the part closes.
fn replace(text: &mut String, span: &Span, new: &str) {
    let before = text.get(..span.start).unwrap_or_default();
    let after = text.get(span.end..).unwrap_or_default();
    *text = match new {
        "" => spaced(before.trim_end(), after.trim_start()),
        _ => format!("{before}{new}{after}"),
    };
}

fn spaced(before: &str, after: &str) -> String {
    let opens = before.strip_suffix(['(', '（']).is_some_and(|rest| !rest.ends_with('\\'));
    let alone = before.is_empty() || after.is_empty() || opens || after.starts_with([')', '）']);
    format!("{before}{}{after}", if alone { "" } else { " " })
}

/// `filter` beside those of its kind, if the query has some, else behind all.
fn joined(text: &str, filter: &Expr, today: Date) -> String {
    let root = parse::parse(text, today).root;
    let is_alike = |clause: &&Clause<'_>| {
        !clause.negated && clause.alternatives.iter().all(|node| is_alternative(&node.expr(), filter))
    };
    let clauses = clauses(&root);
    let Some(clause) = clauses.iter().find(is_alike) else {
        return appended(text, &filter.to_string());
    };
    let typed = clause.alternatives.iter().map(|node| shown(text, node, today));
    let parts: Vec<String> = typed.chain([filter.to_string()]).collect();
    let mut out = text.to_owned();
    replace(&mut out, &clause.span, &bracketed(&parts));
    out
}

/// `clause` behind the text, whatever is still open there.
fn appended(text: &str, clause: &str) -> String {
    let mut lexemes = lex(text);
    let mut before = text;
    while let Some(dangling) =
        lexemes.pop_if(|last| matches!(last.kind, Kind::Or | Kind::Not | Kind::Dash | Kind::Open))
    {
        before = text.get(..dangling.span.start).unwrap_or_default();
    }
    let before = before.trim_end();
    let space = if before.is_empty() { "" } else { " " };
    format!("{before}{}{space}{clause}", closing(before, &lexemes))
}

/// What closes everything that is open at the end of a text.
fn closing(text: &str, lexemes: &[Lexeme]) -> String {
    let backslashes = text.chars().rev().take_while(|&c| c == '\\').count();
    let mut closing = "\\".repeat(backslashes % 2);
    if let Some(Kind::Word(word)) = lexemes.last().map(|lexeme| &lexeme.kind)
        && let Quote::Open(close) = word.quote
    {
        closing.push(close);
    }
    let depth = lexemes.iter().fold(0_usize, |depth, lexeme| match lexeme.kind {
        Kind::Open => depth + 1,
        Kind::Close => depth.saturating_sub(1),
        _ => depth,
    });
    closing + &")".repeat(depth)
}
