//! A set of docs as bits.
//!
//! Knows nothing of which docs the bits are: that is for a range of blocks or a batch of postings to say.

use super::block::Doc;

/// Docs side by side, and where their bits are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DocRun {
    /// The first doc; a multiple of 64.
    pub first: Doc,
    /// The last doc.
    pub last: Doc,
    /// The bit of the first doc; a multiple of 64.
    pub at: usize,
}

/// A set of places, one bit each, in words of 64.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Bitmap {
    pub words: Vec<u64>,
}

impl Bitmap {
    /// No doc of `count`.
    pub fn new(count: usize) -> Bitmap {
        Bitmap { words: vec![0; count.div_ceil(64)] }
    }

    /// Adds docs of a run, out of bits that begin with the doc `from` (a multiple of 64).
    pub fn or_docs(&mut self, run: DocRun, from: Doc, bits: &Bitmap) {
        let words = |docs: Doc| docs as usize / 64;
        let within = self.words.iter_mut().skip(run.at / 64).take(words(run.last - run.first) + 1);
        let to = within.skip(words(from.saturating_sub(run.first)));
        let from = bits.words.iter().skip(words(run.first.saturating_sub(from)));
        to.zip(from).for_each(|(to, from)| *to |= from);
    }

    pub fn set(&mut self, at: usize) {
        if let Some(word) = self.words.get_mut(at / 64) {
            *word |= 1 << (at % 64);
        }
    }

    pub fn has(&self, at: usize) -> bool {
        self.words.get(at / 64).is_some_and(|word| word & (1 << (at % 64)) != 0)
    }

    pub fn is_empty(&self) -> bool {
        self.words.iter().all(|word| *word == 0)
    }

    pub fn iter(&self) -> impl Iterator<Item = usize> {
        self.words.iter().enumerate().flat_map(|(n, &word)| {
            std::iter::successors(Some(word), |rest| Some(rest & rest.wrapping_sub(1)))
                .take_while(|rest| *rest != 0)
                .map(move |rest| n * 64 + rest.trailing_zeros() as usize)
        })
    }

    pub fn and(&mut self, other: &Bitmap) {
        self.words.iter_mut().zip(&other.words).for_each(|(a, b)| *a &= b);
    }

    pub fn or(&mut self, other: &Bitmap) {
        self.words.iter_mut().zip(&other.words).for_each(|(a, b)| *a |= b);
    }

    pub fn minus(&mut self, other: &Bitmap) {
        self.words.iter_mut().zip(&other.words).for_each(|(a, b)| *a &= !b);
    }
}
