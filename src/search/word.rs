//! A word of a query, prepared for search: the fields it can be in, and how it is found there.

use std::ops::Range;

use super::fold::{Folded, fold};
use super::tokens::{CharClass, kind};
use super::{Field, Matcher, Needle};

/// A word or phrase, with its field.
#[derive(Debug)]
pub(super) struct Word {
    field: Option<Field>,
    needle: Needle,
    /// The folded value that a field must be as a whole.
    whole: Option<String>,
    /// Where the field allows it and the word may be pinyin or romaji.
    sound: Option<Matcher>,
    /// True if there is a letter or digit: signs alone are searched for in bodies only with `body:`.
    is_wordy: bool,
}

impl Word {
    pub fn new(field: Option<Field>, text: &str, phrase: bool) -> Word {
        let folded = fold(text.trim());
        let is_wordy = folded.chars().any(|c| kind(c) != CharClass::Gap);
        let needle = if field == Some(Field::Path) { Needle::anywhere(text) } else { Needle::new(text, phrase) };
        let sounds = matches!(field, None | Some(Field::Title | Field::Category | Field::Author | Field::Tag));
        let sound = if sounds && !phrase { Matcher::new(text) } else { None };
        let is_whole = match field {
            Some(Field::Author | Field::Tag) => phrase,
            Some(Field::Lang) => true,
            _ => false,
        };
        let whole = is_whole.then_some(folded);
        Word { field, needle, whole, sound, is_wordy }
    }

    /// True if the word may be in such a field.
    pub fn reaches(&self, field: Field) -> bool {
        match self.field {
            Some(own) => own == field,
            None if field == Field::Body => self.is_wordy,
            None => matches!(field, Field::Title | Field::Category | Field::Author),
        }
    }

    /// True if such a field with this text holds the word.
    pub fn is_in(&self, field: Field, text: &str) -> bool {
        if !self.reaches(field) {
            return false;
        }
        let folded = fold(text);
        match &self.whole {
            Some(whole) if field == Field::Lang => is_language(&folded, whole),
            Some(whole) => folded.trim() == whole,
            None => self.needle.is_in(&folded) || self.sound(field).is_some_and(|sound| sound.is_in(text, &folded)),
        }
    }

    /// Adds the bytes of `text`, which is in such a field, that the word hits.
    pub fn hits(&self, field: Field, text: &str, folded: &Folded, hits: &mut Vec<Range<usize>>) {
        if !self.reaches(field) {
            return;
        }
        match &self.whole {
            Some(_) if self.is_in(field, text) => hits.push(0..text.len()),
            Some(_) => {}
            None => {
                hits.extend(self.needle.ranges(&folded.text).map(|range| folded.original(range)));
                hits.extend(self.sound(field).into_iter().flat_map(|sound| sound.hits(text)));
            }
        }
    }

    fn sound(&self, field: Field) -> Option<&Matcher> {
        self.sound.as_ref().filter(|_| field != Field::Body)
    }
}

/// `zh` is zh, zh-CN and zh_TW (RFC 4647, basic filtering).
fn is_language(tag: &str, range: &str) -> bool {
    tag.trim().strip_prefix(range).is_some_and(|rest| rest.is_empty() || rest.starts_with(['-', '_']))
}
