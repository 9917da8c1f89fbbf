//! `kanbao config`: where things are, and the settings in force.

use std::path::Path;

use super::open::marks_folder;
use super::{Error, Outcome, Output, ask};
use crate::cli;
use crate::config::{Config, SHIPPED};
use crate::term::{Capabilities, Environment};
use crate::text::sanitize_line;

/// Prints the shipped settings file, or where things are and the settings in force.
pub fn print(asked: &cli::Config, config: &Config, output: &mut Output<'_>) -> Result<(), Error> {
    if asked.default {
        return print_default(output).map(drop);
    }
    let place =
        |path: Option<&Path>| path.map_or_else(|| "nowhere (no home folder)".into(), |path| path.display().to_string());
    let settings = &config.dirs.settings;
    let none = if settings.exists() { "" } else { "  (not there: the shipped settings hold)" };
    let lines = [
        ("settings", format!("{}{none}", settings.display())),
        ("marks", place(marks_folder(config).as_deref())),
        ("cache", place(config.dirs.cache.as_deref())),
    ];
    for (name, value) in lines {
        writeln!(output.out, "# {name}: {}", sanitize_line(&value))?;
    }
    if output.columns.is_some() {
        print_terminal(output)?;
    }
    write!(output.out, "\n{config}")?;
    Ok(())
}

/// What the terminal was found to be: by its name, and by what it says itself.
fn print_terminal(output: &mut Output<'_>) -> Result<(), Error> {
    let environment = Environment::read(|name| std::env::var(name).ok());
    let can = Capabilities::guess(&environment);
    writeln!(output.out, "# terminal: {}, {:?} colours", sanitize_line(&environment.term), can.colours)?;
    output.out.flush()?;
    // A terminal that cannot be asked has told nothing; the settings are printed all the same.
    let found = can.asking().and_then(|asking| ask::ask(&can, asking).ok()).unwrap_or_default();
    for (name, value) in ask::in_words(&found) {
        writeln!(output.out, "#   {name}: {value}")?;
    }
    Ok(())
}

/// Prints the shipped settings file.
pub fn print_default(output: &mut Output<'_>) -> Result<Outcome, Error> {
    output.out.write_all(SHIPPED.as_bytes())?;
    output.out.flush()?;
    Ok(Outcome::Fine)
}
