//! An open library: what its clones and readers share.
//!
//! Owns the opening, the choice between an index file and an index in memory, and who may write. The work
//! itself is done by `index::update` and [`Reader`](super::Reader).

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::thread;
use std::time::Duration;

use rusqlite::Connection;

use super::files::opener::Opener;
use super::files::read::ArticleFiles;
use super::files::walk::Walk;
use super::files::watch;
use super::index::articles;
use super::index::cache::BlockCache;
use super::index::store::{self, Database, OpenedDatabase};
use super::index::update::Update;
use super::index::write::IndexWriter;
use super::lock::lock;
use super::query::marks::QueryMarks;
use super::{Error, Marked, Options, Phase, Progress, Result, Stop, Watcher};

/// How often an update checks whether another process still writes.
const FOLLOWING: Duration = Duration::from_millis(200);

/// With more articles than this, [`Library::refresh_quick`] checks folders only.
const QUICK: i64 = 5_000;

/// An open library; clones share it.
#[derive(Debug, Clone)]
pub struct Library {
    shared: Arc<SharedLibrary>,
}

/// What clones of a library share.
#[derive(Debug)]
struct SharedLibrary {
    options: Options,
    files: ArticleFiles,
    /// The tables in use.
    store: RwLock<Arc<OpenIndex>>,
    notices: Mutex<Vec<String>>,
    marks: RwLock<Arc<QueryMarks>>,
    /// One update at a time.
    updating: Mutex<()>,
}

/// The tables in use, in a file or in memory.
#[derive(Debug)]
pub struct OpenIndex {
    pub place: Database,
    /// A number for each of the tables that took the place of others.
    pub generation: u64,
    /// Set when a reader found damage: the next update builds the index again.
    pub damaged: AtomicBool,
    pub cache: BlockCache,
    /// A connection that stays open: tables in memory last as long as it does.
    pub keeper: Mutex<Connection>,
    /// The data version at the last [`OpenIndex::has_news`].
    seen: Mutex<i64>,
}

/// Whether to wait until another process has finished writing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Turn {
    Wait,
    OrNot,
}

impl OpenIndex {
    fn new(place: Database, keeper: Connection) -> Arc<OpenIndex> {
        static GENERATION: AtomicU64 = AtomicU64::new(1);
        let generation = GENERATION.fetch_add(1, Ordering::Relaxed);
        let seen = Mutex::new(data_version(&keeper));
        Arc::new(OpenIndex {
            place,
            generation,
            damaged: AtomicBool::new(false),
            cache: BlockCache::default(),
            keeper: Mutex::new(keeper),
            seen,
        })
    }

    /// True if another connection wrote since the last call.
    pub fn has_news(&self) -> bool {
        let now = data_version(&lock(&self.keeper));
        std::mem::replace(&mut *lock(&self.seen), now) != now
    }
}

/// A number that changes with every write of another connection; cheap to read.
fn data_version(connection: &Connection) -> i64 {
    connection.query_row("PRAGMA data_version", [], |row| row.get(0)).unwrap_or_default()
}

impl Library {
    /// Opens the library with what earlier runs indexed. Nothing is scanned.
    ///
    /// # Errors
    /// A root that cannot be found, and an index that cannot even be kept in memory.
    pub fn open(options: Options) -> Result<Library> {
        let mut canonical = options.clone();
        for root in &mut canonical.roots {
            *root = root.canonicalize().map_err(|source| Error::Root { path: root.clone(), source })?;
        }
        Ok(Library::with(options, store::open(&canonical)?))
    }

    /// A library of articles that are not files (the samples): path and bytes. They are listed at once; the
    /// first [`Library::update`] indexes their bodies.
    ///
    /// # Errors
    /// Those of SQLite, in memory.
    pub fn embedded(files: &[(&str, &[u8])], options: Options) -> Result<Library> {
        let options = Options { roots: Vec::new(), cache: None, ..options };
        let opened = store::open_memory(&options, Vec::new())?;
        let mut library = Library::with(options, opened);
        if let Some(shared) = Arc::get_mut(&mut library.shared) {
            shared.files.embed(files);
        }
        library.list_embedded().map_err(|e| e.at(library.index_path()))?;
        Ok(library)
    }

