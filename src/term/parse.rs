//! Bytes of a terminal to [`Input`].
//!
//! Owns the grammar of what terminals send: keys in their several encodings, pastes, the mouse and
//! answers to questions (ECMA-48; xterm's ctlseqs; the kitty keyboard protocol). Knows nothing of
//! files, threads and the clock: the caller says when a wait has been long enough.
//!
//! Two promises: however the bytes are cut into reads, the same inputs come out; and an answer of
//! the terminal never comes out as keys, however late it is or wherever a slow line tore it.

mod key;
mod sequence;
#[cfg(test)]
mod tests;

use super::input::{Input, Key, KeyCode};
use key::{alt, input, legacy};

const ESC: u8 = 0x1b;
const BEL: u8 = 0x07;
/// Bytes of a control sequence that are kept; none that we know is longer.
const SEQUENCE_MAX: usize = 256;
/// Bytes of a string (OSC, DCS) that are kept.
const STRING_MAX: usize = 4096;
/// Bytes of a paste that are kept; the rest is dropped, never typed.
const PASTE_MAX: usize = 1 << 20;
const PASTE_END: &[u8] = b"\x1b[201~";

/// Turns bytes into inputs, keeping what is not complete yet.
#[derive(Debug, Default)]
pub struct Parser {
    state: State,
}

/// What has been read of an incomplete input.
#[derive(Debug, Default)]
enum State {
    #[default]
    Ground,
    Escape,
    /// Escape was already given out as a key; `[` or `]` may still show that it was none.
    Told,
    /// After `ESC [`.
    Sequence {
        bytes: Vec<u8>,
        told: bool,
    },
    /// After `ESC O`.
    Function,
    /// After `ESC [ [`: F1 to F5 of the Linux console.
    LinuxFunction,
    /// After `ESC [ M`: three bytes of the old mouse protocol.
    OldMouse(Vec<u8>),
    /// After `ESC ]` or `ESC P`.
    Text {
        opener: u8,
        bytes: Vec<u8>,
        told: bool,
    },
    /// A string was ended by an Escape: a backslash belongs to it.
    TextEnd,
    Character {
        bytes: Vec<u8>,
        length: usize,
        alt: bool,
    },
    Paste(Vec<u8>),
}

impl Parser {
    /// A parser that has read nothing.
    pub fn new() -> Parser {
        Parser::default()
    }

    /// Reads `bytes`; every complete input goes to `out`.
    pub fn feed(&mut self, bytes: &[u8], out: &mut impl FnMut(Input)) {
        for &byte in bytes {
            self.state = step(std::mem::take(&mut self.state), byte, out);
        }
    }

    /// True while a key may be complete, or the beginning of something longer: after a short wait
    /// without bytes the caller should [`Parser::settle`] it.
    pub fn is_undecided(&self) -> bool {
        match &self.state {
            State::Escape | State::Function => true,
            State::Sequence { bytes, told } | State::Text { bytes, told, .. } => *told && bytes.is_empty(),
            _ => false,
        }
    }

    /// Nothing came for a while: what may be a key is one. Longer things go on waiting, for a slow
    /// line may tear an answer anywhere.
    pub fn settle(&mut self, out: &mut impl FnMut(Input)) {
        if !self.is_undecided() {
            return;
        }
        self.state = match std::mem::take(&mut self.state) {
            State::Escape => {
                out(Input::Key(Key::plain(KeyCode::Escape)));
                State::Told
            }
            State::Function => give(alt(Key::char('O')), out),
            State::Text { opener, .. } => give(Key::char(char::from(opener)), out),
            _ => give(Key::char('['), out),
        };
    }
}

fn give(key: Key, out: &mut impl FnMut(Input)) -> State {
    out(input(key));
    State::Ground
}

fn step(state: State, byte: u8, out: &mut impl FnMut(Input)) -> State {
    match state {
        State::Ground => ground(byte, false, out),
        State::Escape => escape(byte, out),
        State::Told => told(byte, out),
        State::Sequence { bytes, told } => sequence(bytes, told, byte, out),
        State::Function => function(byte, out),
        State::LinuxFunction => linux_function(byte, out),
        State::OldMouse(bytes) => old_mouse(bytes, byte, out),
        State::Text { opener, bytes, told } => text(opener, bytes, told, byte, out),
        State::TextEnd if byte == b'\\' => State::Ground,
        State::TextEnd => escape(byte, out),
        State::Character { bytes, length, alt } => character(bytes, length, alt, byte, out),
        State::Paste(bytes) => paste(bytes, byte, out),
    }
}

fn ground(byte: u8, with_alt: bool, out: &mut impl FnMut(Input)) -> State {
    let length = match byte {
        ESC => return State::Escape,
        0..=0x7f => return give(if with_alt { alt(legacy(byte)) } else { legacy(byte) }, out),
        0xc2..=0xdf => 2,
        0xe0..=0xef => 3,
        0xf0..=0xf4 => 4,
        // No byte that a character begins with (UTF-8, RFC 3629).
        _ => return State::Ground,
    };
    State::Character { bytes: vec![byte], length, alt: with_alt }
}

