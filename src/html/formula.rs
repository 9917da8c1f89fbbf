//! What a formula says in one line of text.

use super::dom::{Dom, NodeId};
use super::hidden::shown_text;

/// The text of the `<math>` element `node`: its source in TeX, its alternative text, or its characters.
pub fn formula(dom: &Dom, node: NodeId) -> String {
    let tex = dom.descendants(node).find(|&inner| {
        dom.name(inner) == "annotation" && dom.attribute(inner, "encoding").is_some_and(|kind| kind.contains("tex"))
    });
    let alternative = ["alttext", "alt"].into_iter().find_map(|name| dom.attribute(node, name));
    let text = match (tex, alternative.filter(|text| !text.trim().is_empty())) {
        (Some(tex), _) => shown_text(dom, tex),
        (None, Some(text)) => text.to_owned(),
        (None, None) => shown_text(dom, node),
    };
    text.trim().to_owned()
}
