//! More like this: articles that share rare words with one.

use std::collections::HashMap;

use super::snapshot::Snapshot;
use crate::library::files::opener::Opener;
use crate::library::index::articles;
use crate::library::index::block::{DOCS, Doc, DocMeta};
use crate::library::index::docs::doc_row;
use crate::library::index::tokens;
use crate::library::{Key, Result, Stop};

/// Tokens that are looked up, those of the title first.
const ASKED: usize = 48;

/// A token does not count if more than one article in this many has it.
const COMMON: usize = 20;

/// Articles like the one at `key`, most alike first.
pub fn similar(snapshot: &Snapshot<'_>, key: Key, limit: usize, stop: &Stop) -> Result<Vec<Key>> {
    let Some((folder, name)) = articles::location(snapshot.connection, key)? else { return Ok(Vec::new()) };
    let article = snapshot.files.whole(&folder, &name, &mut Opener::default()).article;
    let total: usize = snapshot.heads()?.iter().map(|head| head.live).sum();
    let most = (total / COMMON).max(50);
    let mut weights: HashMap<Doc, f64> = HashMap::new();
    let mut asked = 0;
    for token in tokens::by_weight(&article) {
        stop.check()?;
        if asked == ASKED {
            break;
        }
        let docs = docs(snapshot, &token, most)?;
        // A token that only this article has, or that very many have, says nothing.
        if docs.len() < 2 || docs.len() > most {
            continue;
        }
        asked += 1;
        let weight = (total as f64 / docs.len() as f64).ln();
        docs.into_iter().for_each(|doc| *weights.entry(doc).or_default() += weight);
    }
    Ok(alike(snapshot, &weights, key, limit)?)
}

/// The docs that hold a token, at most one more than `most`.
fn docs(snapshot: &Snapshot<'_>, token: &str, most: usize) -> rusqlite::Result<Vec<Doc>> {
    let sql = "SELECT rowid FROM words WHERE words MATCH ?1 LIMIT ?2";
    let mut statement = snapshot.connection.prepare_cached(sql)?;
    let limit = i64::try_from(most + 1).unwrap_or(i64::MAX);
    let rows = statement.query_map((format!("\"{token}\""), limit), |row| {
        Ok(Doc::try_from(row.get::<_, i64>(0)? - doc_row(0)).unwrap_or_default())
    })?;
    rows.collect()
}

/// The articles that weigh most; of equal ones the newer.
fn alike(snapshot: &Snapshot<'_>, weights: &HashMap<Doc, f64>, key: Key, limit: usize) -> rusqlite::Result<Vec<Key>> {
    let mut heaviest: Vec<(Doc, f64)> = weights.iter().map(|(doc, weight)| (*doc, *weight)).collect();
    heaviest.sort_unstable_by(|a, b| b.1.total_cmp(&a.1).then(b.0.cmp(&a.0)));
    let mut keys = Vec::new();
    for (doc, _) in heaviest.into_iter().take(limit + 1) {
        let Some(head) = snapshot.heads()?.iter().find(|head| head.n == doc / DOCS as Doc) else { continue };
        let block = snapshot.cache.get(head);
        let entry = block.read(snapshot.connection, head.n, doc as usize % DOCS)?;
        let found = entry.filter(DocMeta::is_live).map(|entry| entry.key());
        keys.extend(found.filter(|found| *found != key));
    }
    keys.truncate(limit);
    Ok(keys)
}
