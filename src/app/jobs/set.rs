//! The worker that reads an article and sets its page. The parsed body stays here, so that a
//! resize only sets its lines.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError};

use super::report::Reports;
use super::worker::{Busy, Newer, Worker};
use crate::app::effect::{Number, SetJob};
use crate::app::event::{OpenArticle, Report};
use crate::app::headline;
use crate::app::messages::Messages;
use crate::article::{Article, ArticleId, Body, BodyKind};
use crate::library::{Error, Key, Library, Reader};
use crate::render::{Document, Options};
use crate::state::{Mark, Store};
use crate::text::Ambiguous;

/// Bytes of a body from which on its beginning is shown first.
const LONG: usize = 200_000;
/// Lines of that beginning.
const BEGINNING: usize = 200;

/// How pages are set, and what their heads say.
#[derive(Debug, Clone)]
pub struct PageOptions {
    /// How bodies are set.
    pub options: Options,
    /// What heads say, in the reader's language.
    pub messages: Messages,
    /// The zone of dates shown.
    pub zone: jiff::tz::TimeZone,
}

pub(super) fn setter(
    busy: &Busy,
    library: Library,
    store: Arc<Mutex<Store>>,
    pages: PageOptions,
    reports: Reports,
) -> Worker<SetJob> {
    let mut setter = Setter { library, reader: None, store, pages, reports, open: None };
    Worker::start("set", busy, Newer::Waits, move |batch: Vec<SetJob>, _stop| setter.work(batch))
}

struct Setter {
    library: Library,
    reader: Option<Reader>,
    store: Arc<Mutex<Store>>,
    pages: PageOptions,
    reports: Reports,
    open: Option<(Arc<Article>, Document)>,
}

impl Setter {
    /// The newest opening and the newest setting after it; all before is stale.
    fn work(&mut self, batch: Vec<SetJob>) {
        let opening = batch.iter().rposition(|job| matches!(job, SetJob::Open { .. }));
        let setting = batch.iter().rposition(|job| matches!(job, SetJob::Set { .. }));
        for (at, job) in batch.into_iter().enumerate() {
            match job {
                SetJob::Ambiguous(ambiguous) => self.change_ambiguous(ambiguous),
                SetJob::Open { number, key, width } if opening == Some(at) => self.open(number, key, width),
                SetJob::Set { number, width } if setting == Some(at) => self.set(number, width),
                SetJob::Open { .. } | SetJob::Set { .. } => {}
            }
        }
    }

    fn open(&mut self, number: Number, key: Key, width: usize) {
        match self.try_open(key, width) {
            Ok(opened) => {
                let whole = opened.mark.place.is_some() || opened.article.body.text.len() < LONG;
                self.reports.send(Report::Opened { number, opened: Box::new(opened) });
                if !whole {
                    self.set(number, width);
                }
            }
            Err(error) => self.reports.send(Report::Failed(error.to_string())),
        }
    }

    fn try_open(&mut self, key: Key, width: usize) -> Result<OpenArticle, Error> {
        let reader = match &mut self.reader {
            Some(reader) => reader,
            None => self.reader.insert(self.library.reader()?),
        };
        let article = Arc::new(reader.article(key)?);
        let path = reader.path(key)?;
        let mark = self.mark(article.id);
        let document = self.parse(&article, &mark);
        // Of a long article the first screens are shown while the rest is set.
        let long = mark.place.is_none() && article.body.text.len() >= LONG;
        let page = Arc::new(if long { document.set_beginning(width, BEGINNING) } else { document.set(width) });
        self.open = Some((Arc::clone(&article), document));
        Ok(OpenArticle { key, article, mark, page, path })
    }

    fn mark(&self, id: ArticleId) -> Mark {
        let store = self.store.lock().unwrap_or_else(PoisonError::into_inner);
        store.mark(id).cloned().unwrap_or_default()
    }

    /// A body that the typesetter fails on is shown as plain text: one article's trouble stays its own.
    fn parse(&self, article: &Article, mark: &Mark) -> Document {
        let head = headline::head(article, mark, &self.pages.messages, &self.pages.zone);
        let options = self.pages.options.for_article(&article.meta);
        let parsed = catch_unwind(AssertUnwindSafe(|| Document::parse(Some(&head), &article.body, &options)));
        parsed.unwrap_or_else(|_| {
            let body = Body { kind: BodyKind::Text, text: article.body.text.clone() };
            Document::parse(Some(&head), &body, &options)
        })
    }

    fn set(&mut self, number: Number, width: usize) {
        if let Some((_, document)) = &self.open {
            self.reports.send(Report::Set { number, page: Arc::new(document.set(width)) });
        }
    }

    fn change_ambiguous(&mut self, ambiguous: Ambiguous) {
        self.pages.options.ambiguous = ambiguous;
        if let Some((article, _)) = self.open.take() {
            let document = self.parse(&article, &self.mark(article.id));
            self.open = Some((article, document));
        }
    }
}
