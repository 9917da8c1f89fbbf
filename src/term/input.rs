//! What comes from the terminal and the system.

/// One thing that happened outside the reader.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    Key(Key),
    /// Bracketed paste, as one text: never keys.
    Paste(String),
    Mouse(Mouse),
    /// Columns and rows of the screen from now on.
    Resize(u16, u16),
    /// The terminal's answer to a question of ours.
    Reply(Reply),
    /// The terminal takes bytes again, as [`super::Events::watch_output`] asked to be told.
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

/// A key with its modifiers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key {
    pub code: KeyCode,
    pub modifiers: Modifiers,
}

/// Which key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum KeyCode {
    Char(char),
    Enter,
    Escape,
    Tab,
    Backspace,
    Delete,
    Insert,
    Up,
    Down,
    Left,
    Right,
    Home,
    End,
    PageUp,
    PageDown,
    Function(u8),
}

/// Modifiers held with a key. Shift is told only of keys that are no characters (and of Tab).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Modifiers {
    pub control: bool,
    pub alt: bool,
    pub shift: bool,
}

/// What the mouse did, at a column and row from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mouse {
    pub kind: MouseKind,
    pub column: u16,
    pub row: u16,
}

/// What the mouse did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MouseKind {
    Press,
    Release,
    WheelUp,
    WheelDown,
}

/// The terminal's answer to a probe.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reply {
    /// Column and row of the cursor, from 1.
    Cursor(u16, u16),
    /// The background is dark (or light).
    Background { dark: bool },
    /// A private mode is known to the terminal.
    Mode { number: u16, known: bool },
    /// Primary device attributes: the last answer of a round of questions.
    Attributes,
    /// The keyboard protocol's flags.
    Keyboard(u8),
}

impl Reply {
    /// The key that sends the same bytes: F3 with modifiers is written as a cursor's place in the top
    /// row. Which of the two it is, only who asked can tell.
    pub fn as_key(self) -> Option<Key> {
        let Reply::Cursor(column @ 2..=8, 1) = self else { return None };
        let bits = column - 1;
        let modifiers = Modifiers { shift: bits & 1 != 0, alt: bits & 2 != 0, control: bits & 4 != 0 };
        Some(Key { code: KeyCode::Function(3), modifiers })
    }
}

impl Key {
    /// A character's key without modifiers.
    pub const fn char(c: char) -> Key {
        Key { code: KeyCode::Char(c), modifiers: Modifiers { control: false, alt: false, shift: false } }
    }

    /// A key without modifiers.
    pub const fn plain(code: KeyCode) -> Key {
        Key { code, modifiers: Modifiers { control: false, alt: false, shift: false } }
    }

    /// A character held with Control.
    pub const fn control(c: char) -> Key {
        Key { code: KeyCode::Char(c), modifiers: Modifiers { control: true, alt: false, shift: false } }
    }
}
