//! From the changes that the reader asks for to what is to be written.
//!
//! Owns what a change means where the answer depends on what holds already: changes that change
//! nothing, marks that come twice, the order of the reading list. Knows nothing of files and steps.

use std::collections::HashMap;

use jiff::Timestamp;

use super::Change;
use super::book::Book;
use super::line::{Key, LATEST_MS, Set, What};

/// What `changes` set, each mark once, the last one, and without what holds already.
pub fn of(book: &Book, changes: &[Change], now: Timestamp) -> Vec<What> {
    let mut clock = QueueClock { now: now.as_millisecond(), last: book.queue().last().map(|(ms, _)| *ms) };
    new_of(book, changes.iter().map(|change| what(book, change, &mut clock)).collect())
}

fn what(book: &Book, change: &Change, clock: &mut QueueClock) -> What {
    match change {
        Change::Read(id, on) => What::Article(*id, Set::Read(*on)),
        Change::Star(id, on) => What::Article(*id, Set::Star(*on)),
        Change::Tags(id, tags) => What::Article(*id, Set::Tags(tidy_tags(tags))),
        Change::Note(id, note) => What::Article(*id, Set::Note(note.clone())),
        Change::Place(id, place, percent) => What::Article(*id, Set::Place(Some((*place, (*percent).min(100))))),
        Change::Opened(id) => What::Article(*id, Set::Opened(Some(clock.now.max(0)))),
        Change::Queue(id, false) => What::Article(*id, Set::Queue(None)),
        Change::Queue(id, true) => {
            let queued = book.mark(*id).and_then(|mark| mark.queued).map(Timestamp::as_millisecond);
            What::Article(*id, Set::Queue(Some(queued.unwrap_or_else(|| clock.next()))))
        }
        Change::Query(name, saved) => What::Query(name.clone(), saved.clone()),
        Change::Panes { library, state } => What::Panes(library.clone(), state.clone()),
        Change::Searched(text) => What::Searched(text.clone()),
    }
}

/// Each mark once, the last one, and without what holds already.
pub fn new_of(book: &Book, whats: Vec<What>) -> Vec<What> {
    let mut places: HashMap<Key, usize> = HashMap::new();
    let mut wanted: Vec<What> = Vec::with_capacity(whats.len());
    for what in whats {
        let next = wanted.len();
        match wanted.get_mut(*places.entry(what.key()).or_insert(next)) {
            Some(earlier) => *earlier = what,
            None => wanted.push(what),
        }
    }
    let newest = book.searches().into_iter().next();
    wanted.retain(|what| match what {
        What::Searched(text) => Some(text) != newest.as_ref(),
        what => book.current(what) != *what,
    });
    wanted
}

/// Times for the reading list, each later than the last, whatever the clock says.
struct QueueClock {
    now: i64,
    last: Option<i64>,
}

impl QueueClock {
    fn next(&mut self) -> i64 {
        let ms = self.last.map_or(self.now, |last| self.now.max(last.saturating_add(1))).clamp(0, LATEST_MS);
        self.last = Some(ms);
        ms
    }
}

/// Tags without blanks around them, empty ones and doubles.
fn tidy_tags(tags: &[String]) -> Vec<String> {
    let mut tidy: Vec<String> = Vec::with_capacity(tags.len());
    for tag in tags.iter().map(|tag| tag.trim()).filter(|tag| !tag.is_empty()) {
        if !tidy.iter().any(|other| other == tag) {
            tidy.push(tag.to_owned());
        }
    }
    tidy
}
