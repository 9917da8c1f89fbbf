//! The blocks of articles as readers see them: loaded when asked for, shared by all readers.
//!
//! Owns which blocks there are at this moment, what is kept with them in memory, and a set of docs as
//! bits over some of them.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, RwLock, RwLockReadGuard};

use rusqlite::{Connection, MAIN_DB};

use super::Key;
use super::block::{self, DOCS, Doc, Entry, Packed};
use super::docs::doc_at;
use super::open::lock;
use super::titles::Titles;

/// A block without its entries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Head {
    pub n: u32,
    /// No article of the block is newer.
    pub newest: i64,
    pub live: usize,
    version: i64,
}

/// All blocks there are, newest first.
pub(super) fn heads(connection: &Connection) -> rusqlite::Result<Vec<Head>> {
    let mut statement = connection.prepare_cached("SELECT n, newest, live, version FROM block WHERE live > 0")?;
    let rows = statement.query_map([], |row| {
        let live: u32 = row.get(2)?;
        Ok(Head { n: row.get(0)?, newest: row.get(1)?, live: live as usize, version: row.get(3)? })
    })?;
    let mut heads: Vec<Head> = rows.collect::<rusqlite::Result<_>>()?;
    heads.sort_unstable_by_key(|head| (std::cmp::Reverse(head.newest), head.n));
    Ok(heads)
}

/// A block: its entries, and what was read of their titles.
#[derive(Debug, Default)]
pub(super) struct Block {
    packed: Packed,
    titles: RwLock<Titles>,
}

impl Block {
    fn new(bytes: Vec<u8>) -> Arc<Block> {
        Arc::new(Block { packed: Packed::new(bytes), ..Block::default() })
    }

    pub fn entry(&self, at: usize) -> Option<Entry> {
        self.packed.entry(at)
    }

    fn titles(&self) -> RwLockReadGuard<'_, Titles> {
        self.titles.read().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Blocks that some reader loaded, of one store.
#[derive(Debug, Default)]
pub(super) struct Cache {
    blocks: Mutex<HashMap<u32, (i64, Arc<Block>)>>,
}

impl Cache {
    /// A block as it is in the reader's snapshot.
    pub fn get(&self, connection: &Connection, head: Head) -> rusqlite::Result<Arc<Block>> {
        if let Some((version, block)) = lock(&self.blocks).get(&head.n)
            && *version == head.version
        {
            return Ok(block.clone());
        }
        let block = load(connection, head)?;
        lock(&self.blocks).insert(head.n, (head.version, block.clone()));
        Ok(block)
    }

    /// Forgets blocks that are no longer there.
    pub fn keep(&self, heads: &[Head]) {
        let mut blocks = lock(&self.blocks);
        if blocks.len() > heads.len() {
            blocks.retain(|n, _| heads.iter().any(|head| head.n == *n));
        }
    }
}

/// A block as it is in the reader's snapshot, read anew.
pub(super) fn load(connection: &Connection, head: Head) -> rusqlite::Result<Arc<Block>> {
    let mut statement = connection.prepare_cached("SELECT data FROM block WHERE n=?1")?;
    statement.query_row([head.n], |row| row.get(0)).map(Block::new)
}

/// Some entries of a block (without sounds), read alone: quick where they are few. `None` if some article of the
/// block is not indexed.
pub(super) fn pick(connection: &Connection, head: Head, docs: &[Doc]) -> rusqlite::Result<Option<Vec<Entry>>> {
    let blob = connection.blob_open(MAIN_DB, "block", "data", head.n.into(), true)?;
    let places = docs.iter().map(|doc| *doc as usize % DOCS);
    block::pick(blob.len(), places, |buffer, from| blob.read_at_exact(buffer, from))
}

/// Some blocks, by number: what a query is run over at a time.
#[derive(Debug, Default)]
pub(super) struct Group {
    blocks: Vec<(u32, Arc<Block>)>,
}

impl Group {
    pub fn new(mut blocks: Vec<(u32, Arc<Block>)>) -> Group {
        blocks.sort_unstable_by_key(|(n, _)| *n);
        Group { blocks }
    }

