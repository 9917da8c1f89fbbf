//! The filter pane: facets of the present query, what is chosen and excluded, what is typed.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::facet::{Chosen, Facet, Filters, label, states};
use crate::app::messages::Messages;
use crate::app::model::cursor::{Cursor, Move};
use crate::library::{Facets, Tally};
use crate::search::Finder;
use crate::state::SavedQuery;

/// One line of the pane.
#[derive(Debug, Clone, PartialEq)]
pub struct FilterLine {
    pub entry: Entry,
    pub label: String,
    pub depth: usize,
    pub count: Option<Tally>,
    pub chosen: Chosen,
    /// Bytes of the label that the typed text hits.
    pub hits: Vec<std::ops::Range<usize>>,
    /// Articles by month of a year, for its bars.
    pub bars: Vec<usize>,
}

/// What a line stands for.
#[derive(Debug, Clone, PartialEq)]
pub enum Entry {
    /// The name of a group; cannot be chosen.
    Group,
    /// A value; `Some(open)` where there are values below it.
    Value(Facet, Option<bool>),
    /// A saved query: its text.
    Query(String),
}

/// The filter pane.
#[derive(Debug, Clone, Default)]
pub struct FilterPane {
    pub facets: Option<Arc<Facets>>,
    /// Hits of saved queries by name.
    pub query_counts: Vec<(String, Tally)>,
    /// Values whose values below are shown.
    pub expanded: BTreeSet<Facet>,
    pub lines: Vec<FilterLine>,
    pub cursor: Cursor,
}

/// Authors and tags shown while nothing is typed.
const SHOWN: usize = 8;
/// The same while typing narrows them.
const SHOWN_TYPED: usize = 40;

impl FilterPane {
    /// The selected line.
    pub fn selected(&self) -> Option<&FilterLine> {
        self.lines.get(self.cursor.selected())
    }

    /// Makes the lines from facets, choices and what is typed; the selected entry stays selected.
    pub fn rebuild(&mut self, filters: &Filters, queries: &[(String, SavedQuery)], typed: &str, messages: &Messages) {
        let selected = self.selected().map(|line| line.entry.clone());
        let typed = typed.trim();
        let finder = (!typed.is_empty()).then(|| Finder::new(typed));
        let mut lines = Lines { pane: self, filters, out: Vec::new(), finder };
        lines.all(queries, messages);
        self.lines = lines.out;
        self.cursor.set_len(self.lines.len());
        let same = |line: &FilterLine| selected.as_ref().is_some_and(|entry| same_entry(entry, &line.entry));
        match self.lines.iter().position(same) {
            Some(at) => self.cursor.select_in_place(at),
            None => self.cursor.select(self.cursor.selected()),
        }
        self.leave_group(true);
    }

    /// Moves by lines or to one, over the names of groups.
    pub fn go(&mut self, to: Move) {
        let forward = match to {
            Move::By(lines) | Move::Scroll(lines) => {
                self.cursor.move_by(lines);
                lines >= 0
            }
            Move::To(line) => {
                self.cursor.select(line);
                line == 0
            }
        };
        self.leave_group(forward);
    }

    /// Selection never rests on the name of a group.
    pub fn leave_group(&mut self, forward: bool) {
        let is_group = |pane: &FilterPane| pane.selected().is_some_and(|line| line.entry == Entry::Group);
        for step in [if forward { 1 } else { -1 }, if forward { -1 } else { 1 }] {
            let mut before = usize::MAX;
            while is_group(self) && before != self.cursor.selected() {
                before = self.cursor.selected();
                self.cursor.move_by(step);
            }
        }
        if self.cursor.selected() == 1 && self.cursor.top() == 1 {
            // The name of the first group is shown with its first entry.
            self.cursor.select(0);
            self.cursor.select(1);
        }
    }
}

fn same_entry(one: &Entry, other: &Entry) -> bool {
    match (one, other) {
        (Entry::Value(one, _), Entry::Value(other, _)) => one == other,
        (one, other) => one == other && *one != Entry::Group,
    }
}

/// Makes lines.
struct Lines<'a> {
    pane: &'a FilterPane,
    filters: &'a Filters,
    /// What is typed.
    finder: Option<Finder>,
    out: Vec<FilterLine>,
}

