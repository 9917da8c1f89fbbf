//! What a list can be narrowed to, what is chosen of it, and the query that makes.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::app::messages::Messages;
use crate::library::{Facets, Tally};
use crate::search::{self, Expr, Is};

/// One value that the list can be narrowed to.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Facet {
    /// A path of categories and all below it.
    Category(Vec<String>),
    Author(String),
    /// A year, or a month (1–12) of it.
    Time(i16, Option<i8>),
    Tag(String),
    State(State),
    /// Any other filter, as the query language writes it.
    Written(String),
}

/// States in the order shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum State {
    Unread,
    Starred,
    Queued,
    Untidy,
}

/// The group of values that are no alternatives to each other.
const ALONE: u8 = 5;

/// What is chosen and what is excluded.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Filters {
    pub chosen: Vec<Facet>,
    pub excluded: Vec<Facet>,
}

/// How an entry takes part in the query.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Chosen {
    #[default]
    No,
    Yes,
    Excluded,
}

impl Facet {
    /// What the value asks of articles.
    pub fn expr(&self) -> Expr {
        match self {
            Facet::Category(path) => Expr::Category(path.clone()),
            Facet::Author(name) => text(search::Field::Author, name),
            Facet::Tag(tag) => text(search::Field::Tag, tag),
            Facet::Time(year, month) => days(*year, *month),
            Facet::State(State::Unread) => Expr::Is(Is::Unread),
            Facet::State(State::Starred) => Expr::Is(Is::Starred),
            Facet::State(State::Queued) => Expr::Is(Is::Queued),
            Facet::State(State::Untidy) => Expr::Is(Is::Untidy),
            // Days are written in full, so that the present one does not matter.
            Facet::Written(text) => search::parse(text, Date::default()).expr,
        }
    }

    /// The value that asks the same of articles as a single filter does.
    pub fn of(filter: &Expr) -> Facet {
        let same = |facet: &Facet| facet.expr() == *filter;
        let states = [State::Unread, State::Starred, State::Queued, State::Untidy].map(Facet::State);
        let others = match filter {
            Expr::Category(path) => vec![Facet::Category(path.clone())],
            Expr::Text { text, .. } => vec![Facet::Author(text.clone()), Facet::Tag(text.clone())],
            Expr::Dates { first: Some(day), .. } => {
                vec![Facet::Time(day.year(), None), Facet::Time(day.year(), Some(day.month()))]
            }
            _ => Vec::new(),
        };
        others.into_iter().chain(states).find(same).unwrap_or_else(|| Facet::Written(filter.to_string()))
    }

    /// Values of one group are alternatives; groups must all hold, and so must each value of [`ALONE`].
    fn group(&self) -> u8 {
        match self {
            Facet::Category(_) => 0,
            Facet::Author(_) => 1,
            Facet::Time(..) => 2,
            Facet::Tag(_) => 3,
            Facet::State(_) => 4,
            Facet::Written(text) if text.starts_with("date:") => 2,
            Facet::Written(_) => ALONE,
        }
    }
}

fn text(field: search::Field, text: &str) -> Expr {
    Expr::Text { field: Some(field), text: text.to_owned(), phrase: true }
}

fn days(year: i16, month: Option<i8>) -> Expr {
    let first = Date::new(year, month.unwrap_or(1), 1).ok();
    let last = Date::new(year, month.unwrap_or(12), 1).ok().map(|date| date.last_of_month());
    Expr::Dates { first, last }
}

impl Filters {
    /// True when nothing is chosen or excluded.
    pub fn is_empty(&self) -> bool {
        self.chosen.is_empty() && self.excluded.is_empty()
    }

    /// What all choices ask of articles together.
    pub fn expr(&self) -> Expr {
        let mut all: Vec<Expr> = Vec::new();
        for group in 0..ALONE {
            let mut any: Vec<Expr> = self.chosen.iter().filter(|f| f.group() == group).map(Facet::expr).collect();
            match any.len() {
                0 => {}
                1 => all.append(&mut any),
                _ => all.push(Expr::Or(any)),
            }
        }
        all.extend(self.chosen.iter().filter(|facet| facet.group() == ALONE).map(Facet::expr));
        all.extend(self.excluded.iter().map(|facet| Expr::Not(Box::new(facet.expr()))));
        match all.len() {
            0 => Expr::All,
            1 => all.remove(0),
            _ => Expr::And(all),
        }
    }

    /// The same without the chosen categories; `None` when none are chosen.
    pub fn without_categories(&self) -> Option<Filters> {
        let is_category = |facet: &Facet| matches!(facet, Facet::Category(_));
        self.chosen.iter().any(is_category).then(|| Filters {
            chosen: self.chosen.iter().filter(|facet| !is_category(facet)).cloned().collect(),
            excluded: self.excluded.clone(),
        })
    }

