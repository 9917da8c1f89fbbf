//! A body and a width to a [`Page`]: lines of spans with roles.
//!
//! Owns the meaning of HTML and Markdown, line breaking, tables, links, the outline, places in the text, and
//! exports. Knows nothing of files, the terminal, colours or themes: a theme turns a [`Role`] into a style last.
//!
//! Lines are set here and not by html2text, which breaks them before 。 and after （ and keeps no places;
//! `benches/render` counts such breaks and measures both, and a test holds that no word it shows is lost.

mod address;
pub mod bidi;
mod breaks;
mod content;
mod document;
pub mod export;
mod highlight;
mod html;
mod options;
mod page;
mod plain_text;
mod reading;
mod set;

pub use crate::article::Place;
pub use breaks::{Breaker, is_east_asian, may_end_line, may_start_line, opportunities, wants_gap};
pub use document::Document;
pub use highlight::{Highlighter, language_of_class};
pub use options::{CodeLines, Head, Labels, Options};
pub use page::{Attributes, Heading, Image, Line, Link, Page, Reading, Role, Span};
