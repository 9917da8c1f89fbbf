//! One line of the journal: what is marked, when, and by whom; written as JSON and read back.
//!
//! Owns the words of the format (told in [`crate::state`]). Knows nothing of files and of what the
//! marks add up to.

use jiff::Timestamp;
use serde_json::{Map, Value};

use super::SavedQuery;
use crate::article::{ArticleId, Place};

/// When a line was written, by a hybrid logical clock: the time, a count where the time did not
/// move on (or went back), and a number that tells apart the windows of one host.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Stamp {
    /// Milliseconds since 1970.
    pub ms: i64,
    pub count: u32,
    pub window: u32,
}

/// The latest time that is believed, the end of the year 9999: a line beyond it is not understood.
pub const LATEST_MS: i64 = 253_402_207_199_999;

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

    /// The stamp in the numbers of a line, `None` for a time that cannot be.
    pub fn believed(ms: i64, count: u32, window: u32) -> Option<Stamp> {
        (0..=LATEST_MS).contains(&ms).then_some(Stamp { ms, count, window })
    }

    fn of(value: &Value) -> Option<Stamp> {
        let [ms, count, window] = value.as_array()?.as_slice() else { return None };
        Stamp::believed(ms.as_i64()?, number(count)?, number(window)?)
    }

    fn push(self, out: &mut String) {
        out.push_str(&format!("[{},{},{}]", self.ms, self.count, self.window));
    }
}

/// One mark of an article, with its value from now on.
#[derive(Debug, Clone, PartialEq)]
pub enum Set {
    Read(bool),
    Star(bool),
    Tags(Vec<String>),
    Note(String),
    Place(Option<(Place, u8)>),
    /// Milliseconds since 1970.
    Opened(Option<i64>),
    /// Milliseconds since 1970; `None` is not on the reading list.
    Queue(Option<i64>),
}

/// The words that name an article's marks, in the order of [`Set::kind`].
const KINDS: [&str; 7] = ["read", "star", "tags", "note", "place", "opened", "queue"];

impl Set {
    /// Which mark it is.
    pub fn kind(&self) -> u8 {
        match self {
            Set::Read(_) => 0,
            Set::Star(_) => 1,
            Set::Tags(_) => 2,
            Set::Note(_) => 3,
            Set::Place(_) => 4,
            Set::Opened(_) => 5,
            Set::Queue(_) => 6,
        }
    }

    fn of(kind: &str, value: &Value) -> Option<Set> {
        Some(match kind {
            "read" => Set::Read(value.as_bool()?),
            "star" => Set::Star(value.as_bool()?),
            "tags" => Set::Tags(value.as_array()?.iter().map(text).collect::<Option<_>>()?),
            "note" => Set::Note(text(value)?),
            "place" if value.is_null() => Set::Place(None),
            "place" => Set::Place(Some(place(value)?)),
            "opened" => Set::Opened(time(value)?),
            "queue" => Set::Queue(time(value)?),
            _ => return None,
        })
    }

    fn value(&self) -> Value {
        match self {
            Set::Read(on) | Set::Star(on) => Value::from(*on),
            Set::Tags(tags) => Value::from(tags.as_slice()),
            Set::Note(note) => Value::from(note.as_str()),
            Set::Place(None) => Value::Null,
            Set::Place(Some((at, percent))) => Value::from(vec![at.block, at.character, u32::from(*percent)]),
            Set::Opened(ms) | Set::Queue(ms) => Value::from(*ms),
        }
    }
}

fn number(value: &Value) -> Option<u32> {
    value.as_u64().and_then(|n| u32::try_from(n).ok())
}

fn text(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned)
}

fn time(value: &Value) -> Option<Option<i64>> {
    match value {
        Value::Null => Some(None),
        _ => value.as_i64().filter(|ms| (0..=LATEST_MS).contains(ms)).map(Some),
    }
}

fn place(value: &Value) -> Option<(Place, u8)> {
    let [block, character, percent] = value.as_array()?.as_slice() else { return None };
    let place = Place { block: number(block)?, character: number(character)? };
    Some((place, u8::try_from(number(percent)?).ok()?.min(100)))
}

/// What one line sets.
#[derive(Debug, Clone, PartialEq)]
pub enum What {
    Article(ArticleId, Set),
    Query(String, Option<SavedQuery>),
    Panes(String, String),
    Searched(String),
}

/// What the entries of one register have in common: the newest of them holds.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Key {
    Article(ArticleId, u8),
    Query(String),
    Panes(String),
    Searched(String),
}

