//! Many articles: the folders they are in, the index over them, and finding among them.
//!
//! Owns scanning, the SQLite index (a cache that may be deleted at any time), live watching, and the
//! running of queries. Knows nothing of panes, keys, how a page is set, or how marks are kept: it is
//! told which articles are marked ([`Library::mark`]) so that queries may ask for them.
//!
//! All calls block; the app runs them on threads of its own, each with its own [`Reader`].

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use jiff::Timestamp;

use crate::article::{Article, ArticleId, DateSource};
use crate::search::{Order, Query};

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

/// What went wrong with a library as a whole; one file's trouble is a marked entry instead.
#[derive(Debug)]
pub enum Error {
    /// A root that is not there or cannot be read.
    Root {
        path: PathBuf,
        source: std::io::Error,
    },
    Index {
        path: Option<PathBuf>,
        what: String,
    },
    /// The work was stopped by the person.
    Stopped,
}

impl std::error::Error for Error {}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Error::Root { path, source } => write!(f, "{}: {source}", path.display()),
            Error::Index { path: Some(path), what } => write!(f, "{}: {what}", path.display()),
            Error::Index { path: None, what } => write!(f, "{what}"),
            Error::Stopped => write!(f, "stopped"),
        }
    }
}

/// Tells long work to stop; clones share the flag.
#[derive(Debug, Clone, Default)]
pub struct Stop(Arc<AtomicBool>);

impl Stop {
    /// Asks the work to stop at its next convenience.
    pub fn stop(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// True once somebody asked.
    pub fn is_stopped(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
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
    /// Path below the root, for messages.
    pub path: String,
}

/// What a query found.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Hits {
    /// In the order asked for; at most as many as the limit.
    pub keys: Vec<Key>,
    /// How many there are in all, where that is already known.
    pub total: Option<usize>,
}

/// How far long work has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Progress {
    pub done: usize,
    /// Known only once the folders are read.
    pub total: Option<usize>,
    /// True when rows were added, changed or removed since the last report: the list should be asked anew.
    pub changed: bool,
}

/// One value of a facet with its count under a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Count {
    pub value: String,
    pub count: usize,
}

/// Counts by every facet under a query.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Facets {
    /// Parents before children; `value` of a path is its last part.
    pub categories: Vec<(Vec<String>, usize)>,
    /// Most first, at most some hundreds.
    pub authors: Vec<Count>,
    /// The person's own and the files' tags, most first.
    pub tags: Vec<Count>,
    /// By year and month (1–12), newest first.
    pub months: Vec<((i16, i8), usize)>,
    pub unread: usize,
    pub starred: usize,
    pub queued: usize,
    pub untidy: usize,
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

/// A text around a hit, and the bytes of it that were hit.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Snippet {
    pub text: String,
    pub hits: Vec<std::ops::Range<usize>>,
}

/// An open library; clones share it.
#[derive(Debug, Clone)]
pub struct Library {
    options: Arc<Options>,
}

/// Asks a library; one per thread.
#[derive(Debug)]
pub struct Reader {
    _library: Library,
}

impl Library {
    /// Opens the library, at once: what an earlier run indexed is there, nothing is scanned.
    pub fn open(options: Options) -> Result<Library, Error> {
        Ok(Library { options: Arc::new(options) })
    }

    /// Articles that are not files (the samples): path and bytes.
    pub fn embedded(_files: &[(&str, &[u8])], options: Options) -> Result<Library, Error> {
        Library::open(options)
    }

    /// What a person should know about the opening: an index rebuilt, a cache that cannot be written.
    pub fn notices(&self) -> Vec<String> {
        Vec::new()
    }

    /// Brings the index up to date with the folders: titles first, then bodies, newest first.
    pub fn update(&self, _progress: &mut dyn FnMut(Progress), _stop: &Stop) -> Result<Progress, Error> {
        Ok(Progress::default())
    }

    /// Calls `changed` (from a thread of its own, merged, at most some times a second) when files
    /// changed, for as long as the answer is kept.
    pub fn watch(&self, _changed: impl Fn() + Send + 'static) -> Result<Watcher, Error> {
        Ok(Watcher)
    }

    /// Tells which articles are marked; later calls replace what was said of the same article.
    pub fn mark(&self, _marked: impl IntoIterator<Item = Marked>) {}

    /// A reader for this thread.
    pub fn reader(&self) -> Result<Reader, Error> {
        Ok(Reader { _library: self.clone() })
    }

    /// The folders or files of the library.
    pub fn roots(&self) -> &[PathBuf] {
        &self.options.roots
    }
}

/// Keeps watching until dropped.
#[derive(Debug)]
pub struct Watcher;

impl Reader {
    /// The first `limit` hits (all without one) in `order`.
    pub fn search(
        &mut self,
        _query: &Query,
        _order: Order,
        _reverse: bool,
        _limit: Option<usize>,
        _stop: &Stop,
    ) -> Result<Hits, Error> {
        Ok(Hits::default())
    }

    /// The rows of `keys`, in their order; keys that are gone are left out.
    pub fn rows(&mut self, _keys: &[Key]) -> Result<Vec<Row>, Error> {
        Ok(Vec::new())
    }

    /// All facets under `query`.
    pub fn facets(&mut self, _query: &Query, _stop: &Stop) -> Result<Facets, Error> {
        Ok(Facets::default())
    }

    /// The article, read from its file; trouble is an article that says so.
    pub fn article(&mut self, _key: Key) -> Result<Article, Error> {
        Err(Error::Stopped)
    }

    /// The file an article is in; `None` for samples.
    pub fn path(&mut self, _key: Key) -> Result<Option<PathBuf>, Error> {
        Ok(None)
    }

    /// The key of an article in this library.
    pub fn find(&mut self, _id: ArticleId) -> Result<Option<Key>, Error> {
        Ok(None)
    }

    /// Articles like this one, most alike first.
    pub fn similar(&mut self, _key: Key, _limit: usize, _stop: &Stop) -> Result<Vec<Key>, Error> {
        Ok(Vec::new())
    }

    /// The sentence of the body that `query` hits first.
    pub fn snippet(&mut self, _key: Key, _query: &Query) -> Result<Option<Snippet>, Error> {
        Ok(None)
    }
}
