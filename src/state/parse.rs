//! Bytes of a journal to its lines.
//!
//! Owns what is a line, what is torn and what is of a newer version. Knows nothing of files and of
//! what the lines add up to.

use std::borrow::Cow;

use serde_json::{Map, Value as Json};

use super::record::{Entry, MarkValue, Record, Stamp, believed};
use crate::article::{ArticleId, Place};

/// Why the bytes between two line ends are no record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unread {
    /// Nothing but white space.
    Blank,
    /// Sound, but of a kind that only a newer version knows.
    Unknown,
    /// Cut short, or no line of a journal at all.
    Torn,
}

/// Reads one line, without its end.
pub fn line(bytes: &[u8]) -> Result<Record<'_>, Unread> {
    match common(bytes) {
        Some(record) => Ok(record),
        None => by_serde(bytes),
    }
}

fn by_serde(bytes: &[u8]) -> Result<Record<'_>, Unread> {
    if bytes.trim_ascii().is_empty() {
        return Err(Unread::Blank);
    }
    match serde_json::from_slice::<Record<'_>>(bytes) {
        Ok(record) => understood(record).ok_or(Unread::Unknown),
        Err(_) if serde_json::from_slice::<Map<String, Json>>(bytes).is_ok() => Err(Unread::Unknown),
        Err(_) => Err(Unread::Torn),
    }
}

/// The lines of a text, each without its end.
pub fn split(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut start = 0;
    memchr::memchr_iter(b'\n', text).chain([text.len()]).map(move |end| {
        let line = text.get(start..end).unwrap_or_default();
        start = end + 1;
        line
    })
}

fn understood(mut record: Record<'_>) -> Option<Record<'_>> {
    if record.entry.is_none() && record.undo.is_none() && record.redo.is_none() {
        return None;
    }
    if record.before().is_none() {
        record.was = None;
    }
    Some(record)
}

/// Reads the lines that make up nearly all of a journal, in a sixth of the time that serde takes: a
/// start waits for it. Owns one exact text, the one that is written for `read`, `star`, `opened` and
/// `place`; any other is `None`.
fn common(line: &[u8]) -> Option<Record<'_>> {
    let mut rest = Rest(line);
    rest.skip(b"{\"t\":[")?;
    let ms = rest.number()?;
    rest.skip(b",")?;
    let count = rest.small()?;
    rest.skip(b",")?;
    let stamp = Stamp::try_from((ms, count, rest.small()?)).ok()?;
    rest.skip(b"],\"a\":\"")?;
    let id = rest.id()?;
    rest.skip(b"\",\"")?;
    let value = rest.value()?;
    let (was, step) = match value {
        MarkValue::Read(_) | MarkValue::Star(_) => rest.step()?,
        _ => (None, None),
    };
    if rest.0 != b"}" {
        return None;
    }
    Some(Record { stamp, entry: Some(Entry::Article { id, value }), was, step, undo: None, redo: None, at: None })
}

/// The part of a line that is still to be read.
struct Rest<'a>(&'a [u8]);

impl<'a> Rest<'a> {
    fn skip(&mut self, expected: &[u8]) -> Option<()> {
        self.0 = self.0.strip_prefix(expected)?;
        Some(())
    }

    /// A number without a sign, of at most 18 digits, written the one way that JSON has for it.
    fn number(&mut self) -> Option<i64> {
        let mut value = 0i64;
        let mut digits = 0usize;
        while let Some((&digit @ b'0'..=b'9', rest)) = self.0.split_first() {
            value = value.checked_mul(10)?.checked_add(i64::from(digit - b'0'))?;
            digits += 1;
            if digits > 1 && value < 10 {
                return None;
            }
            self.0 = rest;
        }
        (1..=18).contains(&digits).then_some(value)
    }

    fn small(&mut self) -> Option<u32> {
        u32::try_from(self.number()?).ok()
    }

    fn id(&mut self) -> Option<ArticleId> {
        let (hex, rest) = self.0.split_at_checked(32)?;
        self.0 = rest;
        ArticleId::parse(hex)
    }

    fn value(&mut self) -> Option<MarkValue> {
        if self.skip(b"read\":").is_some() {
            return self.boolean().map(MarkValue::Read);
        }
        if self.skip(b"opened\":").is_some() {
            return Some(MarkValue::Opened(Some(believed(self.number()?)?)));
        }
        if self.skip(b"place\":[").is_some() {
            return self.place();
        }
        self.skip(b"star\":")?;
        self.boolean().map(MarkValue::Star)
    }

