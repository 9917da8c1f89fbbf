//! What the list shows, as one value: a base, and the query, filters and order within it.
//!
//! Owns when the text of a query is parsed: when it changes, and not again before the day does. Knows
//! nothing of the articles that are found.

use jiff::civil::Date;

use super::facet::Filters;
use crate::library::Key;
use crate::search::{self, Expr, Order, Query};

/// What the list shows.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Source {
    /// What the list is drawn from.
    pub base: Base,
    query: TypedQuery,
    /// The values that are chosen and excluded.
    pub filters: Filters,
    /// The order of the list.
    pub order: Order,
    /// The order is turned round.
    pub reverse: bool,
}

/// What the list is drawn from.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Base {
    /// The whole library.
    #[default]
    Library,
    /// Articles like one.
    Like {
        /// The article that the others are like.
        key: Key,
        /// Its title.
        title: String,
    },
    /// The reading list, in the order of adding.
    ReadingList,
}

/// The text of a query and what it means.
#[derive(Debug, Clone, PartialEq, Default)]
struct TypedQuery {
    text: String,
    /// What the text means on the day when it was parsed: it may say 昨天 or 7d.
    parsed: Query,
    day: Date,
}

impl TypedQuery {
    fn new(text: String, today: Date) -> TypedQuery {
        TypedQuery { parsed: search::parse(&text, today), text, day: today }
    }
}

impl Source {
    /// The library as a query finds it, without filters, in the same order.
    pub fn search(&self, text: &str, today: Date) -> Source {
        let query = TypedQuery::new(text.to_owned(), today);
        Source { query, order: self.order, reverse: self.reverse, ..Source::default() }
    }

    /// Another base, of which all is shown, in the same order.
    pub fn with_base(&self, base: Base) -> Source {
        Source { base, order: self.order, reverse: self.reverse, ..Source::default() }
    }

    /// The text of the query, as typed.
    pub fn text(&self) -> &str {
        &self.query.text
    }

    /// What the text means, and what of it was not understood.
    pub fn typed(&self) -> &Query {
        &self.query.parsed
    }

    /// Takes another text.
    pub fn set_text(&mut self, text: &str, today: Date) {
        self.query = TypedQuery::new(text.to_owned(), today);
    }

    /// Takes another day: a text may name days relative to it.
    pub fn set_day(&mut self, today: Date) {
        if self.query.day != today {
            self.query = TypedQuery::new(std::mem::take(&mut self.query.text), today);
        }
    }

    /// The query within the base: what is typed and all that is chosen.
    pub fn query(&self) -> Query {
        self.narrowed_by(&self.filters)
    }

    /// The same without the categories chosen, so that the other categories have counts; `None` where
    /// none is chosen.
    pub fn query_without_categories(&self) -> Option<Query> {
        Some(self.narrowed_by(&self.filters.without_categories()?))
    }

    fn narrowed_by(&self, filters: &Filters) -> Query {
        let typed = self.query.parsed.clone();
        Query { expr: Expr::and([typed.expr, filters.expr()]), ..typed }
    }

    /// The query as a text that can be typed: what is typed and all that is chosen.
    pub fn as_text(&self) -> String {
        let typed = self.text().trim();
        let chosen = self.filters.expr();
        let chosen = if chosen == Expr::All { String::new() } else { chosen.to_string() };
        [typed, &chosen].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
    }

    /// True when nothing narrows the list: it shows the whole library.
    pub fn is_whole_library(&self) -> bool {
        self.base == Base::Library && self.text().trim().is_empty() && self.filters.is_empty()
    }

    /// True when a query or another base stands in place of the whole library, filters aside.
    pub fn is_searched(&self) -> bool {
        self.base != Base::Library || !self.text().is_empty()
    }
}
