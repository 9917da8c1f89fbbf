//! A parsed body, ready to be set at any width.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;
use std::sync::{Mutex, PoisonError};

use super::address::Base;
use super::compose::Composer;
use super::content::{Content, Node, Style};
use super::flow::{Flow, Manner};
use super::highlight::Highlighter;
use super::set::{self, Setter};
use super::{Heading, Line, Page, Place, Role, html, markdown, plain, reading};
use crate::article::{Body, BodyKind, Meta};
use crate::html::{MAX_BODY, capped, parse};
use crate::text::Ambiguous;

/// How pages are set.
#[derive(Debug, Clone, PartialEq)]
pub struct Options {
    /// Relative addresses are resolved against it.
    pub base: Option<String>,
    pub labels: Labels,
    pub ambiguous: Ambiguous,
    /// One space between Han and Latin or digits where the text has none.
    pub gap: bool,
    /// Right-to-left text in reading order, for terminals that write from left to right only.
    pub bidi: bool,
    /// The numbered list of links at the end of the page.
    pub link_list: bool,
    pub code_lines: CodeLines,
    /// Code in colour by language.
    pub highlight: bool,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            base: None,
            labels: Labels::default(),
            ambiguous: Ambiguous::Narrow,
            gap: false,
            bidi: true,
            link_list: true,
            code_lines: CodeLines::Wrap,
            highlight: true,
        }
    }
}

/// What becomes of code lines longer than the page is wide.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum CodeLines {
    /// Wrapped, with a mark.
    #[default]
    Wrap,
    /// Kept whole: the page scrolls sideways.
    Scroll,
}

/// The words that pages say themselves, in the reader's language.
#[derive(Debug, Clone, PartialEq)]
pub struct Labels {
    pub image: &'static str,
    pub video: &'static str,
    pub audio: &'static str,
    pub embed: &'static str,
    pub links: &'static str,
    pub truncated: &'static str,
}

impl Default for Labels {
    fn default() -> Labels {
        Labels {
            image: "图",
            video: "视频",
            audio: "音频",
            embed: "嵌入",
            links: "链接",
            truncated: "（正文过长，此后略去）",
        }
    }
}

/// What stands above the body: the title, and lines of meta already in words.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Head {
    pub title: String,
    pub meta: Vec<String>,
}

/// A body parsed once, to be set at any width.
pub struct Document {
    content: Content,
    manner: Manner,
    code_lines: CodeLines,
    outline: Vec<Heading>,
    anchors: BTreeMap<String, Place>,
    /// Parts of the content, set one after the other: small ones are quicker and need less memory.
    parts: Vec<Range<usize>>,
    /// The parts as they were flowed last: most resizes can use them again.
    flows: Mutex<Vec<Flow>>,
}

/// Bytes of text in one part.
const PART: usize = 4 << 10;

impl Document {
    /// Parses `body`; never fails. `head` is set above it by the same rules, where it is given.
    pub fn parse(head: Option<&Head>, body: &Body, options: &Options) -> Document {
        let manner = Manner { ambiguous: options.ambiguous, gap: options.gap, bidi: options.bidi };
        let highlighter = options.highlight.then(Highlighter::default);
        let mut composer = Composer::new(options.labels.clone(), manner, highlighter);
        if let Some(head) = head {
            compose_head(head, &mut composer);
        }
        let body_starts = composer.content.text.len();
        compose_body(body, options, &mut composer);
        composer.content.reading = reading::count(composer.content.text.get(body_starts..).unwrap_or_default());
        if body.text.len() > MAX_BODY {
            composer.note(options.labels.truncated);
        }
        if options.link_list {
            composer.list_links(options.labels.links);
        }
        let mut content = composer.done();
        if let Some(head) = head {
            drop_repeated_title(&mut content, &head.title);
        }
        Document::new(content, manner, options.code_lines)
    }

    fn new(content: Content, manner: Manner, code_lines: CodeLines) -> Document {
        let setter = Setter { content: &content, manner, code_lines };
        let outline = content.blocks.iter().zip(0..).filter_map(|(block, number)| match block.role {
            Role::Heading(level) if block.owner.is_none() => {
                let text = content.block_words(block);
                Some(Heading { level, text, place: setter.place(number, 0) })
            }
            _ => None,
        });
        let outline = outline.collect();
        let anchors = content.anchors.iter().map(|(id, &(number, byte))| {
            let before = content.block(number).and_then(|block| content.block_text(block).get(..byte));
            (id.clone(), setter.place(number, set::characters(before.unwrap_or_default())))
        });
        let anchors = anchors.collect();
        let parts = parts(&content);
        Document { outline, anchors, content, manner, code_lines, parts, flows: Mutex::default() }
    }

