//! A segment of the full-text index, as FTS5 writes it.
//!
//! Owns the bytes of the pages of a segment (`detail=none`: for each term the rows that hold it), so that
//! threads can make them which never saw the index file. FTS5 itself would gather every token in a table
//! of its own, on the one thread that writes, which took four fifths of the time of a build. The form is
//! that of `fts5_index.c`, version 4; FTS5 reads, merges and checks these segments as its own.

/// Bytes of a page: what FTS5 takes unless told otherwise.
const PAGE: usize = 4050;

/// In front of the terms, and in front of the single characters that terms begin with (`prefix='1'`).
pub const TERM: u8 = b'0';
pub const CHARACTER: u8 = b'1';

/// A list of rows that fills more pages than this has an index of its own.
const LONG: usize = 4;

/// The pages of a segment.
#[derive(Debug, Default)]
pub struct Segment {
    /// One page after the other.
    bytes: Vec<u8>,
    /// Where each page ends.
    ends: Vec<usize>,
    /// For each page that begins a term: what divides it from the page before, and its number.
    pub dividers: Vec<(Vec<u8>, i64)>,
    /// For each list of rows that is long: the number of the page where it begins, and its index.
    pub long: Vec<(i64, Vec<u8>)>,
    /// The rows that were indexed, and how many tokens each has.
    pub rows: Vec<(i64, u64)>,
}

impl Segment {
    /// The pages; their numbers count from 1.
    pub fn pages(&self) -> impl Iterator<Item = (i64, &[u8])> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        let pages = starts.zip(&self.ends).map(|(start, &end)| self.bytes.get(start..end).unwrap_or_default());
        (1..).zip(pages)
    }

    /// How many pages there are.
    pub fn length(&self) -> usize {
        self.ends.len()
    }
}

/// Makes a segment of terms that come in the order of their bytes.
#[derive(Debug, Default)]
pub struct Pages {
    segment: Segment,
    /// The page that is being filled: a head of 4 bytes, terms and lists of rows.
    page: Vec<u8>,
    /// What will be behind them: how far the terms of this page are apart.
    places: Vec<u8>,
    last_place: usize,
    /// Whether this page has a term, and whether it has a row, yet.
    has_term: bool,
    has_row: bool,
    last_term: Vec<u8>,
    /// The page that began the last term which began a page, and what divides it from the one before.
    divider: Option<(usize, Vec<u8>)>,
    /// The index of the list of rows that is being written, the page that it began on, its last row, and
    /// how many pages it filled.
    index: Vec<u8>,
    index_page: usize,
    index_row: i64,
    filled: usize,
    list: Vec<u8>,
}

impl Pages {
    pub fn new() -> Pages {
        Pages { page: vec![0; 4], divider: Some((1, Vec::new())), ..Pages::default() }
    }

    /// Adds a term (with its kind in front) and the rows that hold it, which rise.
    pub fn add(&mut self, term: &[u8], rows: impl Iterator<Item = i64> + Clone) {
        self.add_term(term);
        self.list.clear();
        let mut last = 0;
        for row in rows.clone() {
            varint(&mut self.list, row - last);
            last = row;
        }
        if self.page.len() + self.places.len() + self.list.len() < PAGE {
            self.page.append(&mut self.list);
            self.has_row = true;
        } else {
            self.add_rows(rows);
        }
    }

    /// The segment of all that was added.
    pub fn finish(mut self, rows: Vec<(i64, u64)>) -> Segment {
        if self.page.len() > 4 {
            self.end_page();
        }
        self.end_divider();
        Segment { rows, ..self.segment }
    }

    /// The number of the page that is being filled.
    fn number(&self) -> usize {
        self.segment.ends.len() + 1
    }

