//! Arguments, settings, run, exit code: the only place that ends the process.

#![forbid(unsafe_code)]

use std::io::{self, BufWriter, Write};
use std::process::ExitCode;

use clap::Parser;
use clap::error::ErrorKind;
use kanbao::app::commands::{self, Error, Outcome, Output};
use kanbao::cli::{Arguments, Command, List};
use kanbao::config::Config;

/// Wrong use, or a command that failed; the reason is on standard error.
const FAILED: u8 = 2;

/// `check` found something.
const FOUND: u8 = 1;

fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => return explain(&error),
    };
    match run(arguments) {
        Ok(Outcome::Fine) => ExitCode::SUCCESS,
        Ok(Outcome::Untidy) => ExitCode::from(FOUND),
        Err(error) if error.is_closed_pipe() => ExitCode::SUCCESS,
        Err(error) => fail(error.to_string()),
    }
}

fn run(arguments: Arguments) -> Result<Outcome, Error> {
    let stdout = io::stdout();
    let columns = commands::columns(&stdout);
    let mut out = BufWriter::new(stdout.lock());
    let mut output = Output::new(&mut out, columns);
    let command = match arguments.command {
        // The way out of settings that cannot be read must not read them.
        Some(Command::Config(asked)) if asked.default => return commands::print_default(&mut output),
        command => command,
    };
    let config = Config::load(|name| std::env::var_os(name))?;
    match command {
        Some(command) => commands::run(command, &config, &mut output),
        None if columns.is_some() || arguments.read.plain => commands::read(&arguments.read, &config, &mut output),
        None => commands::run(Command::List(List::of_paths(arguments.read.paths)), &config, &mut output),
    }
}

/// Prints help and version; of wrong use one line, with a way out.
fn explain(error: &clap::Error) -> ExitCode {
    if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) {
        // Whoever asks for help and closes the pipe has read enough.
        let _ = write!(io::stdout(), "{error}");
        return ExitCode::SUCCESS;
    }
    if error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        return fail("marks: say what to do with them, `kanbao marks export` or `kanbao marks import FILE`".to_owned());
    }
    let text = error.to_string();
    let lines = text.lines().map(str::trim).take_while(|line| !line.starts_with("Usage:"));
    let lines = lines.filter(|line| !line.is_empty() && !line.starts_with("For more")).collect::<Vec<_>>();
    let what = lines.join("; ");
    fail(format!("{}; `kanbao --help` tells more", what.strip_prefix("error: ").unwrap_or(&what)))
}

fn fail(what: String) -> ExitCode {
    commands::complain(what);
    ExitCode::from(FAILED)
}
