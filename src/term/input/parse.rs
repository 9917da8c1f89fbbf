//! Bytes of a terminal to [`Input`].
//!
//! Owns the grammar of what terminals send: keys in their several encodings, pastes, the mouse and
//! replies (ECMA-48; xterm's ctlseqs; the kitty keyboard protocol). Knows nothing of files, threads
//! and the clock: the caller says when a wait has been long enough.
//!
//! Two promises: however the bytes are cut into reads, the same inputs come out; and a reply of the
//! terminal never comes out as keys, however late it is or wherever a slow line cut it.

mod key;
mod sequence;
#[cfg(test)]
mod tests;

use super::{Input, Key, KeyCode};
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
pub struct InputParser {
    state: Incomplete,
}

/// What has been read of an incomplete input.
#[derive(Debug, Default)]
enum Incomplete {
    #[default]
    Ground,
    Escape,
    /// Escape was already returned as a key; `[` or `]` may still show that it was none.
    EscapeTold,
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

impl InputParser {
    /// A parser that has read nothing.
    pub fn new() -> InputParser {
        InputParser::default()
    }

    /// Reads `bytes`, and calls `out` with every complete input.
    pub fn feed(&mut self, bytes: &[u8], out: &mut impl FnMut(Input)) {
        for &byte in bytes {
            self.state = step(std::mem::take(&mut self.state), byte, out);
        }
    }

    /// True while a key may be complete, or the beginning of something longer: after a short wait
    /// without bytes the caller should [`InputParser::settle`] it.
    pub fn is_undecided(&self) -> bool {
        match &self.state {
            Incomplete::Escape | Incomplete::Function => true,
            Incomplete::Sequence { bytes, told } | Incomplete::Text { bytes, told, .. } => *told && bytes.is_empty(),
            _ => false,
        }
    }

    /// Nothing came for a while: what may be a key is one. Longer things go on waiting, since a slow
    /// line may cut a reply anywhere.
    pub fn settle(&mut self, out: &mut impl FnMut(Input)) {
        if !self.is_undecided() {
            return;
        }
        self.state = match std::mem::take(&mut self.state) {
            Incomplete::Escape => {
                out(Input::Key(Key::plain(KeyCode::Esc)));
                Incomplete::EscapeTold
            }
            Incomplete::Function => give(alt(Key::char('O')), out),
            Incomplete::Text { opener, .. } => give(Key::char(char::from(opener)), out),
            _ => give(Key::char('['), out),
        };
    }
}

fn give(key: Key, out: &mut impl FnMut(Input)) -> Incomplete {
    out(input(key));
    Incomplete::Ground
}

fn step(state: Incomplete, byte: u8, out: &mut impl FnMut(Input)) -> Incomplete {
    match state {
        Incomplete::Ground => ground(byte, false, out),
        Incomplete::Escape => escape(byte, out),
        Incomplete::EscapeTold => told(byte, out),
        Incomplete::Sequence { bytes, told } => sequence(bytes, told, byte, out),
        Incomplete::Function => function(byte, out),
        Incomplete::LinuxFunction => linux_function(byte, out),
        Incomplete::OldMouse(bytes) => old_mouse(bytes, byte, out),
        Incomplete::Text { opener, bytes, told } => text(opener, bytes, told, byte, out),
        Incomplete::TextEnd if byte == b'\\' => Incomplete::Ground,
        Incomplete::TextEnd => escape(byte, out),
        Incomplete::Character { bytes, length, alt } => character(bytes, length, alt, byte, out),
        Incomplete::Paste(bytes) => paste(bytes, byte, out),
    }
}

fn ground(byte: u8, with_alt: bool, out: &mut impl FnMut(Input)) -> Incomplete {
    let length = match byte {
        ESC => return Incomplete::Escape,
        0..=0x7f => return give(if with_alt { alt(legacy(byte)) } else { legacy(byte) }, out),
        0xc2..=0xdf => 2,
        0xe0..=0xef => 3,
        0xf0..=0xf4 => 4,
        // No byte that a character begins with (UTF-8, RFC 3629).
        _ => return Incomplete::Ground,
    };
    Incomplete::Character { bytes: vec![byte], length, alt: with_alt }
}

fn escape(byte: u8, out: &mut impl FnMut(Input)) -> Incomplete {
    match byte {
        ESC => {
            out(Input::Key(Key::plain(KeyCode::Esc)));
            Incomplete::Escape
        }
        b'[' => Incomplete::Sequence { bytes: Vec::new(), told: false },
        b'O' => Incomplete::Function,
        b']' | b'P' => Incomplete::Text { opener: byte, bytes: Vec::new(), told: false },
        _ => ground(byte, true, out),
    }
}

fn told(byte: u8, out: &mut impl FnMut(Input)) -> Incomplete {
    match byte {
        b'[' => Incomplete::Sequence { bytes: Vec::new(), told: true },
        b']' => Incomplete::Text { opener: byte, bytes: Vec::new(), told: true },
        _ => ground(byte, false, out),
    }
}

fn sequence(mut bytes: Vec<u8>, told: bool, byte: u8, out: &mut impl FnMut(Input)) -> Incomplete {
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
            Incomplete::Sequence { bytes, told }
        }
        b'[' if first => Incomplete::LinuxFunction,
        b'M' if first => Incomplete::OldMouse(Vec::new()),
        b'~' if bytes == b"200" => Incomplete::Paste(Vec::new()),
        0x40..=0x7e => {
            sequence::read(&bytes, byte).into_iter().for_each(out);
            Incomplete::Ground
        }
        // Not a byte of a sequence: what was begun is dropped.
        _ => ground(byte, false, out),
    }
}

