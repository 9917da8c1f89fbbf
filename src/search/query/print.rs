//! An [`Expr`] as text that is read as the same [`Expr`].

use std::fmt;

use jiff::civil::Date;

use super::field;
use super::lex::{self, LexemeKind, Quote};
use super::names::{FieldName, printed};
use super::{Expr, Field, Query};

impl fmt::Display for Query {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.expr.fmt(f)
    }
}

impl fmt::Display for Expr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Expr::All => Ok(()),
            Expr::And(all) => joined(f, all, " "),
            Expr::Or(any) => joined(f, any, " | "),
            Expr::Not(expr) => write!(f, "-{}", Operand(expr)),
            Expr::Text { field, text, phrase } => write_text(f, *field, text, *phrase),
            Expr::Category(path) => write_category(f, path),
            Expr::Dates { first, last } => write_dates(f, *first, *last),
            Expr::Is(state) => write!(f, "{}:{}", printed(FieldName::Is), field::printed_state(*state)),
            Expr::Has(part) => write!(f, "{}:{}", printed(FieldName::Has), field::printed_part(*part)),
        }
    }
}

/// An expression among others: in brackets if it is made of several.
struct Operand<'a>(&'a Expr);

impl fmt::Display for Operand<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Expr::And(_) | Expr::Or(_) => write!(f, "({})", self.0),
            expr => expr.fmt(f),
        }
    }
}

fn joined(f: &mut fmt::Formatter<'_>, parts: &[Expr], between: &str) -> fmt::Result {
    for (index, part) in parts.iter().enumerate() {
        write!(f, "{}{}", if index == 0 { "" } else { between }, Operand(part))?;
    }
    Ok(())
}

fn write_text(f: &mut fmt::Formatter<'_>, field: Option<Field>, text: &str, phrase: bool) -> fmt::Result {
    if let Some(field) = field {
        write!(f, "{}:", printed(FieldName::Text(field)))?;
    }
    match (phrase, field) {
        (true, _) => write_escaped(f, text, |c| matches!(c, '"' | '\\'), true),
        (false, None) if is_read_back(text) => f.write_str(text),
        (false, _) => write_word(f, field, text),
    }
}

/// True of a word that needs no backslash.
fn is_read_back(text: &str) -> bool {
    let lexemes = lex::lex(text);
    let [lexeme] = lexemes.as_slice() else { return false };
    let LexemeKind::Word(word) = &lexeme.kind else { return false };
    let plain = word.quote == Quote::None && !word.escaped && word.text == text;
    plain
        && !text.contains('\\')
        && matches!(field::bare(word, Date::constant(2000, 1, 1)).expr, Some(Expr::Text { .. }))
}

fn write_word(f: &mut fmt::Formatter<'_>, field: Option<Field>, text: &str) -> fmt::Result {
    let is_special = |c: char| c == '\\' || lex::is_sign(c) || (field.is_none() && lex::is_mark(c));
    match (field, text.strip_suffix('/')) {
        (Some(Field::Category), Some(before)) => {
            write_escaped(f, before, is_special, false)?;
            f.write_str("\\/")
        }
        (Some(_), _) => write_escaped(f, text, is_special, false),
        (None, _) if text.contains(is_special) => write_escaped(f, text, is_special, false),
        (None, _) => write!(f, "\\{text}"),
    }
}

fn write_category(f: &mut fmt::Formatter<'_>, path: &[String]) -> fmt::Result {
    write!(f, "{}:", printed(FieldName::Text(Field::Category)))?;
    let is_plain = |part: &String| !part.contains(|c| c == '\\' || c == '/' || lex::is_sign(c));
    if !path.is_empty() && path.iter().all(is_plain) {
        return write!(f, "{}/", path.join("/"));
    }
    f.write_str("\"")?;
    for (index, part) in path.iter().enumerate() {
        f.write_str(if index == 0 { "" } else { "/" })?;
        write_escaped(f, part, |c| matches!(c, '"' | '\\' | '/'), false)?;
    }
    f.write_str("\"")
}

fn write_escaped(
    f: &mut fmt::Formatter<'_>,
    text: &str,
    is_special: impl Fn(char) -> bool,
    quoted: bool,
) -> fmt::Result {
    let quote = if quoted { "\"" } else { "" };
    f.write_str(quote)?;
    for c in text.chars() {
        write!(f, "{}{c}", if is_special(c) { "\\" } else { "" })?;
    }
    f.write_str(quote)
}

fn write_dates(f: &mut fmt::Formatter<'_>, first: Option<Date>, last: Option<Date>) -> fmt::Result {
    write!(f, "{}:", printed(FieldName::Date))?;
    match (first, last) {
        (Some(a), Some(b)) if a == a.first_of_year() && b == a.last_of_year() => write!(f, "{:04}", a.year()),
        (Some(a), Some(b)) if a == a.first_of_month() && b == a.last_of_month() => {
            write!(f, "{:04}-{:02}", a.year(), a.month())
        }
        (Some(a), Some(b)) if a == b => write!(f, "{a}"),
        (a, b) => {
            let shown = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
            write!(f, "{}..{}", shown(a), shown(b))
        }
    }
}
