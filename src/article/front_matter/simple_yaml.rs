//! The fast path: front matter of the plain kind that nearly all files have, read without the YAML
//! library and with the same result.
//!
//! It takes only what has one meaning: `key: value` at the line's start, plain or quoted values that
//! end on their line, and lists of such values. Everything else is left to [`super::yaml`].

use std::borrow::Cow;

use super::node::{Fields, Node};
use super::split::{Lines, MAX_BLOCK};

/// Room for as many fields as most files have.
const FIELDS: usize = 12;

/// The fields of `block`, or `None` where the YAML library has to look.
pub fn parse(block: &str) -> Option<Fields<'_>> {
    if block.len() > MAX_BLOCK {
        return None;
    }
    let mut fields = Fields::with_capacity(FIELDS);
    // The indent of the list under the last key; `None` where that key has a value of its own.
    let mut list: Option<Option<usize>> = None;
    for line in Lines::new(block) {
        let text = line.text.trim_end_matches(' ');
        let body = text.trim_start_matches(' ');
        if let Some(item) = body.strip_prefix("- ") {
            let indent = text.len() - body.len();
            if *list.as_mut()?.get_or_insert(indent) != indent {
                return None;
            }
            push_item(&mut fields, scalar(item.trim_start_matches(' '))?)?;
        } else if !text.is_empty() {
            let (key, value) = field(text)?;
            let value = value.trim_start_matches(' ');
            list = value.is_empty().then_some(None);
            fields.push((Cow::Borrowed(key), scalar(value)?));
        }
    }
    Some(fields)
}

fn push_item<'a>(fields: &mut Fields<'a>, item: Node<'a>) -> Option<()> {
    let (_, value) = fields.last_mut()?;
    match value {
        Node::List(items) => items.push(item),
        _ => *value = Node::List(vec![item]),
    }
    Some(())
}

/// A key of letters, digits, `_` and `-`, and what stands behind its colon.
fn field(line: &str) -> Option<(&str, &str)> {
    let (key, value) = line.split_at_checked(memchr::memchr(b':', line.as_bytes())?)?;
    let value = value.get(1..)?;
    let plain = key.len() < 128 && key.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-'));
    let begins = key.starts_with(|c: char| c.is_ascii_alphabetic());
    (plain && begins && (value.is_empty() || value.starts_with(' '))).then_some((key, value))
}

fn scalar(text: &str) -> Option<Node<'_>> {
    if !is_printable(text) {
        return None;
    }
    match text.bytes().next() {
        None => Some(Node::Null),
        Some(b'\'') => single_quoted(text),
        Some(b'"') => double_quoted(text),
        _ => plain(text),
    }
}

/// True of text without any control and without [`is_yaml_special`], whose bytes in UTF-8 begin with one of three.
fn is_printable(text: &str) -> bool {
    let (mut control, mut special) = (false, false);
    for b in text.bytes() {
        control |= b < b' ' || b == 0x7f;
        special |= matches!(b, 0xc2 | 0xe2 | 0xef);
    }
    !(control || special && text.contains(is_yaml_special))
}

/// Characters that libyaml takes for line ends or refuses.
fn is_yaml_special(c: char) -> bool {
    matches!(c, '\u{80}'..='\u{9f}' | '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}

fn single_quoted(text: &str) -> Option<Node<'_>> {
    let inner = text.get(1..)?.strip_suffix('\'')?;
    if !inner.contains('\'') {
        return Some(Node::Text(Cow::Borrowed(inner)));
    }
    let unescaped = inner.replace("''", "\u{0}");
    (!unescaped.contains('\'')).then(|| Node::Text(Cow::Owned(unescaped.replace('\u{0}', "'"))))
}

fn double_quoted(text: &str) -> Option<Node<'_>> {
    let inner = text.get(1..)?.strip_suffix('"')?;
    (!inner.contains(['"', '\\'])).then_some(Node::Text(Cow::Borrowed(inner)))
}

fn plain(text: &str) -> Option<Node<'_>> {
    let begins =
        !text.starts_with(['-', '?', ':', ',', '[', ']', '{', '}', '#', '&', '*', '!', '|', '>', '%', '@', '`']);
    let one_meaning = !text.contains(": ") && !text.contains(" #") && !text.ends_with(':');
    (begins && one_meaning).then(|| Node::plain(text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::front_matter::yaml;
    use proptest::prelude::*;

    fn value() -> impl Strategy<Value = String> {
        prop_oneof![
            3 => "[a-z大连，。 ]{0,10}",
            3 => "'[a-z大连\"': #]{0,8}'",
            2 => "\"[a-z大连': #\\\\]{0,8}\"",
            2 => "[0-9.eExo_+-]{1,6}",
            1 => "yes|no|null|~|true|False|NULL|\\.inf|-\\.nan|0o17|<<|=",
            2 => "[ -~]{0,8}",
            1 => "\\PC{0,6}|[\u{80}-\u{a0}\t]{1,2}|\u{2028}x",
        ]
    }

    fn row() -> impl Strategy<Value = String> {
        prop_oneof![
            6 => ("[a-zA-Z_1-]{1,5}", ": ?|:  ", value()).prop_map(|(key, colon, value)| format!("{key}{colon}{value}\n")),
            2 => ("[a-z]{1,5}", proptest::collection::vec((" {0,2}- {1,2}", value()), 0..4))
                .prop_map(|(key, items)| items.iter().fold(format!("{key}: \n"), |all, (dash, item)| format!("{all}{dash}{item}\n"))),
            1 => " {0,3}\n|\r\n|\r",
            1 => ("  ?", value()).prop_map(|(indent, value)| format!("{indent}{value}\n")),
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(3000))]

        #[test]
        fn what_it_takes_it_reads_as_the_library_does(rows in proptest::collection::vec(row(), 0..5)) {
            let block = rows.concat();
            if let Some(fields) = parse(&block) {
                prop_assert_eq!(Ok(fields), yaml::parse(&block), "{:?}", block);
            }
        }
    }

    #[test]
    fn front_matter_of_the_usual_kind_is_taken() {
        let block = "title: 'It''s 大连：x'\ncategories: \n - 金融\n - 证券时报网\n\nauthor: A-B\ncomments: false\n\
                     date: Fri, 04 Jun 2021 01:56:00 GMT\nthumbnail: 'https://example.com/?a=1#b'\nheadimg: \n";
        assert_eq!(parse(block).map(|fields| fields.len()), Some(7));
    }
}
