//! Front matter by the YAML library, with every scalar in the characters it was written in.
//!
//! The library is given no block longer than 64 KB or nested deeper than 64 levels (both take
//! minutes in libyaml), and what aliases expand to is counted.

use std::borrow::Cow;
use std::cell::Cell;
use std::fmt;

use serde::de::{
    self, DeserializeSeed, Deserializer, EnumAccess, IgnoredAny, MapAccess, SeqAccess, VariantAccess, Visitor,
};

use super::node::{Fields, Node};
use super::split::{Lines, MAX_BLOCK};

/// The deepest nesting that is read.
const MAX_DEPTH: usize = 64;

/// What all scalars of a block may hold together once aliases are followed.
const MAX_EXPANDED: usize = 4 * MAX_BLOCK;

/// Why a block is not read as YAML.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    pub what: String,
    /// Line of the block, from 1, where the library says so.
    pub line: Option<usize>,
}

impl Refusal {
    fn new(what: &str) -> Refusal {
        Refusal { what: what.to_owned(), line: None }
    }
}

/// The fields of `block`, a YAML mapping or nothing at all.
pub fn parse(block: &str) -> Result<Fields<'static>, Refusal> {
    if block.len() > MAX_BLOCK {
        return Err(Refusal::new("longer than 64 KB"));
    }
    if depth(block) > MAX_DEPTH {
        return Err(Refusal::new("nested deeper than 64 levels"));
    }
    let read = |shape: Option<&Shape>| {
        let left = Cell::new(MAX_EXPANDED);
        Seed { left: &left, shape }.deserialize(serde_yaml::Deserializer::from_str(block)).map_err(refusal)
    };
    let mut shape = read(None)?;
    if shape.is_reinterpreted() {
        shape = read(Some(&shape))?;
    }
    match shape.into_node() {
        Node::Map(fields) => Ok(fields),
        Node::Null => Ok(Fields::new()),
        _ => Err(Refusal::new("no `key: value` lines")),
    }
}

fn refusal(error: serde_yaml::Error) -> Refusal {
    let text = error.to_string();
    let what = text.split(" at line ").next().unwrap_or_default();
    Refusal { what: what.to_owned(), line: error.location().map(|at| at.line()) }
}

/// An upper bound of the nesting: open brackets, indents and `- - -` counted, quotes not looked at.
fn depth(block: &str) -> usize {
    let (mut indents, mut deepest) = (Vec::new(), 0);
    let (mut brackets, mut most_brackets) = (0_usize, 0);
    for line in Lines::new(block) {
        let body = line.text.trim_start_matches([' ', '-', '?', ':', '\t']);
        let lead = line.text.get(..line.text.len() - body.len()).unwrap_or_default();
        let indent = lead.len();
        indents.retain(|&outer| outer < indent);
        indents.push(indent);
        deepest = deepest.max(indents.len() + lead.bytes().filter(|b| !matches!(b, b' ' | b'\t')).count());
        for byte in body.bytes() {
            match byte {
                b'[' | b'{' => brackets += 1,
                b']' | b'}' => brackets = brackets.saturating_sub(1),
                _ => {}
            }
            most_brackets = most_brackets.max(brackets);
        }
    }
    deepest + most_brackets
}

/// A node in the making: like [`Node`], but it knows which scalars YAML took for something else.
#[derive(Debug)]
enum Shape {
    Null,
    Text(String),
    /// A number or boolean: its characters have to be asked for.
    Reinterpreted,
    List(Vec<Shape>),
    Map(Vec<(String, Shape)>),
}

impl Shape {
    fn is_reinterpreted(&self) -> bool {
        match self {
            Shape::Null | Shape::Text(_) => false,
            Shape::Reinterpreted => true,
            Shape::List(items) => items.iter().any(Shape::is_reinterpreted),
            Shape::Map(pairs) => pairs.iter().any(|(_, value)| value.is_reinterpreted()),
        }
    }

    fn into_node(self) -> Node<'static> {
        match self {
            Shape::Null | Shape::Reinterpreted => Node::Null,
            Shape::Text(text) => Node::Text(Cow::Owned(text)),
            Shape::List(items) => Node::List(items.into_iter().map(Shape::into_node).collect()),
            Shape::Map(pairs) => {
                Node::Map(pairs.into_iter().map(|(key, value)| (Cow::Owned(key), value.into_node())).collect())
            }
        }
    }
}

