//! The table of posting lists: which docs hold a token.
//!
//! Owns the rows of the lists in the index file, by batch and token, and how they are read. A batch is written
//! once and never changed. Each doc is in one batch at most, and stays there when its article is gone: which docs
//! are live is kept with the blocks. Small batches are merged when there are many of them.

use std::collections::BTreeMap;

use rusqlite::{CachedStatement, Connection, Result, Row};

use super::gather::{PostingBatch, first_character};
use super::list;
use crate::library::index::bitmap::{Bitmap, DocRun};
use crate::library::index::block::{BlockBitmaps, DOCS, Doc};
use crate::library::index::docs::doc_at;

/// Batches over fewer docs than this are merged once there are more of them than [`MANY`].
const SMALL: Doc = DOCS as Doc / 2;
const MANY: usize = 15;

/// A batch in the index file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StoredBatch {
    id: i64,
    /// The lists count docs from here; a multiple of 64.
    pub first: Doc,
    /// The last doc of the batch.
    pub last: Doc,
}

impl StoredBatch {
    /// The docs of a bitmap that begins with the first doc of the batch.
    pub fn docs(self, bits: &Bitmap) -> impl Iterator<Item = Doc> + '_ {
        bits.iter().filter_map(move |at| self.first.checked_add(Doc::try_from(at).ok()?))
    }

    fn empty(self) -> Bitmap {
        Bitmap::new(self.last.saturating_sub(self.first) as usize + 1)
    }
}

/// The batches of the index, in the order of their docs.
pub fn batches(connection: &Connection) -> Result<Vec<StoredBatch>> {
    let mut statement = connection.prepare_cached("SELECT id, first, last FROM batch ORDER BY first")?;
    let batch = |row: &Row<'_>| Ok(StoredBatch { id: row.get(0)?, first: row.get(1)?, last: row.get(2)? });
    statement.query_map([], batch)?.collect()
}

/// A token to look up, or the beginning of tokens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostingTerm {
    token: Vec<u8>,
    prefix: bool,
}

impl PostingTerm {
    /// This token.
    pub fn exact(token: &str) -> PostingTerm {
        PostingTerm { token: token.into(), prefix: false }
    }

    /// All tokens that begin so. Those of one character have a list of their own.
    pub fn prefix(token: &str) -> PostingTerm {
        let mut characters = token.chars();
        match (characters.next(), characters.next()) {
            (Some(only), None) => PostingTerm::exact(&first_character(only)),
            _ => PostingTerm { token: token.into(), prefix: true },
        }
    }
}

/// Reads posting lists.
pub struct PostingReader<'a> {
    exact: CachedStatement<'a>,
    prefix: CachedStatement<'a>,
}

