//! The words of HTML without a tree: one pass over the bytes, for every body of a library.
//!
//! Owns which HTML is simple enough for that. It refuses what hides something, what a tree builder would
//! read in another way, and what looks like a tag but is text: then a tree has to be built.

use std::borrow::Cow;

use memchr::memchr;

use super::elements::Element;
use super::entities::{decode, has_unfinished_reference};
use super::prescan::{measure, name_of, raw_end};
use super::words::Words;

/// Reads HTML in one pass or in pieces, such as the HTML in Markdown.
#[derive(Debug, Default)]
pub(super) struct QuickWords {
    pub words: Words,
    /// Inside `<pre>`.
    in_code: bool,
}

impl QuickWords {
    /// Adds the words of `html`; `None` where only a tree can tell them.
    pub(super) fn html(&mut self, html: &str) -> Option<()> {
        if memchr(0, html.as_bytes()).is_some() {
            return None;
        }
        let mut rest = html;
        while let Some(at) = memchr(b'<', rest.as_bytes()) {
            let (text, from) = rest.split_at_checked(at)?;
            self.characters(text)?;
            rest = self.markup(from)?;
        }
        self.characters(rest)
    }

    fn characters(&mut self, text: &str) -> Option<()> {
        let decoded = decode(text);
        if decoded.contains('&') && has_unfinished_reference(text) {
            return None;
        }
        self.words.text.push_str(&decoded);
        Some(())
    }

    /// Reads what begins with `<`; returns what follows it.
    fn markup<'a>(&mut self, from: &'a str) -> Option<&'a str> {
        if let Some(comment) = from.strip_prefix("<!--") {
            let (inside, rest) = comment.split_once("-->")?;
            let ends_earlier = inside.starts_with('>') || inside.starts_with("->") || inside.contains("--!>");
            return (!ends_earlier).then_some(rest);
        }
        let inside = from.get(1..)?;
        match inside.bytes().next() {
            Some(b'!' | b'?') => {
                let (inside, rest) = inside.split_once('>')?;
                (!inside.contains('<')).then_some(rest)
            }
            Some(b'/') | Some(b'a'..=b'z' | b'A'..=b'Z') => self.tag(from),
            _ => {
                self.words.text.push('<');
                Some(inside)
            }
        }
    }

    fn tag<'a>(&mut self, from: &'a str) -> Option<&'a str> {
        let name = name_of(from);
        let is_plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b':' | b'_');
        let length = measure(from).filter(|tag| tag.kept.is_none())?.length;
        let (tag, rest) = from.split_at_checked(length)?;
        if name.is_empty() || !name.bytes().all(is_plain) || tag.get(1..)?.contains('<') {
            return None;
        }
        let lower = in_lower_case(name);
        let element = Element::named(&lower);
        if self.in_code && !(*name == lower && element.is_known_in_code()) {
            return None;
        }
        if tag.starts_with("</") {
            self.in_code &= lower != "pre";
            self.words.separate(element);
            return Some(rest);
        }
        self.in_code |= lower == "pre";
        self.start_tag(tag, &lower, element, rest)
    }

    fn start_tag<'a>(&mut self, tag: &str, name: &str, element: Element, rest: &'a str) -> Option<&'a str> {
        if names_hiding(tag.as_bytes()) {
            return None;
        }
        self.words.separate(element);
        match name {
            "img" => self.words.image(attribute(tag, "alt")?.as_deref()),
            "a" => self.words.has_link |= attribute(tag, "href")?.is_some(),
            "pre" | "code" => self.words.has_code = true,
            "script" | "style" => {
                let (inside, rest) = rest.split_at_checked(raw_end(rest, name)?)?;
                return (!inside.contains("<!--")).then_some(rest);
            }
            "iframe" => {
                let (inside, rest) = rest.split_at_checked(raw_end(rest, name)?)?;
                return inside.trim().is_empty().then_some(rest);
            }
            "math" | "image" | "audio" | "video" | "object" => return None,
            _ if element.is_raw() || (element.is_hidden() && !element.is_void()) => return None,
            _ => {}
        }
        Some(rest)
    }
}

fn in_lower_case(name: &str) -> Cow<'_, str> {
    match name.bytes().any(|b| b.is_ascii_uppercase()) {
        true => Cow::Owned(name.to_ascii_lowercase()),
        false => Cow::Borrowed(name),
    }
}

/// True of bytes that may keep what follows them off the page: a comment, an element that is hidden or holds
/// characters only, or the name of an attribute or a property that hides.
pub fn may_hide(bytes: &[u8]) -> bool {
    let hides = |at: usize| {
        let tag = bytes.get(at + 1..).unwrap_or_default();
        let length = tag.iter().take_while(|b| b.is_ascii_alphanumeric()).count();
        let name = str::from_utf8(tag.get(..length).unwrap_or_default()).unwrap_or_default();
        let element = Element::named(&in_lower_case(name));
        tag.first() == Some(&b'!') || element.is_hidden() || element.is_raw()
    };
    names_hiding(bytes) || memchr::memchr_iter(b'<', bytes).any(hides)
}

/// True of bytes with the name of an attribute or a property that may hide an element.
fn names_hiding(bytes: &[u8]) -> bool {
    let holds = |word: &str, first: u8| {
        memchr::memchr2_iter(first, first.to_ascii_uppercase(), bytes)
            .any(|at| bytes.get(at..at + word.len()).is_some_and(|found| found.eq_ignore_ascii_case(word.as_bytes())))
    };
    holds("hidden", b'h') || holds("display", b'd')
}

/// The value of the attribute `wanted` of a start tag; `None` where the tag is not written as it should be.
fn attribute<'t>(tag: &'t str, wanted: &str) -> Option<Option<Cow<'t, str>>> {
    let is_space = |c: char| c.is_ascii_whitespace() || c == '/';
    let mut rest = tag.get(1..)?.strip_suffix('>')?.trim_start_matches(|c| !is_space(c));
    loop {
        rest = rest.trim_start_matches(is_space);
        if rest.is_empty() {
            return Some(None);
        }
        let end = rest.find(|c| is_space(c) || c == '=').unwrap_or(rest.len());
        let (name, after) = rest.split_at_checked(end)?;
        if name.is_empty() || name.contains(['"', '\'']) {
            return None;
        }
        let (value, after) = match after.trim_ascii_start().strip_prefix('=') {
            Some(value) => value_of(value.trim_ascii_start())?,
            None => ("", after),
        };
        if name.eq_ignore_ascii_case(wanted) {
            let is_plain = !value.contains('&') || !has_unfinished_reference(value);
            return is_plain.then(|| Some(decode(value)));
        }
        rest = after;
    }
}

/// The value at the beginning of `text`, and what follows it.
fn value_of(text: &str) -> Option<(&str, &str)> {
    if let Some(quote) = text.chars().next().filter(|c| matches!(c, '"' | '\'')) {
        return text.get(1..)?.split_once(quote);
    }
    let end = text.find(|c: char| c.is_ascii_whitespace()).unwrap_or(text.len());
    let (value, rest) = text.split_at_checked(end)?;
    (!value.contains(['"', '\'', '='])).then_some((value, rest))
}
