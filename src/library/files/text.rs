//! The words of a body, as a person reads them: what is searched, indexed and shown around a hit.
//!
//! Owns what of HTML and Markdown is text and what a body holds besides (links, images, code).
//! Knows nothing of how a page is set. One pass, no tree: it reads every body of the library.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use crate::article::{Body, BodyKind, decode};
use crate::library::flags::Flags;

/// The text of a body, and [`Flags::LINK`], [`Flags::IMAGE`], [`Flags::CODE`] as it holds them.
///
/// Parts that stand apart on a page are apart in the text (a line end), parts of one line are not.
pub fn plain(body: &Body) -> (String, Flags) {
    let text = String::with_capacity(body.text.len() / 2);
    let mut out = Plain { text, flags: Flags::default(), never_closed: Vec::new() };
    match body.kind {
        BodyKind::Html => out.html(&body.text),
        BodyKind::Markdown => out.markdown(&body.text),
        BodyKind::Text => out.lines(&body.text),
    }
    (out.text, out.flags)
}

struct Plain {
    text: String,
    flags: Flags,
    /// Hidden elements that no closing tag follows any more: looked for once.
    never_closed: Vec<&'static str>,
}

/// Bytes that a tag may have before its quotes are no longer believed.
const LONGEST_TAG: usize = 1 << 16;

/// Elements whose content is not on the page.
pub const HIDDEN: [&str; 6] = ["script", "style", "template", "svg", "head", "iframe"];

/// Elements that do not end a line.
const INLINE: [&str; 33] = [
    "a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins", "kbd",
    "label", "mark", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var",
    "wbr", "nobr",
];

impl Plain {
    fn lines(&mut self, text: &str) {
        self.has(Flags::LINK, text.contains("http://") || text.contains("https://"));
        self.text.push_str(text);
    }

    fn html(&mut self, html: &str) {
        let mut rest = html;
        while let Some(at) = memchr::memchr(b'<', rest.as_bytes()) {
            let (text, from) = rest.split_at_checked(at).unwrap_or((rest, ""));
            self.text.push_str(&decode(text));
            rest = self.markup(from);
        }
        self.text.push_str(&decode(rest));
    }

    /// Reads what begins with `<`; answers what is behind it.
    fn markup<'a>(&mut self, from: &'a str) -> &'a str {
        if let Some(comment) = from.strip_prefix("<!--") {
            return behind(comment, "-->");
        }
        let inner = from.get(1..).unwrap_or_default();
        let closes = inner.starts_with('/');
        let named = if closes { inner.get(1..).unwrap_or_default() } else { inner };
        if !named.starts_with(|c: char| c.is_ascii_alphabetic() || (c == '!' || c == '?') && !closes) {
            self.text.push('<');
            return inner;
        }
        let end = tag_end(named);
        let (tag, rest) = named.split_at_checked(end).unwrap_or((named, ""));
        let rest = rest.strip_prefix('>').unwrap_or(rest);
        self.tag(tag, closes, rest)
    }

    fn tag<'a>(&mut self, tag: &str, closes: bool, rest: &'a str) -> &'a str {
        let length = tag.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(tag.len());
        let name = tag.get(..length).unwrap_or_default();
        let is = |other: &str| name.eq_ignore_ascii_case(other);
        if is("img") {
            self.flags = self.flags.with(Flags::IMAGE, true);
            self.alternative(tag);
        } else if is("a") {
            self.has(Flags::LINK, !closes && tag.contains("href"));
        } else if is("pre") || is("code") {
            self.flags = self.flags.with(Flags::CODE, true);
        }
        if !INLINE.iter().any(|inline| is(inline)) && !is("img") && !self.text.ends_with('\n') {
            self.text.push('\n');
        }
        let hidden = HIDDEN.iter().find(|hidden| is(hidden));
        match hidden {
            Some(name) if !closes && !tag.ends_with('/') => self.behind_element(rest, name),
            _ => rest,
        }
    }

    /// What is behind the closing tag of an element whose content is not read; an element that never
    /// closes hides nothing.
    fn behind_element<'a>(&mut self, text: &'a str, name: &'static str) -> &'a str {
        if self.never_closed.contains(&name) {
            return text;
        }
        let closing = |at: &usize| {
            let tag = text.get(at + 2..at + 2 + name.len());
            tag.is_some_and(|tag| tag.eq_ignore_ascii_case(name))
        };
        match memchr::memmem::find_iter(text.as_bytes(), "</").find(closing) {
            Some(at) => text.get(at..).unwrap_or_default(),
            None => {
                self.never_closed.push(name);
                text
            }
        }
    }

    /// The words that stand for an image.
    fn alternative(&mut self, tag: &str) {
        let Some((_, value)) = tag.split_once(" alt=") else { return };
        let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
        let Some(words) = quote.and_then(|q| value.get(1..)?.split(q).next()) else { return };
        if !words.is_empty() {
            self.text.push(' ');
            self.html(words);
            self.text.push(' ');
        }
    }

    fn markdown(&mut self, text: &str) {
        let options = Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES | Options::ENABLE_STRIKETHROUGH;
        for event in Parser::new_ext(text, options | Options::ENABLE_TASKLISTS) {
            self.event(event);
        }
    }

    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Text(text) => self.text.push_str(&text),
            Event::Code(text) => {
                self.flags = self.flags.with(Flags::CODE, true);
                self.text.push_str(&text);
            }
            Event::Html(html) | Event::InlineHtml(html) => self.html(&html),
            Event::Start(Tag::Link { .. }) => self.flags = self.flags.with(Flags::LINK, true),
            Event::Start(Tag::Image { .. }) => {
                self.flags = self.flags.with(Flags::IMAGE, true);
                self.text.push(' ');
            }
            Event::Start(Tag::CodeBlock(_)) => self.flags = self.flags.with(Flags::CODE, true),
            Event::End(TagEnd::Image) => self.text.push(' '),
            Event::End(TagEnd::Link | TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough) => {}
            Event::End(_) | Event::SoftBreak | Event::HardBreak | Event::Rule => self.text.push('\n'),
            _ => {}
        }
    }

    fn has(&mut self, flag: Flags, it_has: bool) {
        if it_has {
            self.flags = self.flags.with(flag, true);
        }
    }
}

