//! What happens to the reader: keys and signals from the terminal, answers of jobs, the passing of time.

use std::sync::Arc;

use super::action::Action;
use super::effect::Effect;
use crate::article::{Article, ArticleId};
use crate::library::{Facets, Hits, Key, Progress, Row, Snippet, Tally};
use crate::render::Page;
use crate::state::{Mark, SavedQuery, Step};
use crate::term::Input;

/// One thing that happened.
#[derive(Debug, Clone)]
pub enum Event {
    Input(Input),
    Answer(Answer),
    /// A line that a person typed where there is no screen.
    Command(LineCommand),
    /// The same in reply to the dialog in front.
    Reply(LineReply),
    /// A deadline that the model asked for has come.
    Time,
}

/// An action with what it is about, as a line says it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineCommand {
    /// What is to be done.
    pub action: Action,
    /// Articles of the list, or entries of a dialog, counted from 1; a range is all of its numbers.
    pub numbers: Vec<usize>,
    /// What follows the numbers, without blanks around it.
    pub text: String,
}

/// A line in reply to a dialog.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LineReply {
    /// To a question.
    Yes,
    /// To a question.
    No,
    /// To a prompt.
    Text(String),
    /// None of these: the dialog is closed, and nothing is done.
    Nothing,
}

/// The number of a question; answers to older questions than the newest are dropped.
pub type Number = u64;

/// A row of the list with its marks, ready to be drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    pub row: Row,
    pub mark: Mark,
    /// The sentence that was hit, where the hit is in the body.
    pub snippet: Option<Snippet>,
}

/// An article that was opened, and its page.
#[derive(Debug, Clone)]
pub struct Opened {
    pub key: Key,
    pub article: Arc<Article>,
    pub mark: Mark,
    pub page: Arc<Page>,
    pub path: Option<std::path::PathBuf>,
}

/// What a job found out.
#[derive(Debug, Clone)]
pub enum Answer {
    /// Hits of a search; the first ones, or (when `complete`) all.
    Found {
        number: Number,
        hits: Hits,
        complete: bool,
        selected: Option<Key>,
    },
    Rows {
        number: Number,
        first: usize,
        items: Vec<Item>,
    },
    Counted {
        number: Number,
        counts: Counts,
    },
    Opened {
        number: Number,
        opened: Box<Opened>,
    },
    /// The open article set anew at another width.
    Set {
        number: Number,
        page: Arc<Page>,
    },
    /// The next unread article in the list, by its index there.
    Unread {
        number: Number,
        index: Option<usize>,
        wrapped: bool,
    },
    /// Marks that are on the disk now.
    Marked(Box<Marked>),
    Progress(Progress),
    /// The index is up to date, or could not be brought there.
    Updated(Result<Progress, String>),
    /// Files changed while the reader runs.
    Changed,
    /// Another reader may have made marks.
    Remarked,
    /// What the terminal said of itself: pages are set anew.
    Terminal {
        ambiguous: Option<crate::text::Ambiguous>,
        dark: Option<bool>,
        margins: bool,
    },
    /// A file of the name is there already; the effect writes over it.
    Exists {
        path: String,
        instead: Box<Effect>,
    },
    /// The marks that could not be kept are in this file of the person's choice.
    MarksSaved(String),
    /// Something was done outside, or went wrong: a line for the person.
    Info(String),
    Failed(String),
    /// Something to be read at leisure: title and lines.
    ShowText(String, Vec<String>),
}

/// Marks that changed, and what the journal says of itself.
#[derive(Debug, Clone, Default)]
pub struct Marked {
    pub marks: Vec<(ArticleId, Mark)>,
    /// What was done, for the person to hear; nothing where it is no news.
    pub label: String,
    /// What the person should hear: undone, redone, nothing to undo.
    pub said: Option<Said>,
    pub steps: Vec<Step>,
    pub queries: Vec<(String, SavedQuery)>,
    pub searches: Vec<String>,
    /// Every tag that a person gave, with the number of its articles.
    pub tags: Vec<(String, usize)>,
    /// Lines that could not be kept yet, and why.
    pub unsaved: usize,
    pub error: Option<String>,
}

/// What became of an undo or redo.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Said {
    Undone(Step),
    Redone(Step),
    NothingToUndo,
    NothingToRedo,
}

/// Counts under the present query.
#[derive(Debug, Clone, Default)]
pub struct Counts {
    pub unread: usize,
    /// Asked for only while the filter pane or the histogram is shown.
    pub facets: Option<Arc<Facets>>,
    /// Hits of each saved query, by name.
    pub queries: Vec<(String, Tally)>,
}