fn escape(byte: u8, out: &mut impl FnMut(Input)) -> State {
    match byte {
        ESC => {
            out(Input::Key(Key::plain(KeyCode::Escape)));
            State::Escape
        }
        b'[' => State::Sequence { bytes: Vec::new(), told: false },
        b'O' => State::Function,
        b']' | b'P' => State::Text { opener: byte, bytes: Vec::new(), told: false },
        _ => ground(byte, true, out),
    }
}

fn told(byte: u8, out: &mut impl FnMut(Input)) -> State {
    match byte {
        b'[' => State::Sequence { bytes: Vec::new(), told: true },
        b']' => State::Text { opener: byte, bytes: Vec::new(), told: true },
        _ => ground(byte, false, out),
    }
}

fn sequence(mut bytes: Vec<u8>, told: bool, byte: u8, out: &mut impl FnMut(Input)) -> State {
    let first = bytes.is_empty();
    match byte {
        _ if told && first && !matches!(byte, b'0'..=b'9' | b'<'..=b'?' | b'A'..=b'D') => {
            out(Input::Key(Key::char('[')));
            ground(byte, false, out)
        }
        0x20..=0x3f => {
            if bytes.len() < SEQUENCE_MAX {
                bytes.push(byte);
            }
            State::Sequence { bytes, told }
        }
        b'[' if first => State::LinuxFunction,
        b'M' if first => State::OldMouse(Vec::new()),
        b'~' if bytes == b"200" => State::Paste(Vec::new()),
        0x40..=0x7e => {
            sequence::read(&bytes, byte).into_iter().for_each(out);
            State::Ground
        }
        // Not a byte of a sequence: what was begun is dropped.
        _ => ground(byte, false, out),
    }
}

fn function(byte: u8, out: &mut impl FnMut(Input)) -> State {
    match sequence::function_key(byte) {
        Some(key) => give(key, out),
        None => {
            out(input(alt(Key::char('O'))));
            ground(byte, false, out)
        }
    }
}

fn linux_function(byte: u8, out: &mut impl FnMut(Input)) -> State {
    match byte {
        b'A'..=b'E' => give(Key::plain(KeyCode::Function(byte - b'A' + 1)), out),
        _ => ground(byte, false, out),
    }
}

fn old_mouse(mut bytes: Vec<u8>, byte: u8, out: &mut impl FnMut(Input)) -> State {
    bytes.push(byte);
    let &[button, column, row] = bytes.as_slice() else { return State::OldMouse(bytes) };
    sequence::old_mouse(button, column, row).into_iter().for_each(out);
    State::Ground
}

fn text(opener: u8, mut bytes: Vec<u8>, told: bool, byte: u8, out: &mut impl FnMut(Input)) -> State {
    match byte {
        _ if bytes.is_empty() && !opens_text(opener, byte) => {
            let key = Key::char(char::from(opener));
            out(input(if told { key } else { alt(key) }));
            ground(byte, false, out)
        }
        BEL => {
            sequence::read_text(opener, &bytes).into_iter().for_each(out);
            State::Ground
        }
        ESC => {
            sequence::read_text(opener, &bytes).into_iter().for_each(out);
            State::TextEnd
        }
        // A control ends a string that lost its end, so that a person can always type again.
        0..=0x1f => ground(byte, false, out),
        _ => {
            if bytes.len() < STRING_MAX {
                bytes.push(byte);
            }
            State::Text { opener, bytes, told }
        }
    }
}

/// What answers begin with: a number after OSC; a number, `>`, `!`, `$` or `+` after DCS.
fn opens_text(opener: u8, byte: u8) -> bool {
    byte.is_ascii_digit() || opener == b'P' && matches!(byte, b'>' | b'!' | b'$' | b'+')
}

fn character(mut bytes: Vec<u8>, length: usize, with_alt: bool, byte: u8, out: &mut impl FnMut(Input)) -> State {
    if byte & 0xc0 != 0x80 {
        return ground(byte, false, out);
    }
    bytes.push(byte);
    if bytes.len() < length {
        return State::Character { bytes, length, alt: with_alt };
    }
    match std::str::from_utf8(&bytes).ok().and_then(|s| s.chars().next()) {
        Some(c) if !c.is_control() => give(if with_alt { alt(Key::char(c)) } else { Key::char(c) }, out),
        _ => State::Ground,
    }
}

fn paste(mut bytes: Vec<u8>, byte: u8, out: &mut impl FnMut(Input)) -> State {
    bytes.push(byte);
    if let Some(content) = bytes.strip_suffix(PASTE_END) {
        let kept = content.get(..PASTE_MAX).unwrap_or(content);
        out(Input::Paste(clean(&String::from_utf8_lossy(kept))));
        return State::Ground;
    }
    if bytes.len() > PASTE_MAX + PASTE_END.len() {
        bytes.remove(PASTE_MAX);
    }
    State::Paste(bytes)
}

/// A pasted text with LF for line ends and without controls.
fn clean(text: &str) -> String {
    let lines = text.replace("\r\n", "\n").replace('\r', "\n");
    lines.chars().filter(|&c| matches!(c, '\n' | '\t') || !c.is_control()).collect()
}
