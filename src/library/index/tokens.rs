//! The tokens of an article: what the posting lists hold of it.
//!
//! Owns the choice of tokens: every token of title, categories, authors and body (what a word without a
//! field may be in), and those of the title once more with a mark in front.

use std::collections::HashMap;

use super::postings::gather::TokenGatherer;
use crate::article::Article;
use crate::library::files::text::plain;
use crate::library::flags::Flags;
use crate::search;

/// In front of the tokens of a title.
pub const TITLE: char = '=';

/// A word of the title weighs as much as one that the body has so often.
const IN_TITLE: usize = 5;

/// What is noted of an article besides its tokens.
#[derive(Debug, Clone, Copy)]
pub struct BodyFacts {
    /// What the body holds.
    pub flags: Flags,
    /// The sounds of the title ([`search::pinyin_mask`]).
    pub sounds: u128,
}

/// Adds the tokens of an article.
pub fn add(article: &Article, gatherer: &mut TokenGatherer) -> BodyFacts {
    let (body, flags) = plain(&article.body);
    let meta = &article.meta;
    let names = meta.categories.iter().flatten().chain(&meta.authors);
    for text in [&body, &meta.title].into_iter().chain(names) {
        search::tokens(text, &mut |token| gatherer.add(token));
    }
    let mut marked = String::new();
    search::tokens(&meta.title, &mut |token| {
        marked.clear();
        marked.push(TITLE);
        marked.push_str(token);
        gatherer.add(&marked);
    });
    BodyFacts { flags, sounds: search::pinyin_mask(&meta.title) }
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
