//! Paths of the command line to an open library.

use std::io;
use std::path::{Path, PathBuf};

use super::Error;
use crate::app::jobs::tell_marks;
use crate::app::samples::SAMPLES;
use crate::bytes;
use crate::config::Config;
use crate::library::{Key, Library, Options, Reader, Stop};
use crate::search::{Order, Query};
use crate::state::{self, Store};

/// A library with the marks of its articles.
#[derive(Debug)]
pub struct Opened {
    pub library: Library,
    pub marks: Store,
    /// True if the library is the sample articles, because no folder is named anywhere.
    pub samples: bool,
}

/// The library of `paths`; without any that of the settings, else the samples. `-` is an article on
/// standard input.
pub fn open(paths: &[PathBuf], config: &Config) -> Result<Opened, Error> {
    let (paths, way_out) = match paths {
        [] => (config.library.as_slice(), "set `library` to a folder that is there (`kanbao config` tells where)"),
        _ => (paths, "name a folder or file of articles that is there"),
    };
    let options = Options { roots: paths.to_vec(), cache: config.dirs.cache.clone(), zone: config.zone.clone() };
    let library = match paths {
        [] => Library::embedded(SAMPLES, options)?,
        [only] if is_stdin(only) => Library::embedded(&[("-", &stdin(bytes::ARTICLE)?)], options)?,
        _ => {
            paths.iter().try_for_each(|path| is_there(path, way_out))?;
            Library::open(options)?
        }
    };
    let marks = marks(config);
    tell_marks(&library, &marks);
    Ok(Opened { library, marks, samples: paths.is_empty() })
}

impl Opened {
    /// Updates the list of articles from the folders, without indexing their bodies.
    pub fn update(&self) -> Result<(), Error> {
        self.library.refresh_quick(&Stop::default())?;
        Ok(())
    }

    /// All articles, by category.
    pub fn all(&self, reader: &mut Reader) -> Result<Vec<Key>, Error> {
        Ok(reader.search(&Query::default(), Order::Category, false, None, &Stop::default())?.keys)
    }
}

/// The marks of all hosts.
pub fn marks(config: &Config) -> Store {
    Store::open(state::Options { folder: marks_folder(config), host: config.host.clone() })
}

/// The folder of the journals of marks; `None` without a home folder.
pub fn marks_folder(config: &Config) -> Option<PathBuf> {
    config.dirs.data.as_ref().map(|data| data.join("marks"))
}

pub fn is_stdin(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// All of standard input, of at most `limit` bytes.
pub fn stdin(limit: u64) -> Result<Vec<u8>, Error> {
    bytes::stream(io::stdin().lock(), limit).map_err(|source| Error::File {
        path: PathBuf::from("-"),
        source,
        way_out: "give an article on standard input",
    })
}

fn is_there(path: &Path, way_out: &'static str) -> Result<(), Error> {
    std::fs::metadata(path).map(drop).map_err(|source| Error::File { path: path.to_owned(), source, way_out })
}
