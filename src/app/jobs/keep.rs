//! The worker that keeps marks: every request is done, in order, and on the disk before it is reported.

use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;

use super::find::{ids_of, unread_of};
use super::report::Reports;
use super::worker::{Busy, Newer, Worker};
use crate::app::effect::{KeepJob, Shown};
use crate::app::event::{MarksReport, Overwrite, Report, UndoOutcome};
use crate::app::marking::MarkEach;
use crate::article::ArticleId;
use crate::library::{Library, Marked, Stop};
use crate::state::{Change, Error, Mark, Step, Store};

/// The present moment, for marks.
pub type Clock = fn() -> Timestamp;

/// The marks, shared by those who read them and the one worker that makes them.
#[derive(Debug, Clone)]
pub struct Marks(pub(super) Arc<Mutex<Store>>);

impl Marks {
    /// Marks in an open store.
    pub fn new(store: Store) -> Marks {
        Marks(Arc::new(Mutex::new(store)))
    }

    /// Looks into the store.
    pub fn with<T>(&self, look: impl FnOnce(&mut Store) -> T) -> T {
        look(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Tells a library that was just opened all marks, before it is searched: queries ask for them. Later
/// the worker that makes marks tells it of each.
pub fn tell_marks(library: &Library, store: &Store) {
    library.mark(store.marks().map(|(id, mark)| for_library(id, mark)));
}

pub(super) fn keeper(busy: &Busy, library: Library, marks: Marks, clock: Clock, reports: Reports) -> Worker<KeepJob> {
    let keeper = Keeper { library, marks, clock, reports };
    Worker::start("keep", busy, Newer::Waits, move |batch: Vec<KeepJob>, stop| {
        batch.into_iter().for_each(|job| keeper.work(job, stop));
    })
}

struct Keeper {
    library: Library,
    marks: Marks,
    clock: Clock,
    reports: Reports,
}

impl Keeper {
    fn work(&self, job: KeepJob, stop: &Stop) {
        let now = (self.clock)();
        match job {
            KeepJob::Keep { label, changes } => {
                let result = self.marks.with(|store| store.apply(&label, &changes, now));
                self.report(&label, touched(&changes), None, result);
            }
            KeepJob::Each(each) => self.told(self.each(&each)),
            KeepJob::AllRead { label, shown } => self.told(self.all_read(&label, &shown, stop)),
            KeepJob::Undo => {
                let result = self.marks.with(|store| store.undo(now));
                self.stepped(result, UndoOutcome::Undone, UndoOutcome::NothingToUndo);
            }
            KeepJob::Redo => {
                let result = self.marks.with(|store| store.redo(now));
                self.stepped(result, UndoOutcome::Redone, UndoOutcome::NothingToRedo);
            }
            KeepJob::UndoStep(number) => {
                let result = self.marks.with(|store| store.undo_step(number, now));
                self.stepped(result, UndoOutcome::Undone, UndoOutcome::NothingToUndo);
            }
            KeepJob::Save { path, over } => self.save(path, over),
            KeepJob::Poll => {
                let ids = self.marks.with(Store::poll);
                let retried =
                    self.marks.with(|store| if store.unsaved() > 0 { store.retry(now).map(|_| ()) } else { Ok(()) });
                self.report("", ids, None, retried);
            }
            KeepJob::Tidy => {
                // What cannot be compacted now is compacted another time; nothing is lost by it.
                let _ = self.marks.with(|store| store.tidy(now));
            }
        }
    }

    fn stepped(
        &self,
        result: Result<Option<(Step, Vec<ArticleId>)>, Error>,
        outcome: fn(Step) -> UndoOutcome,
        nothing: UndoOutcome,
    ) {
        match result {
            Ok(Some((step, ids))) => self.report("", ids, Some(outcome(step)), Ok(())),
            Ok(None) => self.report("", Vec::new(), Some(nothing), Ok(())),
            Err(error) => self.report("", error.touched.clone(), None, Err(error)),
        }
    }

    /// Tells the library and the model what the marks of these articles are now.
    fn report(&self, label: &str, ids: Vec<ArticleId>, undo: Option<UndoOutcome>, result: Result<(), Error>) {
        let report = self.marks.with(|store| MarksReport {
            marks: ids.iter().map(|id| (*id, store.mark(*id).cloned().unwrap_or_default())).collect(),
            label: label.to_owned(),
            undo,
            steps: store.steps(),
            queries: store.queries(),
            searches: store.searches(),
            tags: store.tags(),
            unsaved: store.unsaved(),
            error: result.err().map(|error| error.to_string()),
        });
        self.library.mark(report.marks.iter().map(|(id, mark)| for_library(*id, mark)));
        self.reports.send(Report::Marked(Box::new(report)));
    }

    /// Says what went wrong in the library.
    fn told(&self, result: Result<(), crate::library::Error>) {
        if let Err(error) = result {
            self.reports.send(Report::Failed(error.to_string()));
        }
    }

    /// Marks several articles as one step: each gets the mark, or loses it where all have it.
    fn each(&self, job: &MarkEach) -> Result<(), crate::library::Error> {
        let ids = ids_of(&mut self.library.reader()?, &job.keys)?;
        let marks = self.marks_of(&ids);
        let set = !marks.iter().all(|mark| job.marking.has(mark));
        let changes: Vec<Change> =
            ids.iter().zip(&marks).filter_map(|(id, mark)| job.marking.change(*id, mark, set)).collect();
        let label = job.label(set);
        let result = match changes.as_slice() {
            [] => Ok(()),
            changes => self.marks.with(|store| store.apply(label, changes, (self.clock)())),
        };
        let told = job.marking.told(label, &self.marks_of(&ids));
        self.report(&told, ids, None, result);
        Ok(())
    }

    fn marks_of(&self, ids: &[ArticleId]) -> Vec<Mark> {
        self.marks.with(|store| ids.iter().map(|id| store.mark(*id).cloned().unwrap_or_default()).collect())
    }

    /// Marks every unread article that the list shows, as one step.
    fn all_read(&self, label: &str, shown: &Shown, stop: &Stop) -> Result<(), crate::library::Error> {
        let ids = self.unread_ids(shown, stop)?;
        let changes: Vec<Change> = ids.iter().map(|id| Change::Read(*id, true)).collect();
        let result = self.marks.with(|store| store.apply(label, &changes, (self.clock)()));
        let label = format!("{label} ({})", ids.len());
        self.report(&label, ids, None, result);
        Ok(())
    }

    fn unread_ids(&self, shown: &Shown, stop: &Stop) -> Result<Vec<ArticleId>, crate::library::Error> {
        let mut reader = self.library.reader()?;
        let keys = unread_of(&mut reader, shown, stop)?;
        ids_of(&mut reader, &keys)
    }

    fn save(&self, path: std::path::PathBuf, over: bool) {
        match self.marks.with(|store| store.save_to(&path, over)) {
            Ok(()) => self.reports.send(Report::MarksSaved(path)),
            Err(error) if error.source.kind() == std::io::ErrorKind::AlreadyExists => {
                self.reports.send(Report::Exists { path, what: Overwrite::Marks });
            }
            Err(error) => self.reports.send(Report::Failed(error.to_string())),
        }
    }
}

fn for_library(id: ArticleId, mark: &Mark) -> Marked {
    Marked { id, read: mark.read, starred: mark.starred, queued: mark.queued.is_some(), tags: mark.tags.clone() }
}

/// The articles that changes touch, each once.
fn touched(changes: &[Change]) -> Vec<ArticleId> {
    let mut ids: Vec<ArticleId> = changes.iter().filter_map(Change::article).collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}
