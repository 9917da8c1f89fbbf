//! The places of articles in the blocks, as the writer changes them.
//!
//! Owns which docs there are, what is known of the article at each, and the order of docs by date. Knows nothing of
//! rows and tokens.

use std::collections::hash_map::Entry as Slot;
use std::collections::{BTreeMap, HashMap};

use rusqlite::{Connection, Result};

use super::block::{self, BlockBitmaps, DOCS, Doc, DocMeta, ENTRY, PART, UNDATED, part_of};
use super::pinyin;
use crate::library::Key;
use crate::library::flags::Flags;

/// All docs; blocks are loaded when they are needed, and kept until they are written.
#[derive(Debug, Default)]
pub struct Docs {
    blocks: HashMap<u32, EditedBlock>,
    /// The masks of titles that are not written yet.
    sounds: BTreeMap<Doc, u128>,
    count: Doc,
    /// The blocks that were read or written.
    #[cfg(test)]
    pub touched: std::collections::BTreeSet<u32>,
}

#[derive(Debug, Default)]
struct EditedBlock {
    entries: Vec<DocMeta>,
    dirty: bool,
}

impl Docs {
    /// The docs that are in the index.
    pub fn load(connection: &Connection) -> Result<Docs> {
        let mut docs = Docs::default();
        let last: Option<u32> = connection.query_row("SELECT max(n) FROM block", [], |row| row.get(0))?;
        if let Some(last) = last {
            docs.count = doc_at(last, docs.block(connection, last)?.entries.len());
        }
        Ok(docs)
    }

    /// Docs in all blocks, dead ones included.
    pub fn count(&self) -> Doc {
        self.count
    }

    /// Writes the blocks that changed. Only the last one is likely to be needed again.
    pub fn write(&mut self, connection: &Connection, version: i64) -> Result<()> {
        for (&n, block) in self.blocks.iter().filter(|(_, block)| block.dirty) {
            write_block(connection, n, &block.entries, version)?;
            #[cfg(test)]
            self.touched.insert(n);
        }
        self.blocks.values_mut().for_each(|block| block.dirty = false);
        let sounds: Vec<(Doc, u128)> = std::mem::take(&mut self.sounds).into_iter().collect();
        pinyin::write(connection, &sounds)?;
        let last = self.count.saturating_sub(1) / DOCS as Doc;
        self.blocks.retain(|&n, _| n == last);
        Ok(())
    }

    /// The live docs of a block whose bodies are not indexed.
    pub fn waiting(&mut self, connection: &Connection, n: u32) -> Result<Vec<(Doc, Key)>> {
        let entries = self.block(connection, n)?.entries.iter().zip(doc_at(n, 0)..);
        let waiting = entries.filter(|(e, _)| e.is_live() && !e.flags.has(Flags::INDEXED));
        Ok(waiting.map(|(e, doc)| (doc, e.key())).collect())
    }

    /// Gives an article the next doc, which was [`Docs::count`].
    pub fn append(&mut self, connection: &Connection, entry: DocMeta) -> Result<()> {
        let doc = self.count;
        self.count = doc.checked_add(1).ok_or_else(block::exhausted)?;
        let block = self.block(connection, doc / DOCS as Doc)?;
        block.entries.push(entry);
        block.dirty = true;
        Ok(())
    }

    /// Puts an entry at a doc that is there.
    pub fn put(&mut self, connection: &Connection, doc: Doc, entry: DocMeta) -> Result<()> {
        let block = self.block(connection, doc / DOCS as Doc)?;
        if let Some(place) = block.entries.get_mut(doc as usize % DOCS) {
            *place = entry;
            block.dirty = true;
        }
        Ok(())
    }

    /// Notes which sounds the title of an article has.
    pub fn sound(&mut self, doc: Doc, mask: u128) {
        self.sounds.insert(doc, mask);
    }

    /// The entry at a doc.
    pub fn entry(&mut self, connection: &Connection, doc: Doc) -> Result<Option<DocMeta>> {
        Ok(self.block(connection, doc / DOCS as Doc)?.entries.get(doc as usize % DOCS).copied())
    }

    /// Takes the article at a doc out. A doc that posting lists name is never given to another article.
    pub fn take_out(&mut self, connection: &Connection, doc: Doc) -> Result<()> {
        let indexed = self.entry(connection, doc)?.is_some_and(|entry| entry.flags.has(Flags::INDEXED));
        let flags = Flags::default().with(Flags::INDEXED, indexed);
        self.put(connection, doc, DocMeta { flags, ..DocMeta::default() })
    }

