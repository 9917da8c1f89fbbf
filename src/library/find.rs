//! Finding: a query run over the blocks, newest first, until there are enough hits.
//!
//! Owns how many blocks are looked at in a go, the orders of hits, and the facets' counts. What holds
//! is for `plan` to say, and for `verify` where the index cannot.

use std::cmp::Reverse;
use std::collections::HashMap;

use super::block::Entry;
use super::columns::{Cache, Group, Head};
use super::names::{self, Kind};
use super::plan::{Context, Plan};
use super::verify::Verifier;
use super::wanted::title;
use super::{Error, Hits, Key, Stop};
use crate::search::{self, Expr, Order};

/// Blocks that are looked at first; every further step looks at four times as many.
const FIRST: usize = 4;

/// A query over a snapshot of the index.
pub(super) struct Finder<'a> {
    pub cx: Context<'a>,
    pub heads: &'a [Head],
    pub cache: &'a Cache,
    pub stop: &'a Stop,
    pub expr: &'a Expr,
    pub plan: Plan,
    pub verifier: Verifier<'a>,
}

/// An article that holds, or may.
#[derive(Debug, Clone, Copy)]
struct Found {
    entry: Entry,
    sure: bool,
}

/// Why there is no answer.
#[derive(Debug)]
pub(super) enum Failure {
    Sql(rusqlite::Error),
    Stopped,
}

impl From<rusqlite::Error> for Failure {
    fn from(error: rusqlite::Error) -> Failure {
        Failure::Sql(error)
    }
}

impl Failure {
    pub fn error(self, place: &super::store::Place) -> Error {
        match self {
            Failure::Sql(e) => super::store::error(place, &e),
            Failure::Stopped => Error::Stopped,
        }
    }
}

type Result<T> = std::result::Result<T, Failure>;

