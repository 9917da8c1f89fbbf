//! Work on threads of its own: finding, counting, rows, pages, marks, the index.
//!
//! Owns the threads. Each worker does the newest of what was requested and drops what is stale; each
//! report carries the number of its request. Knows nothing of the model.

mod find;
mod index;
mod keep;
mod report;
mod set;
mod worker;

use std::sync::mpsc::Sender;
use std::sync::{Arc, Mutex};

use super::effect::{Effect, KeepJob, Outside, SetJob};
use super::event::Event;
use crate::library::Library;
use crate::state::Store;
use find::Finders;
use report::Reports;
use worker::{Busy, Worker};

pub use keep::{Clock, Marks, tell_marks};
pub use set::PageOptions;

/// The workers.
#[derive(Debug)]
pub struct Jobs {
    find: Finders,
    page: Worker<SetJob>,
    marks: Worker<KeepJob>,
    index: Worker<()>,
    busy: Busy,
    /// The same for the index alone, which may take minutes.
    indexing: Busy,
}

/// What the workers work with.
pub struct Setup {
    /// The articles.
    pub library: Library,
    /// Their marks.
    pub marks: Marks,
    /// How pages are set.
    pub pages: PageOptions,
    /// The time of marks.
    pub clock: Clock,
    /// Watch the folders for changes.
    pub watch: bool,
}

impl Jobs {
    /// Starts the workers; reports go to `events`.
    pub fn start(setup: Setup, events: Sender<Event>) -> Jobs {
        let (busy, indexing) = (Busy::default(), Busy::default());
        let reports = Reports::to(events);
        let Setup { library, marks, pages, clock, watch } = setup;
        let store: Arc<Mutex<Store>> = Arc::clone(&marks.0);
        Jobs {
            find: Finders::start(&busy, &library, &store, &reports),
            page: set::setter(&busy, library.clone(), store, pages, reports.clone()),
            index: index::indexer(&indexing, library.clone(), watch, reports.clone()),
            marks: keep::keeper(&busy, library, marks, clock, reports),
            busy,
            indexing,
        }
    }

    /// Hands an effect to its worker; returns what is for none of them.
    pub fn run(&self, effect: Effect) -> Option<Outside> {
        match effect {
            Effect::Find(job) => self.find.post(job),
            Effect::Page(job) => self.page.post(job),
            Effect::Marks(job) => self.marks.post(job),
            Effect::Index => self.index.post(()),
            Effect::Outside(outside) => return Some(outside),
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

    /// Stops all but the marks, and waits until these are kept.
    pub fn finish(self) {
        let Jobs { find, page, marks, index, .. } = self;
        find.stop();
        page.stop().stop();
        index.stop().stop();
        marks.post(KeepJob::Tidy);
        marks.finish();
    }
}
