//! What one question is answered from: a snapshot of the index, whatever is written to it meanwhile.

use std::cell::OnceCell;
use std::sync::Arc;

use rusqlite::Connection;

use super::marks::QueryMarks;
use crate::library::files::read::ArticleFiles;
use crate::library::index::cache::{self, BlockCache, BlockHead};
use crate::library::index::postings::table::{self, StoredBatch};

/// The index as it was when the question began.
pub struct Snapshot<'a> {
    pub files: &'a ArticleFiles,
    pub connection: &'a Connection,
    /// The blocks of all readers of this index.
    pub cache: &'a BlockCache,
    /// The blocks there are, once they are known; kept by the reader until the index changes.
    pub heads: &'a OnceCell<Vec<BlockHead>>,
    /// The batches of posting lists, likewise.
    pub batches: &'a OnceCell<Vec<StoredBatch>>,
    /// False in a process that asks one question: blocks are then not kept for the next.
    pub keeps_blocks: bool,
    pub marks: Arc<QueryMarks>,
}

/// What a plan is made and run with.
#[derive(Clone, Copy)]
pub struct QueryContext<'a> {
    pub connection: &'a Connection,
    pub marks: &'a QueryMarks,
    /// The batches of posting lists.
    pub batches: &'a [StoredBatch],
    pub files: &'a ArticleFiles,
    /// True if all blocks will be read, some at a time: what costs less to look up once is looked up once.
    pub in_parts: bool,
}

impl Snapshot<'_> {
    /// All blocks there are, newest first.
    pub fn heads(&self) -> rusqlite::Result<&[BlockHead]> {
        if let Some(known) = self.heads.get() {
            return Ok(known);
        }
        let heads = cache::heads(self.connection)?;
        self.cache.keep(&heads);
        Ok(self.heads.get_or_init(|| heads))
    }

    /// The batches of posting lists.
    pub fn batches(&self) -> rusqlite::Result<&[StoredBatch]> {
        if let Some(known) = self.batches.get() {
            return Ok(known);
        }
        let batches = table::batches(self.connection)?;
        Ok(self.batches.get_or_init(|| batches))
    }

    /// What a plan is run with.
    pub fn context(&self) -> rusqlite::Result<QueryContext<'_>> {
        let (connection, batches) = (self.connection, self.batches()?);
        Ok(QueryContext { connection, marks: &self.marks, batches, files: self.files, in_parts: false })
    }
}
