//! The steps that building one tree may take.
//!
//! Owns the count and its limit. Knows nothing of tags. html5ever looks through its stack of open
//! elements at nearly every tag, so some markup takes time that is quadratic in its length. Steps are
//! counted rather than timed: the same bytes are cut at the same place on every machine.

use std::cell::Cell;

/// Steps that any body may take, however short.
const BASE: u64 = 250_000;

/// Steps for each byte of a body: real pages take less than one.
const PER_BYTE: u64 = 32;

/// A count of steps with a limit that is linear in the bytes of the body.
#[derive(Debug)]
pub(super) struct Budget {
    spent: Cell<u64>,
    limit: u64,
}

impl Budget {
    /// The budget for `bytes` of HTML.
    pub(super) fn new(bytes: usize) -> Budget {
        let bytes = u64::try_from(bytes).unwrap_or(u64::MAX);
        Budget { spent: Cell::new(0), limit: BASE.saturating_add(bytes.saturating_mul(PER_BYTE)) }
    }

    /// Counts one step.
    pub(super) fn step(&self) {
        self.spent.set(self.spent.get() + 1);
    }

    /// True when no more may be done.
    pub(super) fn is_spent(&self) -> bool {
        self.spent.get() > self.limit
    }

    /// The steps so far.
    pub(super) fn spent(&self) -> u64 {
        self.spent.get()
    }
}
