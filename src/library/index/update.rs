//! Bringing the index up to date: titles first, then bodies, newest first.
//!
//! Owns the order of the work, its batches, and what is said of its progress. What the folders hold
//! comes from `walk`, files are read by two threads, and this thread alone writes. Stopped or killed
//! at any moment, the next update goes on where this one was.

use std::collections::HashMap;
use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::thread;
use std::time::{Duration, Instant};

use rusqlite::{Connection, OptionalExtension};

use crate::library::files::opener::Opener;
use crate::library::files::read::ArticleFiles;
use crate::library::files::scan::Folder;
use crate::library::files::walk::{self, Chunk, FileOutcome, FoundFile, Last, Walk};
use crate::library::index::bodies::{Bodies, News, READERS};
use crate::library::index::write::IndexWriter;
use crate::library::{Error, Key, Phase, Progress, Stop};

/// How long the first rows are waited for, and how long a batch grows at most.
const FIRST_BATCH: Duration = Duration::from_millis(8);
const BATCH: Duration = Duration::from_millis(400);

/// Why an update ended early.
#[derive(Debug)]
pub enum Trouble {
    Sql(rusqlite::Error),
    Other(Error),
}

impl From<rusqlite::Error> for Trouble {
    fn from(error: rusqlite::Error) -> Trouble {
        Trouble::Sql(error)
    }
}

/// What an update is done with.
pub struct Update<'a> {
    pub ways: &'a ArticleFiles,
    pub progress: &'a mut dyn FnMut(Progress),
    pub stop: &'a Stop,
}

impl Update<'_> {
    /// Both phases. `reading` is a second connection, for the walk.
    pub fn run(&mut self, writer: &mut IndexWriter, reading: Connection) -> Result<Progress, Trouble> {
        let titles = self.titles(writer, reading, Walk::Everything)?;
        let bodies = self.bodies(writer)?;
        Ok(Progress { changed: titles.changed || bodies.changed, ..bodies })
    }

    /// The first phase: a row for every file. Embedded articles have theirs from the start.
    pub fn titles(&mut self, writer: &mut IndexWriter, reading: Connection, walk: Walk) -> Result<Progress, Trouble> {
        if self.ways.is_embedded() {
            return Ok(Progress::default());
        }
        let known = walk::KnownFolders::load(writer)?;
        let (chunks, to_read) = sync_channel::<Chunk>(64);
        // As many as are read while a batch is written.
        let (done, results) = sync_channel::<Chunk>(128);
        let (ways, stop) = (self.ways.clone(), self.stop.clone());
        let walker = thread::spawn(move || walk::walk(&ways, known, &reading, walk, &chunks, &stop));
        self.read_chunks(to_read, &done);
        drop(done);
        let mut titles = TitleBatches::new(writer);
        while !self.stop.is_stopped() {
            match results.recv_timeout(BATCH) {
                Ok(chunk) => titles.take(chunk)?,
                // The walk may be waiting for this very writer: an index in memory has one lock for all.
                Err(RecvTimeoutError::Timeout) => titles.writer.commit()?,
                Err(RecvTimeoutError::Disconnected) => break,
            }
            if titles.is_due() {
                (self.progress)(titles.commit()?);
            }
        }
        drop(results);
        let walked = walker.join().unwrap_or_else(|_| Err(Trouble::Other(Error::Stopped)));
        titles.writer.commit()?;
        self.check_stop()?;
        for folder in walked? {
            titles.changed += titles.writer.remove_folder(folder)?;
        }
        if titles.changed_at_all() {
            titles.writer.settle()?;
        }
        let progress = Progress { total: Some(titles.done), ..titles.commit()? };
        (self.progress)(progress);
        titles.writer.finish()?;
        Ok(Progress { changed: titles.ever_changed, ..progress })
    }

    /// Threads that read the files of chunks until there are no more.
    fn read_chunks(&self, to_read: Receiver<Chunk>, done: &SyncSender<Chunk>) {
        let to_read = Arc::new(std::sync::Mutex::new(to_read));
        for _ in 0..READERS {
            let (to_read, done, ways, stop) = (to_read.clone(), done.clone(), self.ways.clone(), self.stop.clone());
            thread::spawn(move || {
                let mut opener = Opener::default();
                while let Ok(mut chunk) = { to_read.lock().map_or(Err(std::sync::mpsc::RecvError), |r| r.recv()) } {
                    if stop.is_stopped() {
                        return;
                    }
                    chunk.read(&ways, &mut opener);
                    if done.send(chunk).is_err() {
                        return;
                    }
                }
            });
        }
    }

    /// The second phase: the words of every body, newest first.
    pub fn bodies(&mut self, writer: &mut IndexWriter) -> Result<Progress, Trouble> {
        let mut bodies = Bodies::new(self.ways, writer, self.stop)?;
        let mut progress = Progress { phase: Phase::Bodies, total: Some(bodies.total()), ..Progress::default() };
        if bodies.total() == 0 {
            return Ok(progress);
        }
        while let Some(news) = bodies.next(writer, BATCH)? {
            if let News::Indexed(indexed) = news {
                writer.index(&indexed)?;
                writer.commit()?;
            }
            progress.done = bodies.done();
            (self.progress)(progress);
        }
        self.check_stop()?;
        progress.changed = true;
        (self.progress)(progress);
        Ok(progress)
    }

    fn check_stop(&self) -> Result<(), Trouble> {
        if self.stop.is_stopped() { Err(Trouble::Other(Error::Stopped)) } else { Ok(()) }
    }
}

