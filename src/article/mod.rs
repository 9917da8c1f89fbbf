//! One article: bytes to title, meta, body and a list of problems. Reading never fails.
//!
//! Owns charset, front matter, dates, categories, the missing title and the article's identity.
//! Knows nothing of files, threads, the clock, and how a page is set.

mod charset;
mod clean_line;
mod date;
mod front_matter;
mod gbk_guess;
mod id;
mod meta;
mod read;
mod title;

pub use id::ArticleId;
pub use read::{Source, read, read_head, read_listed};

use jiff::Timestamp;

/// One article as its file gives it, with everything that was odd about it.
#[derive(Debug, Clone, PartialEq)]
pub struct Article {
    /// Who the article is, across folders, hosts and libraries.
    pub id: ArticleId,
    /// What the front matter says, and what stands in for what it does not say.
    pub meta: Meta,
    /// The text below the front matter, decoded.
    pub body: Body,
    /// What a person should know: nothing when the file is tidy.
    pub problems: Vec<Problem>,
}

/// What is known of an article besides its text. All strings are decoded, sanitised single lines.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Meta {
    /// Never empty: first heading, `<title>`, first words or file name stand in.
    pub title: String,
    /// Paths of categories, outermost first: `[["金融", "证券时报网", "要闻"]]`.
    pub categories: Vec<Vec<String>>,
    pub tags: Vec<String>,
    pub authors: Vec<String>,
    pub date: Option<Date>,
    pub image: Option<String>,
    /// The address of the article, which relative links are resolved against.
    pub link: Option<String>,
    pub guid: Option<String>,
    pub lang: Option<String>,
    pub description: Option<String>,
    /// Fields of the front matter that Kanbao has no use for, in the file's order.
    pub other: Vec<(String, String)>,
}

/// When an article was published, and how it is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Date {
    pub at: Timestamp,
    pub source: DateSource,
}

/// Where a date comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateSource {
    /// The front matter.
    Written,
    /// The file's time stands in for a date that is missing or not to be understood.
    FileTime,
}

/// The text of an article below its front matter.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Body {
    pub kind: BodyKind,
    pub text: String,
}

/// The language that a body is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub enum BodyKind {
    /// A body that starts with a tag.
    #[default]
    Html,
    Markdown,
    /// A `.txt` file: lines as they are.
    Text,
}

/// One thing about an article that a person should know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Line of the file, from 1, where there is a place to point at.
    pub line: Option<usize>,
    pub what: String,
}

/// A place in an article that is the same at every width: the block, and the characters of the
/// block's text before it (white space not counted).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Hash)]
pub struct Place {
    pub block: u32,
    pub character: u32,
}