impl<'a> PostingReader<'a> {
    /// Prepares the statements.
    pub fn new(connection: &'a Connection) -> Result<PostingReader<'a>> {
        let prefix = "SELECT docs FROM posting WHERE batch=?1 AND token>=?2 AND token<?3";
        Ok(PostingReader {
            exact: connection.prepare_cached("SELECT docs FROM posting WHERE batch=?1 AND token=?2")?,
            prefix: connection.prepare_cached(prefix)?,
        })
    }

    /// The docs of a batch that hold all terms, as a bitmap that begins with the first doc of the batch.
    pub fn docs(&mut self, batch: StoredBatch, all: &[PostingTerm]) -> Result<Bitmap> {
        let mut docs: Option<Bitmap> = None;
        for term in all {
            let mut bits = batch.empty();
            self.add(batch, term, &mut bits)?;
            docs.iter().for_each(|docs| bits.and(docs));
            if bits.is_empty() {
                return Ok(bits);
            }
            docs = Some(bits);
        }
        Ok(docs.unwrap_or_default())
    }

    fn add(&mut self, batch: StoredBatch, term: &PostingTerm, bits: &mut Bitmap) -> Result<()> {
        let token = term.token.as_slice();
        let mut rows = if term.prefix {
            // No byte of UTF-8 is as high.
            self.prefix.query((batch.id, token, [token, &[0xff]].concat()))?
        } else {
            self.exact.query((batch.id, token))?
        };
        while let Some(row) = rows.next()? {
            list::unpack(row.get_ref(0)?.as_blob()?, &mut bits.words);
        }
        Ok(())
    }
}

/// Writes a batch.
pub fn add(connection: &Connection, batch: &PostingBatch) -> Result<()> {
    let sql = "INSERT INTO batch(first, last) VALUES(?1, ?2)";
    connection.prepare_cached(sql)?.execute((batch.first, batch.last))?;
    let id = connection.last_insert_rowid();
    let mut row = connection.prepare_cached("INSERT INTO posting VALUES(?1, ?2, ?3)")?;
    batch.rows().try_for_each(|(token, docs)| row.execute((id, token, docs)).map(drop))
}

/// Makes one batch of the small ones if there are many, without the docs of articles that are gone.
pub fn merge(connection: &Connection) -> Result<()> {
    let mut small = batches(connection)?;
    small.retain(|batch| batch.last.saturating_sub(batch.first) < SMALL);
    let (Some(first), Some(last)) = (small.first(), small.iter().map(|batch| batch.last).max()) else { return Ok(()) };
    if small.len() <= MANY {
        return Ok(());
    }
    let mut lists: BTreeMap<Vec<u8>, Vec<Doc>> = BTreeMap::new();
    for batch in &small {
        let live = live(connection, *batch)?;
        let mut statement = connection.prepare_cached("SELECT token, docs FROM posting WHERE batch=?1")?;
        let mut rows = statement.query([batch.id])?;
        while let Some(row) = rows.next()? {
            let mut bits = batch.empty();
            list::unpack(row.get_ref(1)?.as_blob()?, &mut bits.words);
            bits.and(&live);
            lists.entry(row.get(0)?).or_default().extend(batch.docs(&bits));
        }
    }
    for batch in &small {
        connection.prepare_cached("DELETE FROM posting WHERE batch=?1")?.execute([batch.id])?;
        connection.prepare_cached("DELETE FROM batch WHERE id=?1")?.execute([batch.id])?;
    }
    let mut merged = PostingBatch::new(first.first, last);
    for (token, docs) in lists.iter_mut().filter(|(_, docs)| !docs.is_empty()) {
        docs.sort_unstable();
        merged.push(token, docs.iter().copied());
    }
    add(connection, &merged)
}

/// The docs of a batch that are articles.
fn live(connection: &Connection, batch: StoredBatch) -> Result<Bitmap> {
    let (mut live, run) = (batch.empty(), DocRun { first: batch.first, last: batch.last, at: 0 });
    let mut statement = connection.prepare_cached("SELECT n, sets FROM block WHERE n BETWEEN ?1 AND ?2")?;
    let mut blocks = statement.query((batch.first / DOCS as Doc, batch.last / DOCS as Doc))?;
    while let Some(block) = blocks.next()? {
        let words = BlockBitmaps::unpack(block.get_ref(1)?.as_blob()?).live;
        live.or_docs(run, doc_at(block.get(0)?, 0), &Bitmap { words: words.to_vec() });
    }
    Ok(live)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::super::gather::TokenGatherer;
    use super::*;
    use crate::library::Options;
    use crate::library::index::store;

    const TOKENS: [&str; 12] =
        ["金融", "金", "融", "=金融", "a", "ab", "abcdefgh", "abcdefghi", "abcdefghj", "हिन्दी", "🎉", "=z"];

    /// Tables in memory.
    fn tables() -> Connection {
        let options = Options { roots: Vec::new(), cache: None, zone: jiff::tz::TimeZone::UTC };
        store::open_memory(&options, Vec::new()).unwrap().connection
    }

    fn batch(articles: &[(Doc, Vec<&str>)]) -> PostingBatch {
        let mut gatherer = TokenGatherer::default();
        for (doc, tokens) in articles {
            gatherer.begin(*doc);
            tokens.iter().for_each(|token| gatherer.add(token));
        }
        gatherer.batch()
    }

    /// The docs of all batches that hold all terms.
    fn found(connection: &Connection, terms: &[PostingTerm]) -> BTreeSet<Doc> {
        let mut reader = PostingReader::new(connection).unwrap();
        let mut docs = BTreeSet::new();
        for batch in batches(connection).unwrap() {
            docs.extend(batch.docs(&reader.docs(batch, terms).unwrap()));
        }
        docs
    }

    /// Says that all docs up to `last` but some are articles.
    fn set_live(connection: &Connection, last: Doc, gone: &BTreeSet<Doc>) {
        for n in 0..=last / DOCS as Doc {
            let mut sets = BlockBitmaps::default();
            for at in (0..DOCS).filter(|at| !gone.contains(&doc_at(n, *at))) {
                sets.live[at / 64] |= 1 << (at % 64);
            }
            connection.execute("INSERT INTO block VALUES(?1, 0, 1, 1, ?2)", (n, sets.pack())).unwrap();
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]
        #[test]
        fn a_token_is_found_in_the_docs_that_hold_it(
            lots in prop::collection::vec(prop::collection::vec((prop::collection::btree_set(0..12_usize, 1..9), 1..70_u32), 1..40), 1..20),
            gone in prop::collection::btree_set(1..900_u32, 0..9),
        ) {
            let connection = tables();
            let mut all: Vec<(Doc, Vec<&str>)> = Vec::new();
            for lot in &lots {
                let from = all.len();
                for (tokens, step) in lot {
                    let doc = all.last().map_or(0, |(doc, _)| *doc) + step;
                    all.push((doc, tokens.iter().map(|n| TOKENS[*n]).collect()));
                }
                add(&connection, &batch(&all[from..])).unwrap();
            }
            set_live(&connection, all.last().unwrap().0, &gone);
            for gone in [BTreeSet::new(), gone] {
                let holding = |holds: &dyn Fn(&str) -> bool| -> BTreeSet<Doc> {
                    let docs = all.iter().filter(|(_, tokens)| tokens.iter().any(|token| holds(token)));
                    docs.map(|(doc, _)| *doc).filter(|doc| !gone.contains(doc)).collect()
                };
                let found = |terms: &[PostingTerm]| found(&connection, terms).difference(&gone).copied().collect::<BTreeSet<_>>();
                for one in TOKENS {
                    let (exact, prefix) = (PostingTerm::exact(one), PostingTerm::prefix(one));
                    prop_assert_eq!(found(std::slice::from_ref(&exact)), holding(&|token| token == one), "{}", one);
                    prop_assert_eq!(found(std::slice::from_ref(&prefix)), holding(&|token| token.starts_with(one)), "{}", one);
                    let both = &holding(&|token| token == one) & &holding(&|token| token.starts_with("a"));
                    prop_assert_eq!(found(&[exact, PostingTerm::prefix("a")]), both);
                }
                merge(&connection).unwrap();
            }
        }
    }

    #[test]
    fn many_small_batches_become_one_without_what_is_gone() {
        let connection = tables();
        for doc in 0..=MANY as Doc {
            add(&connection, &batch(&[(doc * 100, vec!["金融", "old"])])).unwrap();
        }
        add(&connection, &batch(&[(5000, vec!["金融"]), (6000, vec!["金融"])])).unwrap();
        set_live(&connection, 6000, &BTreeSet::from([300]));
        let docs = |token| found(&connection, &[PostingTerm::exact(token)]).len();
        assert_eq!((docs("old"), docs("金融")), (MANY + 1, MANY + 3));
        merge(&connection).unwrap();
        assert_eq!((docs("old"), docs("金融")), (MANY, MANY + 2));
        assert_eq!(batches(&connection).unwrap().len(), 2, "a large batch stays as it is");
        merge(&connection).unwrap();
        assert_eq!(batches(&connection).unwrap().len(), 2);
    }
}
