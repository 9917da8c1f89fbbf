//! The one writer of an index: rows, blocks, tokens.
//!
//! Owns every change of the tables (that of the blocks with `docs`). Knows nothing of folders and threads.

use std::collections::HashSet;
use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::time::Duration;

use rusqlite::{Connection, OptionalExtension, Result};

use super::block::{self, Doc, DocMeta, UNDATED};
use super::docs::Docs;
use super::meta::IndexedMeta;
use super::names::{NameKind, NameTable};
use super::postings::gather::PostingBatch;
use super::postings::table;
use super::store::{self, GIVEN_INDEX, LATE_INDEXES, PATIENCE};
use super::tokens::BodyFacts;
use crate::article::{ArticleId, DateSource, Problem};
use crate::library::Key;
use crate::library::files::folder::Folder;
use crate::library::files::scan::FileStat;
use crate::library::flags::Flags;

/// The tokens of articles, and what else their bodies tell.
#[derive(Debug)]
pub struct Indexed {
    pub batch: PostingBatch,
    pub bodies: Vec<BodyRead>,
}

/// What the whole of an article tells besides its tokens.
#[derive(Debug)]
pub struct BodyRead {
    pub doc: Doc,
    pub besides: BodyFacts,
    pub problems: Vec<Problem>,
}

/// Writes to the index within one transaction after the other.
#[derive(Debug)]
pub struct IndexWriter {
    connection: Connection,
    numbers: NameTable,
    docs: Docs,
    version: i64,
    next_key: Key,
    /// Ids that were given to an article; while there is no index over them.
    given: Option<HashSet<ArticleId>>,
    /// Ids that several articles may have been given.
    disputed: HashSet<ArticleId>,
    open: bool,
}

impl IndexWriter {
    /// A writer that goes on where the last one ended.
    pub fn new(connection: Connection) -> Result<IndexWriter> {
        // The log is put into the file rarely: that waits for the disk, and so would the threads that read files.
        connection.execute_batch("PRAGMA wal_autocheckpoint=16000; PRAGMA cache_size=-16000;")?;
        let version: i64 = store::version(&connection)?;
        let next_key = connection.query_row("SELECT coalesce(max(key), 0) + 1 FROM article", [], |row| row.get(0))?;
        let late = "SELECT 1 FROM sqlite_schema WHERE name='article_own'";
        let indexed = connection.query_row(late, [], |_| Ok(())).optional()?.is_some();
        let mut writer = IndexWriter {
            docs: Docs::load(&connection)?,
            connection,
            numbers: NameTable::default(),
            version: version + 1,
            next_key,
            given: None,
            disputed: HashSet::new(),
            open: false,
        };
        match (indexed, writer.is_empty()) {
            (false, true) => writer.given = Some(HashSet::new()),
            // The first build was ended early.
            (false, false) => writer.connection.execute_batch(LATE_INDEXES)?,
            (true, _) => {}
        }
        Ok(writer)
    }

    /// The connection, for questions.
    pub fn connection(&self) -> &Connection {
        &self.connection
    }

    /// True as long as nothing was ever noted.
    pub fn is_empty(&self) -> bool {
        self.next_key == 1
    }

    /// How many articles there are.
    pub fn articles(&self) -> Result<i64> {
        self.connection.query_row("SELECT coalesce(sum(live), 0) FROM block", [], |row| row.get(0))
    }

    /// Begins a transaction unless one is open.
    pub fn begin(&mut self) -> Result<()> {
        if !self.open {
            self.connection.execute_batch("BEGIN IMMEDIATE")?;
            self.open = true;
        }
        Ok(())
    }

    /// Writes what changed, for readers to see.
    pub fn commit(&mut self) -> Result<()> {
        if !self.open {
            return Ok(());
        }
        self.docs.write(&self.connection, self.version)?;
        self.connection.execute_batch("COMMIT")?;
        self.open = false;
        self.version += 1;
        Ok(())
    }

