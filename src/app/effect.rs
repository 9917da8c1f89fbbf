//! What `update` wants done outside the model, as values: one variant a worker, one for the terminal.
//!
//! Knows nothing of how any of it is done.

use std::path::PathBuf;
use std::sync::Arc;

use jiff::Timestamp;

use super::marking::MarkEach;
use super::panes::Source;
use crate::article::ArticleId;
use crate::library::Key;
use crate::search::Query;
use crate::state::Change;
use crate::text::Ambiguous;

/// One thing to be done.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// A question to the library.
    Find(FindJob),
    /// An article is read, or its page set.
    Page(SetJob),
    /// Marks are made, undone, saved.
    Marks(KeepJob),
    /// The index is brought up to date.
    Index,
    /// What the workers cannot do: the terminal and other programs.
    Outside(Outside),
}

/// The number of a request; results of older requests than the newest are dropped.
pub type Number = u64;

/// The present moment, given to every update.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Now {
    /// Milliseconds of a clock that never goes back.
    pub millis: u64,
    /// The time of day, for marks and relative dates.
    pub at: Timestamp,
}

/// A question to the library.
#[derive(Debug, Clone, PartialEq)]
pub enum FindJob {
    /// The articles that the list shows.
    List(ListJob),
    /// Rows of the list.
    Rows(RowsJob),
    /// Counts under a query.
    Count(CountJob),
    /// The next unread article.
    Unread(UnreadJob),
}

/// The articles that the list shows.
#[derive(Debug, Clone, PartialEq)]
pub struct ListJob {
    /// Number of the request.
    pub number: Number,
    /// What the list shows.
    pub source: Source,
    /// The first hits are enough; all are requested once these are on the screen.
    pub first: bool,
    /// An article to look for in this library, to be selected.
    pub select: Option<ArticleId>,
}

/// Rows of the list to be read.
#[derive(Debug, Clone, PartialEq)]
pub struct RowsJob {
    /// Number of the request.
    pub number: Number,
    /// Index of the first row in the list, from 0.
    pub first: usize,
    /// The articles of the rows.
    pub keys: Vec<Key>,
    /// What their sentences are to show; all for none.
    pub query: Query,
}

/// Counts to be made.
#[derive(Debug, Clone, PartialEq)]
pub struct CountJob {
    /// Number of the request.
    pub number: Number,
    /// What is counted.
    pub shown: Shown,
    /// All facets are wanted, not only how many are unread.
    pub facets: bool,
    /// The same without the chosen categories, so that the other categories have counts.
    pub without_categories: Option<Query>,
    /// Saved queries to be counted, by name.
    pub queries: Vec<(String, Query)>,
}

/// The next unread article among hits, to be looked for.
#[derive(Debug, Clone, PartialEq)]
pub struct UnreadJob {
    /// Number of the request.
    pub number: Number,
    /// What the list shows.
    pub shown: Shown,
    /// The articles of the list.
    pub keys: Arc<Vec<Key>>,
    /// Index of the article that is left, from 0.
    pub from: usize,
    /// Towards the end of the list.
    pub forward: bool,
}

/// What the list shows: all that a query finds, or (for the reading list and for articles alike) these.
#[derive(Debug, Clone, PartialEq)]
pub enum Shown {
    /// All that a query finds.
    Query(Query),
    /// These articles.
    Keys(Arc<Vec<Key>>),
}

/// Work on the page of the open article.
#[derive(Debug, Clone, PartialEq)]
pub enum SetJob {
    /// Reads an article and sets its page.
    Open {
        /// Number of the request.
        number: Number,
        /// The article.
        key: Key,
        /// Columns of the page.
        width: usize,
    },
    /// Sets the open article at another width.
    Set {
        /// Number of the request.
        number: Number,
        /// Columns of the page.
        width: usize,
    },
    /// Pages are set with ambiguous characters of another width from now on.
    Ambiguous(Ambiguous),
}

/// Work on the marks.
#[derive(Debug, Clone, PartialEq)]
pub enum KeepJob {
    /// Makes marks; they are on the disk when the result comes.
    Keep {
        /// What is done, for the list of recent marks; empty for what is no mark of the person's own.
        label: String,
        /// The marks.
        changes: Vec<Change>,
    },
    /// Marks several articles, whatever marks they have.
    Each(MarkEach),
    /// Marks all that the list shows as read.
    AllRead {
        /// What is done, for the list of recent marks.
        label: String,
        /// What the list shows.
        shown: Shown,
    },
    /// Undoes the last step.
    Undo,
    /// Makes the step again that was undone last.
    Redo,
    /// Undoes the step of this number.
    UndoStep(u64),
    /// Saves the marks that could not be kept to a file.
    Save {
        /// The file.
        path: PathBuf,
        /// Write over a file of that name.
        over: bool,
    },
    /// Reads the journals of other readers, and tries again what could not be kept.
    Poll,
    /// Compacts the journal where that is worth it; for the end of the reader.
    Tidy,
}

/// What is done outside of the reader: by the terminal, or by other programs.
#[derive(Debug, Clone, PartialEq)]
pub enum Outside {
    /// Copies to the clipboard.
    Copy(String),
    /// Copies the address of an article of the list.
    CopyLinkOf(Key),
    /// Copies the whole text of the open article.
    CopyPage,
    /// Opens an address: a browser here, address and QR code over SSH.
    OpenLink(String),
    /// Writes the open article to a file, in the format that its name ends in.
    SavePage {
        /// The file, as typed.
        path: String,
        /// Write over a file of that name.
        over: bool,
    },
    /// Gives the open article to a command.
    Pipe(String),
    /// Opens the file of an article in the editor.
    Edit(Key),
    /// Paints everything again.
    Repaint,
    /// Gives the terminal back and stops, as Ctrl-Z does.
    Suspend,
    /// Ends the reader.
    Quit,
}
