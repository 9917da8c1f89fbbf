//! The tree in the making: what html5ever's tree builder calls.
//!
//! Owns the links between nodes while they change, and counts the steps. Knows nothing of tags and what
//! they mean.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};

use html5ever::interface::{ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::tendril::StrTendril;
use html5ever::{Attribute, ExpandedName, QualName, local_name, ns};

use super::budget::Budget;
use super::dom::{Data, Dom, NONE, Node, NodeId};
use super::elements::Element;

/// Nodes of one tree; a body that makes more of them is hostile.
const MAX_NODES: usize = 600_000;

/// A node as html5ever holds it, with its name, which html5ever reads at every step.
#[derive(Debug, Clone)]
pub(super) struct Handle {
    id: NodeId,
    name: QualName,
}

/// Builds a [`Dom`] for html5ever.
#[derive(Debug)]
pub(super) struct Sink {
    nodes: RefCell<Vec<Node>>,
    budget: Budget,
    /// Elements inside each other at the place where the tree grows: known when something is inserted,
    /// estimated while elements are closed.
    depth: Cell<u32>,
}

impl Sink {
    /// A sink for about `bytes` of HTML.
    pub(super) fn new(bytes: usize) -> Sink {
        let nodes = RefCell::new(Vec::with_capacity((bytes / 48).min(MAX_NODES)));
        let sink = Sink { nodes, budget: Budget::new(bytes), depth: Cell::new(0) };
        sink.create(Data::Document);
        sink
    }

    /// True when the tree may not grow any more.
    pub(super) fn is_spent(&self) -> bool {
        self.budget.is_spent() || self.nodes.borrow().len() >= MAX_NODES
    }

    /// Elements inside each other at the place where the tree grows.
    pub(super) fn depth(&self) -> u32 {
        self.depth.get()
    }

    /// Notes an end tag, which may close an element.
    pub(super) fn leave(&self) {
        self.depth.set(self.depth.get().saturating_sub(1));
    }

    fn create(&self, data: Data) -> NodeId {
        self.budget.step();
        let mut nodes = self.nodes.borrow_mut();
        nodes.push(Node { parent: NONE, previous: NONE, next: NONE, first: NONE, last: NONE, depth: 0, data });
        nodes.len() - 1
    }

    fn handle(&self, data: Data) -> Handle {
        Handle { id: self.create(data), name: nameless() }
    }

    /// One link of the node `id`; none where there is no such node.
    fn link(&self, id: NodeId, link: impl Fn(&Node) -> NodeId) -> NodeId {
        self.nodes.borrow().get(id).map_or(NONE, link)
    }

    fn detach(&self, id: NodeId) {
        let mut nodes = self.nodes.borrow_mut();
        let Some(node) = nodes.get_mut(id) else { return };
        let (parent, previous, next) = (node.parent, node.previous, node.next);
        (node.parent, node.previous, node.next) = (NONE, NONE, NONE);
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
    }

    /// Puts `id` below `parent`, before `next` or as the last.
    fn attach(&self, parent: NodeId, id: NodeId, next: NodeId) {
        self.budget.step();
        self.detach(id);
        let mut nodes = self.nodes.borrow_mut();
        let depth = nodes.get(parent).map_or(0, |above| above.depth);
        let previous = match nodes.get(next) {
            Some(after) => after.previous,
            None => nodes.get(parent).map_or(NONE, |above| above.last),
        };
        if let Some(node) = nodes.get_mut(id) {
            (node.parent, node.previous, node.next) = (parent, previous, next);
            node.depth = depth + u32::from(matches!(node.data, Data::Element { .. }));
            self.depth.set(node.depth);
        }
        if let Some(before) = nodes.get_mut(previous) {
            before.next = id;
        } else if let Some(above) = nodes.get_mut(parent) {
            above.first = id;
        }
        if let Some(after) = nodes.get_mut(next) {
            after.previous = id;
        } else if let Some(above) = nodes.get_mut(parent) {
            above.last = id;
        }
    }

    /// Adds `text` to the node `to`; false where that is not a text.
    fn extend_text(&self, to: NodeId, text: &StrTendril) -> bool {
        match self.nodes.borrow_mut().get_mut(to) {
            Some(Node { data: Data::Text(there), depth, .. }) => {
                there.push_tendril(text);
                self.depth.set(*depth);
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
                    NONE => self.link(parent, |above| above.last),
                    _ => self.link(next, |after| after.previous),
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
        let (steps, is_cut) = (self.budget.spent(), self.is_spent());
        Dom { nodes: self.nodes.into_inner(), steps, is_cut }
    }

    fn parse_error(&self, _: Cow<'static, str>) {}

    fn get_document(&self) -> Handle {
        Handle { id: Dom::ROOT, name: nameless() }
    }

    fn elem_name<'a>(&'a self, target: &'a Handle) -> ExpandedName<'a> {
        self.budget.step();
        target.name.expanded()
    }

    fn create_element(&self, name: QualName, attributes: Vec<Attribute>, _: ElementFlags) -> Handle {
        let (local, kind) = (name.local.clone(), Element::named(&name.local));
        Handle { id: self.create(Data::Element { name: local, kind, attributes }), name }
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
        match self.link(element.id, |node| node.parent) {
            NONE => self.append(previous, child),
            parent => self.insert(parent, element.id, child),
        }
    }

    fn append_doctype_to_document(&self, _: StrTendril, _: StrTendril, _: StrTendril) {}

    /// What is in a template is not shown: its own node holds its contents.
    fn get_template_contents(&self, target: &Handle) -> Handle {
        target.clone()
    }

    fn same_node(&self, x: &Handle, y: &Handle) -> bool {
        self.budget.step();
        x.id == y.id
    }

    fn set_quirks_mode(&self, _: QuirksMode) {}

    fn append_before_sibling(&self, sibling: &Handle, child: NodeOrText<Handle>) {
        match self.link(sibling.id, |node| node.parent) {
            NONE => {}
            parent => self.insert(parent, sibling.id, child),
        }
    }

    fn add_attrs_if_missing(&self, _: &Handle, _: Vec<Attribute>) {}

    fn remove_from_parent(&self, target: &Handle) {
        self.budget.step();
        self.detach(target.id);
    }

    fn reparent_children(&self, node: &Handle, new_parent: &Handle) {
        loop {
            let first = self.link(node.id, |node| node.first);
            if first == NONE {
                return;
            }
            self.attach(new_parent.id, first, NONE);
        }
    }
}
