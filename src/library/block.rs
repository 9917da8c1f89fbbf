//! What queries need of every article, packed: a thousand articles to a block.
//!
//! Owns the form of the blocks, in memory and in the index file. A *doc* is an article's place in
//! the blocks and its row in the full-text index; docs rise with date wherever a build could see to
//! it, so that the newest hits are found by looking at the last blocks first.

use super::Key;

/// Docs in a block.
pub(super) const DOCS: usize = 1024;

/// An article's place: block `doc / DOCS`, entry `doc % DOCS`.
pub(super) type Doc = u32;

/// What is known of an article without reading a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Entry {
    /// Seconds since 1970; [`UNDATED`] sorts last.
    pub date: i64,
    /// The first eight bytes of the article's id.
    pub id: u64,
    /// Which sounds the title has ([`crate::search::mask`]); 0 until the body is indexed.
    pub sounds: u64,
    /// 0: nothing is here, or no longer.
    pub key: u32,
    pub category: u32,
    pub author: u32,
    pub tag: u32,
    pub lang: u16,
    pub flags: Flags,
}

/// The date of articles without one.
pub(super) const UNDATED: i64 = i64::MIN;

/// Yes and no of an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Flags(pub u16);

impl Flags {
    /// The body is in the full-text index, and the flags below are known.
    pub const INDEXED: Flags = Flags(1);
    pub const LINK: Flags = Flags(2);
    pub const IMAGE: Flags = Flags(4);
    pub const CODE: Flags = Flags(8);
    pub const UNTIDY: Flags = Flags(16);
    /// The date is the file's time.
    pub const FILE_TIME: Flags = Flags(32);

    pub fn has(self, other: Flags) -> bool {
        self.0 & other.0 == other.0
    }

    pub fn with(self, other: Flags, on: bool) -> Flags {
        Flags(if on { self.0 | other.0 } else { self.0 & !other.0 })
    }
}

impl Entry {
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

/// Bytes of one entry in the index file.
const BYTES: usize = 44;

/// The block as the index file keeps it: entries one behind the other, little-endian.
pub(super) fn pack(entries: &[Entry]) -> Vec<u8> {
    let mut out = Vec::with_capacity(entries.len() * BYTES);
    for e in entries {
        out.extend(e.date.to_le_bytes());
        out.extend(e.id.to_le_bytes());
        out.extend(e.sounds.to_le_bytes());
        for number in [e.key, e.category, e.author, e.tag] {
            out.extend(number.to_le_bytes());
        }
        out.extend(e.lang.to_le_bytes());
        out.extend(e.flags.0.to_le_bytes());
    }
    out
}

/// The other way; an entry cut short is left out.
pub(super) fn unpack(bytes: &[u8]) -> Vec<Entry> {
    let mut entries = Vec::with_capacity(bytes.len() / BYTES);
    entries.extend(bytes.chunks_exact(BYTES).filter_map(unpack_entry));
    entries
}

fn unpack_entry(mut bytes: &[u8]) -> Option<Entry> {
    fn take<const N: usize>(bytes: &mut &[u8]) -> Option<[u8; N]> {
        let (first, rest) = bytes.split_first_chunk::<N>()?;
        *bytes = rest;
        Some(*first)
    }
    let b = &mut bytes;
    Some(Entry {
        date: i64::from_le_bytes(take(b)?),
        id: u64::from_le_bytes(take(b)?),
        sounds: u64::from_le_bytes(take(b)?),
        key: u32::from_le_bytes(take(b)?),
        category: u32::from_le_bytes(take(b)?),
        author: u32::from_le_bytes(take(b)?),
        tag: u32::from_le_bytes(take(b)?),
        lang: u16::from_le_bytes(take(b)?),
        flags: Flags(u16::from_le_bytes(take(b)?)),
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_packed_is_unpacked(date: i64, id: u64, key: u32, category: u32, lang: u16, flags: u16) {
            let entry = Entry { date, id, sounds: !id, key, category, author: 7, tag: 9, lang, flags: Flags(flags) };
            prop_assert_eq!(unpack(&pack(&[entry, Entry::default()])), vec![entry, Entry::default()]);
        }
    }

    #[test]
    fn flags_are_set_and_cleared() {
        let flags = Flags::default().with(Flags::LINK, true).with(Flags::CODE, true).with(Flags::LINK, false);
        assert!(flags.has(Flags::CODE) && !flags.has(Flags::LINK));
    }
}
