//! Some blocks of articles, and bitmaps over their docs: what a query is run over at a time.
//!
//! Owns the way from a place in a bitmap to the entry and the title of its doc, read when needed.

use std::sync::{Arc, PoisonError};

use rusqlite::{Connection, Result};

use crate::library::Key;
use crate::library::index::bitmap::{Bitmap, DocRun};
use crate::library::index::block::{DOCS, DocMeta, PART};
use crate::library::index::cache::{BlockHead, CachedBlock};
use crate::library::index::docs::doc_at;
use crate::library::index::pinyin::{self, PinyinBitmap};
use crate::search::Matcher;

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

    /// Runs of blocks side by side.
    pub fn runs(&self) -> Vec<DocRun> {
        let mut runs: Vec<DocRun> = Vec::new();
        for (at, (head, _)) in self.blocks.iter().enumerate() {
            let (first, last) = (doc_at(head.n, 0), doc_at(head.n, DOCS - 1));
            match runs.last_mut() {
                Some(run) if run.last.checked_add(1) == Some(first) => run.last = last,
                _ => runs.push(DocRun { first, last, at: at * DOCS }),
            }
        }
        runs
    }

    /// The live articles for which `holds` returns true.
    pub fn bits(&self, connection: &Connection, mut holds: impl FnMut(&DocMeta) -> bool) -> Result<Bitmap> {
        let mut bits = self.none();
        self.load(connection, &self.live())?;
        for (from, (_, block)) in (0..).step_by(DOCS).zip(&self.blocks) {
            let entries = block.entries().filter(|(_, entry)| entry.is_live() && holds(entry));
            entries.for_each(|(at, _)| bits.set(from + at));
        }
        Ok(bits)
    }

    /// The indexed articles whose titles may hold a word in pinyin.
    pub fn sounding(&self, connection: &Connection, matcher: &Matcher) -> Result<Bitmap> {
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
        Bitmap::new(self.blocks.len() * DOCS)
    }

    /// Loads the missing entries of `bits`.
    pub fn load(&self, connection: &Connection, bits: &Bitmap) -> Result<()> {
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

    /// The entry at a place, if it is loaded.
    pub fn entry(&self, at: usize) -> Option<DocMeta> {
        self.block(at)?.entry(at % DOCS)
    }

    /// The entries of `bits`, loaded where missing.
    pub fn entries(&self, connection: &Connection, bits: &Bitmap) -> Result<impl Iterator<Item = (usize, DocMeta)>> {
        self.load(connection, bits)?;
        Ok(bits.iter().filter_map(|at| Some((at, self.entry(at)?))))
    }

    /// Loads missing titles of `bits` through `read`; entries must be loaded.
    pub fn read_titles(&self, bits: &Bitmap, read: impl Fn(Key) -> Result<String>) -> Result<()> {
        let places: Vec<usize> = bits.iter().collect();
        let unknown = self.titled(&places, |_, title| title.is_empty());
        let mut unknown: Vec<(Key, usize)> =
            unknown.into_iter().filter_map(|at| Some((self.entry(at)?.key(), at))).collect();
        // Rows are in the order of keys, so each page of the file is read once.
        unknown.sort_unstable();
        let titles = unknown.into_iter().map(|(key, at)| Ok((at, read(key)?)));
        let mut titles: Vec<(usize, String)> = titles.collect::<Result<_>>()?;
        titles.sort_unstable_by_key(|(at, _)| *at);
        for titles in titles.chunk_by(|a, b| a.0 / DOCS == b.0 / DOCS) {
            if let Some(block) = titles.first().and_then(|(at, _)| self.block(*at)) {
                let mut known = block.titles.write().unwrap_or_else(PoisonError::into_inner);
                known.add(titles.iter().map(|(at, title)| (at % DOCS, title.as_str())));
            }
        }
        Ok(())
    }

    /// Those of `places`, which ascend, for whose title `look` returns true; a title that is not loaded is empty.
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

/// Articles that hold for sure, and those that may (all of the first are among the second).
pub struct Bounds {
    pub sure: Bitmap,
    pub maybe: Bitmap,
}

impl Bounds {
    pub fn exactly(bits: Bitmap) -> Bounds {
        Bounds { maybe: bits.clone(), sure: bits }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::library::index::block::BlockBitmaps;

    fn group(numbers: &[u32]) -> BlockRange {
        let head = |n| BlockHead { n, newest: 0, live: DOCS, version: 1, sets: BlockBitmaps::default() };
        BlockRange::new(numbers.iter().map(|&n| (head(n), Arc::default())).collect())
    }

    #[test]
    fn blocks_side_by_side_are_one_run() {
        let docs = DOCS as u32;
        let run = |first, count, at| DocRun { first: first * docs, last: (first + count) * docs - 1, at };
        assert_eq!(group(&[7, 2, 3]).runs(), [run(2, 2, 0), run(7, 1, 2 * DOCS)]);
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
