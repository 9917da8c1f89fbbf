//! A line of text that a person edits: the search line, prompts, the filter's typing.

use crate::term::{Key, KeyCode};
use crate::text;

/// Edited text and the place of the cursor in it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Field {
    text: String,
    /// Byte before which the cursor stands, always between graphemes.
    at: usize,
}

/// What a key did to a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edit {
    Changed,
    Moved,
    /// The key is not one that edits.
    Ignored,
}

impl Field {
    /// A field with a text in it, the cursor at its end.
    pub fn with(text: &str) -> Field {
        let text = text::sanitize_line(text).into_owned();
        Field { at: text.len(), text }
    }

    pub fn text(&self) -> &str {
        &self.text
    }

    /// The text before the cursor.
    pub fn before(&self) -> &str {
        self.text.get(..self.at).unwrap_or_default()
    }

    /// True when the cursor stands behind all text.
    pub fn is_at_end(&self) -> bool {
        self.at == self.text.len()
    }

    fn after(&self) -> &str {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// Puts text in at the cursor, as paste and keys do.
    pub fn insert(&mut self, text: &str) {
        let clean = text::sanitize_line(text);
        self.text.insert_str(self.at, &clean);
        self.at += clean.len();
    }

    /// Lets a key edit, as in a shell's line: arrows, Home, End, C-a C-e C-w C-u C-k C-h C-d.
    pub fn key(&mut self, key: Key) -> Edit {
        match (key.code, key.modifiers.control) {
            (KeyCode::Char('a'), true) | (KeyCode::Home, _) => self.go(0),
            (KeyCode::Char('e'), true) | (KeyCode::End, _) => self.go(self.text.len()),
            (KeyCode::Char('b'), true) | (KeyCode::Left, _) => self.go(self.left()),
            (KeyCode::Char('f'), true) | (KeyCode::Right, _) => self.go(self.right()),
            (KeyCode::Char('h'), true) | (KeyCode::Backspace, _) => self.remove(self.left(), self.at),
            (KeyCode::Char('d'), true) | (KeyCode::Delete, _) => self.remove(self.at, self.right()),
            (KeyCode::Char('w'), true) => self.remove(self.word_left(), self.at),
            (KeyCode::Char('u'), true) => self.remove(0, self.at),
            (KeyCode::Char('k'), true) => self.remove(self.at, self.text.len()),
            (KeyCode::Char(c), false) if !key.modifiers.alt => {
                self.insert(c.encode_utf8(&mut [0; 4]));
                Edit::Changed
            }
            _ => Edit::Ignored,
        }
    }

    fn go(&mut self, at: usize) -> Edit {
        self.at = at;
        Edit::Moved
    }

    fn remove(&mut self, from: usize, to: usize) -> Edit {
        if from >= to {
            return Edit::Moved;
        }
        self.text.replace_range(from..to, "");
        self.at = from;
        Edit::Changed
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

    fn typed(keys: &[Key]) -> String {
        let mut field = Field::with("大商所 近30天");
        for key in keys {
            field.key(*key);
        }
        field.text().to_owned()
    }

    #[test]
    fn keys_edit_as_in_a_shell() {
        assert_eq!(typed(&[Key::control('w')]), "大商所 ");
        assert_eq!(typed(&[Key::plain(KeyCode::Backspace)]), "大商所 近30");
        assert_eq!(typed(&[Key::control('a'), Key::plain(KeyCode::Delete), Key::char('小')]), "小商所 近30天");
        assert_eq!(typed(&[Key::control('u')]), "");
    }

    #[test]
    fn pastes_hold_no_line_ends_and_no_controls() {
        let mut field = Field::default();
        field.insert("a\nb\x1b[31m");
        assert_eq!(field.text(), "a b[31m");
    }
}