    /// Sorts all docs after the last one whose body is indexed: those of a first build, or what was
    /// added since the last. Returns the docs that articles have now, if any moved.
    pub fn sort_tail(&mut self, connection: &Connection) -> Result<Vec<(Key, Doc)>> {
        let mut tail: BTreeMap<u32, Vec<DocMeta>> = BTreeMap::new();
        let mut start = self.count;
        for n in (0..self.count.div_ceil(DOCS as Doc)).rev() {
            let entries = &self.block(connection, n)?.entries;
            let indexed = entries.iter().rposition(|e| e.flags.has(Flags::INDEXED));
            let from = indexed.map_or(0, |at| at + 1);
            start = doc_at(n, from);
            tail.insert(n, entries.get(from..).unwrap_or_default().to_vec());
            if indexed.is_some() {
                break;
            }
        }
        let mut entries: Vec<DocMeta> = tail.into_values().flatten().filter(DocMeta::is_live).collect();
        if entries.is_sorted_by_key(DocMeta::age) {
            return Ok(Vec::new());
        }
        entries.sort_unstable_by_key(DocMeta::age);
        self.truncate(connection, start)?;
        let mut moved: Vec<(Key, Doc)> = entries.iter().map(DocMeta::key).zip(start..).collect();
        moved.sort_unstable();
        entries.into_iter().try_for_each(|entry| self.append(connection, entry))?;
        Ok(moved)
    }

    /// Drops all docs from `start` on.
    fn truncate(&mut self, connection: &Connection, start: Doc) -> Result<()> {
        let kept = start / DOCS as Doc;
        connection.execute("DELETE FROM block WHERE n>?1", [kept])?;
        connection.execute("DELETE FROM entry WHERE part>?1", [part_of(kept, DOCS - 1)])?;
        let block = self.block(connection, kept)?;
        block.entries.truncate(start as usize % DOCS);
        block.dirty = true;
        self.blocks.retain(|&n, _| n <= kept);
        self.count = start;
        Ok(())
    }

    fn block(&mut self, connection: &Connection, n: u32) -> Result<&mut EditedBlock> {
        match self.blocks.entry(n) {
            Slot::Occupied(known) => Ok(known.into_mut()),
            Slot::Vacant(place) => {
                #[cfg(test)]
                self.touched.insert(n);
                let mut entries = Vec::new();
                let sql = "SELECT data FROM entry WHERE part BETWEEN ?1 AND ?2 ORDER BY part";
                let mut statement = connection.prepare_cached(sql)?;
                let mut parts = statement.query([part_of(n, 0), part_of(n, DOCS - 1)])?;
                while let Some(part) = parts.next()? {
                    entries.extend(block::entries(part.get_ref(0)?.as_blob().unwrap_or_default()));
                }
                Ok(place.insert(EditedBlock { entries, dirty: false }))
            }
        }
    }
}

/// The blocks with articles whose bodies are not indexed, and how many there are in each.
pub fn waiting(connection: &Connection) -> Result<Vec<(u32, usize)>> {
    let mut statement = connection.prepare_cached("SELECT n, sets FROM block ORDER BY n")?;
    let blocks = statement.query_map([], |row| {
        let BlockBitmaps { live, indexed } = BlockBitmaps::unpack(row.get_ref(1)?.as_blob()?);
        Ok((row.get(0)?, live.iter().zip(indexed).map(|(live, indexed)| (live & !indexed).count_ones() as usize).sum()))
    })?;
    blocks.filter(|block| !matches!(block, Ok((_, 0)))).collect()
}

/// The entry at a doc, as the index file has it.
pub fn entry(connection: &Connection, doc: Doc) -> Result<Option<DocMeta>> {
    let mut statement = connection.prepare_cached("SELECT substr(data, ?2, ?3) FROM entry WHERE part=?1")?;
    let (part, at) = (doc / PART as Doc, doc % PART as Doc);
    let mut rows = statement.query((part, at * ENTRY as Doc + 1, ENTRY as Doc))?;
    Ok(match rows.next()? {
        Some(row) => block::entry(row.get_ref(0)?.as_blob().unwrap_or_default(), 0),
        None => None,
    })
}

fn write_block(connection: &Connection, n: u32, entries: &[DocMeta], version: i64) -> Result<()> {
    let live = entries.iter().filter(|e| e.is_live());
    let newest = live.clone().map(|e| e.date).max().unwrap_or(UNDATED);
    let live = i64::try_from(live.count()).unwrap_or_default();
    connection.prepare_cached("INSERT OR REPLACE INTO block VALUES(?1, ?2, ?3, ?4, ?5)")?.execute((
        n,
        newest,
        live,
        version,
        BlockBitmaps::of(entries).pack(),
    ))?;
    for (part, entries) in (part_of(n, 0)..).zip(entries.chunks(PART)) {
        let sql = "INSERT OR REPLACE INTO entry VALUES(?1, ?2)";
        connection.prepare_cached(sql)?.execute((part, block::pack(entries)))?;
    }
    // A block may have become shorter.
    let rest = (part_of(n, 0) + i64::try_from(entries.len().div_ceil(PART)).unwrap_or_default(), part_of(n, DOCS - 1));
    connection.prepare_cached("DELETE FROM entry WHERE part BETWEEN ?1 AND ?2")?.execute(rest)?;
    Ok(())
}

/// The doc at a place in a block.
pub fn doc_at(n: u32, at: usize) -> Doc {
    n * DOCS as Doc + Doc::try_from(at).unwrap_or_default()
}
