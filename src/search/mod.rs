//! The query language, folding, tokens and pinyin.
//!
//! Owns the language that finds articles, and which characters of a text it hits. Knows nothing of files, the
//! index and the screen.
//!
//! ```text
//! text typed ──parse──▶ Query { expr, problems } ──▶ Predicate: is it this article? (the truth)
//!     ▲                        │                 ──▶ Marker: which characters? Snippet: which sentence?
//!     └──set, clear (filters)──┘                 ──▶ terms and masks: which articles may it be? (the index)
//! ```
//!
//! The index stores [`tokens`] of each text and a [`pinyin_mask`] of each title. A query looks up the [`terms`] of a
//! word and the masks that [`Matcher::passes`] (all at once, by its [`SyllableMask`]s). Both return too many
//! candidates, never too few; [`Needle`] and [`Matcher`] then check the text.

mod fold;
mod hits;
mod needle;
mod pinyin;
mod predicate;
mod query;
#[cfg(feature = "romaji")]
mod romaji;
mod snippet;
mod sound;
mod tokens;
mod word;

pub use fold::{Folded, fold, fold_into};
pub use hits::{Finder, Marker, find, hits};
pub use needle::Needle;
pub use pinyin::{SyllableMask, pinyin_mask};
pub use predicate::{Candidate, Predicate, matches};
pub use query::{Expr, Field, Has, Is, Order, Problem, Query, Span, Trouble, parse};
pub use snippet::{Snippet, snippet};
pub use sound::Matcher;
pub use tokens::{LONGEST, Term, Terms, terms, tokens, tokens_of_folded};
