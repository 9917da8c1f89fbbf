//! The tree that html2text flows.
//!
//! Owns how blocks go into it: nested quotes and lists as they are, each block as one character. Blocks that
//! stand in none of them have nothing before them and stay out: the tree takes a hundred times the memory of
//! what it says. Knows nothing of what comes out.

use html2text::render::TextDecorator;
use html2text::{Handle, RcDom};
use html5ever::interface::{ElementFlags, NodeOrText, TreeSink};
use html5ever::tendril::StrTendril;
use html5ever::{Attribute, LocalName, QualName, local_name, ns};

use super::content::{Container, Content, Kind, Node};
use super::flow::{Manner, Start};
use super::marks::{Marks, first_number};

/// Columns that a line keeps at least for its text, beside bars and bullets.
const LEAST_TEXT: usize = 6;
/// Stands for a block's text, which is set elsewhere. No bar and no bullet ends with it.
pub(super) const PLACEHOLDER: &str = "x";

/// A tree, and what is known of it.
pub(super) struct Written {
    pub dom: RcDom,
    /// The blocks in order, their prefixes still to be found.
    pub starts: Vec<Start>,
    /// The most columns that a block is set in by.
    pub deepest: usize,
    /// It is right for the width it was written for only: containers had no room.
    pub bent: bool,
}

/// Writes `nodes` into a tree that suits `width`.
pub(super) fn write(content: &Content, nodes: &[Node], manner: Manner, width: usize) -> Written {
    let written = Written { dom: RcDom::default(), starts: Vec::new(), deepest: 0, bent: false };
    let mut writer = Writer { content, marks: Marks::new(manner.ambiguous), width, written, mark: None };
    let root = writer.written.dom.get_document();
    writer.nodes(nodes, &root, 0);
    writer.written
}

/// Writes a content's blocks into html2text's tree.
struct Writer<'a> {
    content: &'a Content,
    marks: Marks,
    width: usize,
    written: Written,
    /// The bullet of an item whose list has no room.
    mark: Option<String>,
}

impl Writer<'_> {
    fn nodes(&mut self, nodes: &[Node], parent: &Handle, indent: usize) {
        for node in nodes {
            match node {
                Node::Block(number) => self.block(*number, parent, indent),
                Node::Container(container, inner) => self.container(*container, inner, parent, indent),
            }
        }
    }

    fn container(&mut self, container: Container, inner: &[Node], parent: &Handle, indent: usize) {
        let inner_indent = indent + self.marks.columns(container, inner.len());
        if inner_indent > room(self.width) {
            self.written.bent = true;
            return self.flat(container, inner, parent, indent);
        }
        self.written.deepest = self.written.deepest.max(inner_indent);
        match container {
            Container::Quote => {
                let quote = self.element(parent, local_name!("blockquote"), None);
                self.inside(inner, &quote, inner_indent);
            }
            Container::Indent => {
                let list = self.element(parent, local_name!("dl"), None);
                let definition = self.element(&list, local_name!("dd"), None);
                self.inside(inner, &definition, inner_indent);
            }
            Container::Bullets => {
                let list = self.element(parent, local_name!("ul"), None);
                self.inside(inner, &list, inner_indent);
            }
            Container::Numbers(_) | Container::Brackets(_) => {
                let start = first_number(container).to_string();
                let list = self.element(parent, local_name!("ol"), Some((local_name!("start"), &start)));
                self.inside(inner, &list, inner_indent);
            }
            Container::Item => {
                let item = self.element(parent, local_name!("li"), None);
                self.inside(inner, &item, indent);
            }
        }
    }

    /// A container without room: its blocks stand in the one around it, items begin with their mark.
    fn flat(&mut self, container: Container, inner: &[Node], parent: &Handle, indent: usize) {
        let mut number = first_number(container);
        for node in inner {
            match (container, node) {
                (
                    Container::Bullets | Container::Numbers(_) | Container::Brackets(_),
                    Node::Container(Container::Item, inner),
                ) => {
                    self.mark = Some(match container {
                        Container::Bullets => "• ".to_owned(),
                        _ => self.marks.ordered_item_prefix(number),
                    });
                    number = number.saturating_add(1);
                    self.nodes(inner, parent, indent);
                }
                (_, node) => self.nodes(std::slice::from_ref(node), parent, indent),
            }
        }
    }

    fn element(&self, parent: &Handle, name: LocalName, attribute: Option<(LocalName, &str)>) -> Handle {
        let attributes = attribute.map(|(name, value)| Attribute {
            name: QualName::new(None, ns!(), name),
            value: StrTendril::from_slice(value),
        });
        let name = QualName::new(None, ns!(html), name);
        let element = self.written.dom.create_element(name, attributes.into_iter().collect(), ElementFlags::default());
        self.written.dom.append(parent, NodeOrText::AppendNode(element.clone()));
        element
    }

    /// Writes `nodes` as all that is in `element`.
    fn inside(&mut self, nodes: &[Node], element: &Handle, indent: usize) {
        match nodes {
            [Node::Block(number)] => self.begin(*number, indent, element),
            nodes => self.nodes(nodes, element, indent),
        }
    }

    fn block(&mut self, number: u32, parent: &Handle, indent: usize) {
        let own = if indent > 0 { self.element(parent, local_name!("div"), None) } else { parent.clone() };
        self.begin(number, indent, &own);
    }

    fn begin(&mut self, number: u32, indent: usize, element: &Handle) {
        let Some(block) = self.content.block(number) else { return };
        let mark = if let Kind::Paragraph = block.kind { self.mark.take() } else { None };
        self.written.starts.push(Start { block: number, indent, prefix: String::new(), mark });
        if indent > 0 {
            self.written.dom.append(element, NodeOrText::AppendText(StrTendril::from_slice(PLACEHOLDER)));
        }
    }
}

/// Columns that bars and bullets may take at most.
pub(super) fn room(width: usize) -> usize {
    (width / 2).min(width.saturating_sub(LEAST_TEXT))
}
