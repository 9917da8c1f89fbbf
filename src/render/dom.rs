//! The tree that html5ever builds of a body: nodes in one arena.
//!
//! Owns the nodes, their order and their attributes. Knows nothing of what elements mean. Nodes are
//! linked, never nested, so that neither building nor dropping a tree ever recurses.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};

use html5ever::interface::{ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::tendril::StrTendril;
use html5ever::{Attribute, ExpandedName, LocalName, QualName, local_name, ns};

/// Nodes of one tree; a body that makes more of them is hostile.
const MAX_NODES: usize = 600_000;

pub(super) type NodeId = usize;

const NONE: NodeId = NodeId::MAX;

/// What a node is.
#[derive(Debug)]
pub(super) enum Data {
    Document,
    Text(StrTendril),
    Element { name: LocalName, attributes: Vec<Attribute> },
    Other,
}

#[derive(Debug)]
struct Node {
    parent: NodeId,
    previous: NodeId,
    next: NodeId,
    first: NodeId,
    last: NodeId,
    data: Data,
}

/// A parsed body.
#[derive(Debug)]
pub(super) struct Dom {
    nodes: Vec<Node>,
}

impl Dom {
    pub(super) const ROOT: NodeId = 0;

    pub(super) fn data(&self, node: NodeId) -> &Data {
        self.nodes.get(node).map_or(&Data::Other, |node| &node.data)
    }

    /// The children of `node`, in order.
    pub(super) fn children(&self, node: NodeId) -> impl Iterator<Item = NodeId> {
        let first = self.nodes.get(node).map_or(NONE, |node| node.first);
        std::iter::successors(Some(first), |&at| self.nodes.get(at).map(|node| node.next)).take_while(|&at| at != NONE)
    }

    /// The name of an element; empty for all else.
    pub(super) fn name(&self, node: NodeId) -> &str {
        match self.data(node) {
            Data::Element { name, .. } => name,
            _ => "",
        }
    }

    pub(super) fn attribute(&self, node: NodeId, wanted: &str) -> Option<&str> {
        let Data::Element { attributes, .. } = self.data(node) else { return None };
        attributes.iter().find(|a| &*a.name.local == wanted).map(|a| &*a.value)
    }

    pub(super) fn parent(&self, node: NodeId) -> Option<NodeId> {
        self.nodes.get(node).map(|node| node.parent).filter(|&parent| parent != NONE)
    }

    /// The element before `node` beside it.
    pub(super) fn previous_element(&self, node: NodeId) -> Option<NodeId> {
        let before = |at: NodeId| self.nodes.get(at).map(|node| node.previous).filter(|&previous| previous != NONE);
        std::iter::successors(before(node), |&at| before(at)).find(|&at| matches!(self.data(at), Data::Element { .. }))
    }

    /// Nodes below `node`, in the order of the text.
    pub(super) fn descendants(&self, top: NodeId) -> impl Iterator<Item = NodeId> {
        std::iter::successors(self.nodes.get(top).map(|node| node.first), move |&at| Some(self.following(at, top)))
            .take_while(|&at| at != NONE)
    }

    fn following(&self, at: NodeId, top: NodeId) -> NodeId {
        let Some(node) = self.nodes.get(at) else { return NONE };
        if node.first != NONE {
            return node.first;
        }
        self.behind(at, top)
    }

    fn behind(&self, at: NodeId, top: NodeId) -> NodeId {
        let mut up = at;
        while let Some(node) = self.nodes.get(up).filter(|_| up != top) {
            if node.next != NONE {
                return node.next;
            }
            up = node.parent;
        }
        NONE
    }

    /// The node behind `node` and all that is below it, inside of `top`.
    pub(super) fn skip(&self, node: NodeId, top: NodeId) -> Option<NodeId> {
        Some(self.behind(node, top)).filter(|&at| at != NONE)
    }

    /// The node below `node`, or else the one behind it, inside of `top`.
    pub(super) fn enter(&self, node: NodeId, top: NodeId) -> Option<NodeId> {
        Some(self.following(node, top)).filter(|&at| at != NONE)
    }

    /// The text below `node`, as it is.
    pub(super) fn text(&self, node: NodeId) -> String {
        let mut out = String::new();
        for at in self.descendants(node) {
            if let Data::Text(text) = self.data(at) {
                out.push_str(text);
            }
        }
        out
    }
}

/// A node as html5ever holds it; it asks for names too often to look them up.
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
        Dom { nodes: self.nodes.into_inner() }
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

    /// What is in a template is not shown: its own node stands for its contents.
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
