//! The reader: keys become actions, actions change the model, the model is drawn.
//!
//! ```text
//! run     the event loop: wait, take everything that is there, draw once  (terminal, ratatui)
//! engine  the same without a terminal: events in, effects out, workers
//! action  the one table of actions; keymap: keys to actions
//! update  the only writer of the model, by subject
//! model   everything the reader knows; panes, layers, cursor, field: its parts
//! jobs    work on threads: finding, rows, pages, marks, the index
//! line_mode  the second face of the engine: lines in, sentences out
//! external  what is done outside: clipboard, browser, editor, files
//! commands  what `kanbao` does besides reading; samples: the articles inside the binary
//! view    the model to cells, under the same names as panes             (ratatui)
//! ```
//!
//! Owns how the reader behaves. Knows nothing of how articles are read, set, found and marked.

pub mod action;
pub mod commands;
mod cursor;
mod effect;
mod engine;
mod event;
mod export;
mod external;
mod field;
mod headline;
mod jobs;
mod keymap;
mod layers;
mod layout;
pub mod line_mode;
mod marking;
mod messages;
mod model;
mod panes;
mod run;
pub mod samples;
mod session;
mod start;
mod update;
mod view;

pub use effect::{Now, Outside};
pub use engine::Engine;
pub use event::Event;
pub use jobs::{Clock, Marks, PageOptions, Setup};
pub use keymap::{Keymap, Problem as KeyProblem};
pub use layout::Size;
pub use messages::Messages;
pub use model::{LibraryState, Model, Settings};
pub use run::Stats;
pub use start::{OpenRequest, Variable, engine, open, settings};
pub use view::{Theme, draw};
