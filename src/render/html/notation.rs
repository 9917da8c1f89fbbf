//! Small print: ruby, raised and lowered text, formulas, quotation marks.
//!
//! Owns how these are written in a row of characters. Knows nothing of widths.

use super::ElementReader;
use super::scripts::{subscript, superscript};
use crate::html::{Data, Dom, NodeId, formula, is_hidden, shown_text};
use crate::render::Role;
use crate::render::content::{Notation, Style};
use crate::text::graphemes;

impl ElementReader<'_> {
    pub(super) fn notation(&mut self, node: NodeId, name: &str, style: Style) {
        match name {
            "ruby" => self.ruby(node, style),
            "rt" => self.reading(node, style),
            "q" => self.enclosed(node, ("“", "”"), style, style),
            "sup" => self.raised(node, style, superscript),
            "sub" => self.raised(node, style, subscript),
            "math" => self.out.text(&formula(self.dom, node), Style { role: Role::Math, ..style }),
            _ => self.children(node, style),
        }
    }

    /// Several bases and then their readings are paired: 漢(かん)字(じ). All else stays in the order of the text.
    fn ruby(&mut self, node: NodeId, style: Style) {
        let style = Style { notation: Notation::RubyBase, ..style };
        let Some(pairs) = pairs(self.dom, node) else { return self.children(node, style) };
        for (base, reading) in pairs {
            match base {
                RubyBase::Text(text) => self.out.text(text, style),
                RubyBase::Element(base) => self.children(base, style),
            }
            self.reading(reading, style);
        }
    }

    fn reading(&mut self, node: NodeId, style: Style) {
        let style = Style { role: Role::Ruby, notation: Notation::None, ..style };
        self.enclosed(node, ("(", ")"), style, Style { notation: Notation::Sign, ..style });
    }

    fn enclosed(&mut self, node: NodeId, marks: (&str, &str), style: Style, of_marks: Style) {
        if shown_text(self.dom, node).trim().is_empty() {
            return;
        }
        self.out.text(marks.0, of_marks);
        self.children(node, style);
        self.out.text(marks.1, of_marks);
    }

    /// Raised or lowered text in the characters that Unicode has for it, or as it is.
    fn raised(&mut self, node: NodeId, style: Style, table: fn(&str) -> Option<String>) {
        let text = shown_text(self.dom, node);
        let all = table(text.trim());
        let (sign, notation) = match self.dom.name(node) {
            "sup" => ("^", Notation::Superscript),
            _ => ("_", Notation::Subscript),
        };
        let simple = self.dom.descendants(node).all(|inner| matches!(self.dom.name(inner), "" | "a"));
        let link = self.dom.descendants(node).find(|&inner| self.dom.name(inner) == "a");
        match (all.filter(|all| simple && !all.is_empty()), link) {
            (Some(all), None) => self.out.text(&all, Style { notation, ..style }),
            (Some(all), Some(link)) => self.footnote(link, &all, style),
            (None, Some(_)) => self.enclosed_note(node, text.trim(), style),
            (None, None) => {
                if needs_sign(text.trim()) && self.out.ends_in_letter() {
                    self.out.text(sign, Style { role: Role::Math, notation: Notation::Sign, ..style });
                }
                self.children(node, Style { notation, ..style });
            }
        }
    }

    /// The name of a footnote, in brackets as its text has it.
    fn enclosed_note(&mut self, node: NodeId, name: &str, style: Style) {
        let style = Style { role: Role::Footnote, ..style };
        let bare = name.starts_with(|c: char| c.is_alphanumeric());
        if bare {
            self.out.text("[", style);
        }
        self.children(node, style);
        if bare {
            self.out.text("]", style);
        }
    }

    /// The number of a footnote, which leads to its text.
    fn footnote(&mut self, link: NodeId, number: &str, style: Style) {
        let dom = self.dom;
        for id in ["id", "name"].into_iter().filter_map(|name| dom.attribute(link, name)) {
            self.out.anchor(id);
        }
        let address = dom.attribute(link, "href").and_then(|href| self.base.resolve(href));
        let link = address.map(|address| self.out.link(&address.whole, address.host));
        let from = self.out.content.text.len();
        self.out.text(number, Style { role: Role::Footnote, link, ..style });
        if let Some(link) = link {
            self.out.end_link(link, from);
        }
    }
}

/// What a reading belongs to.
enum RubyBase<'d> {
    Text(&'d str),
    Element(NodeId),
}

/// Each base of a ruby with its reading; `None` where they are not written apart, or their numbers differ.
fn pairs(dom: &Dom, ruby: NodeId) -> Option<Vec<(RubyBase<'_>, NodeId)>> {
    let (mut bases, mut readings) = (Vec::new(), Vec::new());
    let inside = |part| dom.children(part).collect::<Vec<_>>();
    let parts = dom.children(ruby).flat_map(|part| match dom.name(part) {
        "rbc" | "rtc" => inside(part),
        _ => vec![part],
    });
    let parts = parts.filter(|&part| !is_hidden(dom, part));
    for part in parts {
        match (dom.name(part), dom.data(part)) {
            ("rt", _) => readings.push(part),
            (_, Data::Text(text)) if text.trim().is_empty() => {}
            (_, Data::Text(text)) if readings.is_empty() => bases.push(RubyBase::Text(text.trim())),
            ("rb", _) if readings.is_empty() => bases.push(RubyBase::Element(part)),
            _ => return None,
        }
    }
    // One word with as many readings as characters has one reading for each.
    if let ([RubyBase::Text(word)], true) = (&*bases, readings.len() > 1) {
        bases = graphemes(word).map(RubyBase::Text).collect();
    }
    let paired = bases.len() == readings.len() && bases.len() > 1;
    paired.then(|| bases.into_iter().zip(readings).collect())
}

/// True of text that would be read together with what it is raised from: not of 1st and ™.
fn needs_sign(text: &str) -> bool {
    const ORDINALS: [&str; 14] = ["st", "nd", "rd", "th", "er", "ère", "re", "e", "o", "a", "TM", "tm", "SM", "R"];
    text.len() <= 12 && text.starts_with(|c: char| c.is_ascii_alphanumeric()) && !ORDINALS.contains(&text)
}
