//! Everything the reader knows: what is drawn comes from here, and only `update` changes it.

pub mod cursor;
pub mod layers;
pub mod layout;
pub mod session;

use std::sync::Arc;
use std::time::Duration;

use jiff::tz::TimeZone;

use crate::app::effect::{ListJob, Now, Number};
use crate::app::event::OpenArticle;
use crate::app::input::action::Scope;
use crate::app::input::field::Field;
use crate::app::input::keymap::{self, Keymap};
use crate::app::messages::Messages;
use crate::app::panes::{FilterPane, Histogram, ListPane, PagePane, SearchLine};
use crate::library::Progress;
use crate::state::{SavedQuery, Step};
use crate::term::Key;
use crate::text::Ambiguous;
use layers::Layer;
use layout::{Focus, Layout, PAGE_MARGINS, Size, Wanted};

/// The reader's whole state.
#[derive(Debug, Clone)]
pub struct Model {
    pub settings: Settings,
    pub size: Size,
    pub focus: Focus,
    /// The article being opened gets the focus; else it is only shown beside the list.
    pub opens_to_read: bool,
    /// The first article of the list is opened as soon as it is there: the library is that one.
    pub opens_first: bool,
    /// What the terminal says of its background.
    pub dark: Option<bool>,
    /// The article stays beside the list when it has the focus.
    pub beside: bool,
    pub library: LibraryState,
    pub list: ListPane,
    /// The list before the reading list, or articles alike, took its place.
    pub list_before: Option<Box<ListPane>>,
    pub filter: FilterPane,
    pub page: Option<PagePane>,
    pub histogram: Option<Histogram>,
    /// Over the panes, the front one last.
    pub layers: Vec<Layer>,
    pub keys: Typed,
    pub message: Option<Message>,
    pub marks: MarksState,
    pub asked: Asked,
    pub deadlines: Deadlines,
}

/// What was decided before the reader opened, as far as the model obeys it.
#[derive(Debug, Clone)]
pub struct Settings {
    pub messages: Messages,
    pub keymap: Keymap,
    pub zone: TimeZone,
    pub reading_width: usize,
    pub ambiguous: Ambiguous,
    /// The terminal scrolls parts of rows: panes side by side scroll cheaply.
    pub margins: bool,
    /// ASCII signs and rules.
    pub ascii: bool,
    /// Chunks of lines are printed, one after the other, instead of panes being drawn. The size is that of
    /// a chunk.
    pub lines: bool,
    pub read_after: Option<Duration>,
    /// The selection's article is shown beside the list once it has rested so long.
    pub preview_after: Option<Duration>,
    /// The person sits at the far end of an SSH line.
    pub remote: bool,
    pub pipe: String,
    /// Queries of the settings file, by name; those saved in the reader come after them.
    pub queries: Vec<(String, SavedQuery)>,
}

/// What is known of the library as a whole.
#[derive(Debug, Clone, Default)]
pub struct LibraryState {
    /// As shown on the top line: `~/news`.
    pub name: String,
    /// The articles that ship with the reader.
    pub samples: bool,
    /// While folders are read.
    pub progress: Option<Progress>,
}

/// What the journal of marks says of itself.
#[derive(Debug, Clone, Default)]
pub struct MarksState {
    pub unsaved: usize,
    /// Other readers' marks are looked for every second: their folder cannot be watched.
    pub polled: bool,
    pub steps: Vec<Step>,
    pub queries: Vec<(String, SavedQuery)>,
    pub searches: Vec<String>,
    /// Every tag that a person gave, with the number of its articles.
    pub tags: Vec<(String, usize)>,
    /// The person was asked where to save unsaved marks, once.
    pub offered: bool,
}

/// Keys of a sequence that is not whole yet, and the count before it.
#[derive(Debug, Clone, Default)]
pub struct Typed {
    /// The count, if one was typed.
    pub count: Option<usize>,
    /// The keys as they came.
    pub keys: Vec<Key>,
}

impl Typed {
    /// The keys as they are bound: full-width ones as their ASCII keys.
    pub fn unfolded(&self) -> Vec<Key> {
        self.keys.iter().copied().map(keymap::unfold).collect()
    }
}

/// A line for the person, until the next key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    pub text: String,
    pub error: bool,
}

/// Numbers of the newest questions: answers to older ones are stale.
#[derive(Debug, Clone, Default)]
pub struct Asked {
    pub last: Number,
    pub find: Number,
    pub rows: Number,
    pub count: Number,
    pub open: Number,
    pub set: Number,
    pub unread: Number,
    /// The newest search, until all of its hits are asked for.
    pub all: Option<ListJob>,
    /// Questions whose answer the screen is incomplete without.
    pub awaited: Awaited,
}

/// What the screen waits for, a little.
#[derive(Debug, Clone, Copy, Default)]
pub struct Awaited {
    pub list: bool,
    pub rows: bool,
    pub page: bool,
}