    /// Runs of blocks side by side: first and last doc, and where their bits begin.
    pub fn runs(&self) -> Vec<(Doc, Doc, usize)> {
        let mut runs: Vec<(Doc, Doc, usize)> = Vec::new();
        for (at, (n, _)) in self.blocks.iter().enumerate() {
            let (first, last) = (doc_at(*n, 0), doc_at(*n, DOCS - 1));
            match runs.last_mut() {
                Some(run) if run.1.checked_add(1) == Some(first) => run.1 = last,
                _ => runs.push((first, last, at * DOCS)),
            }
        }
        runs
    }

    /// The bits that `holds` says yes to, among live articles.
    pub fn bits(&self, mut holds: impl FnMut(&Entry) -> bool) -> Bits {
        let mut bits = self.none();
        for (at, (_, block)) in self.blocks.iter().enumerate() {
            let entries = (at * DOCS..).zip(block.packed.entries());
            entries.filter(|(_, entry)| entry.is_live() && holds(entry)).for_each(|(at, _)| bits.set(at));
        }
        bits
    }

    /// The live articles whose titles have sounds that `passes` says yes to.
    pub fn sounding(&self, passes: impl Fn(u128) -> bool) -> Bits {
        let mut bits = self.none();
        for (at, (_, block)) in self.blocks.iter().enumerate() {
            let sounds = (at * DOCS..).zip(block.packed.sounds());
            sounds.filter(|(_, sounds)| passes(*sounds)).for_each(|(at, _)| bits.set(at));
        }
        bits.and(&self.live());
        bits
    }

    /// All live articles.
    pub fn live(&self) -> Bits {
        Bits { words: self.blocks.iter().flat_map(|(_, block)| block.packed.live()).collect() }
    }

    /// The live articles whose bodies are indexed.
    pub fn indexed(&self) -> Bits {
        Bits { words: self.blocks.iter().flat_map(|(_, block)| block.packed.indexed()).collect() }
    }

    /// The live articles whose bodies are not indexed yet.
    pub fn waiting(&self) -> Bits {
        let mut waiting = self.live();
        waiting.minus(&self.indexed());
        waiting
    }

    pub fn none(&self) -> Bits {
        Bits { words: vec![0; self.blocks.len() * DOCS / 64] }
    }

    /// The entry at a place of the bits.
    pub fn entry(&self, at: usize) -> Option<Entry> {
        self.block(at)?.entry(at % DOCS)
    }

    /// The entries of a set.
    pub fn entries(&self, bits: &Bits) -> impl Iterator<Item = (usize, Entry)> {
        bits.iter().filter_map(|at| Some((at, self.entry(at)?)))
    }

    /// Reads the titles of a set with `read`, but for those that were read before.
    pub fn read_titles<E>(&self, bits: &Bits, read: impl Fn(Key) -> Result<String, E>) -> Result<(), E> {
        let places: Vec<usize> = bits.iter().collect();
        let unknown = self.titled(&places, |_, title| title.is_empty());
        let mut unknown: Vec<(Key, usize)> =
            unknown.into_iter().filter_map(|at| Some((self.entry(at)?.key(), at))).collect();
        // Rows lie in the order of keys: each page of the file is fetched once.
        unknown.sort_unstable();
        let titles = unknown.into_iter().map(|(key, at)| Ok((at, read(key)?)));
        let mut titles: Vec<(usize, String)> = titles.collect::<Result<_, E>>()?;
        titles.sort_unstable_by_key(|(at, _)| *at);
        for titles in titles.chunk_by(|a, b| a.0 / DOCS == b.0 / DOCS) {
            if let Some(block) = titles.first().and_then(|(at, _)| self.block(*at)) {
                let mut known = block.titles.write().unwrap_or_else(PoisonError::into_inner);
                known.add(titles.iter().map(|(at, title)| (at % DOCS, title.as_str())));
            }
        }
        Ok(())
    }

