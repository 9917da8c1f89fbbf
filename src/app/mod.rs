//! The reader: keys become actions, actions change the model, the model is drawn.
//!
//! ```text
//! run       the event loop: wait, take everything that is there, draw once  (terminal, ratatui)
//! line_mode the same without a screen: lines in, lines out
//! engine    the same without a terminal: events in, effects out, workers
//! input     the one table of actions; keymap: keys to actions; field: a line that is typed
//! update    the only writer of the model, by subject; perform: what each action does
//! model     everything the reader knows; layers, layout, cursor, session: its parts
//! panes     what the panes hold; source: what the list shows
//! effect    what `update` wants done; event: what happened
//! jobs      work on threads: finding, rows, pages, marks, the index
//! external  what is done outside: clipboard, browser, editor, files
//! commands  what `kanbao` does besides reading; samples: the articles inside the binary
//! view      the model to cells, under the same names as panes             (ratatui)
//! ```
//!
//! Owns how the reader behaves. Knows nothing of how articles are read, set, found and marked.

pub mod commands;
mod effect;
mod engine;
mod event;
mod export;
mod external;
mod headline;
mod input;
mod jobs;
pub mod line_mode;
mod marking;
mod messages;
mod model;
mod panes;
mod run;
pub mod samples;
mod start;
mod update;
mod view;

pub use effect::{Now, Outside};
pub use engine::Engine;
pub use event::Event;
pub use external::{External, Variable};
pub use input::action::{Action, Scope};
pub use input::keymap::{Keymap, Problem as KeyProblem};
pub use jobs::{Clock, Marks, PageOptions, Setup, tell_marks};
pub use messages::Messages;
pub use model::layout::Size;
pub use model::{LibraryState, Model, Settings};
pub use run::Stats;
pub use start::{OpenRequest, engine, open, settings};
pub use view::{Theme, draw};
