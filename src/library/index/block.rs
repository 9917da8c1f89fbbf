//! What queries need of every article, packed: 896 articles to a block.
//!
//! Owns the form of the blocks, in memory and in the index file. A *doc* is an article's place in the blocks and
//! its number in the posting lists; docs mostly ascend by date, so the newest hits are found in the last blocks.
//!
//! The entries of a block are in parts, each of which fills one page of the index file: a query reads only the
//! parts that it needs.

use rusqlite::{Error, Result, ffi};

use crate::article::ArticleId;
use crate::library::Key;
use crate::library::flags::Flags;

/// Docs in a block.
pub const DOCS: usize = PARTS * PART;

/// Parts of a block.
pub const PARTS: usize = 8;

/// Docs in a part.
pub const PART: usize = PAGE / ENTRY;

/// Bytes in the index file of an entry.
pub const ENTRY: usize = 36;

/// Bytes of a row that surely fit on one page of the index file (4,096, less what SQLite needs), and with
/// which sets of docs and parts come out even.
pub const PAGE: usize = 4032;

/// An article's place: block `doc / DOCS`, entry `doc % DOCS`.
pub type Doc = u32;

/// What is known of an article without reading a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct DocMeta {
    /// Milliseconds since 1970; [`UNDATED`] sorts last.
    pub date: i64,
    /// The first eight bytes of the article's id.
    pub id: u64,
    /// 0: nothing is here, or no longer.
    pub key: u32,
    pub category: u32,
    pub author: u32,
    pub tag: u32,
    pub lang: u16,
    pub flags: Flags,
}

/// The date of articles without one.
pub const UNDATED: i64 = i64::MIN;

impl DocMeta {
    pub fn is_live(&self) -> bool {
        self.key != 0
    }

    pub fn key(&self) -> Key {
        Key::from(self.key)
    }

    /// The order of docs and of lists by date: oldest first, equal dates by id.
    pub fn age(&self) -> (i64, u64) {
        (self.date, self.id)
    }
}

/// A key as the blocks keep it.
pub fn doc_key(key: Key) -> Result<u32> {
    u32::try_from(key).map_err(|_| exhausted())
}

/// The error of a key or a doc beyond what the index can number. A new index file numbers them from the start.
pub fn exhausted() -> Error {
    let what = "the index has no number left for another article".to_owned();
    Error::SqliteFailure(ffi::Error::new(ffi::SQLITE_CORRUPT), Some(what))
}

/// The first eight bytes of an id.
pub fn id_prefix(id: ArticleId) -> u64 {
    id.0.first_chunk::<8>().map_or(0, |bytes| u64::from_be_bytes(*bytes))
}

/// Docs of a block as bits.
pub type BlockBitmap = [u64; DOCS / 64];

/// What the index file keeps of a block beside its entries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct BlockBitmaps {
    /// The docs that are articles.
    pub live: BlockBitmap,
    /// The articles whose body is indexed.
    pub indexed: BlockBitmap,
}

impl BlockBitmaps {
    pub fn of(entries: &[DocMeta]) -> BlockBitmaps {
        BlockBitmaps { live: set(entries, |_| true), indexed: set(entries, |entry| entry.flags.has(Flags::INDEXED)) }
    }

    /// One after the other, little-endian.
    pub fn pack(&self) -> Vec<u8> {
        self.live.iter().chain(&self.indexed).flat_map(|word| word.to_le_bytes()).collect()
    }

    /// What was made by [`BlockBitmaps::pack`].
    pub fn unpack(bytes: &[u8]) -> BlockBitmaps {
        let mut sets = BlockBitmaps::default();
        let words = sets.live.iter_mut().chain(&mut sets.indexed);
        words.zip(words_of(bytes)).for_each(|(word, packed)| *word = packed);
        sets
    }
}

/// The live entries that `holds` says yes to.
fn set(entries: &[DocMeta], holds: impl Fn(&DocMeta) -> bool) -> BlockBitmap {
    let mut set = BlockBitmap::default();
    for (word, entries) in set.iter_mut().zip(entries.chunks(64)) {
        let bits = (0..).zip(entries).filter(|(_, entry)| entry.is_live() && holds(entry));
        bits.for_each(|(bit, _)| *word |= 1 << bit);
    }
    set
}

