//! `kanbao config`: where things are, and the settings in force.

use std::path::Path;

use super::open::marks_folder;
use super::{Error, Outcome, Output};
use crate::cli;
use crate::config::{Config, SHIPPED};

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
        writeln!(output.out, "# {name}: {}", crate::text::sanitize_line(&value))?;
    }
    write!(output.out, "\n{config}")?;
    Ok(())
}

/// Prints the shipped settings file.
pub fn print_default(output: &mut Output<'_>) -> Result<Outcome, Error> {
    output.out.write_all(SHIPPED.as_bytes())?;
    output.out.flush()?;
    Ok(Outcome::Fine)
}
