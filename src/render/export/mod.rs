//! A body as Markdown, as clean HTML and as plain text: to be piped, saved and read elsewhere.
//!
//! Owns what of an article goes out, and how it is written. The text goes out as its author wrote it:
//! nothing is set, no gap and no mark is put in. Links are whole, and nothing that could run goes out.
//! Knows nothing of widths, files and the terminal.

mod blocks;
mod clean;
mod html;
mod markdown;
mod plain;

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
    let parts = clean::parts(body, options);
    match format {
        Format::Html => html::document(head, &parts),
        Format::Markdown => blocks::write(head, &parts, &markdown::Markdown),
        Format::Text => blocks::write(head, &parts, &plain::Plain { image: options.labels.image }),
    }
}
