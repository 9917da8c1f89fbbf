//! Reading the bodies that are not indexed, from the newest.
//!
//! Owns the threads that read them, how many articles each takes at a time, and what is done so far.
//! Each makes whole batches of posting lists; the thread that writes only appends them to the table.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, SyncSender, channel, sync_channel};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use rusqlite::Result;

use super::articles::{Location, Locations};
use super::block::{DOCS, Doc};
use super::docs;
use super::postings::gather::TokenGatherer;
use super::tokens;
use super::write::{BodyRead, IndexWriter, Indexed};
use crate::library::files::opener::Opener;
use crate::library::files::read::ArticleFiles;
use crate::library::lock::lock;
use crate::library::{Key, Stop};

/// Threads that read.
pub const READERS: usize = 2;

/// Articles that are read together: first few, so that the newest are found at once, then more and more, so
/// that batches are large and few. A list over the most of them, a bit for each, is below the thousand bytes
/// that SQLite keeps of a row without an overflow page.
const FEW: usize = DOCS;
const MOST: usize = 8 * FEW;

/// What came of the reading.
pub enum News {
    /// Bodies to write down.
    Indexed(Box<Indexed>),
    /// So far only more files were read.
    Nothing,
}

/// The bodies of a library that are not indexed.
pub struct Bodies {
    locations: Locations,
    /// Blocks with articles that wait and are not in `waiting` yet; the last one is next.
    blocks: Vec<(u32, usize)>,
    /// What waits in the blocks after them, the newest last.
    waiting: VecDeque<(Doc, Key)>,
    /// How many bodies there were, and how many are not yet given to a thread.
    total: usize,
    left: usize,
    /// How many are given to a thread together, whether what is left has been divided among the threads,
    /// and how many such lots are not done.
    lot: usize,
    divided: bool,
    reading: usize,
    done: Arc<AtomicUsize>,
    jobs: Option<Sender<Vec<BodyJob>>>,
    results: Receiver<LotEvent>,
    stop: Stop,
}

/// A body to read.
struct BodyJob {
    doc: Doc,
    location: Location,
}

/// What a thread sends for a lot: batches, then that it is done.
enum LotEvent {
    Indexed(Box<Indexed>),
    Done,
}

impl Bodies {
    pub fn new(files: &ArticleFiles, writer: &mut IndexWriter, stop: &Stop) -> Result<Bodies> {
        let blocks = docs::waiting(writer.connection())?;
        let total = blocks.iter().map(|(_, count)| count).sum();
        let (jobs, to_read) = channel();
        // A thread that is ahead waits until its batch is taken: batches are large.
        let (answers, results) = sync_channel(0);
        let (to_read, done) = (Arc::new(Mutex::new(to_read)), Arc::new(AtomicUsize::new(0)));
        for _ in 0..READERS.min(total) {
            let reader =
                BodyReader { files: files.clone(), stop: stop.clone(), done: done.clone(), answers: answers.clone() };
            let to_read = to_read.clone();
            thread::spawn(move || reader.run(&to_read));
        }
        Ok(Bodies {
            locations: Locations::default(),
            blocks,
            waiting: VecDeque::new(),
            total,
            left: total,
            lot: FEW,
            divided: false,
            reading: 0,
            done,
            jobs: Some(jobs),
            results,
            stop: stop.clone(),
        })
    }

    /// How many bodies there are to read.
    pub fn total(&self) -> usize {
        self.total
    }

    /// How many of them were read.
    pub fn done(&self) -> usize {
        self.done.load(Ordering::Relaxed)
    }

    /// What comes within `time`; `None` after the last, and when stopped.
    pub fn next(&mut self, writer: &mut IndexWriter, time: Duration) -> Result<Option<News>> {
        loop {
            while self.left > 0 && self.reading <= READERS {
                self.ask(writer)?;
            }
            if self.reading == 0 || self.stop.is_stopped() {
                self.jobs = None;
                return Ok(None);
            }
            match self.results.recv_timeout(time) {
                Ok(LotEvent::Indexed(indexed)) => return Ok(Some(News::Indexed(indexed))),
                Ok(LotEvent::Done) => self.reading -= 1,
                Err(RecvTimeoutError::Timeout) => return Ok(Some(News::Nothing)),
                Err(RecvTimeoutError::Disconnected) => return Ok(None),
            }
        }
    }

    /// Gives a lot to the next thread that is free. The last ones are as large as each other, so that all
    /// threads end at the same time.
    fn ask(&mut self, writer: &mut IndexWriter) -> Result<()> {
        if !self.divided && self.left <= self.lot * READERS {
            (self.lot, self.divided) = (self.left.div_ceil(READERS).max(FEW), true);
        }
        let count = self.lot.min(self.left);
        if !self.divided {
            self.lot = (self.lot * 2).min(MOST);
        }
        let waiting = self.take(writer, count)?;
        self.left = if waiting.len() < count { 0 } else { self.left - count };
        let mut lot = Vec::with_capacity(waiting.len());
        for (doc, key) in waiting {
            let location = self.locations.get(writer.connection(), key)?;
            lot.extend(location.map(|location| BodyJob { doc, location }));
        }
        if let Some(jobs) = &self.jobs {
            self.reading += usize::from(jobs.send(lot).is_ok());
        }
        Ok(())
    }

    /// So many of the newest that wait, the oldest first.
    fn take(&mut self, writer: &mut IndexWriter, count: usize) -> Result<Vec<(Doc, Key)>> {
        while self.waiting.len() < count
            && let Some((n, _)) = self.blocks.pop()
        {
            for waiting in writer.waiting(n)?.into_iter().rev() {
                self.waiting.push_front(waiting);
            }
        }
        Ok(self.waiting.split_off(self.waiting.len().saturating_sub(count)).into())
    }
}

/// One of the threads that read.
struct BodyReader {
    files: ArticleFiles,
    stop: Stop,
    done: Arc<AtomicUsize>,
    answers: SyncSender<LotEvent>,
}

impl BodyReader {
    fn run(&self, to_read: &Mutex<Receiver<Vec<BodyJob>>>) {
        let (mut gatherer, mut opener) = (TokenGatherer::default(), Opener::default());
        while let Ok(lot) = { lock(to_read).recv() } {
            if self.read(lot, &mut gatherer, &mut opener).is_none() {
                return;
            }
        }
    }

    /// Reads a lot; `None` when stopped, or when the update has ended.
    fn read(&self, lot: Vec<BodyJob>, gatherer: &mut TokenGatherer, opener: &mut Opener) -> Option<()> {
        let mut bodies = Vec::with_capacity(lot.len());
        for BodyJob { doc, location: (folder, name) } in lot {
            if self.stop.is_stopped() {
                return None;
            }
            let article = self.files.whole(&folder, &name, opener).article;
            gatherer.begin(doc);
            let besides = tokens::add(&article, gatherer);
            bodies.push(BodyRead { doc, besides, problems: article.problems });
            self.done.fetch_add(1, Ordering::Relaxed);
            if gatherer.is_full() {
                self.send(gatherer, &mut bodies)?;
            }
        }
        self.send(gatherer, &mut bodies)?;
        self.answers.send(LotEvent::Done).ok()
    }

    fn send(&self, gatherer: &mut TokenGatherer, bodies: &mut Vec<BodyRead>) -> Option<()> {
        if bodies.is_empty() {
            return Some(());
        }
        let indexed = Indexed { batch: gatherer.batch(), bodies: std::mem::take(bodies) };
        self.answers.send(LotEvent::Indexed(Box::new(indexed))).ok()
    }
}
