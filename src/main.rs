//! Arguments, settings, run, exit code: the only place that ends the process.

use std::io::{self, BufWriter, IsTerminal, Write};
use std::process::ExitCode;

use clap::Parser;
use clap::error::ErrorKind;
use kanbao::app::commands::{self, Outcome, Output};
use kanbao::cli::{Arguments, Command, List};
use kanbao::config::Config;
use kanbao::term;

/// Wrong use, or something that is not as it must be; what it was is on standard error.
const FAILED: u8 = 2;

/// `check` found something.
const FOUND: u8 = 1;

fn main() -> ExitCode {
    match Arguments::try_parse() {
        Ok(arguments) => run(arguments),
        Err(error) => explain(&error),
    }
}

fn run(arguments: Arguments) -> ExitCode {
    let stdout = io::stdout();
    let columns = stdout.is_terminal().then(|| usize::from(term::size(&stdout).0));
    let mut out = BufWriter::new(stdout.lock());
    let mut output = Output { out: &mut out, columns };
    let result = answer(arguments, &mut output);
    let result = result.and_then(|outcome| Ok(out.flush().map(|()| outcome)?));
    match result {
        Ok(Outcome::Fine) => ExitCode::SUCCESS,
        Ok(Outcome::Untidy) => ExitCode::from(FOUND),
        Err(error) if error.is_closed_pipe() => ExitCode::SUCCESS,
        Err(error) => fail(&error.to_string()),
    }
}

fn answer(arguments: Arguments, output: &mut Output<'_>) -> Result<Outcome, commands::Error> {
    if let Some(Command::Config(asked)) = &arguments.command
        && asked.default
    {
        commands::print_default(output)?;
        return Ok(Outcome::Fine);
    }
    let config = Config::load(|name| std::env::var_os(name))?;
    let command = arguments.command.unwrap_or_else(|| Command::List(List::of_paths(arguments.read.paths)));
    commands::run(command, &config, output)
}

/// Prints help and version; of wrong use the first line, with a way out.
fn explain(error: &clap::Error) -> ExitCode {
    if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) {
        // Whoever asks for help and closes the pipe has read enough.
        let _ = write!(io::stdout(), "{error}");
        return ExitCode::SUCCESS;
    }
    let text = error.to_string();
    let what =
        text.lines().map(str::trim).filter(|line| !line.is_empty()).take_while(|line| !line.starts_with("Usage:"));
    let what = what.filter(|line| !line.starts_with("For more")).collect::<Vec<_>>().join("; ");
    fail(&format!("{}; `kanbao --help` tells more", what.strip_prefix("error: ").unwrap_or(&what)))
}

fn fail(what: &str) -> ExitCode {
    // Standard error may be closed as well: the exit code still tells.
    let _ = writeln!(io::stderr(), "kanbao: {}", kanbao::text::sanitize_line(what));
    ExitCode::from(FAILED)
}
