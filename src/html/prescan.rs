//! A look over the bytes of a body before the HTML tokenizer sees them.
//!
//! Owns the caps that must hold in front of the tokenizer, because it is quadratic in the attributes
//! of a tag, and the tags that are none: `<CET口试报名>` is text, and so is a `<` that nothing closes.
//! Knows nothing of elements and what they mean.

use std::borrow::Cow;

use memchr::{memchr, memchr3, memmem, memrchr};

use super::elements::Element;

/// Bodies are cut here, in bytes.
pub const MAX_BODY: usize = 4 << 20;
/// Attributes of one tag.
const MAX_ATTRIBUTES: usize = 64;
/// Tags whose end may be looked for in vain, each time through all that follows.
const MAX_UNCLOSED: usize = 8;

/// The beginning of `text` that is read, cut between characters.
pub fn capped(text: &str) -> &str {
    let mut end = MAX_BODY.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or_default()
}

/// `html` in a form that is quick to tokenize, with what looks like a tag but is text escaped.
pub(super) fn prescan(html: &str) -> Cow<'_, str> {
    let last = memrchr(b'>', html.as_bytes()).unwrap_or(0);
    let mut scan = Scan { html, out: String::new(), copied: 0, in_code: false, raw_until: 0, last, unclosed: 0 };
    let mut at = 0;
    while let Some(next) = html.as_bytes().get(at..).and_then(|rest| memchr(b'<', rest)) {
        at = scan.markup(at + next);
    }
    if scan.copied == 0 {
        return Cow::Borrowed(html);
    }
    scan.copy(html.len());
    Cow::Owned(scan.out)
}

struct Scan<'a> {
    html: &'a str,
    out: String,
    copied: usize,
    /// Inside `<pre>`: code that its page forgot to escape may stand here.
    in_code: bool,
    /// The end of the content of a script or the like.
    raw_until: usize,
    /// The last `>`: no tag begins behind it.
    last: usize,
    unclosed: usize,
}

impl Scan<'_> {
    /// Looks at the `<` at `at`; gives the place to go on from.
    fn markup(&mut self, at: usize) -> usize {
        let end = if at < self.raw_until { self.raw_until } else { self.html.len() };
        let rest = self.html.get(at..end).unwrap_or_default();
        if rest.starts_with("<!--") {
            return memmem::find(rest.as_bytes(), b"-->").map_or(end, |length| at + length + 3);
        }
        let name = name_of(rest);
        if name.is_empty() {
            // `</未知>` would be a comment.
            if rest.get(2..).is_some_and(|name| rest.starts_with("</") && !name.starts_with(|c: char| c.is_ascii())) {
                self.escape(at);
            }
            return at + 1;
        }
        let may_close = at < self.last && self.unclosed < MAX_UNCLOSED;
        let Some(tag) = may_close.then(|| measure(rest)).flatten() else {
            self.unclosed += usize::from(may_close);
            self.escape(at);
            return at + 1;
        };
        // Names in code are in lower case: `<Route>` is code.
        if !name.is_ascii() || (self.in_code && !Element::named(name).is_known_in_code()) {
            self.escape(at);
            return at + 1;
        }
        self.follow_code(rest, name);
        if let Some(kept) = tag.kept {
            self.copy(at + kept);
            self.out.push('>');
            self.copied = at + tag.length;
        }
        self.follow_raw(at + tag.length, rest, name);
        at + tag.length
    }

    /// Finds the end of what follows the start tag of a script and the like: no tag goes on beyond it.
    fn follow_raw(&mut self, at: usize, tag: &str, name: &str) {
        let is_start = at > self.raw_until && !tag.starts_with("</");
        if !is_start || self.unclosed >= MAX_UNCLOSED || !Element::named(&name.to_ascii_lowercase()).is_raw() {
            return;
        }
        match self.html.get(at..).and_then(|rest| raw_end(rest, name)) {
            Some(end) => self.raw_until = at + end,
            None => self.unclosed += 1,
        }
    }

    fn follow_code(&mut self, tag: &str, name: &str) {
        if name.eq_ignore_ascii_case("pre") {
            self.in_code = !tag.starts_with("</");
        }
    }

    fn escape(&mut self, at: usize) {
        self.copy(at);
        self.out.push_str("&lt;");
        self.copied = at + 1;
    }

    fn copy(&mut self, to: usize) {
        self.out.push_str(self.html.get(self.copied..to).unwrap_or_default());
        self.copied = to;
    }
}