/// Where the tag ends: the `>` outside of quotes, or the end of the text.
fn tag_end(tag: &str) -> usize {
    let mut quote = None;
    let mut before = b' ';
    for (at, b) in tag.bytes().take(LONGEST_TAG).enumerate() {
        match (quote, b) {
            (Some(q), _) if b == q => quote = None,
            (None, b'"' | b'\'') if before == b'=' => quote = Some(b),
            (None, b'>') => return at,
            _ => {}
        }
        if b != b' ' {
            before = b;
        }
    }
    // A quote that never closes: the first `>` ends the tag.
    tag.find('>').unwrap_or(tag.len())
}

fn behind<'a>(text: &'a str, end: &str) -> &'a str {
    text.split_once(end).map_or("", |(_, rest)| rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(kind: BodyKind, text: &str) -> String {
        let (plain, _) = plain(&Body { kind, text: text.to_owned() });
        plain.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn words_of_one_line_stay_together_and_blocks_stay_apart() {
        let cases = [
            ("<p>金<b>融</b>市场</p><p>股票</p>", "金融市场 股票"),
            ("a<br>b<hr/>c", "a b c"),
            ("<script>var x = '<p>no</p>';</script>yes", "yes"),
            ("<!-- no -->yes<style>p{}</style>", "yes"),
            ("1 < 2 && 3 > 2 &lt;b&gt; &#123;&#x4e2d; &nope;", "1 < 2 && 3 > 2 <b> {中 &nope;"),
            ("<a href='x>y'>链接</a>尾", "链接尾"),
            ("<img src=a alt=\"大桥\">边", "大桥 边"),
            ("<p title=\"never closed>文<i>字", "文字"),
            ("<style>never closed", "never closed"),
        ];
        for (html, expected) in cases {
            assert_eq!(words(BodyKind::Html, html), expected, "{html}");
        }
    }

    #[test]
    fn markdown_is_read_without_its_marks() {
        let text =
            "# 标题\n\n正**文** [链接](https://example.com/x) ![图](y.png)\n\n```rust\nfn main() {}\n```\n<b>x</b>y\n";
        assert_eq!(words(BodyKind::Markdown, text), "标题 正文 链接 图 fn main() {} xy");
    }

    #[test]
    fn links_images_and_code_are_noticed() {
        let flags = |kind, text: &str| plain(&Body { kind, text: text.to_owned() }).1;
        assert!(flags(BodyKind::Html, "<a href=x>x</a>").has(Flags::LINK));
        assert!(!flags(BodyKind::Html, "<a name=x>x</a>").has(Flags::LINK));
        assert!(flags(BodyKind::Html, "<IMG src=x>").has(Flags::IMAGE));
        assert!(flags(BodyKind::Html, "<pre>x</pre>").has(Flags::CODE));
        assert!(flags(BodyKind::Markdown, "[a](b) `c`").has(Flags(Flags::LINK.0 | Flags::CODE.0)));
        assert!(flags(BodyKind::Text, "see https://example.com").has(Flags::LINK));
    }
}
