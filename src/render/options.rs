//! What a caller can choose about a page.
//!
//! Owns the options and their defaults. Knows nothing of how any of them is carried out.

use crate::article::Meta;
use crate::text::Ambiguous;

/// How pages are set.
#[derive(Debug, Clone, PartialEq)]
pub struct Options {
    /// The address that relative addresses are resolved against.
    pub base: Option<String>,
    /// The words that a page adds to an article's own.
    pub labels: Labels,
    /// The columns that characters of ambiguous width take.
    pub ambiguous: Ambiguous,
    /// Adds one space between Han and Latin or digits where the text has none.
    pub gap: bool,
    /// Puts right-to-left text into visual order, for terminals that write from left to right only.
    pub bidi: bool,
    /// Adds the numbered list of links at the end of the page.
    pub link_list: bool,
    /// What happens to long lines of code.
    pub code_lines: CodeLines,
    /// Colours code by its language.
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

impl Options {
    /// The options for one article: links are resolved against the article's own address.
    #[must_use]
    pub fn for_article(&self, meta: &Meta) -> Options {
        Options { base: meta.link.clone(), ..self.clone() }
    }

    /// The part of the options that says how lines are made.
    pub(super) fn typesetting(&self) -> Typesetting {
        Typesetting { ambiguous: self.ambiguous, gap: self.gap, bidi: self.bidi, code_lines: self.code_lines }
    }
}

/// How lines are made, at any width.
#[derive(Debug, Clone, Copy)]
pub(super) struct Typesetting {
    pub ambiguous: Ambiguous,
    pub gap: bool,
    pub bidi: bool,
    pub code_lines: CodeLines,
}

/// What happens to lines of code that are wider than the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum CodeLines {
    /// They are wrapped, with a mark.
    #[default]
    Wrap,
    /// They stay whole: the page scrolls sideways.
    Scroll,
}

/// The words that a page adds to an article's own, in the reader's language.
#[derive(Debug, Clone, PartialEq)]
pub struct Labels {
    /// Names a picture.
    pub image: &'static str,
    /// Names a video.
    pub video: &'static str,
    /// Names a sound.
    pub audio: &'static str,
    /// Names any other embedded thing.
    pub embed: &'static str,
    /// The heading of the list of links.
    pub links: &'static str,
    /// Says that the body was too long and was cut.
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

/// What is set above the body: the title, and lines of metadata already put into words.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Head {
    /// The article's title.
    pub title: String,
    /// Source, date and the like, one entry a line.
    pub meta: Vec<String>,
}
