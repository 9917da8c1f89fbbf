//! Queries to a library: each thread has a reader of its own.
//!
//! Owns a connection, and gives each call one snapshot of the index, whatever is written to it meanwhile.

use std::cell::OnceCell;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use rusqlite::Connection;

use super::files::opener::Opener;
use super::files::read;
use super::files::text::plain;
use super::index::articles::{self, Location};
use super::index::cache::BlockHead;
use super::index::postings::table::StoredBatch;
use super::index::store;
use super::open::{Library, OpenIndex};
use super::query::facets;
use super::query::find::QueryRun;
use super::query::rows::RowLoader;
use super::query::similar;
use super::query::snapshot::Snapshot;
use super::{Details, Error, Facets, Hits, Key, Result, Row, Snippet, Stop, Tally};
use crate::article::{Article, ArticleId};
use crate::search::{self, Order, Query};
use crate::text::sanitize_line;

impl Library {
    /// A reader, for one thread.
    ///
    /// # Errors
    /// Those of SQLite, with the index file; so for every call of a reader.
    pub fn reader(&self) -> Result<Reader> {
        Reader::open(self, true)
    }

    /// A reader for a process that runs one query: it keeps less in memory for the next.
    ///
    /// # Errors
    /// As [`Library::reader`].
    pub fn reader_once(&self) -> Result<Reader> {
        let reader = Reader::open(self, false)?;
        // A single query rarely reads a page twice, so SQLite's page cache stays small.
        let small = reader.connection.execute_batch("PRAGMA cache_size=100");
        small.map_err(|e| Error::from(e).at(self.index_path()))?;
        Ok(reader)
    }
}

/// Runs queries over a library; one for each thread.
#[derive(Debug)]
pub struct Reader {
    library: Library,
    store: Arc<OpenIndex>,
    connection: Connection,
    /// The blocks of the index, read by the first call that needs them after a change.
    heads: OnceCell<Vec<BlockHead>>,
    /// The batches of posting lists, likewise.
    batches: OnceCell<Vec<StoredBatch>>,
    /// False in a process that runs one query.
    keeps_blocks: bool,
    /// `PRAGMA data_version` at the last call.
    seen: Option<i64>,
}

impl Reader {
    fn open(library: &Library, keeps_blocks: bool) -> Result<Reader> {
        let store = library.store();
        let connection = store::connect(&store.place).map_err(|e| Error::from(e).at(store.place.path()))?;
        let (heads, batches) = (OnceCell::new(), OnceCell::new());
        Ok(Reader { library: library.clone(), store, connection, heads, batches, keeps_blocks, seen: None })
    }

    /// The first `limit` hits (all without one) in `order`; equal ones newest first.
    ///
    /// By date, newest first, with a limit, is the quick way: it stops at the limit, and [`Hits::total`] is known
    /// only if it reached the oldest article. Titles, authors and categories are ordered by their folded text.
    /// By relevance, articles with more hits in the title come first; if there are at most 500 articles, then
    /// those with more hits in the body.
    pub fn search(
        &mut self,
        query: &Query,
        order: Order,
        reverse: bool,
        limit: Option<usize>,
        stop: &Stop,
    ) -> Result<Hits> {
        self.ask(|snapshot| QueryRun::new(snapshot, query, stop)?.hits(order, reverse, limit))
    }

    /// How many articles `query` finds.
    pub fn count(&mut self, query: &Query, stop: &Stop) -> Result<Tally> {
        self.ask(|snapshot| {
            let run = QueryRun::new(snapshot, query, stop)?;
            Ok(facets::tally(&run.all()?, &run.cx))
        })
    }

    /// The rows of `keys`, in their order; keys that are gone are left out.
    pub fn rows(&mut self, keys: &[Key]) -> Result<Vec<Row>> {
        self.ask(|snapshot| {
            let mut rows = RowLoader::new(snapshot);
            let rows = keys.iter().map(|&key| rows.row(key));
            Ok(rows.collect::<rusqlite::Result<Vec<_>>>()?.into_iter().flatten().collect())
        })
    }

    /// What the index knows of `keys`, in their order, without reading files; keys that are gone are left out.
    pub fn details(&mut self, keys: &[Key]) -> Result<Vec<Details>> {
        self.ask(|snapshot| {
            let mut rows = RowLoader::new(snapshot);
            let details = keys.iter().map(|&key| rows.details(key));
            Ok(details.collect::<rusqlite::Result<Vec<_>>>()?.into_iter().flatten().collect())
        })
    }

    /// All facets under `query`.
    pub fn facets(&mut self, query: &Query, stop: &Stop) -> Result<Facets> {
        self.ask(|snapshot| {
            let run = QueryRun::new(snapshot, query, stop)?;
            Ok(facets::count(&run.all()?, &run.cx)?)
        })
    }