    fn with(options: Options, opened: OpenedDatabase) -> Library {
        let files = ArticleFiles::new(options.roots.clone(), options.zone.clone());
        let store = RwLock::new(OpenIndex::new(opened.place, opened.connection));
        let notices = Mutex::new(opened.notices);
        Library {
            shared: Arc::new(SharedLibrary {
                options,
                files,
                store,
                notices,
                marks: RwLock::default(),
                updating: Mutex::default(),
            }),
        }
    }

    fn list_embedded(&self) -> Result<()> {
        let mut writer = IndexWriter::new(store::connect(&self.store().place)?)?;
        for (folder, name) in self.files().embedded() {
            let id = writer.folder(&folder)?;
            let read = self.files().whole(&folder, &name, &mut Opener::default());
            writer.insert(id, &name, &read.into())?;
        }
        writer.settle()?;
        Ok(writer.finish()?)
    }

    /// Messages about the index for the person: that it is built again, or cannot be kept in a file.
    pub fn notices(&self) -> Vec<String> {
        lock(&self.shared.notices).clone()
    }

    /// Brings the index up to date with the folders: titles first, then bodies, newest first.
    ///
    /// While another process writes to the same index, this one waits, reports the other's changes, and checks
    /// the folders after it.
    ///
    /// # Errors
    /// A root that cannot be found, an index that cannot be built, and [`Error::Stopped`].
    pub fn update(&self, progress: &mut dyn FnMut(Progress), stop: &Stop) -> Result<Progress> {
        self.work(progress, stop, Turn::Wait, |update, writer, reading| update.run(writer, reading))
    }

    /// For commands that print one result: finds what was added, removed and renamed, by the times of the
    /// folders, and in libraries of at most 5,000 articles also what was edited. Bodies of what it found are
    /// searched in their files. Does nothing while another process is writing.
    ///
    /// # Errors
    /// As [`Library::update`].
    pub fn refresh_quick(&self, stop: &Stop) -> Result<Progress> {
        if self.is_unchanged().unwrap_or(false) {
            return Ok(Progress::default());
        }
        self.work(&mut |_| {}, stop, Turn::OrNot, |update, writer, reading| {
            let walk = if writer.articles()? > QUICK { Walk::Folders } else { Walk::Everything };
            update.titles(writer, reading, walk)
        })
    }

    /// True if a quick refresh has nothing to do, found out without a writer.
    fn is_unchanged(&self) -> rusqlite::Result<bool> {
        let store = self.store();
        let keeper = lock(&store.keeper);
        let sql = "SELECT coalesce(sum(live), 0) > ?1 FROM block";
        let is_large = keeper.query_row(sql, [QUICK], |row| row.get(0))?;
        Ok(is_large && !self.files().is_embedded() && articles::are_folders_unchanged(&keeper, &self.files().roots)?)
    }

    /// Calls `changed` when files changed, until the returned watcher is dropped: from a thread of its own, at
    /// most a few times a second.
    ///
    /// # Errors
    /// Those of the system, with the folder.
    pub fn watch(&self, changed: impl Fn() + Send + 'static) -> Result<Watcher> {
        watch::watch(&self.shared.options.roots, changed)
    }

    /// Sets the marks that queries test. Those of an article replace its earlier ones; others stay.
    pub fn mark(&self, marked: impl IntoIterator<Item = Marked>) {
        let mut marks = self.shared.marks.write().unwrap_or_else(PoisonError::into_inner);
        let marks = Arc::make_mut(&mut marks);
        marked.into_iter().for_each(|marked| marks.set(marked));
    }

    /// The folders or files of the library.
    pub fn roots(&self) -> &[PathBuf] {
        &self.shared.options.roots
    }

    /// The index file; `None` while the index is in memory.
    pub fn index_path(&self) -> Option<PathBuf> {
        self.store().place.path()
    }

    pub(super) fn files(&self) -> &ArticleFiles {
        &self.shared.files
    }

