//! The query language, folding, tokens and pinyin.
//!
//! Owns what a person may type to find articles, and which characters of a text it hits. Knows
//! nothing of files, the index and the screen.

mod fold;
mod needle;
mod pinyin;
mod query;
mod tokens;

pub use fold::{Folded, fold, fold_into};
pub use needle::Needle;
pub use pinyin::{Matcher, mask};
pub use query::{Expr, Field, Has, Is, Order, Problem, Query, Sense, Span, clear, parse, sense, set};
pub use tokens::{LONGEST, Term, Terms, terms, tokens, tokens_of_folded};
