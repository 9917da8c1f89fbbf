//! The value of a field, before it is known what the field is for.

use std::borrow::Cow;

/// What stands behind a key: a scalar in its own characters, or a list or map of such.
///
/// YAML's reading of `1936`, `yes` or `2021-03-12` as number, boolean or date is not wanted here: a
/// title is a text whatever it looks like.
#[derive(Debug, Clone, PartialEq)]
pub enum Node<'a> {
    /// Nothing, or `~` or `null`.
    Null,
    Text(Cow<'a, str>),
    List(Vec<Node<'a>>),
    Map(Vec<(Cow<'a, str>, Node<'a>)>),
}

/// The fields of a front matter in the file's order, doubles included.
pub type Fields<'a> = Vec<(Cow<'a, str>, Node<'a>)>;

impl<'a> Node<'a> {
    /// A plain scalar as YAML's core schema tells nothing from something.
    pub fn plain(text: impl Into<Cow<'a, str>>) -> Node<'a> {
        let text = text.into();
        match text.as_ref() {
            "" | "~" | "null" | "Null" | "NULL" => Node::Null,
            _ => Node::Text(text),
        }
    }

    /// All scalars in it, in order, nothing for empty ones: what a person would say the value is.
    pub fn texts(&self) -> Vec<Cow<'_, str>> {
        let mut found = Vec::new();
        self.each_text(&mut |text| found.push(text));
        found
    }

    /// True if there is any scalar in it that is not empty.
    pub fn is_filled(&self) -> bool {
        match self {
            Node::Null => false,
            Node::Text(text) => !text.trim_start().is_empty(),
            Node::List(items) => items.iter().any(Node::is_filled),
            Node::Map(pairs) => pairs.iter().any(|pair| pair_in_words(pair).is_some()),
        }
    }

    /// Gives [`Node::texts`] to `take`, one by one.
    pub fn each_text<'s>(&'s self, take: &mut dyn FnMut(Cow<'s, str>)) {
        match self {
            Node::Null => {}
            Node::Text(text) => {
                Some(text.trim()).filter(|text| !text.is_empty()).map(Cow::Borrowed).into_iter().for_each(take)
            }
            Node::List(items) => items.iter().for_each(|item| item.each_text(take)),
            Node::Map(pairs) => pairs.iter().filter_map(pair_in_words).map(Cow::Owned).for_each(take),
        }
    }
}

/// `name: X` is X; any other pair is what stands in the file, `key: value`.
fn pair_in_words((key, value): &(Cow<'_, str>, Node<'_>)) -> Option<String> {
    let value = value.texts().join(", ");
    match (key.as_ref(), value.is_empty()) {
        (_, true) if key.is_empty() => None,
        (_, true) => Some(key.to_string()),
        ("name", false) => Some(value),
        _ => Some(format!("{key}: {value}")),
    }
}
