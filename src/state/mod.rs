//! What a person marked: read, star, tags, note, place, reading list, saved queries, panes.
//!
//! Owns the journal (one append-only file of JSON Lines per host), the merge of all hosts' journals,
//! undo and redo. Knows nothing of what articles contain, of the library and the app. The clock is
//! given with each call. How nothing is lost is told in `journal.rs`.
//!
//! # The journal
//!
//! `marks/<host>.jsonl` in the data folder is text, one JSON object per line, and is only ever
//! appended to. Each host writes its own file and reads all of them, so the folder may be shared by
//! several windows, by NFS, Syncthing or git; copies that such programs make of a file in conflict
//! (`<host>.sync-conflict-….jsonl`) are read as one more host's. A line has these fields:
//!
//! | field | meaning |
//! |---|---|
//! | `t` | when: milliseconds since 1970, a count where the clock stood still or went back, a number of the window |
//! | `a` | the article, 32 hexadecimal digits |
//! | `read`, `star` | `true` or `false` |
//! | `tags` | all tags from now on, a list of texts |
//! | `note` | a text |
//! | `place` | where one stopped: block, character in the block, per cent read; or `null` |
//! | `opened` | when it was opened last, milliseconds since 1970 |
//! | `queue` | when it was put on the reading list, milliseconds since 1970; `null` is not on it |
//! | `query`, `is` | a saved query's name; its `query` and `key`, or `null` when it is taken away |
//! | `panes`, `is` | a library; the state of the panes, a text |
//! | `search` | a search that was made |
//! | `was` | what held before; the line belongs to a step that can be undone |
//! | `step` | on the first line of a step (all lines with the same `t`): its label |
//! | `at` | on the same line: when it was made, where `t` had to run ahead of the clock |
//! | `undo`, `redo` | the `t` of a step that the lines with this `t` take back or make again |
//!
//! Per article and mark the line with the latest `t` holds: first the time, then the count; of equal
//! ones the host whose name sorts later, then the higher window. A line's time is never before the
//! latest that its writer has read, on whichever host, so a clock that goes back does no harm. Lines
//! with other fields are of a newer version; they are skipped and kept.
//!
//! Hosts that share the folder need names of their own. Two machines called `localhost` would write the
//! same file, which is safe on one machine only.
//!
//! A line that was cut short (power failure, full disk) is skipped and reported; the next compaction
//! moves it to `<host>.jsonl.torn`. Compaction leaves out lines that no longer count, of the own
//! journal only, and keeps the last 1,000 steps.
//!
//! # The export
//!
//! One JSON object: `format` is `"kanbao marks"`, `version` is 1. `articles` is a list sorted by
//! `id` (32 hexadecimal digits), of objects with those of these fields that are set: `read`,
//! `starred` (`true`), `tags` (list of texts), `note` (text), `place` (`block`, `character`,
//! `percent`), `opened`, `queued` (RFC 3339). `queries` is a list of `name`, `query` and maybe
//! `key`; `searches` a list of texts, newest first. An import sets what the export names, as one step
//! that can be undone, and leaves everything else alone.
//!
//! # Who an article is
//!
//! Marks belong to an [`ArticleId`], which comes from the article's guid or link where it has one of
//! its own: such an article keeps its marks when its title is corrected. One that is known by title,
//! date and authors alone becomes another article then; it is unread again, and what was marked stays
//! in the journal under the old identity, where it comes back when the correction is taken back.

mod batch;
mod book;
mod compact;
mod export;
mod fast;
mod folder;
mod history;
mod journal;
mod line;
pub mod newsboat;
mod store;
mod wanted;
mod watch;

pub use store::Store;
pub use watch::{Watch, watch};

use std::path::PathBuf;

use jiff::Timestamp;

use crate::article::{ArticleId, Place};

/// So many searches are remembered.
pub const SEARCHES: usize = 200;

/// Everything marked about one article.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Mark {
    pub read: bool,
    pub starred: bool,
    pub tags: Vec<String>,
    pub note: String,
    /// Where the person stopped, and how much was read, in per cent.
    pub place: Option<(Place, u8)>,
    pub opened: Option<Timestamp>,
    /// When it was put on the reading list.
    pub queued: Option<Timestamp>,
}

/// One mark that is made.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    Read(ArticleId, bool),
    Star(ArticleId, bool),
    /// All tags of the article from now on.
    Tags(ArticleId, Vec<String>),
    Note(ArticleId, String),
    Place(ArticleId, Place, u8),
    Opened(ArticleId),
    Queue(ArticleId, bool),
    /// A saved query by name: its text and key; `None` takes it away.
    Query(String, Option<SavedQuery>),
    /// The state of the panes, a text of the app's own, by library.
    Panes {
        library: String,
        state: String,
    },
    /// A search that was made, for the history.
    Searched(String),
}

impl Change {
    /// The article that is marked; `None` for queries, panes and searches.
    pub fn article(&self) -> Option<ArticleId> {
        match self {
            Change::Read(id, _)
            | Change::Star(id, _)
            | Change::Tags(id, _)
            | Change::Note(id, _)
            | Change::Place(id, ..)
            | Change::Opened(id)
            | Change::Queue(id, _) => Some(*id),
            Change::Query(..) | Change::Panes { .. } | Change::Searched(_) => None,
        }
    }
}

/// A query with a name and maybe a key of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedQuery {
    pub query: String,
    pub key: Option<String>,
}

/// One step that can be undone: what was done, when, and to how many articles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    pub number: u64,
    pub label: String,
    pub at: Timestamp,
    pub count: usize,
    pub undone: bool,
}

/// Where the marks of all hosts are read and this host's are kept.
#[derive(Debug, Clone)]
pub struct Options {
    /// The folder of the journals, `…/marks`; `None` keeps marks in memory only.
    pub folder: Option<PathBuf>,
    /// This host's name, as in `<host>.jsonl`.
    pub host: String,
}

/// Marks that could not be kept. They stay in memory, and are tried again with the next.
#[derive(Debug)]
pub struct Error {
    pub path: PathBuf,
    pub source: std::io::Error,
    /// The articles whose marks were changed, in memory.
    pub touched: Vec<ArticleId>,
}

impl std::error::Error for Error {}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.path.display(), self.source)
    }
}

/// An import that did not work.
#[derive(Debug)]
pub enum ImportError {
    /// The text is neither an export nor lines of a journal; why, for the person.
    NotMarks(String),
    /// The marks hold in memory, but could not be kept.
    Unsaved(Error),
}

impl std::error::Error for ImportError {}

impl std::fmt::Display for ImportError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            ImportError::NotMarks(why) => f.write_str(why),
            ImportError::Unsaved(error) => error.fmt(f),
        }
    }
}
