//! The last word on an article: its file is read and held against the query.
//!
//! Owns what of an article a query is held against. Used where the index cannot tell: bodies that
//! are not indexed yet, words of several tokens, phrases.

use std::thread;

use super::block::{Entry, Flags, UNDATED};
use super::find::Failure;
use super::marks::Marks;
use super::parsed::{self, Ways};
use super::plain::plain;
use super::plan::Context;
use super::quick::Quick;
use super::scan::{self, Place};
use super::{Stop, update};
use crate::article::{self, Article, Source};
use crate::search::{Candidate, Field, Has, Is, Marker, Predicate};

/// From so many articles on, two threads read them.
const MANY: usize = 16;

/// Holds articles against one query.
pub(super) struct Verifier<'a> {
    pub predicate: Predicate,
    pub quick: Option<Quick>,
    pub ways: &'a Ways,
    pub marks: &'a Marks,
}

/// An article's entry and where its file is.
type Located = (Entry, Option<(Place, std::ffi::OsString)>);

impl Verifier<'_> {
    /// True if the article holds.
    pub fn holds(&self, entry: &Entry, cx: &Context<'_>) -> rusqlite::Result<bool> {
        Ok(self.look(&(*entry, update::location(cx.connection, entry.key())?)))
    }

    /// Which of the articles hold, in their order.
    pub fn hold(&self, entries: &[Entry], cx: &Context<'_>, stop: &Stop) -> Result<Vec<bool>, Failure> {
        let located: Vec<Located> = entries
            .iter()
            .map(|entry| Ok((*entry, update::location(cx.connection, entry.key())?)))
            .collect::<rusqlite::Result<_>>()?;
        let look = |part: &[Located]| part.iter().map(|l| !stop.is_stopped() && self.look(l)).collect::<Vec<bool>>();
        if located.len() < MANY {
            return Ok(look(&located));
        }
        let (first, second) = located.split_at(located.len() / 2);
        Ok(thread::scope(|scope| {
            let other = scope.spawn(|| look(second));
            let mut all = look(first);
            all.extend(other.join().unwrap_or_default());
            all
        }))
    }

    /// How often the body is hit.
    pub fn count(&self, entry: &Entry, marker: &Marker, cx: &Context<'_>) -> rusqlite::Result<usize> {
        let Some((place, name)) = update::location(cx.connection, entry.key())? else { return Ok(0) };
        let (text, _) = plain(&self.ways.whole(&place, &name).article.body);
        Ok(marker.hits(&text, Field::Body).len())
    }

    fn look(&self, (entry, location): &Located) -> bool {
        let Some((place, name)) = location else { return false };
        let read = self.ways.bytes(place, name);
        // The short cut relies on what the index knows of the rest.
        if let (true, Some(quick), Ok((bytes, _))) = (entry.flags.has(Flags::INDEXED), &self.quick, &read)
            && quick.proves(bytes)
        {
            return true;
        }
        let shown = scan::shown(&self.ways.roots, place, name);
        let (bytes, modified) = match read {
            Ok(read) => read,
            Err(e) => return self.decide(entry, &parsed::unreadable(&shown, &e.to_string()), &shown),
        };
        let article = article::read(&bytes, &Source { path: &shown, modified, zone: &self.ways.zone });
        self.decide(entry, &article, &shown)
    }

    fn decide(&self, entry: &Entry, article: &Article, path: &str) -> bool {
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
                date: date.map(|date| self.ways.zone.to_datetime(date.at).date()),
                body: Some(&body),
                states: &states,
                parts: &parts(flags),
            })
            .unwrap_or_default()
    }
}

/// What a body holds, in the words of queries.
pub(super) fn parts(flags: Flags) -> Vec<Has> {
    let all = [(Flags::LINK, Has::Link), (Flags::IMAGE, Has::Image), (Flags::CODE, Has::Code)];
    all.into_iter().filter(|(flag, _)| flags.has(*flag)).map(|(_, has)| has).collect()
}
