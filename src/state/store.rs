//! The marks as the rest of the reader sees them: ask, change, undo, keep.
//!
//! Owns the order of things: a change is stamped, merged, remembered as a step and appended to the
//! journal; what could not be appended is kept in memory and tried again.

use std::borrow::Cow;
use std::fs::File;
use std::hash::{BuildHasher, Hasher};
use std::path::{Path, PathBuf};

use jiff::{SignedDuration, Timestamp};

use super::effective::{dedup, effective_changes};
use super::export;
use super::folder::Folder;
use super::history::Step;
use super::journal::Journal;
use super::mark::{Change, Mark, SavedQuery};
use super::record::{Entry, Record, Stamp};
use super::replica::{Replica, Size};
use crate::article::ArticleId;

/// Where the marks of all hosts are read and this host's are kept.
#[derive(Debug, Clone)]
pub struct Options {
    /// The folder of the journals, `…/marks`; `None` keeps marks in memory only.
    pub folder: Option<PathBuf>,
    /// This host's name, as in `<host>.jsonl`.
    pub host: String,
}

/// All marks, and the journal they are kept in.
#[derive(Debug)]
pub struct Store {
    replica: Replica,
    /// Tells this window's lines from those of other windows on this host.
    window: u32,
    disk: Option<Disk>,
    /// Lines that are not on the disk yet.
    pending: Vec<u8>,
    failed: Option<Timestamp>,
}

#[derive(Debug)]
struct Disk {
    folder: Folder,
    journal: Journal,
}

/// A journal that does not fit on the disk is tried again after this time.
const PATIENCE: SignedDuration = SignedDuration::from_secs(5);
/// Compaction is worth its time when so many lines, and half of all, no longer count.
const SUPERSEDED: usize = 5_000;

impl Store {
    /// Reads all journals; never fails: what was odd is in [`Store::notices`].
    pub fn open(options: Options) -> Store {
        let host = file_name(&options.host);
        let window = random_window();
        let mut disk = options.folder.map(|folder| Disk {
            journal: Journal::new(folder.join(format!("{host}.jsonl"))),
            folder: Folder::new(folder),
        });
        let mut replica = Replica::new(host, window);
        if let Some(disk) = &mut disk {
            replica.load(&mut disk.folder);
        }
        Store { replica, window, disk, pending: Vec::new(), failed: None }
    }

    /// Torn lines set aside, journals that cannot be read.
    pub fn notices(&self) -> Vec<String> {
        self.replica.notices()
    }

    /// The marks of an article.
    pub fn mark(&self, id: ArticleId) -> Option<&Mark> {
        self.replica.marks.mark(id)
    }

    /// All marked articles.
    pub fn marks(&self) -> impl Iterator<Item = (ArticleId, &Mark)> {
        self.replica.marks.marks().filter(|(_, mark)| **mark != Mark::default())
    }

    /// Makes `changes` as one step that can be undone as a whole, and keeps them on the disk before
    /// it returns. Changes that change nothing are left out. On an error they hold in memory and are
    /// tried again with the next call.
    pub fn apply(&mut self, label: &str, changes: &[Change], now: Timestamp) -> Result<(), Error> {
        let entries = effective_changes(&self.replica.marks, changes, now);
        self.make(entries, Head::Step(label), now)
    }

    /// Takes the last step of this host back; returns what was touched. A mark that was changed to
    /// something else since is left alone. On an error it holds in memory all the same.
    pub fn undo(&mut self, now: Timestamp) -> Result<Option<(Step, Vec<ArticleId>)>, Error> {
        self.turn(self.replica.history.last_done(), true, now)
    }

    /// Makes the last undone step again, unless a new step was made since.
    pub fn redo(&mut self, now: Timestamp) -> Result<Option<(Step, Vec<ArticleId>)>, Error> {
        self.turn(self.replica.history.last_undone(), false, now)
    }

    /// Takes one step back out of the order: the list of recent changes picks it.
    pub fn undo_step(&mut self, number: u64, now: Timestamp) -> Result<Option<(Step, Vec<ArticleId>)>, Error> {
        self.turn(self.replica.history.find(number, false), true, now)
    }

    /// Makes one undone step again out of the order.
    pub fn redo_step(&mut self, number: u64, now: Timestamp) -> Result<Option<(Step, Vec<ArticleId>)>, Error> {
        self.turn(self.replica.history.find(number, true), false, now)
    }

    /// The last 1,000 steps of this host, newest first. Their numbers hold as long as the store.
    pub fn steps(&self) -> Vec<Step> {
        self.replica.history.steps()
    }

    /// Saved queries by name.
    pub fn queries(&self) -> Vec<(String, SavedQuery)> {
        self.replica.marks.queries()
    }

    /// The panes' state that was kept for a library.
    pub fn panes(&self, library: &str) -> Option<&str> {
        self.replica.marks.panes(library)
    }

    /// Searches made, newest first, without doubles, at most [`super::SEARCHES`].
    pub fn searches(&self) -> Vec<String> {
        self.replica.marks.searches()
    }

