//! What Kanbao does besides reading: one module for each command.
//!
//! Owns what the commands print. Knows nothing of panes, keys and the reader's screen, and never ends the
//! process: a command returns its outcome, and `main` makes an exit code of it.

mod ansi;
mod ask;
mod categories;
mod check;
mod error;
mod index;
mod json;
mod list;
mod marks;
mod open;
mod output;
mod read;
mod settings;
mod show;

use crate::cli::Command;
use crate::config::Config;

pub use error::Error;
pub use output::{Outcome, Output, columns, complain};
pub use read::read;
pub use settings::print_default;

/// Runs a command.
///
/// # Errors
/// Wrong input, files that cannot be read, and an output that is closed or full.
pub fn run(command: Command, config: &Config, output: &mut Output<'_>) -> Result<Outcome, Error> {
    match command {
        Command::List(asked) => list::list(&asked, config, output)?,
        Command::Show(asked) => show::show(&asked, config, output)?,
        Command::Categories(asked) => categories::print(&asked, config, output)?,
        Command::Check(asked) => return check::check(&asked, config, output),
        Command::Config(asked) => settings::print(&asked, config, output)?,
        Command::Index(asked) => index::build(&asked, config, output)?,
        Command::Marks(asked) => marks::run(asked, config, output)?,
    }
    output.flush()?;
    Ok(Outcome::Fine)
}