impl What {
    /// The register that is set.
    pub fn key(&self) -> Key {
        match self {
            What::Article(id, set) => Key::Article(*id, set.kind()),
            What::Query(name, _) => Key::Query(name.clone()),
            What::Panes(library, _) => Key::Panes(library.clone()),
            What::Searched(text) => Key::Searched(text.clone()),
        }
    }

    /// Whether it is a mark that a person takes back with undo. Where one stopped, what was opened
    /// and searched, and the panes merely follow what one does.
    pub fn undoable(&self) -> bool {
        match self {
            What::Article(_, set) => !matches!(set, Set::Place(_) | Set::Opened(_)),
            What::Query(..) => true,
            What::Panes(..) | What::Searched(_) => false,
        }
    }

    /// The article that is touched.
    pub fn article(&self) -> Option<ArticleId> {
        match self {
            What::Article(id, _) => Some(*id),
            _ => None,
        }
    }

    fn of(line: &Map<String, Value>) -> Option<What> {
        if let Some(id) = line.get("a") {
            let id = ArticleId::parse(id.as_str()?)?;
            return KINDS.iter().find_map(|kind| Set::of(kind, line.get(*kind)?)).map(|set| What::Article(id, set));
        }
        if let Some(name) = line.get("query") {
            return Some(What::Query(text(name)?, saved(line.get("is")?)?));
        }
        if let Some(library) = line.get("panes") {
            return Some(What::Panes(text(library)?, text(line.get("is")?)?));
        }
        Some(What::Searched(text(line.get("search")?)?))
    }

    /// The same register with the value that `was` gives.
    fn was(&self, was: &Value) -> Option<What> {
        match self {
            What::Article(id, set) => {
                Some(What::Article(*id, Set::of(KINDS.get(usize::from(set.kind())).copied()?, was)?))
            }
            What::Query(name, _) => Some(What::Query(name.clone(), saved(was)?)),
            What::Panes(..) | What::Searched(_) => None,
        }
    }

    fn value(&self) -> Value {
        match self {
            What::Article(_, set) => set.value(),
            What::Query(_, None) => Value::Null,
            What::Query(_, Some(saved)) => serde_json::json!({ "query": saved.query, "key": saved.key }),
            What::Panes(_, state) => Value::from(state.as_str()),
            What::Searched(text) => Value::from(text.as_str()),
        }
    }

    fn push(&self, out: &mut String) {
        match self {
            What::Article(id, set) => {
                let kind = KINDS.get(usize::from(set.kind())).copied().unwrap_or_default();
                out.push_str(&format!(",\"a\":\"{id}\",\"{kind}\":{}", set.value()));
            }
            What::Query(name, _) => out.push_str(&format!(",\"query\":{},\"is\":{}", quoted(name), self.value())),
            What::Panes(library, _) => out.push_str(&format!(",\"panes\":{},\"is\":{}", quoted(library), self.value())),
            What::Searched(_) => out.push_str(&format!(",\"search\":{}", self.value())),
        }
    }
}

/// `null` is no query, an object one; anything else is not understood.
fn saved(value: &Value) -> Option<Option<SavedQuery>> {
    if value.is_null() {
        return Some(None);
    }
    let key = value.get("key").and_then(Value::as_str).map(str::to_owned);
    Some(Some(SavedQuery { query: text(value.get("query")?)?, key }))
}

fn quoted(text: &str) -> Value {
    Value::from(text)
}

/// One line, as far as it is understood.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Line {
    pub stamp: Stamp,
    pub what: Option<What>,
    /// What held before, on the lines of a step that can be undone.
    pub was: Option<What>,
    /// The label, on the first line of a step.
    pub step: Option<String>,
    /// When the step was made, where the stamp had to run ahead of the clock.
    pub at: Option<i64>,
    /// The step that is taken back (`true`) or made again (`false`) by the lines of this stamp.
    pub undo: Option<(Stamp, bool)>,
}

impl Line {
    /// Appends the line, with its end.
    pub fn push(&self, out: &mut String) {
        out.push_str("{\"t\":");
        self.stamp.push(out);
        if let Some((step, undone)) = self.undo {
            out.push_str(if undone { ",\"undo\":" } else { ",\"redo\":" });
            step.push(out);
        }
        if let Some(what) = &self.what {
            what.push(out);
        }
        if let Some(was) = &self.was {
            out.push_str(&format!(",\"was\":{}", was.value()));
        }
        if let Some(at) = self.at {
            out.push_str(&format!(",\"at\":{at}"));
        }
        if let Some(label) = &self.step {
            out.push_str(&format!(",\"step\":{}", quoted(label)));
        }
        out.push_str("}\n");
    }
}

