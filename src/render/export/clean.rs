//! A body down to the few elements that say something: the tree that all formats are written from.
//!
//! Owns which elements and attributes go out and under which name. Knows nothing of any format.

use crate::article::{Body, BodyKind};
use crate::html::{Data, Dom, NodeId, capped, formula, is_hidden, markdown_to_html, parse, shown_text};
use crate::render::address::Base;
use crate::render::html::{self, code, media, table};
use crate::render::{Labels, Options};
use crate::text;

/// Elements inside each other that are told apart; below, only their text is taken.
const MAX_DEPTH: usize = 100;

/// A piece of a clean body.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Part {
    /// Sanitised; white space as in HTML, runs of it one space.
    Text(String),
    /// Lines kept as they are.
    Code {
        text: String,
        language: Option<String>,
    },
    Element(Element),
}

/// An element by one of the names of [`name_of`].
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Element {
    pub name: &'static str,
    pub attributes: Vec<(&'static str, String)>,
    pub parts: Vec<Part>,
}

impl Element {
    pub(super) fn attribute(&self, wanted: &str) -> Option<&str> {
        self.attributes.iter().find(|(name, _)| *name == wanted).map(|(_, value)| value.as_str())
    }
}

impl Part {
    /// True of what stands on lines of its own, or holds what does.
    pub(super) fn is_block(&self) -> bool {
        match self {
            Part::Text(_) => false,
            Part::Code { .. } => true,
            Part::Element(element) => is_block(element.name) || element.parts.iter().any(Part::is_block),
        }
    }

    fn is_empty(&self) -> bool {
        match self {
            Part::Text(text) => text.trim().is_empty(),
            Part::Code { .. } => false,
            Part::Element(element) => {
                !matches!(element.name, "img" | "hr" | "input")
                    && element.attribute("id").is_none()
                    && element.parts.iter().all(Part::is_empty)
            }
        }
    }
}

/// True of the elements that begin and end lines.
pub(super) fn is_block(name: &str) -> bool {
    !matches!(
        name,
        "a" | "strong"
            | "em"
            | "del"
            | "ins"
            | "mark"
            | "kbd"
            | "code"
            | "sub"
            | "sup"
            | "small"
            | "abbr"
            | "q"
            | "ruby"
            | "rt"
            | "br"
            | "img"
            | "input"
    )
}

/// The clean parts of `body`.
pub(super) fn parts(body: &Body, options: &Options) -> Vec<Part> {
    let source = capped(&body.text);
    let html = match body.kind {
        BodyKind::Text => return lines(source),
        BodyKind::Html => std::borrow::Cow::Borrowed(source),
        BodyKind::Markdown => std::borrow::Cow::Owned(markdown_to_html(source)),
    };
    let dom = parse(&html);
    let mut base = Base::new(options.base.as_deref());
    let own = dom.descendants(Dom::ROOT).take(200).find(|&node| dom.name(node) == "base");
    if let Some(href) = own.and_then(|node| dom.attribute(node, "href")) {
        base.refine(href);
    }
    let mut cleaner = Cleaner { dom: &dom, base, labels: &options.labels, depth: 0 };
    cleaner.children(Dom::ROOT)
}

/// The paragraphs of a plain text: lines stay lines.
fn lines(text: &str) -> Vec<Part> {
    let clean = text::sanitize(text);
    let paragraph = |text: &str| {
        let mut parts = Vec::new();
        for line in text.split('\n') {
            if !parts.is_empty() {
                parts.push(element("br", Vec::new()));
            }
            parts.push(Part::Text(line.to_owned()));
        }
        element("p", parts)
    };
    clean
        .split("\n\n")
        .map(|part| part.trim_matches('\n'))
        .filter(|part| !part.trim().is_empty())
        .map(paragraph)
        .collect()
}

fn element(name: &'static str, parts: Vec<Part>) -> Part {
    Part::Element(Element { name, attributes: Vec::new(), parts })
}

struct Cleaner<'a> {
    dom: &'a Dom,
    base: Base,
    labels: &'a Labels,
    depth: usize,
}

