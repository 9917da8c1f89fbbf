//! The quick way to read the lines that make up nearly all of a journal: a million in a blink.
//!
//! Owns one exact shape, the one that [`super::line::Line::push`] writes for read, star, opened and
//! place. Any other shape is `None` here, and read by [`super::line::read`]. Knows nothing else.

use super::line::{Set, Stamp, What};
use crate::article::{ArticleId, Place};

/// What a line of the common shape says, without what an undo needs.
#[derive(Debug, Clone, PartialEq)]
pub struct Quick {
    pub stamp: Stamp,
    pub what: What,
    /// Whether the line tells what was before, so that it belongs to a step.
    pub of_step: bool,
    /// Whether it is the first line of its step.
    pub first: bool,
}

/// Reads a line without its end; `None` where it has another shape.
pub fn read(line: &[u8]) -> Option<Quick> {
    let mut rest = Rest(line);
    rest.skip(b"{\"t\":[")?;
    let ms = rest.number()?;
    rest.skip(b",")?;
    let count = rest.small()?;
    rest.skip(b",")?;
    let window = rest.small()?;
    rest.skip(b"],\"a\":\"")?;
    let id = rest.id()?;
    rest.skip(b"\",\"")?;
    let set = rest.set()?;
    let (of_step, first) = rest.step(matches!(set, Set::Read(_) | Set::Star(_)))?;
    Some(Quick { stamp: Stamp::believed(ms, count, window)?, what: What::Article(id, set), of_step, first })
}

/// The part of a line that is still to be read.
struct Rest<'a>(&'a [u8]);

impl Rest<'_> {
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
        let (digits, rest) = self.0.split_at_checked(32)?;
        let mut id = [0u8; 16];
        let mut bad = 0;
        for (byte, [high, low]) in id.iter_mut().zip(digits.as_chunks().0) {
            let (high, low) = (HEX[usize::from(*high)], HEX[usize::from(*low)]);
            bad |= high | low;
            *byte = high << 4 | low & 0xf;
        }
        self.0 = rest;
        (bad & NO_DIGIT == 0).then_some(ArticleId(id))
    }

    fn set(&mut self) -> Option<Set> {
        if self.skip(b"read\":").is_some() {
            return self.boolean().map(Set::Read);
        }
        if self.skip(b"opened\":").is_some() {
            return Some(Set::Opened(Some(self.time()?)));
        }
        if self.skip(b"place\":[").is_some() {
            return self.place().map(|place| Set::Place(Some(place)));
        }
        self.skip(b"star\":")?;
        self.boolean().map(Set::Star)
    }

    fn boolean(&mut self) -> Option<bool> {
        match self.skip(b"true") {
            Some(()) => Some(true),
            None => self.skip(b"false").map(|()| false),
        }
    }

    fn time(&mut self) -> Option<i64> {
        let ms = self.number()?;
        Stamp::believed(ms, 0, 0).map(|_| ms)
    }

    fn place(&mut self) -> Option<(Place, u8)> {
        let block = self.small()?;
        self.skip(b",")?;
        let character = self.small()?;
        self.skip(b",")?;
        let percent = u8::try_from(self.small()?).ok()?.min(100);
        self.skip(b"]")?;
        Some((Place { block, character }, percent))
    }

    /// The end of the line: whether it belongs to a step, and is the first line of it.
    fn step(&mut self, switch: bool) -> Option<(bool, bool)> {
        if self.0 == b"}" {
            return Some((false, false));
        }
        if !switch {
            return None;
        }
        self.skip(b",\"was\":")?;
        self.boolean()?;
        if self.0 == b"}" {
            return Some((true, false));
        }
        self.skip(b",\"step\":\"")?;
        let label = self.0.strip_suffix(b"\"}")?;
        let plain = std::str::from_utf8(label).is_ok() && !label.iter().any(|b| matches!(b, b'"' | b'\\' | ..=0x1f));
        plain.then_some((true, true))
    }
}

/// No value of a hexadecimal digit has this bit.
const NO_DIGIT: u8 = 0x80;

/// The values of hexadecimal digits, by byte: without a branch, as there are 32 to each line.
const HEX: [u8; 256] = {
    let mut values = [NO_DIGIT; 256];
    let mut value = 0;
    while value < 16 {
        values[b"0123456789abcdef"[value] as usize] = value as u8;
        value += 1;
    }
    values
};

#[cfg(test)]
mod tests {
    use super::super::line::{self, Line, Read};
    use super::*;
    use proptest::prelude::*;

    fn sets() -> impl Strategy<Value = (Set, Option<Set>)> {
        let place = (0u32..900, 0u32..9000, 0u8..=100)
            .prop_map(|(block, character, percent)| Set::Place(Some((Place { block, character }, percent))));
        prop_oneof![
            (any::<bool>(), proptest::option::of(any::<bool>()))
                .prop_map(|(on, was)| (Set::Read(on), was.map(Set::Read))),
            any::<bool>().prop_map(|on| (Set::Star(on), Some(Set::Star(!on)))),
            (0i64..4_000_000_000_000).prop_map(|ms| (Set::Opened(Some(ms)), None)),
            place.prop_map(|place| (place, None)),
        ]
    }

    proptest! {
        /// The quick way says what the thorough way says.
        #[test]
        fn common_lines_are_read_as_the_thorough_way_reads_them(
            (set, was) in sets(), ms in 0i64..4_000_000_000_000, count in any::<u32>(), window in any::<u32>(),
            title in ".{0,8}", label in proptest::option::of("[a-z 已读]{0,12}"),
        ) {
            let id = ArticleId::of(&title);
            let was = was.map(|was| What::Article(id, was));
            let step = was.is_some().then_some(label).flatten();
            let line = Line {
                stamp: Stamp { ms, count, window }, what: Some(What::Article(id, set)), was, step, ..Line::default()
            };
            let mut text = String::new();
            line.push(&mut text);
            let bytes = text.trim_end().as_bytes();
            prop_assert_eq!(line::read(bytes), Read::Line(Box::new(line.clone())));
            let quick = read(bytes).expect("a common line");
            prop_assert_eq!(Some(quick.what), line.what);
            prop_assert_eq!((quick.stamp, quick.of_step, quick.first), (line.stamp, line.was.is_some(), line.step.is_some()));
        }

        /// A common line with a byte changed is read as the thorough way reads it, or not at all.
        #[test]
        fn nothing_is_read_that_is_not_json(at in 0usize..110, byte in any::<u8>()) {
            let mut line = br#"{"t":[1732430000000,0,48213],"a":"0123456789abcdef0123456789abcdef","read":true,"was":false,"step":"Read"}"#.to_vec();
            if let Some(place) = line.get_mut(at) {
                *place = byte;
            }
            if let Some(quick) = read(&line) {
                let Read::Line(slow) = line::read(&line) else { panic!("torn: {}", String::from_utf8_lossy(&line)) };
                prop_assert_eq!(Some(quick.what), slow.what);
                prop_assert_eq!(quick.stamp, slow.stamp);
            }
        }
    }
}
