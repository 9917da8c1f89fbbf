//! Posting lists: for each token the docs that hold it.
//!
//! Threads that read articles gather tokens ([`gather`]) into batches of packed lists ([`list`]); the one writer
//! appends each batch to the table, and queries read it ([`table`]).

pub mod gather;
pub mod list;
pub mod table;
