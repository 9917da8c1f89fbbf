//! The tree in the making: what html5ever's tree builder calls.
//!
//! Owns the links between nodes while they change. Knows nothing of tags and what they mean.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};

use html5ever::interface::{ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::tendril::StrTendril;
use html5ever::{Attribute, ExpandedName, QualName, local_name, ns};

use super::dom::{Data, Dom, NONE, Node, NodeId};

/// Nodes of one tree; a body that makes more of them is hostile.
const MAX_NODES: usize = 600_000;

/// A node as html5ever holds it; with its name, which html5ever reads at every step.
#[derive(Debug, Clone)]
pub(super) struct Handle {
    id: NodeId,
    name: QualName,
}

/// Builds a [`Dom`] for html5ever.
#[derive(Debug)]
pub(super) struct Sink {
    nodes: RefCell<Vec<Node>>,
    full: Cell<bool>,
}

impl Sink {
    /// A sink for about `bytes` of HTML.
    pub(super) fn new(bytes: usize) -> Sink {
        let sink =
            Sink { nodes: RefCell::new(Vec::with_capacity((bytes / 48).min(MAX_NODES))), full: Cell::new(false) };
        sink.create(Data::Document);
        sink
    }

    /// True when the tree may not grow any more.
    pub(super) fn is_full(&self) -> bool {
        self.full.get()
    }

    fn create(&self, data: Data) -> NodeId {
        let mut nodes = self.nodes.borrow_mut();
        self.full.set(nodes.len() >= MAX_NODES);
        nodes.push(Node { parent: NONE, previous: NONE, next: NONE, first: NONE, last: NONE, data });
        nodes.len() - 1
    }

    fn handle(&self, data: Data) -> Handle {
        Handle { id: self.create(data), name: nameless() }
    }

    fn detach(&self, id: NodeId) {
        let mut nodes = self.nodes.borrow_mut();
        let (parent, previous, next) = (nodes[id].parent, nodes[id].previous, nodes[id].next);
        if let Some(before) = nodes.get_mut(previous) {
            before.next = next;
        } else if let Some(above) = nodes.get_mut(parent) {
            above.first = next;
        }
        if let Some(after) = nodes.get_mut(next) {
            after.previous = previous;
        } else if let Some(above) = nodes.get_mut(parent) {
            above.last = previous;
        }
        let node = &mut nodes[id];
        (node.parent, node.previous, node.next) = (NONE, NONE, NONE);
    }

    /// Puts `id` below `parent`, before `next` or as the last.
    fn attach(&self, parent: NodeId, id: NodeId, next: NodeId) {
        self.detach(id);
        let mut nodes = self.nodes.borrow_mut();
        let previous = if next == NONE { nodes[parent].last } else { nodes[next].previous };
        (nodes[id].parent, nodes[id].previous, nodes[id].next) = (parent, previous, next);
        match previous {
            NONE => nodes[parent].first = id,
            _ => nodes[previous].next = id,
        }
        match next {
            NONE => nodes[parent].last = id,
            _ => nodes[next].previous = id,
        }
    }

    /// Adds `text` to the text node `to`; false where that is none.
    fn extend_text(&self, to: NodeId, text: &StrTendril) -> bool {
        match self.nodes.borrow_mut().get_mut(to).map(|node| &mut node.data) {
            Some(Data::Text(there)) => {
                there.push_tendril(text);
                true
            }
            _ => false,
        }
    }

    fn insert(&self, parent: NodeId, next: NodeId, child: NodeOrText<Handle>) {
        let id = match child {
            NodeOrText::AppendNode(handle) => handle.id,
            NodeOrText::AppendText(text) => {
                let previous = match next {
                    NONE => self.nodes.borrow()[parent].last,
                    _ => self.nodes.borrow()[next].previous,
                };
                if self.extend_text(previous, &text) {
                    return;
                }
                self.create(Data::Text(text))
            }
        };
        self.attach(parent, id, next);
    }
}

fn nameless() -> QualName {
    QualName::new(None, ns!(), local_name!(""))
}

impl TreeSink for Sink {
    type Handle = Handle;
    type Output = Dom;
    type ElemName<'a> = ExpandedName<'a>;

    fn finish(self) -> Dom {
        Dom::new(self.nodes.into_inner())
    }

    fn parse_error(&self, _: Cow<'static, str>) {}

    fn get_document(&self) -> Handle {
        Handle { id: Dom::ROOT, name: nameless() }
    }

    fn elem_name<'a>(&'a self, target: &'a Handle) -> ExpandedName<'a> {
        target.name.expanded()
    }

    fn create_element(&self, name: QualName, attributes: Vec<Attribute>, _: ElementFlags) -> Handle {
        Handle { id: self.create(Data::Element { name: name.local.clone(), attributes }), name }
    }

    fn create_comment(&self, _: StrTendril) -> Handle {
        self.handle(Data::Other)
    }

    fn create_pi(&self, _: StrTendril, _: StrTendril) -> Handle {
        self.handle(Data::Other)
    }

    fn append(&self, parent: &Handle, child: NodeOrText<Handle>) {
        self.insert(parent.id, NONE, child);
    }

    fn append_based_on_parent_node(&self, element: &Handle, previous: &Handle, child: NodeOrText<Handle>) {
        let parent = self.nodes.borrow()[element.id].parent;
        match parent {
            NONE => self.append(previous, child),
            _ => self.insert(parent, element.id, child),
        }
    }

    fn append_doctype_to_document(&self, _: StrTendril, _: StrTendril, _: StrTendril) {}

    /// What is in a template is not shown: its own node holds its contents.
    fn get_template_contents(&self, target: &Handle) -> Handle {
        target.clone()
    }

    fn same_node(&self, x: &Handle, y: &Handle) -> bool {
        x.id == y.id
    }

    fn set_quirks_mode(&self, _: QuirksMode) {}

    fn append_before_sibling(&self, sibling: &Handle, child: NodeOrText<Handle>) {
        let parent = self.nodes.borrow()[sibling.id].parent;
        if parent != NONE {
            self.insert(parent, sibling.id, child);
        }
    }

    fn add_attrs_if_missing(&self, _: &Handle, _: Vec<Attribute>) {}

    fn remove_from_parent(&self, target: &Handle) {
        self.detach(target.id);
    }

    fn reparent_children(&self, node: &Handle, new_parent: &Handle) {
        loop {
            let first = self.nodes.borrow()[node.id].first;
            if first == NONE {
                return;
            }
            self.attach(new_parent.id, first, NONE);
        }
    }
}
