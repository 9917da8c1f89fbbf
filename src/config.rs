//! Settings: shipped defaults, then the person's file, then arguments: decided options.
//!
//! Owns the settings file, its problems with line numbers, and where files live. Knows nothing of
//! the terminal and of articles.