    /// All tags in use, with the number of articles that have them, in the order of the alphabet.
    pub fn tags(&self) -> Vec<(String, usize)> {
        self.replica.marks.tags().iter().map(|(tag, count)| (tag.clone(), *count)).collect()
    }

    /// The reading list, in the order of adding.
    pub fn reading_list(&self) -> Vec<ArticleId> {
        self.replica.marks.queue().iter().map(|(_, id)| *id).collect()
    }

    /// Reads what other hosts (and other readers on this host) appended since; returns the articles
    /// touched. Costs a look at each journal where nothing is new.
    pub fn poll(&mut self) -> Vec<ArticleId> {
        let Some(disk) = &mut self.disk else { return Vec::new() };
        let mut touched = self.replica.read_new(&mut disk.folder);
        touched.sort_unstable();
        touched.dedup();
        touched
    }

    /// Lines that are not on the disk yet.
    pub fn unsaved(&self) -> usize {
        memchr::memchr_iter(b'\n', &self.pending).count()
    }

    /// Tries again to keep what is unsaved, but not within 5 seconds of the last try. `true` says
    /// that everything is on the disk.
    pub fn retry(&mut self, now: Timestamp) -> Result<bool, Error> {
        let early = self.failed.is_some_and(|then| now >= then && now.duration_since(then) < PATIENCE);
        if self.pending.is_empty() || early {
            return Ok(self.pending.is_empty());
        }
        self.flush(now).map(|()| true)
    }

    /// Appends what is unsaved to a file of the person's choice, as lines that [`Store::import`]
    /// takes.
    pub fn save_to(&self, path: &Path, over: bool) -> Result<(), Error> {
        let failed = |source| Error { path: path.to_owned(), source, touched: Vec::new() };
        let made = if over { File::create(path) } else { File::create_new(path) };
        made.map_err(failed)?;
        Journal::new(path.to_owned()).append(&self.pending).map_err(failed)
    }

    /// All marks, queries and searches as JSON; the format is told in [`crate::state`].
    pub fn export(&self) -> String {
        export::write(self.marks(), self.queries(), self.searches())
    }

    /// Takes in an export, as one step, or lines of a journal, as they are. Returns how many marks
    /// that changed.
    pub fn import(&mut self, text: &str, now: Timestamp) -> Result<usize, ImportError> {
        match export::read(text) {
            Ok(entries) => {
                let entries = dedup(&self.replica.marks, entries);
                let count = entries.len();
                self.make(entries, Head::Step("Import"), now).map(|()| count).map_err(ImportError::Unsaved)
            }
            Err(why) => self.import_lines(text, now).unwrap_or(Err(ImportError::NotMarks(why))),
        }
    }

    /// Compacts the own journal if that is worth its time: half of it superseded, or torn lines to
    /// set aside. For the end of the program, or when nothing else is to be done.
    pub fn tidy(&mut self, now: Timestamp) -> Result<bool, Error> {
        let needless = self.replica.size.renewed.saturating_sub(self.replica.history.lines());
        let worth = self.replica.size.torn || (needless > SUPERSEDED && needless > self.replica.size.lines / 2);
        if worth { self.compact(now) } else { Ok(false) }
    }

    /// Compacts the own journal. Returns whether it was done: not where another reader is at it.
    pub fn compact(&mut self, now: Timestamp) -> Result<bool, Error> {
        self.flush(now)?;
        let Some(disk) = &mut self.disk else { return Ok(false) };
        let failed = |source, journal: &Journal| Error { path: journal.path().to_owned(), source, touched: Vec::new() };
        let done = disk.journal.compact().map_err(|source| failed(source, &disk.journal))?;
        if done {
            self.replica.size = Size::default();
        }
        Ok(done)
    }

    /// Takes a step back, or makes it again.
    fn turn(
        &mut self,
        step: Option<Stamp>,
        undo: bool,
        now: Timestamp,
    ) -> Result<Option<(Step, Vec<ArticleId>)>, Error> {
        let Some(stamp) = step else { return Ok(None) };
        let items = self.replica.history.items(stamp).into_iter();
        let turned = items.map(|(is, was)| if undo { (is, was) } else { (was, is) });
        let holds = |entry: &Entry| self.replica.marks.current(entry) == *entry;
        let entries: Vec<Entry> = turned.filter(|(from, _)| holds(from)).map(|(_, to)| to).collect();
        let touched = entries.iter().filter_map(Entry::article).collect();
        let done = self.make(entries, Head::Turn(stamp, undo), now);
        done.map(|()| self.replica.history.step(stamp).map(|step| (step, touched)))
    }

