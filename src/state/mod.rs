//! What a person marked: read, star, tags, note, place, reading list, saved queries, panes.
//!
//! Owns the journal (one append-only file of JSON Lines per host), the merge of all hosts' journals,
//! undo and redo. Knows nothing of what articles contain, of the library and the app. The clock is
//! given with each call.

use std::path::PathBuf;

use jiff::Timestamp;

use crate::article::{ArticleId, Place};

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
}

impl std::error::Error for Error {}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.path.display(), self.source)
    }
}

/// All marks, and the journal they are kept in.
#[derive(Debug)]
pub struct Store {
    marks: std::collections::HashMap<ArticleId, Mark>,
}

impl Store {
    /// Reads all journals; never fails: what was odd is in [`Store::notices`].
    pub fn open(_options: Options) -> Store {
        Store { marks: std::collections::HashMap::new() }
    }

    /// Torn lines set aside, journals that cannot be read or written.
    pub fn notices(&self) -> Vec<String> {
        Vec::new()
    }

    /// The marks of an article.
    pub fn mark(&self, id: ArticleId) -> Option<&Mark> {
        self.marks.get(&id)
    }

    /// All marked articles.
    pub fn marks(&self) -> impl Iterator<Item = (ArticleId, &Mark)> {
        self.marks.iter().map(|(id, mark)| (*id, mark))
    }

    /// Makes `changes` as one step that can be undone as a whole, and keeps them on the disk before
    /// it returns. On an error they hold in memory and are tried again with the next call.
    pub fn apply(&mut self, _label: &str, changes: &[Change], _now: Timestamp) -> Result<(), Error> {
        for change in changes {
            if let Change::Read(id, read) = change {
                self.marks.entry(*id).or_default().read = *read;
            }
        }
        Ok(())
    }

    /// Takes the last step of this host back; answers what was touched.
    pub fn undo(&mut self, _now: Timestamp) -> Result<Option<(Step, Vec<ArticleId>)>, Error> {
        Ok(None)
    }

    /// Makes the last undone step again.
    pub fn redo(&mut self, _now: Timestamp) -> Result<Option<(Step, Vec<ArticleId>)>, Error> {
        Ok(None)
    }

    /// Takes one step back out of the order: the list of recent changes picks it.
    pub fn undo_step(&mut self, _number: u64, _now: Timestamp) -> Result<Option<(Step, Vec<ArticleId>)>, Error> {
        Ok(None)
    }

    /// Recent steps, newest first.
    pub fn steps(&self) -> Vec<Step> {
        Vec::new()
    }

    /// Saved queries by name.
    pub fn queries(&self) -> Vec<(String, SavedQuery)> {
        Vec::new()
    }

    /// The panes' state that was kept for a library.
    pub fn panes(&self, _library: &str) -> Option<&str> {
        None
    }

    /// Searches made, newest first, without doubles.
    pub fn searches(&self) -> Vec<String> {
        Vec::new()
    }

    /// Reads what other hosts (and other readers on this host) appended since; answers the articles touched.
    pub fn poll(&mut self) -> Vec<ArticleId> {
        Vec::new()
    }

    /// Lines that are not on the disk yet.
    pub fn unsaved(&self) -> usize {
        0
    }
}