impl Cleaner<'_> {
    fn children(&mut self, node: NodeId) -> Vec<Part> {
        let mut parts = Vec::new();
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            parts.push(Part::Text(spaced(&shown_text(self.dom, node))));
        } else {
            for child in self.dom.children(node) {
                match self.dom.data(child) {
                    Data::Text(text) => parts.push(Part::Text(spaced(text))),
                    Data::Element { .. } => self.element(child, &mut parts),
                    _ => {}
                }
            }
        }
        self.depth -= 1;
        parts
    }

    fn element(&mut self, node: NodeId, out: &mut Vec<Part>) {
        let name = self.dom.name(node);
        if is_hidden(self.dom, node) {
            return;
        }
        match name {
            "br" => out.push(element("br", Vec::new())),
            "hr" => out.push(element("hr", Vec::new())),
            "img" => out.extend(self.picture(node)),
            "audio" => self.embed(node, self.labels.audio, out),
            "video" => self.embed(node, self.labels.video, out),
            "iframe" | "embed" | "object" => self.embed(node, self.labels.embed, out),
            "pre" | "listing" | "xmp" => out.extend(self.code(node)),
            "math" => out.push(element("code", vec![Part::Text(spaced(&formula(self.dom, node)))])),
            "table" => self.table(node, out),
            "input" => out.extend(self.input(node)),
            "textarea" | "select" | "progress" | "meter" => {}
            "li" if !self.dom.parent(node).is_some_and(|parent| html::is_list(self.dom.name(parent))) => {
                let item = self.kept(node, "li");
                out.push(element("ul", vec![item]));
            }
            _ => self.plain(node, name, out),
        }
    }

    /// An element that goes out under its own or another name, or of which only the content does.
    fn plain(&mut self, node: NodeId, name: &str, out: &mut Vec<Part>) {
        let kept = match name_of(name) {
            None if html::is_strong(self.dom, node) => Some("strong"),
            kept => kept,
        };
        match kept {
            Some(name) => match self.kept(node, name) {
                Part::Element(bare) if bare.name == "a" && bare.attributes.is_empty() => out.extend(bare.parts),
                part if part.is_empty() => {}
                part => out.push(part),
            },
            None => out.extend(self.children(node)),
        }
    }

    fn kept(&mut self, node: NodeId, name: &'static str) -> Part {
        let attributes = self.attributes(node, name);
        let parts = self.children(node);
        Part::Element(Element { name, attributes, parts })
    }

    fn attributes(&self, node: NodeId, name: &str) -> Vec<(&'static str, String)> {
        let value =
            |wanted: &str| self.dom.attribute(node, wanted).map(|value| text::sanitize_line(value.trim()).into_owned());
        let number = |wanted: &str| value(wanted).filter(|value| value.parse::<u32>().is_ok());
        let mut kept = vec![("id", value("id").or_else(|| value("name").filter(|_| name == "a")))];
        kept.push(("dir", value("dir").filter(|dir| matches!(dir.as_str(), "ltr" | "rtl" | "auto"))));
        kept.push(("lang", value("lang")));
        match name {
            "a" => kept.push(("href", self.address(node, "href"))),
            "ol" => kept.push(("start", number("start"))),
            "td" | "th" => kept.extend([("colspan", number("colspan")), ("rowspan", number("rowspan"))]),
            "abbr" => kept.push(("title", value("title"))),
            _ => {}
        }
        kept.into_iter().filter_map(|(name, value)| Some((name, value.filter(|value| !value.is_empty())?))).collect()
    }

    fn address(&self, node: NodeId, attribute: &str) -> Option<String> {
        self.safe(self.dom.attribute(node, attribute)?)
    }

    /// The whole address, if it is of a kind that only shows something.
    fn safe(&self, written: &str) -> Option<String> {
        let whole = self.base.resolve(written)?.whole;
        let scheme = whole.split_once(':').map(|(scheme, _)| scheme.to_ascii_lowercase());
        match scheme.as_deref() {
            Some("http" | "https" | "ftp" | "ftps" | "mailto" | "tel" | "magnet" | "gemini" | "gopher") => Some(whole),
            Some(scheme) if scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.')) => None,
            _ => Some(whole),
        }
    }

    fn picture(&self, node: NodeId) -> Option<Part> {
        let alt =
            self.dom.attribute(node, "alt").map(|alt| text::sanitize_line(alt.trim()).into_owned()).unwrap_or_default();
        let source = media::source(self.dom, node);
        if source.is_some_and(|source| media::is_spacer(self.dom, node, source)) {
            return None;
        }
        let Some(address) = source.and_then(|source| self.picture_address(source)) else {
            return (!alt.is_empty()).then_some(Part::Text(alt));
        };
        Some(Part::Element(Element {
            name: "img",
            attributes: vec![("src", address), ("alt", alt)],
            parts: Vec::new(),
        }))
    }

    fn picture_address(&self, source: &str) -> Option<String> {
        let data = ["data:image/png;", "data:image/jpeg;", "data:image/gif;", "data:image/webp;"];
        match data.iter().any(|kind| source.starts_with(kind)) {
            true => Some(text::sanitize_line(source).into_owned()),
            false => self.safe(source),
        }
    }

    /// What a page cannot hold itself: its title, with a link to it.
    fn embed(&mut self, node: NodeId, label: &str, out: &mut Vec<Part>) {
        let dom = self.dom;
        let source = |at| ["src", "data", "data-src"].into_iter().find_map(|name| self.address(at, name));
        let inner = || {
            dom.descendants(node).filter(|&at| matches!(dom.name(at), "source" | "embed" | "iframe")).find_map(source)
        };
        let Some(address) = source(node).or_else(inner) else { return out.extend(self.children(node)) };
        let title = ["title", "aria-label"].into_iter().find_map(|name| dom.attribute(node, name)).map(spaced);
        let title = title.filter(|title| !title.trim().is_empty()).unwrap_or_else(|| address.clone());
        let text = Part::Text(format!("{label} {title}"));
        if out.last().is_some_and(|before| !before.is_block()) {
            out.push(element("br", Vec::new()));
        }
        out.push(Part::Element(Element { name: "a", attributes: vec![("href", address)], parts: vec![text] }));
        out.push(element("br", Vec::new()));
    }

    fn code(&self, node: NodeId) -> Option<Part> {
        let (code, language) = code::code_of(self.dom, node);
        let text = text::sanitize(&code).trim_end().to_owned();
        (!text.is_empty()).then_some(Part::Code { text, language })
    }

    fn input(&self, node: NodeId) -> Option<Part> {
        let mut attributes = vec![("type", "checkbox".to_owned()), ("disabled", String::new())];
        if self.dom.attribute(node, "checked").is_some() {
            attributes.push(("checked", String::new()));
        }
        let is_box = matches!(self.dom.attribute(node, "type"), Some("checkbox" | "radio"));
        is_box.then(|| Part::Element(Element { name: "input", attributes, parts: Vec::new() }))
    }

    fn table(&mut self, node: NodeId, out: &mut Vec<Part>) {
        let rows = table::rows(self.dom, node);
        if let Some(caption) = self.dom.children(node).find(|&child| self.dom.name(child) == "caption") {
            out.push(self.kept(caption, "p"));
        }
        if table::is_layout(self.dom, node, &rows) {
            for &cell in rows.iter().flat_map(|(_, cells)| cells) {
                let part = element("div", self.children(cell));
                out.extend((!part.is_empty()).then_some(part));
            }
            return;
        }
        let headers = table::header_rows(self.dom, &rows);
        let mut parts = Vec::with_capacity(rows.len());
        for (number, (_, cells)) in rows.iter().enumerate() {
            let name = |cell| if number < headers || self.dom.name(cell) == "th" { "th" } else { "td" };
            let named: Vec<_> = cells.iter().map(|&cell| (cell, name(cell))).collect();
            parts.push(element("tr", named.into_iter().map(|(cell, name)| self.kept(cell, name)).collect()));
        }
        out.push(element("table", parts));
    }
}

