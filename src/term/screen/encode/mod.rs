//! Two screens to the bytes that turn one into the other.
//!
//! Owns where the cursor and the style are while it writes. Of all ways to move, to blank and to
//! repeat it takes the shortest that the terminal knows. Knows nothing of what moved, and of where the
//! bytes go.

mod cursor;
mod encoder;
mod sequences;
mod shift;
mod state;

pub(super) use encoder::{Encoder, Ground};
pub(super) use state::{CursorState, OutputState};
