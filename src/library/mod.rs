//! Many articles: the folders they are in, the index over them, and finding among them.
//!
//! Owns scanning, the SQLite index (a cache that can be deleted at any time), live watching, and the running of
//! queries. Knows nothing of panes, keys, how a page is set, or how marks are kept: [`Library::mark`] sets those
//! that queries can test.
//!
//! All calls block; the app runs them on threads of its own, each with its own [`Reader`].
//!
//! # Rooms
//!
//! Each uses only those above it.
//!
//! | room | owns | knows nothing of |
//! |---|---|---|
//! | `files` | folders, what changed in them, reading articles and the text of a body | SQL, the index |
//! | `index` | the tables, their packed forms, and every write to them | the query language |
//! | `query` | which articles a query finds, in which order, how many of which kind | how files become rows |
//! | [`Library`] (`open`), [`Reader`] | opening, who may write, snapshots, threads | what a query means |
//!
//! # The words of the index
//!
//! | word | what it is | shape |
//! |---|---|---|
//! | key | an article in this index; the row of its file, title and problems | `i64` from 1; `u32` in entries |
//! | id | an article in every index and in the journal of marks | 16 bytes; entries keep the first 8 |
//! | name number | one distinct set of category paths, authors or tags, or a language | `u32` from 1 per kind; 0 is none |
//! | doc | the place of an article in blocks, bitmaps and posting lists; docs mostly ascend by date | `u32` from 0 |
//! | entry | what queries test without reading a row: date (seconds since 1970), id, key, name numbers, flags | 36 bytes |
//! | part | consecutive entries that fill a page of the file; read when a query needs one of them | 112 entries, 4,032 bytes |
//! | block | consecutive docs: doc `d` is entry `d % 896` of block `d / 896` | 8 parts, 896 docs |
//! | head | a block without its entries: newest date, number of articles, which docs are articles, which are indexed | a row |
//! | posting list | the docs that hold a token | varint deltas, or a bitmap where that is shorter |
//! | batch | the posting lists of some consecutive docs, written at once; small ones are merged | up to 65,536 docs |
//! | bitmap | a set of docs of some blocks, a bit each | words of 64 bits |
//! | block range | the blocks that a query runs over at a time, in ascending order; place `p` of its bitmaps is entry `p % 896` of its block `p / 896` | |
//! | run | blocks of a range whose numbers are consecutive: first doc, last doc, place of the first | |
//! | bounds | what a query returns over a range: which articles hold for sure, which may hold | two bitmaps |
//! | span | the docs of one row of a pinyin bitmap | 36 blocks |

mod error;
mod files;
mod flags;
mod hash;
mod index;
mod lock;
mod open;
mod progress;
mod query;
mod reader;
mod values;

pub use crate::search::Snippet;

pub use error::{Error, Result};
pub use files::watch::Watcher;
pub use open::Library;
pub use progress::{Phase, Progress, Stop};
pub use reader::Reader;
pub use values::{Count, Details, Facets, Hits, Key, Marked, Options, Row, Tally};