fn function(byte: u8, out: &mut impl FnMut(Input)) -> Incomplete {
    match sequence::function_key(byte) {
        Some(key) => give(key, out),
        None => {
            out(input(alt(Key::char('O'))));
            ground(byte, false, out)
        }
    }
}

fn linux_function(byte: u8, out: &mut impl FnMut(Input)) -> Incomplete {
    match byte {
        b'A'..=b'E' => give(Key::plain(KeyCode::F(byte - b'A' + 1)), out),
        _ => ground(byte, false, out),
    }
}

fn old_mouse(mut bytes: Vec<u8>, byte: u8, out: &mut impl FnMut(Input)) -> Incomplete {
    bytes.push(byte);
    let &[button, column, row] = bytes.as_slice() else { return Incomplete::OldMouse(bytes) };
    sequence::old_mouse(button, column, row).into_iter().for_each(out);
    Incomplete::Ground
}

fn text(opener: u8, mut bytes: Vec<u8>, told: bool, byte: u8, out: &mut impl FnMut(Input)) -> Incomplete {
    match byte {
        _ if bytes.is_empty() && !opens_text(opener, byte) => {
            let key = Key::char(char::from(opener));
            out(input(if told { key } else { alt(key) }));
            ground(byte, false, out)
        }
        BEL => {
            sequence::read_text(opener, &bytes).into_iter().for_each(out);
            Incomplete::Ground
        }
        ESC => {
            sequence::read_text(opener, &bytes).into_iter().for_each(out);
            Incomplete::TextEnd
        }
        // A control ends a string that lost its end, so that a person can always type again.
        0..=0x1f => ground(byte, false, out),
        _ => {
            if bytes.len() < STRING_MAX {
                bytes.push(byte);
            }
            Incomplete::Text { opener, bytes, told }
        }
    }
}

/// What replies begin with: a number after OSC; a number, `>`, `!`, `$` or `+` after DCS.
fn opens_text(opener: u8, byte: u8) -> bool {
    byte.is_ascii_digit() || opener == b'P' && matches!(byte, b'>' | b'!' | b'$' | b'+')
}

fn character(mut bytes: Vec<u8>, length: usize, with_alt: bool, byte: u8, out: &mut impl FnMut(Input)) -> Incomplete {
    if byte & 0xc0 != 0x80 {
        return ground(byte, false, out);
    }
    bytes.push(byte);
    if bytes.len() < length {
        return Incomplete::Character { bytes, length, alt: with_alt };
    }
    match std::str::from_utf8(&bytes).ok().and_then(|s| s.chars().next()) {
        Some(c) if !c.is_control() => give(if with_alt { alt(Key::char(c)) } else { Key::char(c) }, out),
        _ => Incomplete::Ground,
    }
}

fn paste(mut bytes: Vec<u8>, byte: u8, out: &mut impl FnMut(Input)) -> Incomplete {
    bytes.push(byte);
    if let Some(content) = bytes.strip_suffix(PASTE_END) {
        let kept = content.get(..PASTE_MAX).unwrap_or(content);
        out(Input::Paste(clean(&String::from_utf8_lossy(kept))));
        return Incomplete::Ground;
    }
    if bytes.len() > PASTE_MAX + PASTE_END.len() {
        bytes.remove(PASTE_MAX);
    }
    Incomplete::Paste(bytes)
}

/// A pasted text with LF for line ends and without controls.
fn clean(text: &str) -> String {
    let lines = text.replace("\r\n", "\n").replace('\r', "\n");
    lines.chars().filter(|&c| matches!(c, '\n' | '\t') || !c.is_control()).collect()
}
