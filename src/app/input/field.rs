//! A line of text that a person edits: the search line, prompts, the filter's typing.
//!
//! Knows nothing of keys: the keymap binds them to what a field can do.

use crate::text;

/// Edited text and the place of the cursor in it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Field {
    text: String,
    /// Byte of the cursor, always between graphemes.
    at: usize,
}

impl Field {
    /// A field with a text in it, the cursor at its end.
    pub fn with(text: &str) -> Field {
        let text = text::sanitize_line(text).into_owned();
        Field { at: text.len(), text }
    }

    /// The whole text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The text before the cursor.
    pub fn before(&self) -> &str {
        self.text.get(..self.at).unwrap_or_default()
    }

    fn after(&self) -> &str {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// True when the cursor is at the end of the text.
    pub fn is_at_end(&self) -> bool {
        self.at == self.text.len()
    }

    /// Inserts text at the cursor, as paste and keys do; line ends and controls are cleaned away.
    pub fn insert(&mut self, text: &str) {
        let clean = text::sanitize_line(text);
        self.text.insert_str(self.at, &clean);
        self.at += clean.len();
    }

    /// Moves the cursor by one grapheme.
    pub fn step(&mut self, right: bool) {
        self.at = if right { self.right() } else { self.left() };
    }

    /// Moves the cursor to the start of the text.
    pub fn go_to_start(&mut self) {
        self.at = 0;
    }

    /// Moves the cursor to the end of the text.
    pub fn go_to_end(&mut self) {
        self.at = self.text.len();
    }

    /// Deletes the grapheme before the cursor.
    pub fn delete_back(&mut self) {
        self.delete(self.left(), self.at);
    }

    /// Deletes the grapheme after the cursor.
    pub fn delete_forward(&mut self) {
        self.delete(self.at, self.right());
    }

    /// Deletes the word before the cursor, with the blanks after it.
    pub fn delete_word(&mut self) {
        self.delete(self.word_left(), self.at);
    }

    /// Deletes all before the cursor.
    pub fn delete_to_start(&mut self) {
        self.delete(0, self.at);
    }

    /// Deletes all after the cursor.
    pub fn delete_to_end(&mut self) {
        self.delete(self.at, self.text.len());
    }

    fn delete(&mut self, from: usize, to: usize) {
        self.text.replace_range(from..to, "");
        self.at = from;
    }

    fn left(&self) -> usize {
        self.at - text::graphemes(self.before()).next_back().map_or(0, str::len)
    }

    fn right(&self) -> usize {
        self.at + text::graphemes(self.after()).next().map_or(0, str::len)
    }

    fn word_left(&self) -> usize {
        let kept = self.before().trim_end();
        kept.char_indices().rfind(|(_, c)| c.is_whitespace()).map_or(0, |(at, c)| at + c.len_utf8())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edited(edit: impl FnOnce(&mut Field)) -> String {
        let mut field = Field::with("大商所 近30天");
        edit(&mut field);
        field.text().to_owned()
    }

    #[test]
    fn text_is_edited_by_graphemes_and_words_around_the_cursor() {
        assert_eq!(edited(Field::delete_word), "大商所 ");
        assert_eq!(edited(Field::delete_back), "大商所 近30");
        let first = |field: &mut Field| {
            field.go_to_start();
            field.delete_forward();
            field.insert("小");
        };
        assert_eq!(edited(first), "小商所 近30天");
        assert_eq!(edited(Field::delete_to_start), "");
        assert_eq!(edited(Field::delete_to_end), "大商所 近30天");
    }

    #[test]
    fn pastes_hold_no_line_ends_and_no_controls() {
        let mut field = Field::default();
        field.insert("a\nb\x1b[31m");
        assert_eq!(field.text(), "a b[31m");
    }
}
