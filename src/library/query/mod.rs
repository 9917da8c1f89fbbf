//! Queries over the index: which articles hold, in which order, and how many of which kind.
//!
//! Writes nothing. Where the index cannot tell, the article file is read.

pub mod facets;
pub mod find;
pub mod marks;
pub mod phrase_scan;
pub mod plan;
pub mod range;
pub mod rows;
pub mod similar;
pub mod snapshot;
pub mod terms;
pub mod verify;
