//! What `update` wants done outside the model, as values.

use std::path::PathBuf;
use std::sync::Arc;

use super::action::Action;
use super::event::Number;
use super::messages::{Messages, thousands};
use crate::article::ArticleId;
use crate::library::Key;
use crate::search::{Order, Query};
use crate::state::{Change, Mark};

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
    /// Marks several articles, whatever marks they have.
    MarkEach(MarkEach),
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

/// Several articles to be marked as one step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MarkEach {
    /// The articles.
    pub keys: Vec<Key>,
    /// The mark that each gets, or loses where all have it.
    pub marking: Marking,
    /// What the step is called that sets the mark, and the one that takes it away.
    pub labels: [&'static str; 2],
}

impl MarkEach {
    /// What the step is called.
    pub fn label(&self, set: bool) -> &'static str {
        let [on, off] = self.labels;
        if set { on } else { off }
    }
}

/// A mark that a person makes, whatever the article's marks are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Marking {
    /// Read, or unread.
    Read,
    /// Starred, or not.
    Star,
    /// On the reading list, or off it.
    Queue,
    /// The words are added, those with a minus sign taken away; without any, the tags are only told.
    Tags(String),
    /// The note is the text; without one, it is only told.
    Note(String),
}

impl Marking {
    /// The mark that an action with a text makes.
    pub fn of(action: Action, text: &str) -> Option<Marking> {
        match action {
            Action::Read => Some(Marking::Read),
            Action::Star => Some(Marking::Star),
            Action::Queue => Some(Marking::Queue),
            Action::Tags => Some(Marking::Tags(text.to_owned())),
            Action::Note => Some(Marking::Note(text.to_owned())),
            _ => None,
        }
    }

    /// What the step is called that sets the mark, and the one that takes it away.
    pub fn labels(&self, messages: &Messages) -> [&'static str; 2] {
        match self {
            Marking::Read => [messages.step_read, messages.step_unread],
            Marking::Star => [messages.step_star, messages.step_unstar],
            Marking::Queue => [messages.step_queue, messages.step_unqueue],
            Marking::Tags(_) => [messages.step_tags; 2],
            Marking::Note(_) => [messages.step_note; 2],
        }
    }

    /// True of an article that is marked so. Tags and notes are always made.
    pub fn has(&self, mark: &Mark) -> bool {
        match self {
            Marking::Read => mark.read,
            Marking::Star => mark.starred,
            Marking::Queue => mark.queued.is_some(),
            Marking::Tags(_) | Marking::Note(_) => false,
        }
    }

    /// The change of an article with these marks; `None` where nothing is to be changed.
    pub fn change(&self, id: ArticleId, mark: &Mark, set: bool) -> Option<Change> {
        Some(match self {
            Marking::Read => Change::Read(id, set),
            Marking::Star => Change::Star(id, set),
            Marking::Queue => Change::Queue(id, set),
            Marking::Tags(text) | Marking::Note(text) if text.is_empty() => return None,
            Marking::Tags(text) => Change::Tags(id, with_words(mark.tags.clone(), text)),
            Marking::Note(text) => Change::Note(id, text.clone()),
        })
    }

    /// What the person is told of articles that have these marks now.
    pub fn told(&self, label: &str, marks: &[Mark]) -> String {
        let lines: Vec<String> = match self {
            Marking::Tags(_) => marks.iter().map(|mark| format!("{label}: {}", mark.tags.join(" "))).collect(),
            Marking::Note(text) if text.is_empty() => marks.iter().map(|mark| mark.note.clone()).collect(),
            _ => vec![format!("{label} ({})", thousands(marks.len()))],
        };
        lines.join("\n")
    }
}

/// `tags` with the words of `text`, and without those after a minus sign.
fn with_words(mut tags: Vec<String>, text: &str) -> Vec<String> {
    for word in text.split_whitespace() {
        match word.strip_prefix('-') {
            Some(word) => tags.retain(|tag| tag != word),
            None if !tags.iter().any(|tag| tag == word) => tags.push(word.to_owned()),
            None => {}
        }
    }
    tags
}