    pub(super) fn marks(&self) -> Arc<QueryMarks> {
        self.shared.marks.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(super) fn store(&self) -> Arc<OpenIndex> {
        self.shared.store.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Runs `what` as the one writer; again with a new index if the old one is damaged, and in memory if the
    /// file cannot be written.
    fn work(
        &self,
        progress: &mut dyn FnMut(Progress),
        stop: &Stop,
        turn: Turn,
        what: impl Fn(&mut Update<'_>, &mut IndexWriter, Connection) -> Result<Progress>,
    ) -> Result<Progress> {
        let _one = lock(&self.shared.updating);
        for _ in 0..3 {
            let store = self.store();
            let lock = match turn {
                Turn::Wait => Some(self.wait_for_lock(&store, progress, stop)?),
                Turn::OrNot => store::try_lock(&store.place),
            };
            let Some(_lock) = lock else { return Ok(Progress::default()) };
            if store.damaged.load(Ordering::Relaxed) {
                self.rebuild(&store, "the index is damaged")?;
                continue;
            }
            // What another process wrote is a change for this one, even if nothing is left to do.
            let news = store.has_news();
            let result = self.connections(&store).and_then(|(mut writer, reading)| {
                let mut update = Update { files: self.files(), progress, stop };
                let done = what(&mut update, &mut writer, reading)?;
                if done.changed {
                    writer.merge()?;
                    writer.tidy_up()?;
                }
                Ok(done)
            });
            match result {
                Ok(done) => {
                    store.has_news();
                    return Ok(Progress { changed: done.changed || news, ..done });
                }
                Err(Error::Sql(e)) if store::is_damage(&e) => self.rebuild(&store, &e.to_string())?,
                Err(Error::Sql(e)) if store::is_unwritable(&e) && !store.place.is_memory() => {
                    self.move_to_memory(&store, &e.to_string())?;
                }
                Err(error) => return Err(error.at(store.place.path())),
            }
        }
        Err(Error::Index { path: self.index_path(), what: "the index cannot be built".to_owned() })
    }

    fn connections(&self, store: &OpenIndex) -> Result<(IndexWriter, Connection)> {
        Ok((IndexWriter::new(store::connect(&store.place)?)?, store::connect(&store.place)?))
    }

    /// Waits until no other process writes; reports each of its writes.
    fn wait_for_lock(
        &self,
        store: &OpenIndex,
        progress: &mut dyn FnMut(Progress),
        stop: &Stop,
    ) -> Result<store::WriteLock> {
        let mut seen = None;
        loop {
            if let Some(lock) = store::try_lock(&store.place) {
                return Ok(lock);
            }
            if stop.is_stopped() {
                return Err(Error::Stopped);
            }
            let version = store::connect(&store.place).and_then(|c| store::version(&c)).ok();
            if seen.is_some() && version != seen {
                progress(Progress { phase: Phase::Bodies, changed: true, ..Progress::default() });
            }
            seen = version;
            thread::sleep(FOLLOWING);
        }
    }

    fn rebuild(&self, store: &OpenIndex, why: &str) -> Result<()> {
        let Some(path) = store.place.path() else {
            return Err(Error::Index { path: None, what: why.to_owned() });
        };
        self.notice(format!("{}: {why}; the index is built again", path.display()));
        let options = self.canonical();
        match store::start_again(&options, &path) {
            Ok(connection) => self.use_store(Database::File(path), connection),
            Err(what) => {
                self.notice(format!("{}: {what}; the index is kept in memory for this time", path.display()));
                let opened = store::open_memory(&options, Vec::new())?;
                self.use_store(opened.place, opened.connection);
            }
        }
        Ok(())
    }

    /// Copies the index into memory and goes on there.
    fn move_to_memory(&self, store: &OpenIndex, why: &str) -> Result<()> {
        let path = store.place.path().unwrap_or_default();
        self.notice(format!("{}: {why}; the index is kept in memory for this time", path.display()));
        let opened = match store::copy_to_memory(&store.place) {
            Ok(opened) => opened,
            Err(_) => store::open_memory(&self.canonical(), Vec::new())?,
        };
        self.use_store(opened.place, opened.connection);
        Ok(())
    }

    fn use_store(&self, place: Database, keeper: Connection) {
        let store = OpenIndex::new(place, keeper);
        *self.shared.store.write().unwrap_or_else(PoisonError::into_inner) = store;
    }

    fn notice(&self, what: String) {
        lock(&self.shared.notices).push(what);
    }

    fn canonical(&self) -> Options {
        let mut options = self.shared.options.clone();
        for root in &mut options.roots {
            *root = root.canonicalize().unwrap_or_else(|_| root.clone());
        }
        options
    }
}
