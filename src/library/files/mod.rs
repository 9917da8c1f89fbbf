//! The article files of a library: which there are, what changed, and what they say.
//!
//! Owns the folders, the reading of files and the text of a body. Knows nothing of how the index keeps
//! what was read, and nothing of queries.

pub mod folder;
pub mod opener;
pub mod read;
pub mod scan;
pub mod text;
pub mod walk;
pub mod watch;
