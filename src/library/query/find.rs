//! Running a query over the blocks, newest first, until there are enough hits.
//!
//! Owns how many blocks are read at a time, and the orders of hits. Which articles hold is decided by `plan`,
//! and by `verify` where the index cannot tell.

use std::cmp::Reverse;
use std::collections::HashMap;

use super::phrase_scan::PhraseScan;
use super::plan::Plan;
use super::range::BlockRange;
use super::snapshot::{QueryContext, Snapshot};
use super::verify::Verifier;
use crate::library::files::opener::Opener;
use crate::library::index::articles::title;
use crate::library::index::block::DocMeta;
use crate::library::index::cache::{BlockCache, BlockHead};
use crate::library::index::names::{self, NameKind};
use crate::library::{Hits, Key, Result, Stop};
use crate::search::{self, Expr, Order, Predicate, Query};

/// Blocks that are read first; every further step reads four times as many.
const FIRST: usize = 4;

/// Articles that are collected at most before their files are read: in the order of their folders, which is
/// quicker.
const WAITING: usize = 1 << 14;

/// A query over a snapshot of the index.
pub struct QueryRun<'a> {
    pub cx: QueryContext<'a>,
    heads: &'a [BlockHead],
    /// Where blocks are kept for the next query; `None` if there is none.
    cache: Option<&'a BlockCache>,
    stop: &'a Stop,
    expr: &'a Expr,
    plan: Plan,
    verifier: Verifier<'a>,
}

/// An article that holds for sure, or may hold.
#[derive(Debug, Clone, Copy)]
struct FoundDoc {
    entry: DocMeta,
    sure: bool,
}

