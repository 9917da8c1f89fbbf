//! What happens to the reader: keys and signals from the terminal, results of jobs, the passing of time.
//!
//! Knows nothing of what becomes of them: `update` decides that.

use std::path::PathBuf;
use std::sync::Arc;

use super::effect::Number;
use super::input::action::Action;
use crate::article::{Article, ArticleId};
use crate::library::{Facets, Hits, Key, Progress, Row, Snippet, Tally};
use crate::render::Page;
use crate::state::{Mark, SavedQuery, Step};
use crate::term::Input;
use crate::text::Ambiguous;

/// One thing that happened.
#[derive(Debug, Clone)]
pub enum Event {
    /// A key, a paste, the mouse, or a signal.
    Input(Input),
    /// What a worker, a watch or another program reports.
    Report(Report),
    /// A line that a person typed where there is no screen.
    Command(LineCommand),
    /// The same in reply to the dialog in front.
    Reply(LineReply),
    /// A deadline that the model set has come.
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

/// What a worker, a watch or another program reports.
#[derive(Debug, Clone)]
pub enum Report {
    /// Hits of a search; the first ones, or (when `complete`) all.
    Found {
        /// Number of the request.
        number: Number,
        /// The hits.
        hits: Hits,
        /// These are all hits.
        complete: bool,
        /// The article to be selected, where it is in this library.
        selected: Option<Key>,
    },
    /// Rows of the list.
    Rows {
        /// Number of the request.
        number: Number,
        /// Index of the first in the list, from 0.
        first: usize,
        /// The rows.
        items: Vec<ListItem>,
    },
    /// Counts under the present query.
    Counted {
        /// Number of the request.
        number: Number,
        /// The counts.
        counts: Counts,
    },
    /// An article and its page.
    Opened {
        /// Number of the request.
        number: Number,
        /// The article.
        opened: Box<OpenArticle>,
    },
    /// The open article set at another width.
    Set {
        /// Number of the request.
        number: Number,
        /// The page.
        page: Arc<Page>,
    },
    /// The next unread article in the list.
    Unread {
        /// Number of the request.
        number: Number,
        /// Its index in the list, from 0; `None`: there is none.
        index: Option<usize>,
        /// It was found past the end of the list.
        wrapped: bool,
    },
    /// Marks that are on the disk now.
    Marked(Box<MarksReport>),
    /// How far the index is.
    Progress(Progress),
    /// The index is up to date, or could not be brought there.
    Updated(Result<Progress, String>),
    /// Files changed while the reader runs.
    Changed,
    /// Another reader may have made marks.
    Remarked,
    /// What the terminal said of itself: pages are set again.
    Terminal {
        /// Columns of ambiguous characters.
        ambiguous: Option<Ambiguous>,
        /// The background is dark.
        dark: Option<bool>,
        /// It scrolls parts of rows.
        margins: bool,
    },
    /// A file of the name is there already.
    Exists {
        /// The file.
        path: PathBuf,
        /// What was to be written there.
        what: Overwrite,
    },
    /// The marks that could not be kept are in this file of the person's choice.
    MarksSaved(PathBuf),
    /// Something was done outside: a line for the person.
    Info(String),
    /// Something went wrong: a line for the person.
    Failed(String),
    /// Something to be read at leisure: title and lines.
    ShowText(String, Vec<String>),
}

/// What is written over a file that is there, after a yes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Overwrite {
    /// The open article.
    Page,
    /// The marks that could not be kept.
    Marks,
}

/// A row of the list with its marks, ready to be drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct ListItem {
    /// What the index knows of the article.
    pub row: Row,
    /// The marks of the article.
    pub mark: Mark,
    /// The sentence that was hit, where the hit is in the body.
    pub snippet: Option<Snippet>,
}

/// An article that was opened, and its page.
#[derive(Debug, Clone)]
pub struct OpenArticle {
    /// The article in the index.
    pub key: Key,
    /// The article as read from its file.
    pub article: Arc<Article>,
    /// Its marks.
    pub mark: Mark,
    /// Its page.
    pub page: Arc<Page>,
    /// Its file; `None` for one inside the binary.
    pub path: Option<PathBuf>,
}

/// Marks that changed, and what the journal says of itself.
#[derive(Debug, Clone, Default)]
pub struct MarksReport {
    /// The marks as they are now.
    pub marks: Vec<(ArticleId, Mark)>,
    /// What was done, as a line for the person; empty where it is no news.
    pub label: String,
    /// What became of an undo or redo.
    pub undo: Option<UndoOutcome>,
    /// The recent steps, newest first.
    pub steps: Vec<Step>,
    /// Saved queries by name.
    pub queries: Vec<(String, SavedQuery)>,
    /// Searches made before, newest first.
    pub searches: Vec<String>,
    /// Every tag that a person gave, with the number of its articles.
    pub tags: Vec<(String, usize)>,
    /// How many lines could not be kept yet.
    pub unsaved: usize,
    /// Why they could not.
    pub error: Option<String>,
}

/// What became of an undo or redo.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UndoOutcome {
    /// This step was undone.
    Undone(Step),
    /// This step was made again.
    Redone(Step),
    /// There was nothing to undo.
    NothingToUndo,
    /// There was nothing to make again.
    NothingToRedo,
}

/// Counts under the present query.
#[derive(Debug, Clone, Default)]
pub struct Counts {
    /// Unread articles.
    pub unread: usize,
    /// Only counted while the filter pane or the histogram is shown.
    pub facets: Option<Arc<Facets>>,
    /// Hits of each saved query, by name.
    pub queries: Vec<(String, Tally)>,
}
