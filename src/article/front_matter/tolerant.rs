//! The tolerant reader: front matter that YAML refuses, line by line, as a person would read it.
//!
//! Knows keys, values, lists, quotes and block scalars; never fails and drops nothing but comments.

use std::borrow::Cow;

use super::field::Known;
use super::node::{Fields, Node};
use super::split::{Lines, is_field};

/// The fields of `block`.
pub fn parse(block: &str) -> Fields<'static> {
    let mut entries: Vec<Entry> = Vec::new();
    for line in Lines::new(block) {
        take(&mut entries, line.text);
    }
    entries.into_iter().map(|entry| (Cow::Owned(entry.key.clone()), entry.node())).collect()
}

/// A key with the lines that belong to it.
#[derive(Debug)]
struct Entry {
    key: String,
    value: String,
    items: Vec<String>,
}

fn take(entries: &mut Vec<Entry>, line: &str) {
    let text = line.trim();
    let at_start = !line.starts_with([' ', '\t']);
    if text.is_empty() || (at_start && text.starts_with('#')) {
        return;
    }
    // The first line may be indented as a whole; a later indented one belongs to the key above it.
    if (at_start || entries.is_empty() || key_is_known(text))
        && !in_block_scalar(entries, at_start)
        && let Some((key, value)) = key_and_value(text)
    {
        entries.push(Entry { key: unquote(key), value: value.to_owned(), items: Vec::new() });
        return;
    }
    let Some(entry) = entries.last_mut() else { return };
    match text.strip_prefix('-').filter(|_| entry.is_list()) {
        Some(item) if item.is_empty() || item.starts_with([' ', '\t', '-']) => {
            entry.items.push(item.trim_start_matches([' ', '\t', '-']).to_owned());
        }
        _ => entry.continue_with(text),
    }
}

fn key_is_known(text: &str) -> bool {
    key_and_value(text).is_some_and(|(key, _)| Known::of(key).is_some())
}

fn in_block_scalar(entries: &[Entry], at_start: bool) -> bool {
    !at_start && entries.last().is_some_and(|entry| is_block_mark(entry.value.lines().next().unwrap_or_default()))
}

/// `key: value`; a known key may do without the space, and with a full-width colon.
fn key_and_value(text: &str) -> Option<(&str, &str)> {
    if !is_field(text) {
        return None;
    }
    let colon = text.find([':', '：'])?;
    let (key, rest) = text.split_at_checked(colon)?;
    let value = rest.strip_prefix([':', '：'])?;
    let apart = value.is_empty() || value.starts_with([' ', '\t', '\u{3000}']) || rest.starts_with('：');
    (apart && key.chars().count() <= 40 || Known::of(key).is_some()).then(|| (key.trim(), value.trim()))
}

impl Entry {
    /// True while lines that begin with `-` can only be items.
    fn is_list(&self) -> bool {
        self.value.is_empty() || !self.items.is_empty()
    }

    fn continue_with(&mut self, text: &str) {
        let last = self.items.last_mut().unwrap_or(&mut self.value);
        let apart = if last.is_empty() { "" } else { "\n" };
        last.push_str(apart);
        last.push_str(text);
    }

    fn node(self) -> Node<'static> {
        if !self.items.is_empty() {
            return Node::List(self.items.iter().map(|item| text_node(item)).collect());
        }
        let listed = Known::of(&self.key).is_some_and(Known::is_list);
        match self.value.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            Some(flow) if listed => Node::List(flow.split([',', '，']).map(|item| text_node(item.trim())).collect()),
            _ => text_node(&self.value),
        }
    }
}

fn text_node(value: &str) -> Node<'static> {
    let value = match value.split_once('\n') {
        Some((mark, rest)) if is_block_mark(mark) => rest,
        _ => value,
    };
    let value = without_comment(value);
    match unquote(value) {
        text if text == value => Node::plain(text),
        text => Node::Text(Cow::Owned(text)),
    }
}

/// `|`, `>` and their forms with `-`, `+` and an indent.
fn is_block_mark(text: &str) -> bool {
    let rest = text.strip_prefix(['|', '>']);
    rest.is_some_and(|rest| rest.chars().all(|c| matches!(c, '-' | '+' | '1'..='9')))
}

/// `value` without a comment. `# ` begins one, `#1` and `#tag` are text.
fn without_comment(value: &str) -> &str {
    let quoted = value.starts_with(['"', '\'']);
    if value.starts_with("# ") || value == "#" {
        return "";
    }
    match value.find(" # ") {
        Some(at) if !quoted => value.get(..at).unwrap_or(value).trim_end(),
        _ => value,
    }
}

/// `value` without the quotes around it, as many as there are, and with its escapes undone.
pub fn unquote(value: &str) -> String {
    let mut text = value.trim();
    while let Some(inner) = inside(text) {
        let doubled = text.starts_with('\'') && inner.contains("''");
        if doubled {
            return inner.replace("''", "'");
        }
        if text.starts_with('"') && inner.contains('\\') {
            return unescape(inner);
        }
        text = inner.trim();
    }
    // A double quote that nobody closed.
    let lone = text.strip_prefix('"').filter(|rest| !rest.contains('"'));
    lone.unwrap_or(text).to_owned()
}

/// What one pair of quotes holds; `None` where the first and the last quote are no pair, as in
/// `"a" b "c"`.
fn inside(text: &str) -> Option<&str> {
    let quote = text.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let inner = text.strip_prefix(quote)?.strip_suffix(quote)?;
    let closes = inner.find(quote).and_then(|at| inner.get(at + 1..)).is_some_and(|rest| !begins_word(rest));
    let opens = inner.rfind(quote).and_then(|at| inner.get(..at)).is_some_and(|before| !ends_word(before));
    let two_pairs = inner.matches(quote).count() >= 2 && closes && opens && !inner.starts_with(quote);
    (!two_pairs).then_some(inner)
}

fn begins_word(rest: &str) -> bool {
    rest.starts_with(char::is_alphanumeric)
}

fn ends_word(before: &str) -> bool {
    before.ends_with(char::is_alphanumeric)
}

fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next() {
                Some('n' | 't' | 'r') => out.push(' '),
                Some(c @ ('"' | '\\' | '/' | '\'')) => out.push(c),
                Some(c) => out.extend(['\\', c]),
                None => out.push('\\'),
            },
            _ => out.push(c),
        }
    }
    out
}
