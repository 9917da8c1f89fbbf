//! The top line (where one is) and the bottom line (what one can do, and messages).

use super::canvas::Canvas;
use super::theme::Theme;
use crate::app::input::action::{Action, Scope};
use crate::app::input::keymap::{self, Lookup};
use crate::app::messages::{Messages, thousands};
use crate::app::model::Model;
use crate::app::model::layout::{Area, Focus};
use crate::app::panes::{Base, Source};
use crate::library::Phase;
use crate::search::Order;
use crate::text;

/// Draws the top line: the search line while a person types in it, else library and counts. Reports
/// where the cursor stands.
pub fn top(canvas: &mut Canvas<'_>, area: Area, model: &Model, theme: &Theme) -> Option<(u16, u16)> {
    // On a narrow screen what is typed has the room.
    let counts = if model.size.columns < 40 && model.search().is_some() { String::new() } else { counts(model) };
    let right = canvas.print_right(area.column, area.row, area.columns.saturating_sub(1), &counts, theme.dim);
    let room = area.columns.saturating_sub(right + 4);
    match model.search() {
        Some(search) => {
            canvas.print(area.column + 1, area.row, 2, "/ ", theme.accent);
            canvas.print_field((area.column + 3, area.row), room, &search.field, theme.strong)
        }
        None => {
            let name = model.messages().name;
            let used = canvas.print(area.column + 1, area.row, room, name, theme.strong) + 2;
            let place = text::shorten(&place(model), room.saturating_sub(used), canvas.ambiguous).into_owned();
            canvas.print(area.column + 1 + used, area.row, room.saturating_sub(used), &place, theme.dim);
            None
        }
    }
}

/// Library and everything that narrows the list.
fn place(model: &Model) -> String {
    let messages = model.messages();
    let library = if model.library.samples { messages.samples } else { &model.library.name };
    let mut parts = vec![library.to_owned()];
    let source = &model.list.source;
    let filters = source.filters.labels(messages).join(" + ");
    parts.extend(Some(filters).filter(|filters| !filters.is_empty()));
    if !source.text().trim().is_empty() {
        parts.push(format!("/{}", source.text().trim()));
    }
    match &source.base {
        Base::Library => {}
        Base::Like { title, .. } => parts.push(format!("{}: {title}", messages.like_query)),
        Base::ReadingList => parts.push(messages.queued.to_owned()),
    }
    parts.join(" › ")
}

fn counts(model: &Model) -> String {
    let messages = model.messages();
    let list = &model.list;
    let mut parts = Vec::new();
    if model.asked.awaited.list {
        parts.push(messages.searching.to_owned());
    } else if let Some(total) = list.total {
        parts.push(messages.count(total, messages.articles));
    }
    if let Some(unread) = list.unread.filter(|unread| *unread > 0) {
        parts.push(messages.count(unread, messages.unread));
    }
    let order = match list.source.order {
        Order::Date => messages.by_date,
        Order::Title => messages.by_title,
        Order::Author => messages.by_author,
        Order::Category => messages.by_category,
        Order::Relevance => messages.by_relevance,
    };
    if model.size.columns >= 60 {
        parts.push(format!("{order}{}", if list.source.reverse { messages.reversed } else { "" }));
    }
    parts.join(" · ")
}

/// Draws the bottom line: a message, keys that may follow, progress, or what one can do; at the
/// right, how far one is.
pub fn bottom(canvas: &mut Canvas<'_>, area: Area, model: &Model, theme: &Theme) {
    let right = far(model);
    let used = canvas.print_right(area.column, area.row, area.columns.saturating_sub(1), &right, theme.dim);
    let room = area.columns.saturating_sub(used + 3);
    let (line, style) = match &model.message {
        Some(message) if message.error => (message.text.clone(), theme.error),
        Some(message) => (message.text.clone(), theme.text),
        None => (pending(model).or_else(|| progress(model)).unwrap_or_else(|| hints(model)), theme.dim),
    };
    let line = text::shorten(&line, room, canvas.ambiguous);
    canvas.print(area.column + 1, area.row, room, &line, style);
}

fn far(model: &Model) -> String {
    match model.focus {
        Focus::Page => model.page.as_ref().map_or(String::new(), |page| {
            let minutes = Messages::fill(model.messages().minutes, page.page().reading.minutes());
            let hits = page.find.as_ref().filter(|find| !find.hits.is_empty());
            let hits = hits.map(|find| format!("{}/{}  ", find.at + 1, find.hits.len())).unwrap_or_default();
            format!("{hits}{minutes}  {}%", page.cursor.per_cent())
        }),
        _ if model.list.keys.is_empty() => String::new(),
        _ => {
            let total = model.list.total.unwrap_or(model.list.keys.len());
            format!("{}/{}", thousands(model.list.cursor.selected() + 1), thousands(total))
        }
    }
}

