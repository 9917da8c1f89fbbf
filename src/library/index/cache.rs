//! Blocks as readers see them: read part by part when needed, shared by all readers of one index.
//!
//! Owns which blocks there are at this moment, and what of them is kept in memory: parts of their entries, and
//! the titles that some query had to read (pinyin bitmaps tell of most that they need not be read).

use std::array;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::{Arc, Mutex, OnceLock, PoisonError, RwLock, RwLockReadGuard};

use rusqlite::{Connection, OptionalExtension, Result};

use super::block::{self, BlockBitmaps, DocMeta, PART, PARTS, part_of};
use crate::library::lock::lock;

/// A block without its entries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BlockHead {
    pub n: u32,
    /// The date of the newest article, in seconds since 1970.
    pub newest: i64,
    /// How many articles it has.
    pub live: usize,
    /// Changes with the block.
    pub version: i64,
    pub sets: BlockBitmaps,
}

/// All blocks there are, newest first.
pub fn heads(connection: &Connection) -> Result<Vec<BlockHead>> {
    let sql = "SELECT n, newest, live, version, sets FROM block WHERE live > 0";
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map([], |row| {
        let live: u32 = row.get(2)?;
        let sets = BlockBitmaps::unpack(row.get_ref(4)?.as_blob()?);
        Ok(BlockHead { n: row.get(0)?, newest: row.get(1)?, live: live as usize, version: row.get(3)?, sets })
    })?;
    let mut heads: Vec<BlockHead> = rows.collect::<Result<_>>()?;
    heads.sort_unstable_by_key(|head| (std::cmp::Reverse(head.newest), head.n));
    Ok(heads)
}

/// What was read of a block: parts of its entries, and some titles.
#[derive(Debug)]
pub struct CachedBlock {
    parts: [OnceLock<Box<[u8]>>; PARTS],
    pub titles: RwLock<TitleCache>,
}

impl Default for CachedBlock {
    fn default() -> CachedBlock {
        CachedBlock { parts: array::from_fn(|_| OnceLock::new()), titles: RwLock::default() }
    }
}

impl CachedBlock {
    /// Reads the part that holds a place, unless it was read before.
    pub fn load(&self, connection: &Connection, n: u32, at: usize) -> Result<()> {
        if let Some(part) = self.parts.get(at / PART).filter(|part| part.get().is_none()) {
            let mut statement = connection.prepare_cached("SELECT data FROM entry WHERE part=?1")?;
            let bytes =
                statement.query_row([part_of(n, at)], |row| Ok(row.get_ref(0)?.as_blob()?.into())).optional()?;
            // If another thread won the race, it stored the same bytes.
            let _ = part.set(bytes.unwrap_or_default());
        }
        Ok(())
    }

    /// An entry that was read.
    pub fn entry(&self, at: usize) -> Option<DocMeta> {
        block::entry(self.parts.get(at / PART)?.get()?, at % PART)
    }

    /// All entries that were read, with their places.
    pub fn entries(&self) -> impl Iterator<Item = (usize, DocMeta)> {
        let parts = (0..).step_by(PART).zip(&self.parts);
        let parts = parts.filter_map(|(from, part)| Some((from, part.get()?)));
        parts.flat_map(|(from, part)| (from..).zip(block::entries(part)))
    }

    pub fn titles(&self) -> RwLockReadGuard<'_, TitleCache> {
        self.titles.read().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The blocks that readers of one index have used, by number, each with its version.
#[derive(Debug, Default)]
pub struct BlockCache {
    blocks: Mutex<HashMap<u32, (i64, Arc<CachedBlock>)>>,
}

impl BlockCache {
    /// The block as it is in the snapshot that `head` is from.
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

    /// Drops blocks that no longer exist.
    pub fn keep(&self, heads: &[BlockHead]) {
        let mut blocks = lock(&self.blocks);
        if blocks.len() > heads.len() {
            blocks.retain(|n, _| heads.iter().any(|head| head.n == *n));
        }
    }
}

/// Some titles of a block, in one string.
#[derive(Debug, Default)]
pub struct TitleCache {
    text: String,
    /// Where in the text they are, by place in the block. Empty for one that is not known; an empty title is
    /// read again each time.
    places: Vec<Range<usize>>,
}

impl TitleCache {
    /// The title at a place of the block; empty if it is not known.
    pub fn get(&self, at: usize) -> &str {
        self.places.get(at).and_then(|place| self.text.get(place.clone())).unwrap_or_default()
    }

    /// Adds titles with their places; those that are known stay.
    pub fn add<'a>(&mut self, titles: impl Iterator<Item = (usize, &'a str)> + Clone) {
        // Many titles, added in few calls: no spare room.
        self.text.reserve_exact(titles.clone().map(|(_, title)| title.len()).sum());
        let last = titles.clone().map(|(at, _)| at).max().unwrap_or_default();
        if self.places.len() <= last {
            self.places.reserve_exact(last + 1 - self.places.len());
            self.places.resize(last + 1, 0..0);
        }
        for (at, title) in titles {
            if let Some(place) = self.places.get_mut(at).filter(|place| place.start == place.end) {
                let start = self.text.len();
                self.text.push_str(title);
                *place = start..self.text.len();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_stay_as_they_were_first_added() {
        let mut titles = TitleCache::default();
        titles.add([(7, "大连"), (2, ""), (3, "jr")].into_iter());
        titles.add([(3, "other"), (2, "金融"), (9, "x")].into_iter());
        let all: Vec<&str> = (0..12).map(|at| titles.get(at)).collect();
        assert_eq!(all, ["", "", "金融", "jr", "", "", "", "大连", "", "x", "", ""]);
    }
}
