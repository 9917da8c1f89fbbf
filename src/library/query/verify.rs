//! Matching an article file against a query, where the index cannot decide: bodies that are not indexed yet,
//! words of several tokens, phrases.
//!
//! Owns which facts of an article the query sees.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use super::marks::QueryMarks;
use super::phrase_scan::PhraseScan;
use super::snapshot::QueryContext;
use crate::article::Article;
use crate::library::Stop;
use crate::library::files::opener::{self, Opener};
use crate::library::files::read::ArticleFiles;
use crate::library::files::text::plain;
use crate::library::flags::Flags;
use crate::library::index::articles::{self, Location, Locations};
use crate::library::index::block::{DocMeta, UNDATED};
use crate::search::{Candidate, Field, Has, Is, Marker, Predicate};

/// Articles that a thread takes at a time; if there are fewer, one thread reads all.
const SHARE: usize = 32;

/// Matches articles against one query.
pub struct Verifier<'a> {
    pub predicate: Predicate,
    pub scan: Option<PhraseScan>,
    pub files: &'a ArticleFiles,
    pub marks: &'a QueryMarks,
}

/// An article and where its file is.
struct Located {
    /// Its place in the list of entries.
    at: usize,
    entry: DocMeta,
    location: Location,
}

impl Verifier<'_> {
    /// True if the article holds. Use one `opener` for many calls.
    pub fn holds(&self, entry: &DocMeta, opener: &mut Opener, cx: &QueryContext<'_>) -> rusqlite::Result<bool> {
        let located = locate(&[*entry], cx)?;
        Ok(located.first().is_some_and(|located| self.look(located, opener)))
    }

    /// Which of the articles hold, in their order; incomplete once `stop` is set.
    pub fn hold(&self, entries: &[DocMeta], cx: &QueryContext<'_>, stop: &Stop) -> rusqlite::Result<Vec<bool>> {
        let located = locate(entries, cx)?;
        let next = AtomicUsize::new(0);
        let work = || {
            let (mut opener, mut holding) = (Opener::default(), Vec::new());
            while !stop.is_stopped() {
                let from = next.fetch_add(SHARE, Ordering::Relaxed);
                let Some(share) = located.get(from..located.len().min(from + SHARE)) else { break };
                holding.extend(share.iter().filter(|located| self.look(located, &mut opener)).map(|l| l.at));
            }
            holding
        };
        let holding = thread::scope(|scope| {
            let other = (located.len() > SHARE).then(|| scope.spawn(work));
            let mut all = work();
            all.extend(other.and_then(|other| other.join().ok()).unwrap_or_default());
            all
        });
        let mut holds = vec![false; entries.len()];
        for at in holding {
            holds.get_mut(at).into_iter().for_each(|holds| *holds = true);
        }
        Ok(holds)
    }

    /// The number of hits in the body.
    pub fn count(&self, entry: &DocMeta, marker: &Marker, cx: &QueryContext<'_>) -> rusqlite::Result<usize> {
        let Some((folder, name)) = articles::location(cx.connection, entry.key())? else { return Ok(0) };
        let article = self.files.whole(&folder, &name, &mut Opener::default()).article;
        let (text, _) = plain(&article.body);
        Ok(marker.hits(&text, Field::Body).len())
    }

    fn look(&self, located: &Located, opener: &mut Opener) -> bool {
        let Located { entry, location: (folder, name), .. } = located;
        // The scan relies on what the index knows of the rest.
        if let (true, Some(scan)) = (entry.flags.has(Flags::INDEXED), &self.scan)
            && let Some(bytes) = self.files.beginning(folder, name, opener, opener::ENOUGH)
            && scan.surely_contains(bytes)
        {
            return true;
        }
        let article = self.files.whole(folder, name, opener).article;
        self.decide(entry, &article, &folder.shown(&self.files.roots, name))
    }

    fn decide(&self, entry: &DocMeta, article: &Article, path: &str) -> bool {
        let (body, flags) = plain(&article.body);
        let meta = &article.meta;
        let own = self.marks.tags(entry.id);
        let tags = [meta.tags.as_slice(), own].concat();
        let date = meta.date.filter(|_| entry.date != UNDATED);
        let untidy = !article.problems.is_empty();
        let states: Vec<Is> = [Is::Read, Is::Starred, Is::Queued]
            .into_iter()
            .filter(|state| self.marks.is(entry, *state))
            .chain(untidy.then_some(Is::Untidy))
            .collect();
        self.predicate
            .decide(&Candidate {
                title: &meta.title,
                categories: &meta.categories,
                authors: &meta.authors,
                tags: &tags,
                lang: meta.lang.as_deref(),
                path,
                date: date.map(|date| self.files.zone.to_datetime(date.at).date()),
                body: Some(&body),
                states: &states,
                parts: &parts(flags),
            })
            .unwrap_or_default()
    }
}

/// Where the files of articles are, in the order of keys, which is mostly folder by folder; without those that
/// are gone.
fn locate(entries: &[DocMeta], cx: &QueryContext<'_>) -> rusqlite::Result<Vec<Located>> {
    let mut sorted: Vec<(usize, &DocMeta)> = entries.iter().enumerate().collect();
    sorted.sort_unstable_by_key(|(_, entry)| entry.key);
    let (mut locations, mut located) = (Locations::default(), Vec::with_capacity(sorted.len()));
    for (at, &entry) in sorted {
        let location = locations.get(cx.connection, entry.key())?;
        located.extend(location.map(|location| Located { at, entry, location }));
    }
    Ok(located)
}

/// What a body holds, in the words of queries.
fn parts(flags: Flags) -> Vec<Has> {
    let all = [(Flags::LINK, Has::Link), (Flags::IMAGE, Has::Image), (Flags::CODE, Has::Code)];
    all.into_iter().filter(|(flag, _)| flags.has(*flag)).map(|(_, has)| has).collect()
}
