//! Searching: the search line, the list's query and order, counts.

use super::Step;
use crate::app::effect::{CountJob, FindJob, ListJob, RowsJob};
use crate::app::input::field::Field;
use crate::app::model::cursor::Move;
use crate::app::model::layers::{Choice, Layer, Purpose, Value};
use crate::app::model::layout::Focus;
use crate::app::panes::{Base, Histogram, SearchLine};
use crate::library::Key as ArticleKey;
use crate::search::{self, Order};
use crate::state::Change;

impl Step<'_> {
    /// Opens the search line over the list, or asks what to find in the page.
    pub(super) fn start_search(&mut self) {
        if self.model.focus == Focus::Page {
            let label = self.model.messages().find_prompt;
            let text =
                self.model.page.as_ref().and_then(|page| page.find.as_ref()).map_or("", |find| find.text.as_str());
            let layer = Layer::prompt(label, Purpose::Find, text, Vec::new());
            return self.push_layer(layer);
        }
        if self.model.search().is_none() {
            self.focus_on(Focus::List);
            self.push_layer(Layer::Search(SearchLine::over(&self.model.list)));
        }
    }

    /// Puts an earlier search into the empty line; again, the one before. With other text: one row up.
    pub(super) fn recall(&mut self) {
        let Some(Layer::Search(search)) = self.model.layers.last_mut() else { return self.go(Move::By(-1)) };
        if !search.field.text().is_empty() && search.back.is_none() {
            return self.go(Move::By(-1));
        }
        let back = search.back.map_or(0, |at| at + 1);
        if let Some(text) = self.model.marks.searches.get(back) {
            search.field = Field::with(text);
            search.back = Some(back);
            self.search_typed();
        }
    }

    /// The text of the search line changed: the list is narrowed at once.
    pub(super) fn search_typed(&mut self) {
        let Some(search) = self.model.search() else { return };
        let text = search.field.text().to_owned();
        let today = self.today();
        let source = &mut self.model.list.source;
        // What is typed is looked for in the whole library.
        source.base = Base::Library;
        source.set_text(&text, today);
        self.find_new();
    }

    /// Closes the search line and keeps the narrowed list; opens its selected article when `open`.
    pub(super) fn accept_search(&mut self, open: bool) {
        let Some(search) = self.model.search() else { return };
        let text = search.field.text().trim().to_owned();
        self.model.layers.retain(|layer| !matches!(layer, Layer::Search(_)));
        if !text.is_empty() {
            self.keep_quietly(vec![Change::Searched(text)]);
        }
        // What is on the screen may still be the hits of an earlier letter.
        if open && self.model.asked.awaited.list {
            self.model.opens_first = true;
        } else if open && !self.model.list.keys.is_empty() {
            self.open_selected();
        }
    }

    /// Asks for the list of a new query, which starts at its first hit.
    pub(super) fn find_new(&mut self) {
        self.model.list.fresh = true;
        self.ask_list();
    }

    /// Asks for the same list again; the selection stays with its article.
    pub(super) fn find_again(&mut self) {
        self.ask_list();
    }

    fn ask_list(&mut self) {
        let number = self.model.number();
        self.model.asked.find = number;
        self.model.asked.awaited.list = true;
        let today = self.today();
        let list = &mut self.model.list;
        list.source.set_day(today);
        let job = ListJob { number, source: list.source.clone(), first: true, select: list.wanted };
        self.model.asked.all = Some(ListJob { first: false, ..job.clone() });
        self.find(FindJob::List(job));
    }

    /// Asks for all hits, where only the first are known and these are on the screen.
    pub(super) fn ask_all(&mut self) {
        if let Some(job) = self.model.asked.all.take() {
            self.find(FindJob::List(job));
        }
    }

    /// Asks for rows of the list.
    pub(super) fn ask_rows(&mut self, first: usize, keys: Vec<ArticleKey>) {
        let number = self.model.number();
        self.model.asked.rows = number;
        self.model.asked.awaited.rows = true;
        let list = &self.model.list;
        let query = if list.sentences { list.source.query() } else { search::Query::default() };
        self.find(FindJob::Rows(RowsJob { number, first, keys, query }));
    }

    /// Asks for counts under the present query: unread always, facets while they are shown.
    pub(super) fn count(&mut self) {
        self.count_with(self.model.layout().filter.is_some() || self.model.histogram.is_some());
    }

    /// Asks for counts under the present query, with or without those of each facet.
    pub(super) fn count_with(&mut self, facets: bool) {
        let number = self.model.number();
        self.model.asked.count = number;
        let today = self.today();
        let queries = if facets { self.model.marks.queries.as_slice() } else { &[] };
        let queries = queries.iter().map(|(name, saved)| (name.clone(), search::parse(&saved.query, today))).collect();
        let list = &self.model.list;
        let without_categories = list.source.query_without_categories().filter(|_| facets);
        let shown = list.shown();
        self.find(FindJob::Count(CountJob { number, shown, facets, without_categories, queries }));
    }

    /// Shows another base; the list that the library filled is kept to come back to.
    fn show_base(&mut self, base: Base) {
        let list = &mut self.model.list;
        if list.source.base == Base::Library {
            self.model.list_before = Some(Box::new(list.clone()));
        }
        list.source = list.source.with_base(base);
        self.find_new();
    }

    /// Takes everything that narrows the list away.
    pub(super) fn clear_filters(&mut self) {
        self.model.list.source.filters = Default::default();
        self.clear_query();
    }

    /// Takes what was typed away, or comes back from another base; the selected article stays selected.
    pub(super) fn clear_query(&mut self) {
        let today = self.today();
        let before = self.model.list_before.take();
        match before.filter(|_| self.model.list.source.base != Base::Library) {
            Some(before) => self.model.list = *before,
            None => {
                self.model.list.source.base = Base::Library;
                self.model.list.source.set_text("", today);
            }
        }
        self.find_again();
    }

    /// Offers the orders.
    pub(super) fn sort(&mut self) {
        let messages = self.model.messages();
        let orders = [
            ("d", messages.by_date, Order::Date),
            ("t", messages.by_title, Order::Title),
            ("a", messages.by_author, Order::Author),
            ("c", messages.by_category, Order::Category),
            ("r", messages.by_relevance, Order::Relevance),
        ];
        let choice = |(mark, label, order): (&str, &str, Order)| Choice {
            mark: mark.to_owned(),
            label: label.to_owned(),
            detail: String::new(),
            value: Value::Order(order),
        };
        self.offer(messages.sort_title, orders.map(choice).into(), false);
    }

    /// Orders the list; by relevance again goes back to by date.
    pub(super) fn order_by(&mut self, order: Order) {
        let source = &mut self.model.list.source;
        let back = order == Order::Relevance && source.order == Order::Relevance;
        source.order = if back { Order::Date } else { order };
        self.find_again();
    }

    /// Turns the order round.
    pub(super) fn reverse(&mut self) {
        let source = &mut self.model.list.source;
        source.reverse = !source.reverse;
        self.find_again();
    }

    /// Shows articles like the selected or open one.
    pub(super) fn like(&mut self) {
        let page = self.model.page.as_ref().filter(|_| self.model.focus == Focus::Page);
        let target = match page {
            Some(page) => Some((page.opened.key, page.opened.article.meta.title.clone())),
            None => self.model.list.selected().map(|item| (item.row.key, item.row.title.clone())),
        };
        if let Some((key, title)) = target {
            self.like_this(key, title);
        }
    }

    /// Shows articles like the one of a title.
    pub(super) fn like_this(&mut self, key: ArticleKey, title: String) {
        self.focus_on(Focus::List);
        self.show_base(Base::Like { key, title });
    }

    /// The reading list, in the order of adding.
    pub(super) fn reading_list(&mut self) {
        self.focus_on(Focus::List);
        match self.model.list.source.base {
            Base::ReadingList => self.clear_query(),
            Base::Library | Base::Like { .. } => self.show_base(Base::ReadingList),
        }
    }

    /// Shows or hides articles over time above the list.
    pub(super) fn toggle_histogram(&mut self) {
        if self.model.histogram.take().is_none() {
            self.focus_on(Focus::List);
            self.model.histogram = Some(Histogram::default());
            self.count();
        }
    }

    /// Moves to the next month with articles, the list going along to the first article of the month.
    pub(super) fn move_in_histogram(&mut self, later: bool) {
        let Some(histogram) = &mut self.model.histogram else { return };
        histogram.step(later);
        let newer: usize = histogram.months.iter().skip(histogram.cursor.selected() + 1).map(|(_, count)| *count).sum();
        if self.model.list.source.order == Order::Date {
            let index = if self.model.list.source.reverse {
                histogram.months.iter().take(histogram.cursor.selected()).map(|(_, count)| *count).sum()
            } else {
                newer
            };
            self.model.list.cursor.select(index);
            self.selection_moved();
        }
    }

    /// Asks for a name to save the present query under.
    pub(super) fn save_query(&mut self) {
        let label = self.model.messages().query_name_prompt;
        let text = self.model.list.source.as_text();
        if !text.is_empty() {
            self.push_layer(Layer::prompt(&format!("{label} · {text}"), Purpose::QueryName, "", Vec::new()));
        }
    }

    /// Offers the saved queries.
    pub(super) fn queries(&mut self) {
        let choices = self.model.marks.queries.iter().map(|(name, saved)| Choice {
            mark: saved.key.clone().unwrap_or_default(),
            label: name.clone(),
            detail: saved.query.clone(),
            value: Value::Query(saved.query.clone()),
        });
        self.offer(self.model.messages().my_queries, choices.collect(), true);
    }

    /// Offers the searches made before.
    pub(super) fn history(&mut self) {
        let choices = self.model.marks.searches.iter().map(|text| Choice {
            mark: String::new(),
            label: text.clone(),
            detail: String::new(),
            value: Value::Query(text.clone()),
        });
        self.offer(self.model.messages().history_title, choices.collect(), true);
    }

    /// Shows what a query finds, in place of all that narrowed the list.
    pub(super) fn run_query(&mut self, text: &str) {
        self.accept_search(false);
        self.focus_on(Focus::List);
        let today = self.today();
        self.model.list.source = self.model.list.source.search(text, today);
        self.find_new();
    }
}
