//! Bringing the index up to date: titles first, then bodies, newest first.
//!
//! Owns the order of the work, its batches, and what is said of its progress. What the folders hold
//! comes from `walk`, files are read by two threads, and this thread alone writes. Stopped or killed
//! at any moment, the next update goes on where this one was.

use std::collections::HashMap;
use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, SyncSender, channel, sync_channel};
use std::thread;
use std::time::{Duration, Instant};

use rusqlite::{Connection, OptionalExtension};

use super::block::{DOCS, Doc};
use super::opener::Opener;
use super::parsed::{Parsed, Ways};
use super::scan::Place;
use super::walk::{self, Chunk, Item, Last, Outcome, Walk};
use super::words;
use super::write::Writer;
use super::{Error, Key, Phase, Progress, Stop};

/// Threads that read files.
const READERS: usize = 2;

/// How long the first rows are waited for, and how long a batch grows at most.
const FIRST_BATCH: Duration = Duration::from_millis(8);
const BATCH: Duration = Duration::from_millis(400);

/// Blocks of bodies that are being read while one is written.
const AHEAD: u32 = 3;

/// Why an update ended early.
#[derive(Debug)]
pub(super) enum Trouble {
    Sql(rusqlite::Error),
    Other(Error),
}

impl From<rusqlite::Error> for Trouble {
    fn from(error: rusqlite::Error) -> Trouble {
        Trouble::Sql(error)
    }
}

/// What an update is done with.
pub(super) struct Update<'a> {
    pub ways: &'a Ways,
    pub progress: &'a mut dyn FnMut(Progress),
    pub stop: &'a Stop,
}