/// Bits as the index file keeps them.
pub fn words_of(bytes: &[u8]) -> impl Iterator<Item = u64> {
    bytes.as_chunks().0.iter().map(|bytes| u64::from_le_bytes(*bytes))
}

/// The number of the part of a block that holds a place.
pub fn part_of(n: u32, at: usize) -> i64 {
    i64::from(n) * PARTS as i64 + i64::try_from(at / PART).unwrap_or_default()
}

/// The entries of a part as the index file keeps them, little-endian.
pub fn pack(entries: &[DocMeta]) -> Vec<u8> {
    let mut out = Vec::with_capacity(entries.len() * ENTRY);
    for e in entries {
        out.extend(e.date.to_le_bytes());
        out.extend(e.id.to_le_bytes());
        for number in [e.key, e.category, e.author, e.tag] {
            out.extend(number.to_le_bytes());
        }
        out.extend(e.lang.to_le_bytes());
        out.extend(e.flags.0.to_le_bytes());
    }
    out
}

/// All entries of a part, in their order.
pub fn entries(part: &[u8]) -> impl Iterator<Item = DocMeta> {
    packed(part).iter().map(unpack)
}

/// The entry of a part at a place.
pub fn entry(part: &[u8], at: usize) -> Option<DocMeta> {
    packed(part).get(at).map(unpack)
}

/// What was made by [`pack`]; bytes that cannot have been hold no entries.
fn packed(part: &[u8]) -> &[[u8; ENTRY]] {
    let (entries, rest) = part.as_chunks();
    if rest.is_empty() { entries } else { &[] }
}

fn unpack(packed: &[u8; ENTRY]) -> DocMeta {
    DocMeta {
        date: i64::from_le_bytes(at(packed, 0)),
        id: u64::from_le_bytes(at(packed, 8)),
        key: u32::from_le_bytes(at(packed, 16)),
        category: u32::from_le_bytes(at(packed, 20)),
        author: u32::from_le_bytes(at(packed, 24)),
        tag: u32::from_le_bytes(at(packed, 28)),
        lang: u16::from_le_bytes(at(packed, 32)),
        flags: Flags(u16::from_le_bytes(at(packed, 34))),
    }
}

/// Some of the bytes of an entry.
fn at<const N: usize>(packed: &[u8; ENTRY], from: usize) -> [u8; N] {
    packed.get(from..).and_then(|rest| rest.first_chunk()).copied().unwrap_or([0; N])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_packed_is_unpacked(date: i64, id: u64, key: u32, category: u32, lang: u16, flags: u16) {
            let entry = DocMeta { date, id, key, category, author: 7, tag: 9, lang, flags: Flags(flags) };
            let all = [[entry, DocMeta::default()].as_slice(), &[entry; 70]].concat();
            let packed = pack(&all);
            prop_assert_eq!(entries(&packed).collect::<Vec<_>>(), all.clone());
            prop_assert_eq!(super::entry(&packed, 71), Some(entry));
            prop_assert_eq!(super::entry(&packed, 72), None);
            let sets = BlockBitmaps::of(&all);
            let live = if key == 0 { [0, 0] } else { [!2, 0xff] };
            prop_assert_eq!(&sets.live[..2], &live);
            let indexed = if flags & 1 == 0 { [0, 0] } else { live };
            prop_assert_eq!(&sets.indexed[..2], &indexed);
            prop_assert_eq!(BlockBitmaps::unpack(&sets.pack()), sets);
        }
    }

    #[test]
    fn a_part_cut_short_holds_nothing() {
        let mut bytes = pack(&[DocMeta { key: 1, ..DocMeta::default() }; 3]);
        bytes.pop();
        assert_eq!(entries(&bytes).count(), 0);
        assert_eq!(BlockBitmaps::unpack(&[]), BlockBitmaps::default());
    }

    #[test]
    fn parts_and_sets_come_out_even() {
        assert_eq!((PART * ENTRY, DOCS % 64), (PAGE, 0));
        assert_eq!([part_of(0, PART - 1), part_of(0, PART), part_of(2, DOCS - 1)], [0, 1, 3 * PARTS as i64 - 1]);
    }
}
