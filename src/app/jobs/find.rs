//! Workers that ask the library: hits, counts, rows, the next unread article.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};

use super::report::Reports;
use super::worker::{Busy, Newer, Worker};
use crate::app::effect::{CountJob, FindJob, ListJob, RowsJob, Shown, UnreadJob};
use crate::app::event::{Counts, ListItem, Report};
use crate::app::panes::Base;
use crate::article::ArticleId;
use crate::library::{Error, Facets, Hits, Key, Library, Reader, Row, Stop};
use crate::search::{Expr, Is, Order, Query};
use crate::state::Store;

/// Hits of the first, quick search.
const FIRST: usize = 200;
/// Articles shown as alike.
const ALIKE: usize = 100;

/// One worker for each kind of question, so that none waits for another.
#[derive(Debug)]
pub(super) struct Finders {
    list: Worker<ListJob>,
    rows: Worker<RowsJob>,
    count: Worker<CountJob>,
    unread: Worker<UnreadJob>,
}

impl Finders {
    pub(super) fn start(busy: &Busy, library: &Library, store: &Arc<Mutex<Store>>, reports: &Reports) -> Finders {
        let (listed, rowed) = (Arc::clone(store), Arc::clone(store));
        let start = Starter { busy, library, reports };
        Finders {
            list: start.ready("find", Reader::prime_search, move |reader, job, stop| list(reader, &listed, job, stop)),
            rows: start.ready("rows", Reader::prime, move |reader, job, stop| rows(reader, &rowed, job, stop)),
            count: start.later("count", |reader, job, stop| count(reader, &job, stop)),
            unread: start.later("unread", next_unread),
        }
    }

    pub(super) fn post(&self, job: FindJob) {
        match job {
            FindJob::List(job) => self.list.post(job),
            FindJob::Rows(job) => self.rows.post(job),
            FindJob::Count(job) => self.count.post(job),
            FindJob::Unread(job) => self.unread.post(job),
        }
    }

    pub(super) fn stop(&self) {
        for stop in [self.list.stop(), self.rows.stop(), self.count.stop(), self.unread.stop()] {
            stop.stop();
        }
    }
}

/// Starts workers, each with a reader of the library on its own thread.
struct Starter<'a> {
    busy: &'a Busy,
    library: &'a Library,
    reports: &'a Reports,
}

impl Starter<'_> {
    /// A worker whose reader is open before the first request, which then need not wait for that.
    fn ready<T: Send + 'static>(
        &self,
        name: &str,
        prime: fn(&mut Reader) -> Result<(), Error>,
        work: impl FnMut(&mut Reader, T, &Stop) -> Result<Report, Error> + Send + 'static,
    ) -> Worker<T> {
        // Where it cannot be opened now, the first request tries again, and tells.
        self.start(name, move |library| library.reader().and_then(|mut r| prime(&mut r).map(|()| r)).ok(), work)
    }

    /// A worker that opens its reader for its first request.
    fn later<T: Send + 'static>(
        &self,
        name: &str,
        work: impl FnMut(&mut Reader, T, &Stop) -> Result<Report, Error> + Send + 'static,
    ) -> Worker<T> {
        self.start(name, |_| None, work)
    }

    fn start<T: Send + 'static>(
        &self,
        name: &str,
        open: impl FnOnce(&Library) -> Option<Reader> + Send + 'static,
        mut work: impl FnMut(&mut Reader, T, &Stop) -> Result<Report, Error> + Send + 'static,
    ) -> Worker<T> {
        let (library, reports) = (self.library.clone(), self.reports.clone());
        Worker::ready(name, self.busy, Newer::Interrupts, move || {
            let mut reader = open(&library);
            move |mut batch: Vec<T>, stop: &Stop| {
                let Some(newest) = batch.pop() else { return };
                let result = match &mut reader {
                    Some(reader) => work(reader, newest, stop),
                    None => library.reader().and_then(|opened| work(reader.insert(opened), newest, stop)),
                };
                match result {
                    Ok(report) => reports.send(report),
                    // Something newer was requested; its report will come.
                    Err(Error::Stopped) => {}
                    Err(error) => reports.send(Report::Failed(error.to_string())),
                }
            }
        })
    }
}

