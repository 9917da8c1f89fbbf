//! HTML as a tree: what every reader of HTML begins with.
//!
//! Owns the parsing of a body (html5ever, with a guard that keeps hostile input quick), the table of
//! elements, which parts of a body are not shown, its words, and Markdown as HTML. Knows nothing of
//! articles, pages and the index.

mod budget;
mod dom;
mod elements;
mod entities;
mod formula;
mod fragment;
mod guard;
mod hidden;
mod markdown;
mod prescan;
mod quick;
mod sink;
mod style;
mod words;

pub use dom::{Data, Dom, NodeId};
pub use elements::Element;
pub use entities::decode;
pub use formula::formula;
pub use fragment::text_of_fragment;
pub use guard::parse;
pub use hidden::{is_hidden, shown_text};
pub use markdown::{markdown_to_html, words_of_markdown};
pub use prescan::{MAX_BODY, capped};
pub use quick::may_hide;
pub use style::property;
pub use words::{Words, words, words_of_tree};
