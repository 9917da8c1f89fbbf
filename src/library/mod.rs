//! Many articles: the folders they are in, the index over them, and finding among them.
//!
//! Owns scanning, the SQLite index (a cache that may be deleted at any time), live watching, and the
//! running of queries. Knows nothing of panes, keys, how a page is set, or how marks are kept: it is
//! told which articles are marked ([`Library::mark`]) so that queries may ask for them.
//!
//! All calls block; the app runs them on threads of its own, each with its own [`Reader`].

mod error;
mod files;
mod flags;
mod index;
mod lock;
mod oneshot;
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