/// The name under which an element goes out; none of which only the content does.
fn name_of(name: &str) -> Option<&'static str> {
    Some(match name {
        "p" => "p",
        "h1" => "h1",
        "h2" => "h2",
        "h3" => "h3",
        "h4" => "h4",
        "h5" => "h5",
        "h6" => "h6",
        "ul" | "menu" | "dir" => "ul",
        "ol" => "ol",
        "li" => "li",
        "dl" => "dl",
        "dt" => "dt",
        "dd" => "dd",
        "blockquote" => "blockquote",
        "figure" => "figure",
        "figcaption" => "figcaption",
        "details" => "details",
        "summary" => "summary",
        "a" => "a",
        "b" | "strong" => "strong",
        "i" | "em" | "cite" | "dfn" | "var" => "em",
        "s" | "del" | "strike" => "del",
        "ins" => "ins",
        "mark" => "mark",
        "kbd" => "kbd",
        "code" | "tt" | "samp" => "code",
        "sub" => "sub",
        "sup" => "sup",
        "small" => "small",
        "abbr" | "acronym" => "abbr",
        "q" => "q",
        "ruby" => "ruby",
        "rt" => "rt",
        "div" | "section" | "article" | "aside" | "header" | "footer" | "main" | "nav" | "hgroup" | "address"
        | "center" | "form" | "fieldset" | "legend" | "search" | "dialog" => "div",
        _ => return None,
    })
}

/// Sanitised text with each run of HTML's white space as one space.
fn spaced(text: &str) -> String {
    let clean = text::sanitize(text);
    let mut out = String::with_capacity(clean.len());
    for c in clean.chars() {
        match c {
            ' ' | '\n' | '\t' if out.ends_with(' ') => {}
            ' ' | '\n' | '\t' => out.push(' '),
            _ => out.push(c),
        }
    }
    out
}
