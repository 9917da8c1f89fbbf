//! The page pane: the open article, where one reads, what is looked for in it.

use std::ops::Range;

use super::{hits, paragraph};
use crate::app::effect::Now;
use crate::app::event::OpenArticle;
use crate::app::model::cursor::Cursor;
use crate::article::Place;
use crate::render::Page;
use crate::search::Expr;

/// The open article.
#[derive(Debug, Clone)]
pub struct PagePane {
    pub opened: OpenArticle,
    /// The line on top; selection and top are the same.
    pub cursor: Cursor,
    /// Columns that the page was asked for.
    pub width: usize,
    /// Columns scrolled sideways.
    pub sideways: usize,
    /// What the line on top begins with: it stays on top at every width.
    pub place: Place,
    pub find: Option<FindState>,
    /// A mark moves through the lines instead of the lines past the top.
    pub ruler: bool,
    /// The paragraph selected for copying, by its block.
    pub selected: Option<u32>,
    /// What the list was searched for.
    marked: Expr,
    /// Places before jumps.
    pub back: Vec<Place>,
    /// When the article came on the screen, in milliseconds of the loop's clock.
    pub since: u64,
}

/// A search in the page.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct FindState {
    pub text: String,
    /// The person asked for it here; else it is what the list was searched for.
    pub asked: bool,
    /// Line, and bytes of its text, in reading order.
    pub hits: Vec<(usize, Range<usize>)>,
    /// The hit one stands at; before the first step, the one from which the next step leads to the first.
    pub at: usize,
    /// The person has stepped to a hit.
    pub begun: bool,
}

impl PagePane {
    /// The article, at the place where the person stopped reading it.
    pub fn new(opened: OpenArticle, now: Now) -> PagePane {
        let cursor = Cursor::new(opened.page.lines.len());
        let place = opened.mark.place.map_or(Place::default(), |(place, _)| place);
        let width = opened.page.width;
        let mut pane = PagePane {
            opened,
            cursor,
            width,
            sideways: 0,
            place,
            find: None,
            selected: None,
            ruler: false,
            marked: Expr::All,
            back: Vec::new(),
            since: now.millis,
        };
        pane.go(place);
        pane
    }

    pub fn page(&self) -> &Page {
        &self.opened.page
    }

    /// Takes the page at another width in; the same sentence stays on top.
    pub fn set(&mut self, page: std::sync::Arc<Page>) {
        self.opened.page = page;
        self.cursor.set_len(self.opened.page.lines.len());
        self.go(self.place);
        match self.find.take() {
            Some(find) if find.asked => self.find(&find.text),
            Some(_) => self.mark(&self.marked.clone()),
            None => {}
        }
    }

    /// Tells how many lines fit.
    pub fn set_height(&mut self, height: usize) {
        self.cursor.set_height(height);
        self.cursor.show(self.line_of(self.place));
    }

    /// Scrolls by lines; beside the list, where each line would cost a new screen, a mark moves
    /// instead and the page follows at its edges.
    pub fn scroll(&mut self, lines: isize) {
        if self.ruler {
            self.cursor.move_by(lines);
            self.anchor();
            return;
        }
        self.show(self.cursor.top().saturating_add_signed(lines));
    }

    /// Puts a line on top.
    pub fn show(&mut self, line: usize) {
        self.cursor.show(line);
        self.anchor();
    }

    /// The line on top is the place.
    fn anchor(&mut self) {
        self.place = self.page().lines.get(self.cursor.top()).map_or(Place::default(), |line| line.place);
    }

    /// Puts the line of a place on top.
    pub fn go(&mut self, place: Place) {
        self.show(self.line_of(place));
    }

    /// Goes to a place, remembering where one was.
    pub fn jump(&mut self, place: Place) {
        self.back.push(self.place);
        self.go(place);
    }

    /// Goes back to before the last jump.
    pub fn jump_back(&mut self) -> bool {
        self.back.pop().map(|place| self.go(place)).is_some()
    }

    fn line_of(&self, place: Place) -> usize {
        let lines = &self.page().lines;
        let first = lines.partition_point(|line| line.place < place);
        // The blank line above a paragraph has its place: the first of both is where one was.
        if lines.get(first).is_some_and(|line| line.place == place) { first } else { self.page().line_of(place) }
    }

    /// Selects the paragraph on top of the screen; where one is selected, the next one.
    pub fn select_paragraph(&mut self) {
        let next = paragraph::next(self.page(), self.selected, self.cursor.top());
        self.selected = next.map(|(_, block)| block);
        if let Some((line, _)) = next.filter(|(line, _)| !self.cursor.visible().contains(line)) {
            self.show(line);
        }
    }

    /// The text of the selected paragraph.
    pub fn selected_text(&self) -> Option<String> {
        paragraph::text(self.page(), self.selected?)
    }

    /// The next heading below the top line, or the one above it.
    pub fn heading(&self, forward: bool) -> Option<Place> {
        let top = self.cursor.top();
        let lines = self.page().outline.iter().map(|heading| (self.line_of(heading.place), heading.place));
        let mut lines: Vec<(usize, Place)> = lines.collect();
        lines.sort_unstable();
        if forward {
            lines.into_iter().find(|(line, _)| *line > top).map(|(_, place)| place)
        } else {
            lines.into_iter().rfind(|(line, _)| *line < top).map(|(_, place)| place)
        }
    }

    /// Looks for text in the page and stands at the first hit from the top line on.
    pub fn find(&mut self, text: &str) {
        let hits = hits::of_text(self.page(), text);
        let top = self.cursor.top();
        let at = hits.iter().position(|(line, _)| *line >= top).unwrap_or(0);
        self.find = Some(FindState { text: text.to_owned(), asked: true, hits, at, begun: true });
        self.show_hit();
    }

    /// Marks what a query looks for in bodies; the page stays where it is.
    pub fn mark(&mut self, query: &Expr) {
        self.marked = query.clone();
        let hits = hits::of_query(self.page(), query);
        // Before the first hit, so that the next one is the first.
        let at = hits.len().saturating_sub(1);
        self.find = (!hits.is_empty()).then(|| FindState { hits, at, ..FindState::default() });
    }

    /// Takes over where one was in the same article, read before.
    pub fn take_over(&mut self, before: PagePane) {
        (self.back, self.selected, self.since) = (before.back, before.selected, before.since);
        self.go(before.place);
    }

    /// Goes to the next hit, or the one before; true when that went round the end.
    pub fn next_hit(&mut self, forward: bool) -> bool {
        let Some(find) = self.find.as_mut().filter(|find| !find.hits.is_empty()) else { return false };
        let count = find.hits.len();
        // The first step back leads to the last hit.
        let back = if find.begun { count - 1 } else { 0 };
        let wraps = find.begun && if forward { find.at + 1 == count } else { find.at == 0 };
        find.at = (find.at + if forward { 1 } else { back }) % count;
        find.begun = true;
        self.show_hit();
        wraps
    }

    /// Scrolls only when the hit is not on the screen; a chunk begins with it.
    fn show_hit(&mut self) {
        let Some((line, _)) = self.find.as_ref().and_then(|find| find.hits.get(find.at)) else { return };
        let line = *line;
        if self.cursor.chunks() {
            self.show(line);
        } else if !self.cursor.visible().contains(&line) {
            self.show(line.saturating_sub(self.cursor.height() / 3));
        }
    }
}
