//! What the full-text index holds of an article.
//!
//! Owns the choice of tokens: every token of title, categories, authors and body once (what a word
//! without a field may be in), and those of the title once more with a mark in front.

use std::collections::{HashMap, HashSet};

use super::block::Flags;
use super::plain::plain;
use crate::article::Article;
use crate::search;

/// In front of the tokens of a title.
pub(super) const TITLE: char = '=';

/// A word of the title weighs as much as one that the body has so often.
const IN_TITLE: usize = 5;

/// What is indexed of an article.
#[derive(Debug, Default)]
pub(super) struct Tokens {
    /// Each token once, with spaces between.
    pub text: String,
    /// What the body holds besides.
    pub flags: Flags,
    /// The sounds of the title ([`search::mask`]).
    pub sounds: u128,
}

/// Makes the tokens of one article after the other.
#[derive(Debug, Default)]
pub(super) struct Words {
    seen: HashSet<u64>,
    marked: String,
}

impl Words {
    /// The tokens of an article.
    pub fn of(&mut self, article: &Article) -> Tokens {
        let (body, flags) = plain(&article.body);
        let mut out = String::with_capacity(body.len() * 2);
        self.seen.clear();
        self.add(&body, None, &mut out);
        self.add(&article.meta.title, None, &mut out);
        self.add(&article.meta.title, Some(TITLE), &mut out);
        let meta = &article.meta;
        for name in meta.categories.iter().flatten().chain(&meta.authors) {
            self.add(name, None, &mut out);
        }
        Tokens { text: out, flags, sounds: search::mask(&meta.title) }
    }

    /// The tokens of an article, those that tell most of what it is about first: of the title, then
    /// by how often the body has them.
    pub fn by_weight(article: &Article) -> Vec<String> {
        let mut counts: HashMap<String, usize> = HashMap::new();
        let mut count = |token: &str, by: usize| {
            if token.chars().nth(1).is_some() {
                *counts.entry(token.to_owned()).or_default() += by;
            }
        };
        search::tokens(&article.meta.title, &mut |token| count(token, IN_TITLE));
        search::tokens(&plain(&article.body).0, &mut |token| count(token, 1));
        let mut all: Vec<(String, usize)> = counts.into_iter().collect();
        all.sort_unstable_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        all.into_iter().map(|(token, _)| token).collect()
    }

    fn add(&mut self, text: &str, mark: Option<char>, out: &mut String) {
        let (seen, marked) = (&mut self.seen, &mut self.marked);
        search::tokens(text, &mut |token| {
            let token = match mark {
                None => token,
                Some(mark) => {
                    marked.clear();
                    marked.push(mark);
                    marked.push_str(token);
                    marked.as_str()
                }
            };
            if seen.insert(xxhash_rust::xxh3::xxh3_64(token.as_bytes())) {
                out.push_str(token);
                out.push(' ');
            }
        });
    }
}
