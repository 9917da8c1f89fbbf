//! A whole article file, or its head, to an [`Article`].

use jiff::{Timestamp, tz::TimeZone};

use super::{Article, ArticleId, Body, Meta};

/// What is known of a file besides its bytes.
#[derive(Debug, Clone, Copy)]
pub struct Source<'a> {
    /// Path below the library's root, parts joined by `/`: names the file, and its folders stand in
    /// for missing categories.
    pub path: &'a str,
    /// The file's time, which stands in for a missing date.
    pub modified: Option<Timestamp>,
    /// The zone of dates written without one.
    pub zone: &'a TimeZone,
}

/// The article in `bytes`, the whole of a file.
pub fn read(bytes: &[u8], source: &Source<'_>) -> Article {
    let text = String::from_utf8_lossy(bytes).into_owned();
    let meta = Meta { title: source.path.to_owned(), ..Meta::default() };
    Article { id: ArticleId::of(source.path), meta, body: Body { text, ..Body::default() }, problems: Vec::new() }
}

/// The article whose file begins with `bytes` (some KB): all but the body's end is as in [`read`].
///
/// `None` when the beginning does not hold the whole front matter: read the whole file then.
pub fn read_head(bytes: &[u8], source: &Source<'_>) -> Option<Article> {
    Some(read(bytes, source))
}
