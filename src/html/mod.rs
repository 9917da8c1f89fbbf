//! HTML as a tree: what every reader of HTML begins with.
//!
//! Owns the parsing of a body (html5ever, with a guard that keeps hostile input quick), the table of
//! elements, and which parts of a body are not shown. Knows nothing of articles, pages and the index.

mod budget;
mod dom;
mod elements;
mod formula;
mod guard;
mod hidden;
mod prescan;
mod sink;
mod style;

pub use dom::{Data, Dom, NodeId};
pub use elements::Element;
pub use formula::formula;
pub use guard::parse;
pub use hidden::{is_hidden, shown_text};
pub use prescan::{MAX_BODY, capped};
pub use style::property;
