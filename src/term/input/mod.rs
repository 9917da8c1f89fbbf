//! Input: what comes from the terminal and the system.
//!
//! Owns the listening thread ([`Events`]), the grammar of what terminals send ([`InputParser`]) and
//! what an input is. Keys and mouse are named by crossterm's types; reading is our own, since
//! crossterm's reader keeps to itself what has to be seen here: the terminal's replies (which must
//! never come out as keys), that the terminal is gone, and when no byte may be read because another
//! program has the terminal. Knows nothing of what an input leads to.

mod events;
mod parse;

use std::cmp::Ordering;

pub use crossterm::event::{
    KeyCode, KeyModifiers as Modifiers, MouseButton, MouseEvent as Mouse, MouseEventKind as MouseKind,
};
pub use events::Events;
pub use parse::InputParser;

/// One thing that happened outside the reader.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// A key was pressed.
    Key(Key),
    /// Bracketed paste, as one text: never keys.
    Paste(String),
    /// A click, or a turn of the wheel.
    Mouse(Mouse),
    /// Columns and rows of the screen from now on.
    Resize(u16, u16),
    /// The terminal's reply to a question of ours.
    Reply(Reply),
    /// The terminal takes bytes again; sent once for each [`Events::watch_output`].
    Writable,
    /// Ctrl-Z: give the terminal back and stop.
    Suspend,
    /// Running again after a stop: take the terminal and paint all.
    Resume,
    /// SIGTERM or SIGINT: save and leave.
    Terminate,
    /// The terminal is gone: save and leave without a word.
    Hangup,
}

/// A key with the modifiers that are held. Shift is told only of keys that are no characters (and of
/// Tab, which with Shift is no `BackTab`).
///
/// crossterm's `KeyEvent` also has releases, repeats and locks, which are never asked for, and has no
/// order, which the keymap needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Key {
    /// Which key.
    pub code: KeyCode,
    /// What is held with it.
    pub modifiers: Modifiers,
}

impl Key {
    /// A character's key without modifiers.
    pub const fn char(c: char) -> Key {
        Key::plain(KeyCode::Char(c))
    }

    /// A key without modifiers.
    pub const fn plain(code: KeyCode) -> Key {
        Key { code, modifiers: Modifiers::NONE }
    }

    /// A character held with Control.
    pub const fn control(c: char) -> Key {
        Key { code: KeyCode::Char(c), modifiers: Modifiers::CONTROL }
    }

    /// True when Control is held.
    pub const fn has_control(self) -> bool {
        self.modifiers.contains(Modifiers::CONTROL)
    }

    /// True when Alt is held.
    pub const fn has_alt(self) -> bool {
        self.modifiers.contains(Modifiers::ALT)
    }
}

/// Characters come first; keys with Alt and with Control last.
impl Ord for Key {
    fn cmp(&self, other: &Key) -> Ordering {
        let first = |key: &Key| !matches!(key.code, KeyCode::Char(_));
        let last = |key: &Key| (key.has_control(), key.has_alt(), key.modifiers.bits());
        let by_code = self.code.partial_cmp(&other.code).unwrap_or(Ordering::Equal);
        first(self).cmp(&first(other)).then(by_code).then(last(self).cmp(&last(other)))
    }
}

impl PartialOrd for Key {
    fn partial_cmp(&self, other: &Key) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// The terminal's reply to a probe.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reply {
    /// Column and row of the cursor, from 1.
    Cursor(u16, u16),
    /// The background colour.
    Background {
        /// It is dark rather than light.
        dark: bool,
    },
    /// A private mode (DECRPM).
    Mode {
        /// Its number.
        number: u16,
        /// The terminal knows it.
        known: bool,
    },
    /// Primary device attributes: the last reply of a round of questions.
    Attributes,
    /// The keyboard protocol's flags.
    Keyboard(u8),
}

impl Reply {
    /// The key that sends the same bytes: F3 with modifiers is written as a cursor's place in the top
    /// row. Which of the two it is depends on whether the place was asked for.
    pub fn as_key(self) -> Option<Key> {
        let Reply::Cursor(column @ 2..=8, 1) = self else { return None };
        let bits = column - 1;
        let held = [(1, Modifiers::SHIFT), (2, Modifiers::ALT), (4, Modifiers::CONTROL)];
        let modifiers = held.into_iter().filter(|(bit, _)| bits & bit != 0).map(|(_, modifier)| modifier).collect();
        Some(Key { code: KeyCode::F(3), modifiers })
    }
}