impl Update<'_> {
    /// Both phases. `reading` is a second connection, for the walk.
    pub fn run(&mut self, writer: &mut Writer, reading: Connection) -> Result<Progress, Trouble> {
        let titles = self.titles(writer, reading, Walk::Everything)?;
        let bodies = self.bodies(writer)?;
        Ok(Progress { changed: titles.changed || bodies.changed, ..bodies })
    }

    /// The first phase: a row for every file. Embedded articles have theirs from the start.
    pub fn titles(&mut self, writer: &mut Writer, reading: Connection, walk: Walk) -> Result<Progress, Trouble> {
        if self.ways.is_embedded() {
            return Ok(Progress::default());
        }
        let known = walk::Known::load(writer)?;
        let (chunks, to_read) = sync_channel::<Chunk>(64);
        let (done, results) = sync_channel::<Chunk>(64);
        let (ways, stop) = (self.ways.clone(), self.stop.clone());
        let walker = thread::spawn(move || walk::walk(&ways, known, &reading, walk, &chunks, &stop));
        self.read_chunks(to_read, &done);
        drop(done);
        let mut titles = Titles::new(writer);
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
    pub fn bodies(&mut self, writer: &mut Writer) -> Result<Progress, Trouble> {
        let mut bodies = Bodies::new(self.ways, writer)?;
        let total = bodies.count()?;
        let mut progress = Progress { phase: Phase::Bodies, done: 0, total: Some(total), changed: false };
        if total == 0 {
            return Ok(progress);
        }
        let mut last = Instant::now();
        while let Some(block) = bodies.next(self.stop)? {
            progress.done += block.len();
            bodies.write(block)?;
            if last.elapsed() > BATCH * 4 {
                bodies.writer.commit()?;
                last = Instant::now();
                (self.progress)(progress);
            }
        }
        bodies.writer.commit()?;
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
struct Titles<'a> {
    writer: &'a mut Writer,
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

impl<'a> Titles<'a> {
    fn new(writer: &'a mut Writer) -> Titles<'a> {
        let (folders, since) = (HashMap::new(), Instant::now());
        Titles { writer, folders, done: 0, changed: 0, ever_changed: false, since, batch: FIRST_BATCH }
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

    fn take_item(&mut self, folder: i64, item: &Item) -> rusqlite::Result<()> {
        match (&item.outcome, item.known) {
            (Outcome::Same, _) | (Outcome::Gone, None) => return Ok(()),
            (Outcome::Gone, Some((key, _))) => self.writer.remove(key)?,
            (Outcome::Read(noted), None) => self.writer.insert(folder, &item.name, noted)?,
            (Outcome::Read(noted), Some((key, _))) => self.writer.replace(key, folder, &item.name, noted)?,
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

/// Reads the bodies that are not indexed, block by block from the newest.
struct Bodies<'a> {
    writer: &'a mut Writer,
    folders: HashMap<i64, Place>,
    /// Blocks that are not asked for yet are below this one.
    next_block: u32,
    /// Blocks that are being read: how many bodies, and those that came.
    reading: Vec<(u32, usize, Vec<Read>)>,
    jobs: Option<Sender<Job>>,
    results: Receiver<Read>,
}

struct Job {
    doc: Doc,
    place: Place,
    name: OsString,
}

struct Read {
    doc: Doc,
    tokens: words::Tokens,
    parsed: Parsed,
}

impl<'a> Bodies<'a> {
    fn new(ways: &Ways, writer: &'a mut Writer) -> rusqlite::Result<Bodies<'a>> {
        let folders = walk::places(writer.connection())?;
        let (jobs, to_read) = channel::<Job>();
        let (done, results) = channel::<Read>();
        let to_read = Arc::new(std::sync::Mutex::new(to_read));
        for _ in 0..READERS {
            let (to_read, done, ways) = (to_read.clone(), done.clone(), ways.clone());
            thread::spawn(move || {
                let mut words = words::Words::default();
                while let Ok(job) = { to_read.lock().map_or(Err(std::sync::mpsc::RecvError), |r| r.recv()) } {
                    if done.send(read(&ways, job, &mut words)).is_err() {
                        return;
                    }
                }
            });
        }
        let next_block = writer.docs().div_ceil(DOCS as Doc);
        Ok(Bodies { writer, folders, next_block, reading: Vec::new(), jobs: Some(jobs), results })
    }

    /// How many bodies there are to read.
    fn count(&mut self) -> rusqlite::Result<usize> {
        (0..self.next_block).try_fold(0, |sum, n| Ok(sum + self.writer.waiting(n)?.len()))
    }

    /// The bodies of the next block, oldest first; `None` after the last.
    fn next(&mut self, stop: &Stop) -> rusqlite::Result<Option<Vec<Read>>> {
        while self.next_block > 0 && (self.reading.len() as u32) < AHEAD {
            self.next_block -= 1;
            self.ask(self.next_block)?;
        }
        loop {
            if let Some(at) = self.reading.iter().position(|(_, count, read)| *count == read.len()) {
                let (_, _, mut read) = self.reading.swap_remove(at);
                read.sort_unstable_by_key(|r| r.doc);
                return Ok(Some(read));
            }
            if self.reading.is_empty() || stop.is_stopped() {
                self.jobs = None;
                return Ok(None);
            }
            let Ok(read) = self.results.recv() else { return Ok(None) };
            let block = read.doc / DOCS as Doc;
            if let Some((_, _, all)) = self.reading.iter_mut().find(|(n, _, _)| *n == block) {
                all.push(read);
            }
        }
    }

    fn ask(&mut self, n: u32) -> rusqlite::Result<()> {
        let waiting = self.writer.waiting(n)?;
        if waiting.is_empty() {
            return Ok(());
        }
        let sql = "SELECT folder, name FROM article WHERE key=?1";
        let mut statement = self.writer.connection().prepare_cached(sql)?;
        let mut count = 0;
        for (doc, key) in waiting {
            let (folder, name): (i64, Vec<u8>) = statement.query_row([key], |row| Ok((row.get(0)?, row.get(1)?)))?;
            if let (Some(place), Some(jobs)) = (self.folders.get(&folder), &self.jobs) {
                let job = Job { doc, place: place.clone(), name: OsString::from_vec(name) };
                count += usize::from(jobs.send(job).is_ok());
            }
        }
        if count > 0 {
            self.reading.push((n, count, Vec::with_capacity(count)));
        }
        Ok(())
    }

    fn write(&mut self, block: Vec<Read>) -> rusqlite::Result<()> {
        block.into_iter().try_for_each(|r| self.writer.index(r.doc, &r.tokens, &r.parsed))
    }
}

fn read(ways: &Ways, job: Job, words: &mut words::Words) -> Read {
    let mut parsed = ways.whole(&job.place, &job.name);
    let tokens = words.of(&parsed.article);
    parsed.article.body.text = String::new();
    Read { doc: job.doc, tokens, parsed }
}

/// A folder by its number.
pub(super) fn folder(connection: &Connection, id: i64) -> rusqlite::Result<Option<Place>> {
    let mut statement = connection.prepare_cached("SELECT root, below FROM folder WHERE id=?1")?;
    let row = statement.query_row([id], |row| walk::place(row, 0));
    row.optional()
}

/// The path of an article below its root, and the root, by key.
pub(super) fn location(connection: &Connection, key: Key) -> rusqlite::Result<Option<(Place, OsString)>> {
    let sql = "SELECT root, below, name FROM article JOIN folder ON folder.id=folder WHERE key=?1";
    let mut statement = connection.prepare_cached(sql)?;
    let row = statement.query_row([key], |row| Ok((walk::place(row, 0)?, OsString::from_vec(row.get(2)?))));
    row.optional()
}