    /// Stamps, merges and keeps what is set.
    fn make(&mut self, mut entries: Vec<Entry>, head: Head<'_>, now: Timestamp) -> Result<(), Error> {
        if entries.is_empty() && matches!(head, Head::Step(_)) {
            return self.flush(now);
        }
        let stamp = self.replica.marks.latest().next(now, self.window);
        entries.sort_by_key(Entry::is_undoable);
        let touched = entries.iter().filter_map(Entry::article).collect();
        let records = self.records(entries, &head, stamp, now);
        let mut step = Vec::new();
        let mut text = Vec::new();
        for record in &records {
            record.push(if record.was.is_some() { &mut step } else { &mut text });
        }
        self.replica.merge_own(stamp, records.into_iter().filter_map(|record| record.entry));
        if !step.is_empty() {
            self.replica.history.add(stamp, &step);
        }
        if let Head::Turn(step, undone) = head {
            self.replica.history.flag(step, stamp, undone);
        }
        text.append(&mut step);
        self.keep(&text, now).map_err(|error| Error { touched, ..error })
    }

    fn records<'l>(&self, entries: Vec<Entry>, head: &Head<'l>, stamp: Stamp, now: Timestamp) -> Vec<Record<'l>> {
        let mut records: Vec<Record<'_>> = entries.into_iter().map(|entry| self.record(entry, head, stamp)).collect();
        if let Some(first) = records.iter_mut().find(|record| record.was.is_some()) {
            if let Head::Step(label) = head {
                first.step = Some(Cow::Borrowed(label));
            }
            first.at = Some(now.as_millisecond()).filter(|ms| *ms != stamp.ms);
        }
        if let Head::Turn(step, undone) = head {
            if records.is_empty() {
                records.push(Record { stamp, ..Record::default() });
            }
            for first in records.iter_mut().take(1) {
                *(if *undone { &mut first.undo } else { &mut first.redo }) = Some(*step);
            }
        }
        records
    }

    fn record<'l>(&self, entry: Entry, head: &Head<'l>, stamp: Stamp) -> Record<'l> {
        let of_step = matches!(head, Head::Step(_)) && entry.is_undoable();
        let was = of_step.then(|| self.replica.marks.current(&entry).value()).flatten();
        Record { stamp, entry: Some(entry), was, ..Record::default() }
    }

    /// Lines that someone saved or copied, each with its own stamp; `None` where there is not one.
    fn import_lines(&mut self, text: &str, now: Timestamp) -> Option<Result<usize, ImportError>> {
        let touched = self.replica.read_lines(text)?;
        let end = if text.ends_with('\n') { "" } else { "\n" };
        let kept = self.keep([text, end].concat().as_bytes(), now);
        Some(kept.map(|()| touched).map_err(ImportError::Unsaved))
    }

    fn keep(&mut self, lines: &[u8], now: Timestamp) -> Result<(), Error> {
        if self.disk.is_some() {
            self.pending.extend_from_slice(lines);
        }
        self.flush(now)
    }

    fn flush(&mut self, now: Timestamp) -> Result<(), Error> {
        let Some(Disk { journal, .. }) = self.disk.as_mut().filter(|_| !self.pending.is_empty()) else {
            return Ok(());
        };
        if let Err(source) = journal.append(&self.pending) {
            self.failed = Some(now);
            return Err(Error { path: journal.path().to_owned(), source, touched: Vec::new() });
        }
        self.replica.size.lines += memchr::memchr_iter(b'\n', &self.pending).count();
        self.pending.clear();
        self.failed = None;
        Ok(())
    }
}

/// Marks that could not be kept. They stay in memory, and are tried again with the next.
#[derive(Debug)]
pub struct Error {
    /// The journal, or the file of choice.
    pub path: PathBuf,
    /// Why.
    pub source: std::io::Error,
    /// The articles whose marks were changed, in memory.
    pub touched: Vec<ArticleId>,
}

impl std::error::Error for Error {}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.path.display(), self.source)
    }
}

/// An import that did not work.
#[derive(Debug)]
pub enum ImportError {
    /// The text is neither an export nor lines of a journal; why, for the person.
    NotMarks(String),
    /// The marks hold in memory, but could not be kept.
    Unsaved(Error),
}

impl std::error::Error for ImportError {}

impl std::fmt::Display for ImportError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            ImportError::NotMarks(why) => f.write_str(why),
            ImportError::Unsaved(error) => error.fmt(f),
        }
    }
}

/// What the lines of one stamp are.
enum Head<'a> {
    /// A new step with its label.
    Step(&'a str),
    /// A step taken back (`true`) or made again.
    Turn(Stamp, bool),
}

/// The host's name as a file name that is the same on every file system.
fn file_name(host: &str) -> String {
    let plain = |c: char| if c.is_alphanumeric() || matches!(c, '-' | '_' | '.') { c } else { '_' };
    let name: String = host.trim_start_matches('.').chars().take(60).map(plain).collect();
    if name.is_empty() { "host".to_owned() } else { name }
}

/// A number that no other window on this host has, as far as chance can help it.
fn random_window() -> u32 {
    let hash = std::hash::RandomState::new().build_hasher().finish();
    u32::try_from(hash & 0xf_ffff).unwrap_or_default()
}
