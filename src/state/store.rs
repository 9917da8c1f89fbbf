//! The marks as the rest of the reader sees them: ask, change, undo, keep.
//!
//! Owns the order of things: a change is stamped, merged, remembered as a step and appended to the
//! journal; what could not be appended is kept in memory and tried again.

use std::collections::BTreeMap;
use std::fs::File;
use std::hash::{BuildHasher, Hasher};
use std::path::Path;

use jiff::{SignedDuration, Timestamp};

use super::batch;
use super::book::{Book, Merged};
use super::folder::Folder;
use super::history::{History, Recent};
use super::journal::Journal;
use super::line::{Line, Stamp, What};
use super::wanted;
use super::{Change, Error, ImportError, Mark, Options, SavedQuery, Step, export};
use crate::article::ArticleId;

mod reading;

/// All marks, and the journal they are kept in.
#[derive(Debug)]
pub struct Store {
    book: Book,
    history: History,
    /// Tells this window's lines from those of other windows on this host.
    window: u32,
    host: String,
    disk: Option<Disk>,
    /// Lines that are not on the disk yet.
    pending: Vec<u8>,
    failed: Option<Timestamp>,
    notices: Vec<String>,
    /// Lines cut short, by host.
    torn: BTreeMap<String, usize>,
    size: Size,
}

#[derive(Debug)]
struct Disk {
    folder: Folder,
    journal: Journal,
}

