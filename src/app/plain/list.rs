//! The list in lines: asking, showing, narrowing, ordering.

use jiff::civil::Date;

use super::command::Command;
use super::{Answer, Said, Session};
use crate::app::action::Action;
use crate::app::headline;
use crate::app::keymap;
use crate::app::messages::{Messages, thousands};
use crate::app::panes::asks_bodies;
use crate::app::session::ORDERS;
use crate::config::Language;
use crate::library::{Key, Row, Stop};
use crate::search::{self, Order, Query, Sense};
use crate::state::{Change, Mark, SavedQuery};

/// The articles that are listed, and how far they were said.
#[derive(Debug, Default)]
pub(super) struct List {
    pub(super) source: Source,
    pub(super) order: Order,
    pub(super) reverse: bool,
    pub(super) keys: Vec<Key>,
    /// Index of the next row to be said.
    pub(super) next: usize,
    /// The library has changed since it was asked.
    pub(super) stale: bool,
}

/// Where the list comes from.
#[derive(Debug, Clone)]
pub(super) enum Source {
    Query(String),
    Like(Key),
    ReadingList,
}

impl Default for Source {
    fn default() -> Source {
        Source::Query(String::new())
    }
}

impl Session {
    pub(super) fn is_of_list(&self, action: Action, in_page: bool) -> bool {
        use Action::{
            Categories, Clear, Exclude, First, Histogram, History, Last, Like, Queries, ReadingList, Relevance,
            Reverse, SaveQuery, Search, Sort, Toggle,
        };
        match action {
            Search | Categories | Histogram | Sort | Reverse | Relevance | Like | ReadingList | Queries | History
            | SaveQuery | Clear | Toggle | Exclude => true,
            First | Last => !in_page,
            _ => !in_page && is_move(action),
        }
    }

    pub(super) fn in_list(&mut self, command: &Command) -> Said {
        let text = command.text.as_str();
        match command.action {
            Action::Search => self.search(text),
            Action::Clear => self.search(""),
            Action::Categories if text.is_empty() => self.categories(),
            Action::Categories => self.search(&format!("category:\"{}\"", text.replace('"', ""))),
            Action::Histogram if text.is_empty() => self.over_time(),
            Action::Histogram => self.narrow_to_time(text),
            Action::Toggle | Action::Exclude if text.is_empty() => self.values(),
            Action::Toggle => self.choose(text, Sense::Only),
            Action::Exclude => self.choose(text, Sense::Without),
            Action::Sort => self.sort(text),
            Action::Reverse => self.order(self.list.order, !self.list.reverse),
            Action::Relevance if self.list.order == Order::Relevance => self.order(Order::Date, self.list.reverse),
            Action::Relevance => self.order(Order::Relevance, self.list.reverse),
            Action::Like => self.like(command),
            Action::ReadingList => self.show_source(Source::ReadingList),
            Action::Queries => self.queries(command),
            Action::SaveQuery => self.save_query(text),
            Action::History => self.history(command),
            Action::First => self.list_from(command.numbers.first().map_or(0, |number| number.saturating_sub(1))),
            Action::Last => self.list_from(self.list.keys.len().saturating_sub(self.rows_at_once())),
            action => self.move_in_list(action),
        }
    }

    /// Asks for what is listed.
    pub(super) fn ask(&mut self) -> Result<(), String> {
        let stop = Stop::default();
        self.list.stale = false;
        self.list.keys = match &self.list.source {
            Source::Query(text) => {
                let query = search::parse(text, self.today());
                let found = self.reader.search(&query, self.list.order, self.list.reverse, None, &stop);
                found.map_err(|error| error.to_string())?.keys
            }
            Source::Like(key) => self.reader.similar(*key, 100, &stop).map_err(|error| error.to_string())?,
            Source::ReadingList => {
                let ids = self.setup.marks.with(|store| store.reading_list());
                ids.into_iter().filter_map(|id| self.reader.find(id).ok().flatten()).collect()
            }
        };
        Ok(())
    }

    /// Narrows the list; nothing lists all.
    pub(super) fn search(&mut self, text: &str) -> Said {
        if !text.is_empty() {
            self.keep_quietly(vec![Change::Searched(text.to_owned())]);
        }
        let problems = search::parse(text, self.today()).problems;
        let mut said = self.show_source(Source::Query(text.to_owned()))?;
        let messages = self.messages();
        said.lines.splice(0..0, problems.iter().map(|problem| messages.trouble(&problem.what)));
        said.lines.extend(messages.taken(text).filter(|_| self.list.keys.is_empty()));
        Ok(said)
    }