/// The articles of a list: the first hits of a search, or all of them; other bases are small and whole at once.
fn list(reader: &mut Reader, store: &Mutex<Store>, job: ListJob, stop: &Stop) -> Result<Report, Error> {
    let ListJob { number, source, first, select } = job;
    let keys = match source.base {
        Base::Library => {
            let selected = select.map(|id| reader.find(id)).transpose()?.flatten();
            let limit = first.then_some(FIRST);
            let hits = reader.search(&source.query(), source.order, source.reverse, limit, stop)?;
            let complete = limit.is_none_or(|limit| hits.keys.len() < limit);
            return Ok(Report::Found { number, hits, complete, selected });
        }
        Base::Like { key, .. } => reader.similar(key, ALIKE, stop)?,
        Base::ReadingList => {
            let ids = store.lock().unwrap_or_else(PoisonError::into_inner).reading_list();
            let found: Result<Vec<Option<Key>>, Error> = ids.into_iter().map(|id| reader.find(id)).collect();
            found?.into_iter().flatten().collect()
        }
    };
    let keys = within(reader, keys, &source.query(), stop)?;
    let hits = Hits { total: Some(keys.len()), keys };
    Ok(Report::Found { number, hits, complete: true, selected: None })
}

/// Those of `keys` that a query finds, in their order.
fn within(reader: &mut Reader, mut keys: Vec<Key>, query: &Query, stop: &Stop) -> Result<Vec<Key>, Error> {
    if query.expr != Expr::All {
        let hits = reader.search(query, Order::Date, false, None, stop)?;
        let found: HashSet<Key> = hits.keys.into_iter().collect();
        keys.retain(|key| found.contains(key));
    }
    Ok(keys)
}

fn rows(reader: &mut Reader, store: &Mutex<Store>, job: RowsJob, stop: &Stop) -> Result<Report, Error> {
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
        items.push(ListItem { row, mark, snippet });
    }
    Ok(Report::Rows { number: job.number, first: job.first, items })
}

fn count(reader: &mut Reader, job: &CountJob, stop: &Stop) -> Result<Report, Error> {
    Ok(Report::Counted { number: job.number, counts: counts(reader, job, stop)? })
}

fn counts(reader: &mut Reader, job: &CountJob, stop: &Stop) -> Result<Counts, Error> {
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

fn next_unread(reader: &mut Reader, job: UnreadJob, stop: &Stop) -> Result<Report, Error> {
    let unread = unread_of(reader, &job.shown, stop)?;
    let (index, wrapped) = next_of(&unread.into_iter().collect(), &job.keys, job.from, job.forward);
    Ok(Report::Unread { number: job.number, index, wrapped })
}

/// The unread articles of what a list shows.
///
/// # Errors
/// Those of the library.
pub fn unread_of(reader: &mut Reader, shown: &Shown, stop: &Stop) -> Result<Vec<Key>, Error> {
    let unread = |expr: Expr| Query { expr: Expr::and([expr, Expr::Is(Is::Unread)]), ..Query::default() };
    match shown {
        Shown::Query(query) => Ok(reader.search(&unread(query.expr.clone()), Order::Date, false, None, stop)?.keys),
        Shown::Keys(keys) => within(reader, keys.to_vec(), &unread(Expr::All), stop),
    }
}

/// The ids of articles, whose marks they carry.
///
/// # Errors
/// Those of the library.
pub fn ids_of(reader: &mut Reader, keys: &[Key]) -> Result<Vec<ArticleId>, Error> {
    let mut ids = Vec::with_capacity(keys.len());
    for keys in keys.chunks(1000) {
        ids.extend(reader.rows(keys)?.into_iter().map(|row| row.id));
    }
    Ok(ids)
}

/// The next index after (or before) `from` whose key is wanted, going on from the list's other end, and
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
