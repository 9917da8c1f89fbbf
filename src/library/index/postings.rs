//! Which rows hold which token, gathered article by article.
//!
//! Owns the sorting of the tokens of thousands of articles into one segment of the full-text index. Each
//! thread that reads articles has one. Knows nothing of SQL.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use super::segment::{CHARACTER, Pages, Segment, TERM};

/// So many tokens of articles make a segment: about 8,000 articles of a page each, in 70 MB.
const MOST: usize = 7_800_000;

/// Articles of a segment are numbered with 16 bits.
const MOST_ROWS: usize = 1 << 16;

/// Tokens of articles, until they are a segment.
#[derive(Debug, Default)]
pub struct Postings {
    /// Tokens of at most eight bytes (most are), as a number that orders like them.
    short: HashMap<u64, Known, BuildHasherDefault<Mix>>,
    long: HashMap<Box<str>, Known, BuildHasherDefault<Mix>>,
    /// By character: tokens that begin with it.
    first: Vec<Known>,
    /// How many tokens and first characters are known.
    known: u32,
    /// The numbers of the tokens of one article after the other.
    numbers: Vec<u32>,
    /// Each row, how many tokens it has, and where its numbers end.
    rows: Vec<(i64, u64, usize)>,
}

/// What is known of a token.
#[derive(Debug, Default, Clone, Copy)]
struct Known {
    number: u32,
    /// The last article that has it, counted from 1; 0: none, so that it has no number yet.
    article: u32,
}

impl Postings {
    /// Begins an article; its row is above those before it.
    pub fn begin(&mut self, row: i64) {
        self.rows.push((row, 0, self.numbers.len()));
    }

    /// Adds a token of the article; again is as good as once.
    pub fn add(&mut self, token: &str) {
        let article = self.rows.len() as u32;
        let token_known = match short(token) {
            Some(key) => self.short.entry(key).or_default(),
            None => match self.long.get_mut(token) {
                Some(known) => known,
                None => self.long.entry(token.into()).or_default(),
            },
        };
        if !token_known.is_new_in(article, &mut self.known) {
            return;
        }
        self.numbers.push(token_known.number);
        let first = token.chars().next().map_or(0, |c| c as usize);
        if self.first.len() <= first {
            self.first.resize(first + 1, Known::default());
        }
        if let Some(character) = self.first.get_mut(first)
            && character.is_new_in(article, &mut self.known)
        {
            self.numbers.push(character.number);
        }
        if let Some((_, tokens, end)) = self.rows.last_mut() {
            (*tokens, *end) = (*tokens + 1, self.numbers.len());
        }
    }

    /// True when a segment is due.
    pub fn is_full(&self) -> bool {
        self.numbers.len() > MOST || self.rows.len() == MOST_ROWS
    }

    /// The segment of all articles; none is left.
    pub fn segment(&mut self) -> Segment {
        let lists = Lists::new(self);
        let mut pages = Pages::new();
        let mut term = Vec::new();
        for (key, long, number) in self.tokens() {
            term.clear();
            term.push(TERM);
            match long {
                Some(token) => term.extend_from_slice(token.as_bytes()),
                None => term.extend(key.to_be_bytes().into_iter().take_while(|b| *b != 0)),
            }
            pages.add(&term, lists.rows(self, number));
        }
        for (character, known) in (0..).zip(&self.first).filter(|(_, known)| known.article > 0) {
            let Some(character) = char::from_u32(character) else { continue };
            term.clear();
            term.push(CHARACTER);
            term.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
            pages.add(&term, lists.rows(self, known.number));
        }
        let segment = pages.finish(self.rows.iter().map(|&(row, tokens, _)| (row, tokens)).collect());
        self.clear();
        segment
    }

    /// All tokens in the order of their bytes, with their numbers.
    fn tokens(&self) -> Vec<(u64, Option<&str>, u32)> {
        let short = self.short.iter().map(|(key, known)| (*key, None, known.number));
        let long = self.long.iter().map(|(token, known)| (beginning(token), Some(&**token), known.number));
        let mut tokens: Vec<_> = short.chain(long).collect();
        tokens.sort_unstable();
        tokens
    }

    fn clear(&mut self) {
        self.short.clear();
        self.long.clear();
        self.first.clear();
        self.known = 0;
        self.numbers.clear();
        self.rows.clear();
    }
}

impl Known {
    /// True the first time in an article; one that was never met gets the next number.
    fn is_new_in(&mut self, article: u32, next: &mut u32) -> bool {
        if self.article == article {
            return false;
        }
        if self.article == 0 {
            self.number = *next;
            *next += 1;
        }
        self.article = article;
        true
    }
}

/// For each token the articles that have it.
struct Lists {
    /// By number, where the list begins; one more at the end.
    starts: Vec<u32>,
    articles: Vec<u16>,
}

impl Lists {
    fn new(of: &Postings) -> Lists {
        let mut starts = vec![0_u32; of.known as usize + 2];
        for &number in &of.numbers {
            starts[number as usize + 2] += 1;
        }
        for at in 2..starts.len() {
            starts[at] += starts[at - 1];
        }
        // While the lists are filled, each start is the end so far of the list before.
        let mut articles = vec![0; of.numbers.len()];
        let mut from = 0;
        for (article, &(_, _, end)) in (0..=u16::MAX).zip(&of.rows) {
            for &number in of.numbers.get(from..end).unwrap_or_default() {
                let place = &mut starts[number as usize + 1];
                articles[*place as usize] = article;
                *place += 1;
            }
            from = end;
        }
        Lists { starts, articles }
    }

    fn rows<'a>(&'a self, of: &'a Postings, number: u32) -> impl Iterator<Item = i64> + Clone + 'a {
        let start = |at: usize| self.starts.get(at).map_or(0, |start| *start as usize);
        let list = self.articles.get(start(number as usize)..start(number as usize + 1)).unwrap_or_default();
        list.iter().filter_map(|&article| of.rows.get(usize::from(article)).map(|row| row.0))
    }
}

/// A token of at most eight bytes (none is 0) as a number that orders like its bytes.
fn short(token: &str) -> Option<u64> {
    (token.len() <= 8).then(|| beginning(token))
}

/// The first eight bytes of a token.
fn beginning(token: &str) -> u64 {
    let mut bytes = [0; 8];
    bytes.iter_mut().zip(token.as_bytes()).for_each(|(to, from)| *to = *from);
    u64::from_be_bytes(bytes)
}

/// Spreads tokens over a table; they come from files, but only as many as one segment holds.
#[derive(Debug, Default)]
struct Mix(u64);

impl Hasher for Mix {
    fn write(&mut self, bytes: &[u8]) {
        self.write_u64(xxhash_rust::xxh3::xxh3_64(bytes));
    }

    fn write_u8(&mut self, _: u8) {}

    fn write_u64(&mut self, number: u64) {
        let product = u128::from(self.0 ^ number ^ 0x9e37_79b9_7f4a_7c15) * 0xa076_1d64_78bd_642f;
        self.0 = product as u64 ^ (product >> 64) as u64;
    }

    fn finish(&self) -> u64 {
        self.0
    }
}