/// The keys of a sequence that is not whole, and what may follow.
fn pending(model: &Model) -> Option<String> {
    let typed = &model.keys;
    if typed.keys.is_empty() {
        return typed.count.map(|count| count.to_string());
    }
    let keys = typed.unfolded();
    let written = keymap::write_keys(&keys);
    let language = model.messages().language;
    let bound = match model.settings.keymap.lookup(model.scope(), &keys) {
        Lookup::Pending(next) => next,
        Lookup::Action(_) | Lookup::Unknown => Vec::new(),
    };
    let bound = bound
        .into_iter()
        .filter_map(|(key, action)| Some((keymap::write_keys(&[key]), action?.help(language))))
        // A query that was given the key of an action has it.
        .filter(|(key, _)| model.queries_after(&written).all(|(rest, _)| rest != key));
    let bound = bound.map(|(key, what)| format!("{key} {what}"));
    let queries = model.queries_after(&written).map(|(keys, name)| format!("{keys} {name}"));
    Some(format!("{written} …  {}", bound.chain(queries).collect::<Vec<_>>().join("  ")))
}

fn progress(model: &Model) -> Option<String> {
    let progress = model.library.progress?;
    let done = thousands(progress.done);
    let total = progress.total.map(|total| format!("/{}", thousands(total))).unwrap_or_default();
    let what = match progress.phase {
        Phase::Titles => model.messages().listing_files,
        Phase::Bodies => model.messages().indexing_bodies,
    };
    Some(format!("{what} {done}{total}"))
}

/// What was not understood of a query, and where; the rest is applied.
fn problem(source: &Source, messages: &Messages) -> Option<String> {
    let problem = source.typed().problems.first()?;
    let place = source.text().get(problem.span.clone()).unwrap_or_default();
    Some(format!("{place} ← {}", messages.trouble(&problem.what)))
}

/// What one can do here, with the keys for it.
fn hints(model: &Model) -> String {
    let messages = model.messages();
    let keymap = &model.settings.keymap;
    if model.search().is_some() {
        let hints = || keymap.hints(Scope::SearchInput, &of_search_line(messages));
        return problem(&model.list.source, messages).unwrap_or_else(hints);
    }
    if model.filter_line().is_some() {
        return format!("{}  {}", messages.k_typing, keymap.hints(Scope::FilterInput, &of_filter_line(messages)));
    }
    let links = model.page.as_ref().map_or(0, |page| page.page().links.len());
    let links = if links > 0 { format!("{}({links})", messages.k_links) } else { messages.k_links.to_owned() };
    keymap.hints(model.pane_scope(), &of_pane(model, messages, &links))
}

fn of_search_line(messages: &Messages) -> [(Action, &str); 5] {
    [
        (Action::Open, messages.k_open),
        (Action::Escape, messages.k_restore),
        (Action::Categories, messages.k_facets),
        (Action::SaveQuery, messages.k_save_query),
        (Action::Relevance, messages.k_relevance),
    ]
}

fn of_filter_line(messages: &Messages) -> [(Action, &str); 3] {
    [(Action::Open, messages.k_only), (Action::Toggle, messages.k_several), (Action::Escape, messages.k_back)]
}

fn of_pane<'m>(model: &Model, messages: &'m Messages, links: &'m str) -> Vec<(Action, &'m str)> {
    match model.focus {
        Focus::List if model.histogram.is_some() => vec![
            (Action::Left, messages.k_older_month),
            (Action::Right, messages.k_newer_month),
            (Action::Open, messages.k_open),
            (Action::Histogram, messages.k_close),
            (Action::Help, messages.k_help),
        ],
        Focus::List => vec![
            (Action::Open, messages.k_open),
            (Action::Search, messages.k_search),
            (Action::Categories, messages.k_categories),
            (Action::NextUnread, messages.k_unread),
            (Action::Star, messages.k_star),
            (Action::Sort, messages.k_sort),
            (Action::Help, messages.k_help),
        ],
        Focus::Page => vec![
            (Action::Back, messages.k_back),
            (Action::Links, links),
            (Action::CopyLink, messages.k_copy),
            (Action::Search, messages.k_find),
            (Action::NextHeading, messages.k_section),
            (Action::Help, messages.k_help),
        ],
        Focus::Filter => vec![
            (Action::NextPane, messages.k_pane),
            (Action::Open, messages.k_open),
            (Action::Toggle, messages.k_choose),
            (Action::Exclude, messages.k_exclude),
            (Action::Help, messages.k_help),
        ],
    }
}
