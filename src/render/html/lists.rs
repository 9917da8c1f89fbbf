//! Lists: items, and what stands in lists without being one.
//!
//! Owns which items belong together and the blank lines between them. Knows nothing of widths.

use super::{ElementReader, is_list};
use crate::html::{Data, NodeId, is_hidden};
use crate::render::content::{Container, Style};

impl ElementReader<'_> {
    /// Items without a list are one.
    pub(super) fn open_stray_items(&mut self, open: &mut bool) {
        if !std::mem::replace(open, true) {
            self.out.finish();
            self.out.margin();
            self.out.open(Container::Bullets);
            self.items += 1;
        }
    }

    pub(super) fn close_stray_items(&mut self, open: &mut bool) {
        if std::mem::replace(open, false) {
            self.out.close();
            self.items -= 1;
            self.out.margin();
        }
    }

    pub(super) fn list(&mut self, node: NodeId, name: &str, style: Style) {
        self.out.finish();
        let container = match name {
            "ol" => Container::Numbers(self.first_number(node)),
            _ => Container::Bullets,
        };
        if self.items == 0 {
            self.out.margin();
        }
        let loose = self.is_loose(node);
        self.out.open(container);
        self.items += 1;
        self.items_of(node, style, loose);
        self.items -= 1;
        self.out.close();
        match self.items {
            0 => self.out.margin(),
            _ => self.out.no_margin(),
        }
    }

    fn first_number(&self, node: NodeId) -> i64 {
        let start = self.dom.attribute(node, "start").and_then(|start| start.trim().parse().ok());
        start.unwrap_or(1_i64).clamp(-999_999, 9_999_999)
    }

    /// A list with items of several paragraphs has blank lines between them.
    fn is_loose(&self, list: NodeId) -> bool {
        let parts = |item| {
            self.dom.children(item).filter(|&part| matches!(self.dom.name(part), "p" | "pre" | "blockquote" | "table"))
        };
        self.dom.children(list).any(|item| parts(item).nth(1).is_some())
    }

    pub(super) fn items_of(&mut self, list: NodeId, style: Style, loose: bool) {
        for child in self.dom.children(list) {
            match self.dom.data(child) {
                Data::Element { name, .. } if &**name == "li" => self.item(child, style, loose),
                Data::Element { name, .. } if is_list(name) => self.list_in_list(child, style),
                Data::Text(text) if text.trim().is_empty() => {}
                // What is not an item stands in one all the same.
                Data::Text(text) => {
                    self.out.open(Container::Item);
                    self.out.text(text, style);
                    self.out.close();
                }
                Data::Element { .. } if is_hidden(self.dom, child) => {}
                Data::Element { .. } => {
                    self.out.open(Container::Item);
                    self.element(child, style);
                    self.out.close();
                }
                _ => {}
            }
        }
    }

    /// `<ul><ul>`: the inner list belongs to the item before it, or to the outer list.
    fn list_in_list(&mut self, list: NodeId, style: Style) {
        self.anchors(list, "");
        if self.out.reopen_item() {
            self.element(list, style);
            self.out.close();
        } else {
            self.items_of(list, style, false);
        }
    }

    pub(super) fn item(&mut self, node: NodeId, style: Style, loose: bool) {
        if is_hidden(self.dom, node) {
            return;
        }
        let first = !loose || self.dom.previous_element(node).is_none();
        if !first {
            self.out.margin();
        }
        self.anchors(node, "li");
        self.out.open(Container::Item);
        let style = self.styled(node, "li", style);
        let role = self.out.role;
        self.block(node, role, |reader| reader.children(node, style));
        self.out.close();
        self.out.no_margin();
    }
}