    /// Brings the file itself up to date, so that the next start need not read the log beside it;
    /// unless a reader is in the middle of a query.
    pub fn tidy_up(&self) -> Result<()> {
        self.connection.busy_timeout(Duration::ZERO)?;
        self.connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
        self.connection.busy_timeout(PATIENCE)
    }

    /// The number of a folder, which is noted as not yet looked through.
    pub fn folder(&mut self, folder: &Folder) -> Result<i64> {
        self.begin()?;
        let sql = "INSERT INTO folder(root, below, modified) VALUES(?1, ?2, ?3)
                   ON CONFLICT(root, below) DO UPDATE SET modified=excluded.modified RETURNING id";
        self.connection.prepare_cached(sql)?.query_row(folder_row(folder), |row| row.get(0))
    }

    /// Notes a folder that is still to be looked through: the one above it need not tell of it again.
    pub fn note_folder(&mut self, folder: &Folder) -> Result<()> {
        self.begin()?;
        let sql = "INSERT OR IGNORE INTO folder(root, below, modified) VALUES(?1, ?2, ?3)";
        self.connection.prepare_cached(sql)?.execute(folder_row(folder))?;
        Ok(())
    }

    /// All files of the folder are noted: it need not be read until its time changes.
    pub fn folder_done(&mut self, id: i64, modified: i64) -> Result<()> {
        self.begin()?;
        self.connection.prepare_cached("UPDATE folder SET modified=?2 WHERE id=?1")?.execute((id, modified))?;
        Ok(())
    }

    /// The folder is gone, and all that was in it.
    pub fn remove_folder(&mut self, id: i64) -> Result<usize> {
        self.begin()?;
        let keys: Vec<Key> = {
            let mut statement = self.connection.prepare_cached("SELECT key FROM article WHERE folder=?1")?;
            statement.query_map([id], |row| row.get(0))?.collect::<Result<_>>()?
        };
        for &key in &keys {
            self.remove(key)?;
        }
        self.connection.prepare_cached("DELETE FROM folder WHERE id=?1")?.execute([id])?;
        Ok(keys.len())
    }

    /// Notes an article that was not known.
    pub fn insert(&mut self, folder: i64, name: &OsStr, noted: &IndexedMeta) -> Result<()> {
        let key = self.next_key;
        self.next_key += 1;
        self.note(key, folder, name, noted)
    }

    /// Notes what an article that is known has become. It gets a new doc: posting lists are never changed.
    pub fn replace(&mut self, key: Key, folder: i64, name: &OsStr, noted: &IndexedMeta) -> Result<()> {
        self.take_out(key)?;
        self.note(key, folder, name, noted)
    }

    /// Forgets an article.
    pub fn remove(&mut self, key: Key) -> Result<()> {
        self.take_out(key)?;
        self.connection.prepare_cached("DELETE FROM article WHERE key=?1")?.execute([key])?;
        Ok(())
    }

    /// Notes the tokens of whole articles, and what only their bodies tell.
    pub fn index(&mut self, indexed: &Indexed) -> Result<()> {
        self.begin()?;
        table::add(&self.connection, &indexed.batch)?;
        indexed.bodies.iter().try_for_each(|body| self.body(body))
    }

    /// Makes one batch of many small ones.
    pub fn merge(&mut self) -> Result<()> {
        self.begin()?;
        table::merge(&self.connection)?;
        self.commit()
    }

    fn body(&mut self, body: &BodyRead) -> Result<()> {
        let doc = body.doc;
        let Some(entry) = self.docs.entry(&self.connection, doc)?.filter(DocMeta::is_live) else { return Ok(()) };
        let untidy = !body.problems.is_empty();
        let kept = Flags(entry.flags.0 & Flags::FILE_TIME.0);
        let flags = Flags(kept.0 | body.besides.flags.0).with(Flags::INDEXED, true).with(Flags::UNTIDY, untidy);
        if untidy || entry.flags.has(Flags::UNTIDY) {
            self.problems(entry.key(), &body.problems)?;
        }
        self.docs.sound(doc, body.besides.sounds);
        self.docs.put(&self.connection, doc, DocMeta { flags, ..entry })
    }

