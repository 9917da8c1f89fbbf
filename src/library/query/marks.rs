//! Which articles are marked, for queries. Knows nothing of how marks are kept on disk.

use crate::library::Marked;
use crate::library::flags::Flags;
use crate::library::hash::QuickMap;
use crate::library::index::block::{self, DocMeta};
use crate::search::Is;

/// Marks by the first bytes of the article's id.
#[derive(Debug, Clone, Default)]
pub struct QueryMarks {
    states: QuickMap<u64, u8>,
    tags: QuickMap<u64, Vec<String>>,
}

const READ: u8 = 1;
const STARRED: u8 = 2;
const QUEUED: u8 = 4;

impl QueryMarks {
    pub fn set(&mut self, marked: Marked) {
        let id = block::id_prefix(marked.id);
        let bit = |on: bool, bit: u8| if on { bit } else { 0 };
        match bit(marked.read, READ) | bit(marked.starred, STARRED) | bit(marked.queued, QUEUED) {
            0 => self.states.remove(&id),
            state => self.states.insert(id, state),
        };
        match marked.tags.is_empty() {
            true => self.tags.remove(&id),
            false => self.tags.insert(id, marked.tags),
        };
    }

    /// True if the article is in the state; untidy is a flag of the entry, the others are marks.
    pub fn is(&self, entry: &DocMeta, state: Is) -> bool {
        let marks = self.states.get(&entry.id).copied().unwrap_or(0);
        match state {
            Is::Read => marks & READ != 0,
            Is::Unread => marks & READ == 0,
            Is::Starred => marks & STARRED != 0,
            Is::Queued => marks & QUEUED != 0,
            Is::Untidy => entry.flags.has(Flags::UNTIDY),
        }
    }

    /// The tags that the person gave to an article, by the prefix of its id.
    pub fn tags(&self, id: u64) -> &[String] {
        self.tags.get(&id).map(Vec::as_slice).unwrap_or_default()
    }

    pub fn has_tags(&self) -> bool {
        !self.tags.is_empty()
    }
}
