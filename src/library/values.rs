//! What a library is made from and what it returns: plain values.

use std::path::PathBuf;

use jiff::Timestamp;

use crate::article::{ArticleId, DateSource, Problem};

/// Which files are the library and how they are read.
#[derive(Debug, Clone)]
pub struct Options {
    /// Folders or single files.
    pub roots: Vec<PathBuf>,
    /// The folder of index files. If it is `None` or cannot be written to, the index is kept in memory.
    pub cache: Option<PathBuf>,
    /// The zone of dates written without one, and of the days in queries.
    pub zone: jiff::tz::TimeZone,
}

/// The number of an article in the index, from 1; valid for as long as the library is open.
pub type Key = i64;

/// One line of the list. All strings are sanitised.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// The article's number in this index.
    pub key: Key,
    /// The article's id, the same in every index.
    pub id: ArticleId,
    /// The title.
    pub title: String,
    /// The last author, or else the source that the category path names.
    pub author: String,
    /// The first path of categories.
    pub category: Vec<String>,
    /// The date, and where it is from.
    pub date: Option<(Timestamp, DateSource)>,
    /// True if the file has problems.
    pub untidy: bool,
}

/// All facts about an article in the index.
#[derive(Debug, Clone, PartialEq)]
pub struct Details {
    /// Its line of the list.
    pub row: Row,
    /// Paths of categories.
    pub categories: Vec<Vec<String>>,
    /// The authors, in order.
    pub authors: Vec<String>,
    /// The tags of the file, without those that the person gave.
    pub tags: Vec<String>,
    /// The language.
    pub lang: Option<String>,
    /// Problems of the file; those of the body are included once it is indexed.
    pub problems: Vec<Problem>,
}

/// The hits of a query.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Hits {
    /// In the requested order; at most as many as the limit.
    pub keys: Vec<Key>,
    /// How many there are in all; `None` where the search stopped at the limit.
    pub total: Option<usize>,
}

/// How many articles there are of a kind, and how many of them are unread.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Tally {
    /// All of them.
    pub all: usize,
    /// The unread ones.
    pub unread: usize,
}

impl Tally {
    /// One article.
    pub fn one(unread: bool) -> Tally {
        Tally { all: 1, unread: unread.into() }
    }
}

impl std::ops::AddAssign for Tally {
    fn add_assign(&mut self, other: Tally) {
        self.all += other.all;
        self.unread += other.unread;
    }
}

impl std::iter::Sum for Tally {
    fn sum<I: Iterator<Item = Tally>>(tallies: I) -> Tally {
        tallies.fold(Tally::default(), |mut sum, tally| {
            sum += tally;
            sum
        })
    }
}

/// One value of a facet with its count under a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Count {
    /// The name of the author or tag.
    pub value: String,
    /// How many articles have it.
    pub count: Tally,
}

/// Counts by every facet under a query.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Facets {
    /// Paths of categories, parents before children.
    pub categories: Vec<(Vec<String>, Tally)>,
    /// Most first, at most 500.
    pub authors: Vec<Count>,
    /// Tags of the person and of the files, most first, at most 500.
    pub tags: Vec<Count>,
    /// By year and month (1–12), newest first.
    pub months: Vec<((i16, i8), Tally)>,
    /// Unread articles.
    pub unread: usize,
    /// Starred articles.
    pub starred: Tally,
    /// Articles of the reading list.
    pub queued: Tally,
    /// Articles whose files have problems.
    pub untidy: Tally,
    /// All articles under the query.
    pub total: usize,
}

/// The marks of an article, as far as queries can test them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Marked {
    /// The article.
    pub id: ArticleId,
    /// True if it was read.
    pub read: bool,
    /// True if it is starred.
    pub starred: bool,
    /// True if it is on the reading list.
    pub queued: bool,
    /// The tags that the person gave it.
    pub tags: Vec<String>,
}