impl Asked {
    /// True while an answer is under way that a frame should wait a little for.
    pub fn awaits(&self) -> bool {
        self.awaited.list || self.awaited.rows || self.awaited.page
    }
}

/// When the model wants to hear that time has passed, in milliseconds of the loop's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct Deadlines {
    /// The open article becomes read.
    pub read: Option<u64>,
    /// The selection has rested: its article is shown beside the list.
    pub preview: Option<u64>,
    /// Marks that could not be kept are tried again.
    pub retry: Option<u64>,
    /// The place in the article has rested: it is kept.
    pub place: Option<u64>,
}

impl Deadlines {
    /// The first of them.
    pub fn next(&self) -> Option<u64> {
        [self.read, self.preview, self.place, self.retry].into_iter().flatten().min()
    }
}

impl Model {
    /// A reader that has just opened and knows nothing yet.
    pub fn new(settings: Settings, size: Size, library: LibraryState) -> Model {
        Model {
            settings,
            size,
            focus: Focus::List,
            opens_to_read: false,
            opens_first: false,
            dark: None,
            beside: false,
            library,
            list: ListPane::default(),
            list_before: None,
            filter: FilterPane::default(),
            page: None,
            histogram: None,
            layers: Vec::new(),
            keys: Typed::default(),
            message: None,
            marks: MarksState::default(),
            asked: Asked::default(),
            deadlines: Deadlines::default(),
        }
    }

    /// Where the panes are now.
    pub fn layout(&self) -> Layout {
        self.layout_with(self.focus)
    }

    /// Where the panes would be with the focus elsewhere.
    pub fn layout_with(&self, focus: Focus) -> Layout {
        if self.settings.lines {
            return layout::lines(self.size, focus);
        }
        layout::layout(Wanted {
            size: self.size,
            focus,
            page: self.page.is_some() || self.settings.preview_after.is_some(),
            beside: self.beside,
            histogram: self.histogram.as_ref().map_or(0, Histogram::rows),
        })
    }

    /// Columns that an article is set to while `focus` has the focus; the reading width at most.
    pub fn page_width(&self, focus: Focus) -> usize {
        let area = self.layout_with(focus).page.or(self.layout_with(Focus::Page).page).unwrap_or_default();
        self.settings.reading_width.min(area.columns.saturating_sub(PAGE_MARGINS)).max(8)
    }

    /// The scope whose keys hold now: that of the front layer, else of the pane with the focus.
    pub fn scope(&self) -> Scope {
        self.layers.last().map_or(self.pane_scope(), Layer::scope)
    }

    /// The scope of the pane with the focus.
    pub fn pane_scope(&self) -> Scope {
        match self.focus {
            Focus::Filter => Scope::Filter,
            Focus::List => Scope::List,
            Focus::Page => Scope::Page,
        }
    }

    /// The search line, while it is open.
    pub fn search(&self) -> Option<&SearchLine> {
        self.layers.iter().find_map(|layer| if let Layer::Search(search) = layer { Some(search) } else { None })
    }

    /// The line that narrows the filter pane, while it is open.
    pub fn filter_line(&self) -> Option<&Field> {
        self.layers.iter().find_map(|layer| if let Layer::Filter(field) = layer { Some(field) } else { None })
    }

    /// True when a layer lies over the panes.
    pub fn is_covered(&self) -> bool {
        self.layers.iter().any(|layer| !layer.is_line_of_pane())
    }

    /// The words of the reader's language.
    pub fn messages(&self) -> &Messages {
        &self.settings.messages
    }

    /// A number for a new question.
    pub fn number(&mut self) -> Number {
        self.asked.last += 1;
        self.asked.last
    }

    /// The query that a key sequence was given to.
    pub fn query_of_keys(&self, keys: &str) -> Option<&str> {
        let has = |saved: &SavedQuery| saved.key.as_deref() == Some(keys);
        self.marks.queries.iter().find(|(_, saved)| has(saved)).map(|(_, saved)| saved.query.as_str())
    }

    /// Saved queries whose keys begin with these and go on: the keys that are left, and the names.
    pub fn queries_after<'a>(&'a self, keys: &str) -> impl Iterator<Item = (&'a str, &'a str)> {
        let rest = move |saved: &'a SavedQuery| saved.key.as_deref()?.strip_prefix(keys)?.strip_prefix(' ');
        self.marks.queries.iter().filter_map(move |(name, saved)| Some((rest(saved)?, name.as_str())))
    }

    /// Takes the opened article in.
    pub fn take(&mut self, opened: OpenArticle, now: Now) {
        self.page = Some(PagePane::new(opened, now));
    }

    /// The article on the page.
    pub fn article(&self) -> Option<&Arc<crate::article::Article>> {
        self.page.as_ref().map(|page| &page.opened.article)
    }
}
