//! Marks as one JSON text, to take along and to bring back. The format is described in [`crate::state`].
//!
//! Owns that format. Knows nothing of the journal and of files.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};

use super::mark::{Mark, SavedQuery};
use super::record::{Entry, MarkValue};
use crate::article::ArticleId;

/// The `format` of every export.
const FORMAT: &str = "kanbao marks";
/// Raised only when a reader of the old version would misunderstand.
const VERSION: u32 = 1;

/// An export, with `A` for each article.
#[derive(Serialize, Deserialize)]
struct Export<A> {
    format: String,
    version: u32,
    #[serde(default = "Vec::new")]
    articles: Vec<A>,
    #[serde(default)]
    queries: Vec<ExportedQuery>,
    #[serde(default)]
    searches: Vec<String>,
}

/// An article with those of its marks that are set.
#[derive(Serialize)]
struct Exported<'a> {
    id: ArticleId,
    #[serde(flatten)]
    mark: &'a Mark,
}

/// An article with the marks that an export names, by their names.
#[derive(Deserialize)]
struct Named {
    id: ArticleId,
    #[serde(flatten)]
    marks: Map<String, Json>,
}

#[derive(Serialize, Deserialize)]
struct ExportedQuery {
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
    let mut articles: Vec<Exported<'_>> = marks.map(|(id, mark)| Exported { id, mark }).collect();
    articles.sort_unstable_by_key(|article| article.id);
    let queries = queries.into_iter().map(|(name, saved)| ExportedQuery { name, query: saved.query, key: saved.key });
    let export = Export { format: FORMAT.into(), version: VERSION, articles, queries: queries.collect(), searches };
    let mut text = serde_json::to_string_pretty(&export).unwrap_or_default();
    text.push('\n');
    text
}

/// What an export sets: marks that it does not name are left as they are. The searches come oldest
/// first, as they were made.
///
/// # Errors
/// A text that is no export, in words for the person.
pub fn read(json: &str) -> Result<Vec<Entry>, String> {
    let export: Export<Named> = serde_json::from_str(json).map_err(|error| error.to_string())?;
    if export.format != FORMAT {
        return Err(format!("not an export of marks: {}", export.format));
    }
    if export.version > VERSION {
        return Err(format!("an export of a newer version ({})", export.version));
    }
    let mut entries = Vec::new();
    for Named { id, marks } in export.articles {
        // A mark that cannot be read is an error, unless only a newer version knows its name.
        Mark::deserialize(&Json::Object(marks.clone())).map_err(|error| format!("{id}: {error}"))?;
        let values = marks.into_iter().filter_map(|(name, value)| MarkValue::named(name, value).ok());
        entries.extend(values.map(|value| Entry::Article { id, value }));
    }
    let saved = |it: ExportedQuery| Some(SavedQuery { query: it.query, key: it.key });
    entries.extend(export.queries.into_iter().map(|it| Entry::Query { name: it.name.clone(), saved: saved(it) }));
    entries.extend(export.searches.into_iter().rev().map(|search| Entry::Searched { search }));
    Ok(entries)
}
