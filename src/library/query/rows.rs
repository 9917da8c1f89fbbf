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
use crate::library::index::block::{DocMeta, UNDATED};
use crate::library::index::docs;
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
        Ok(self.row_and_meta(key)?.map(|(row, _)| row))
    }

    fn row_and_meta(&mut self, key: Key) -> Result<Option<(Row, DocMeta)>> {
        let connection = self.snapshot.connection;
        let sql = "SELECT coalesce(own, given), title, doc FROM article WHERE key=?1";
        let mut statement = connection.prepare_cached(sql)?;
        let found = statement.query_row([key], |r| Ok((ArticleId(r.get(0)?), r.get(1)?, r.get(2)?)));
        let Some((id, title, doc)) = found.optional()? else { return Ok(None) };
        let meta = docs::entry(connection, doc)?.unwrap_or_default();
        let mut paths = names::split_paths(self.name(NameKind::Category, meta.category)?).into_iter();
        let category = paths.next().unwrap_or_default();
        let mut authors = names::split(self.name(NameKind::Author, meta.author)?);
        let author = authors.pop().or_else(|| source(&category)).unwrap_or_default();
        let source = if meta.flags.has(Flags::FILE_TIME) { DateSource::FileTime } else { DateSource::Written };
        let date = Some(meta.date).filter(|date| *date != UNDATED);
        let date = date.and_then(|date| Timestamp::from_millisecond(date).ok()).map(|at| (at, source));
        let row = Row { key, id, title, author, category, date, untidy: meta.flags.has(Flags::UNTIDY) };
        Ok(Some((row, meta)))
    }

    /// All that the index knows of an article; `None` for one that is gone.
    pub fn details(&mut self, key: Key) -> Result<Option<Details>> {
        let Some((row, DocMeta { category, author, tag, lang, .. })) = self.row_and_meta(key)? else { return Ok(None) };
        let connection = self.snapshot.connection;
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
            lang: Some(name(NameKind::Lang, lang.into())?).filter(|lang| !lang.is_empty()),
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
