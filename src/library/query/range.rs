//! The blocks of articles as readers see them: read part by part when asked for, shared by all readers.
//!
//! Owns which blocks there are at this moment, what is kept of them in memory, and a set of docs as
//! bits over some of them.

use std::array;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError, RwLock, RwLockReadGuard};

use rusqlite::{Connection, OptionalExtension};

use crate::library::Key;
use crate::library::index::block::{self, BlockBitmaps, DOCS, Doc, DocMeta, PART, PARTS, part_of};
use crate::library::index::docs::doc_at;
use crate::library::index::pinyin::{self, PinyinBitmap};
use crate::library::index::titles::TitleCache;
use crate::library::open::lock;
use crate::search::Matcher;

/// A block without its entries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BlockHead {
    pub n: u32,
    /// No article of the block is newer.
    pub newest: i64,
    pub live: usize,
    version: i64,
    sets: BlockBitmaps,
}

/// All blocks there are, newest first.
pub fn heads(connection: &Connection) -> rusqlite::Result<Vec<BlockHead>> {
    let sql = "SELECT n, newest, live, version, sets FROM block WHERE live > 0";
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map([], |row| {
        let live: u32 = row.get(2)?;
        let sets = BlockBitmaps::unpack(row.get_ref(4)?.as_blob()?);
        Ok(BlockHead { n: row.get(0)?, newest: row.get(1)?, live: live as usize, version: row.get(3)?, sets })
    })?;
    let mut heads: Vec<BlockHead> = rows.collect::<rusqlite::Result<_>>()?;
    heads.sort_unstable_by_key(|head| (std::cmp::Reverse(head.newest), head.n));
    Ok(heads)
}

/// What was read of a block: parts of its entries, and titles.
#[derive(Debug)]
pub struct CachedBlock {
    parts: [OnceLock<Box<[u8]>>; PARTS],
    titles: RwLock<TitleCache>,
}

impl Default for CachedBlock {
    fn default() -> CachedBlock {
        CachedBlock { parts: array::from_fn(|_| OnceLock::new()), titles: RwLock::default() }
    }
}

impl CachedBlock {
    /// The entry at a place of the block, which is block `n`.
    pub fn read(&self, connection: &Connection, n: u32, at: usize) -> rusqlite::Result<Option<DocMeta>> {
        self.load(connection, n, at)?;
        Ok(self.entry(at))
    }

    /// Reads the part that holds a place, unless it was read before.
    fn load(&self, connection: &Connection, n: u32, at: usize) -> rusqlite::Result<()> {
        if let Some(part) = self.parts.get(at / PART).filter(|part| part.get().is_none()) {
            let mut statement = connection.prepare_cached("SELECT data FROM entry WHERE part=?1")?;
            let bytes =
                statement.query_row([part_of(n, at)], |row| Ok(row.get_ref(0)?.as_blob()?.into())).optional()?;
            // Where another thread was quicker, it read the same.
            let _ = part.set(bytes.unwrap_or_default());
        }
        Ok(())
    }

    /// An entry that was read.
    fn entry(&self, at: usize) -> Option<DocMeta> {
        block::entry(self.parts.get(at / PART)?.get()?, at % PART)
    }

    /// All that was read, with the places.
    fn entries(&self) -> impl Iterator<Item = (usize, DocMeta)> {
        let parts = (0..).step_by(PART).zip(&self.parts);
        let parts = parts.filter_map(|(from, part)| Some((from, part.get()?)));
        parts.flat_map(|(from, part)| (from..).zip(block::entries(part)))
    }

    fn titles(&self) -> RwLockReadGuard<'_, TitleCache> {
        self.titles.read().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Blocks that some reader asked for, of one store.
#[derive(Debug, Default)]
pub struct BlockCache {
    blocks: Mutex<HashMap<u32, (i64, Arc<CachedBlock>)>>,
}

impl BlockCache {
    /// What was read of a block as it is in the reader's snapshot.
    pub fn get(&self, head: &BlockHead) -> Arc<CachedBlock> {
        let mut blocks = lock(&self.blocks);
        match blocks.get(&head.n) {
            Some((version, block)) if *version == head.version => block.clone(),
            _ => {
                let block = Arc::new(CachedBlock::default());
                blocks.insert(head.n, (head.version, block.clone()));
                block
            }
        }
    }

    /// Forgets blocks that are no longer there.
    pub fn keep(&self, heads: &[BlockHead]) {
        let mut blocks = lock(&self.blocks);
        if blocks.len() > heads.len() {
            blocks.retain(|n, _| heads.iter().any(|head| head.n == *n));
        }
    }
}

/// Some blocks, by number: what a query is run over at a time.
#[derive(Debug, Default)]
pub struct BlockRange {
    blocks: Vec<(BlockHead, Arc<CachedBlock>)>,
}

impl BlockRange {
    pub fn new(mut blocks: Vec<(BlockHead, Arc<CachedBlock>)>) -> BlockRange {
        blocks.sort_unstable_by_key(|(head, _)| head.n);
        BlockRange { blocks }
    }

