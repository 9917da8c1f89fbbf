//! The reader without a screen: numbered lines, one command a line. For screen readers, line
//! terminals and slow teletypes.
//!
//! The second face on the one engine: a line becomes a command of the model, and what is new in the
//! model becomes sentences. `command` reads a line, `speak` makes the sentences, `session` has the
//! engine between them, `run` is the loop around it. Knows nothing of how articles are found, read and
//! marked.

mod command;
mod run;
mod session;
mod speak;

pub use run::{open, talk};
pub use session::{LineReader, RunOutside};
