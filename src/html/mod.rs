//! HTML as a tree: what every reader of HTML begins with.
//!
//! Owns the parsing of a body (html5ever, with a guard that keeps hostile input quick) and the tree
//! that comes of it. Knows nothing of articles, pages and the index.

mod dom;
mod guard;
mod prescan;
mod sink;

pub use dom::{Data, Dom, NodeId};
pub use guard::parse;
pub use prescan::{MAX_BODY, capped};
