//! The list pane: hits of the present query, the window of rows that is known, the selection.

use std::sync::Arc;

use super::source::{Base, Source};
use crate::app::effect::Shown;
use crate::app::event::ListItem;
use crate::app::model::cursor::Cursor;
use crate::article::ArticleId;
use crate::library::{Hits, Key};
use crate::search::{Expr, Field};
use crate::state::Mark;

/// Rows read beyond the screen, each way, so that moving needs no disk.
const AHEAD: usize = 100;
/// The same where each row needs a look into its file for the sentence that was hit.
const AHEAD_WITH_SENTENCES: usize = 20;

/// The list: what it shows, the rows that are known, the selection.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ListPane {
    /// What the list shows.
    pub source: Source,
    /// The articles, in the order of the list.
    pub keys: Arc<Vec<Key>>,
    /// How many there are in all, once that is known.
    pub total: Option<usize>,
    /// All keys are there, not only the first ones.
    pub complete: bool,
    /// How many are unread, once that is known.
    pub unread: Option<usize>,
    /// Index of the first known row, and the known rows.
    first: usize,
    items: Vec<ListItem>,
    /// The selected row.
    pub cursor: Cursor,
    /// The sentence that was hit is shown below each row.
    pub sentences: bool,
    /// The person moved or opened something: until then the newest article stays selected while
    /// a new library fills.
    pub touched: bool,
    /// The last article is wanted, once all are known.
    pub to_end: bool,
    /// The query is new: its hits start at the first.
    pub fresh: bool,
    /// An article to be selected as soon as it is found.
    pub wanted: Option<ArticleId>,
}

impl ListPane {
    /// What the list shows, for what is done to all of it.
    pub fn shown(&self) -> Shown {
        match self.source.base {
            Base::Library => Shown::Query(self.source.query()),
            Base::Like { .. } | Base::ReadingList => Shown::Keys(Arc::clone(&self.keys)),
        }
    }

    /// Lines of the screen that one row takes.
    pub fn row_height(&self) -> usize {
        if self.sentences { 2 } else { 1 }
    }

    /// The row at an index, where it is known.
    pub fn item(&self, index: usize) -> Option<&ListItem> {
        self.items.get(index.checked_sub(self.first)?)
    }

    /// The selected row.
    pub fn selected(&self) -> Option<&ListItem> {
        self.item(self.cursor.selected())
    }

    /// The selected article's key.
    pub fn selected_key(&self) -> Option<Key> {
        self.keys.get(self.cursor.selected()).copied()
    }

    /// Takes hits in. A new query starts at its first hit, else the selection stays with its article.
    pub fn found(&mut self, hits: Hits, complete: bool, selected: Option<Key>) {
        self.touched |= selected.is_some();
        let follows = self.touched && !self.fresh;
        let keep = selected.or_else(|| self.selected_key().filter(|_| follows));
        self.total = hits.total.or(complete.then_some(hits.keys.len()));
        self.complete = complete;
        self.keys = Arc::new(hits.keys);
        if std::mem::take(&mut self.fresh) {
            self.cursor.select(0);
        }
        self.cursor.set_len(self.keys.len());
        if let Some(index) = keep.and_then(|key| self.keys.iter().position(|other| *other == key)) {
            self.cursor.select_in_place(index);
        }
        self.keep_known_rows();
    }

    /// After the keys changed, rows that are known by key stay known, so that nothing flickers.
    fn keep_known_rows(&mut self) {
        let range = self.window();
        let known = std::mem::take(&mut self.items);
        let mut by_key: std::collections::HashMap<Key, ListItem> = known.into_iter().map(|i| (i.row.key, i)).collect();
        self.first = range.start;
        let keys = self.keys.get(range).unwrap_or_default();
        self.items = keys.iter().map_while(|key| by_key.remove(key)).collect();
    }

    fn window(&self) -> std::ops::Range<usize> {
        let ahead = match self.sentences {
            // The first screen of all waits for no row that is not on it.
            _ if self.items.is_empty() => 0,
            true => AHEAD_WITH_SENTENCES,
            false => AHEAD,
        };
        let visible = self.cursor.visible();
        visible.start.saturating_sub(ahead)..(visible.end + ahead).min(self.keys.len())
    }

    /// The rows that should be read now: none while all on the screen are known.
    pub fn missing(&self) -> Option<(usize, Vec<Key>)> {
        let known = self.first..self.first + self.items.len();
        let visible = self.cursor.visible();
        if visible.is_empty() || known.start <= visible.start && visible.end <= known.end {
            return None;
        }
        let window = self.window();
        Some((window.start, self.keys.get(window)?.to_vec()))
    }

    /// Takes rows in.
    pub fn rows(&mut self, first: usize, items: Vec<ListItem>) {
        self.first = first;
        self.items = items;
    }

    /// Forgets what is known of rows, to read them anew; they stay on the screen until then.
    pub fn stale(&self) -> Option<(usize, Vec<Key>)> {
        let window = self.window();
        (!window.is_empty()).then(|| (window.start, self.keys.get(window).unwrap_or_default().to_vec()))
    }

    /// Takes an article's new marks in.
    pub fn marked(&mut self, id: ArticleId, mark: &Mark) {
        for item in self.items.iter_mut().filter(|item| item.row.id == id) {
            item.mark = mark.clone();
        }
    }
}

/// True when a query asks for words that a body may hold, so that hits are shown with their sentence.
pub fn asks_bodies(expr: &Expr) -> bool {
    match expr {
        Expr::And(all) | Expr::Or(all) => all.iter().any(asks_bodies),
        Expr::Text { field, .. } => matches!(field, None | Some(Field::Body)),
        _ => false,
    }
}
