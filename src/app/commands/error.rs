//! Why a command failed, as one line.

use std::fmt;
use std::io;
use std::path::PathBuf;

use crate::{config, library, state};

/// Why a command failed.
#[derive(Debug)]
pub enum Error {
    /// Standard output is closed or full.
    Output(io::Error),
    /// A file or folder of the command line or the settings.
    File {
        /// The file or folder as it was named.
        path: PathBuf,
        /// The error of the system.
        source: io::Error,
        /// What a person may do about it.
        way_out: &'static str,
    },
    /// The settings file.
    Settings(config::Error),
    /// The library or its index.
    Library(library::Error),
    /// The terminal that the reader needs.
    Terminal(io::Error),
    /// Marks that could not be saved.
    Marks(state::Error),
    /// A file of marks in a form that is not known.
    Import {
        /// The file as it was named.
        path: PathBuf,
        /// What is wrong with it.
        what: String,
    },
}

impl Error {
    /// True if the reader of a pipe has closed it (`kanbao list | head`), which is not reported.
    pub fn is_closed_pipe(&self) -> bool {
        matches!(self, Error::Output(error) if error.kind() == io::ErrorKind::BrokenPipe)
    }
}

impl std::error::Error for Error {}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Output(error) => write!(f, "standard output: {error}"),
            Error::File { path, source, way_out } => write!(f, "{}: {source}; {way_out}", path.display()),
            Error::Terminal(error) => write!(f, "terminal: {error}; `kanbao list` needs none"),
            Error::Settings(error) => write!(f, "{error}"),
            Error::Library(error) => write!(f, "{error}"),
            Error::Marks(error) => write!(f, "{error}; make room or make it writable, then try again"),
            Error::Import { path, what } => write!(f, "{}: {what}", path.display()),
        }
    }
}

impl From<io::Error> for Error {
    fn from(error: io::Error) -> Error {
        Error::Output(error)
    }
}

impl From<library::Error> for Error {
    fn from(error: library::Error) -> Error {
        Error::Library(error)
    }
}

impl From<config::Error> for Error {
    fn from(error: config::Error) -> Error {
        Error::Settings(error)
    }
}
