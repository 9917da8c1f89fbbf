//! The index: one SQLite file that can be deleted at any time.
//!
//! Owns the tables, their packed forms, and every write to them. Knows nothing of the query language.

pub mod articles;
pub mod bitmap;
pub mod block;
pub mod bodies;
pub mod cache;
pub mod docs;
pub mod meta;
pub mod names;
pub mod pinyin;
pub mod postings;
pub mod store;
pub mod tokens;
pub mod update;
pub mod write;
