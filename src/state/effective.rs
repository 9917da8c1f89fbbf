//! From the changes that the reader asks for to the entries that are to be written.
//!
//! Owns what a change means where that depends on what holds already: changes that change nothing,
//! marks that come twice, the order of the reading list. Knows nothing of files and steps.

use std::collections::HashMap;

use jiff::{SignedDuration, Timestamp};

use super::mark::Change;
use super::merge::MergedMarks;
use super::record::{Entry, MarkValue, RegisterKey, whole_ms};
use crate::article::ArticleId;

/// What `changes` set, each mark once, the last one, and without what holds already.
pub fn effective_changes(marks: &MergedMarks, changes: &[Change], now: Timestamp) -> Vec<Entry> {
    let now = whole_ms(now);
    let mut entries: Vec<Entry> = changes.iter().map(|change| entry(change, now)).collect();
    // An article stays where it is in the reading list; a new one comes last, whatever the clock says.
    let mut last = marks.queue().last().map(|(at, _)| *at);
    for entry in &mut entries {
        if let Entry::Article { id, value: MarkValue::Queue(Some(at)) } = entry {
            let queued = marks.mark(*id).and_then(|mark| mark.queued);
            *at = queued.unwrap_or_else(|| *last.insert(last.map_or(now, |last| now.max(after(last)))));
        }
    }
    dedup(marks, entries)
}

fn after(at: Timestamp) -> Timestamp {
    at.checked_add(SignedDuration::from_millis(1)).map_or(at, whole_ms)
}

/// Each mark once, the last one, and without what holds already.
pub fn dedup(marks: &MergedMarks, entries: Vec<Entry>) -> Vec<Entry> {
    let mut places: HashMap<RegisterKey, usize> = HashMap::new();
    let mut last: Vec<Entry> = Vec::with_capacity(entries.len());
    for entry in entries {
        let next = last.len();
        match last.get_mut(*places.entry(entry.key()).or_insert(next)) {
            Some(earlier) => *earlier = entry,
            None => last.push(entry),
        }
    }
    let newest = marks.searches().into_iter().next();
    last.retain(|entry| match entry {
        Entry::Searched { search } => Some(search) != newest.as_ref(),
        entry => marks.current(entry) != *entry,
    });
    last
}

impl Change {
    /// The article that is marked; `None` for queries, panes and searches.
    pub fn article(&self) -> Option<ArticleId> {
        entry(self, Timestamp::UNIX_EPOCH).article()
    }
}

/// What a change sets, whatever holds already.
fn entry(change: &Change, now: Timestamp) -> Entry {
    let (id, value) = match change {
        Change::Read(id, on) => (id, MarkValue::Read(*on)),
        Change::Star(id, on) => (id, MarkValue::Star(*on)),
        Change::Tags(id, tags) => (id, MarkValue::Tags(tidy_tags(tags))),
        Change::Note(id, note) => (id, MarkValue::Note(note.clone())),
        Change::Place(id, place, percent) => (id, MarkValue::Place(Some((*place, (*percent).min(100))))),
        Change::Opened(id) => (id, MarkValue::Opened(Some(now))),
        Change::Queue(id, on) => (id, MarkValue::Queue(on.then_some(now))),
        Change::Query(name, saved) => return Entry::Query { name: name.clone(), saved: saved.clone() },
        Change::Panes { library, state } => return Entry::Panes { library: library.clone(), state: state.clone() },
        Change::Searched(text) => return Entry::Searched { search: text.clone() },
    };
    Entry::Article { id: *id, value }
}

/// Tags without white space around them, empty ones and doubles.
fn tidy_tags(tags: &[String]) -> Vec<String> {
    let mut tidy: Vec<String> = Vec::with_capacity(tags.len());
    for tag in tags.iter().map(|tag| tag.trim()).filter(|tag| !tag.is_empty()) {
        if !tidy.iter().any(|other| other == tag) {
            tidy.push(tag.to_owned());
        }
    }
    tidy
}