/// What the bytes between two line ends are.
#[derive(Debug, Clone, PartialEq)]
pub enum Read {
    Blank,
    Line(Box<Line>),
    /// Sound, but of a kind that only a newer version knows.
    Unknown,
    /// Cut short, or no line of a journal at all.
    Torn,
}

/// Reads one line of any shape; [`super::fast::read`] is the quick way for the common ones.
pub fn read(bytes: &[u8]) -> Read {
    if bytes.trim_ascii().is_empty() {
        return Read::Blank;
    }
    match serde_json::from_slice::<Map<String, Value>>(bytes) {
        Ok(map) => understand(&map).map_or(Read::Unknown, |line| Read::Line(Box::new(line))),
        Err(_) => Read::Torn,
    }
}

fn understand(map: &Map<String, Value>) -> Option<Line> {
    let stamp = Stamp::of(map.get("t")?)?;
    let undo = match (map.get("undo"), map.get("redo")) {
        (Some(step), _) => Some((Stamp::of(step)?, true)),
        (None, Some(step)) => Some((Stamp::of(step)?, false)),
        (None, None) => None,
    };
    let what = What::of(map);
    if what.is_none() && (undo.is_none() || map.contains_key("a")) {
        return None;
    }
    let was = map.get("was").and_then(|was| what.as_ref()?.was(was));
    let step = map.get("step").and_then(text);
    Some(Line { stamp, what, was, step, at: map.get("at").and_then(Value::as_i64), undo })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(line: &Line) -> String {
        let mut out = String::new();
        line.push(&mut out);
        out
    }

    fn samples() -> Vec<What> {
        let id = ArticleId::of("一");
        let saved = SavedQuery { query: "标签:\"要闻\"".into(), key: Some("1".into()) };
        vec![
            What::Article(id, Set::Read(true)),
            What::Article(id, Set::Star(false)),
            What::Article(id, Set::Tags(vec!["经济".into(), "a\"b\\c\n".into()])),
            What::Article(id, Set::Note("两行\n笔记".into())),
            What::Article(id, Set::Place(Some((Place { block: 3, character: 17 }, 40)))),
            What::Article(id, Set::Place(None)),
            What::Article(id, Set::Opened(Some(1_732_430_000_000))),
            What::Article(id, Set::Queue(None)),
            What::Query("早报".into(), Some(saved)),
            What::Query("早报".into(), None),
            What::Panes("/新闻".into(), "{\"sort\":\"date\"}".into()),
            What::Searched("降息".into()),
        ]
    }

    #[test]
    fn what_is_written_is_read_back() {
        let stamp = Stamp { ms: 1_732_430_000_000, count: 2, window: 77 };
        for what in samples() {
            let was = what.undoable().then(|| what.clone());
            let line = Line { stamp, what: Some(what), was, step: Some("Mark".into()), at: Some(5), undo: None };
            let text = written(&line);
            assert_eq!(text.matches('\n').count(), 1, "{text}");
            assert_eq!(read(text.as_bytes()), Read::Line(Box::new(line)), "{text}");
        }
        let undo = Line { stamp, undo: Some((Stamp::default(), true)), ..Line::default() };
        assert_eq!(read(written(&undo).as_bytes()), Read::Line(Box::new(undo)));
    }

    #[test]
    fn a_line_cut_short_anywhere_is_torn_and_never_another_line() {
        let stamp = Stamp { ms: 1, count: 0, window: 7 };
        for what in samples() {
            let text = written(&Line { stamp, what: Some(what), ..Line::default() });
            let whole = text.trim_end().as_bytes();
            for end in 1..whole.len() {
                assert_eq!(read(&whole[..end]), Read::Torn);
            }
        }
    }

    #[test]
    fn kinds_of_a_newer_version_are_told_from_torn_lines() {
        assert_eq!(read(br#"{"t":[1,0,7],"a":"00000000000000000000000000000000","mood":5}"#), Read::Unknown);
        assert_eq!(read(br#"{"format":2}"#), Read::Unknown);
        assert_eq!(read(br#"{"t":[99999999999999999,0,7],"search":"x"}"#), Read::Unknown);
        assert_eq!(read(b"<<<<<<< HEAD"), Read::Torn);
        assert_eq!(read(b"\xff\xfe"), Read::Torn);
        assert_eq!(read(b" \r"), Read::Blank);
    }

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
