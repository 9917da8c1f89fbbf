//! The terminal: entering and leaving it, keys and mouse, a screen that sends few bytes, probes,
//! clipboard, hyperlinks, signals, external programs.
//!
//! Owns every byte that goes to or comes from the terminal. Knows nothing of articles and actions.

mod capability;
pub mod clipboard;
mod events;
#[cfg(test)]
mod fake_tty;
mod input;
mod job;
pub mod link;
mod parse;
pub mod probe;
pub mod program;
pub mod qr;
pub mod remote;
mod screen;
mod terminal;
pub mod tty;

pub use capability::{Capabilities, Depth, Environment, Passthrough, Scroll};
pub use events::Events;
pub use input::{Input, Key, KeyCode, Modifiers, Mouse, MouseKind, Reply};
pub use parse::Parser;
pub use screen::{Link, Screen, Traffic};
pub use terminal::{Options, Terminal};