/// What is known of the own journal's size, to tell whether compaction is worth its time.
#[derive(Debug, Default)]
struct Size {
    lines: usize,
    renewed: usize,
    torn: bool,
    /// Whether the last line was counted as torn, and will be read once more when others follow it.
    torn_end: bool,
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
        let disk = options.folder.map(|folder| Disk {
            journal: Journal::new(folder.join(format!("{host}.jsonl"))),
            folder: Folder::new(folder),
        });
        let mut store = Store {
            book: Book::default(),
            history: History::new(window),
            window,
            host,
            disk,
            pending: Vec::new(),
            failed: None,
            notices: Vec::new(),
            torn: BTreeMap::new(),
            size: Size::default(),
        };
        store.load();
        store
    }

    /// Torn lines set aside, journals that cannot be read.
    pub fn notices(&self) -> Vec<String> {
        let torn =
            self.torn.iter().map(|(host, lines)| format!("{host}.jsonl: lines cut short and set aside: {lines}"));
        torn.chain(self.notices.iter().cloned()).collect()
    }

    /// The marks of an article.
    pub fn mark(&self, id: ArticleId) -> Option<&Mark> {
        self.book.mark(id)
    }

    /// All marked articles.
    pub fn marks(&self) -> impl Iterator<Item = (ArticleId, &Mark)> {
        self.book.marks().filter(|(_, mark)| **mark != Mark::default())
    }

    /// Makes `changes` as one step that can be undone as a whole, and keeps them on the disk before
    /// it returns. Changes that change nothing are left out. On an error they hold in memory and are
    /// tried again with the next call.
    pub fn apply(&mut self, label: &str, changes: &[Change], now: Timestamp) -> Result<(), Error> {
        let wanted = wanted::of(&self.book, changes, now);
        self.make(wanted, Head::Step(label), now)
    }

    /// Takes the last step of this host back; answers what was touched. A mark that was changed to
    /// something else since is left alone. On an error it holds in memory all the same.
    pub fn undo(&mut self, now: Timestamp) -> Result<Option<(Step, Vec<ArticleId>)>, Error> {
        self.turn(self.history.last_done(), true, now)
    }

    /// Makes the last undone step again, unless a new step was made since.
    pub fn redo(&mut self, now: Timestamp) -> Result<Option<(Step, Vec<ArticleId>)>, Error> {
        self.turn(self.history.last_undone(), false, now)
    }

    /// Takes one step back out of the order: the list of recent changes picks it.
    pub fn undo_step(&mut self, number: u64, now: Timestamp) -> Result<Option<(Step, Vec<ArticleId>)>, Error> {
        self.turn(self.history.find(number, false), true, now)
    }

    /// Makes one undone step again out of the order.
    pub fn redo_step(&mut self, number: u64, now: Timestamp) -> Result<Option<(Step, Vec<ArticleId>)>, Error> {
        self.turn(self.history.find(number, true), false, now)
    }

    /// The last 1,000 steps of this host, newest first. Their numbers hold as long as the store.
    pub fn steps(&self) -> Vec<Step> {
        self.history.steps()
    }

    /// Saved queries by name.
    pub fn queries(&self) -> Vec<(String, SavedQuery)> {
        self.book.queries()
    }

    /// The panes' state that was kept for a library.
    pub fn panes(&self, library: &str) -> Option<&str> {
        self.book.panes(library)
    }

    /// Searches made, newest first, without doubles, at most [`super::SEARCHES`].
    pub fn searches(&self) -> Vec<String> {
        self.book.searches()
    }

    /// All tags in use, with the number of articles that have them, in the order of the alphabet.
    pub fn tags(&self) -> Vec<(String, usize)> {
        self.book.tags().iter().map(|(tag, count)| (tag.clone(), *count)).collect()
    }

    /// The reading list, in the order of adding.
    pub fn reading_list(&self) -> Vec<ArticleId> {
        self.book.queue().iter().map(|(_, id)| *id).collect()
    }

    /// Reads what other hosts (and other readers on this host) appended since; answers the articles
    /// touched. Costs a look at each journal where nothing is new.
    pub fn poll(&mut self) -> Vec<ArticleId> {
        let mut touched = self.read_new();
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

    /// Takes in an export, as one step, or lines of a journal, as they are. Answers how many marks
    /// that changed.
    pub fn import(&mut self, text: &str, now: Timestamp) -> Result<usize, ImportError> {
        match export::read(text) {
            Ok(whats) => {
                let wanted = wanted::new_of(&self.book, whats);
                let count = wanted.len();
                self.make(wanted, Head::Step("Import"), now).map(|()| count).map_err(ImportError::Unsaved)
            }
            Err(why) => self.import_lines(text, now).unwrap_or(Err(ImportError::NotMarks(why))),
        }
    }

    /// Compacts the own journal if that is worth its time: half of it superseded, or torn lines to
    /// set aside. For the end of the program, or when nothing else is to be done.
    pub fn tidy(&mut self, now: Timestamp) -> Result<bool, Error> {
        let needless = self.size.renewed.saturating_sub(self.history.lines());
        let worth = self.size.torn || (needless > SUPERSEDED && needless > self.size.lines / 2);
        if worth { self.compact(now) } else { Ok(false) }
    }

    /// Compacts the own journal. Answers whether it was done: not where another reader is at it.
    pub fn compact(&mut self, now: Timestamp) -> Result<bool, Error> {
        self.flush(now)?;
        let Some(disk) = &mut self.disk else { return Ok(false) };
        let failed = |source, journal: &Journal| Error { path: journal.path().to_owned(), source, touched: Vec::new() };
        let done = disk.journal.compact().map_err(|source| failed(source, &disk.journal))?;
        if done {
            self.size = Size::default();
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
        let items = self.history.items(stamp).into_iter();
        let turned = items.map(|(is, was)| if undo { (is, was) } else { (was, is) });
        let wanted: Vec<What> = turned.filter(|(from, _)| self.book.current(from) == *from).map(|(_, to)| to).collect();
        let touched = wanted.iter().filter_map(What::article).collect();
        let done = self.make(wanted, Head::Turn(stamp, undo), now);
        done.map(|()| self.history.step(stamp).map(|step| (step, touched)))
    }

    /// Stamps, merges and keeps what is set.
    fn make(&mut self, mut whats: Vec<What>, head: Head<'_>, now: Timestamp) -> Result<(), Error> {
        if whats.is_empty() && matches!(head, Head::Step(_)) {
            return self.flush(now);
        }
        let stamp = self.book.latest().next(now, self.window);
        whats.sort_by_key(What::undoable);
        let touched = whats.iter().filter_map(What::article).collect();
        let lines = self.lines(whats, &head, stamp, now);
        let mut step = String::new();
        let mut text = String::new();
        for line in &lines {
            line.push(if line.was.is_some() { &mut step } else { &mut text });
        }
        let host = self.book.host(&self.host);
        self.book.see(stamp);
        for what in lines.into_iter().filter_map(|line| line.what) {
            self.size.renewed += usize::from(self.book.merge(host, stamp, what) == Merged::Renewed);
        }
        if !step.is_empty() {
            self.history.add(stamp, step.as_bytes());
        }
        if let Head::Turn(step, undone) = head {
            self.history.flag(step, stamp, undone);
        }
        self.keep(&[text, step].concat(), now).map_err(|error| Error { touched, ..error })
    }

    fn lines(&self, whats: Vec<What>, head: &Head<'_>, stamp: Stamp, now: Timestamp) -> Vec<Line> {
        let undo = match head {
            Head::Turn(step, undone) => Some((*step, *undone)),
            Head::Step(_) => None,
        };
        let mut lines: Vec<Line> = whats.into_iter().map(|what| self.line(what, head, stamp)).collect();
        if let Some(first) = lines.iter_mut().find(|line| line.was.is_some()) {
            if let Head::Step(label) = head {
                first.step = Some((*label).to_owned());
            }
            first.at = Some(now.as_millisecond()).filter(|ms| *ms != stamp.ms);
        }
        match lines.first_mut() {
            Some(first) => first.undo = undo,
            None => lines.push(Line { stamp, undo, ..Line::default() }),
        }
        lines
    }

    fn line(&self, what: What, head: &Head<'_>, stamp: Stamp) -> Line {
        let of_step = matches!(head, Head::Step(_)) && what.undoable();
        let was = of_step.then(|| self.book.current(&what));
        Line { stamp, what: Some(what), was, ..Line::default() }
    }

    /// Lines that someone saved or copied, each with its own stamp; `None` where there is not one.
    fn import_lines(&mut self, text: &str, now: Timestamp) -> Option<Result<usize, ImportError>> {
        let mut recent = Recent::default();
        let piece = super::folder::Piece { host: &self.host.clone(), lines: text.as_bytes(), unended: false };
        let batch = batch::read(piece, Some(&mut recent));
        if batch.entries.is_empty() && batch.undone.is_empty() {
            return None;
        }
        let mut touched = Vec::new();
        self.merge(batch, Some(&mut touched));
        recent.pour_into(&mut self.history);
        let end = if text.ends_with('\n') { "" } else { "\n" };
        let kept = self.keep(&[text, end].concat(), now);
        Some(kept.map(|()| touched.len()).map_err(ImportError::Unsaved))
    }

    fn keep(&mut self, lines: &str, now: Timestamp) -> Result<(), Error> {
        if self.disk.is_some() {
            self.pending.extend_from_slice(lines.as_bytes());
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
        self.size.lines += memchr::memchr_iter(b'\n', &self.pending).count();
        self.pending.clear();
        self.failed = None;
        Ok(())
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
