//! Which titles have which sounds: for every bit of a mask ([`crate::search::pinyin_mask`]) the set of docs.
//!
//! Owns the form of these sets in the index file: a row for each bit and span of docs, which fills one
//! page. A word that may be pinyin is looked up by the rows of its few bits, whatever the number of
//! articles. Nothing is kept in memory. What is said of docs whose body is not indexed is of no use.

use std::collections::HashMap;
use std::collections::hash_map::Entry as Slot;

use rusqlite::{Connection, OptionalExtension, Result};

use super::block::{BlockBitmap, DOCS, Doc, PAGE, words_of};
use crate::search::SyllableMask;

/// Blocks in a span.
const BLOCKS: usize = PAGE * 8 / DOCS;

/// Docs in a span.
const SPAN: Doc = (BLOCKS * DOCS) as Doc;

/// Bits of a mask.
const BITS: u32 = u128::BITS;

/// The span that a block is in.
pub fn span(n: u32) -> u32 {
    n / BLOCKS as u32
}

/// The docs of a span whose titles may be read in one of some ways.
pub struct PinyinBitmap(Vec<u64>);

impl PinyinBitmap {
    /// Asks the index file.
    pub fn read(connection: &Connection, span: u32, ways: &[SyllableMask]) -> Result<PinyinBitmap> {
        let mut known = HashMap::new();
        let mut all = vec![0; PAGE / 8];
        for way in ways {
            let passing = passing(connection, span, *way, &mut known)?;
            all.iter_mut().zip(passing).for_each(|(all, passing)| *all |= passing);
        }
        Ok(PinyinBitmap(all))
    }

    /// Those of a block of the span.
    pub fn of_block(&self, n: u32) -> BlockBitmap {
        let from = n as usize % BLOCKS * (DOCS / 64);
        self.0.get(from..).and_then(|words| words.first_chunk()).copied().unwrap_or_default()
    }
}

/// The docs of a span that pass one way. `known` holds the sets that were read before.
fn passing(
    connection: &Connection,
    span: u32,
    way: SyllableMask,
    known: &mut HashMap<u32, Vec<u64>>,
) -> Result<Vec<u64>> {
    let mut passing = vec![u64::MAX; PAGE / 8];
    // Higher bits are rarer: mostly no doc is left before all bits were read.
    for bit in (0..BITS).rev().filter(|bit| (way.has | way.lacks) >> bit & 1 == 1) {
        if passing.iter().all(|word| *word == 0) {
            break;
        }
        let docs = match known.entry(bit) {
            Slot::Occupied(known) => known.into_mut(),
            Slot::Vacant(place) => place.insert(words_of(&row(connection, span, bit)?).collect()),
        };
        let (has, lacks) = (way.has >> bit & 1 == 1, way.lacks >> bit & 1 == 1);
        // A row that is not there has none of the docs.
        let docs = docs.iter().copied().chain(std::iter::repeat(0));
        for (passing, docs) in passing.iter_mut().zip(docs) {
            *passing &= if has { docs } else { u64::MAX } & if lacks { !docs } else { u64::MAX };
        }
    }
    Ok(passing)
}

/// Writes the masks of some titles, in ascending order of docs.
pub fn write(connection: &Connection, masks: &[(Doc, u128)]) -> Result<()> {
    for masks in masks.chunk_by(|a, b| a.0 / SPAN == b.0 / SPAN) {
        let span = masks.first().map_or(0, |(doc, _)| doc / SPAN);
        for bit in 0..BITS {
            let was = row(connection, span, bit)?;
            let mut docs = was.clone();
            docs.resize(PAGE, 0);
            for (doc, mask) in masks {
                let at = (doc % SPAN) as usize;
                let on = if mask >> bit & 1 == 1 { 1 << (at % 8) } else { 0 };
                docs.get_mut(at / 8).into_iter().for_each(|byte| *byte = *byte & !(1 << (at % 8)) | on);
            }
            if docs != was {
                let sql = "INSERT OR REPLACE INTO sound VALUES(?1, ?2)";
                connection.prepare_cached(sql)?.execute((at(span, bit), docs))?;
            }
        }
    }
    Ok(())
}

/// The set of a bit; empty if there is none.
fn row(connection: &Connection, span: u32, bit: u32) -> Result<Vec<u8>> {
    let mut statement = connection.prepare_cached("SELECT docs FROM sound WHERE at=?1")?;
    Ok(statement.query_row([at(span, bit)], |row| row.get(0)).optional()?.unwrap_or_default())
}

/// The row of a span and a bit.
fn at(span: u32, bit: u32) -> i64 {
    i64::from(span) * i64::from(BITS) + i64::from(bit)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn table() -> Connection {
        let connection = Connection::open_in_memory().unwrap();
        connection.execute_batch("CREATE TABLE sound(at INTEGER PRIMARY KEY, docs BLOB NOT NULL)").unwrap();
        connection
    }

    #[test]
    fn a_row_is_a_page_of_whole_blocks() {
        assert_eq!(BLOCKS * DOCS, PAGE * 8);
    }

    proptest! {
        #[test]
        fn docs_pass_as_their_masks_do(
            masks in proptest::collection::btree_map(0..3 * SPAN, 0..16_u128, 1..60),
            has in 0..16_u128,
            lacks in 0..16_u128,
        ) {
            let (connection, shift) = (table(), 62);
            let masks: Vec<(Doc, u128)> = masks.into_iter().map(|(doc, mask)| (doc, mask << shift)).collect();
            // What was noted before is of no matter.
            let before: Vec<(Doc, u128)> = masks.iter().map(|(doc, mask)| (*doc, !mask)).collect();
            write(&connection, &before).unwrap();
            write(&connection, &masks).unwrap();
            let ways = [SyllableMask { has: has << shift, lacks: 0 }, SyllableMask { has: 1 << shift, lacks: lacks << shift }];
            for (doc, mask) in masks {
                let n = doc / DOCS as Doc;
                let set = PinyinBitmap::read(&connection, span(n), &ways).unwrap().of_block(n);
                let passes = ways.iter().any(|way| mask & way.has == way.has && mask & way.lacks == 0);
                let at = doc as usize % DOCS;
                prop_assert_eq!(set[at / 64] >> (at % 64) & 1 == 1, passes);
            }
        }
    }
}