impl Lines<'_> {
    fn all(&mut self, queries: &[(String, SavedQuery)], messages: &Messages) {
        let empty = Facets::default();
        let facets = self.pane.facets.clone().unwrap_or_else(|| Arc::new(empty));
        self.group(messages.chosen, |lines| lines.taking_part(messages));
        self.group(messages.categories, |lines| lines.categories(&facets));
        self.group(messages.authors, |lines| lines.counts(&facets.authors, Facet::Author));
        self.group(messages.time, |lines| lines.time(&facets));
        self.group(messages.tags, |lines| lines.counts(&facets.tags, Facet::Tag));
        self.group(messages.state, |lines| lines.states(&facets, messages));
        self.group(messages.my_queries, |lines| lines.queries(queries));
    }

    /// Everything that is chosen or excluded, so that it can be taken out again.
    fn taking_part(&mut self, messages: &Messages) {
        let filters = self.filters;
        for facet in filters.chosen.iter().chain(&filters.excluded) {
            let line = FilterLine {
                label: label(facet, messages),
                chosen: filters.state_of(facet),
                ..blank(Entry::Value(facet.clone(), None))
            };
            self.out.push(line);
        }
    }

    fn group(&mut self, name: &str, fill: impl FnOnce(&mut Self)) {
        let start = self.out.len();
        fill(self);
        if self.out.len() > start {
            let heading = FilterLine { label: name.to_owned(), ..blank(Entry::Group) };
            self.out.insert(start, heading);
            if start > 0 && self.finder.is_none() {
                self.out.insert(start, blank(Entry::Group));
            }
        }
    }

    fn push(&mut self, facet: Facet, label: &str, depth: usize, count: Tally, open: Option<bool>) {
        let hits = self.hits(label);
        let chosen = self.filters.state_of(&facet);
        let line = FilterLine {
            label: label.to_owned(),
            depth,
            count: Some(count),
            chosen,
            hits,
            ..blank(Entry::Value(facet, open))
        };
        self.out.push(line);
    }

    fn hits(&self, label: &str) -> Vec<std::ops::Range<usize>> {
        self.finder.as_ref().map(|finder| finder.hits(label)).unwrap_or_default()
    }

    fn wanted(&self, label: &str) -> bool {
        self.finder.is_none() || !self.hits(label).is_empty()
    }

    /// The tree; while typing, every category that is hit, with those above it.
    fn categories(&mut self, facets: &Facets) {
        let typed = self.finder.is_some();
        let hit: BTreeSet<&[String]> = facets
            .categories
            .iter()
            .filter(|(path, _)| typed && path.last().is_some_and(|name| self.wanted(name)))
            .flat_map(|(path, _)| (1..=path.len()).filter_map(|len| path.get(..len)))
            .collect();
        let parents: BTreeSet<&[String]> =
            facets.categories.iter().filter_map(|(path, _)| path.split_last().map(|(_, above)| above)).collect();
        for (path, count) in &facets.categories {
            let Some((name, above)) = path.split_last() else { continue };
            let shown = if typed { hit.contains(path.as_slice()) } else { self.is_open(above) };
            if shown {
                let facet = Facet::Category(path.clone());
                let open = parents.contains(path.as_slice()).then(|| typed || self.pane.expanded.contains(&facet));
                self.push(facet, name, above.len(), *count, open);
            }
        }
    }

    fn is_open(&self, path: &[String]) -> bool {
        (1..=path.len())
            .filter_map(|len| path.get(..len))
            .all(|above| self.pane.expanded.contains(&Facet::Category(above.to_vec())))
    }

    fn counts(&mut self, counts: &[crate::library::Count], facet: fn(String) -> Facet) {
        let most = if self.finder.is_none() { SHOWN } else { SHOWN_TYPED };
        let kept = |lines: &Self, value: &str| lines.filters.state_of(&facet(value.to_owned())) != Chosen::No;
        let mut shown = 0;
        for count in counts {
            if kept(self, &count.value) || shown < most && self.wanted(&count.value) {
                shown += 1;
                self.push(facet(count.value.clone()), &count.value, 0, count.count, None);
            }
        }
    }

    fn time(&mut self, facets: &Facets) {
        let mut years: Vec<i16> = facets.months.iter().map(|((year, _), _)| *year).collect();
        years.dedup();
        for year in years {
            let months: Vec<(i8, Tally)> = facets
                .months
                .iter()
                .filter(|((y, _), _)| *y == year)
                .map(|((_, month), count)| (*month, *count))
                .collect();
            let label = year.to_string();
            if !self.wanted(&label) {
                continue;
            }
            let open = self.pane.expanded.contains(&Facet::Time(year, None));
            self.push(Facet::Time(year, None), &label, 0, months.iter().map(|(_, count)| *count).sum(), Some(open));
            if let Some(line) = self.out.last_mut() {
                line.bars =
                    (1..=12).map(|m| months.iter().find(|(month, _)| *month == m).map_or(0, |(_, c)| c.all)).collect();
            }
            for (month, count) in months.iter().filter(|_| open) {
                self.push(Facet::Time(year, Some(*month)), &format!("{year}-{month:02}"), 1, *count, None);
            }
        }
    }

    fn states(&mut self, facets: &Facets, messages: &Messages) {
        for (state, count) in states(facets) {
            let facet = Facet::State(state);
            let label = label(&facet, messages);
            if (count.all > 0 || self.filters.state_of(&facet) != Chosen::No) && self.wanted(&label) {
                self.push(facet, &label, 0, count, None);
            }
        }
    }

    fn queries(&mut self, queries: &[(String, SavedQuery)]) {
        for (name, saved) in queries {
            if self.wanted(name) {
                let count = self.pane.query_counts.iter().find(|(other, _)| other == name).map(|(_, count)| *count);
                let hits = self.hits(name);
                let label = name.clone();
                self.out.push(FilterLine { label, count, hits, ..blank(Entry::Query(saved.query.clone())) });
            }
        }
    }
}

fn blank(entry: Entry) -> FilterLine {
    FilterLine {
        entry,
        label: String::new(),
        depth: 0,
        count: None,
        chosen: Chosen::No,
        hits: Vec::new(),
        bars: Vec::new(),
    }
}