impl<'a> QueryRun<'a> {
    /// Makes a query ready to run over a snapshot.
    pub fn new(snapshot: &'a Snapshot<'a>, query: &'a Query, stop: &'a Stop) -> Result<QueryRun<'a>> {
        let (cx, expr) = (snapshot.context()?, &query.expr);
        let (predicate, scan) = (Predicate::new(expr), PhraseScan::new(expr));
        let verifier = Verifier { predicate, scan, files: snapshot.files, marks: &snapshot.marks };
        let cache = snapshot.keeps_blocks.then_some(snapshot.cache);
        Ok(QueryRun { cx, heads: snapshot.heads()?, cache, stop, expr, plan: Plan::new(expr, &cx)?, verifier })
    }

    /// The hits in `order`, the first `limit` of them.
    pub fn hits(&self, order: Order, reverse: bool, limit: Option<usize>) -> Result<Hits> {
        let newest = order == Order::Date && !reverse;
        if let (true, Some(limit)) = (newest, limit) {
            return self.newest(limit);
        }
        if order == Order::Date && limit.is_none() {
            return self.by_date(reverse);
        }
        let mut all = self.all()?;
        all.newest_first();
        self.sort(&mut all, order)?;
        if reverse {
            all.places.reverse();
        }
        let keys = all.entries().map(|entry| entry.key()).take(limit.unwrap_or(usize::MAX)).collect();
        Ok(Hits { keys, total: Some(all.len()) })
    }

    /// The newest hits; stops at the limit.
    fn newest(&self, limit: usize) -> Result<Hits> {
        let mut keys = Vec::new();
        let mut open: Vec<FoundDoc> = Vec::new();
        // If all articles hold, the first block has enough of them.
        let (mut at, mut step) = (0, if self.total().is_some() { 1 } else { FIRST });
        let mut opener = Opener::default();
        loop {
            let end = (at + step).min(self.heads.len());
            let rest = self.heads.get(end);
            open.extend(self.found(self.heads.get(at..end).unwrap_or_default(), &self.cx)?);
            open.sort_unstable_by_key(|found| found.entry.age());
            while let Some(found) = open.pop_if(|found| rest.is_none_or(|rest| found.entry.date > rest.newest)) {
                if keys.len() == limit {
                    open.push(found);
                    break;
                }
                self.stop.check()?;
                if found.sure || self.verifier.holds(&found.entry, &mut opener, &self.cx)? {
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

    /// All hits, read block by block: with more at a time the allocator would return memory to the system and
    /// fetch it again.
    fn by_date(&self, reverse: bool) -> Result<Hits> {
        let cx = QueryContext { in_parts: true, ..self.cx };
        let dated = |entry: DocMeta| (Reverse(entry.age()), entry.key);
        // There may be a million: keep only the sort key and the key.
        let mut all: Vec<(Reverse<(i64, u64)>, u32)> = Vec::with_capacity(self.total().unwrap_or_default());
        let mut unsure: Vec<DocMeta> = Vec::new();
        for head in self.heads {
            for FoundDoc { entry, sure } in self.found(&[*head], &cx)? {
                if sure { all.push(dated(entry)) } else { unsure.push(entry) }
            }
            if unsure.len() > WAITING {
                all.extend(self.holding(&unsure)?.map(dated));
                unsure.clear();
            }
        }
        all.extend(self.holding(&unsure)?.map(dated));
        all.sort_by_key(|(age, _)| *age);
        if reverse {
            all.reverse();
        }
        Ok(Hits { total: Some(all.len()), keys: all.into_iter().map(|(_, key)| Key::from(key)).collect() })
    }

    /// How many hits there are, if that is known without reading entries.
    fn total(&self) -> Option<usize> {
        matches!(self.plan, Plan::All).then(|| self.heads.iter().map(|head| head.live).sum())
    }

    /// All hits, in no order.
    pub fn all(&self) -> Result<AllHits> {
        self.stop.check()?;
        let range = self.range_of(self.heads);
        let mut bounds = self.plan.run(&range, &self.cx)?;
        bounds.maybe.minus(&bounds.sure);
        let (places, entries): (Vec<usize>, Vec<DocMeta>) = range.entries(self.cx.connection, &bounds.maybe)?.unzip();
        let holds = self.hold(&entries)?;
        places.into_iter().zip(holds).filter(|(_, holds)| *holds).for_each(|(at, _)| bounds.sure.set(at));
        range.load(self.cx.connection, &bounds.sure)?;
        Ok(AllHits { places: bounds.sure.iter().filter_map(|at| u32::try_from(at).ok()).collect(), range })
    }

    /// Those of some articles that hold, by their files.
    fn holding(&self, entries: &[DocMeta]) -> Result<impl Iterator<Item = DocMeta>> {
        let holds = self.hold(entries)?;
        Ok(entries.iter().copied().zip(holds).filter(|(_, holds)| *holds).map(|(entry, _)| entry))
    }

    fn hold(&self, entries: &[DocMeta]) -> Result<Vec<bool>> {
        let holds = self.verifier.hold(entries, &self.cx, self.stop)?;
        self.stop.check()?;
        Ok(holds)
    }

    fn found(&self, heads: &[BlockHead], cx: &QueryContext<'_>) -> Result<Vec<FoundDoc>> {
        self.stop.check()?;
        let range = self.range_of(heads);
        let bounds = self.plan.run(&range, cx)?;
        let found = range.entries(cx.connection, &bounds.maybe)?;
        Ok(found.map(|(at, entry)| FoundDoc { entry, sure: bounds.sure.has(at) }).collect())
    }

    fn range_of(&self, heads: &[BlockHead]) -> BlockRange {
        let block = |head| self.cache.map(|cache| cache.get(head)).unwrap_or_default();
        BlockRange::new(heads.iter().map(|head| (*head, block(head))).collect())
    }

    /// Sorts hits that are newest first; equal ones stay so.
    fn sort(&self, all: &mut AllHits, order: Order) -> Result<()> {
        match order {
            Order::Date => {}
            Order::Title => {
                let titles = self.titles(all)?;
                all.sort_by_key(|entry| titles.get(&entry.key));
            }
            Order::Author => self.sort_by_name(all, NameKind::Author, |e| e.author)?,
            Order::Category => self.sort_by_name(all, NameKind::Category, |e| e.category)?,
            Order::Relevance => self.sort_by_relevance(all)?,
        }
        Ok(())
    }

    /// Folded titles by key.
    fn titles(&self, all: &AllHits) -> Result<HashMap<u32, String>> {
        let mut titles = HashMap::with_capacity(all.len());
        for entry in all.entries() {
            self.stop.check()?;
            titles.insert(entry.key, search::fold(&title(self.cx.connection, entry.key())?));
        }
        Ok(titles)
    }

    /// By the folded text of a set of names; articles without any come last.
    fn sort_by_name(&self, all: &mut AllHits, kind: NameKind, number: impl Fn(&DocMeta) -> u32) -> Result<()> {
        let mut names = names::all(self.cx.connection, kind)?;
        names.iter_mut().for_each(|(_, text)| *text = search::fold(text));
        names.sort_unstable_by(|a, b| a.1.cmp(&b.1));
        let places: HashMap<u32, usize> = names.iter().enumerate().map(|(at, (number, _))| (*number, at)).collect();
        all.sort_by_key(|entry| places.get(&number(entry)).copied().unwrap_or(usize::MAX));
        Ok(())
    }

    /// More hits in the title first; then, unless there are very many articles, more hits in the body.
    fn sort_by_relevance(&self, all: &mut AllHits) -> Result<()> {
        let marker = search::Marker::new(self.expr);
        let mut weights = HashMap::with_capacity(all.len());
        let bodies = all.len() <= MOST_COUNTED;
        for entry in all.entries() {
            self.stop.check()?;
            let title = title(self.cx.connection, entry.key())?;
            let in_title = marker.hits(&title, search::Field::Title).len();
            let in_body = if bodies { self.verifier.count(&entry, &marker, &self.cx)? } else { 0 };
            weights.insert(entry.key, (in_title, in_body));
        }
        all.sort_by_key(|entry| Reverse(weights.get(&entry.key).copied()));
        Ok(())
    }
}

/// All hits of a query, in some order.
#[derive(Debug)]
pub struct AllHits {
    range: BlockRange,
    /// Places in the range.
    places: Vec<u32>,
}

impl AllHits {
    pub fn len(&self) -> usize {
        self.places.len()
    }

    pub fn entries(&self) -> impl Iterator<Item = DocMeta> {
        self.places.iter().filter_map(|&at| self.range.entry(at as usize))
    }

    fn newest_first(&mut self) {
        // Docs mostly ascend by date, so the reversed list is almost sorted.
        self.places.reverse();
        self.sort_by_key(|entry| Reverse(entry.age()));
    }

    fn sort_by_key<K: Ord>(&mut self, key: impl Fn(&DocMeta) -> K) {
        let range = &self.range;
        self.places.sort_by_key(|&at| key(&range.entry(at as usize).unwrap_or_default()));
    }
}

/// Hits in bodies are counted for at most this many articles.
const MOST_COUNTED: usize = 500;