/// Takes what was found in the folders into the index, in batches.
struct TitleBatches<'a> {
    writer: &'a mut IndexWriter,
    /// Chunks of a folder that are still to come, once all were sent, and its time.
    folders: HashMap<i64, Pending>,
    done: usize,
    changed: usize,
    ever_changed: bool,
    since: Instant,
    batch: Duration,
}

#[derive(Default)]
struct Pending {
    taken: usize,
    last: Option<Last>,
}

impl<'a> TitleBatches<'a> {
    fn new(writer: &'a mut IndexWriter) -> TitleBatches<'a> {
        let (folders, since) = (HashMap::new(), Instant::now());
        TitleBatches { writer, folders, done: 0, changed: 0, ever_changed: false, since, batch: FIRST_BATCH }
    }

    fn take(&mut self, chunk: Chunk) -> rusqlite::Result<()> {
        let folder = match chunk.folder {
            Some(id) => id,
            None => self.writer.folder(chunk.place.root, chunk.place.below.as_os_str())?,
        };
        self.done += chunk.items.len();
        for item in &chunk.items {
            self.take_item(folder, item)?;
        }
        for &key in &chunk.gone {
            self.changed += 1;
            self.writer.remove(key)?;
        }
        let pending = self.folders.entry(folder).or_default();
        pending.taken += 1;
        pending.last = chunk.last.or(pending.last.take());
        if pending.last.as_ref().is_some_and(|last| last.chunks == pending.taken)
            && let Some(last) = self.folders.remove(&folder).and_then(|pending| pending.last)
            && chunk.listed
        {
            last.below.iter().try_for_each(|below| self.writer.note_folder(below))?;
            self.writer.folder_done(folder, last.modified)?;
        }
        Ok(())
    }

    fn take_item(&mut self, folder: i64, item: &FoundFile) -> rusqlite::Result<()> {
        match (&item.outcome, item.known) {
            (FileOutcome::Same, _) | (FileOutcome::Gone, None) => return Ok(()),
            (FileOutcome::Gone, Some((key, _))) => self.writer.remove(key)?,
            (FileOutcome::Read(noted), None) => self.writer.insert(folder, &item.name, noted)?,
            (FileOutcome::Read(noted), Some((key, _))) => self.writer.replace(key, folder, &item.name, noted)?,
        }
        self.changed += 1;
        Ok(())
    }

    fn changed_at_all(&self) -> bool {
        self.ever_changed || self.changed > 0
    }

    fn is_due(&self) -> bool {
        self.since.elapsed() > self.batch && (self.changed > 0 || self.batch > FIRST_BATCH)
    }

    /// Commits; answers what to report.
    fn commit(&mut self) -> rusqlite::Result<Progress> {
        self.writer.commit()?;
        let changed = self.changed > 0;
        self.ever_changed |= changed;
        self.changed = 0;
        self.since = Instant::now();
        self.batch = (self.batch * 4).min(BATCH);
        Ok(Progress { phase: Phase::Titles, done: self.done, total: None, changed })
    }
}

/// A folder by its number.
pub fn folder(connection: &Connection, id: i64) -> rusqlite::Result<Option<Folder>> {
    let mut statement = connection.prepare_cached("SELECT root, below FROM folder WHERE id=?1")?;
    let row = statement.query_row([id], |row| walk::place(row, 0));
    row.optional()
}

/// The path of an article below its root, and the root, by key.
pub fn location(connection: &Connection, key: Key) -> rusqlite::Result<Option<(Folder, OsString)>> {
    let sql = "SELECT root, below, name FROM article JOIN folder ON folder.id=folder WHERE key=?1";
    let mut statement = connection.prepare_cached(sql)?;
    let row = statement.query_row([key], |row| Ok((walk::place(row, 0)?, OsString::from_vec(row.get(2)?))));
    row.optional()
}
