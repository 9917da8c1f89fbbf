//! Tokens of articles, gathered into batches of posting lists.
//!
//! Each thread that reads articles has a [`TokenGatherer`], which sorts the tokens of thousands of articles into
//! one [`PostingBatch`]. Knows nothing of SQL.

use super::list;
use crate::library::hash::QuickMap;
use crate::library::index::block::Doc;

/// Tokens of articles in a batch, at most: those of about 8,000 articles of a page each, in 70 MB.
const MOST: usize = 7_800_000;

/// Articles in a batch, at most: 16 bits number them.
const MOST_ARTICLES: usize = 1 << 16;

/// The token for all tokens that begin with a character. No other token holds a `*`.
pub fn first_character(character: char) -> String {
    String::from_iter(['*', character])
}

/// Posting lists in the order of the bytes of their tokens.
#[derive(Debug, Default)]
pub struct PostingBatch {
    /// The lists count docs from here; a multiple of 64.
    pub first: Doc,
    /// The last doc of the batch.
    pub last: Doc,
    bytes: Vec<u8>,
    /// Where in the bytes each token ends, and its list.
    ends: Vec<(usize, usize)>,
}

impl PostingBatch {
    /// A batch without lists, for docs from `first` to `last`.
    pub fn new(first: Doc, last: Doc) -> PostingBatch {
        PostingBatch { first: first / 64 * 64, last, ..PostingBatch::default() }
    }

    /// Adds a token and the docs that hold it, in ascending order.
    pub fn push(&mut self, token: &[u8], docs: impl ExactSizeIterator<Item = Doc> + Clone) {
        self.bytes.extend_from_slice(token);
        let end = self.bytes.len();
        let first = self.first;
        list::pack(docs.map(|doc| doc - first), &mut self.bytes);
        self.ends.push((end, self.bytes.len()));
    }

    /// The tokens and their packed lists.
    pub fn rows(&self) -> impl Iterator<Item = (&[u8], &[u8])> {
        let starts = std::iter::once(0).chain(self.ends.iter().map(|(_, end)| *end));
        let bytes = |from, to| self.bytes.get(from..to).unwrap_or_default();
        starts.zip(&self.ends).map(move |(start, &(token, list))| (bytes(start, token), bytes(token, list)))
    }
}

/// Tokens of articles, until they are a batch.
#[derive(Debug, Default)]
pub struct TokenGatherer {
    /// Tokens of at most eight bytes (most are), as a number that orders like them.
    short: QuickMap<u64, TokenState>,
    long: QuickMap<Box<str>, TokenState>,
    /// By character: the tokens that begin with it.
    first: Vec<TokenState>,
    /// How many tokens and first characters have a number.
    known: u32,
    /// The numbers of the tokens of each article, one article after the other.
    numbers: Vec<u32>,
    /// Each article's doc, and where its numbers end.
    articles: Vec<(Doc, usize)>,
}

/// What is known of a token, or of a first character.
#[derive(Debug, Default, Clone, Copy)]
struct TokenState {
    number: u32,
    /// The last article that has it, counted from 1; 0 while it has no number.
    article: u32,
}

impl TokenGatherer {
    /// Begins an article; its doc is above those before it.
    pub fn begin(&mut self, doc: Doc) {
        self.articles.push((doc, self.numbers.len()));
    }

    /// Adds a token of the article. Tokens that it has already are ignored.
    pub fn add(&mut self, token: &str) {
        let article = self.articles.len() as u32;
        let state = match short(token) {
            Some(key) => self.short.entry(key).or_default(),
            None => match self.long.get_mut(token) {
                Some(known) => known,
                None => self.long.entry(token.into()).or_default(),
            },
        };
        if !state.is_new_in(article, &mut self.known) {
            return;
        }
        self.numbers.push(state.number);
        let first = token.chars().next().map_or(0, |c| c as usize);
        if self.first.len() <= first {
            self.first.resize(first + 1, TokenState::default());
        }
        if let Some(character) = self.first.get_mut(first)
            && character.is_new_in(article, &mut self.known)
        {
            self.numbers.push(character.number);
        }
        if let Some((_, end)) = self.articles.last_mut() {
            *end = self.numbers.len();
        }
    }

    /// True when there is enough for a batch.
    pub fn is_full(&self) -> bool {
        self.numbers.len() > MOST || self.articles.len() == MOST_ARTICLES
    }

    /// The batch of all articles so far; none is kept.
    pub fn batch(&mut self) -> PostingBatch {
        let lists = InvertedLists::new(self);
        let doc = |at: Option<&(Doc, usize)>| at.map_or(0, |(doc, _)| *doc);
        let mut batch = PostingBatch::new(doc(self.articles.first()), doc(self.articles.last()));
        // `*` is below all that tokens begin with.
        for (character, state) in (0..).zip(&self.first).filter(|(_, state)| state.article > 0) {
            let Some(character) = char::from_u32(character) else { continue };
            batch.push(first_character(character).as_bytes(), lists.docs(self, state.number));
        }
        for (key, long, number) in self.sorted() {
            let short = key.to_be_bytes();
            let short = short.split(|byte| *byte == 0).next().unwrap_or_default();
            batch.push(long.map_or(short, str::as_bytes), lists.docs(self, number));
        }
        self.clear();
        batch
    }

    /// All tokens in the order of their bytes, with their numbers.
    fn sorted(&self) -> Vec<(u64, Option<&str>, u32)> {
        let short = self.short.iter().map(|(key, state)| (*key, None, state.number));
        let long = self.long.iter().map(|(token, state)| (beginning(token), Some(&**token), state.number));
        let mut tokens: Vec<_> = short.chain(long).collect();
        tokens.sort_unstable();
        tokens
    }

    /// Forgets all articles, but keeps the memory for the next.
    fn clear(&mut self) {
        self.short.clear();
        self.long.clear();
        self.first.clear();
        self.known = 0;
        self.numbers.clear();
        self.articles.clear();
    }
}

impl TokenState {
    /// True the first time in an article; a token that was never met gets the next number.
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
struct InvertedLists {
    /// By number, where the list begins; one more at the end.
    starts: Vec<u32>,
    articles: Vec<u16>,
}

impl InvertedLists {
    /// Sorts the numbers of all articles by counting them.
    fn new(of: &TokenGatherer) -> InvertedLists {
        let mut starts = vec![0_u32; of.known as usize + 2];
        for &number in &of.numbers {
            starts.get_mut(number as usize + 2).into_iter().for_each(|count| *count += 1);
        }
        let mut sum = 0;
        for start in &mut starts {
            sum += *start;
            *start = sum;
        }
        // While the lists are filled, each start is the end so far of the list before.
        let mut articles = vec![0; of.numbers.len()];
        let mut from = 0;
        for (article, &(_, end)) in (0..=u16::MAX).zip(&of.articles) {
            for &number in of.numbers.get(from..end).unwrap_or_default() {
                let Some(end) = starts.get_mut(number as usize + 1) else { continue };
                articles.get_mut(*end as usize).into_iter().for_each(|place| *place = article);
                *end += 1;
            }
            from = end;
        }
        InvertedLists { starts, articles }
    }

    fn docs<'a>(&'a self, of: &'a TokenGatherer, number: u32) -> impl ExactSizeIterator<Item = Doc> + Clone + 'a {
        let start = |at: usize| self.starts.get(at).map_or(0, |start| *start as usize);
        let list = self.articles.get(start(number as usize)..start(number as usize + 1)).unwrap_or_default();
        list.iter().map(|&article| of.articles.get(usize::from(article)).map_or(0, |(doc, _)| *doc))
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
