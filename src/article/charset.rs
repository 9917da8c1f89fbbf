//! Bytes to text: byte order mark, UTF-8, declared charset, guess, and at last lossy.
//!
//! The order follows what real files do: a byte order mark is never wrong, text that is valid UTF-8
//! is UTF-8, a declaration is believed when the bytes agree with it, and only then is guessed.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, GB18030, GBK, REPLACEMENT, UTF_8, UTF_16BE, UTF_16LE};
use simdutf8::{basic, compat};

use super::front_matter::{Split, line_number, split};
use super::{Problem, gbk_guess};

/// How many bytes the guess looks at, from the first byte that is not ASCII on.
const GUESSED: usize = 8 * 1024;

/// How many of them may be enough.
const GUESSED_FIRST: usize = 512;

/// Where a declaration of the charset is looked for.
const DECLARED_WITHIN: usize = 4 * 1024;

/// A file's text, and what was wrong with its bytes.
#[derive(Debug)]
pub struct Decoded<'a> {
    pub text: Cow<'a, str>,
    pub problem: Option<Problem>,
}

/// The text of a whole file.
pub fn decode(bytes: &[u8]) -> Decoded<'_> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return with(bytes.get(mark..).unwrap_or_default(), encoding);
    }
    match basic::from_utf8(bytes) {
        Ok(text) => match utf16_without_mark(bytes) {
            Some(encoding) => with(bytes, encoding),
            None => Decoded { text: Cow::Borrowed(text), problem: None },
        },
        Err(_) => not_utf8(bytes),
    }
}

/// The parts of a file that begins with `bytes`, up to where it stops being UTF-8, when it is sure
/// that the whole file's front matter reads the same; `None` when only the whole file can tell.
///
/// Sure is: a front matter that is UTF-8 to its end and has no byte that another charset would take
/// for something else than ASCII.
pub fn decode_head(bytes: &[u8]) -> Option<Split<'_>> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let text = valid_beginning(bytes);
    let parts = split(text);
    let block = parts.block.filter(|block| block.sure)?;
    let plain = !block.text.bytes().any(|b| matches!(b, 0 | 0x0e | 0x0f | 0x1b));
    plain.then_some(parts)
}

fn valid_beginning(bytes: &[u8]) -> &str {
    match compat::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => compat::from_utf8(bytes.get(..error.valid_up_to()).unwrap_or_default()).unwrap_or_default(),
    }
}

/// The text of bytes that are not all UTF-8 and have no byte order mark.
fn not_utf8(bytes: &[u8]) -> Decoded<'_> {
    if let Some(encoding) = utf16_without_mark(bytes) {
        return with(bytes, encoding);
    }
    if has_utf8_front_matter(bytes) || is_nearly_utf8(bytes) {
        return with(bytes, UTF_8);
    }
    let declared = declared(bytes).and_then(|encoding| all_of(bytes, encoding));
    let chinese = || if gbk_guess::is_chinese(not_ascii(bytes, GUESSED_FIRST).0) { all_of(bytes, GBK) } else { None };
    // A short look is enough where a charset of two bytes to the character has all that the file holds:
    // the guess costs far more than the decoding.
    let quick = || Some(guess(bytes, GUESSED_FIRST)).filter(|quick| !quick.is_single_byte());
    let guessed = || quick().and_then(|encoding| all_of(bytes, encoding));
    declared.or_else(chinese).or_else(guessed).unwrap_or_else(|| with(bytes, guess(bytes, GUESSED)))
}

/// The text of bytes that hold nothing that `encoding` does not have.
fn all_of<'a>(bytes: &'a [u8], encoding: &'static Encoding) -> Option<Decoded<'a>> {
    let text = encoding.decode_without_bom_handling_and_without_replacement(bytes)?;
    Some(Decoded { text, problem: None })
}