    /// The page at `width` columns.
    pub fn set(&self, width: usize) -> Page {
        self.set_beginning(width, usize::MAX)
    }

    /// The beginning of the page, with at least `lines` lines unless it has fewer: what the first screen
    /// of a very long article can be drawn from while [`Document::set`] is still at work.
    pub fn set_beginning(&self, width: usize, lines: usize) -> Page {
        Page {
            width,
            lines: self.lines(width, lines),
            links: self.content.links.clone(),
            images: self.content.images.clone(),
            outline: self.outline.clone(),
            anchors: self.anchors.clone(),
            notes: self.content.notes.clone(),
            reading: self.content.reading,
        }
    }

    fn lines(&self, width: usize, least: usize) -> Vec<Line> {
        let setter = Setter { content: &self.content, manner: self.manner, code_lines: self.code_lines };
        let mut flows = self.flows.lock().unwrap_or_else(PoisonError::into_inner);
        let mut lines = Vec::new();
        let mut before = None;
        for (number, part) in self.parts.iter().enumerate() {
            if !flows.get(number).is_some_and(|flow| flow.fits(width)) {
                let nodes = self.content.nodes.get(part.clone()).unwrap_or_default();
                let flow = Flow::new(&self.content, nodes, self.manner, width);
                flows.truncate(number);
                flows.push(flow);
            }
            let set = flows.get(number).and_then(|flow| setter.flow(flow, width, &mut before, &mut lines));
            if set.is_none() {
                return setter.without_flow(width);
            }
            if lines.len() >= least {
                break;
            }
        }
        lines
    }
}

/// The top of the content in parts of about [`PART`] bytes of text.
fn parts(content: &Content) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    let (mut start, mut size) = (0, 0);
    for (number, node) in content.nodes.iter().enumerate() {
        size += content.text_size(node);
        if size >= PART {
            parts.push(start..number + 1);
            (start, size) = (number + 1, 0);
        }
    }
    parts.push(start..content.nodes.len());
    parts
}

impl fmt::Debug for Document {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Document").field("content", &self.content).finish_non_exhaustive()
    }
}

fn compose_head(head: &Head, composer: &mut Composer) {
    composer.role = Role::Title;
    composer.text(&head.title, Style::default());
    composer.finish();
    composer.role = Role::Meta;
    for line in &head.meta {
        composer.text(line, Style::default());
        composer.finish();
    }
    composer.role = Role::Text;
    composer.content.head = composer.content.blocks.len();
    composer.margin();
}

/// A body that begins with its title once more, as scraped pages do, does not show it twice.
fn drop_repeated_title(content: &mut Content, title: &str) {
    let Some(first) = content.blocks.get(content.head) else { return };
    let words = |text: &str| text.split_whitespace().collect::<String>();
    if !matches!(first.role, Role::Heading(1 | 2)) || words(&content.block_words(first)) != words(title) {
        return;
    }
    let number = content.head;
    let is_first = |node: &Node| matches!(node, Node::Block(block) if usize::try_from(*block) == Ok(number));
    if let Some(at) = content.nodes.iter().position(is_first) {
        content.nodes.remove(at);
        if let Some(block) = content.blocks.get_mut(number) {
            block.role = Role::Title;
        }
    }
}

fn compose_body(body: &Body, options: &Options, composer: &mut Composer) {
    let text = capped(&body.text);
    let base = Base::new(options.base.as_deref());
    match body.kind {
        BodyKind::Html => html::read(&parse(text), base, composer),
        BodyKind::Markdown => html::read(&parse(&markdown::to_html(text)), base, composer),
        BodyKind::Text => plain::read(text, composer),
    }
}

/// Options for an article: its own address is what links are resolved against.
impl Options {
    #[must_use]
    pub fn for_article(&self, meta: &Meta) -> Options {
        Options { base: meta.link.clone(), ..self.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(title: &str, html: &str) -> Vec<String> {
        let head = Head { title: title.to_owned(), meta: Vec::new() };
        let body = Body { kind: BodyKind::Html, text: html.to_owned() };
        let page = Document::parse(Some(&head), &body, &Options::default()).set(40);
        page.lines.iter().map(Line::text).collect()
    }

    #[test]
    fn a_title_that_the_body_repeats_is_shown_once() {
        assert_eq!(texts("港口 一年", "<h1>港口一年</h1><p>正文</p>"), ["港口 一年", "", "正文"]);
        assert_eq!(texts("港口", "<h1>码头</h1><p>正文</p>"), ["港口", "", "码头", "", "正文"]);
        assert_eq!(texts("港口", "<p>正文</p><h1>港口</h1>"), ["港口", "", "正文", "", "港口"]);
    }
}