    fn add_term(&mut self, term: &[u8]) {
        if self.page.len() + self.places.len() + term.len() + 2 >= PAGE && self.page.len() > 4 {
            self.end_page();
        }
        varint(&mut self.places, signed(self.page.len() - self.last_place));
        self.last_place = self.page.len();
        let mut same = self.last_term.iter().zip(term).take_while(|(a, b)| a == b).count();
        if self.has_term {
            varint(&mut self.page, signed(same));
        } else {
            if self.number() > 1 {
                self.end_divider();
                self.divider = Some((self.number(), term.get(..=same).unwrap_or(term).to_vec()));
            }
            same = 0;
        }
        varint(&mut self.page, signed(term.len() - same));
        self.page.extend_from_slice(term.get(same..).unwrap_or_default());
        self.last_term.clear();
        self.last_term.extend_from_slice(term);
        (self.has_term, self.has_row) = (true, true);
        self.index_page = self.number();
    }

    fn add_rows(&mut self, rows: impl Iterator<Item = i64>) {
        let mut last = 0;
        for row in rows {
            if self.has_row {
                varint(&mut self.page, row - last);
            } else {
                put(&mut self.page, 0);
                varint(&mut self.page, row);
                self.has_row = true;
                self.note_page(row);
            }
            last = row;
            if self.page.len() + self.places.len() >= PAGE {
                self.end_page();
            }
        }
    }

    /// Notes the first row of a page in the index of the list that goes on there.
    fn note_page(&mut self, row: i64) {
        if self.index.is_empty() {
            let number = signed(self.number());
            self.index.push(0);
            varint(&mut self.index, number);
            self.index_row = 0;
        }
        varint(&mut self.index, row - self.index_row);
        self.index_row = row;
    }

    fn end_page(&mut self) {
        put(&mut self.page, 2);
        if !self.has_term {
            self.filled += 1;
        }
        self.segment.bytes.append(&mut self.page);
        self.segment.bytes.append(&mut self.places);
        self.segment.ends.push(self.segment.bytes.len());
        self.page.extend([0; 4]);
        self.last_place = 0;
        (self.has_term, self.has_row) = (false, false);
    }

    /// The last term that began a page is complete.
    fn end_divider(&mut self) {
        let Some((page, term)) = self.divider.take() else { return };
        let is_long = !self.index.is_empty() && self.filled >= LONG;
        if is_long {
            self.segment.long.push((signed(self.index_page), std::mem::take(&mut self.index)));
        }
        self.index.clear();
        self.filled = 0;
        self.segment.dividers.push((term, signed(page) << 1 | i64::from(is_long)));
    }
}

/// Writes how long the page is into its head.
fn put(page: &mut [u8], at: usize) {
    let length = u16::try_from(page.len()).unwrap_or_default();
    if let Some(head) = page.get_mut(at..at + 2) {
        head.copy_from_slice(&length.to_be_bytes());
    }
}

fn signed(number: usize) -> i64 {
    i64::try_from(number).unwrap_or_default()
}

/// A number as SQLite writes it: seven bits to a byte, the highest first. Ours are below 2^56 and never
/// negative.
pub fn varint(out: &mut Vec<u8>, number: i64) {
    let seven = |shift: u32| (number >> shift & 0x7f) as u8;
    let mut shift = (63 - (number | 1).leading_zeros()) / 7 * 7;
    while shift > 0 {
        out.push(seven(shift) | 0x80);
        shift -= 7;
    }
    out.push(seven(0));
}

/// Reads such a number from the front of `bytes`.
pub fn read_varint(bytes: &mut &[u8]) -> Option<i64> {
    let mut number = 0;
    for n in 0..9 {
        let (&byte, rest) = bytes.split_first()?;
        *bytes = rest;
        if n == 8 {
            return Some(number << 8 | i64::from(byte));
        }
        number = number << 7 | i64::from(byte & 0x7f);
        if byte < 0x80 {
            break;
        }
    }
    Some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_back() {
        for number in [0, 1, 127, 128, 16_383, 16_384, 1 << 40, (1 << 56) - 1] {
            let mut out = Vec::new();
            varint(&mut out, number);
            let mut bytes = out.as_slice();
            assert_eq!((read_varint(&mut bytes), bytes), (Some(number), [].as_slice()));
        }
    }
}
