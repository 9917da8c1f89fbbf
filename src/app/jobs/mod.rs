//! Work on threads of its own: finding, counting, rows, pages, marks, the index.
//!
//! Owns the threads. Each worker does the newest of what it was asked and drops what is stale; each
//! answer carries the number of its question. Knows nothing of the model.

mod find;
mod index;
mod keep;
mod set;
mod worker;

use std::sync::mpsc::Sender;
use std::sync::{Arc, Mutex};

use jiff::Timestamp;

use super::effect::{Count, Effect, Find, FindUnread, MarkEach, Rows, Shown};
use super::event::{Answer, Event, Number};
use crate::library::{Key, Library};
use crate::state::Store;
use worker::{Busy, Worker};

pub use keep::Marks;
pub use set::PageOptions;

/// The workers.
#[derive(Debug)]
pub struct Jobs {
    find: Worker<FindJob>,
    count: Worker<Count>,
    rows: Worker<Rows>,
    unread: Worker<FindUnread>,
    set: Worker<SetJob>,
    keep: Worker<KeepJob>,
    index: Worker<()>,
    busy: Busy,
    /// The same for the index alone, which may take minutes.
    indexing: Busy,
}

/// What the workers work with.
pub struct Setup {
    pub library: Library,
    pub marks: Marks,
    pub pages: PageOptions,
    pub clock: Clock,
    /// Watch the folders for changes.
    pub watch: bool,
}

/// The present moment, for marks.
pub type Clock = fn() -> Timestamp;

#[derive(Debug)]
enum FindJob {
    Find(Find),
    All(Find),
    Similar { number: Number, key: Key },
    ReadingList { number: Number },
}

#[derive(Debug)]
enum SetJob {
    Open {
        number: Number,
        key: Key,
        width: usize,
    },
    Set {
        number: Number,
        width: usize,
    },
    /// Pages are set with ambiguous characters of another width from now on.
    Ambiguous(crate::text::Ambiguous),
}

#[derive(Debug)]
enum KeepJob {
    Keep {
        label: String,
        changes: Vec<crate::state::Change>,
    },
    Each(MarkEach),
    AllRead {
        label: String,
        shown: Shown,
    },
    Undo,
    Redo,
    UndoStep(u64),
    Save {
        path: std::path::PathBuf,
        over: bool,
    },
    /// Others may have written: read their journals; and try again what could not be kept.
    Poll,
    /// The reader ends: time to compact the journal, where that is worth it.
    Tidy,
}

/// Where answers go.
#[derive(Clone)]
struct Answers(Sender<Event>);

impl Answers {
    fn send(&self, answer: Answer) {
        // Nobody listens any more once the reader is closed.
        let _ = self.0.send(Event::Answer(answer));
    }
}

impl Jobs {
    /// Starts the workers; answers go to `events`.
    pub fn start(setup: Setup, events: Sender<Event>) -> Jobs {
        let (busy, indexing) = (Busy::default(), Busy::default());
        let answers = Answers(events);
        let Setup { library, marks, pages, clock, watch } = setup;
        let store: Arc<Mutex<Store>> = marks.0;
        Jobs {
            find: find::finder(&busy, library.clone(), Arc::clone(&store), answers.clone()),
            count: find::counter(&busy, library.clone(), answers.clone()),
            rows: find::rower(&busy, library.clone(), Arc::clone(&store), answers.clone()),
            unread: find::unread(&busy, library.clone(), answers.clone()),
            set: set::setter(&busy, library.clone(), Arc::clone(&store), pages, answers.clone()),
            index: index::indexer(&indexing, library.clone(), watch, answers.clone()),
            keep: keep::keeper(&busy, library, store, clock, answers),
            busy,
            indexing,
        }
    }

    /// External an effect to its worker; gives it back when it is for none of them.
    pub fn run(&self, effect: Effect) -> Option<Effect> {
        match effect {
            Effect::Find(find) => self.find.post(FindJob::Find(find)),
            Effect::FindAll(find) => self.find.post(FindJob::All(find)),
            Effect::Similar { number, key } => self.find.post(FindJob::Similar { number, key }),
            Effect::ReadingList { number } => self.find.post(FindJob::ReadingList { number }),
            Effect::Rows(rows) => self.rows.post(rows),
            Effect::Count(count) => self.count.post(count),
            Effect::FindUnread(find) => self.unread.post(find),
            Effect::Open { number, key, width } => self.set.post(SetJob::Open { number, key, width }),
            Effect::Set { number, width } => self.set.post(SetJob::Set { number, width }),
            Effect::SetAmbiguous(ambiguous) => self.set.post(SetJob::Ambiguous(ambiguous)),
            Effect::Keep { label, changes } => self.keep.post(KeepJob::Keep { label, changes }),
            Effect::MarkEach(each) => self.keep.post(KeepJob::Each(each)),
            Effect::KeepAllRead { label, shown } => self.keep.post(KeepJob::AllRead { label, shown }),
            Effect::Undo => self.keep.post(KeepJob::Undo),
            Effect::Redo => self.keep.post(KeepJob::Redo),
            Effect::UndoStep(number) => self.keep.post(KeepJob::UndoStep(number)),
            Effect::SaveMarks { path, over } => self.keep.post(KeepJob::Save { path, over }),
            Effect::PollMarks => self.keep.post(KeepJob::Poll),
            Effect::Refresh => self.index.post(()),
            other => return Some(other),
        }
        None
    }

    /// True while any worker has something to do.
    pub fn is_busy(&self) -> bool {
        self.is_answering() || self.indexing.is_busy()
    }

    /// True while any worker has something to do, the index apart.
    pub fn is_answering(&self) -> bool {
        self.busy.is_busy()
    }

    /// Stops what is stopped best, and waits until all marks are kept.
    pub fn finish(self) {
        let Jobs { find, count, rows, unread, set, keep, index, .. } = self;
        for stop in [find.stop(), count.stop(), rows.stop(), unread.stop(), set.stop(), index.stop()] {
            stop.stop();
        }
        keep.post(KeepJob::Tidy);
        keep.finish();
    }
}
