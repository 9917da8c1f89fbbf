//! How far long work has come, and the way to stop it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::{Error, Result};

/// A flag that tells long work to stop. Clones share it.
#[derive(Debug, Clone, Default)]
pub struct Stop(Arc<AtomicBool>);

impl Stop {
    /// Tells the work to stop soon.
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

/// What an update is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Phase {
    /// It reads folders and lists files.
    #[default]
    Titles,
    /// It indexes bodies, newest first.
    Bodies,
}

/// How far long work has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Progress {
    /// What the update is doing.
    pub phase: Phase,
    /// Files checked, or bodies indexed.
    pub done: usize,
    /// How many there are in all; `None` until the folders are read.
    pub total: Option<usize>,
    /// True when rows were added, changed or removed since the last report: a list should be read again.
    pub changed: bool,
}
