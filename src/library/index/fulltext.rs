//! The tables of the full-text index, where segments made elsewhere are put in.
//!
//! Owns FTS5's record of its segments (`fts5_index.c`, structure record, version 2) and what else FTS5
//! notes of an article. All of a segment is written within the writer's transaction.
//!
//! FTS5 remembers that record for as long as only its own connection writes: a connection that was given
//! a segment must not delete or merge before it is opened anew.

use rusqlite::{Connection, Error, Result, ffi};

use super::segment::{Segment, read_varint, varint};

/// Rows of `words_data` that are not pages: totals, and the record of the segments.
const TOTALS: i64 = 1;
const STRUCTURE: i64 = 10;

/// The row of a page: number of the segment, whether it is the index of a long list, number of the page.
fn page_row(segment: i64, index: bool, page: i64) -> i64 {
    (segment << 37) + (i64::from(index) << 36) + page
}

/// Adds a segment, newer than all that are there.
pub fn add(connection: &Connection, segment: &Segment) -> Result<()> {
    let mut structure = Structure::read(connection)?;
    let (id, origin) = structure.add(segment.length(), segment.rows.len());
    let mut page = connection.prepare_cached("REPLACE INTO words_data(id, block) VALUES(?1, ?2)")?;
    for (number, bytes) in segment.pages() {
        page.execute((page_row(id, false, number), bytes))?;
    }
    for (number, bytes) in &segment.long {
        page.execute((page_row(id, true, *number), bytes))?;
    }
    let mut divider = connection.prepare_cached("INSERT INTO words_idx(segid, term, pgno) VALUES(?1, ?2, ?3)")?;
    for (term, number) in &segment.dividers {
        divider.execute((id, term, number))?;
    }
    let mut size = connection.prepare_cached("REPLACE INTO words_docsize(id, sz, origin) VALUES(?1, ?2, ?3)")?;
    let mut bytes = Vec::new();
    for &(row, tokens) in &segment.rows {
        bytes.clear();
        varint(&mut bytes, tokens.cast_signed());
        size.execute((row, &bytes, origin))?;
    }
    add_totals(connection, segment)?;
    page.execute((STRUCTURE, structure.pack()))?;
    Ok(())
}

/// Merges segments where there are very many, some pages at a time; answers whether there may be more to do.
pub fn merge(connection: &Connection) -> Result<bool> {
    let before = connection.total_changes();
    connection.execute("INSERT INTO words(words, rank) VALUES('merge', 4000)", [])?;
    Ok(connection.total_changes() - before > 1)
}

/// How many articles there are, and how many tokens they have.
fn add_totals(connection: &Connection, segment: &Segment) -> Result<()> {
    let record = record(connection, TOTALS)?;
    let mut bytes = record.as_slice();
    let mut total = || read_varint(&mut bytes).unwrap_or_default();
    let rows = total() + count(segment.rows.len());
    let tokens = total() + segment.rows.iter().map(|row| row.1.cast_signed()).sum::<i64>();
    let mut out = Vec::new();
    varint(&mut out, rows);
    varint(&mut out, tokens);
    connection.execute("REPLACE INTO words_data(id, block) VALUES(?1, ?2)", (TOTALS, out))?;
    Ok(())
}

fn record(connection: &Connection, id: i64) -> Result<Vec<u8>> {
    connection.query_row("SELECT block FROM words_data WHERE id=?1", [id], |row| row.get(0))
}

fn count(number: usize) -> i64 {
    i64::try_from(number).unwrap_or_default()
}

/// Pages up to which a segment is of level 0, and of level 1; FTS5 merges within levels.
const LEVELS: [usize; 2] = [512, 2048];

/// The segments that there are.
#[derive(Debug, PartialEq)]
struct Structure {
    /// Changes with the settings of the table, and what says that this is version 2.
    head: [u8; 8],
    written: i64,
    levels: Vec<Level>,
}

#[derive(Debug, Default, PartialEq)]
struct Level {
    /// So many of the segments are just being merged.
    merging: i64,
    /// Number, first page, last page, oldest and newest origin, deleted: pages and rows, rows.
    segments: Vec<[i64; 8]>,
}

impl Structure {
    fn read(connection: &Connection) -> Result<Structure> {
        let damaged = || Error::SqliteFailure(ffi::Error::new(ffi::SQLITE_CORRUPT), None);
        Structure::unpack(&record(connection, STRUCTURE)?).ok_or_else(damaged)
    }