    fn boolean(&mut self) -> Option<bool> {
        match self.skip(b"true") {
            Some(()) => Some(true),
            None => self.skip(b"false").map(|()| false),
        }
    }

    fn place(&mut self) -> Option<MarkValue> {
        let block = self.small()?;
        self.skip(b",")?;
        let character = self.small()?;
        self.skip(b",")?;
        let percent = u8::try_from(self.small()?).ok()?.min(100);
        self.skip(b"]")?;
        Some(MarkValue::Place(Some((Place { block, character }, percent))))
    }

    /// What was before and the label of the step, where the line has them.
    fn step(&mut self) -> Option<(Option<Json>, Option<Cow<'a, str>>)> {
        if self.skip(b",\"was\":").is_none() {
            return Some((None, None));
        }
        let was = Some(Json::Bool(self.boolean()?));
        if self.skip(b",\"step\":\"").is_none() {
            return Some((was, None));
        }
        let end = memchr::memchr(b'"', self.0)?;
        let (label, rest) = self.0.split_at_checked(end)?;
        self.0 = rest;
        self.skip(b"\"")?;
        let plain = !label.iter().any(|byte| matches!(byte, b'\\' | ..=0x1f));
        Some((was, Some(Cow::Borrowed(std::str::from_utf8(label).ok().filter(|_| plain)?))))
    }
}

#[cfg(test)]
mod tests {
    use super::super::mark::SavedQuery;
    use super::*;
    use proptest::prelude::*;

    fn written(record: &Record<'_>) -> Vec<u8> {
        let mut out = Vec::new();
        record.push(&mut out);
        assert_eq!(out.pop(), Some(b'\n'));
        out
    }

    fn samples() -> Vec<Entry> {
        let id = ArticleId::of("一");
        let saved = SavedQuery { query: "标签:\"要闻\"".into(), key: Some("1".into()) };
        let values = [
            MarkValue::Read(true),
            MarkValue::Star(false),
            MarkValue::Tags(vec!["经济".into(), "a\"b\\c\n".into()]),
            MarkValue::Note("两行\n笔记".into()),
            MarkValue::Place(Some((Place { block: 3, character: 17 }, 40))),
            MarkValue::Place(None),
            MarkValue::Opened(believed(1_732_430_000_000)),
            MarkValue::Queue(believed(1_732_430_000_000)),
            MarkValue::Queue(None),
        ];
        let named = [
            Entry::Query { name: "早报".into(), saved: Some(saved) },
            Entry::Query { name: "早报".into(), saved: None },
            Entry::Panes { library: "/新闻".into(), state: "{\"sort\":\"date\"}".into() },
            Entry::Searched { search: "降息".into() },
        ];
        values.map(|value| Entry::Article { id, value }).into_iter().chain(named).collect()
    }

    const STAMP: Stamp = Stamp { ms: 1_732_430_000_000, count: 2, window: 77 };

    #[test]
    fn what_is_written_is_read_back() {
        for entry in samples() {
            let was = entry.is_undoable().then(|| entry.value()).flatten();
            let before = was.as_ref().map(|_| entry.clone());
            let step = Some("Mark".into());
            let record = Record { stamp: STAMP, entry: Some(entry), was, step, at: Some(5), ..Record::default() };
            let text = written(&record);
            assert!(!text.contains(&b'\n'));
            assert_eq!(record.before(), before);
            assert_eq!(line(&text), Ok(record));
        }
        let undo = Record { stamp: STAMP, undo: Some(Stamp::default()), ..Record::default() };
        assert_eq!(line(&written(&undo)), Ok(undo));
    }

