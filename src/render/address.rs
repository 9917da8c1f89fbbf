//! Addresses of links and pictures.
//!
//! Owns resolving them against the article's own and the host that is shown. Knows nothing of elements.

use url::Url;

use crate::text;

/// What relative addresses are resolved against.
#[derive(Debug, Clone, Default)]
pub(super) struct AddressBase(Option<Url>);

/// A whole address, with the host that it really leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Address {
    pub whole: String,
    /// In letters that cannot deceive: punycode where it differs.
    pub host: String,
}

impl AddressBase {
    pub(super) fn new(base: Option<&str>) -> AddressBase {
        AddressBase(base.and_then(|base| Url::parse(base.trim()).ok()).filter(|url| !url.cannot_be_a_base()))
    }

    /// What a page says of itself (`<base href>`) goes before what is known of it.
    pub(super) fn refine(&mut self, href: &str) {
        let said = match &self.0 {
            Some(base) => base.join(href.trim()),
            None => Url::parse(href.trim()),
        };
        if let Some(url) = said.ok().filter(|url| matches!(url.scheme(), "http" | "https")) {
            self.0 = Some(url);
        }
    }

    /// The address that `written` leads to; `#id` for one inside the page, none for scripts.
    pub(super) fn resolve(&self, written: &str) -> Option<Address> {
        let written = written.trim();
        if written.is_empty() || written == "#" || is_script(written) {
            return None;
        }
        if written.starts_with('#') {
            return Some(Address { whole: fragment(written), host: String::new() });
        }
        match self.parse(written) {
            Some(url) => Some(self.address(&url)),
            None => Some(Address { whole: text::sanitize_line(written).into_owned(), host: String::new() }),
        }
    }

    fn parse(&self, written: &str) -> Option<Url> {
        match &self.0 {
            Some(base) => base.join(written).ok(),
            None if written.starts_with("//") => Url::parse(&format!("https:{written}")).ok(),
            None => Url::parse(written).ok(),
        }
    }

    fn address(&self, url: &Url) -> Address {
        let same_page = self.0.as_ref().is_some_and(|base| {
            url.fragment().is_some()
                && base.path() == url.path()
                && base.host() == url.host()
                && base.query() == url.query()
        });
        if let Some(id) = url.fragment().filter(|id| same_page && !id.is_empty()) {
            return Address { whole: fragment(&format!("#{id}")), host: String::new() };
        }
        let whole = text::sanitize_line(url.as_str()).into_owned();
        Address { whole, host: url.host_str().unwrap_or_default().to_owned() }
    }
}

/// An id with its percent signs decoded, as elements have it.
fn fragment(written: &str) -> String {
    let mut bytes = Vec::with_capacity(written.len());
    let mut rest = written.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        let decoded = (byte == b'%')
            .then(|| after.get(..2).and_then(|hex| std::str::from_utf8(hex).ok()))
            .flatten()
            .and_then(|hex| u8::from_str_radix(hex, 16).ok());
        bytes.push(decoded.unwrap_or(byte));
        rest = if decoded.is_some() { after.get(2..).unwrap_or_default() } else { after };
    }
    text::sanitize_line(&String::from_utf8_lossy(&bytes)).into_owned()
}

fn is_script(written: &str) -> bool {
    let scheme: String = written.chars().filter(|c| !c.is_whitespace()).take(11).collect();
    scheme.to_ascii_lowercase().starts_with("javascript:") || scheme.to_ascii_lowercase().starts_with("vbscript:")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whole(base: Option<&str>, written: &str) -> Option<String> {
        AddressBase::new(base).resolve(written).map(|address| address.whole)
    }

    #[test]
    fn relative_addresses_are_resolved_against_the_articles_own() {
        let base = Some("https://example.com/news/1.html");
        assert_eq!(whole(base, "../a b.html").as_deref(), Some("https://example.com/a%20b.html"));
        assert_eq!(whole(base, "//cdn.example.com/x.png").as_deref(), Some("https://cdn.example.com/x.png"));
        assert_eq!(whole(None, "//cdn.example.com/x.png").as_deref(), Some("https://cdn.example.com/x.png"));
        assert_eq!(whole(None, "a/b.html").as_deref(), Some("a/b.html"));
    }

    #[test]
    fn links_into_the_page_are_told_from_links_out_of_it() {
        let base = Some("https://example.com/news/1.html");
        assert_eq!(whole(base, "#%E6%B3%A8").as_deref(), Some("#注"));
        assert_eq!(whole(base, "1.html#n1").as_deref(), Some("#n1"));
        assert_eq!(whole(base, "2.html#n1").as_deref(), Some("https://example.com/news/2.html#n1"));
    }

    #[test]
    fn scripts_are_no_addresses() {
        assert_eq!(whole(None, " Java\nScript:alert(1)"), None);
        assert_eq!(whole(None, "#"), None);
    }

    #[test]
    fn the_host_is_shown_in_letters_that_cannot_deceive() {
        let address = AddressBase::default().resolve("https://аррӏе.com/login").map(|a| a.host);
        assert_eq!(address.as_deref(), Some("xn--80ak6aa92e.com"));
    }
}