    /// The rows from an index on, as many as are said at a time; under each the sentence of its body that
    /// the query hits.
    pub(super) fn show_list(&mut self, from: usize) -> Result<Vec<String>, String> {
        let to = (from + self.rows_at_once()).min(self.list.keys.len());
        let keys = self.list.keys.get(from..to).unwrap_or_default().to_vec();
        let rows = self.reader.rows(&keys).map_err(|error| error.to_string())?;
        let bodies = self.asked_of_bodies();
        let mut lines = Vec::new();
        for (at, key) in keys.iter().enumerate() {
            let row = rows.iter().find(|row| row.key == *key);
            lines.extend(row.map(|row| self.row_line(from + at + 1, row)));
            if let Some(query) = &bodies {
                let snippet = self.reader.snippet(*key, query).map_err(|error| error.to_string())?;
                lines.extend(snippet.map(|snippet| format!("   {}", snippet.text)));
            }
        }
        self.list.next = to;
        lines.push(self.rest(self.list.keys.len().saturating_sub(to)));
        Ok(lines)
    }

    /// Rows that are said at a time: each may have a sentence under it.
    pub(super) fn rows_at_once(&self) -> usize {
        let lines = if self.asked_of_bodies().is_some() { 2 } else { 1 };
        (self.chunk() / lines).max(1)
    }

    /// The present query, if it asks for words of bodies.
    pub(super) fn asked_of_bodies(&self) -> Option<Query> {
        let query = search::parse(self.query_text().ok()?, self.today());
        asks_bodies(&query.expr).then_some(query)
    }

    /// How much is left, or that nothing is.
    pub(super) fn rest(&self, left: usize) -> String {
        match left {
            0 => self.messages().plain_end.to_owned(),
            _ => Messages::fill(self.messages().plain_more, thousands(left)),
        }
    }

    pub(super) fn today(&self) -> Date {
        (self.setup.clock)().to_zoned_datetime(self.setup.pages.zone.clone()).date()
    }

    pub(super) fn list_from(&mut self, from: usize) -> Said {
        if from == 0 && self.list.stale {
            self.ask()?;
        }
        Ok(self.show_list(from)?.into())
    }

    fn show_source(&mut self, source: Source) -> Said {
        self.keep_place();
        self.page = None;
        self.list.source = source;
        self.ask()?;
        let count = self.messages().count(self.list.keys.len(), self.messages().articles);
        let head = if self.list.keys.is_empty() { self.messages().nothing_found.to_owned() } else { count };
        let rows = if self.list.keys.is_empty() { Vec::new() } else { self.show_list(0)? };
        Ok([vec![head], rows].concat().into())
    }

    /// `3. 标题。作者，2021-06-04。未读，星标`: sentences, so that they are read as such.
    fn row_line(&self, number: usize, row: &Row) -> String {
        let messages = self.messages();
        let mark = self.setup.marks.with(|store| store.mark(row.id).cloned().unwrap_or_default());
        let (stop, comma) = separators(messages.language);
        let day = row.date.map(|(at, _)| headline::day(at, &self.setup.pages.zone));
        let from: Vec<String> = [row.author.clone()].into_iter().chain(day).filter(|part| !part.is_empty()).collect();
        let states = states(messages, &mark, row.untidy);
        let parts = [row.title.clone(), from.join(comma), states.join(comma)];
        let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        format!("{number}. {}", parts.join(stop))
    }

    fn move_in_list(&mut self, action: Action) -> Said {
        let next = self.list.next;
        let said = self.rows_at_once().min(next);
        match action {
            Action::PageUp | Action::HalfUp | Action::Up => {
                self.list_from(next.saturating_sub(said + self.rows_at_once()))
            }
            _ if next >= self.list.keys.len() => Ok(self.rest(0).into()),
            _ => self.list_from(next),
        }
    }

    /// The text of the query that the list is of; the reading list and articles alike have none.
    pub(super) fn query_text(&self) -> Result<&str, String> {
        match &self.list.source {
            Source::Query(text) => Ok(text),
            Source::Like(_) | Source::ReadingList => Err(self.messages().nothing_here.to_owned()),
        }
    }