    /// Journals outlive versions: these lines must never be written otherwise.
    #[test]
    fn lines_are_written_as_they_always_were() {
        let id = "0123456789abcdef0123456789abcdef";
        let lines = [
            r#""read":true,"was":false,"step":"Read""#,
            r#""star":false,"was":true,"at":5"#,
            r#""tags":["经济","a\"b\\c\n"],"was":[]"#,
            r#""note":"两行\n笔记","was":"""#,
            r#""place":[3,17,40]"#,
            r#""opened":1732430000000"#,
            r#""queue":1732430000000,"was":null"#,
        ];
        let named = [
            r#"{"t":[5,0,7],"query":"早报","is":{"key":"1","query":"降息"},"was":null}"#,
            r#"{"t":[5,0,7],"query":"早报","is":null,"was":{"key":null,"query":"降息"}}"#,
            r#"{"t":[5,0,7],"panes":"/新闻","is":"{\"sort\":\"date\"}"}"#,
            r#"{"t":[5,0,7],"search":"降息"}"#,
            r#"{"t":[5,0,7],"undo":[4,0,7]}"#,
            r#"{"t":[5,0,7],"redo":[4,0,7],"search":"降息"}"#,
        ];
        let lines = lines.map(|end| format!(r#"{{"t":[5,0,7],"a":"{id}",{end}}}"#));
        for text in lines.iter().map(String::as_str).chain(named) {
            let record = line(text.as_bytes()).unwrap();
            assert_eq!(String::from_utf8(written(&record)).unwrap(), text);
        }
    }

    #[test]
    fn a_line_cut_short_anywhere_is_torn_and_never_another_line() {
        for entry in samples() {
            let whole = written(&Record { stamp: STAMP, entry: Some(entry), ..Record::default() });
            for end in 1..whole.len() {
                assert_eq!(line(&whole[..end]), Err(Unread::Torn));
            }
        }
    }

    #[test]
    fn kinds_of_a_newer_version_are_told_from_torn_lines() {
        let unknown = [
            r#"{"t":[1,0,7],"a":"00000000000000000000000000000000","mood":5}"#,
            r#"{"t":[1,0,7],"undo":[1,0,7],"a":"00000000000000000000000000000000","mood":5}"#,
            r#"{"t":[1,0,7],"a":"00000000000000000000000000000000","read":"twice"}"#,
            r#"{"t":[1,0,7],"query":"早报"}"#,
            r#"{"format":2}"#,
            r#"{"t":[99999999999999999,0,7],"search":"x"}"#,
        ];
        unknown.into_iter().for_each(|text| assert_eq!(line(text.as_bytes()), Err(Unread::Unknown), "{text}"));
        assert_eq!(line(b"<<<<<<< HEAD"), Err(Unread::Torn));
        assert_eq!(line(b"\xff\xfe"), Err(Unread::Torn));
        assert_eq!(line(b" \r"), Err(Unread::Blank));
    }

    #[test]
    fn fields_of_a_newer_version_do_not_hide_a_mark() {
        let text =
            r#"{"mood":1,"t":[1,0,7],"a":"00000000000000000000000000000000","read":true,"was":5,"step":{},"at":""}"#;
        let entry = Some(Entry::Article { id: ArticleId([0; 16]), value: MarkValue::Read(true) });
        let stamp = Stamp { ms: 1, count: 0, window: 7 };
        assert_eq!(line(text.as_bytes()), Ok(Record { stamp, entry, ..Record::default() }));
    }

    fn values() -> impl Strategy<Value = (MarkValue, Option<bool>)> {
        let place = (0u32..900, 0u32..9000, 0u8..=100)
            .prop_map(|(block, character, percent)| MarkValue::Place(Some((Place { block, character }, percent))));
        prop_oneof![
            (any::<bool>(), proptest::option::of(any::<bool>())).prop_map(|(on, was)| (MarkValue::Read(on), was)),
            any::<bool>().prop_map(|on| (MarkValue::Star(on), Some(!on))),
            (0i64..4_000_000_000_000).prop_map(|ms| (MarkValue::Opened(believed(ms)), None)),
            place.prop_map(|place| (place, None)),
        ]
    }

    proptest! {
        /// The quick way reads what serde reads.
        #[test]
        fn common_lines_are_read_as_serde_reads_them(
            (value, was) in values(), ms in 0i64..4_000_000_000_000, count in any::<u32>(), window in any::<u32>(),
            title in ".{0,8}", label in proptest::option::of("[a-z 已读]{0,12}"),
        ) {
            let entry = Some(Entry::Article { id: ArticleId::of(&title), value });
            let step = label.filter(|_| was.is_some()).map(Cow::Owned);
            let stamp = Stamp { ms, count, window };
            let record = Record { stamp, entry, was: was.map(Json::Bool), step, ..Record::default() };
            let text = written(&record);
            prop_assert_eq!(common(&text), Some(record.clone()));
            prop_assert_eq!(serde_json::from_slice::<Record<'_>>(&text).unwrap(), record);
        }

        /// A common line with a byte changed is read as serde reads it, or not at all.
        #[test]
        fn nothing_is_read_that_is_not_json(at in 0usize..110, byte in any::<u8>()) {
            let mut text = br#"{"t":[1732430000000,0,48213],"a":"0123456789abcdef0123456789abcdef","read":true,"was":false,"step":"Read"}"#.to_vec();
            if let Some(place) = text.get_mut(at) {
                *place = byte;
            }
            if let Some(record) = common(&text) {
                prop_assert_eq!(serde_json::from_slice::<Record<'_>>(&text).unwrap(), record);
            }
        }
    }
}
