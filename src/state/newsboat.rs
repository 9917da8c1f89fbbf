//! Read and starred articles out of newsboat's `cache.db`.
//!
//! Owns the reading of that database, which is never written to, and the match by guid, link or
//! title. Knows nothing of the library: who calls says which articles there are.

use std::collections::HashSet;
use std::path::Path;

use rusqlite::{Connection, OpenFlags};

use super::mark::Change;
use crate::article::ArticleId;

/// One article as newsboat keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NewsboatArticle {
    /// The feed's identity for it.
    pub guid: String,
    /// Its address.
    pub link: String,
    /// Its title.
    pub title: String,
    /// Whether it was read.
    pub read: bool,
    /// Newsboat has no star but 52 flags, whose meaning is the person's own: any of them is a star.
    pub starred: bool,
}

/// The changes that a newsboat database asks for.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Matched {
    /// What is to be marked here.
    pub changes: Vec<Change>,
    /// Articles that were found here.
    pub matched: usize,
    /// Articles with a mark that were not found.
    pub missing: usize,
}

/// Reads all articles of the database that are read or flagged.
///
/// # Errors
/// A file that is not there, or no such database.
pub fn read(path: &Path) -> rusqlite::Result<Vec<NewsboatArticle>> {
    let database = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    // A view or a virtual table of that name may run without end; a table has as many rows as its file holds.
    let is_table = "SELECT 1 FROM sqlite_master WHERE name = 'rss_item' AND type = 'table' AND rootpage > 0";
    database.query_row(is_table, [], |_| Ok(()))?;
    // Flags came to newsboat with version 0.3, titles and links are never null.
    let mut rows =
        database.prepare("SELECT guid, url, title, unread = 0, coalesce(flags, '') <> '' FROM rss_item ORDER BY id")?;
    let records = rows.query_map([], |row| {
        let text = |at: usize| {
            row.get_ref(at).map(|value| String::from_utf8_lossy(value.as_bytes().unwrap_or_default()).into_owned())
        };
        Ok(NewsboatArticle { guid: text(0)?, link: text(1)?, title: text(2)?, read: row.get(3)?, starred: row.get(4)? })
    })?;
    records.filter(|record| record.as_ref().map_or(true, |it| it.read || it.starred)).collect()
}

/// Matches records with articles: `find` looks in the library for what a record names, in the order
/// guid, link, title, and a title that several articles have finds nothing.
pub fn changes(records: &[NewsboatArticle], mut find: impl FnMut(Name<'_>) -> Option<ArticleId>) -> Matched {
    let mut found = Matched::default();
    let mut seen = HashSet::new();
    for record in records {
        let names = [Name::Guid(&record.guid), Name::Link(&record.link), Name::Title(&record.title)];
        let Some(id) = names.into_iter().filter(|name| !name.text().trim().is_empty()).find_map(&mut find) else {
            found.missing += 1;
            continue;
        };
        found.matched += usize::from(seen.insert(id));
        found.changes.extend(record.read.then_some(Change::Read(id, true)));
        found.changes.extend(record.starred.then_some(Change::Star(id, true)));
    }
    found
}

/// What a record calls its article.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Name<'a> {
    /// By the feed's identity.
    Guid(&'a str),
    /// By the address.
    Link(&'a str),
    /// By the title.
    Title(&'a str),
}

impl<'a> Name<'a> {
    fn text(self) -> &'a str {
        match self {
            Name::Guid(text) | Name::Link(text) | Name::Title(text) => text,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn database(folder: &Path) -> std::path::PathBuf {
        let path = folder.join("cache.db");
        let database = Connection::open(&path).unwrap();
        database
            .execute_batch(
                "CREATE TABLE rss_item (id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, guid VARCHAR(64) NOT NULL,
                   title VARCHAR(1024) NOT NULL, author VARCHAR(1024) NOT NULL, url VARCHAR(1024) NOT NULL,
                   feedurl VARCHAR(1024) NOT NULL, pubDate INTEGER NOT NULL, content VARCHAR(65535) NOT NULL,
                   unread INTEGER(1) NOT NULL, enclosure_url VARCHAR(1024), enclosure_type VARCHAR(1024),
                   enqueued INTEGER(1) NOT NULL DEFAULT 0, flags VARCHAR(52), deleted INTEGER(1) NOT NULL DEFAULT 0,
                   base VARCHAR(128) NOT NULL DEFAULT '');
                 INSERT INTO rss_item (guid, title, author, url, feedurl, pubDate, content, unread, flags) VALUES
                   ('g1', '一', '', 'http://a/1', 'f', 0, '', 0, NULL),
                   ('g2', '二', '', 'http://a/2', 'f', 0, '', 1, 's'),
                   ('g3', '三', '', 'http://a/3', 'f', 0, '', 1, ''),
                   ('g4', '四', '', 'http://a/4', 'f', 0, '', 0, NULL);",
            )
            .unwrap();
        path
    }

    #[test]
    fn read_and_flagged_articles_are_found_by_guid_link_or_title() {
        let folder = tempfile::tempdir().unwrap();
        let records = read(&database(folder.path())).unwrap();
        assert_eq!(records.len(), 3);
        let (one, two) = (ArticleId::of("one"), ArticleId::of("two"));
        let found = changes(&records, |name| match name {
            Name::Guid("g1") => Some(one),
            Name::Title("二") => Some(two),
            _ => None,
        });
        assert_eq!(found.changes, [Change::Read(one, true), Change::Star(two, true)]);
        assert_eq!((found.matched, found.missing), (2, 1));
    }

    #[test]
    fn what_is_no_database_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("cache.db");
        assert!(read(&path).is_err());
        std::fs::write(&path, "nothing of the kind, but long enough to be looked at as a database file").unwrap();
        assert!(read(&path).is_err());
        assert!(folder.path().read_dir().unwrap().count() == 1);
    }
}
