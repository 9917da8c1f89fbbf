//! What elements and `style` attributes say of text.
//!
//! Owns the few properties of CSS that a page obeys. Knows nothing of blocks.

use crate::html::property;
use crate::render::Attributes;

/// What an element says of the text inside.
pub(super) fn attributes_of(name: &str) -> Attributes {
    match name {
        "b" | "strong" => Attributes::STRONG,
        "i" | "em" | "cite" | "dfn" | "var" => Attributes::EMPHASIS,
        "s" | "del" | "strike" => Attributes::DELETED,
        "u" | "ins" => Attributes::INSERTED,
        "mark" => Attributes::MARKED,
        "small" => Attributes::SMALL,
        "kbd" => Attributes::KEY,
        _ => Attributes::NONE,
    }
}

/// What a `style` attribute says of the text inside.
pub(super) fn attributes_of_css(css: &str) -> Attributes {
    let mut attributes = Attributes::NONE;
    let weight = property(css, "font-weight").unwrap_or_default();
    if matches!(weight, "bold" | "bolder" | "600" | "700" | "800" | "900") {
        attributes = attributes.with(Attributes::STRONG);
    }
    if property(css, "font-style").is_some_and(|style| matches!(style, "italic" | "oblique")) {
        attributes = attributes.with(Attributes::EMPHASIS);
    }
    if property(css, "text-decoration").is_some_and(|line| line.contains("line-through")) {
        attributes = attributes.with(Attributes::DELETED);
    }
    attributes
}
