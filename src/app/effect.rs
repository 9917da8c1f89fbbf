//! What `update` wants done outside the model, as values.

use std::path::PathBuf;
use std::sync::Arc;

use super::event::Number;
use crate::article::ArticleId;
use crate::library::Key;
use crate::search::{Order, Query};
use crate::state::Change;

/// One thing to be done: by a job, by the terminal, or by the loop.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Searches: the first hits.
    Find(Find),
    /// Searches for all hits, once the first are on the screen.
    FindAll(Find),
    /// Reads rows of the list.
    Rows(Rows),
    /// Counts under a query.
    Count(Count),
    /// Articles like one.
    Similar {
        number: Number,
        key: Key,
    },
    /// The articles of the reading list, in the order of adding.
    ReadingList {
        number: Number,
    },
    /// Reads an article and sets its page.
    Open {
        number: Number,
        key: Key,
        width: usize,
    },
    /// Sets the open article at another width.
    Set {
        number: Number,
        width: usize,
    },
    /// Looks for the next unread article among hits, from an index on.
    FindUnread(FindUnread),
    /// Pages are set with ambiguous characters of another width.
    SetAmbiguous(crate::text::Ambiguous),
    /// Makes marks; they are on the disk when the answer comes.
    Keep {
        label: String,
        changes: Vec<Change>,
    },
    /// Marks all hits of a query as read.
    KeepAllRead {
        label: String,
        shown: Shown,
    },
    Undo,
    Redo,
    UndoStep(u64),
    /// Other readers may have made marks.
    PollMarks,
    /// Saves the marks that could not be kept to a file; an old one of the name only where `over`.
    SaveMarks {
        path: PathBuf,
        over: bool,
    },
    /// Copies to the clipboard.
    Copy(String),
    /// Copies the address of an article of the list.
    CopyLinkOf(Key),
    /// Copies the whole text of the open article.
    CopyPage,
    /// Opens an address: a browser here, address and QR code over SSH.
    OpenLink(String),
    /// Writes the open article to a file, in the format that its name ends in; over an old one of the
    /// name only where `over`.
    SavePage {
        path: String,
        over: bool,
    },
    /// Gives the open article to a command.
    Pipe(String),
    /// Opens the file of an article in the editor.
    Edit(Key),
    /// Brings the index up to date.
    Refresh,
    /// Paints everything anew.
    Repaint,
    Suspend,
    Quit,
}

/// What the list shows: all that a query finds, or (for the reading list and for articles alike) these.
#[derive(Debug, Clone, PartialEq)]
pub enum Shown {
    Query(Query),
    Keys(Arc<Vec<Key>>),
}

/// A search to be made.
#[derive(Debug, Clone, PartialEq)]
pub struct Find {
    pub number: Number,
    pub query: Query,
    pub order: Order,
    pub reverse: bool,
    /// An article to look for in this library, to be selected.
    pub select: Option<ArticleId>,
}

/// Rows of the list to be read.
#[derive(Debug, Clone, PartialEq)]
pub struct Rows {
    pub number: Number,
    /// Index of the first in the list.
    pub first: usize,
    pub keys: Vec<Key>,
    /// What their sentences are to show; all for none.
    pub query: Query,
}

/// Counts to be made.
#[derive(Debug, Clone, PartialEq)]
pub struct Count {
    pub number: Number,
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
pub struct FindUnread {
    pub number: Number,
    pub shown: Shown,
    pub keys: Arc<Vec<Key>>,
    /// Index that is left, going forward or back.
    pub from: usize,
    pub forward: bool,
}
