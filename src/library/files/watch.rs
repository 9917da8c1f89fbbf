//! Live watching: reports, merged, that files changed. Which ones is found by an update.

use std::path::PathBuf;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use notify::{EventKind, RecursiveMode, Watcher as _};

use crate::library::{Error, Result};

/// Changes closer together than this are reported as one.
const QUIET: Duration = Duration::from_millis(150);

/// The first of them is reported after this time at the latest.
const PATIENCE: Duration = Duration::from_millis(600);

/// Keeps watching until dropped.
#[derive(Debug)]
pub struct Watcher {
    _notify: notify::RecommendedWatcher,
}

/// Watches `roots` and calls `changed` from a thread of its own.
pub fn watch(roots: &[PathBuf], changed: impl Fn() + Send + 'static) -> Result<Watcher> {
    let (sender, events) = channel::<()>();
    let mut notify = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
        if event.map_or(true, |event| is_change(&event.kind)) {
            // Fails only while the watcher is dropped.
            let _ = sender.send(());
        }
    })
    .map_err(|e| error(None, &e))?;
    for root in roots {
        // A file that is replaced by another of the same name is seen only from its folder.
        let (path, mode) = match (root.is_file(), root.parent()) {
            (true, Some(parent)) if parent.as_os_str().is_empty() => (".".into(), RecursiveMode::NonRecursive),
            (true, Some(parent)) => (parent.to_owned(), RecursiveMode::NonRecursive),
            _ => (root.clone(), RecursiveMode::Recursive),
        };
        notify.watch(&path, mode).map_err(|e| error(Some(&path), &e))?;
    }
    thread::spawn(move || merge(&events, changed));
    Ok(Watcher { _notify: notify })
}

fn is_change(kind: &EventKind) -> bool {
    !matches!(kind, EventKind::Access(_))
}

/// Calls `changed` once for every burst of events, until the watcher is gone.
fn merge(events: &Receiver<()>, changed: impl Fn()) {
    while events.recv().is_ok() {
        let first = Instant::now();
        while first.elapsed() < PATIENCE {
            match events.recv_timeout(QUIET) {
                Ok(()) => {}
                Err(RecvTimeoutError::Timeout) => break,
                Err(RecvTimeoutError::Disconnected) => return,
            }
        }
        while events.try_recv().is_ok() {}
        changed();
    }
}

fn error(path: Option<&PathBuf>, error: &notify::Error) -> Error {
    Error::Index { path: path.cloned(), what: format!("changes cannot be watched: {error}") }
}
