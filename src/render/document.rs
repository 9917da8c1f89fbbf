//! A parsed body, ready to be set at any width.

use std::collections::BTreeMap;
use std::fmt;

use super::address::AddressBase;
use super::content::compose::Composer;
use super::content::{BlockTree, Content, Style};
use super::highlight::Highlighter;
use super::options::{Head, Options, Typesetting};
use super::set::{self, BlockSetter};
use super::{Heading, Page, Place, Role, html, plain_text, reading};
use crate::article::{Body, BodyKind};
use crate::html::{capped, markdown_to_html, parse};

/// A body parsed once, to be set at any width.
pub struct Document {
    content: Content,
    typesetting: Typesetting,
    outline: Vec<Heading>,
    anchors: BTreeMap<String, Place>,
}

impl Document {
    /// Parses `body`; never fails. `head` is set above it by the same rules, where it is given.
    pub fn parse(head: Option<&Head>, body: &Body, options: &Options) -> Document {
        let typesetting = options.typesetting();
        let mut content = content(head, body, options, false);
        set::measure_tables(&mut content, typesetting);
        Document::new(content, typesetting)
    }

    fn new(content: Content, typesetting: Typesetting) -> Document {
        let setter = BlockSetter { content: &content, typesetting };
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
        Document { outline, anchors, content, typesetting }
    }

    /// The page at `width` columns.
    pub fn set(&self, width: usize) -> Page {
        self.set_beginning(width, usize::MAX)
    }

    /// The beginning of the page, with at least `lines` lines unless it has fewer: what the first screen
    /// of a very long article can be drawn from while [`Document::set`] is still at work.
    pub fn set_beginning(&self, width: usize, lines: usize) -> Page {
        let setter = BlockSetter { content: &self.content, typesetting: self.typesetting };
        Page {
            width,
            lines: setter.lines(&self.content.nodes, width, lines),
            links: self.content.links.clone(),
            images: self.content.images.clone(),
            outline: self.outline.clone(),
            anchors: self.anchors.clone(),
            notes: self.content.notes.clone(),
            reading: self.content.reading,
        }
    }
}

impl fmt::Debug for Document {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Document").field("content", &self.content).finish_non_exhaustive()
    }
}

/// What `body` says, below its head. `keep_data`: pictures written into the page keep their bytes.
pub(super) fn content(head: Option<&Head>, body: &Body, options: &Options, keep_data: bool) -> Content {
    let highlighter = options.highlight.then(Highlighter::default);
    let mut composer = Composer::new(options.labels.clone(), highlighter);
    composer.keep_data = keep_data;
    if let Some(head) = head {
        compose_head(head, &mut composer);
    }
    let body_starts = composer.content.text.len();
    let is_cut = compose_body(body, options, &mut composer);
    composer.content.reading = reading::count(composer.content.text.get(body_starts..).unwrap_or_default());
    if is_cut {
        composer.note(options.labels.truncated);
    }
    if options.link_list {
        composer.list_links(options.labels.links);
    }
    let mut content = composer.done();
    if let Some(head) = head {
        drop_repeated_title(&mut content, &head.title);
    }
    content
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
    let is_first = |node: &BlockTree| matches!(node, BlockTree::Block(block) if usize::try_from(*block) == Ok(number));
    if let Some(at) = content.nodes.iter().position(is_first) {
        content.nodes.remove(at);
        if let Some(block) = content.blocks.get_mut(number) {
            block.role = Role::Title;
        }
    }
}

/// Composes `body`; true if its end is left out.
fn compose_body(body: &Body, options: &Options, composer: &mut Composer) -> bool {
    let text = capped(&body.text);
    let dom = match body.kind {
        BodyKind::Html => parse(text),
        BodyKind::Markdown => parse(&markdown_to_html(text)),
        BodyKind::Text => {
            plain_text::read(text, composer);
            return text.len() < body.text.len();
        }
    };
    html::read(&dom, AddressBase::new(options.base.as_deref()), composer);
    dom.is_cut() || text.len() < body.text.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::Line;

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