    /// Those of some places, which rise, whose titles `look` says yes to; one that was not read is empty.
    pub fn titled(&self, places: &[usize], look: impl Fn(usize, &str) -> bool) -> Vec<usize> {
        let mut titled = Vec::new();
        for places in places.chunk_by(|a, b| a / DOCS == b / DOCS) {
            if let Some(block) = places.first().and_then(|at| self.block(*at)) {
                let titles = block.titles();
                titled.extend(places.iter().copied().filter(|at| look(*at, titles.get(at % DOCS))));
            }
        }
        titled
    }

    fn block(&self, at: usize) -> Option<&Block> {
        self.blocks.get(at / DOCS).map(|(_, block)| block.as_ref())
    }
}

/// A set of docs of a group.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Bits {
    words: Vec<u64>,
}

impl Bits {
    pub fn set(&mut self, at: usize) {
        if let Some(word) = self.words.get_mut(at / 64) {
            *word |= 1 << (at % 64);
        }
    }

    pub fn has(&self, at: usize) -> bool {
        self.words.get(at / 64).is_some_and(|word| word & (1 << (at % 64)) != 0)
    }

    pub fn is_empty(&self) -> bool {
        self.words.iter().all(|word| *word == 0)
    }

    pub fn iter(&self) -> impl Iterator<Item = usize> {
        self.words.iter().enumerate().flat_map(|(n, &word)| {
            std::iter::successors(Some(word), |rest| Some(rest & rest.wrapping_sub(1)))
                .take_while(|rest| *rest != 0)
                .map(move |rest| n * 64 + rest.trailing_zeros() as usize)
        })
    }

    pub fn and(&mut self, other: &Bits) {
        self.words.iter_mut().zip(&other.words).for_each(|(a, b)| *a &= b);
    }

    pub fn or(&mut self, other: &Bits) {
        self.words.iter_mut().zip(&other.words).for_each(|(a, b)| *a |= b);
    }

    pub fn minus(&mut self, other: &Bits) {
        self.words.iter_mut().zip(&other.words).for_each(|(a, b)| *a &= !b);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::library::block::pack;

    fn group(numbers: &[u32]) -> Group {
        let entries =
            |n: u32| (0..DOCS as u32).map(move |at| Entry { key: n * DOCS as u32 + at + 1, ..Entry::default() });
        Group::new(numbers.iter().map(|&n| (n, Block::new(pack(&entries(n).collect::<Vec<_>>())))).collect())
    }

    #[test]
    fn blocks_side_by_side_are_one_run() {
        let docs = DOCS as u32;
        assert_eq!(group(&[7, 2, 3]).runs(), [(2 * docs, 4 * docs - 1, 0), (7 * docs, 8 * docs - 1, 2 * DOCS)]);
        assert_eq!(group(&[]).runs(), []);
    }

    proptest! {
        #[test]
        fn bits_are_a_set(a in proptest::collection::btree_set(0..2048_usize, 0..50), b in proptest::collection::btree_set(0..2048_usize, 0..50)) {
            let group = group(&[0, 1]);
            let of = |set: &std::collections::BTreeSet<usize>| {
                let mut bits = group.none();
                set.iter().for_each(|&at| bits.set(at));
                bits
            };
            let (mut and, mut or, mut minus) = (of(&a), of(&a), of(&a));
            and.and(&of(&b));
            or.or(&of(&b));
            minus.minus(&of(&b));
            prop_assert_eq!(and.iter().collect::<Vec<_>>(), a.intersection(&b).copied().collect::<Vec<_>>());
            prop_assert_eq!(or.iter().collect::<Vec<_>>(), a.union(&b).copied().collect::<Vec<_>>());
            prop_assert_eq!(minus.iter().collect::<Vec<_>>(), a.difference(&b).copied().collect::<Vec<_>>());
            prop_assert_eq!(or.iter().count(), a.union(&b).count());
        }
    }
}
