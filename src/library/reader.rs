//! Asking a library: each thread has a reader of its own.
//!
//! Owns a connection and what one question sees: a snapshot of the index, whatever is written to it
//! in the meantime.

use std::cell::OnceCell;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use rusqlite::{Connection, OptionalExtension};

use crate::article::{self, Article, ArticleId, Problem, Source};
use crate::library::files::read;
use crate::library::files::scan;
use crate::library::files::text;
use crate::library::index::names::{self, NameKind};
use crate::library::index::store;
use crate::library::index::update;
use crate::library::open::{Library, OpenIndex};
use crate::library::query::facets;
use crate::library::query::find::{Failure, QueryRun};
use crate::library::query::marks::QueryMarks;
use crate::library::query::phrase_scan::PhraseScan;
use crate::library::query::plan::{Plan, QueryContext};
use crate::library::query::range::{self, BlockHead};
use crate::library::query::rows::RowLoader;
use crate::library::query::similar;
use crate::library::query::verify::Verifier;
use crate::library::{Details, Error, Facets, Hits, Key, Row, Snippet, Stop, Tally};
use crate::search::{self, Order, Predicate, Query};
use crate::text::sanitize_line;

/// Asks a library; one per thread.
#[derive(Debug)]
pub struct Reader {
    library: Library,
    store: Arc<OpenIndex>,
    connection: Connection,
    /// The blocks, once a question asked for them since the index last changed.
    heads: OnceCell<Vec<BlockHead>>,
    /// False in a process that asks once.
    keeps_blocks: bool,
    /// What `PRAGMA data_version` said when something was last asked.
    seen: Option<i64>,
}

/// What one question is answered from.
pub struct Snapshot<'a> {
    pub library: &'a Library,
    pub store: &'a OpenIndex,
    pub connection: &'a Connection,
    heads: &'a OnceCell<Vec<BlockHead>>,
    pub keeps_blocks: bool,
    pub marks: Arc<QueryMarks>,
}

type Answer<T> = Result<T, Failure>;

impl Reader {
    pub fn new(library: &Library) -> Result<Reader, Error> {
        Reader::with(library, true)
    }

    /// A reader for a process that asks once: blocks are not kept for the next question.
    pub fn once(library: &Library) -> Result<Reader, Error> {
        let reader = Reader::with(library, false)?;
        // Few pages are read twice: new ones take the memory of others rather than more of it.
        let few = reader.connection.execute_batch("PRAGMA cache_size=100");
        few.map_err(|e| store::error(&reader.store.place, &e))?;
        Ok(reader)
    }

    fn with(library: &Library, keeps_blocks: bool) -> Result<Reader, Error> {
        let store = library.store();
        let connection = store::connect(&store.place).map_err(|e| store::error(&store.place, &e))?;
        Ok(Reader { library: library.clone(), store, connection, heads: OnceCell::new(), keeps_blocks, seen: None })
    }

    /// The first `limit` hits (all without one) in `order`; equal ones newest first.
    ///
    /// By date, newest first, with a limit, is the quick way: older articles are not looked at once
    /// there are enough, and [`Hits::total`] is known only when all were. Titles, authors and
    /// categories are ordered by their folded text. By relevance, hits in titles come before others,
    /// more before fewer; among at most 500 hits those in bodies are counted too.
    pub fn search(
        &mut self,
        query: &Query,
        order: Order,
        reverse: bool,
        limit: Option<usize>,
        stop: &Stop,
    ) -> Result<Hits, Error> {
        self.ask(|snapshot| snapshot.finder(query, stop)?.hits(order, reverse, limit))
    }

    /// How many articles `query` finds.
    pub fn count(&mut self, query: &Query, stop: &Stop) -> Result<Tally, Error> {
        self.ask(|snapshot| {
            let finder = snapshot.finder(query, stop)?;
            Ok(facets::tally(&finder.all()?, &finder.cx))
        })
    }

    /// The rows of `keys`, in their order; keys that are gone are left out.
    pub fn rows(&mut self, keys: &[Key]) -> Result<Vec<Row>, Error> {
        self.ask(|snapshot| {
            let mut rows = RowLoader::new(snapshot);
            let rows = keys.iter().map(|&key| rows.row(key));
            Ok(rows.collect::<rusqlite::Result<Vec<_>>>()?.into_iter().flatten().collect())
        })
    }

