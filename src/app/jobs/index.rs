//! The worker that brings the index up to date, and the watch that says when.

use std::time::{Duration, Instant};

use super::report::Reports;
use super::worker::{Busy, Newer, Worker};
use crate::app::event::Report;
use crate::library::{Error, Library, Progress, Stop, Watcher};

/// The least time between two reports of progress: each costs a frame.
const REPORTS: Duration = Duration::from_millis(250);

pub(super) fn indexer(busy: &Busy, library: Library, watch: bool, reports: Reports) -> Worker<()> {
    let mut watcher: Option<Watcher> = None;
    Worker::start("index", busy, Newer::Waits, move |_batch: Vec<()>, stop| {
        update(&library, stop, &reports);
        if watch && watcher.is_none() {
            watcher = start_watching(&library, &reports);
        }
    })
}

fn update(library: &Library, stop: &Stop, reports: &Reports) {
    let mut reported: Option<Instant> = None;
    let mut changed = false;
    let mut ever_changed = false;
    let mut report = |progress: Progress| {
        changed |= progress.changed;
        ever_changed |= progress.changed;
        if reported.is_none_or(|at| at.elapsed() >= REPORTS) {
            reported = Some(Instant::now());
            reports.send(Report::Progress(Progress { changed: std::mem::take(&mut changed), ..progress }));
        }
    };
    let result = library.update(&mut report, stop);
    match result {
        Ok(progress) => {
            reports.send(Report::Updated(Ok(Progress { changed: progress.changed || ever_changed, ..progress })));
        }
        Err(Error::Stopped) => {}
        Err(error) => reports.send(Report::Updated(Err(error.to_string()))),
    }
}

fn start_watching(library: &Library, reports: &Reports) -> Option<Watcher> {
    let reports_too = reports.clone();
    match library.watch(move || reports_too.send(Report::Changed)) {
        Ok(watcher) => Some(watcher),
        Err(error) => {
            reports.send(Report::Failed(error.to_string()));
            None
        }
    }
}
