//! Bringing the index up to date: titles first, then bodies, newest first.
//!
//! Owns the order of the work, its batches, and the reports of progress. `walk` finds the files, two threads
//! read them, and only this thread writes. After a stop or a kill at any moment the next update continues.

use std::collections::HashMap;
use std::ffi::OsString;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use rusqlite::Connection;

use super::articles;
use super::bodies::{Bodies, News, READERS};
use super::meta::IndexedMeta;
use super::write::IndexWriter;
use crate::library::files::opener::Opener;
use crate::library::files::read::ArticleFiles;
use crate::library::files::walk::{self, Chunk, FileOutcome, FoundFile, LastChunk, Walk};
use crate::library::lock::lock;
use crate::library::{Error, Key, Phase, Progress, Result, Stop};

/// How long the first batch of rows is collected, and the longest of them.
const FIRST_BATCH: Duration = Duration::from_millis(8);
const BATCH: Duration = Duration::from_millis(400);

/// What an update works with.
pub struct Update<'a> {
    pub files: &'a ArticleFiles,
    pub progress: &'a mut dyn FnMut(Progress),
    pub stop: &'a Stop,
}

impl Update<'_> {
    /// Both phases. `reading` is a second connection, for the walk.
    pub fn run(&mut self, writer: &mut IndexWriter, reading: Connection) -> Result<Progress> {
        let titles = self.titles(writer, reading, Walk::Everything)?;
        let bodies = self.bodies(writer)?;
        Ok(Progress { changed: titles.changed || bodies.changed, ..bodies })
    }

    /// The first phase: a row for every file. Embedded articles have theirs from the start.
    pub fn titles(&mut self, writer: &mut IndexWriter, reading: Connection, walk: Walk) -> Result<Progress> {
        if self.files.is_embedded() {
            return Ok(Progress::default());
        }
        let (known, is_first) = (articles::known_folders(writer.connection())?, writer.is_empty());
        let (chunks, to_read) = sync_channel::<Chunk<FoundFile>>(64);
        // Room for what is read while a batch is written.
        let (done, results) = sync_channel::<Chunk<FileChange>>(128);
        let (files, stop) = (self.files.clone(), self.stop.clone());
        // Before the first file was noted, none is known of any folder.
        let files_of = move |id| if is_first { Ok(Vec::new()) } else { Ok(articles::files_of(&reading, id)?) };
        let walker = thread::spawn(move || walk::walk(&files, known, files_of, walk, &chunks, &stop));
        self.read_chunks(to_read, &done);
        drop(done);
        let mut titles = TitleBatches::new(writer);
        while !self.stop.is_stopped() {
            match results.recv_timeout(BATCH) {
                Ok(chunk) => titles.take(chunk)?,
                // The walk may wait for this writer: an index in memory has one lock for all connections.
                Err(RecvTimeoutError::Timeout) => titles.writer.commit()?,
                Err(RecvTimeoutError::Disconnected) => break,
            }
            if titles.is_due() {
                (self.progress)(titles.commit()?);
            }
        }
        drop(results);
        let walked = walker.join().unwrap_or_else(|_| Err(Error::Stopped));
        titles.writer.commit()?;
        self.stop.check()?;
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
    fn read_chunks(&self, to_read: Receiver<Chunk<FoundFile>>, done: &SyncSender<Chunk<FileChange>>) {
        let to_read = Arc::new(Mutex::new(to_read));
        for _ in 0..READERS {
            let (to_read, done, files, stop) = (to_read.clone(), done.clone(), self.files.clone(), self.stop.clone());
            thread::spawn(move || {
                let mut opener = Opener::default();
                while let Ok(chunk) = { lock(&to_read).recv() } {
                    let changes = chunk.map(|folder, file| {
                        let outcome = file.read(&files, folder, &mut opener);
                        FileChange::new(file, outcome)
                    });
                    if stop.is_stopped() || done.send(changes).is_err() {
                        return;
                    }
                }
            });
        }
    }

    /// The second phase: the tokens of every body, newest first.
    pub fn bodies(&mut self, writer: &mut IndexWriter) -> Result<Progress> {
        let mut bodies = Bodies::new(self.files, writer, self.stop)?;
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
        self.stop.check()?;
        progress.changed = true;
        (self.progress)(progress);
        Ok(progress)
    }
}

/// What the writer has to do for a file.
enum FileChange {
    Nothing,
    Insert(OsString, Box<IndexedMeta>),
    Replace(Key, OsString, Box<IndexedMeta>),
    Remove(Key),
}

impl FileChange {
    fn new(file: FoundFile, outcome: FileOutcome) -> FileChange {
        let known = file.known.map(|(key, _)| key);
        match (outcome, known) {
            (FileOutcome::Same, _) | (FileOutcome::Gone, None) => FileChange::Nothing,
            (FileOutcome::Gone, Some(key)) => FileChange::Remove(key),
            (FileOutcome::Read(read), None) => FileChange::Insert(file.name, Box::new((*read).into())),
            (FileOutcome::Read(read), Some(key)) => FileChange::Replace(key, file.name, Box::new((*read).into())),
        }
    }
}

/// Writes what was found in the folders into the index, in batches.
struct TitleBatches<'a> {
    writer: &'a mut IndexWriter,
    /// Folders of which not all chunks were written.
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
    last: Option<LastChunk>,
}

impl<'a> TitleBatches<'a> {
    fn new(writer: &'a mut IndexWriter) -> TitleBatches<'a> {
        let (folders, since) = (HashMap::new(), Instant::now());
        TitleBatches { writer, folders, done: 0, changed: 0, ever_changed: false, since, batch: FIRST_BATCH }
    }

    fn take(&mut self, chunk: Chunk<FileChange>) -> rusqlite::Result<()> {
        let folder = match chunk.id {
            Some(id) => id,
            None => self.writer.folder(&chunk.folder)?,
        };
        self.done += chunk.files.len();
        for change in chunk.files {
            self.apply(folder, change)?;
        }
        for &key in &chunk.gone {
            self.apply(folder, FileChange::Remove(key))?;
        }
        let pending = self.folders.entry(folder).or_default();
        pending.taken += 1;
        pending.last = chunk.last.or(pending.last.take());
        if pending.last.as_ref().is_some_and(|last| last.chunks == pending.taken)
            && let Some(last) = self.folders.remove(&folder).and_then(|pending| pending.last)
            && let Some((modified, below)) = last.listed
        {
            below.iter().try_for_each(|below| self.writer.note_folder(below))?;
            self.writer.folder_done(folder, modified)?;
        }
        Ok(())
    }

    fn apply(&mut self, folder: i64, change: FileChange) -> rusqlite::Result<()> {
        match change {
            FileChange::Nothing => return Ok(()),
            FileChange::Insert(name, meta) => self.writer.insert(folder, &name, &meta)?,
            FileChange::Replace(key, name, meta) => self.writer.replace(key, folder, &name, &meta)?,
            FileChange::Remove(key) => self.writer.remove(key)?,
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

    /// Commits; returns what to report.
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
