//! What a set page is made of.
//!
//! Owns lines, spans and their roles. Knows nothing of how they are made.

use std::collections::BTreeMap;

use crate::article::Place;
use crate::text::{self, Ambiguous};

/// An article set in lines of a width.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Page {
    /// Columns that the page was set for. No line is wider, but for code that scrolls sideways.
    pub width: usize,
    /// From the top.
    pub lines: Vec<Line>,
    /// In the order of their numbers: link `n` of a span is `links[n]`, shown as `[n+1]`.
    pub links: Vec<Link>,
    /// In the order of their numbers: `images[n]` is shown as `[图 n+1]`.
    pub images: Vec<Image>,
    /// The headings outside of tables, in order.
    pub outline: Vec<Heading>,
    /// Ids and names in the page that links may lead to.
    pub anchors: BTreeMap<String, Place>,
    /// What had to be left out or cut, for the person to know.
    pub notes: Vec<String>,
    /// How much there is to read in the body.
    pub reading: Reading,
}

/// One line of a page.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Line {
    /// From left to right.
    pub spans: Vec<Span>,
    /// Where in the text the line begins.
    pub place: Place,
}

/// A run of text of one kind. Holds no control characters.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Span {
    /// What it shows.
    pub text: String,
    /// What it is.
    pub role: Role,
    /// Strong, emphasised and the like.
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
    /// Text of a paragraph.
    #[default]
    Text,
    /// The article's title, on top.
    Title,
    /// Source, date, category, reading time below the title.
    Meta,
    /// A heading of a level from 1 to 6.
    Heading(u8),
    /// The bar in front of quoted lines.
    QuoteBar,
    /// Quoted text.
    Quote,
    /// The bullet or number of an item.
    ListMark,
    /// The text of a link.
    Link,
    /// The number after a link, `[3]`.
    LinkNumber,
    /// `[图 alt]`.
    Image,
    /// What is written below a picture or above a table.
    Caption,
    /// Code inside a paragraph.
    InlineCode,
    /// A line of a code block.
    Code,
    /// A keyword of code.
    CodeKeyword,
    /// A string of code.
    CodeString,
    /// A comment of code.
    CodeComment,
    /// A number of code.
    CodeNumber,
    /// A type of code.
    CodeType,
    /// A function of code.
    CodeFunction,
    /// The mark of a wrapped line of code.
    CodeWrap,
    /// A bar or rule of a table.
    TableRule,
    /// A cell that names a column or a row.
    TableHeader,
    /// A horizontal rule.
    Rule,
    /// A formula.
    Math,
    /// A reading in brackets: 漢(かん).
    Ruby,
    /// The number of a footnote.
    Footnote,
    /// A titled line for audio, video and other things a terminal cannot show.
    Embed,
    /// A note of Kanbao itself: something was left out here.
    Notice,
}

/// How text looks within its role: a set of bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub struct Attributes(u16);

impl Attributes {
    /// The empty set.
    pub const NONE: Attributes = Attributes(0);
    /// Bold.
    pub const STRONG: Attributes = Attributes(1);
    /// Italic.
    pub const EMPHASIS: Attributes = Attributes(2);
    /// Struck out.
    pub const DELETED: Attributes = Attributes(4);
    /// Underlined.
    pub const INSERTED: Attributes = Attributes(8);
    /// Highlighted.
    pub const MARKED: Attributes = Attributes(16);
    /// Small print.
    pub const SMALL: Attributes = Attributes(32);
    /// A key of the keyboard.
    pub const KEY: Attributes = Attributes(64);

    /// Both sets together.
    #[must_use]
    pub const fn with(self, other: Attributes) -> Attributes {
        Attributes(self.0 | other.0)
    }

    /// Whether all of `other` is in the set.
    pub const fn has(self, other: Attributes) -> bool {
        self.0 & other.0 == other.0
    }
}

/// A link of the page.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Link {
    /// Whole address, resolved against the article's own; `#id` for a link inside the page.
    pub address: String,
    /// What it is called on the page.
    pub text: String,
    /// The real host in letters that cannot deceive (punycode where it differs).
    pub host: String,
}

/// A picture of the page.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Image {
    /// Whole address, resolved against the article's own; of a data address the beginning.
    pub address: String,
    /// What it shows, in words.
    pub alt: String,
}

/// A heading of the page.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Heading {
    /// 1 to 6.
    pub level: u8,
    /// Its text on one line.
    pub text: String,
    /// Where it is in the text.
    pub place: Place,
}

/// How much there is to read.
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
