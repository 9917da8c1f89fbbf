//! What can go wrong with a library as a whole. Trouble with one file is an article that says so.

use std::path::PathBuf;

/// What the calls of a library return.
pub type Result<T> = std::result::Result<T, Error>;

/// Why a call of a library failed.
#[derive(Debug)]
pub enum Error {
    /// A root that does not exist or cannot be read.
    Root {
        /// The root.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The index cannot be used, or its folders cannot be watched.
    Index {
        /// The index file, or the watched folder; `None` for an index in memory.
        path: Option<PathBuf>,
        /// What SQLite or the system said.
        what: String,
    },
    /// An error of SQLite inside the library. [`Library`](super::Library) and [`Reader`](super::Reader) return
    /// [`Error::Index`] in its place, which names the file.
    Sql(rusqlite::Error),
    /// The work was stopped by a [`Stop`](super::Stop).
    Stopped,
}

impl Error {
    /// The error as callers of the library see it: an error of SQLite names the index file at `path`.
    pub(super) fn at(self, path: Option<PathBuf>) -> Error {
        match self {
            Error::Sql(e) => Error::Index { path, what: e.to_string() },
            other => other,
        }
    }
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Error {
        Error::Sql(error)
    }
}

impl std::error::Error for Error {}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Error::Root { path, source } => write!(f, "{}: {source}", path.display()),
            Error::Index { path: Some(path), what } => write!(f, "{}: {what}", path.display()),
            Error::Index { path: None, what } => write!(f, "{what}"),
            Error::Sql(e) => write!(f, "{e}"),
            Error::Stopped => write!(f, "stopped"),
        }
    }
}
