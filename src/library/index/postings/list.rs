//! The list of docs that hold a token, packed.
//!
//! Owns the form of a list in the index file. Docs are counted from the first doc of their batch. A list begins
//! with a varint whose lowest bit tells its form:
//!
//! * 0, *deltas*: the other bits are the first doc; a varint follows for each further doc, the docs between it and
//!   the one before.
//! * 1, *bitmap*: the other bits are the 64-doc word that the bitmap begins with; its bytes follow, little-endian.
//!
//! A list takes the bitmap where that is shorter, so it has at most about a bit for each doc of the batch.

/// Docs of a word of a bitmap.
const WORD: u32 = u64::BITS;

/// Packs docs, which rise, behind what is in `out`.
pub fn pack(docs: impl ExactSizeIterator<Item = u32> + Clone, out: &mut Vec<u8>) {
    let (Some(first), Some(last)) = (docs.clone().next(), docs.clone().last()) else { return };
    let start = first / WORD;
    let bytes = ((last - start * WORD) / 8 + 1) as usize;
    if docs.len() <= bytes {
        varint(out, first << 1);
        let mut next = first + 1;
        for doc in docs.skip(1) {
            varint(out, doc - next);
            next = doc + 1;
        }
    } else {
        varint(out, start << 1 | 1);
        let from = out.len();
        out.resize(from + bytes, 0);
        for doc in docs.map(|doc| doc - start * WORD) {
            out.get_mut(from + doc as usize / 8).into_iter().for_each(|byte| *byte |= 1 << (doc % 8));
        }
    }
}

/// Sets the bits of the docs of a list; docs beyond the bits, which only damage can bring, are left out.
pub fn unpack(list: &[u8], bits: &mut [u64]) {
    let mut rest = list;
    let Some(head) = read_varint(&mut rest) else { return };
    if head & 1 == 1 {
        let (words, last) = rest.as_chunks();
        let mut end = [0; 8];
        end.iter_mut().zip(last).for_each(|(to, from)| *to = *from);
        let words = words.iter().chain(std::iter::once(&end)).map(|word| u64::from_le_bytes(*word));
        let bits = bits.get_mut((head >> 1) as usize..).unwrap_or_default();
        return bits.iter_mut().zip(words).for_each(|(bits, word)| *bits |= word);
    }
    let mut doc = head >> 1;
    loop {
        let Some(word) = bits.get_mut((doc / WORD) as usize) else { return };
        *word |= 1 << (doc % WORD);
        let Some(between) = read_varint(&mut rest) else { return };
        doc = doc.saturating_add(between).saturating_add(1);
    }
}

/// A number in seven bits to a byte, the lowest first.
fn varint(out: &mut Vec<u8>, mut number: u32) {
    while number > 0x7f {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

/// Reads such a number from the front of `bytes`.
#[inline]
fn read_varint(bytes: &mut &[u8]) -> Option<u32> {
    let (mut number, mut shift) = (0, 0);
    loop {
        let (&byte, rest) = bytes.split_first()?;
        *bytes = rest;
        number |= u32::from(byte & 0x7f).checked_shl(shift)?;
        if byte < 0x80 {
            return Some(number);
        }
        shift += 7;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn packed(docs: &[u32]) -> Vec<u8> {
        let mut out = Vec::new();
        pack(docs.iter().copied(), &mut out);
        out
    }

    fn unpacked(list: &[u8], words: usize) -> Vec<u32> {
        let mut bits = vec![0; words];
        unpack(list, &mut bits);
        let docs = (0..words as u32 * WORD).filter(|doc| bits[(doc / WORD) as usize] >> (doc % WORD) & 1 == 1);
        docs.collect()
    }

    proptest! {
        #[test]
        fn what_is_packed_is_unpacked(
            sparse in prop::collection::btree_set(0..40_000_u32, 0..60),
            dense in prop::collection::btree_set(900..1500_u32, 0..400),
        ) {
            for docs in [&sparse, &dense, &(&sparse | &dense)] {
                let docs: Vec<u32> = docs.iter().copied().collect();
                let list = packed(&docs);
                prop_assert!(list.len() <= 40_000 / 8 + 8);
                prop_assert_eq!(unpacked(&list, 625), docs);
            }
        }

        #[test]
        fn any_bytes_are_some_list(bytes: Vec<u8>) {
            unpacked(&bytes, 9);
        }
    }

    #[test]
    fn dense_lists_are_bitmaps() {
        let all: Vec<u32> = (0..7168).collect();
        assert_eq!(packed(&all).len(), 7168 / 8 + 1);
        assert_eq!(packed(&[5]), [10]);
        assert_eq!(packed(&[5, 6, 70]), [10, 0, 63]);
        assert_eq!(packed(&[64, 65, 66]), [3, 7]);
    }
}
