//! Single keys: what one byte, or one number of the keyboard protocols, means.

use crate::term::input::{Input, Key, KeyCode, Modifiers};

/// A key as an input: Ctrl-Z asks to stop, all others are keys.
pub(super) fn input(key: Key) -> Input {
    if key == Key::control('z') { Input::Suspend } else { Input::Key(key) }
}

/// `key` with Alt held.
pub(super) fn alt(key: Key) -> Key {
    Key { modifiers: key.modifiers | Modifiers::ALT, ..key }
}

/// The key that sends this one byte below 0x80.
///
/// Terminals cannot tell Ctrl-I from Tab, Ctrl-M from Enter, Ctrl-H from Backspace this way. LF is
/// Enter too: some senders mean it so.
pub(super) fn legacy(byte: u8) -> Key {
    match byte {
        0 => Key::control(' '),
        0x08 | 0x7f => Key::plain(KeyCode::Backspace),
        0x09 => Key::plain(KeyCode::Tab),
        0x0a | 0x0d => Key::plain(KeyCode::Enter),
        0x1b => Key::plain(KeyCode::Esc),
        0x01..=0x1a => Key::control(char::from(byte - 1 + b'a')),
        0x1c..=0x1f => Key::control(char::from(byte + 0x40)),
        _ => Key::char(char::from(byte)),
    }
}

/// Modifiers from their number in a sequence: one more than a set of bits. `None` with Super or
/// Hyper held: such keys are the desktop's.
pub(super) fn modifiers(number: u32) -> Option<Modifiers> {
    let bits = number.saturating_sub(1);
    let held = [(1, Modifiers::SHIFT), (2 | 32, Modifiers::ALT), (4, Modifiers::CONTROL)];
    let held = held.into_iter().filter(|(bit, _)| bits & bit != 0).map(|(_, modifier)| modifier);
    (bits & (8 | 16) == 0).then(|| held.collect())
}

/// The key of a code point of the kitty keyboard protocol (and of xterm's modifyOtherKeys).
///
/// `shifted` and `base` are its alternates: with Shift held, and on a Latin keyboard.
pub(super) fn unicode(code: u32, shifted: Option<u32>, base: Option<u32>, modifiers: Modifiers) -> Option<Key> {
    if let Some(code) = named(code) {
        return Some(Key { code, modifiers });
    }
    if (0xe000..=0xf8ff).contains(&code) {
        return None;
    }
    let held = modifiers.intersects(Modifiers::CONTROL | Modifiers::ALT);
    let plain = if held && code > 0x7f { base.unwrap_or(code) } else { code };
    let c = char::from_u32(plain).filter(|c| !c.is_control())?;
    let shown = if modifiers.contains(Modifiers::SHIFT) { with_shift(c, shifted) } else { c };
    // Ctrl with a letter has no case, as in the one-byte encoding.
    let c = if modifiers.contains(Modifiers::CONTROL) { shown.to_ascii_lowercase() } else { shown };
    Some(Key { code: KeyCode::Char(c), modifiers: modifiers - Modifiers::SHIFT })
}

fn with_shift(c: char, shifted: Option<u32>) -> char {
    shifted.and_then(char::from_u32).filter(|c| !c.is_control()).unwrap_or_else(|| c.to_ascii_uppercase())
}

/// Keys that are no characters, by their numbers in the kitty keyboard protocol.
fn named(code: u32) -> Option<KeyCode> {
    Some(match code {
        9 => KeyCode::Tab,
        10 | 13 | 57414 => KeyCode::Enter,
        27 => KeyCode::Esc,
        8 | 127 => KeyCode::Backspace,
        57376..=57398 => KeyCode::F(u8::try_from(code - 57376 + 13).ok()?),
        57399..=57408 => KeyCode::Char(char::from_digit(code - 57399, 10)?),
        57409 => KeyCode::Char('.'),
        57410 => KeyCode::Char('/'),
        57411 => KeyCode::Char('*'),
        57412 => KeyCode::Char('-'),
        57413 => KeyCode::Char('+'),
        57415 => KeyCode::Char('='),
        57417 => KeyCode::Left,
        57418 => KeyCode::Right,
        57419 => KeyCode::Up,
        57420 => KeyCode::Down,
        57421 => KeyCode::PageUp,
        57422 => KeyCode::PageDown,
        57423 => KeyCode::Home,
        57424 => KeyCode::End,
        57425 => KeyCode::Insert,
        57426 => KeyCode::Delete,
        _ => return None,
    })
}
