//! A [`Dom`] to [`Content`](super::content::Content): what each element means on a page.
//!
//! Owns the meaning of elements and attributes. Knows nothing of widths and lines.

mod code;
mod lists;
mod media;
mod notation;
mod scripts;
mod styles;
mod table;

use styles::{attributes_of, attributes_of_css};

use super::address::AddressBase;
use super::bidi::Direction;
use super::content::compose::Composer;
use super::content::{Align, Container, Style};
use super::{Attributes, Role};
use crate::html::{Data, Dom, NodeId, is_hidden, shown_text};

/// Elements inside each other that are told apart; below, only their text is taken.
const MAX_DEPTH: usize = 200;

/// Reads the whole of `dom` into `composer`.
pub(super) fn read(dom: &Dom, base: AddressBase, composer: &mut Composer) {
    let mut reader = ElementReader { dom, base, out: composer, depth: 0, items: 0, last_image: String::new() };
    let own = dom.descendants(Dom::ROOT).take(200).find(|&node| dom.name(node) == "base");
    if let Some(href) = own.and_then(|node| dom.attribute(node, "href")) {
        reader.base.refine(href);
    }
    reader.children(Dom::ROOT, Style::default());
    reader.out.finish();
}

pub(super) struct ElementReader<'a> {
    pub dom: &'a Dom,
    pub base: AddressBase,
    pub out: &'a mut Composer,
    depth: usize,
    /// Lists that are open: margins of paragraphs are smaller inside.
    items: usize,
    pub last_image: String,
}