    /// Puts the docs that were noted since the last build into the order of their dates, and settles ids
    /// that several articles were given.
    pub fn settle(&mut self) -> Result<()> {
        self.begin()?;
        for (key, doc) in self.docs.sort_tail(&self.connection)? {
            self.connection.prepare_cached("UPDATE article SET doc=?2 WHERE key=?1")?.execute((key, doc))?;
        }
        if !self.disputed.is_empty() {
            self.connection.execute_batch(GIVEN_INDEX)?;
        }
        for id in std::mem::take(&mut self.disputed) {
            self.settle_id(id)?;
        }
        self.commit()
    }

    /// Makes the indexes that a first build leaves for last: the list need not wait for them.
    pub fn finish(&mut self) -> Result<()> {
        if self.given.take().is_some() {
            self.begin()?;
            self.connection.execute_batch(LATE_INDEXES)?;
        }
        self.commit()
    }

    /// The live docs of a block whose bodies are not indexed.
    pub fn waiting(&mut self, n: u32) -> Result<Vec<(Doc, Key)>> {
        self.docs.waiting(&self.connection, n)
    }

    /// Gives an article its row, and the next doc.
    fn note(&mut self, key: Key, folder: i64, name: &OsStr, noted: &IndexedMeta) -> Result<()> {
        self.begin()?;
        let own = self.dispute(key, noted.id);
        let entry = self.entry(key, own, noted)?;
        let sql = "INSERT OR REPLACE INTO article(key, doc, folder, name, size, modified, given, own, title)
                   VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
        self.connection.prepare_cached(sql)?.execute((
            key,
            self.docs.count(),
            folder,
            name.as_bytes(),
            noted.stat.size,
            noted.stat.modified,
            noted.id.0,
            own.map(|id| id.0),
            &noted.title,
        ))?;
        if !noted.problems.is_empty() {
            self.problems(key, &noted.problems)?;
        }
        self.docs.append(&self.connection, entry)
    }

    fn entry(&mut self, key: Key, own: Option<ArticleId>, noted: &IndexedMeta) -> Result<DocMeta> {
        let mut number = |kind, names: &str| self.numbers.number(&self.connection, kind, names);
        let file_time = noted.date.is_some_and(|date| date.source == DateSource::FileTime);
        Ok(DocMeta {
            date: noted.date.map_or(UNDATED, |date| date.at.as_millisecond()),
            id: block::id_prefix(own.unwrap_or(noted.id)),
            key: block::doc_key(key)?,
            category: number(NameKind::Category, &noted.category)?,
            author: number(NameKind::Author, &noted.author)?,
            tag: number(NameKind::Tag, &noted.tag)?,
            // Files that make up more languages than these have none.
            lang: u16::try_from(number(NameKind::Lang, &noted.lang)?).unwrap_or_default(),
            flags: Flags::default().with(Flags::FILE_TIME, file_time).with(Flags::UNTIDY, !noted.problems.is_empty()),
        })
    }

    fn problems(&mut self, key: Key, problems: &[Problem]) -> Result<()> {
        self.connection.prepare_cached("DELETE FROM problem WHERE key=?1")?.execute([key])?;
        let mut statement = self.connection.prepare_cached("INSERT INTO problem VALUES(?1, ?2, ?3, ?4)")?;
        for (n, problem) in (0_i64..).zip(problems) {
            statement.execute((key, n, problem.line.and_then(|line| i64::try_from(line).ok()), &problem.what))?;
        }
        Ok(())
    }

