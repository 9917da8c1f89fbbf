//! `kanbao marks`: exports marks to JSON, and imports them from JSON or newsboat.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use super::json::escaped;
use super::open::{Opened, is_stdin, marks, open, stdin};
use super::{Error, Output};
use crate::article::ArticleId;
use crate::bytes;
use crate::cli::Marks;
use crate::config::Config;
use crate::state::newsboat::{self, Name};
use crate::state::{ImportError, Store};

/// The first bytes of every SQLite file.
const SQLITE: &[u8] = b"SQLite format 3\0";

/// Exports or imports marks.
pub fn run(asked: Marks, config: &Config, output: &mut Output<'_>) -> Result<(), Error> {
    match asked {
        Marks::Export => Ok(output.text(&format!("{}\n", escaped(marks(config).export().trim_end())))?),
        Marks::Import { file, paths } => import(&file, &paths, config, output),
    }
}

fn import(file: &Path, paths: &[PathBuf], config: &Config, output: &mut Output<'_>) -> Result<(), Error> {
    let bytes = if is_stdin(file) { stdin(bytes::MARKS)? } else { read(file)? };
    if bytes.starts_with(SQLITE) {
        return import_newsboat(file, paths, config, output);
    }
    let count =
        marks(config).import(&String::from_utf8_lossy(&bytes), Timestamp::now()).map_err(|error| match error {
            ImportError::NotMarks(why) => Error::Import {
                path: file.to_owned(),
                what: format!("neither an export of marks nor a cache.db: {why}"),
            },
            ImportError::Unsaved(error) => Error::Marks(error),
        })?;
    Ok(output.line(format!("{count} marks taken over"))?)
}

fn read(file: &Path) -> Result<Vec<u8>, Error> {
    let way_out = "name an export of marks or newsboat's cache.db";
    bytes::read_all(file, bytes::MARKS).map_err(|source| Error::File { path: file.to_owned(), source, way_out })
}

fn import_newsboat(file: &Path, paths: &[PathBuf], config: &Config, output: &mut Output<'_>) -> Result<(), Error> {
    let records = newsboat::read(file)
        .map_err(|error| Error::Import { path: file.to_owned(), what: format!("no cache of newsboat: {error}") })?;
    let mut opened = open(paths, config)?;
    opened.update()?;
    let names = Names::of(&opened)?;
    let found = newsboat::changes(&records, |name| names.find(name));
    keep(&mut opened.marks, &found.changes)?;
    let newsboat::Matched { matched, missing, .. } = found;
    Ok(output.line(format!("{matched} articles marked; {missing} of newsboat's are not in this library"))?)
}

fn keep(marks: &mut Store, changes: &[crate::state::Change]) -> Result<(), Error> {
    if changes.is_empty() {
        return Ok(());
    }
    marks.apply("newsboat", changes, Timestamp::now()).map_err(Error::Marks)
}

/// The ids of a library's articles by guid, link and title, as newsboat names them.
#[derive(Debug, Default)]
struct Names {
    guids: HashMap<String, ArticleId>,
    links: HashMap<String, ArticleId>,
    /// `None`: several articles have the title.
    titles: HashMap<String, Option<ArticleId>>,
}

impl Names {
    fn of(opened: &Opened) -> Result<Names, Error> {
        let mut reader = opened.library.reader()?;
        let mut names = Names::default();
        for key in opened.all(&mut reader)? {
            let article = reader.article(key)?;
            names.guids.extend(article.meta.guid.map(|guid| (guid, article.id)));
            names.links.extend(article.meta.link.map(|link| (link, article.id)));
            let title = names.titles.entry(article.meta.title).or_insert(Some(article.id));
            *title = title.filter(|id| *id == article.id);
        }
        Ok(names)
    }

    fn find(&self, name: Name<'_>) -> Option<ArticleId> {
        match name {
            Name::Guid(guid) => self.guids.get(guid).or_else(|| self.links.get(guid)).copied(),
            Name::Link(link) => self.links.get(link).copied(),
            Name::Title(title) => self.titles.get(title).copied().flatten(),
        }
    }
}
