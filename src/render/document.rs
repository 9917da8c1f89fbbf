//! A parsed body, ready to be set at any width.

use super::{Line, Page, Place, Role, Span};
use crate::article::{Body, Meta};
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
#[derive(Debug)]
pub struct Document {
    text: String,
}

impl Document {
    /// Parses `body`; never fails. `head` is set above it by the same rules, where it is given.
    pub fn parse(head: Option<&Head>, body: &Body, _options: &Options) -> Document {
        let title = head.map(|h| format!("{}\n\n", h.title)).unwrap_or_default();
        Document { text: format!("{title}{}", body.text) }
    }

    /// The page at `width` columns.
    pub fn set(&self, width: usize) -> Page {
        let lines = self.text.lines().enumerate().map(|(at, text)| plain_line(at, text)).collect();
        Page { width, lines, ..Page::default() }
    }
}

fn plain_line(at: usize, text: &str) -> Line {
    let span = Span { text: crate::text::sanitize_line(text).into_owned(), role: Role::Text, ..Span::default() };
    Line { spans: vec![span], place: Place { block: u32::try_from(at).unwrap_or(u32::MAX), character: 0 } }
}

/// Options for an article: its own address is what links are resolved against.
impl Options {
    #[must_use]
    pub fn for_article(&self, meta: &Meta) -> Options {
        Options { base: meta.link.clone(), ..self.clone() }
    }
}