    /// An id of its own, for now, where another article may have been given the same.
    fn dispute(&mut self, key: Key, id: ArticleId) -> Option<ArticleId> {
        let first = match &mut self.given {
            Some(given) => given.insert(id),
            None => {
                let sql = "SELECT 1 FROM article WHERE given=?1 AND key<>?2";
                let mut statement = self.connection.prepare_cached(sql).ok()?;
                statement.query_row((id.0, key), |_| Ok(())).optional().ok()?.is_none()
            }
        };
        if first {
            return None;
        }
        self.disputed.insert(id);
        Some(ArticleId::of(&format!("{id}\n{key}")))
    }

    /// The first path keeps the id that its article gives; the others get one made with their path.
    fn settle_id(&mut self, given: ArticleId) -> Result<()> {
        let sql = "SELECT key, own, root, below, name FROM article JOIN folder ON folder.id=folder
                   WHERE given=?1 ORDER BY root, below, name";
        type Claim = (Key, Option<[u8; 16]>, i64, Vec<u8>, Vec<u8>);
        let claims: Vec<Claim> = {
            let mut statement = self.connection.prepare_cached(sql)?;
            let rows =
                statement.query_map([given.0], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?, r.get(4)?)))?;
            rows.collect::<Result<_>>()?
        };
        for (n, (key, own, root, below, name)) in claims.into_iter().enumerate() {
            let path = [below.as_slice(), name.as_slice()].map(String::from_utf8_lossy).join("/");
            let due = (n > 0).then(|| ArticleId::of(&format!("{given}\n{root}\n{path}")));
            if own != due.map(|id| id.0) {
                self.set_own(key, given, due)?;
            }
        }
        Ok(())
    }

    fn set_own(&mut self, key: Key, given: ArticleId, own: Option<ArticleId>) -> Result<()> {
        let sql = "UPDATE article SET own=?2 WHERE key=?1";
        self.connection.prepare_cached(sql)?.execute((key, own.map(|id| id.0)))?;
        if let Some((_, doc)) = self.known(key)?
            && let Some(entry) = self.docs.entry(&self.connection, doc)?
        {
            self.docs.put(&self.connection, doc, DocMeta { id: block::id_prefix(own.unwrap_or(given)), ..entry })?;
        }
        Ok(())
    }

    /// The id that an article gave, and its doc.
    fn known(&self, key: Key) -> Result<Option<(ArticleId, Doc)>> {
        let mut statement = self.connection.prepare_cached("SELECT given, doc FROM article WHERE key=?1")?;
        statement.query_row([key], |row| Ok((ArticleId(row.get(0)?), row.get(1)?))).optional()
    }

    /// Takes out all of an article but its row.
    fn take_out(&mut self, key: Key) -> Result<()> {
        self.begin()?;
        if let Some((given, doc)) = self.known(key)? {
            self.disputed.insert(given);
            self.docs.take_out(&self.connection, doc)?;
        }
        self.connection.prepare_cached("DELETE FROM problem WHERE key=?1")?.execute([key])?;
        Ok(())
    }
}

