//! What of a tree its page does not show.
//!
//! Owns the rule: an element is hidden by its name, by its `hidden` attribute, or by `display: none` in
//! its `style`. The page and the index both read text through this module, so that a search never finds
//! what the page does not show.

use super::dom::{Data, Dom, NodeId};
use super::style::property;

/// True of an element that the page does not show, with all that is in it.
pub fn is_hidden(dom: &Dom, node: NodeId) -> bool {
    let Data::Element { kind, .. } = dom.data(node) else { return false };
    kind.is_hidden() || dom.attributes(node).any(|(name, value)| hides(name, value))
}

/// True of an attribute that hides its element.
pub(super) fn hides(name: &str, value: &str) -> bool {
    match name {
        "hidden" => true,
        "style" => property(value, "display").is_some_and(|display| display.eq_ignore_ascii_case("none")),
        _ => false,
    }
}

/// The text below `node` that is shown, white space as it is.
pub fn shown_text(dom: &Dom, node: NodeId) -> String {
    let mut out = String::new();
    let mut next = dom.enter(node, node);
    while let Some(at) = next {
        next = if is_hidden(dom, at) { dom.skip(at, node) } else { dom.enter(at, node) };
        if let Data::Text(text) = dom.data(at) {
            out.push_str(text);
        }
    }
    out
}
