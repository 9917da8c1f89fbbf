//! The values of fields: what each means.

use jiff::civil::Date;

use super::lex::{QueryWord, Quote};
use super::meaning::Meaning;
use super::names::{FieldName, lookup};
use super::{Expr, Field, Has, Is, Trouble, date};
use crate::search::fold;

/// Every word after `is:`; the first of each kind is the one that is printed.
const STATES: [(&str, Is); 16] = [
    ("read", Is::Read),
    ("已读", Is::Read),
    ("unread", Is::Unread),
    ("new", Is::Unread),
    ("未读", Is::Unread),
    ("starred", Is::Starred),
    ("星标", Is::Starred),
    ("加星", Is::Starred),
    ("queued", Is::Queued),
    ("list", Is::Queued),
    ("later", Is::Queued),
    ("待读", Is::Queued),
    ("稍后", Is::Queued),
    ("untidy", Is::Untidy),
    ("不整齐", Is::Untidy),
    ("有问题", Is::Untidy),
];

/// Words that are states without `is:` as well, since no one searches texts for them.
const BARE_STATES: [&str; 4] = ["未读", "已读", "星标", "待读"];

/// Every word after `has:`; the first of each kind is the one that is printed.
const PARTS: [(&str, Has); 10] = [
    ("link", Has::Link),
    ("链接", Has::Link),
    ("连结", Has::Link),
    ("image", Has::Image),
    ("picture", Has::Image),
    ("图片", Has::Image),
    ("图", Has::Image),
    ("code", Has::Code),
    ("代码", Has::Code),
    ("程式码", Has::Code),
];

pub(super) fn printed_state(state: Is) -> &'static str {
    STATES.iter().find(|(_, known)| *known == state).map_or("", |(text, _)| text)
}

pub(super) fn printed_part(part: Has) -> &'static str {
    PARTS.iter().find(|(_, known)| *known == part).map_or("", |(text, _)| text)
}

/// What a value means; the text is the query's.
pub(super) fn value(name: FieldName, word: &QueryWord, text: &str, today: Date) -> Meaning {
    match name {
        FieldName::Text(Field::Category) => category(word, text),
        FieldName::Text(field) => words(Some(field), word),
        FieldName::Date => date::value(&word.text, today),
        FieldName::Is => state(&word.text),
        FieldName::Has => one_of(&PARTS, &word.text, Expr::Has, Trouble::UnknownPart),
    }
}

/// What a word without a field means.
pub(super) fn bare(word: &QueryWord, today: Date) -> Meaning {
    if word.quote == Quote::None && !word.escaped {
        let folded = fold(&word.text);
        if BARE_STATES.contains(&folded.as_str()) {
            return state(&folded);
        }
        if let Some(expr) = date::bare(&folded, today) {
            return Meaning::of(expr);
        }
    }
    words(None, word)
}

fn words(field: Option<Field>, word: &QueryWord) -> Meaning {
    if fold(&word.text).trim().is_empty() {
        return Meaning::default();
    }
    Meaning::of(Expr::Text { field, text: word.text.clone(), phrase: word.quote == Quote::Closed })
}

/// A whole path if it is in quotes or ends in a slash, else words to be found in the path.
fn category(word: &QueryWord, text: &str) -> Meaning {
    let raw = text.get(word.raw.clone()).unwrap_or_default();
    let (parts, slash) = parts(raw);
    match word.quote {
        Quote::None if !slash => words(Some(Field::Category), word),
        Quote::Open(_) => words(Some(Field::Category), word),
        _ if parts.is_empty() => Meaning::problem(Trouble::CategoryWithoutName),
        _ => Meaning::of(Expr::Category(parts)),
    }
}

/// The parts between slashes, those with a backslash before not counted; and whether one is last.
fn parts(raw: &str) -> (Vec<String>, bool) {
    let (mut parts, mut slash) = (vec![String::new()], false);
    let mut chars = raw.chars();
    while let Some(c) = chars.next() {
        slash = c == '/';
        match (c, parts.last_mut()) {
            ('/', _) => parts.push(String::new()),
            ('\\', Some(part)) => part.push(chars.next().unwrap_or('\\')),
            (_, Some(part)) => part.push(c),
            _ => {}
        }
    }
    parts.iter_mut().for_each(|part| *part = part.trim().to_owned());
    parts.retain(|part| !part.is_empty());
    (parts, slash)
}

fn state(typed: &str) -> Meaning {
    one_of(&STATES, typed, Expr::Is, Trouble::UnknownState)
}

/// The value with this name, or the only one that begins so.
fn one_of<T>(values: &[(&str, T)], typed: &str, expr: impl Fn(T) -> Expr, unknown: Trouble) -> Meaning
where
    T: Copy + PartialEq,
{
    let folded = fold(typed);
    let mut begun = values.iter().filter(|(name, _)| name.starts_with(&folded)).map(|(_, value)| *value);
    let first = begun.next();
    match lookup(values, &folded).or(first.filter(|first| begun.all(|other| other == *first))) {
        Some(value) => Meaning::of(expr(value)),
        None => Meaning::problem(unknown),
    }
}