/// Reads a node; the second time, with the shape of the first, it asks for the characters of what
/// was reinterpreted.
#[derive(Clone, Copy)]
struct Seed<'s> {
    /// Bytes that scalars may still hold.
    left: &'s Cell<usize>,
    shape: Option<&'s Shape>,
}

impl Seed<'_> {
    fn text<E: de::Error>(self, text: &str) -> Result<Shape, E> {
        self.spend(text.len())?;
        Ok(Shape::Text(text.to_owned()))
    }

    fn spend<E: de::Error>(self, bytes: usize) -> Result<(), E> {
        let left = self.left.get().checked_sub(bytes + 1).ok_or_else(|| E::custom("aliases expand to too much"))?;
        self.left.set(left);
        Ok(())
    }

    fn item(self, at: usize) -> Self {
        let shape = self.shape.and_then(|shape| match shape {
            Shape::List(items) => items.get(at),
            Shape::Map(pairs) => pairs.get(at).map(|(_, value)| value),
            _ => None,
        });
        Seed { shape, ..self }
    }
}

impl<'de> DeserializeSeed<'de> for Seed<'_> {
    type Value = Shape;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Shape, D::Error> {
        match self.shape {
            Some(Shape::Reinterpreted) => deserializer.deserialize_str(self),
            _ => deserializer.deserialize_any(self),
        }
    }
}

impl<'de> Visitor<'de> for Seed<'_> {
    type Value = Shape;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E: de::Error>(self) -> Result<Shape, E> {
        self.spend(0)?;
        Ok(Shape::Null)
    }

    fn visit_none<E: de::Error>(self) -> Result<Shape, E> {
        self.visit_unit()
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Shape, E> {
        self.text(text)
    }

    fn visit_bool<E: de::Error>(self, _: bool) -> Result<Shape, E> {
        Ok(Shape::Reinterpreted)
    }

    fn visit_i64<E: de::Error>(self, _: i64) -> Result<Shape, E> {
        Ok(Shape::Reinterpreted)
    }

    fn visit_u64<E: de::Error>(self, _: u64) -> Result<Shape, E> {
        Ok(Shape::Reinterpreted)
    }

    fn visit_i128<E: de::Error>(self, _: i128) -> Result<Shape, E> {
        Ok(Shape::Reinterpreted)
    }

    fn visit_u128<E: de::Error>(self, _: u128) -> Result<Shape, E> {
        Ok(Shape::Reinterpreted)
    }

    fn visit_f64<E: de::Error>(self, _: f64) -> Result<Shape, E> {
        Ok(Shape::Reinterpreted)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Shape, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(self.item(list.len()))? {
            self.spend(0)?;
            list.push(item);
        }
        Ok(Shape::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut pairs: A) -> Result<Shape, A::Error> {
        let mut map = Vec::new();
        while let Some(key) = pairs.next_key_seed(KeySeed(self))? {
            map.push((key, pairs.next_value_seed(self.item(map.len()))?));
        }
        Ok(Shape::Map(map))
    }

    /// A value with a tag, such as `!important 通知`: a person reads all of it.
    fn visit_enum<A: EnumAccess<'de>>(self, tagged: A) -> Result<Shape, A::Error> {
        let (tag, value) = tagged.variant_seed(KeySeed(self))?;
        match value.newtype_variant_seed(Seed { shape: None, ..self })? {
            Shape::Text(text) => self.text(&format!("!{tag} {text}")),
            Shape::Null => self.text(&format!("!{tag}")),
            Shape::Reinterpreted => Err(de::Error::custom("a tag before a number")),
            other => Ok(other),
        }
    }
}

/// A key: a scalar as it is written; lists and maps as keys are no words at all.
struct KeySeed<'s>(Seed<'s>);

impl<'de> DeserializeSeed<'de> for KeySeed<'_> {
    type Value = String;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<String, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for KeySeed<'_> {
    type Value = String;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E: de::Error>(self, key: &str) -> Result<String, E> {
        self.0.spend(key.len())?;
        Ok(key.to_owned())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<String, A::Error> {
        while items.next_element::<IgnoredAny>()?.is_some() {}
        Ok(String::new())
    }
}