fn with<'a>(bytes: &'a [u8], encoding: &'static Encoding) -> Decoded<'a> {
    let (text, lossy) = encoding.decode_without_bom_handling(bytes);
    let problem = lossy.then(|| {
        let line = text.find('\u{fffd}').and_then(|at| text.get(..at)).map(line_number);
        let count = text.matches('\u{fffd}').count();
        let name = if encoding == GBK { GB18030.name() } else { encoding.name() };
        Problem { line, what: format!("{count} characters could not be read as {name}; they show as \u{fffd}") }
    });
    Decoded { text, problem }
}

/// A front matter in UTF-8 that is more than ASCII settles the charset, whatever the body holds.
fn has_utf8_front_matter(bytes: &[u8]) -> bool {
    let block = split(valid_beginning(bytes)).block;
    block.is_some_and(|block| block.closed && !block.text.is_ascii())
}

/// True of UTF-8 with a few bytes broken: under one in a thousand, and many more characters right.
fn is_nearly_utf8(bytes: &[u8]) -> bool {
    let (mut invalid, mut right) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        invalid += chunk.invalid().len();
        if invalid * 1000 >= bytes.len() {
            return false;
        }
        right += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
    }
    right > 4 * invalid
}

/// UTF-16 shows by the NUL halves of its ASCII characters, all at odd or all at even places.
fn utf16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    let beginning = bytes.get(..bytes.len().min(1024)).unwrap_or_default();
    memchr::memchr(0, beginning)?;
    let (mut even, mut odd) = (0, 0);
    for pair in beginning.chunks_exact(2) {
        even += usize::from(pair.first() == Some(&0));
        odd += usize::from(pair.last() == Some(&0));
    }
    let enough = (beginning.len() / 16).max(4);
    match (even, odd) {
        (0, odd) if odd >= enough => Some(UTF_16LE),
        (even, 0) if even >= enough => Some(UTF_16BE),
        _ => None,
    }
}

/// The charset that the file names: `<meta charset>`, an XML declaration, or the front matter.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let beginning = bytes.get(..bytes.len().min(DECLARED_WITHIN)).unwrap_or_default().to_ascii_lowercase();
    let names = ["charset", "encoding"].iter().flat_map(|word| {
        let word = word.as_bytes();
        memchr::memmem::find_iter(&beginning, word)
            .filter_map(|at| beginning.get(at + word.len()..))
            .collect::<Vec<_>>()
    });
    names.filter_map(label_after).find_map(encoding_named)
}

/// The label in `="gbk"`, `: gbk` and the like.
fn label_after(rest: &[u8]) -> Option<&[u8]> {
    let rest = rest.trim_ascii_start();
    let rest = rest.strip_prefix(b"=").or_else(|| rest.strip_prefix(b":"))?.trim_ascii_start();
    let rest = rest.strip_prefix(b"\"").or_else(|| rest.strip_prefix(b"'")).unwrap_or(rest);
    let end = rest.iter().position(|b| !(b.is_ascii_alphanumeric() || b"-_:.".contains(b))).unwrap_or(rest.len());
    rest.get(..end)
}

fn encoding_named(label: &[u8]) -> Option<&'static Encoding> {
    let encoding = Encoding::for_label(label)?;
    let usable = encoding != REPLACEMENT && encoding != UTF_16LE && encoding != UTF_16BE && encoding != UTF_8;
    usable.then_some(encoding)
}

/// The charset that `most` bytes from the first one that is not ASCII look like.
fn guess(bytes: &[u8], most: usize) -> &'static Encoding {
    let (window, whole) = not_ascii(bytes, most);
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    // Told that the text ends, the detector would take a character cut in two as proof against its charset.
    detector.feed(window, whole);
    detector.guess(None, Utf8Detection::Deny)
}

/// At most so many bytes from the first one that is not ASCII on, and whether these are all.
fn not_ascii(bytes: &[u8], most: usize) -> (&[u8], bool) {
    let from = bytes.iter().position(|b| !b.is_ascii()).unwrap_or(0);
    let rest = bytes.get(from..).unwrap_or_default();
    rest.get(..most).map_or((rest, true), |window| (window, window.len() == rest.len()))
}
