//! Who an article is.

use std::fmt;

/// The identity of an article: 128 bits, the same on every host and in every library.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ArticleId(pub [u8; 16]);

impl ArticleId {
    /// The identity for a text that tells the article from all others.
    pub fn of(text: &str) -> ArticleId {
        ArticleId(xxhash_rust::xxh3::xxh3_128(text.as_bytes()).to_be_bytes())
    }

    /// Reads the 32 hexadecimal digits that [`fmt::Display`] writes.
    pub fn parse(hex: &str) -> Option<ArticleId> {
        (hex.len() == 32).then(|| u128::from_str_radix(hex, 16).ok()).flatten().map(|n| ArticleId(n.to_be_bytes()))
    }
}

impl fmt::Display for ArticleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", u128::from_be_bytes(self.0))
    }
}

impl fmt::Debug for ArticleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ArticleId({self})")
    }
}
