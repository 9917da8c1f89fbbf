//! The query language, folding, tokens and pinyin.
//!
//! Owns what a person may type to find articles, and which characters of a text it hits. Knows
//! nothing of files, the index and the screen.

mod query;

pub use query::{Expr, Field, Has, Is, Order, Problem, Query, Span, parse};
