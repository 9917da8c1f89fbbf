//! The terminal: entering and leaving it, keys and mouse, a screen that sends few bytes, probes,
//! clipboard, hyperlinks, signals, external programs.
//!
//! Owns every byte that goes to or comes from the terminal. Knows nothing of articles and actions.
//!
//! crossterm sets raw mode, tells the size, writes the sequences of the modes, and names keys and
//! mouse; it is named here only. Reading is our own ([`Events`]), because replies, hang-ups and the
//! bytes of another program have to be told from keys. So is writing ([`Screen`]), because few bytes
//! per key count over a slow line.

mod capability;
pub mod clipboard;
#[cfg(test)]
mod fake_tty;
mod input;
mod job;
pub mod link;
pub mod probe;
pub mod program;
pub mod qr;
pub mod remote;
mod screen;
mod terminal;
pub mod tty;

pub use capability::{Capabilities, Depth, Environment, Passthrough, Scroll};
pub use input::{Events, Input, InputParser, Key, KeyCode, Modifiers, Mouse, MouseButton, MouseKind, Reply};
pub use screen::{Frame, Hyperlink, Screen, Traffic};
pub use terminal::{Terminal, TerminalOptions};