    fn unpack(record: &[u8]) -> Option<Structure> {
        let (&head, mut rest) = record.split_first_chunk::<8>()?;
        if !head.ends_with(&[0xff, 0, 0, 1]) {
            return None;
        }
        let mut next = || read_varint(&mut rest);
        let (levels, _, written) = (next()?, next()?, next()?);
        let mut level = || {
            let (merging, count) = (next()?, next()?);
            let segments = (0..count).map(|_| {
                let mut segment = [0; 8];
                segment.iter_mut().try_for_each(|field| next().map(|number| *field = number))?;
                Some(segment)
            });
            Some(Level { merging, segments: segments.collect::<Option<_>>()? })
        };
        let levels = (0..levels).map(|_| level()).collect::<Option<_>>()?;
        Some(Structure { head, written, levels })
    }

    fn pack(&self) -> Vec<u8> {
        let mut out = self.head.to_vec();
        let segments = self.levels.iter().map(|level| level.segments.len()).sum();
        let mut numbers = vec![count(self.levels.len()), count(segments), self.written];
        for level in &self.levels {
            numbers.extend([level.merging, count(level.segments.len())]);
            numbers.extend(level.segments.iter().flatten());
        }
        numbers.into_iter().for_each(|number| varint(&mut out, number));
        out
    }

    /// Notes a segment of so many pages and rows; answers its number and its origin.
    fn add(&mut self, pages: usize, rows: usize) -> (i64, i64) {
        let all = || self.levels.iter().flat_map(|level| &level.segments);
        let id = (1..).find(|id| all().all(|segment| segment[0] != *id)).unwrap_or_default();
        let origin = all().map(|segment| segment[4]).max().unwrap_or_default() + 1;
        let level = self.make_room(LEVELS.iter().filter(|most| pages > **most).count());
        level.segments.push([id, 1, count(pages), origin, origin, 0, 0, count(rows)]);
        self.written += count(pages);
        (id, origin)
    }

