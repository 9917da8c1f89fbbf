//! What a library is made from and what it returns: plain values.

use std::path::PathBuf;

use jiff::Timestamp;

use crate::article::{ArticleId, DateSource, Problem};

/// Where a library is and how it is read.
#[derive(Debug, Clone)]
pub struct Options {
    /// Folders or single files.
    pub roots: Vec<PathBuf>,
    /// Where index files live; `None`, or a folder that cannot be written: the index is in memory.
    pub cache: Option<PathBuf>,
    /// The zone of dates written without one, and of the days that queries name.
    pub zone: jiff::tz::TimeZone,
}

/// An article in this library, for as long as the library is open. Grows with no meaning of its own.
pub type Key = i64;

/// One line of the list. All strings are sanitised.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    pub key: Key,
    pub id: ArticleId,
    pub title: String,
    /// The last author, else the source named by the category path.
    pub author: String,
    /// The first path of categories.
    pub category: Vec<String>,
    pub date: Option<(Timestamp, DateSource)>,
    pub untidy: bool,
}

/// All that the index knows of an article.
#[derive(Debug, Clone, PartialEq)]
pub struct Details {
    pub row: Row,
    pub categories: Vec<Vec<String>>,
    pub authors: Vec<String>,
    /// The file's tags, not the person's own.
    pub tags: Vec<String>,
    pub lang: Option<String>,
    /// What was odd about the file; those of the body are there once it is indexed.
    pub problems: Vec<Problem>,
}

/// What a query found.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Hits {
    /// In the order asked for; at most as many as the limit.
    pub keys: Vec<Key>,
    /// How many there are in all, where that is already known.
    pub total: Option<usize>,
}

/// How many articles there are of a kind, and how many of them are unread.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Tally {
    pub all: usize,
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
    pub value: String,
    pub count: Tally,
}

/// Counts by every facet under a query.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Facets {
    /// Parents before children; `value` of a path is its last part.
    pub categories: Vec<(Vec<String>, Tally)>,
    /// Most first, at most some hundreds.
    pub authors: Vec<Count>,
    /// The person's own and the files' tags, most first.
    pub tags: Vec<Count>,
    /// By year and month (1–12), newest first.
    pub months: Vec<((i16, i8), Tally)>,
    pub unread: usize,
    pub starred: Tally,
    pub queued: Tally,
    pub untidy: Tally,
    pub total: usize,
}

/// The state of an article that queries may ask for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Marked {
    pub id: ArticleId,
    pub read: bool,
    pub starred: bool,
    pub queued: bool,
    pub tags: Vec<String>,
}
