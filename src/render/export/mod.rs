//! A body as Markdown, as clean HTML and as plain text: to be piped, saved and read elsewhere.
//!
//! Owns what of an article goes out, and how it is written. The text goes out as its author wrote it:
//! no lines are broken, no gaps added. Addresses are whole, and nothing that could run goes out.
//! Knows nothing of elements, widths, files and the terminal.

mod dialect;
mod html;
mod inline;
mod markdown;
mod plain;
mod write;

use super::content::Content;
use super::document;
use super::{Head, Options};
use crate::article::Body;

/// The forms that a body can be written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// CommonMark with tables and strikethrough.
    Markdown,
    /// A whole document of plain elements, without scripts and styles.
    Html,
    /// Paragraphs on one line each.
    Text,
}

/// `body` in `format`, with `head` above it.
///
/// Of `options` the base of relative links and the labels of pictures and films count.
pub fn export(format: Format, head: Option<&Head>, body: &Body, options: &Options) -> String {
    let options = Options { link_list: false, highlight: false, ..options.clone() };
    let content: Content = document::content(head, body, &options, true);
    match format {
        Format::Html => html::document(head, &write::blocks(&content, &html::Html)),
        Format::Markdown => write::blocks(&content, &markdown::Markdown).join("\n\n") + "\n",
        Format::Text => write::blocks(&content, &plain::Plain { image: options.labels.image }).join("\n\n") + "\n",
    }
}
