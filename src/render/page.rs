//! What a set page is made of.

use std::collections::BTreeMap;

use crate::article::Place;
use crate::text::{self, Ambiguous};

/// An article set in lines of a width.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Page {
    /// Columns that the page was set for. No line is wider, but for code that scrolls sideways.
    pub width: usize,
    pub lines: Vec<Line>,
    /// In the order of their numbers: link `n` of a span is `links[n]`, shown as `[n+1]`.
    pub links: Vec<Link>,
    pub images: Vec<Image>,
    pub outline: Vec<Heading>,
    /// Ids and names in the page that links may lead to.
    pub anchors: BTreeMap<String, Place>,
    /// What had to be left out or cut, for the person to know.
    pub notes: Vec<String>,
    pub reading: Reading,
}

/// One line of a page.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Line {
    pub spans: Vec<Span>,
    /// Where in the text the line begins.
    pub place: Place,
}

/// A run of text of one kind. Holds no control characters.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Span {
    pub text: String,
    pub role: Role,
    pub attributes: Attributes,
    /// Index in [`Page::links`].
    pub link: Option<usize>,
}

impl Span {
    /// Text in a role, with nothing else to it.
    pub fn new(text: impl Into<String>, role: Role) -> Span {
        Span { text: text.into(), role, ..Span::default() }
    }

    /// Plain spaces.
    pub(super) fn spaces(columns: usize) -> Span {
        Span::new(" ".repeat(columns), Role::Text)
    }
}

/// The columns that `spans` take together.
pub(super) fn width_of(spans: &[Span], ambiguous: Ambiguous) -> usize {
    spans.iter().map(|span| text::width(&span.text, ambiguous)).sum()
}

/// What a span is, which a theme turns into a style.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub enum Role {
    #[default]
    Text,
    /// The article's title, on top.
    Title,
    /// Source, date, category, reading time below the title.
    Meta,
    /// By level, 1 to 6.
    Heading(u8),
    /// The bar in front of quoted lines.
    QuoteBar,
    Quote,
    /// Bullet or number of a list's item.
    ListMark,
    Link,
    /// The number behind a link, `[3]`.
    LinkNumber,
    /// `[图 alt]`.
    Image,
    Caption,
    /// Code inside a paragraph.
    InlineCode,
    Code,
    CodeKeyword,
    CodeString,
    CodeComment,
    CodeNumber,
    CodeType,
    CodeFunction,
    /// The mark of a wrapped line of code.
    CodeWrap,
    TableRule,
    TableHeader,
    /// A horizontal rule.
    Rule,
    Math,
    Ruby,
    Footnote,
    /// A titled line for audio, video and other things a terminal cannot show.
    Embed,
    /// What Kanbao says itself: something was cut here.
    Notice,
}

/// What is told by type, not by role: bits of a set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub struct Attributes(u16);

impl Attributes {
    pub const NONE: Attributes = Attributes(0);
    pub const STRONG: Attributes = Attributes(1);
    pub const EMPHASIS: Attributes = Attributes(2);
    pub const DELETED: Attributes = Attributes(4);
    pub const INSERTED: Attributes = Attributes(8);
    pub const MARKED: Attributes = Attributes(16);
    pub const SMALL: Attributes = Attributes(32);
    pub const KEY: Attributes = Attributes(64);

    /// Both sets together.
    #[must_use]
    pub const fn with(self, other: Attributes) -> Attributes {
        Attributes(self.0 | other.0)
    }

    /// True when all of `other` is in the set.
    pub const fn has(self, other: Attributes) -> bool {
        self.0 & other.0 == other.0
    }
}

/// A link of the page.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Link {
    /// Whole address, resolved against the article's own; `#id` for a link inside the page.
    pub address: String,
    pub text: String,
    /// The real host in letters that cannot deceive (punycode where it differs).
    pub host: String,
}

/// A picture of the page.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Image {
    pub address: String,
    pub alt: String,
}

/// A heading of the page.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Heading {
    /// 1 to 6.
    pub level: u8,
    pub text: String,
    pub place: Place,
}

/// How long a page takes to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Reading {
    /// Han characters, kana and hangul syllables.
    pub characters: usize,
    /// Words of other scripts.
    pub words: usize,
}

impl Reading {
    /// Minutes to read, at 400 characters or 220 words a minute; at least 1.
    pub fn minutes(&self) -> usize {
        (self.characters * 220 + self.words * 400).div_ceil(400 * 220).max(1)
    }
}

impl Line {
    /// The line's text without its roles.
    pub fn text(&self) -> String {
        self.spans.iter().map(|span| span.text.as_str()).collect()
    }
}

impl Page {
    /// The line that shows `place`: the last that begins at or before it.
    pub fn line_of(&self, place: Place) -> usize {
        self.lines.partition_point(|line| line.place <= place).saturating_sub(1)
    }
}
