//! Workers that ask the library: hits, counts, rows, the next unread article.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};

use super::worker::{Busy, Newer, Worker};
use super::{Answers, FindJob};
use crate::app::effect::{Count, Find, FindUnread, Rows, Shown};
use crate::app::event::{Answer, Counts, Item, Number};
use crate::article::ArticleId;
use crate::library::{Error, Facets, Hits, Key, Library, Reader, Row, Stop};
use crate::search::{Expr, Is, Order, Query};
use crate::state::Store;

/// Hits of the first, quick answer.
const FIRST: usize = 200;
/// Articles shown as alike.
const ALIKE: usize = 100;

pub(super) fn finder(busy: &Busy, library: Library, store: Arc<Mutex<Store>>, answers: Answers) -> Worker<FindJob> {
    Worker::ready("find", busy, Newer::Interrupts, move || {
        let mut asks = Asks::ready(library, answers, Reader::prime_search);
        move |mut batch: Vec<FindJob>, stop: &Stop| {
            let newest = batch.pop();
            asks.with_reader(|reader, answers| match newest {
                Some(FindJob::Find(job)) => find(reader, &job, Some(FIRST), stop, answers),
                Some(FindJob::All(job)) => find(reader, &job, None, stop, answers),
                Some(FindJob::Similar { number, key }) => {
                    let keys = reader.similar(key, ALIKE, stop)?;
                    answers.send(all_of(number, keys));
                    Ok(())
                }
                Some(FindJob::ReadingList { number }) => {
                    let ids = store.lock().unwrap_or_else(PoisonError::into_inner).reading_list();
                    let found: Result<Vec<Option<Key>>, Error> = ids.into_iter().map(|id| reader.find(id)).collect();
                    answers.send(all_of(number, found?.into_iter().flatten().collect()));
                    Ok(())
                }
                None => Ok(()),
            });
        }
    })
}

/// A list that is whole.
fn all_of(number: Number, keys: Vec<Key>) -> Answer {
    let hits = Hits { total: Some(keys.len()), keys };
    Answer::Found { number, hits, complete: true, selected: None }
}

/// The first hits, at most `limit`, or all of them.
fn find(reader: &mut Reader, job: &Find, limit: Option<usize>, stop: &Stop, answers: &Answers) -> Result<(), Error> {
    let selected = match job.select {
        Some(id) => reader.find(id)?,
        None => None,
    };
    let hits = reader.search(&job.query, job.order, job.reverse, limit, stop)?;
    let complete = limit.is_none_or(|limit| hits.keys.len() < limit);
    answers.send(Answer::Found { number: job.number, hits, complete, selected });
    Ok(())
}

pub(super) fn counter(busy: &Busy, library: Library, answers: Answers) -> Worker<Count> {
    let mut asks = Asks::new(library, answers);
    Worker::start("count", busy, Newer::Interrupts, move |mut batch: Vec<Count>, stop| {
        let newest = batch.pop();
        asks.with_reader(|reader, answers| match newest {
            Some(job) => {
                let counts = counts(reader, &job, stop)?;
                answers.send(Answer::Counted { number: job.number, counts });
                Ok(())
            }
            None => Ok(()),
        });
    })
}

fn counts(reader: &mut Reader, job: &Count, stop: &Stop) -> Result<Counts, Error> {
    let query = match &job.shown {
        Shown::Query(query) if job.facets => query,
        shown => return Ok(Counts { unread: unread_of(reader, shown, stop)?.len(), ..Counts::default() }),
    };
    let mut facets: Facets = reader.facets(query, stop)?;
    if let Some(query) = &job.without_categories {
        facets.categories = reader.facets(query, stop)?.categories;
    }
    let mut queries = Vec::new();
    for (name, query) in &job.queries {
        queries.push((name.clone(), reader.count(query, stop)?));
    }
    Ok(Counts { unread: facets.unread, facets: Some(Arc::new(facets)), queries })
}

/// The unread articles of what a list shows.
pub fn unread_of(reader: &mut Reader, shown: &Shown, stop: &Stop) -> Result<Vec<Key>, Error> {
    let unread = |expr: Expr| Query { expr: Expr::and([expr, Expr::Is(Is::Unread)]), problems: Vec::new() };
    match shown {
        Shown::Query(query) => Ok(reader.search(&unread(query.expr.clone()), Order::Date, false, None, stop)?.keys),
        Shown::Keys(keys) => {
            let all: HashSet<Key> =
                reader.search(&unread(Expr::All), Order::Date, false, None, stop)?.keys.into_iter().collect();
            Ok(keys.iter().copied().filter(|key| all.contains(key)).collect())
        }
    }
}

