//! Marks as one JSON text, to take along and to bring back. The format is told in [`crate::state`].
//!
//! Owns that format. Knows nothing of the journal and of files.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::line::{Set, What};
use super::{Mark, SavedQuery};
use crate::article::{ArticleId, Place};

/// What `format` says in every export.
const FORMAT: &str = "kanbao marks";
/// Raised only when a reader of the old version would misunderstand.
const VERSION: u32 = 1;

#[derive(Serialize, Deserialize)]
struct Export {
    format: String,
    version: u32,
    #[serde(default)]
    articles: Vec<Article>,
    #[serde(default)]
    queries: Vec<Query>,
    #[serde(default)]
    searches: Vec<String>,
}

#[derive(Serialize, Deserialize, Default)]
#[serde(default)]
struct Article {
    id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    read: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    starred: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tags: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<Stopped>,
    #[serde(skip_serializing_if = "Option::is_none")]
    opened: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    queued: Option<Timestamp>,
}

#[derive(Serialize, Deserialize)]
struct Stopped {
    block: u32,
    character: u32,
    percent: u8,
}

#[derive(Serialize, Deserialize)]
struct Query {
    name: String,
    query: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    key: Option<String>,
}

/// Writes all marks: the same marks give the same text.
pub fn write<'a>(
    marks: impl Iterator<Item = (ArticleId, &'a Mark)>,
    queries: Vec<(String, SavedQuery)>,
    searches: Vec<String>,
) -> String {
    let mut articles: Vec<Article> = marks.map(|(id, mark)| article(id, mark)).collect();
    articles.sort_unstable_by(|a, b| a.id.cmp(&b.id));
    let queries = queries.into_iter().map(|(name, saved)| Query { name, query: saved.query, key: saved.key });
    let export = Export { format: FORMAT.into(), version: VERSION, articles, queries: queries.collect(), searches };
    let mut text = serde_json::to_string_pretty(&export).unwrap_or_default();
    text.push('\n');
    text
}

fn article(id: ArticleId, mark: &Mark) -> Article {
    let stopped = |(place, percent): (Place, u8)| Stopped { block: place.block, character: place.character, percent };
    Article {
        id: id.to_string(),
        read: mark.read.then_some(true),
        starred: mark.starred.then_some(true),
        tags: (!mark.tags.is_empty()).then(|| mark.tags.clone()),
        note: (!mark.note.is_empty()).then(|| mark.note.clone()),
        place: mark.place.map(stopped),
        opened: mark.opened,
        queued: mark.queued,
    }
}

/// What an export sets: marks that it does not name are left as they are. The searches come oldest
/// first, as they were made.
///
/// # Errors
/// A text that is no export, in words for the person.
pub fn read(json: &str) -> Result<Vec<What>, String> {
    let export: Export = serde_json::from_str(json).map_err(|error| error.to_string())?;
    if export.format != FORMAT {
        return Err(format!("not an export of marks: {}", export.format));
    }
    if export.version > VERSION {
        return Err(format!("an export of a newer version ({})", export.version));
    }
    let mut whats = Vec::new();
    for article in export.articles {
        let id = ArticleId::parse(&article.id).ok_or_else(|| format!("not an article: {}", article.id))?;
        whats.extend(sets(article).into_iter().map(|set| What::Article(id, set)));
    }
    let saved = |query: Query| What::Query(query.name, Some(SavedQuery { query: query.query, key: query.key }));
    whats.extend(export.queries.into_iter().map(saved));
    whats.extend(export.searches.into_iter().rev().map(What::Searched));
    Ok(whats)
}

fn sets(article: Article) -> Vec<Set> {
    let stopped = |it: Stopped| (Place { block: it.block, character: it.character }, it.percent.min(100));
    let ms = |at: Timestamp| Some(at.as_millisecond().max(0));
    [
        article.read.map(Set::Read),
        article.starred.map(Set::Star),
        article.tags.map(Set::Tags),
        article.note.map(Set::Note),
        article.place.map(|place| Set::Place(Some(stopped(place)))),
        article.opened.map(|at| Set::Opened(ms(at))),
        article.queued.map(|at| Set::Queue(ms(at))),
    ]
    .into_iter()
    .flatten()
    .collect()
}
