//! Control sequences and strings that came complete: keys, mouse and replies.

use super::key::{input, modifiers, unicode};
use crate::term::input::{Input, Key, KeyCode, Modifiers, Mouse, MouseButton, MouseKind, Reply};

/// What `ESC [ bytes last` means; `None` for what is unknown or of no use here.
pub(super) fn read(bytes: &[u8], last: u8) -> Option<Input> {
    let parameters = Parameters::of(bytes);
    match (parameters.prefix, parameters.middle, last) {
        (None, b"", b'R') if parameters.number(1).is_some() => cursor(&parameters),
        (None, b"", _) => key(&parameters, last).map(input),
        (Some(b'<'), b"", b'M' | b'm') => mouse(&parameters, last == b'm'),
        (Some(b'?'), b"", b'c') => Some(Input::Reply(Reply::Attributes)),
        (Some(b'?'), b"", b'u') => Some(Input::Reply(Reply::Keyboard(u8::try_from(parameters.number(0)?).ok()?))),
        (Some(b'?'), b"$", b'y') => mode(&parameters),
        _ => None,
    }
}

/// What a string (`ESC ] …`, `ESC P …`) means.
pub(super) fn read_text(opener: u8, bytes: &[u8]) -> Option<Input> {
    let text = std::str::from_utf8(bytes).ok().filter(|_| opener == b']')?;
    let dark = brightness(text.strip_prefix("11;")?)? < 0.5;
    Some(Input::Reply(Reply::Background { dark }))
}

/// The key of `ESC O byte`.
pub(super) fn function_key(byte: u8) -> Option<Key> {
    let code = match byte {
        b'M' => KeyCode::Enter,
        b'I' => KeyCode::Tab,
        b'X' => KeyCode::Char('='),
        // The keypad's digits and signs, as the VT100 sends them in application mode.
        b'j'..=b'y' => KeyCode::Char(char::from(byte - 0x40)),
        b'a'..=b'd' => {
            let key = letter(byte.to_ascii_uppercase())?;
            return Some(Key { code: key, modifiers: Modifiers::CONTROL });
        }
        _ => letter(byte)?,
    };
    Some(Key::plain(code))
}

/// A click or a turn of the wheel in the old protocol: three bytes, each 32 up.
pub(super) fn old_mouse(button: u8, column: u8, row: u8) -> Option<Input> {
    let button = u32::from(button.checked_sub(32)?);
    let released = button & 3 == 3 && button & 64 == 0;
    let kind = if released { MouseKind::Up(MouseButton::Left) } else { mouse_kind(button, false)? };
    let at = |byte: u8| u16::from(byte).saturating_sub(33);
    Some(Input::Mouse(Mouse { kind, column: at(column), row: at(row), modifiers: Modifiers::NONE }))
}

fn cursor(parameters: &Parameters<'_>) -> Option<Input> {
    let at = |place| parameters.number(place).and_then(|n| u16::try_from(n).ok());
    Some(Input::Reply(Reply::Cursor(at(1)?, at(0)?)))
}

/// DECRPM: 1 and 2 say that a mode is set or reset, 3 that it is always set. 0 is unknown, 4 is
/// never: of no more use than unknown.
fn mode(parameters: &Parameters<'_>) -> Option<Input> {
    let number = u16::try_from(parameters.number(0)?).ok()?;
    let known = matches!(parameters.number(1)?, 1..=3);
    Some(Input::Reply(Reply::Mode { number, known }))
}

fn mouse(parameters: &Parameters<'_>, released: bool) -> Option<Input> {
    let kind = mouse_kind(parameters.number(0)?, released)?;
    let at = |place| parameters.number(place).and_then(|n| u16::try_from(n).ok()).map(|n| n.saturating_sub(1));
    Some(Input::Mouse(Mouse { kind, column: at(1)?, row: at(2)?, modifiers: Modifiers::NONE }))
}

/// What a button's bits say. Only the left button and the wheel count, and motion does not.
fn mouse_kind(button: u32, released: bool) -> Option<MouseKind> {
    let modifiers = 4 | 8 | 16;
    match button & !modifiers {
        0 if released => Some(MouseKind::Up(MouseButton::Left)),
        0 => Some(MouseKind::Down(MouseButton::Left)),
        64 if !released => Some(MouseKind::ScrollUp),
        65 if !released => Some(MouseKind::ScrollDown),
        _ => None,
    }
}

