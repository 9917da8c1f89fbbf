//! The tree of a body: nodes in one arena.
//!
//! Owns the nodes, their order and their attributes. Knows nothing of what elements mean. Nodes are
//! linked, never nested, so that neither building nor dropping a tree ever recurses.

use html5ever::tendril::StrTendril;
use html5ever::{Attribute, LocalName};

use super::elements::Element;

/// The place of a node in its [`Dom`].
pub type NodeId = usize;

/// No node.
pub(super) const NONE: NodeId = NodeId::MAX;

/// What a node is.
#[derive(Debug)]
pub enum Data {
    /// The top of the tree.
    Document,
    /// Text, its character references decoded.
    Text(StrTendril),
    /// An element.
    Element {
        /// The name, in lower case.
        name: LocalName,
        /// What is known of the name.
        kind: Element,
        /// The attributes of its tag, each name once.
        attributes: Vec<Attribute>,
    },
    /// A comment or the like.
    Other,
}

#[derive(Debug)]
pub(super) struct Node {
    pub parent: NodeId,
    pub previous: NodeId,
    pub next: NodeId,
    pub first: NodeId,
    pub last: NodeId,
    /// Elements around it, and itself where it is one.
    pub depth: u32,
    pub data: Data,
}

/// A parsed body.
#[derive(Debug)]
pub struct Dom {
    pub(super) nodes: Vec<Node>,
    /// Steps that it took to build the tree.
    pub(super) steps: u64,
    pub(super) is_cut: bool,
}

impl Dom {
    /// The document itself: what has no parent.
    pub const ROOT: NodeId = 0;

    /// True of a tree that lacks the end of its body: building it took more steps or nodes than a body may.
    pub fn is_cut(&self) -> bool {
        self.is_cut
    }

    /// Steps that it took to build the tree: a measure of time that is the same on every machine.
    pub fn steps(&self) -> u64 {
        self.steps
    }

    /// What `node` is; [`Data::Other`] where the tree has no such node.
    pub fn data(&self, node: NodeId) -> &Data {
        self.nodes.get(node).map_or(&Data::Other, |node| &node.data)
    }

    /// The children of `node`, in order.
    pub fn children(&self, node: NodeId) -> impl Iterator<Item = NodeId> {
        let first = self.nodes.get(node).map_or(NONE, |node| node.first);
        std::iter::successors(Some(first), |&at| self.nodes.get(at).map(|node| node.next)).take_while(|&at| at != NONE)
    }

    /// The name of an element; empty for all else.
    pub fn name(&self, node: NodeId) -> &str {
        match self.data(node) {
            Data::Element { name, .. } => name,
            _ => "",
        }
    }

    /// What is known of an element by its name; nothing for all else.
    pub fn kind(&self, node: NodeId) -> Element {
        match self.data(node) {
            Data::Element { kind, .. } => *kind,
            _ => Element::default(),
        }
    }

    /// The names and values of the attributes of an element.
    pub fn attributes(&self, node: NodeId) -> impl Iterator<Item = (&str, &str)> {
        let attributes = match self.data(node) {
            Data::Element { attributes, .. } => attributes.as_slice(),
            _ => &[],
        };
        attributes.iter().map(|a| (&*a.name.local, &*a.value))
    }

    /// The value of the attribute `wanted` of an element.
    pub fn attribute(&self, node: NodeId, wanted: &str) -> Option<&str> {
        self.attributes(node).find(|&(name, _)| name == wanted).map(|(_, value)| value)
    }

    /// The node that `node` is a child of.
    pub fn parent(&self, node: NodeId) -> Option<NodeId> {
        self.nodes.get(node).map(|node| node.parent).filter(|&parent| parent != NONE)
    }

    /// The node after `node` among the children of the same parent.
    pub fn next(&self, node: NodeId) -> Option<NodeId> {
        self.nodes.get(node).map(|node| node.next).filter(|&next| next != NONE)
    }

    /// The nearest element before `node` among the children of the same parent.
    pub fn previous_element(&self, node: NodeId) -> Option<NodeId> {
        let before = |at: NodeId| self.nodes.get(at).map(|node| node.previous).filter(|&previous| previous != NONE);
        std::iter::successors(before(node), |&at| before(at)).find(|&at| matches!(self.data(at), Data::Element { .. }))
    }

    /// All nodes below `top`, in the order of the text.
    pub fn descendants(&self, top: NodeId) -> impl Iterator<Item = NodeId> {
        std::iter::successors(self.nodes.get(top).map(|node| node.first), move |&at| Some(self.following(at, top)))
            .take_while(|&at| at != NONE)
    }

    fn following(&self, at: NodeId, top: NodeId) -> NodeId {
        let Some(node) = self.nodes.get(at) else { return NONE };
        if node.first != NONE {
            return node.first;
        }
        self.after(at, top)
    }

    fn after(&self, at: NodeId, top: NodeId) -> NodeId {
        let mut up = at;
        while let Some(node) = self.nodes.get(up).filter(|_| up != top) {
            if node.next != NONE {
                return node.next;
            }
            up = node.parent;
        }
        NONE
    }

    /// The next node below `top` after `node` and all that is below `node`.
    pub fn skip(&self, node: NodeId, top: NodeId) -> Option<NodeId> {
        Some(self.after(node, top)).filter(|&at| at != NONE)
    }

    /// The next node below `top` after `node`, which may be a child of `node`.
    pub fn enter(&self, node: NodeId, top: NodeId) -> Option<NodeId> {
        Some(self.following(node, top)).filter(|&at| at != NONE)
    }
}