    /// Orders by name; without one, says the names.
    fn sort(&mut self, name: &str) -> Said {
        match ORDERS.iter().find(|(known, _)| *known == name) {
            Some((_, order)) => self.order(*order, self.list.reverse),
            None => Ok(ORDERS.iter().map(|(name, _)| format!("sort {name}")).collect::<Vec<_>>().into()),
        }
    }

    fn order(&mut self, order: Order, reverse: bool) -> Said {
        (self.list.order, self.list.reverse) = (order, reverse);
        self.show_source(self.list.source.clone())
    }

    fn like(&mut self, command: &Command) -> Said {
        let key = self.key_of(command)?;
        self.show_source(Source::Like(key))
    }

    fn queries(&mut self, command: &Command) -> Said {
        let queries = self.saved_queries();
        let line = |(name, saved): &(String, SavedQuery)| {
            let keys = saved.key.as_ref().map(|keys| format!(" ({keys})")).unwrap_or_default();
            format!("{name}{keys}: {}", saved.query)
        };
        let lines = queries.iter().map(line).collect();
        let texts = queries.iter().map(|(_, saved)| saved.query.clone()).collect();
        self.pick_query(command, lines, texts)
    }

    /// Those of the settings, then those that were saved in the reader.
    fn saved_queries(&self) -> Vec<(String, SavedQuery)> {
        [self.settings.queries.clone(), self.setup.marks.with(|store| store.queries())].concat()
    }

    /// The text of the query whose keys are typed, with or without spaces between them.
    pub(super) fn query_of_keys(&self, typed: &str) -> Option<String> {
        let bare = |keys: &str| keys.split_whitespace().collect::<String>();
        let has = |saved: &SavedQuery| saved.key.as_deref().is_some_and(|keys| bare(keys) == bare(typed));
        self.saved_queries().into_iter().find(|(_, saved)| has(saved)).map(|(_, saved)| saved.query)
    }

    fn history(&mut self, command: &Command) -> Said {
        let searches = self.setup.marks.with(|store| store.searches());
        self.pick_query(command, searches.clone(), searches)
    }

    /// Makes the query of a number; without one, says all of them.
    fn pick_query(&mut self, command: &Command, lines: Vec<String>, texts: Vec<String>) -> Said {
        match command.numbers.first() {
            Some(number) => match number.checked_sub(1).and_then(|at| texts.get(at)) {
                Some(text) => self.search(&text.clone()),
                None => Err(Messages::fill(self.messages().plain_no_number, number)),
            },
            None if lines.is_empty() => Err(self.messages().nothing_found.to_owned()),
            None => Ok(numbered_lines(lines).into()),
        }
    }

    fn save_query(&mut self, text: &str) -> Said {
        let (name, key) = keymap::named_keys(text);
        let Source::Query(query) = self.list.source.clone() else { return Ok(Answer::default()) };
        if name.is_empty() || query.is_empty() {
            return Err(self.messages().query_name_prompt.to_owned());
        }
        let saved = SavedQuery { query, key };
        let label = self.messages().step_query;
        self.keep(label, vec![Change::Query(name.to_owned(), Some(saved))])
    }
}

/// True of actions that go through lines.
pub(super) fn is_move(action: Action) -> bool {
    use Action::{Down, HalfDown, HalfUp, PageDown, PageUp, Repaint, Up};
    matches!(action, Down | Up | HalfDown | HalfUp | PageDown | PageUp | Repaint)
}

pub(super) fn numbered_lines(lines: Vec<String>) -> Vec<String> {
    lines.into_iter().enumerate().map(|(at, line)| format!("{}. {line}", at + 1)).collect()
}

/// What parts sentences, and what parts their words.
pub(super) fn separators(language: Language) -> (&'static str, &'static str) {
    match language {
        Language::Korean | Language::English => (". ", ", "),
        Language::Chinese | Language::TraditionalChinese => ("。", "，"),
        Language::Japanese => ("。", "、"),
    }
}

fn states(messages: &Messages, mark: &Mark, untidy: bool) -> Vec<String> {
    let all = [
        (!mark.read, messages.unread),
        (mark.starred, messages.starred),
        (mark.queued.is_some(), messages.queued),
        (untidy, messages.untidy),
    ];
    let states = all.into_iter().filter(|(holds, _)| *holds).map(|(_, word)| word.to_owned());
    states.chain(mark.tags.iter().map(|tag| format!("#{tag}"))).collect()
}