/// Who the articles are.
pub fn ids_of(reader: &mut Reader, keys: &[Key]) -> Result<Vec<ArticleId>, Error> {
    let mut ids = Vec::with_capacity(keys.len());
    for keys in keys.chunks(1000) {
        ids.extend(reader.rows(keys)?.into_iter().map(|row| row.id));
    }
    Ok(ids)
}

pub(super) fn unread(busy: &Busy, library: Library, answers: Answers) -> Worker<FindUnread> {
    let mut asks = Asks::new(library, answers);
    Worker::start("unread", busy, Newer::Interrupts, move |mut batch: Vec<FindUnread>, stop| {
        let newest = batch.pop();
        asks.with_reader(|reader, answers| match newest {
            Some(job) => {
                let unread = unread_of(reader, &job.shown, stop)?;
                let (index, wrapped) = next_of(&unread.into_iter().collect(), &job.keys, job.from, job.forward);
                answers.send(Answer::Unread { number: job.number, index, wrapped });
                Ok(())
            }
            None => Ok(()),
        });
    })
}

/// The next index behind (or before) `from` whose key is wanted, going on from the list's other end, and
/// whether it did.
pub fn next_of(wanted: &HashSet<Key>, keys: &[Key], from: usize, forward: bool) -> (Option<usize>, bool) {
    let len = keys.len();
    for step in 1..=len {
        let index = if forward { (from + step) % len } else { (from + len - step) % len };
        if keys.get(index).is_some_and(|key| wanted.contains(key)) {
            let wrapped = if forward { index <= from } else { index >= from };
            return (Some(index), wrapped);
        }
    }
    (None, false)
}

pub(super) fn rower(busy: &Busy, library: Library, store: Arc<Mutex<Store>>, answers: Answers) -> Worker<Rows> {
    Worker::ready("rows", busy, Newer::Interrupts, move || {
        let mut asks = Asks::ready(library, answers, Reader::prime);
        move |mut batch: Vec<Rows>, stop: &Stop| {
            let newest = batch.pop();
            asks.with_reader(|reader, answers| match newest {
                Some(job) => {
                    let items = items(reader, &store, &job, stop)?;
                    answers.send(Answer::Rows { number: job.number, first: job.first, items });
                    Ok(())
                }
                None => Ok(()),
            });
        }
    })
}

fn items(reader: &mut Reader, store: &Mutex<Store>, job: &Rows, stop: &Stop) -> Result<Vec<Item>, Error> {
    let rows: Vec<Row> = reader.rows(&job.keys)?;
    let marks: Vec<_> = {
        let store = store.lock().unwrap_or_else(PoisonError::into_inner);
        rows.iter().map(|row| store.mark(row.id).cloned().unwrap_or_default()).collect()
    };
    let mut items = Vec::with_capacity(rows.len());
    for (row, mark) in rows.into_iter().zip(marks) {
        let snippet = match job.query.expr {
            Expr::All => None,
            _ if stop.is_stopped() => return Err(Error::Stopped),
            _ => reader.snippet(row.key, &job.query)?,
        };
        items.push(Item { row, mark, snippet });
    }
    Ok(items)
}

/// A library to ask, and where answers go. The reader is made on the thread that uses it.
struct Asks {
    library: Library,
    reader: Option<Reader>,
    answers: Answers,
}

impl Asks {
    fn new(library: Library, answers: Answers) -> Asks {
        Asks { library, reader: None, answers }
    }

    /// With a reader that is open before the first question, which then need not wait for that.
    fn ready(library: Library, answers: Answers, prime: fn(&mut Reader) -> Result<(), Error>) -> Asks {
        // Where it cannot be opened now, the first question tries again, and tells.
        let reader = library.reader().and_then(|mut reader| prime(&mut reader).map(|()| reader)).ok();
        Asks { library, reader, answers }
    }

    fn with_reader(&mut self, ask: impl FnOnce(&mut Reader, &Answers) -> Result<(), Error>) {
        let answers = self.answers.clone();
        let result = match &mut self.reader {
            Some(reader) => ask(reader, &answers),
            None => match self.library.reader() {
                Ok(reader) => ask(self.reader.insert(reader), &answers),
                Err(error) => Err(error),
            },
        };
        match result {
            // Something newer was asked; its answer will come.
            Ok(()) | Err(Error::Stopped) => {}
            Err(error) => answers.send(Answer::Failed(error.to_string())),
        }
    }
}
