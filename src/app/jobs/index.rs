//! The worker that brings the index up to date, and the watch that tells it when.

use std::time::{Duration, Instant};

use super::Answers;
use super::worker::{Busy, Newer, Worker};
use crate::app::event::Answer;
use crate::library::{Error, Library, Progress, Stop, Watcher};

/// Reports of progress are at least so far apart: each costs a frame.
const REPORTS: Duration = Duration::from_millis(250);

pub(super) fn indexer(busy: &Busy, library: Library, watch: bool, answers: Answers) -> Worker<()> {
    let mut watcher: Option<Watcher> = None;
    Worker::start("index", busy, Newer::Waits, move |_batch: Vec<()>, stop| {
        update(&library, stop, &answers);
        if watch && watcher.is_none() {
            watcher = start_watching(&library, &answers);
        }
    })
}

fn update(library: &Library, stop: &Stop, answers: &Answers) {
    let mut reported: Option<Instant> = None;
    let mut changed = false;
    let mut ever_changed = false;
    let mut report = |progress: Progress| {
        changed |= progress.changed;
        ever_changed |= progress.changed;
        if reported.is_none_or(|at| at.elapsed() >= REPORTS) {
            reported = Some(Instant::now());
            answers.send(Answer::Progress(Progress { changed: std::mem::take(&mut changed), ..progress }));
        }
    };
    let result = library.update(&mut report, stop);
    match result {
        Ok(progress) => {
            answers.send(Answer::Updated(Ok(Progress { changed: progress.changed || ever_changed, ..progress })));
        }
        Err(Error::Stopped) => {}
        Err(error) => answers.send(Answer::Updated(Err(error.to_string()))),
    }
}

fn start_watching(library: &Library, answers: &Answers) -> Option<Watcher> {
    let told = answers.clone();
    match library.watch(move || told.send(Answer::Changed)) {
        Ok(watcher) => Some(watcher),
        Err(error) => {
            answers.send(Answer::Failed(error.to_string()));
            None
        }
    }
}
