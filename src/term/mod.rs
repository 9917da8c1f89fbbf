//! The terminal: entering and leaving it, keys and mouse, a screen that sends few bytes, probes,
//! clipboard, hyperlinks, signals, external programs.
//!
//! Owns every byte that goes to or comes from the terminal. Knows nothing of articles and actions.

mod input;
mod parse;

pub use input::{Input, Key, KeyCode, Modifiers, Mouse, MouseKind, Reply};
pub use parse::Parser;
