//! Hyperlinks of the cells (OSC 8), by number.
//!
//! Owns what of an address may reach the terminal: printable ASCII only, as the specification asks
//! (<https://gist.github.com/egmontkob/eb114294efbcd5adb1944c9f3cb5feda>).

use std::collections::HashMap;
use std::ops::Range;

/// A hyperlink on part of one row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hyperlink {
    /// Row from 0.
    pub row: u16,
    /// Columns from 0.
    pub columns: Range<u16>,
    /// Parts with the same number are one link: the terminal highlights them together.
    pub id: u32,
    /// The address; what is not printable ASCII is sent percent-encoded.
    pub uri: String,
}

/// Addresses longer than this are not sent: terminals drop them (VTE's limit).
const URI_MAX: usize = 2083;
/// Hyperlinks remembered before the table is emptied and the whole screen painted.
const LINKS_MAX: usize = 4096;

/// Every link that a cell of the shadow may have.
#[derive(Debug, Default)]
pub(super) struct Hyperlinks {
    /// What is sent between `ESC ] 8 ;` and the end, by number less one.
    openings: Vec<String>,
    numbers: HashMap<String, u16>,
}

impl Hyperlinks {
    /// The number of a link; 0 (no link) for what cannot be one.
    pub(super) fn number(&mut self, link: &Hyperlink) -> u16 {
        let uri = encoded(&link.uri);
        if uri.is_empty() || uri.len() > URI_MAX {
            return 0;
        }
        let opening = format!("id={};{uri}", link.id);
        if let Some(&number) = self.numbers.get(&opening) {
            return number;
        }
        self.openings.push(opening.clone());
        let number = self.openings.len() as u16;
        self.numbers.insert(opening, number);
        number
    }

    pub(super) fn is_full(&self) -> bool {
        self.openings.len() >= LINKS_MAX
    }

    /// Appends what opens link `number`, or closes the open one for 0.
    pub(super) fn open(&self, out: &mut Vec<u8>, number: u16) {
        let opening = usize::from(number).checked_sub(1).and_then(|at| self.openings.get(at));
        out.extend_from_slice(b"\x1b]8;");
        out.extend_from_slice(opening.map_or(";", String::as_str).as_bytes());
        out.extend_from_slice(b"\x1b\\");
    }
}

/// The address in printable ASCII; control characters and blanks are encoded like all else.
fn encoded(uri: &str) -> String {
    let mut out = String::with_capacity(uri.len());
    for byte in uri.trim().bytes() {
        match byte {
            b'!'..=b'~' => out.push(char::from(byte)),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link(id: u32, uri: &str) -> Hyperlink {
        Hyperlink { row: 0, columns: 0..1, id, uri: uri.to_owned() }
    }

    #[test]
    fn an_address_cannot_end_its_own_sequence() {
        let mut links = Hyperlinks::default();
        let number = links.number(&link(1, "http://a/\x1b\\\x07报"));
        let mut out = Vec::new();
        links.open(&mut out, number);
        links.open(&mut out, 0);
        let sent = String::from_utf8_lossy(&out).into_owned();
        assert_eq!(sent, "\x1b]8;id=1;http://a/%1B\\%07%E6%8A%A5\x1b\\\x1b]8;;\x1b\\");
    }

    #[test]
    fn equal_links_share_a_number_and_monsters_have_none() {
        let mut links = Hyperlinks::default();
        let first = links.number(&link(1, "http://a"));
        assert_eq!(links.number(&link(1, "http://a")), first);
        assert_ne!(links.number(&link(2, "http://a")), first);
        assert_eq!(links.number(&link(3, &"x".repeat(URI_MAX + 1))), 0);
        assert_eq!(links.number(&link(3, " ")), 0);
    }
}
