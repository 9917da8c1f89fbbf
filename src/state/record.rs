//! One line of a journal: what is marked, when and in which step.
//!
//! Owns the names of the format (described in [`crate::state`]), the time stamps, and which field of
//! a [`Mark`] each kind of mark is. Knows nothing of files and of what the lines add up to.

use std::borrow::Cow;
use std::mem::{Discriminant, discriminant, swap};

use jiff::Timestamp;
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value as Json};

use super::mark::{Mark, SavedQuery, stop};
use crate::article::{ArticleId, Place};

/// One line, as far as it is understood.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Record<'a> {
    /// When and by which window it was written; all lines of a step have the same.
    #[serde(rename = "t")]
    pub stamp: Stamp,
    /// The step that the lines of this stamp take back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undo: Option<Stamp>,
    /// The step that they make again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub redo: Option<Stamp>,
    /// What is set; `None` where the line only takes back a step or makes one again.
    #[serde(flatten, deserialize_with = "entry")]
    pub entry: Option<Entry>,
    /// On the lines of a step that can be undone: the value that was before, as JSON has it.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "present")]
    pub was: Option<Json>,
    /// When the step was made, in milliseconds, where the stamp had to run ahead of the clock.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "lenient")]
    pub at: Option<i64>,
    /// The label, on the first line of a step.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "lenient")]
    pub step: Option<Cow<'a, str>>,
}

impl Record<'_> {
    /// Appends the line, with its end.
    pub fn push(&self, out: &mut Vec<u8>) {
        // Writing to memory does not fail, and every value has a form in JSON.
        let _ = serde_json::to_writer(&mut *out, self);
        out.push(b'\n');
    }

    /// The entry that would bring back what was before.
    pub fn before(&self) -> Option<Entry> {
        self.entry.as_ref()?.with(self.was.as_ref()?)
    }
}

/// What a line sets.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Entry {
    /// One mark of an article.
    Article {
        #[serde(rename = "a")]
        id: ArticleId,
        #[serde(flatten)]
        value: MarkValue,
    },
    /// A saved query; `None` takes it away.
    Query {
        #[serde(rename = "query")]
        name: String,
        #[serde(rename = "is", deserialize_with = "Option::deserialize")]
        saved: Option<SavedQuery>,
    },
    /// The state of the panes of a library.
    Panes {
        #[serde(rename = "panes")]
        library: String,
        #[serde(rename = "is")]
        state: String,
    },
    /// A search that was made.
    Searched { search: String },
}

/// One kind of mark of an article, with its value from now on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MarkValue {
    Read(bool),
    #[serde(alias = "starred")]
    Star(bool),
    Tags(Vec<String>),
    Note(String),
    #[serde(serialize_with = "list", deserialize_with = "stop::deserialize")]
    Place(Option<(Place, u8)>),
    #[serde(with = "time")]
    Opened(Option<Timestamp>),
    #[serde(alias = "queued", with = "time")]
    Queue(Option<Timestamp>),
}

/// Which mark of an article it is.
pub type MarkKind = Discriminant<MarkValue>;

impl MarkValue {
    /// Puts the value in its field of `mark`, and takes the value that was there.
    pub fn swap(&mut self, mark: &mut Mark) {
        match self {
            MarkValue::Read(on) => swap(on, &mut mark.read),
            MarkValue::Star(on) => swap(on, &mut mark.starred),
            MarkValue::Tags(tags) => swap(tags, &mut mark.tags),
            MarkValue::Note(note) => swap(note, &mut mark.note),
            MarkValue::Place(place) => swap(place, &mut mark.place),
            MarkValue::Opened(at) => swap(at, &mut mark.opened),
            MarkValue::Queue(at) => swap(at, &mut mark.queued),
        }
    }

    /// Which mark it is.
    pub fn kind(&self) -> MarkKind {
        discriminant(self)
    }

    /// The mark that a journal or an export calls `name`.
    ///
    /// # Errors
    /// A name of no mark, or JSON that is no value of it.
    pub fn named(name: String, value: Json) -> serde_json::Result<MarkValue> {
        serde_json::from_value(Json::Object([(name, value)].into_iter().collect()))
    }
}

/// What the entries of one register have in common: the newest of them holds.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum RegisterKey {
    Article(ArticleId, MarkKind),
    Query(String),
    Panes(String),
    Searched(String),
}

impl Entry {
    /// The register that is set.
    pub fn key(&self) -> RegisterKey {
        match self {
            Entry::Article { id, value } => RegisterKey::Article(*id, value.kind()),
            Entry::Query { name, .. } => RegisterKey::Query(name.clone()),
            Entry::Panes { library, .. } => RegisterKey::Panes(library.clone()),
            Entry::Searched { search } => RegisterKey::Searched(search.clone()),
        }
    }

    /// Whether it is a mark that a person takes back with undo. Where one stopped, what was opened
    /// and searched, and the panes merely follow what one does.
    pub fn is_undoable(&self) -> bool {
        match self {
            Entry::Article { value, .. } => !matches!(value, MarkValue::Place(_) | MarkValue::Opened(_)),
            Entry::Query { .. } => true,
            Entry::Panes { .. } | Entry::Searched { .. } => false,
        }
    }

    /// The article that is touched.
    pub fn article(&self) -> Option<ArticleId> {
        match self {
            Entry::Article { id, .. } => Some(*id),
            _ => None,
        }
    }

