//! What Kanbao does besides reading: one module for each command.
//!
//! Owns what the commands print. Knows nothing of panes, keys and the reader's screen, and never ends
//! the process: a command answers what it came to, `main` makes an exit code of it.

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
mod read;
mod settings;
mod show;

use std::io::{self, IsTerminal, Write};

use crate::cli::Command;
use crate::config::Config;
use crate::term::tty;
use crate::text::sanitize_line;

pub use error::Error;
pub use read::read;
pub use settings::print_default;

/// What a command came to, when it did not fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    Fine,
    /// `check` found files with problems.
    Untidy,
}

/// Where a command prints.
pub struct Output<'o> {
    pub out: &'o mut dyn Write,
    /// Columns of the terminal that `out` is; `None` where it is a pipe or file.
    pub columns: Option<usize>,
}

/// Does what `command` asks for.
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
    output.out.flush()?;
    Ok(Outcome::Fine)
}

/// Columns of standard output where that is a terminal.
pub fn columns(stdout: &io::Stdout) -> Option<usize> {
    stdout.is_terminal().then(|| usize::from(tty::size(stdout).0))
}

/// Says what went wrong, in one line on standard error.
pub fn complain(what: &str) {
    // Standard error may be closed as well; the exit code still tells.
    let _ = writeln!(io::stderr(), "kanbao: {}", sanitize_line(what));
}