    /// The level for a new segment: below it there must be none, since those below are newer. So they
    /// come up, but where a merge is under way.
    fn make_room(&mut self, wanted: usize) -> &mut Level {
        let merging = self.levels.iter().position(|level| level.merging > 0);
        let at = merging.map_or(wanted, |merging| wanted.min(merging));
        if self.levels.len() <= at {
            self.levels.resize_with(at + 1, Level::default);
        }
        for below in (0..at).rev() {
            let segments = std::mem::take(&mut self.levels[below].segments);
            self.levels[at].segments.extend(segments);
        }
        &mut self.levels[at]
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;
    use crate::library::Options;
    use crate::library::index::postings::Postings;
    use crate::library::index::store;

    /// Tables in memory, and the connection that keeps them.
    fn tables() -> (store::Database, Connection) {
        let options = Options { roots: Vec::new(), cache: None, zone: jiff::tz::TimeZone::UTC };
        let opened = store::open_memory(&options, Vec::new()).unwrap();
        (opened.place, opened.connection)
    }

    fn segment(articles: &[(i64, Vec<&str>)]) -> Segment {
        let mut postings = Postings::default();
        for (row, tokens) in articles {
            postings.begin(*row);
            tokens.iter().for_each(|token| postings.add(token));
        }
        postings.segment()
    }

    /// Rows that FTS5 finds, both ways.
    fn found(connection: &Connection, query: &str) -> Vec<i64> {
        let rows = |order: &str| {
            let sql = format!("SELECT rowid FROM words WHERE words MATCH ?1 ORDER BY rowid {order}");
            let mut statement = connection.prepare(&sql).unwrap();
            statement.query_map([query], |row| row.get(0)).unwrap().collect::<Result<Vec<i64>>>().unwrap()
        };
        let (mut down, up) = (rows("DESC"), rows("ASC"));
        down.reverse();
        assert_eq!(down, up, "{query}");
        up
    }

    fn check(connection: &Connection) {
        connection.execute("INSERT INTO words(words) VALUES('integrity-check')", []).unwrap();
    }

    const TOKENS: [&str; 12] =
        ["金融", "金", "融", "=金融", "a", "ab", "abcdefgh", "abcdefghi", "abcdefghj", "हिन्दी", "🎉", "=z"];

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]
        #[test]
        fn what_is_put_in_is_what_fts5_would_have_made(
            lots in prop::collection::vec(prop::collection::vec(prop::collection::btree_set(0..12_usize, 1..9), 1..40), 1..6),
            gone in prop::collection::btree_set(1..60_i64, 0..9),
        ) {
            let ((place, keeper), (_, theirs)) = (tables(), tables());
            let mut row = 0;
            let mut all = BTreeSet::new();
            for lot in &lots {
                let articles: Vec<(i64, Vec<&str>)> = lot.iter().map(|tokens| {
                    row += 1;
                    (row, tokens.iter().map(|n| TOKENS[*n]).collect())
                }).collect();
                add(&keeper, &segment(&articles)).unwrap();
                for (row, tokens) in articles {
                    let text = tokens.join(" ");
                    theirs.execute("INSERT INTO words(rowid, text) VALUES(?1, ?2)", (row, text)).unwrap();
                    all.insert(row);
                }
            }
            let ours = store::connect(&place).unwrap();
            for row in gone.iter().filter(|row| all.contains(row)) {
                for connection in [&ours, &theirs] {
                    connection.execute("DELETE FROM words WHERE rowid=?1", [row]).unwrap();
                }
            }
            let totals = |connection: &Connection| record(connection, TOTALS).unwrap();
            for _ in 0..2 {
                check(&ours);
                prop_assert_eq!(totals(&ours), totals(&theirs));
                for query in TOKENS.iter().flat_map(|token| [format!("\"{token}\""), format!("\"{token}\"*")]) {
                    prop_assert_eq!(found(&ours, &query), found(&theirs, &query), "{}", query);
                }
                ours.execute("INSERT INTO words(words) VALUES('optimize')", []).unwrap();
            }
        }
    }

    #[test]
    fn lists_over_many_pages_are_found_from_any_row() {
        let ((place, keeper), words) = (tables(), (0..3000).map(|n| format!("w{n:05}")).collect::<Vec<_>>());
        // Three bytes from row to row: lists of ten pages.
        let rows = (1..14_000_i64).map(|n| n * 20_000);
        let articles = rows.clone().zip(words.iter().cycle()).map(|(row, word)| (row, vec!["every", word, "z金"]));
        let segment = segment(&articles.collect::<Vec<_>>());
        assert_eq!(segment.long.len(), 5, "two words, and the first characters of all three");
        add(&keeper, &segment).unwrap();
        let connection = store::connect(&place).unwrap();
        check(&connection);
        assert_eq!(found(&connection, "every"), rows.clone().collect::<Vec<_>>());
        for (from, to) in [(1, 1_000_000), (100_000_001, 130_000_000), (279_900_000, 999_999_999)] {
            for query in ["every", "z*", "e*", "\"z金\""] {
                let sql = "SELECT count(*) FROM words WHERE words MATCH ?1 AND rowid BETWEEN ?2 AND ?3";
                let count: i64 = connection.query_row(sql, (query, from, to), |row| row.get(0)).unwrap();
                assert_eq!(count, count_of(rows.clone(), from, to), "{query} {from}");
            }
        }
    }

    fn count_of(rows: impl Iterator<Item = i64>, from: i64, to: i64) -> i64 {
        count(rows.filter(|row| (from..=to).contains(row)).count())
    }

    #[test]
    fn many_segments_become_one_and_a_row_may_come_again() {
        let (place, keeper) = tables();
        for row in 1..=40 {
            add(&keeper, &segment(&[(row, vec!["金融", "old"])])).unwrap();
        }
        store::connect(&place).unwrap().execute("DELETE FROM words WHERE rowid=7", []).unwrap();
        add(&keeper, &segment(&[(7, vec!["new"])])).unwrap();
        let connection = store::connect(&place).unwrap();
        while merge(&connection).unwrap() {}
        let structure = Structure::read(&connection).unwrap();
        assert_eq!(Structure::unpack(&structure.pack()).as_ref(), Some(&structure));
        assert!(structure.levels.iter().map(|level| level.segments.len()).sum::<usize>() < 16);
        check(&connection);
        assert_eq!((found(&connection, "old").len(), found(&connection, "new")), (39, vec![7]));
    }

    #[test]
    fn a_large_segment_lifts_the_small_ones_before_it() {
        let mut structure = Structure { head: *b"\0\0\0\0\xff\0\0\x01", written: 0, levels: Vec::new() };
        for pages in [9, 9, 999, 9, 9999, 9] {
            structure.add(pages, 1);
        }
        let origins = structure.levels.iter().map(|level| level.segments.iter().map(|s| s[4]).collect());
        assert_eq!(origins.collect::<Vec<Vec<i64>>>(), [vec![6], vec![], vec![1, 2, 3, 4, 5]]);
        structure.levels[0].merging = 1;
        assert_eq!(structure.add(9999, 1), (7, 7));
        assert_eq!(structure.levels[0].segments.len(), 2);
    }
}