/// The name of the tag at the beginning of `rest`: empty where none begins here.
pub(super) fn name_of(rest: &str) -> &str {
    let name = rest.get(1..).unwrap_or_default();
    let name = name.strip_prefix('/').unwrap_or(name);
    if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return "";
    }
    let end = name.find(|c: char| c.is_ascii_whitespace() || matches!(c, '>' | '/' | '<')).unwrap_or(name.len());
    name.get(..end).unwrap_or_default()
}

/// Where the end tag of the raw element `name` begins in `text`.
pub(super) fn raw_end(text: &str, name: &str) -> Option<usize> {
    let is_end = |&at: &usize| {
        let tag = text.as_bytes().get(at + 2..).unwrap_or_default();
        tag.get(..name.len()).is_some_and(|tag| tag.eq_ignore_ascii_case(name.as_bytes()))
            && tag.get(name.len()).is_none_or(|b| b.is_ascii_whitespace() || matches!(b, b'/' | b'>'))
    };
    memmem::find_iter(text.as_bytes(), b"</").find(is_end)
}

pub(super) struct TagLength {
    /// Bytes from `<` to after `>`.
    pub length: usize,
    /// Bytes to keep where the tag has too many attributes.
    pub kept: Option<usize>,
}

/// Measures the tag at the beginning of `rest`; none where nothing closes it.
pub(super) fn measure(rest: &str) -> Option<TagLength> {
    let bytes = rest.as_bytes();
    let mut at = 1;
    let mut attributes = 0;
    let mut kept = None;
    loop {
        let next = at + memchr3(b'>', b'"', b'\'', bytes.get(at..)?)?;
        attributes += words(bytes.get(at..next)?);
        if attributes > MAX_ATTRIBUTES && kept.is_none() {
            kept = Some(cut(bytes, at, next, attributes - MAX_ATTRIBUTES));
        }
        match bytes.get(next)? {
            b'>' => return Some(TagLength { length: next + 1, kept }),
            // A quote opens a value only behind `=`; elsewhere it is a letter like others.
            &quote if opens_value(bytes, next) => at = next + 1 + memchr(quote, bytes.get(next + 1..)?)? + 1,
            _ => at = next + 1,
        }
    }
}

fn opens_value(bytes: &[u8], quote: usize) -> bool {
    bytes.get(..quote).and_then(|before| before.iter().rev().find(|b| !b.is_ascii_whitespace())) == Some(&b'=')
}

/// Words that begin in `part`: at least the attributes that begin there.
fn words(part: &[u8]) -> usize {
    part.windows(2).filter(|pair| pair[0].is_ascii_whitespace() || pair[0] == b'/').count()
        + usize::from(part.len() == 1)
}

/// Where to cut a tag between `from` and `to`, so that `surplus` words are left out.
fn cut(bytes: &[u8], from: usize, to: usize, surplus: usize) -> usize {
    let part = bytes.get(from..to).unwrap_or_default();
    let starts = part.iter().enumerate().rev().filter(|(_, b)| b.is_ascii_whitespace() || **b == b'/');
    starts.map(|(at, _)| from + at).nth(surplus).unwrap_or(from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tidy_html_is_passed_on_as_it_is() {
        let html = "<p class='a > b'>一 < 二 &lt; <!-- <x --> <img src=a/></p>";
        assert!(matches!(prescan(html), Cow::Borrowed(_)));
    }

    #[test]
    fn what_only_looks_like_a_tag_is_text() {
        assert_eq!(prescan("点击<CET口试报名>，<b>好</b>"), "点击&lt;CET口试报名>，<b>好</b>");
        assert_eq!(prescan("<未知>标签</未知>"), "<未知>标签&lt;/未知>");
        assert_eq!(prescan("a <b unclosed"), "a &lt;b unclosed");
        assert_eq!(
            prescan("<pre><Route path='/'/><b>x</b></pre><Route>"),
            "<pre>&lt;Route path='/'/><b>x</b></pre><Route>"
        );
    }

    #[test]
    fn a_tag_loses_the_attributes_beyond_the_cap() {
        let many: String = (0..100_000).map(|n| format!(" a{n}=1")).collect();
        let html = format!("<p{many}>文</p>");
        let out = prescan(&html);
        assert!(
            out.len() < 3000 && out.starts_with("<p a0=1") && out.ends_with(">文</p>"),
            "{} {}",
            out.len(),
            &out[..80]
        );
        let quoted: String = (0..1000).map(|n| format!(" a{n}=\"x y z\"")).collect();
        let html = format!("<p{quoted}>文</p>");
        assert!(prescan(&html).len() < 2000);
    }

    #[test]
    fn long_bodies_are_cut_between_characters() {
        let long = "看".repeat(MAX_BODY / 3 + 10);
        assert_eq!(capped(&long).len(), MAX_BODY - MAX_BODY % 3);
        assert_eq!(capped("看"), "看");
    }
}
