//! `kanbao config`: where files live, and the settings in force.

use std::path::Path;

use super::open::marks_folder;
use super::output::Outcome;
use super::{Error, Output, ask};
use crate::cli;
use crate::config::{Config, SHIPPED};
use crate::term::{Capabilities, Environment};

/// Prints the shipped settings file, or where files live and the settings in force.
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
        output.line(format!("# {name}: {value}"))?;
    }
    if output.columns.is_some() {
        print_terminal(output)?;
    }
    Ok(output.text(&format!("\n{config}"))?)
}

/// Prints the terminal's capabilities: by its name, and by its own replies.
fn print_terminal(output: &mut Output<'_>) -> Result<(), Error> {
    let environment = Environment::read(|name| std::env::var(name).ok());
    let can = Capabilities::guess(&environment);
    output.line(format!("# terminal: {}, {:?} colours", environment.term, can.colours))?;
    output.flush()?;
    // Without replies of the terminal the settings are printed all the same.
    let found = can.asking().and_then(|asking| ask::ask(&can, asking).ok()).unwrap_or_default();
    for (name, value) in ask::in_words(&found) {
        output.line(format!("#   {name}: {value}"))?;
    }
    Ok(())
}

/// Prints the shipped settings file.
pub fn print_default(output: &mut Output<'_>) -> Result<Outcome, Error> {
    output.text(SHIPPED)?;
    output.flush()?;
    Ok(Outcome::Fine)
}
