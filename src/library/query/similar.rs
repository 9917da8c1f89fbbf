//! More like this: articles that share rare words with one.

use std::collections::HashMap;

use super::snapshot::Snapshot;
use crate::library::files::opener::Opener;
use crate::library::index::articles;
use crate::library::index::block::{Doc, DocMeta};
use crate::library::index::docs;
use crate::library::index::postings::table::{PostingReader, PostingTerm};
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
    let mut lists = PostingReader::new(snapshot.connection)?;
    for token in tokens::by_weight(&article) {
        stop.check()?;
        if asked == ASKED {
            break;
        }
        let docs = docs(snapshot, &mut lists, &token, most)?;
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

/// The docs that hold a token; the list may end early once there are more than `most`.
fn docs(
    snapshot: &Snapshot<'_>,
    lists: &mut PostingReader<'_>,
    token: &str,
    most: usize,
) -> rusqlite::Result<Vec<Doc>> {
    let (term, mut all) = ([PostingTerm::exact(token)], Vec::new());
    for batch in snapshot.batches()? {
        all.extend(batch.docs(&lists.docs(*batch, &term)?));
        if all.len() > most {
            break;
        }
    }
    Ok(all)
}

/// The articles that weigh most; of equal ones the newer.
fn alike(snapshot: &Snapshot<'_>, weights: &HashMap<Doc, f64>, key: Key, limit: usize) -> rusqlite::Result<Vec<Key>> {
    let mut heaviest: Vec<(Doc, f64)> = weights.iter().map(|(doc, weight)| (*doc, *weight)).collect();
    heaviest.sort_unstable_by(|a, b| b.1.total_cmp(&a.1).then(b.0.cmp(&a.0)));
    let mut keys = Vec::new();
    for (doc, _) in heaviest {
        if keys.len() == limit {
            break;
        }
        let found = docs::entry(snapshot.connection, doc)?.filter(DocMeta::is_live).map(|entry| entry.key());
        keys.extend(found.filter(|found| *found != key));
    }
    Ok(keys)
}
