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
    pub sounds: u128,
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

/// Docs of a block as bits.
pub(super) type Set = [u64; DOCS / 64];

/// Bytes in the index file of a set, of an entry's sounds, and of the rest of an entry.
const SET: usize = DOCS / 8;
const SOUNDS: usize = 16;
const REST: usize = 36;

/// The block as the index file keeps it: the sets of docs that are articles and of those whose body is
/// indexed, the sounds of every entry, then the rest of every entry; little-endian.
pub(super) fn pack(entries: &[Entry]) -> Vec<u8> {
    let mut out = Vec::with_capacity(2 * SET + entries.len() * (SOUNDS + REST));
    let is_indexed = |entry: &Entry| entry.is_live() && entry.flags.has(Flags::INDEXED);
    for set in [set(entries, Entry::is_live), set(entries, is_indexed)] {
        set.iter().for_each(|word| out.extend(word.to_le_bytes()));
    }
    entries.iter().for_each(|entry| out.extend(entry.sounds.to_le_bytes()));
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

fn set(entries: &[Entry], holds: impl Fn(&Entry) -> bool) -> Set {
    let mut set = Set::default();
    for (word, entries) in set.iter_mut().zip(entries.chunks(64)) {
        let bits = (0..).zip(entries).filter(|(_, entry)| holds(entry));
        bits.for_each(|(bit, _)| *word |= 1 << bit);
    }
    set
}

/// A block as the index file keeps it; what of it is needed is read when it is asked for.
#[derive(Debug, Default)]
pub(super) struct Packed {
    bytes: Vec<u8>,
    docs: usize,
}

impl Packed {
    /// What was made by [`pack`]; bytes that cannot have been hold no docs.
    pub fn new(bytes: Vec<u8>) -> Packed {
        let docs = docs_in(bytes.len());
        Packed { bytes, docs }
    }

    /// The docs that are articles.
    pub fn live(&self) -> Set {
        self.set(0)
    }

    /// The articles whose body is indexed.
    pub fn indexed(&self) -> Set {
        self.set(SET)
    }

    /// The sounds of every doc.
    pub fn sounds(&self) -> impl Iterator<Item = u128> {
        self.columns().0.iter().map(|sounds| u128::from_le_bytes(*sounds))
    }

    /// The entry at a place.
    pub fn entry(&self, at: usize) -> Option<Entry> {
        let (sounds, rest) = self.columns();
        Some(unpack(sounds.get(at)?, rest.get(at)?))
    }

    /// All entries, in their order.
    pub fn entries(&self) -> impl Iterator<Item = Entry> {
        let (sounds, rest) = self.columns();
        sounds.iter().zip(rest).map(|(sounds, rest)| unpack(sounds, rest))
    }

    fn set(&self, from: usize) -> Set {
        let mut set = Set::default();
        let words = self.bytes.get(from..from + SET).unwrap_or_default().as_chunks().0;
        set.iter_mut().zip(words).for_each(|(word, bytes)| *word = u64::from_le_bytes(*bytes));
        set
    }

    fn columns(&self) -> (&[[u8; SOUNDS]], &[[u8; REST]]) {
        let columns = self.bytes.get(2 * SET..).unwrap_or_default();
        let (sounds, rest) = columns.split_at_checked(self.docs * SOUNDS).unwrap_or_default();
        (sounds.as_chunks().0, rest.as_chunks().0)
    }
}

/// Docs of a block of `length` bytes; none where no block has that length.
fn docs_in(length: usize) -> usize {
    let columns = length.saturating_sub(2 * SET);
    if columns.is_multiple_of(SOUNDS + REST) { columns / (SOUNDS + REST) } else { 0 }
}

/// Some entries of a block of `length` bytes, without their sounds, where all its articles are indexed;
/// else `None`. `read` fills its buffer with the bytes from a place on.
pub(super) fn pick<E>(
    length: usize,
    places: impl Iterator<Item = usize>,
    mut read: impl FnMut(&mut [u8], usize) -> Result<(), E>,
) -> Result<Option<Vec<Entry>>, E> {
    let docs = docs_in(length);
    let mut sets = [0; 2 * SET];
    read(&mut sets, 0)?;
    let (live, indexed) = sets.split_at(SET);
    if live != indexed {
        return Ok(None);
    }
    let mut entries = Vec::new();
    for place in places.filter(|place| *place < docs) {
        let mut rest = [0; REST];
        read(&mut rest, 2 * SET + docs * SOUNDS + place * REST)?;
        entries.push(unpack(&[0; SOUNDS], &rest));
    }
    Ok(Some(entries))
}

fn unpack(sounds: &[u8; SOUNDS], rest: &[u8; REST]) -> Entry {
    Entry {
        date: i64::from_le_bytes(at(rest, 0)),
        id: u64::from_le_bytes(at(rest, 8)),
        sounds: u128::from_le_bytes(*sounds),
        key: u32::from_le_bytes(at(rest, 16)),
        category: u32::from_le_bytes(at(rest, 20)),
        author: u32::from_le_bytes(at(rest, 24)),
        tag: u32::from_le_bytes(at(rest, 28)),
        lang: u16::from_le_bytes(at(rest, 32)),
        flags: Flags(u16::from_le_bytes(at(rest, 34))),
    }
}

/// Some of the bytes of an entry.
fn at<const N: usize>(rest: &[u8; REST], from: usize) -> [u8; N] {
    rest.get(from..).and_then(|rest| rest.first_chunk()).copied().unwrap_or([0; N])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_packed_is_unpacked(date: i64, id: u64, key: u32, category: u32, lang: u16, flags: u16) {
            let sounds = u128::from(id) << 50;
            let entry = Entry { date, id, sounds, key, category, author: 7, tag: 9, lang, flags: Flags(flags) };
            let entries = [[entry, Entry::default()].as_slice(), &[entry; 70]].concat();
            let packed = Packed::new(pack(&entries));
            prop_assert_eq!(packed.entries().collect::<Vec<_>>(), entries.clone());
            prop_assert_eq!(packed.sounds().collect::<Vec<_>>(), entries.iter().map(|e| e.sounds).collect::<Vec<_>>());
            prop_assert_eq!(packed.entry(71), Some(entry));
            prop_assert_eq!(packed.entry(72), None);
            let live = if key == 0 { [0, 0] } else { [!2, 0xff] };
            prop_assert_eq!(&packed.live()[..2], &live);
            let indexed = if flags & 1 == 0 { [0, 0] } else { live };
            prop_assert_eq!(&packed.indexed()[..2], &indexed);
        }
    }

    #[test]
    fn some_entries_are_read_alone_where_all_are_indexed() {
        let entry = |key| Entry { key, flags: Flags::INDEXED, ..Entry::default() };
        let mut entries = vec![entry(1), Entry::default(), entry(3)];
        let picked = |entries: &[Entry]| {
            let bytes = pack(entries);
            let read = |buffer: &mut [u8], from: usize| -> Result<(), ()> {
                buffer.copy_from_slice(bytes.get(from..from + buffer.len()).ok_or(())?);
                Ok(())
            };
            pick(bytes.len(), [0, 2, 3].into_iter(), read).unwrap()
        };
        assert_eq!(picked(&entries), Some(vec![entry(1), entry(3)]));
        entries[1].key = 2;
        assert_eq!(picked(&entries), None);
    }

    #[test]
    fn a_block_cut_short_holds_nothing() {
        let mut bytes = pack(&[Entry { key: 1, ..Entry::default() }; 3]);
        bytes.pop();
        assert_eq!(Packed::new(bytes).entries().count(), 0);
        assert_eq!(Packed::new(Vec::new()).live(), Set::default());
    }

    #[test]
    fn flags_are_set_and_cleared() {
        let flags = Flags::default().with(Flags::LINK, true).with(Flags::CODE, true).with(Flags::LINK, false);
        assert!(flags.has(Flags::CODE) && !flags.has(Flags::LINK));
    }
}