fn key(parameters: &Parameters<'_>, last: u8) -> Option<Key> {
    match last {
        b'u' => keyboard_protocol(parameters),
        b'~' if parameters.number(0) == Some(27) => {
            unicode(parameters.number(2)?, None, None, modifiers(parameters.number(1)?)?)
        }
        b'~' => Some(Key { code: numbered(parameters.number(0)?)?, modifiers: held(parameters)? }),
        // rxvt ends its keys with a sign for the modifiers, and sends small letters for Shift.
        b'^' | b'@' => {
            let shift = if last == b'@' { Modifiers::SHIFT } else { Modifiers::NONE };
            let modifiers = Modifiers::CONTROL | shift;
            Some(Key { code: numbered(parameters.number(0)?)?, modifiers })
        }
        b'a'..=b'd' => Some(Key { code: letter(last.to_ascii_uppercase())?, modifiers: Modifiers::SHIFT }),
        b'Z' => Some(Key { code: KeyCode::Tab, modifiers: Modifiers::SHIFT }),
        _ => Some(Key { code: letter(last)?, modifiers: held(parameters)? }),
    }
}

/// `ESC [ code:shifted:base ; modifiers:event u`.
fn keyboard_protocol(parameters: &Parameters<'_>) -> Option<Key> {
    unicode(parameters.number(0)?, parameters.sub(0, 1), parameters.sub(0, 2), held(parameters)?)
}

/// The modifiers of the second parameter; `None` when the key is not for us or was let go.
fn held(parameters: &Parameters<'_>) -> Option<Modifiers> {
    let released = parameters.sub(1, 1) == Some(3);
    modifiers(parameters.number(1).unwrap_or(1)).filter(|_| !released)
}

fn letter(last: u8) -> Option<KeyCode> {
    Some(match last {
        b'A' => KeyCode::Up,
        b'B' => KeyCode::Down,
        b'C' => KeyCode::Right,
        b'D' => KeyCode::Left,
        b'F' => KeyCode::End,
        b'H' => KeyCode::Home,
        b'P'..=b'S' => KeyCode::F(last - b'P' + 1),
        _ => return None,
    })
}

fn numbered(number: u32) -> Option<KeyCode> {
    let function = |first: u32| u8::try_from(number - first).ok().map(KeyCode::F);
    match number {
        1 | 7 => Some(KeyCode::Home),
        2 => Some(KeyCode::Insert),
        3 => Some(KeyCode::Delete),
        4 | 8 => Some(KeyCode::End),
        5 => Some(KeyCode::PageUp),
        6 => Some(KeyCode::PageDown),
        // F1 to F20, with the gaps of the VT220's keyboard.
        11..=15 => function(10),
        17..=21 => function(11),
        23..=26 => function(12),
        28..=29 => function(13),
        31..=34 => function(14),
        _ => None,
    }
}

/// How bright a colour as of XParseColor is, 0 to 1: `rgb:RRRR/GGGG/BBBB` (1 to 4 digits each),
/// `rgba:…`, `#RRGGBB`. By the weights of BT.601.
fn brightness(colour: &str) -> Option<f64> {
    let parts: Vec<f64> = match colour.strip_prefix("rgb:").or_else(|| colour.strip_prefix("rgba:")) {
        Some(parts) => parts.split('/').filter_map(fraction).collect(),
        None => {
            let digits = colour.strip_prefix('#')?;
            let each = digits.len() / 3;
            (0..3).filter_map(|at| fraction(digits.get(at * each..(at + 1) * each)?)).collect()
        }
    };
    let [red, green, blue, ..] = parts.as_slice() else { return None };
    Some(0.299 * red + 0.587 * green + 0.114 * blue)
}

fn fraction(digits: &str) -> Option<f64> {
    let value = u32::from_str_radix(digits, 16).ok().filter(|_| digits.len() <= 4)?;
    let most = (1_u32 << (4 * digits.len())) - 1;
    Some(f64::from(value) / f64::from(most.max(1)))
}

/// The parameters of a control sequence: `? 1 ; 2:3 $`.
struct Parameters<'a> {
    prefix: Option<u8>,
    numbers: &'a [u8],
    /// Intermediate bytes, 0x20 to 0x2f.
    middle: &'a [u8],
}

impl<'a> Parameters<'a> {
    fn of(bytes: &'a [u8]) -> Parameters<'a> {
        let (prefix, rest) = match bytes {
            [first @ b'<'..=b'?', rest @ ..] => (Some(*first), rest),
            _ => (None, bytes),
        };
        let end = rest.iter().position(|byte| (0x20..0x30).contains(byte)).unwrap_or(rest.len());
        let (numbers, middle) = rest.split_at(end);
        Parameters { prefix, numbers, middle }
    }

    fn number(&self, at: usize) -> Option<u32> {
        self.sub(at, 0)
    }

    fn sub(&self, at: usize, sub: usize) -> Option<u32> {
        let parameter = self.numbers.split(|byte| *byte == b';').nth(at)?;
        let digits = parameter.split(|byte| *byte == b':').nth(sub)?;
        std::str::from_utf8(digits).ok()?.parse().ok()
    }
}