/// The columns of a folder that is not yet looked through.
fn folder_row(folder: &Folder) -> (u32, &[u8], i64) {
    (folder.root, folder.below.as_os_str().as_bytes(), FileStat::UNSURE)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::library::Options;
    use crate::library::index::block::DOCS;
    use crate::library::index::docs;
    use crate::library::index::postings::gather::TokenGatherer;

    /// Tables in memory, with the connection that keeps them.
    fn tables() -> store::OpenedDatabase {
        let options = Options { roots: Vec::new(), cache: None, zone: jiff::tz::TimeZone::UTC };
        store::open_memory(&options, Vec::new()).unwrap()
    }

    fn writer(opened: &store::OpenedDatabase) -> IndexWriter {
        IndexWriter::new(store::connect(&opened.place).unwrap()).unwrap()
    }

    fn noted(title: &str) -> IndexedMeta {
        IndexedMeta {
            id: ArticleId::of(title),
            title: title.to_owned(),
            category: String::new(),
            author: String::new(),
            tag: String::new(),
            lang: String::new(),
            date: None,
            problems: Vec::new(),
            stat: FileStat::default(),
        }
    }

    /// Indexes all bodies that are not; returns the docs.
    fn index_bodies(writer: &mut IndexWriter) -> Vec<Doc> {
        let mut all = Vec::new();
        for (n, _) in docs::waiting(writer.connection()).unwrap() {
            let mut gatherer = TokenGatherer::default();
            let mut bodies = Vec::new();
            for (doc, _) in writer.waiting(n).unwrap() {
                gatherer.begin(doc);
                gatherer.add("金融");
                let besides = BodyFacts { flags: Flags::LINK, sounds: 0 };
                bodies.push(BodyRead { doc, besides, problems: Vec::new() });
                all.push(doc);
            }
            writer.index(&Indexed { batch: gatherer.batch(), bodies }).unwrap();
            writer.commit().unwrap();
        }
        all
    }

    #[test]
    fn a_changed_file_touches_the_block_it_was_in_and_the_last_one() {
        let opened = tables();
        let mut first = writer(&opened);
        let folder = first.folder(&Folder { root: 0, below: "".into() }).unwrap();
        let count = 5 * DOCS - 9;
        for n in 0..count {
            let name = format!("{n}.md");
            first.insert(folder, OsStr::new(&name), &noted(&name)).unwrap();
        }
        first.settle().unwrap();
        first.finish().unwrap();
        assert_eq!(index_bodies(&mut first).len(), count);
        let key = first.docs.entry(&first.connection, 2 * DOCS as Doc + 7).unwrap().unwrap().key();

        let mut second = writer(&opened);
        second.replace(key, folder, OsStr::new("new.md"), &noted("new")).unwrap();
        second.settle().unwrap();
        second.finish().unwrap();
        assert_eq!(index_bodies(&mut second), [count as Doc]);
        assert_eq!(second.docs.touched, BTreeSet::from([2, 4]));
        assert_eq!(second.known(key).unwrap(), Some((ArticleId::of("new"), count as Doc)));
        let entry = docs::entry(&second.connection, count as Doc).unwrap().unwrap();
        assert!(entry.key() == key && entry.flags.has(Flags::INDEXED) && entry.flags.has(Flags::LINK));
        assert!(!docs::entry(&second.connection, 2 * DOCS as Doc + 7).unwrap().unwrap().is_live());
    }

    #[test]
    fn a_doc_that_posting_lists_name_is_given_to_no_other_article() {
        let opened = tables();
        let mut writer = writer(&opened);
        let folder = writer.folder(&Folder { root: 0, below: "".into() }).unwrap();
        writer.insert(folder, OsStr::new("a.md"), &noted("a")).unwrap();
        writer.settle().unwrap();
        assert_eq!(index_bodies(&mut writer), [0]);
        writer.remove(1).unwrap();
        for name in ["b", "c", "d"] {
            writer.insert(folder, OsStr::new(name), &noted(name)).unwrap();
        }
        writer.settle().unwrap();
        assert_eq!(index_bodies(&mut writer), [1, 2, 3]);
    }

    #[test]
    fn a_key_beyond_what_the_index_can_number_is_an_error() {
        let opened = tables();
        let mut writer = writer(&opened);
        let folder = writer.folder(&Folder { root: 0, below: "".into() }).unwrap();
        writer.next_key = Key::from(u32::MAX);
        writer.insert(folder, OsStr::new("a.md"), &noted("a")).unwrap();
        let error = writer.insert(folder, OsStr::new("b.md"), &noted("b")).unwrap_err();
        assert_eq!(error.to_string(), "the index has no number left for another article");
        assert!(store::is_damage(&error), "a new file mends it");
        writer.commit().unwrap();
        assert_eq!(writer.articles().unwrap(), 1);
    }
}