    /// What the index knows of `keys` beyond their rows, in their order, without reading files.
    pub fn details(&mut self, keys: &[Key]) -> Result<Vec<Details>, Error> {
        self.ask(|snapshot| {
            let mut rows = RowLoader::new(snapshot);
            let details = keys.iter().map(|&key| snapshot.details(key, &mut rows));
            Ok(details.collect::<rusqlite::Result<Vec<_>>>()?.into_iter().flatten().collect())
        })
    }

    /// All facets under `query`.
    pub fn facets(&mut self, query: &Query, stop: &Stop) -> Result<Facets, Error> {
        self.ask(|snapshot| {
            let finder = snapshot.finder(query, stop)?;
            Ok(facets::count(&finder.all()?, &finder.cx)?)
        })
    }

    /// The article, read from its file; trouble is an article that says so.
    pub fn article(&mut self, key: Key) -> Result<Article, Error> {
        self.ask(|snapshot| Ok(snapshot.article(key)?))
    }

    /// The file an article is in; `None` for samples.
    pub fn path(&mut self, key: Key) -> Result<Option<PathBuf>, Error> {
        self.ask(|snapshot| {
            let ways = snapshot.library.ways();
            let location = update::location(snapshot.connection, key)?.filter(|_| !ways.is_embedded());
            Ok(location.map(|(place, name)| scan::file(&ways.roots, &place, &name)))
        })
    }

    /// The path of an article below its root, sanitised; empty for one that is gone.
    pub fn below(&mut self, key: Key) -> Result<String, Error> {
        self.ask(|snapshot| {
            let location = update::location(snapshot.connection, key)?;
            let shown = location.map(|(place, name)| scan::shown(&snapshot.library.ways().roots, &place, &name));
            Ok(sanitize_line(&shown.unwrap_or_default()).into_owned())
        })
    }

    /// The key of an article in this library.
    pub fn find(&mut self, id: ArticleId) -> Result<Option<Key>, Error> {
        self.ask(|snapshot| Ok(snapshot.find(id)?))
    }

    /// Articles like this one, most alike first.
    pub fn similar(&mut self, key: Key, limit: usize, stop: &Stop) -> Result<Vec<Key>, Error> {
        self.ask(|snapshot| similar::similar(snapshot, key, limit, stop))
    }

    /// The sentence of the body that `query` hits first.
    pub fn snippet(&mut self, key: Key, query: &Query) -> Result<Option<Snippet>, Error> {
        self.ask(|snapshot| {
            let Some((place, name)) = update::location(snapshot.connection, key)? else { return Ok(None) };
            let (text, _) = text::plain(&snapshot.library.ways().whole(&place, &name).article.body);
            Ok(search::snippet(&query.expr, &text))
        })
    }

    /// Reads what every question needs, ahead of the first.
    pub fn prime(&mut self) -> Result<(), Error> {
        self.ask(|_| Ok(()))
    }

    /// Reads what every search needs, ahead of the first.
    pub fn prime_search(&mut self) -> Result<(), Error> {
        self.ask(|snapshot| Ok(snapshot.heads().map(drop)?))
    }