    /// How a value takes part.
    pub fn state_of(&self, facet: &Facet) -> Chosen {
        if self.chosen.contains(facet) {
            Chosen::Yes
        } else if self.excluded.contains(facet) {
            Chosen::Excluded
        } else {
            Chosen::No
        }
    }

    /// Sets how a value takes part; the same again takes it out.
    pub fn toggle(&mut self, facet: &Facet, to: Chosen) {
        let was = self.state_of(facet);
        self.chosen.retain(|other| other != facet);
        self.excluded.retain(|other| other != facet);
        match to {
            to if to == was => {}
            Chosen::Yes => self.chosen.push(facet.clone()),
            Chosen::Excluded => self.excluded.push(facet.clone()),
            Chosen::No => {}
        }
    }

    /// Only this value of its group, as Enter chooses.
    pub fn only(&mut self, facet: &Facet) {
        self.chosen.retain(|other| other.group() != facet.group() || other.group() == ALONE);
        self.excluded.retain(|other| other != facet);
        self.chosen.push(facet.clone());
    }

    /// The values as short texts, for the top line: excluded ones with a minus.
    pub fn labels(&self, messages: &Messages) -> Vec<String> {
        let chosen = self.chosen.iter().map(|facet| label(facet, messages));
        let excluded = self.excluded.iter().map(|facet| format!("-{}", label(facet, messages)));
        chosen.chain(excluded).collect()
    }
}

/// The states with their counts, in the order shown.
pub fn states(facets: &Facets) -> [(State, Tally); 4] {
    [
        (State::Unread, Tally { all: facets.unread, unread: facets.unread }),
        (State::Starred, facets.starred),
        (State::Queued, facets.queued),
        (State::Untidy, facets.untidy),
    ]
}

/// The value in words.
pub fn label(facet: &Facet, messages: &Messages) -> String {
    match facet {
        Facet::Category(path) => path.join("/"),
        Facet::Author(name) => name.clone(),
        Facet::Tag(tag) => format!("#{tag}"),
        Facet::Time(year, None) => year.to_string(),
        Facet::Time(year, Some(month)) => format!("{year}-{month:02}"),
        Facet::State(State::Unread) => messages.unread.to_owned(),
        Facet::State(State::Starred) => messages.starred.to_owned(),
        Facet::State(State::Queued) => messages.queued.to_owned(),
        Facet::State(State::Untidy) => messages.untidy.to_owned(),
        Facet::Written(text) => text.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facet(filter: &str) -> Facet {
        Facet::of(&search::parse(filter, Date::constant(2021, 6, 5)).expr)
    }

    #[test]
    fn a_filter_becomes_the_value_that_asks_the_same() {
        let cases = [
            ("category:金融/", Facet::Category(vec!["金融".to_owned()])),
            ("author:\"新浪财经\"", Facet::Author("新浪财经".to_owned())),
            ("tag:\"港口\"", Facet::Tag("港口".to_owned())),
            ("date:2021", Facet::Time(2021, None)),
            ("date:2021-06", Facet::Time(2021, Some(6))),
            ("is:unread", Facet::State(State::Unread)),
        ];
        for (filter, expected) in cases {
            assert_eq!(facet(filter), expected, "{filter}");
        }
        for filter in
            ["category:金", "author:新浪", "date:2021-06-04", "昨天", "date:>2021", "is:read", "has:image", "大连"]
        {
            let written = facet(filter);
            assert!(matches!(written, Facet::Written(_)), "{filter}");
            assert_eq!(written.expr(), search::parse(filter, Date::constant(2021, 6, 5)).expr, "{filter}");
        }
    }

    #[test]
    fn a_filter_that_is_toggled_takes_part_and_goes_again() {
        for filter in ["category:金融/", "date:2021-06-04", "is:read", "has:image", "大连"] {
            for to in [Chosen::Yes, Chosen::Excluded] {
                let mut filters = Filters::default();
                filters.toggle(&facet(filter), to);
                assert_eq!(filters.state_of(&facet(filter)), to, "{filter}");
                filters.toggle(&facet(filter), to);
                assert!(filters.is_empty(), "{filter}");
            }
        }
    }

    #[test]
    fn values_of_a_group_are_alternatives_and_others_must_all_hold() {
        let mut filters = Filters::default();
        for filter in ["date:2021", "date:2019-03-01", "has:image", "is:read"] {
            filters.toggle(&facet(filter), Chosen::Yes);
        }
        assert_eq!(filters.expr().to_string(), "(date:2021 | date:2019-03-01) has:image is:read");
        filters.only(&facet("date:2020"));
        assert_eq!(filters.expr().to_string(), "date:2020 has:image is:read");
    }
}