impl Finder<'_> {
    /// The hits in the order asked for.
    pub fn hits(&self, order: Order, reverse: bool, limit: Option<usize>) -> Result<Hits> {
        let newest = order == Order::Date && !reverse;
        if let (true, Some(limit)) = (newest, limit) {
            return self.newest(limit);
        }
        let mut all = self.all()?;
        self.sort(&mut all, order)?;
        if reverse {
            all.reverse();
        }
        let total = Some(all.len());
        all.truncate(limit.unwrap_or(usize::MAX));
        Ok(Hits { keys: keys(&all), total })
    }

    /// The newest hits; older blocks are not looked at once there are enough.
    fn newest(&self, limit: usize) -> Result<Hits> {
        let mut keys = Vec::new();
        let mut open: Vec<Found> = Vec::new();
        let (mut at, mut step) = (0, FIRST);
        loop {
            let end = (at + step).min(self.heads.len());
            let rest = self.heads.get(end);
            open.extend(self.found(self.heads.get(at..end).unwrap_or_default())?);
            open.sort_unstable_by_key(|found| found.entry.age());
            while let Some(found) = open.pop_if(|found| rest.is_none_or(|rest| found.entry.date > rest.newest)) {
                if keys.len() == limit {
                    open.push(found);
                    break;
                }
                self.check_stop()?;
                if found.sure || self.verifier.holds(&found.entry, &self.cx)? {
                    keys.push(found.entry.key());
                }
            }
            (at, step) = (end, step * 4);
            if keys.len() == limit || rest.is_none() {
                break;
            }
        }
        let complete = open.is_empty() && at == self.heads.len();
        let total = if complete { Some(keys.len()) } else { self.total() };
        Ok(Hits { keys, total })
    }

    /// How many hits there are, where that costs nothing.
    fn total(&self) -> Option<usize> {
        matches!(self.plan, Plan::All).then(|| self.heads.iter().map(|head| head.live).sum())
    }

    /// All hits, newest first.
    pub fn all(&self) -> Result<Vec<Entry>> {
        let found = self.found(self.heads)?;
        let unsure: Vec<Entry> = found.iter().filter(|f| !f.sure).map(|f| f.entry).collect();
        let mut holds = self.verifier.hold(&unsure, &self.cx, self.stop)?.into_iter();
        self.check_stop()?;
        let all = found.into_iter().filter(|f| f.sure || holds.next().unwrap_or(false));
        let mut all: Vec<Entry> = all.map(|f| f.entry).collect();
        all.sort_unstable_by_key(|entry| Reverse(entry.age()));
        Ok(all)
    }

    fn found(&self, heads: &[Head]) -> Result<Vec<Found>> {
        self.check_stop()?;
        let group = self.group(heads)?;
        let bounds = self.plan.run(&group, &self.cx)?;
        let found = group.entries(&bounds.maybe).filter(|(_, entry)| entry.is_live());
        Ok(found.map(|(at, &entry)| Found { entry, sure: bounds.sure.has(at) }).collect())
    }

    fn group(&self, heads: &[Head]) -> rusqlite::Result<Group> {
        let blocks = heads.iter().map(|head| Ok((head.n, self.cache.get(self.cx.connection, *head)?)));
        Ok(Group::new(blocks.collect::<rusqlite::Result<_>>()?))
    }

    fn check_stop(&self) -> Result<()> {
        if self.stop.is_stopped() { Err(Failure::Stopped) } else { Ok(()) }
    }

    /// Sorts hits that are newest first; what is equal stays so.
    fn sort(&self, all: &mut [Entry], order: Order) -> Result<()> {
        match order {
            Order::Date => {}
            Order::Title => {
                let titles = self.titles(all)?;
                all.sort_by(|a, b| titles.get(&a.key).cmp(&titles.get(&b.key)));
            }
            Order::Author => self.sort_by_name(all, Kind::Author, |e| e.author)?,
            Order::Category => self.sort_by_name(all, Kind::Category, |e| e.category)?,
            Order::Relevance => self.sort_by_relevance(all)?,
        }
        Ok(())
    }

    /// Folded titles by key.
    fn titles(&self, all: &[Entry]) -> Result<HashMap<u32, String>> {
        let mut titles = HashMap::with_capacity(all.len());
        for entry in all {
            self.check_stop()?;
            titles.insert(entry.key, search::fold(&title(self.cx.connection, entry.key())?));
        }
        Ok(titles)
    }

    /// By the folded text of a set of names; articles without any come last.
    fn sort_by_name(&self, all: &mut [Entry], kind: Kind, number: impl Fn(&Entry) -> u32) -> Result<()> {
        let mut names = names::all(self.cx.connection, kind)?;
        names.iter_mut().for_each(|(_, text)| *text = search::fold(text));
        names.sort_unstable_by(|a, b| a.1.cmp(&b.1));
        let places: HashMap<u32, usize> = names.iter().enumerate().map(|(at, (number, _))| (*number, at)).collect();
        all.sort_by_key(|entry| places.get(&number(entry)).copied().unwrap_or(usize::MAX));
        Ok(())
    }

    /// Hits in the title first, more of them before fewer; then, unless there are very many articles,
    /// those with more hits in the body.
    fn sort_by_relevance(&self, all: &mut [Entry]) -> Result<()> {
        let marker = search::Marker::new(self.expr);
        let mut weights = HashMap::with_capacity(all.len());
        let bodies = all.len() <= MOST_COUNTED;
        for entry in all.iter() {
            self.check_stop()?;
            let title = title(self.cx.connection, entry.key())?;
            let in_title = marker.hits(&title, search::Field::Title).len();
            let in_body = if bodies { self.verifier.count(entry, &marker, &self.cx)? } else { 0 };
            weights.insert(entry.key, (in_title, in_body));
        }
        all.sort_by_key(|entry| Reverse(weights.get(&entry.key).copied()));
        Ok(())
    }
}

/// More bodies than these are not read to count what is hit in them.
const MOST_COUNTED: usize = 500;

/// The keys of some entries.
pub(super) fn keys(entries: &[Entry]) -> Vec<Key> {
    entries.iter().map(Entry::key).collect()
}