    /// Runs of blocks side by side: first and last doc, and where their bits begin.
    pub fn runs(&self) -> Vec<(Doc, Doc, usize)> {
        let mut runs: Vec<(Doc, Doc, usize)> = Vec::new();
        for (at, (head, _)) in self.blocks.iter().enumerate() {
            let (first, last) = (doc_at(head.n, 0), doc_at(head.n, DOCS - 1));
            match runs.last_mut() {
                Some(run) if run.1.checked_add(1) == Some(first) => run.1 = last,
                _ => runs.push((first, last, at * DOCS)),
            }
        }
        runs
    }

    /// The bits that `holds` says yes to, among live articles.
    pub fn bits(&self, connection: &Connection, mut holds: impl FnMut(&DocMeta) -> bool) -> rusqlite::Result<Bitmap> {
        let mut bits = self.none();
        self.load(connection, &self.live())?;
        for (from, (_, block)) in (0..).step_by(DOCS).zip(&self.blocks) {
            let entries = block.entries().filter(|(_, entry)| entry.is_live() && holds(entry));
            entries.for_each(|(at, _)| bits.set(from + at));
        }
        Ok(bits)
    }

    /// The indexed articles whose titles may hold a word by its sound.
    pub fn sounding(&self, connection: &Connection, matcher: &Matcher) -> rusqlite::Result<Bitmap> {
        let Some(ways) = matcher.ways() else { return Ok(self.indexed()) };
        let mut words = Vec::with_capacity(self.blocks.len() * DOCS / 64);
        for blocks in self.blocks.chunk_by(|(a, _), (b, _)| pinyin::span(a.n) == pinyin::span(b.n)) {
            let Some((head, _)) = blocks.first() else { continue };
            let sounding = PinyinBitmap::read(connection, pinyin::span(head.n), ways)?;
            words.extend(blocks.iter().flat_map(|(head, _)| sounding.of_block(head.n)));
        }
        let mut bits = Bitmap { words };
        bits.and(&self.indexed());
        Ok(bits)
    }

    /// All live articles.
    pub fn live(&self) -> Bitmap {
        Bitmap { words: self.blocks.iter().flat_map(|(head, _)| head.sets.live).collect() }
    }

    /// The live articles whose bodies are indexed.
    pub fn indexed(&self) -> Bitmap {
        Bitmap { words: self.blocks.iter().flat_map(|(head, _)| head.sets.indexed).collect() }
    }

    /// The live articles whose bodies are not indexed yet.
    pub fn waiting(&self) -> Bitmap {
        let mut waiting = self.live();
        waiting.minus(&self.indexed());
        waiting
    }

    pub fn none(&self) -> Bitmap {
        Bitmap { words: vec![0; self.blocks.len() * DOCS / 64] }
    }

    /// Reads the entries of a set, but for those that were read before.
    pub fn load(&self, connection: &Connection, bits: &Bitmap) -> rusqlite::Result<()> {
        let mut last = None;
        for at in bits.iter() {
            if last.replace(at / PART) != Some(at / PART)
                && let Some((head, block)) = self.blocks.get(at / DOCS)
            {
                block.load(connection, head.n, at % DOCS)?;
            }
        }
        Ok(())
    }

    /// The entry at a place of the bits, if it was read.
    pub fn entry(&self, at: usize) -> Option<DocMeta> {
        self.block(at)?.entry(at % DOCS)
    }

    /// The entries of a set.
    pub fn entries(
        &self,
        connection: &Connection,
        bits: &Bitmap,
    ) -> rusqlite::Result<impl Iterator<Item = (usize, DocMeta)>> {
        self.load(connection, bits)?;
        Ok(bits.iter().filter_map(|at| Some((at, self.entry(at)?))))
    }

    /// Reads the titles of a set whose entries were read with `read`, but for those that were read before.
    pub fn read_titles<E>(&self, bits: &Bitmap, read: impl Fn(Key) -> Result<String, E>) -> Result<(), E> {
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

    fn block(&self, at: usize) -> Option<&CachedBlock> {
        self.blocks.get(at / DOCS).map(|(_, block)| block.as_ref())
    }
}

/// A set of docs of a group.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Bitmap {
    words: Vec<u64>,
}

impl Bitmap {
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

    pub fn and(&mut self, other: &Bitmap) {
        self.words.iter_mut().zip(&other.words).for_each(|(a, b)| *a &= b);
    }

    pub fn or(&mut self, other: &Bitmap) {
        self.words.iter_mut().zip(&other.words).for_each(|(a, b)| *a |= b);
    }

    pub fn minus(&mut self, other: &Bitmap) {
        self.words.iter_mut().zip(&other.words).for_each(|(a, b)| *a &= !b);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn group(numbers: &[u32]) -> BlockRange {
        let head = |n| BlockHead { n, newest: 0, live: DOCS, version: 1, sets: BlockBitmaps::default() };
        BlockRange::new(numbers.iter().map(|&n| (head(n), Arc::default())).collect())
    }

    #[test]
    fn blocks_side_by_side_are_one_run() {
        let docs = DOCS as u32;
        assert_eq!(group(&[7, 2, 3]).runs(), [(2 * docs, 4 * docs - 1, 0), (7 * docs, 8 * docs - 1, 2 * DOCS)]);
        assert_eq!(group(&[]).runs(), []);
    }

    proptest! {
        #[test]
        fn bits_are_a_set(a in proptest::collection::btree_set(0..2 * DOCS, 0..50), b in proptest::collection::btree_set(0..2 * DOCS, 0..50)) {
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