    /// Asks within one snapshot.
    fn ask<T>(&mut self, question: impl Fn(&Snapshot<'_>) -> Answer<T>) -> Result<T, Error> {
        self.follow_store()?;
        let answer = self.begin().map_err(Failure::Sql).and_then(|()| {
            question(&Snapshot {
                library: &self.library,
                store: &self.store,
                connection: &self.connection,
                heads: &self.heads,
                keeps_blocks: self.keeps_blocks,
                marks: self.library.marks(),
            })
        });
        let _ended = self.connection.execute_batch("COMMIT");
        answer.map_err(|failure| {
            if let Failure::Sql(e) = &failure
                && store::is_damage(e)
            {
                self.store.damaged.store(true, Ordering::Relaxed);
            }
            failure.error(&self.store.place)
        })
    }

    /// The library may have gone on with another file, or in memory.
    fn follow_store(&mut self) -> Result<(), Error> {
        let store = self.library.store();
        if store.generation != self.store.generation {
            self.connection = store::connect(&store.place).map_err(|e| store::error(&store.place, &e))?;
            (self.store, self.seen) = (store, None);
        }
        Ok(())
    }

    fn begin(&mut self) -> rusqlite::Result<()> {
        self.connection.execute_batch("BEGIN")?;
        let now: i64 = {
            // The snapshot begins with the first read, so this comes before the version is asked for.
            let mut statement = self.connection.prepare_cached("SELECT count(*) FROM made")?;
            statement.query_row([], |row| row.get::<_, i64>(0))?;
            self.connection.prepare_cached("PRAGMA data_version")?.query_row([], |row| row.get(0))?
        };
        if self.seen != Some(now) {
            (self.heads, self.seen) = (OnceCell::new(), Some(now));
        }
        Ok(())
    }
}

impl Snapshot<'_> {
    /// All blocks there are, newest first.
    pub fn heads(&self) -> rusqlite::Result<&[BlockHead]> {
        if let Some(known) = self.heads.get() {
            return Ok(known);
        }
        let heads = range::heads(self.connection)?;
        self.store.cache.keep(&heads);
        Ok(self.heads.get_or_init(|| heads))
    }

    fn finder<'a>(&'a self, query: &'a Query, stop: &'a Stop) -> Answer<QueryRun<'a>> {
        let ways = self.library.ways();
        let cx = QueryContext { connection: self.connection, marks: &self.marks, ways, in_parts: false };
        let plan = Plan::new(&query.expr, &cx)?;
        let (predicate, quick) = (Predicate::new(&query.expr), PhraseScan::new(&query.expr));
        let verifier = Verifier { predicate, quick, ways, marks: &self.marks };
        Ok(QueryRun {
            cx,
            heads: self.heads()?,
            cache: self.keeps_blocks.then_some(&self.store.cache),
            stop,
            expr: &query.expr,
            plan,
            verifier,
        })
    }

    fn details(&self, key: Key, rows: &mut RowLoader<'_>) -> rusqlite::Result<Option<Details>> {
        let Some(row) = rows.row(key)? else { return Ok(None) };
        let sql = "SELECT category, author, tag, lang FROM article WHERE key=?1";
        let mut statement = self.connection.prepare_cached(sql)?;
        let [category, author, tag, lang] =
            statement.query_row([key], |r| Ok([r.get::<_, u32>(0)?, r.get(1)?, r.get(2)?, r.get(3)?]))?;
        let name = |kind, number| names::one(self.connection, kind, number);
        let mut statement = self.connection.prepare_cached("SELECT line, what FROM problem WHERE key=?1 ORDER BY n")?;
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
            problems: problems.collect::<rusqlite::Result<_>>()?,
        }))
    }

    fn article(&self, key: Key) -> rusqlite::Result<Article> {
        let ways = self.library.ways();
        let Some((place, name)) = update::location(self.connection, key)? else {
            return Ok(read::unreadable("", "no longer in the library"));
        };
        let shown = scan::shown(&ways.roots, &place, &name);
        let mut article = match ways.bytes(&place, &name) {
            Ok((bytes, modified)) => article::read(&bytes, &Source { path: &shown, modified, zone: &ways.zone }),
            Err(e) => read::unreadable(&shown, &e.to_string()),
        };
        // Where several articles were given one id, the library tells which is meant.
        article.id = self.id(key)?.unwrap_or(article.id);
        Ok(article)
    }

    fn id(&self, key: Key) -> rusqlite::Result<Option<ArticleId>> {
        let mut statement = self.connection.prepare_cached("SELECT coalesce(own, given) FROM article WHERE key=?1")?;
        statement.query_row([key], |row| row.get(0).map(ArticleId)).optional()
    }

    fn find(&self, id: ArticleId) -> rusqlite::Result<Option<Key>> {
        let sql = "SELECT key FROM article WHERE given=?1 AND own IS NULL
                   UNION ALL SELECT key FROM article WHERE own=?1 AND own IS NOT NULL LIMIT 1";
        self.connection.prepare_cached(sql)?.query_row([id.0], |row| row.get(0)).optional()
    }
}
