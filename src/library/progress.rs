//! How far long work has come, and the way to stop it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::{Error, Result};

/// Tells long work to stop; clones share the flag.
#[derive(Debug, Clone, Default)]
pub struct Stop(Arc<AtomicBool>);

impl Stop {
    /// Asks the work to stop at its next convenience.
    pub fn stop(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// True after [`Stop::stop`].
    pub fn is_stopped(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    /// # Errors
    /// [`Error::Stopped`] after [`Stop::stop`].
    pub(super) fn check(&self) -> Result<()> {
        if self.is_stopped() { Err(Error::Stopped) } else { Ok(()) }
    }
}

/// What an update is at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Phase {
    /// Folders are read and files listed.
    #[default]
    Titles,
    /// Bodies are indexed, newest first.
    Bodies,
}

/// How far long work has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Progress {
    pub phase: Phase,
    /// Files looked at, or bodies indexed.
    pub done: usize,
    /// Known only once the folders are read.
    pub total: Option<usize>,
    /// True when rows were added, changed or removed since the last report: the list should be asked anew.
    pub changed: bool,
}