    /// The article, read from its file; trouble is an article that says so.
    pub fn article(&mut self, key: Key) -> Result<Article> {
        self.ask(|snapshot| {
            let Some(location) = articles::location(snapshot.connection, key)? else {
                return Ok(read::unreadable("", "no longer in the library"));
            };
            let article = whole(snapshot, &location);
            // Where several articles were given one id, the index knows which is which.
            Ok(Article { id: articles::id_of(snapshot.connection, key)?.unwrap_or(article.id), ..article })
        })
    }

    /// The file of an article; `None` for samples.
    pub fn path(&mut self, key: Key) -> Result<Option<PathBuf>> {
        self.ask(|snapshot| {
            let location = articles::location(snapshot.connection, key)?.filter(|_| !snapshot.files.is_embedded());
            Ok(location.map(|(folder, name)| folder.file(&snapshot.files.roots, &name)))
        })
    }

    /// The path of an article below its root, sanitised; empty for one that is gone.
    pub fn below(&mut self, key: Key) -> Result<String> {
        self.ask(|snapshot| {
            let location = articles::location(snapshot.connection, key)?;
            let shown = location.map(|(folder, name)| folder.shown(&snapshot.files.roots, &name));
            Ok(sanitize_line(&shown.unwrap_or_default()).into_owned())
        })
    }

    /// The key of an article in this library.
    pub fn find(&mut self, id: ArticleId) -> Result<Option<Key>> {
        self.ask(|snapshot| Ok(articles::key_of(snapshot.connection, id)?))
    }

    /// Articles that share rare words with this one, those that share most first.
    pub fn similar(&mut self, key: Key, limit: usize, stop: &Stop) -> Result<Vec<Key>> {
        self.ask(|snapshot| similar::similar(snapshot, key, limit, stop))
    }

    /// The sentence of the body with the first hit of `query`.
    pub fn snippet(&mut self, key: Key, query: &Query) -> Result<Option<Snippet>> {
        self.ask(|snapshot| {
            let Some(location) = articles::location(snapshot.connection, key)? else { return Ok(None) };
            let (text, _) = plain(&whole(snapshot, &location).body);
            Ok(search::snippet(&query.expr, &text))
        })
    }

    /// Reads what every call needs, ahead of the first.
    pub fn prime(&mut self) -> Result<()> {
        self.ask(|_| Ok(()))
    }

    /// Reads what every search needs, ahead of the first.
    pub fn prime_search(&mut self) -> Result<()> {
        self.ask(|snapshot| Ok(snapshot.heads().map(drop)?))
    }

    /// Runs `question` over one snapshot.
    fn ask<T>(&mut self, question: impl Fn(&Snapshot<'_>) -> Result<T>) -> Result<T> {
        self.follow_store()?;
        let answer = self.begin().map_err(Error::from).and_then(|()| {
            question(&Snapshot {
                files: self.library.files(),
                connection: &self.connection,
                cache: &self.store.cache,
                heads: &self.heads,
                batches: &self.batches,
                keeps_blocks: self.keeps_blocks,
                marks: self.library.marks(),
            })
        });
        let _ended = self.connection.execute_batch("COMMIT");
        answer.map_err(|error| {
            if matches!(&error, Error::Sql(e) if store::is_damage(e)) {
                self.store.damaged.store(true, Ordering::Relaxed);
            }
            error.at(self.store.place.path())
        })
    }

    /// Connects again if the library now uses another file, or memory.
    fn follow_store(&mut self) -> Result<()> {
        if self.library.store().generation != self.store.generation {
            let Reader { store, connection, .. } = Reader::open(&self.library, self.keeps_blocks)?;
            (self.store, self.connection, self.seen) = (store, connection, None);
        }
        Ok(())
    }

    fn begin(&mut self) -> rusqlite::Result<()> {
        self.connection.execute_batch("BEGIN")?;
        let now: i64 = {
            // The snapshot begins with the first read: read something before the version.
            let mut statement = self.connection.prepare_cached("SELECT count(*) FROM made")?;
            statement.query_row([], |row| row.get::<_, i64>(0))?;
            self.connection.prepare_cached("PRAGMA data_version")?.query_row([], |row| row.get(0))?
        };
        if self.seen != Some(now) {
            (self.heads, self.batches, self.seen) = (OnceCell::new(), OnceCell::new(), Some(now));
        }
        Ok(())
    }
}

fn whole(snapshot: &Snapshot<'_>, (folder, name): &Location) -> Article {
    snapshot.files.whole(folder, name, &mut Opener::default()).article
}
