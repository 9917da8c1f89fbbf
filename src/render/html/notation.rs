//! Small print: ruby, raised and lowered text, formulas, quotation marks.
//!
//! Owns how these are written in a row of characters. Knows nothing of widths.

use super::Reader;
use crate::html::{Data, Dom, NodeId};
use crate::render::Role;
use crate::render::content::Style;
use crate::text::graphemes;

pub(in crate::render) fn read(reader: &mut Reader<'_>, node: NodeId, name: &str, style: Style) {
    match name {
        "rp" => {}
        "ruby" => ruby(reader, node, style),
        "rt" => enclosed(reader, node, ("(", ")"), Style { role: Role::Ruby, ..style }),
        "q" => enclosed(reader, node, ("“", "”"), style),
        "sup" => raised(reader, node, style, &SUPERSCRIPTS),
        "sub" => raised(reader, node, style, &SUBSCRIPTS),
        "math" => math(reader, node, style),
        _ => reader.children(node, style),
    }
}

/// Several bases and then their readings are paired: 漢(かん)字(じ). All else stays in the order of the text.
fn ruby(reader: &mut Reader<'_>, node: NodeId, style: Style) {
    let Some(pairs) = pairs(reader.dom, node) else { return reader.children(node, style) };
    for (base, reading) in pairs {
        match base {
            Base::Text(text) => reader.out.text(text, style),
            Base::Element(base) => reader.children(base, style),
        }
        enclosed(reader, reading, ("(", ")"), Style { role: Role::Ruby, ..style });
    }
}

/// What a reading stands over.
enum Base<'d> {
    Text(&'d str),
    Element(NodeId),
}

/// Each base of a ruby with its reading; none where they are not written apart, as many of one as of the other.
fn pairs(dom: &Dom, ruby: NodeId) -> Option<Vec<(Base<'_>, NodeId)>> {
    let (mut bases, mut readings) = (Vec::new(), Vec::new());
    let inside = |part| dom.children(part).collect::<Vec<_>>();
    let parts = dom.children(ruby).flat_map(|part| match dom.name(part) {
        "rbc" | "rtc" => inside(part),
        _ => vec![part],
    });
    for part in parts {
        match (dom.name(part), dom.data(part)) {
            ("rt", _) => readings.push(part),
            ("rp", _) => {}
            (_, Data::Text(text)) if text.trim().is_empty() => {}
            (_, Data::Text(text)) if readings.is_empty() => bases.push(Base::Text(text.trim())),
            ("rb", _) if readings.is_empty() => bases.push(Base::Element(part)),
            _ => return None,
        }
    }
    // One word with as many readings as characters has one reading for each.
    if let ([Base::Text(word)], true) = (&*bases, readings.len() > 1) {
        bases = graphemes(word).map(Base::Text).collect();
    }
    let paired = bases.len() == readings.len() && bases.len() > 1;
    paired.then(|| bases.into_iter().zip(readings).collect())
}

fn enclosed(reader: &mut Reader<'_>, node: NodeId, marks: (&str, &str), style: Style) {
    if reader.dom.text(node).trim().is_empty() {
        return;
    }
    reader.out.text(marks.0, style);
    reader.children(node, style);
    reader.out.text(marks.1, style);
}

const SUPERSCRIPTS: [(&str, &str); 2] = [("0123456789+-=()ni−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ⁻"), ("xr", "ˣʳ")];
const SUBSCRIPTS: [(&str, &str); 2] = [("0123456789+-=()−", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎₋"), ("aeoxhklmnpst", "ₐₑₒₓₕₖₗₘₙₚₛₜ")];

/// Raised or lowered text in the characters that Unicode has for it, or as it is.
fn raised(reader: &mut Reader<'_>, node: NodeId, style: Style, table: &[(&str, &str)]) {
    let text = reader.dom.text(node);
    let all: Option<String> = text.trim().chars().map(|c| moved(c, table)).collect();
    let simple = reader.dom.descendants(node).all(|inner| matches!(reader.dom.name(inner), "" | "a"));
    let link = reader.dom.descendants(node).find(|&inner| reader.dom.name(inner) == "a");
    match (all.filter(|all| simple && !all.is_empty()), link) {
        (Some(all), None) => reader.out.text(&all, style),
        (Some(all), Some(link)) => footnote(reader, link, &all, style),
        (None, Some(_)) => enclosed_note(reader, node, text.trim(), style),
        (None, None) => {
            let sign = if reader.dom.name(node) == "sup" { "^" } else { "_" };
            if needs_sign(text.trim()) && reader.out.ends_in_letter() {
                reader.out.text(sign, Style { role: Role::Math, ..style });
            }
            reader.children(node, style);
        }
    }
}

/// True of text that would be read together with what it is raised from: not of 1st and ™.
fn needs_sign(text: &str) -> bool {
    const ORDINALS: [&str; 14] = ["st", "nd", "rd", "th", "er", "ère", "re", "e", "o", "a", "TM", "tm", "SM", "R"];
    text.len() <= 12 && text.starts_with(|c: char| c.is_ascii_alphanumeric()) && !ORDINALS.contains(&text)
}

/// The name of a footnote, in brackets as its text has it.
fn enclosed_note(reader: &mut Reader<'_>, node: NodeId, name: &str, style: Style) {
    let style = Style { role: Role::Footnote, ..style };
    let bare = name.starts_with(|c: char| c.is_alphanumeric());
    if bare {
        reader.out.text("[", style);
    }
    reader.children(node, style);
    if bare {
        reader.out.text("]", style);
    }
}

/// The number of a footnote, which leads to its text.
fn footnote(reader: &mut Reader<'_>, link: NodeId, number: &str, style: Style) {
    let dom = reader.dom;
    for id in ["id", "name"].into_iter().filter_map(|name| dom.attribute(link, name)) {
        reader.out.anchor(id);
    }
    let address = dom.attribute(link, "href").and_then(|href| reader.base.resolve(href));
    let link = address.map(|address| reader.out.link(&address.whole, address.host));
    let from = reader.out.content.text.len();
    reader.out.text(number, Style { role: Role::Footnote, link, ..style });
    if let Some(link) = link {
        reader.out.end_link(link, from);
    }
}

/// `text` raised, where Unicode has the characters for it.
pub(in crate::render) fn superscript(text: &str) -> Option<String> {
    text.chars().map(|c| moved(c, &SUPERSCRIPTS)).collect()
}

fn moved(c: char, table: &[(&str, &str)]) -> Option<char> {
    table.iter().find_map(|(from, to)| from.chars().position(|f| f == c).and_then(|at| to.chars().nth(at)))
}

fn math(reader: &mut Reader<'_>, node: NodeId, style: Style) {
    reader.out.text(&formula(reader.dom, node), Style { role: Role::Math, ..style });
}

/// A formula: its source in TeX, what it says of itself, or its text.
pub(in crate::render) fn formula(dom: &Dom, node: NodeId) -> String {
    let tex = dom.descendants(node).find(|&inner| {
        dom.name(inner) == "annotation" && dom.attribute(inner, "encoding").is_some_and(|kind| kind.contains("tex"))
    });
    let said = ["alttext", "alt"]
        .into_iter()
        .find_map(|name| dom.attribute(node, name))
        .filter(|said| !said.trim().is_empty());
    let text = match (tex, said) {
        (Some(tex), _) => dom.text(tex),
        (None, Some(said)) => said.to_owned(),
        (None, None) => dom.text(node),
    };
    text.trim().to_owned()
}