    /// The value alone, for a later [`Record::before`]. `None` where nothing is to be undone.
    pub fn value(&self) -> Option<Json> {
        match self {
            Entry::Article { value: MarkValue::Read(on) | MarkValue::Star(on), .. } => Some(Json::Bool(*on)),
            Entry::Article { value, .. } => named_value(value).map(|(_, value)| value),
            Entry::Query { saved, .. } => serde_json::to_value(saved).ok(),
            Entry::Panes { .. } | Entry::Searched { .. } => None,
        }
    }

    /// The same register with another value.
    fn with(&self, value: &Json) -> Option<Entry> {
        match self {
            Entry::Article { id, value: now } => {
                let (name, _) = named_value(now)?;
                Some(Entry::Article { id: *id, value: MarkValue::named(name, value.clone()).ok()? })
            }
            Entry::Query { name, .. } => {
                Some(Entry::Query { name: name.clone(), saved: Option::deserialize(value).ok()? })
            }
            Entry::Panes { .. } | Entry::Searched { .. } => None,
        }
    }
}

/// The name and the value of a mark in a journal.
fn named_value(value: &MarkValue) -> Option<(String, Json)> {
    match serde_json::to_value(value) {
        Ok(Json::Object(fields)) => fields.into_iter().next(),
        _ => None,
    }
}

/// When a line was written, by a hybrid logical clock: the time, a count where the time did not
/// move on (or went back), and a number that tells apart the windows of one host.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(try_from = "(i64, u32, u32)", into = "(i64, u32, u32)")]
pub struct Stamp {
    /// Milliseconds since 1970.
    pub ms: i64,
    pub count: u32,
    pub window: u32,
}

/// The latest time that is believed, the end of the year 9999: a later one is not understood.
const LATEST_MS: i64 = 253_402_207_199_999;

impl Stamp {
    /// A stamp later than `self` and, where the clock is right, at `now`.
    pub fn next(self, now: Timestamp, window: u32) -> Stamp {
        let ms = now.as_millisecond().clamp(0, LATEST_MS);
        if ms > self.ms {
            return Stamp { ms, count: 0, window };
        }
        match self.count.checked_add(1) {
            Some(count) => Stamp { ms: self.ms, count, window },
            None => Stamp { ms: self.ms + 1, count: 0, window },
        }
    }
}

impl TryFrom<(i64, u32, u32)> for Stamp {
    type Error = &'static str;

    fn try_from((ms, count, window): (i64, u32, u32)) -> Result<Stamp, &'static str> {
        believed(ms).map(|_| Stamp { ms, count, window }).ok_or("a time that cannot be")
    }
}

impl From<Stamp> for (i64, u32, u32) {
    fn from(stamp: Stamp) -> (i64, u32, u32) {
        (stamp.ms, stamp.count, stamp.window)
    }
}

/// The time of a number of milliseconds, unless it is before 1970 or after the year 9999.
pub fn believed(ms: i64) -> Option<Timestamp> {
    (0..=LATEST_MS).contains(&ms).then(|| Timestamp::from_millisecond(ms).ok()).flatten()
}

/// The time nearest to `at` that a journal can hold: whole milliseconds, not before 1970.
pub fn whole_ms(at: Timestamp) -> Timestamp {
    believed(at.as_millisecond().clamp(0, LATEST_MS)).unwrap_or_default()
}

/// What a line sets is in the fields that no other part of the record has. A mark that is not
/// understood is an error even where the line also takes a step back: it must be kept as it is.
fn entry<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Entry>, D::Error> {
    let fields = Map::deserialize(from)?;
    let of_article = fields.contains_key("a");
    let entry: Option<Entry> = serde_json::from_value(Json::Object(fields)).ok();
    if of_article && entry.as_ref().and_then(Entry::article).is_none() {
        return Err(D::Error::custom("a mark of a newer version"));
    }
    Ok(entry)
}

/// A field that is there, be it `null`.
fn present<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Json>, D::Error> {
    Json::deserialize(from).map(Some)
}

/// A field that counts only where it is understood.
fn lenient<'de, D: Deserializer<'de>, T: serde::de::DeserializeOwned>(from: D) -> Result<Option<T>, D::Error> {
    Ok(serde_json::from_value(Json::deserialize(from)?).ok())
}

/// A place as a list of block, character and per cent.
fn list<S: Serializer>(place: &Option<(Place, u8)>, to: S) -> Result<S::Ok, S::Error> {
    place.map(|(at, percent)| (at.block, at.character, percent)).serialize(to)
}

/// Times as milliseconds since 1970; on reading also as RFC 3339, which an export has.
mod time {
    use super::*;

    pub fn serialize<S: Serializer>(at: &Option<Timestamp>, to: S) -> Result<S::Ok, S::Error> {
        at.map(Timestamp::as_millisecond).serialize(to)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Timestamp>, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Time {
            Millis(i64),
            Text(Timestamp),
        }
        match Option::deserialize(from)? {
            None => Ok(None),
            Some(Time::Text(at)) => Ok(Some(whole_ms(at))),
            Some(Time::Millis(ms)) => believed(ms).map(Some).ok_or_else(|| D::Error::custom("a time that cannot be")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clock_never_goes_back() {
        let noon = Timestamp::from_second(43_200).unwrap();
        let first = Stamp::default().next(noon, 1);
        let second = first.next(noon, 1);
        let earlier = second.next(Timestamp::from_second(1).unwrap(), 1);
        assert!(first < second && second < earlier);
        assert_eq!(earlier.ms, 43_200_000);
        let full = Stamp { count: u32::MAX, ..first };
        assert!(full.next(noon, 1) > full);
    }
}