impl ElementReader<'_> {
    pub(super) fn children(&mut self, node: NodeId, style: Style) {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            let text = shown_text(self.dom, node);
            self.out.text(&text, style);
        } else {
            self.each_child(node, style);
        }
        self.depth -= 1;
    }

    fn each_child(&mut self, node: NodeId, style: Style) {
        let in_list = is_list(self.dom.name(node));
        let mut stray = false;
        for child in self.dom.children(node) {
            match self.dom.data(child) {
                Data::Text(text) => {
                    stray &= text.trim().is_empty();
                    if !stray || !text.trim().is_empty() {
                        self.close_stray_items(&mut stray);
                        self.out.text(text, style);
                    }
                }
                Data::Element { name, .. } if &**name == "li" && !in_list => {
                    self.open_stray_items(&mut stray);
                    self.item(child, style, false);
                }
                Data::Element { .. } => {
                    self.close_stray_items(&mut stray);
                    self.element(child, style);
                }
                _ => {}
            }
        }
        self.close_stray_items(&mut stray);
    }

    fn element(&mut self, node: NodeId, style: Style) {
        let name = self.dom.name(node);
        if is_hidden(self.dom, node) {
            return;
        }
        self.anchors(node, name);
        let style = self.styled(node, name, style);
        match name {
            "br" => self.out.line_break(),
            "a" => self.link(node, style),
            "img" | "picture" | "audio" | "video" | "iframe" | "embed" | "object" => self.media(node, name, style),
            "ruby" | "rt" | "sub" | "sup" | "math" | "q" => self.notation(node, name, style),
            "input" | "select" | "textarea" | "progress" | "meter" | "option" | "button" => {
                self.field(node, name, style)
            }
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => self.heading(node, name, style),
            "ul" | "ol" | "menu" | "dir" => self.list(node, name, style),
            "dt" => self.term(node, style),
            "dd" => self.set_in(node, Container::Indent, style),
            "blockquote" => self.quote(node, style),
            "pre" | "listing" | "xmp" => self.code(node),
            "table" => self.table(node, style),
            "hr" => self.out.rule(),
            "figcaption" | "caption" => self.caption(node, style),
            "summary" => self.summary(node, style),
            "p" | "dl" | "figure" | "details" | "fieldset" => self.spaced(node, style),
            _ if self.dom.kind(node).is_block() => self.division(node, style),
            _ => self.children(node, style),
        }
    }

    fn anchors(&mut self, node: NodeId, name: &str) {
        let id = self.dom.attribute(node, "id");
        let named = if name == "a" { self.dom.attribute(node, "name") } else { None };
        for id in id.into_iter().chain(named) {
            self.out.anchor(id);
        }
    }

    /// The style inside of an element.
    fn styled(&self, node: NodeId, name: &str, mut style: Style) -> Style {
        style.attributes = style.attributes.with(attributes_of(name));
        if matches!(name, "code" | "tt" | "samp") {
            style.role = Role::InlineCode;
        }
        if let Some(css) = self.dom.attribute(node, "style") {
            style.attributes = style.attributes.with(attributes_of_css(css));
        }
        style
    }

    /// Sets what `fill` adds with its own alignment and role.
    pub(super) fn block(&mut self, node: NodeId, role: Role, fill: impl FnOnce(&mut Self)) {
        self.out.finish();
        let outer = (self.out.role, self.out.align, self.out.direction);
        self.out.role = role;
        let direction = self.dom.attribute(node, "dir").and_then(Direction::of_attribute);
        self.out.direction = direction.or(outer.2);
        self.out.align = self.align(node).unwrap_or(outer.1);
        fill(self);
        self.out.finish();
        (self.out.role, self.out.align, self.out.direction) = outer;
    }

    fn align(&self, node: NodeId) -> Option<Align> {
        if self.dom.name(node) == "center" {
            return Some(Align::Center);
        }
        let css = self.dom.attribute(node, "style").and_then(|css| crate::html::property(css, "text-align"));
        match css.or(self.dom.attribute(node, "align"))?.trim() {
            "center" | "middle" => Some(Align::Center),
            "right" | "end" => Some(Align::End),
            "left" | "start" | "justify" => Some(Align::Start),
            _ => None,
        }
    }

    /// The smaller margin of paragraphs in lists: settled by the list itself.
    fn edge(&mut self, was: bool) {
        if self.items == 0 || was {
            self.out.margin();
        }
    }

    fn spaced(&mut self, node: NodeId, style: Style) {
        let role = self.out.role;
        self.out.finish();
        let loose = self.out.paragraph().is_empty() && self.is_second_paragraph(node);
        self.edge(loose);
        self.block(node, role, |reader| reader.children(node, style));
        self.edge(false);
    }

    /// True of a paragraph in a list's item that has another before it.
    fn is_second_paragraph(&self, node: NodeId) -> bool {
        self.items > 0
            && self.dom.name(node) == "p"
            && self.dom.previous_element(node).is_some_and(|p| self.dom.name(p) == "p")
    }

    fn division(&mut self, node: NodeId, style: Style) {
        if let Some(label) = self.dom.attribute(node, "data-label") {
            return self.note(node, label, style);
        }
        let role = self.out.role;
        self.out.finish();
        self.soft_edge();
        self.block(node, role, |reader| reader.children(node, style));
        self.soft_edge();
    }

    /// A footnote: its number, and what it says.
    fn note(&mut self, node: NodeId, label: &str, style: Style) {
        self.out.finish();
        self.out.margin();
        let mark = scripts::superscript(label).unwrap_or_else(|| format!("[{label}]"));
        self.out.text(&mark, Style { role: Role::Footnote, ..style });
        self.out.text(" ", style);
        let paragraph = self.dom.children(node).find(|&child| self.dom.name(child) == "p");
        match paragraph {
            Some(first) => {
                self.children(first, style);
                let mut rest = self.dom.skip(first, node);
                while let Some(part) = rest {
                    if let Data::Element { .. } = self.dom.data(part) {
                        self.element(part, style);
                    }
                    rest = self.dom.skip(part, node);
                }
            }
            None => self.children(node, style),
        }
        self.out.finish();
    }

    fn soft_edge(&mut self) {
        if self.items == 0 {
            self.out.soft_margin();
        }
    }

    fn heading(&mut self, node: NodeId, name: &str, style: Style) {
        let level = name.bytes().last().map_or(1, |digit| digit.wrapping_sub(b'0'));
        self.out.finish();
        self.out.margin();
        self.block(node, Role::Heading(level), |reader| reader.children(node, style));
        self.out.margin();
    }

    fn caption(&mut self, node: NodeId, style: Style) {
        self.out.finish();
        self.out.no_margin();
        self.block(node, Role::Caption, |reader| reader.children(node, style));
    }

    fn summary(&mut self, node: NodeId, mut style: Style) {
        style.attributes = style.attributes.with(Attributes::STRONG);
        let role = self.out.role;
        self.block(node, role, |reader| reader.children(node, style));
        self.out.soft_margin();
    }

    fn term(&mut self, node: NodeId, mut style: Style) {
        style.attributes = style.attributes.with(Attributes::STRONG);
        let role = self.out.role;
        self.block(node, role, |reader| reader.children(node, style));
        self.out.no_margin();
    }

    fn set_in(&mut self, node: NodeId, container: Container, style: Style) {
        self.out.open(container);
        let role = self.out.role;
        self.block(node, role, |reader| reader.children(node, style));
        self.out.close();
    }

    fn quote(&mut self, node: NodeId, style: Style) {
        self.out.finish();
        self.out.margin();
        self.out.open(Container::Quote);
        let role = if self.out.role == Role::Text { Role::Quote } else { self.out.role };
        let items = std::mem::take(&mut self.items);
        self.block(node, role, |reader| reader.children(node, style));
        self.items = items;
        self.out.close();
        self.out.margin();
    }

    fn link(&mut self, node: NodeId, mut style: Style) {
        let address = self.dom.attribute(node, "href").and_then(|href| self.base.resolve(href));
        let Some(address) = address else { return self.children(node, style) };
        let before = self.out.length();
        let from = self.out.content.text.len();
        let number = self.out.link(&address.whole, address.host);
        style.link = Some(number);
        if style.role == Role::Text {
            style.role = Role::Link;
        }
        self.children(node, style);
        if self.out.length() > before {
            self.out.end_link(number, from);
        } else {
            self.out.end_link(number, self.out.content.text.len());
        }
    }

    /// Forms as their text.
    fn field(&mut self, node: NodeId, name: &str, style: Style) {
        let kind = self.dom.attribute(node, "type").unwrap_or("text");
        self.out.text(" ", style);
        match name {
            "input" if matches!(kind, "checkbox" | "radio") => {
                let mark = if self.dom.attribute(node, "checked").is_some() { "[x]" } else { "[ ]" };
                self.out.verbatim(mark, Style { role: Role::ListMark, ..style });
            }
            "input" if matches!(kind, "hidden" | "image" | "password") => {}
            "input" => {
                let value = ["value", "placeholder"].into_iter().find_map(|wanted| self.dom.attribute(node, wanted));
                self.out.text(value.unwrap_or_default(), style);
            }
            _ => self.children(node, style),
        }
        self.out.text(" ", style);
    }
}

fn is_list(name: &str) -> bool {
    matches!(name, "ul" | "ol" | "menu" | "dir")
}
