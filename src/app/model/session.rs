//! The panes' state as a text, kept with the marks, so that the next start continues where this one ended.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::app::model::Model;
use crate::app::model::layout::Focus;
use crate::app::panes::{Base, Facet, Filters};
use crate::article::ArticleId;
use crate::search::Order;

#[derive(Serialize, Deserialize, Default)]
#[serde(default)]
struct Session {
    typed: String,
    filters: Filters,
    order: String,
    reverse: bool,
    expanded: Vec<Facet>,
    selected: Option<String>,
    beside: bool,
}

/// The orders of the list by name.
pub const ORDERS: &[(&str, Order)] = &[
    ("date", Order::Date),
    ("title", Order::Title),
    ("author", Order::Author),
    ("category", Order::Category),
    ("relevance", Order::Relevance),
];

/// The state of the panes, as JSON.
pub fn write(model: &Model) -> String {
    // A search that was not finished is not where one was.
    let list = model.search().map_or(&model.list, |search| &search.before);
    // Nor is a list that one comes back from.
    let lasting = model.list_before.as_deref().filter(|_| list.source.base != Base::Library);
    let source = &lasting.unwrap_or(list).source;
    let open = model.page.as_ref().filter(|_| model.focus == Focus::Page).map(|page| page.opened.article.id);
    let order = ORDERS.iter().find(|(_, order)| *order == source.order).map_or("date", |(name, _)| name);
    let session = Session {
        typed: source.text().to_owned(),
        filters: source.filters.clone(),
        order: order.to_owned(),
        reverse: source.reverse,
        expanded: model.filter.expanded.iter().cloned().collect(),
        selected: open.or(list.selected().map(|item| item.row.id)).map(|id| id.to_string()),
        beside: model.beside,
    };
    serde_json::to_string(&session).unwrap_or_default()
}

/// Puts the panes in a state that was written; what is not understood is left as it is.
pub fn restore(model: &mut Model, text: &str, today: Date) {
    let Ok(session) = serde_json::from_str::<Session>(text) else { return };
    let source = &mut model.list.source;
    source.set_text(&session.typed, today);
    source.filters = session.filters;
    source.reverse = session.reverse;
    source.order = ORDERS.iter().find(|(name, _)| *name == session.order).map(|(_, order)| *order).unwrap_or_default();
    model.list.wanted = session.selected.as_deref().and_then(ArticleId::parse);
    model.filter.expanded = session.expanded.into_iter().collect();
    model.beside = session.beside;
}
