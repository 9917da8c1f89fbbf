//! A body and a width to a [`Page`]: lines of spans with roles.
//!
//! Owns HTML and Markdown, line breaking, tables, links, the outline, and places in the text. Knows
//! nothing of files, the terminal, colours or themes: a theme turns a [`Role`] into a style last.

mod document;
mod page;

pub use crate::article::Place;
pub use document::{CodeLines, Document, Head, Labels, Options};
pub use page::{Attributes, Heading, Image, Line, Link, Page, Reading, Role, Span};
