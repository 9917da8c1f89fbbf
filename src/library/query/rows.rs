//! Rows of the list and details of articles, from the index.
//!
//! Owns which columns become which field. Names that many rows share are read once.

use std::collections::HashMap;
use std::collections::hash_map::Entry as Slot;

use jiff::Timestamp;
use rusqlite::{OptionalExtension, Result};

use super::snapshot::Snapshot;
use crate::article::{ArticleId, DateSource, Problem};
use crate::library::flags::Flags;
use crate::library::index::names::{self, NameKind};
use crate::library::{Details, Key, Row};

/// Reads rows, and keeps the names that they share.
pub struct RowLoader<'a> {
    snapshot: &'a Snapshot<'a>,
    names: HashMap<(NameKind, u32), String>,
}

impl<'a> RowLoader<'a> {
    pub fn new(snapshot: &'a Snapshot<'a>) -> RowLoader<'a> {
        RowLoader { snapshot, names: HashMap::new() }
    }

    /// The row of an article; `None` for one that is gone.
    pub fn row(&mut self, key: Key) -> Result<Option<Row>> {
        let sql = "SELECT given, own, title, category, author, date, flags FROM article WHERE key=?1";
        let mut statement = self.snapshot.connection.prepare_cached(sql)?;
        let found = statement.query_row([key], |r| {
            let own: Option<[u8; 16]> = r.get(1)?;
            let id = ArticleId(own.map_or_else(|| r.get(0), Ok)?);
            let names: (u32, u32) = (r.get(3)?, r.get(4)?);
            Ok((id, r.get::<_, String>(2)?, names, r.get::<_, Option<i64>>(5)?, Flags(r.get(6)?)))
        });
        let Some((id, title, (category, author), date, flags)) = found.optional()? else {
            return Ok(None);
        };
        let mut paths = names::split_paths(self.name(NameKind::Category, category)?).into_iter();
        let category = paths.next().unwrap_or_default();
        let mut authors = names::split(self.name(NameKind::Author, author)?);
        let author = authors.pop().or_else(|| source(&category)).unwrap_or_default();
        let source = if flags.has(Flags::FILE_TIME) { DateSource::FileTime } else { DateSource::Written };
        let date = date.and_then(|ms| Timestamp::from_millisecond(ms).ok()).map(|at| (at, source));
        Ok(Some(Row { key, id, title, author, category, date, untidy: flags.has(Flags::UNTIDY) }))
    }

    /// All that the index knows of an article; `None` for one that is gone.
    pub fn details(&mut self, key: Key) -> Result<Option<Details>> {
        let Some(row) = self.row(key)? else { return Ok(None) };
        let connection = self.snapshot.connection;
        let sql = "SELECT category, author, tag, lang FROM article WHERE key=?1";
        let mut statement = connection.prepare_cached(sql)?;
        let [category, author, tag, lang] =
            statement.query_row([key], |r| Ok([r.get::<_, u32>(0)?, r.get(1)?, r.get(2)?, r.get(3)?]))?;
        let name = |kind, number| names::one(connection, kind, number);
        let mut statement = connection.prepare_cached("SELECT line, what FROM problem WHERE key=?1 ORDER BY n")?;
        let problems = statement.query_map([key], |r| {
            let line: Option<i64> = r.get(0)?;
            Ok(Problem { line: line.and_then(|line| usize::try_from(line).ok()), what: r.get(1)? })
        })?;
        Ok(Some(Details {
            row,
            categories: names::split_paths(&name(NameKind::Category, category)?),
            authors: names::split(&name(NameKind::Author, author)?),
            tags: names::split(&name(NameKind::Tag, tag)?),
            lang: Some(name(NameKind::Lang, lang)?).filter(|lang| !lang.is_empty()),
            problems: problems.collect::<Result<_>>()?,
        }))
    }

    fn name(&mut self, kind: NameKind, number: u32) -> Result<&str> {
        Ok(match self.names.entry((kind, number)) {
            Slot::Occupied(known) => known.into_mut(),
            Slot::Vacant(place) => place.insert(names::one(self.snapshot.connection, kind, number)?),
        })
    }
}

/// The source in a category path: `新浪财经` in `金融/新浪财经/国内`.
fn source(category: &[String]) -> Option<String> {
    category.get(1).or_else(|| category.first()).cloned()
}
