//! Who an article is.

use std::borrow::Cow;
use std::fmt;

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::Meta;

/// The identity of an article: 128 bits, the same on every host and in every library.
///
/// The identity is the first of these that the file gives:
///
/// 1. its `guid` (a short one, such as `17`, together with author and link, for it is only unique in
///    its feed);
/// 2. its `link`, `url` or `permalink`, where that is an address of one page and not of a site or feed;
/// 3. its title, date and authors, where the file has a date that is understood;
/// 4. its path below the library's root.
///
/// The date goes in as it is written, so that the zone of a setting does not matter; the file's time
/// never does, for it changes with every copy.
///
/// # When a title is corrected
///
/// An article with a guid or link of its own stays the same article, marks and all. One that is known
/// by title, date and authors becomes another one: its old marks stay in the journal under the old
/// identity, come back when the correction is taken back, and do not follow. So does one whose date or
/// author is corrected, and, without a date, one whose file is renamed or moved below the root, or
/// that is opened from a folder within its library: give it a `date` or `guid` to make it last.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ArticleId(pub [u8; 16]);

impl ArticleId {
    /// The identity for a text that tells the article from all others.
    pub fn of(text: &str) -> ArticleId {
        ArticleId(xxhash_rust::xxh3::xxh3_128(text.as_bytes()).to_be_bytes())
    }

    /// Reads the 32 hexadecimal digits that [`fmt::Display`] writes.
    pub fn parse(hex: impl AsRef<[u8]>) -> Option<ArticleId> {
        let hex = <&[u8; 32]>::try_from(hex.as_ref()).ok()?;
        let digit = |byte: u8| DIGITS.get(usize::from(byte)).copied().unwrap_or(NO_DIGIT);
        let mut id = [0; 16];
        let mut all = 0;
        for (byte, [high, low]) in id.iter_mut().zip(hex.as_chunks().0) {
            let (high, low) = (digit(*high), digit(*low));
            *byte = high << 4 | low & 0xf;
            all |= high | low;
        }
        (all & NO_DIGIT == 0).then_some(ArticleId(id))
    }
}

/// No value of a hexadecimal digit has this bit.
const NO_DIGIT: u8 = 0x80;

/// The values of hexadecimal digits, by byte: without a branch, as a start reads 32 for each mark.
const DIGITS: [u8; 256] = {
    let mut values = [NO_DIGIT; 256];
    let mut value = 0;
    while value < 16 {
        values[b"0123456789abcdef"[value] as usize] = value as u8;
        values[b"0123456789ABCDEF"[value] as usize] = value as u8;
        value += 1;
    }
    values
};

/// Written as its 32 hexadecimal digits.
impl Serialize for ArticleId {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for ArticleId {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<ArticleId, D::Error> {
        let hex = Cow::<str>::deserialize(from)?;
        ArticleId::parse(hex.as_bytes()).ok_or_else(|| D::Error::custom(format!("not an article: {hex}")))
    }
}

/// The identity of an article with this `meta`. `date` is its date as it is written, where that was
/// understood, `path` its path below the library's root.
pub(super) fn identify(meta: &Meta, date: Option<&str>, path: &str) -> ArticleId {
    let authors = meta.authors.join("\u{1f}");
    let link = meta.link.as_deref().unwrap_or_default();
    let text = match (&meta.guid, date) {
        (Some(guid), _) if guid.len() >= 16 || guid.contains([':', '/']) => ["guid", guid].join("\0"),
        (Some(guid), _) => ["guid", guid, &authors, link].join("\0"),
        _ if names_one_page(link) => ["link", link].join("\0"),
        (None, Some(date)) => ["title", &meta.title, date, &authors].join("\0"),
        (None, None) => ["path", path].join("\0"),
    };
    ArticleId::of(&text)
}

/// True of a whole address with a path or query of its own; false of a site, a feed, a template.
fn names_one_page(link: &str) -> bool {
    let Ok(url) = url::Url::parse(link) else { return false };
    let page = url.path().trim_matches('/');
    let last = page.rsplit('/').next().unwrap_or_default();
    let of_site = matches!(last, "index.html" | "index.htm" | "index.php" | "feed" | "rss" | "atom")
        || last.ends_with(".xml")
        || page.contains(":title");
    let specific = !page.is_empty() || url.fragment().is_some_and(|f| f.contains('/')) || url.query().is_some();
    url.has_host() && specific && (!of_site || url.query().is_some())
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

#[cfg(test)]
mod tests {
    use super::*;

    fn meta(title: &str, link: &str, guid: &str) -> Meta {
        let text = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        Meta { title: title.to_owned(), link: text(link), guid: text(guid), ..Meta::default() }
    }

    #[test]
    fn it_is_printed_and_read_again() {
        let id = ArticleId::of("x");
        assert_eq!(ArticleId::parse(id.to_string()), Some(id));
        assert_eq!(ArticleId::parse("+0000000000000000000000000000000"), None);
    }

    #[test]
    fn a_link_of_its_own_outlives_a_corrected_title() {
        let link = "https://example.com/a/1.html";
        assert_eq!(identify(&meta("a", link, ""), Some("2021"), "x"), identify(&meta("b", link, ""), None, "y"));
        let guid = "tag:example.com,2021:1";
        assert_eq!(identify(&meta("a", link, guid), None, "x"), identify(&meta("b", "", guid), None, "y"));
    }

    #[test]
    fn what_many_articles_share_is_no_identity() {
        for link in [
            "https://example.com",
            "https://example.com/",
            "https://example.com/index.html",
            "/a/b",
            "https://e.com/rss.xml",
        ] {
            assert_ne!(
                identify(&meta("a", link, ""), Some("2021"), "x"),
                identify(&meta("b", link, ""), Some("2021"), "x")
            );
        }
        assert_ne!(identify(&meta("a", "", ""), None, "x"), identify(&meta("a", "", ""), None, "y"));
        assert_eq!(identify(&meta("a", "", ""), Some("2021"), "x"), identify(&meta("a", "", ""), Some("2021"), "y"));
        let short = |link: &str| identify(&meta("a", link, "17"), None, "x");
        assert_ne!(short("https://a.example/17"), short("https://b.example/17"));
    }
}
