//! What a person types: actions, the keys they are bound to, and lines of text.
//!
//! Knows nothing of what the actions do.

pub mod action;
pub mod field;
pub mod keymap;
