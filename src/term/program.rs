//! Other programs: an editor, a pager, a pipe, a browser.
//!
//! Owns starting them by argument list (never a shell) and lending them the terminal. Knows nothing
//! of what they are started for.

use std::io::{self, Write};
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::Duration;

use rustix::termios::{OptionalActions, isatty, tcsetattr};

use super::input::Events;
use super::terminal::Terminal;
use super::tty;

/// Runs `command` (program and arguments) in the terminal and waits for its end.
///
/// The terminal is given to it and taken back, also when the program cannot be started; the whole
/// screen must be painted.
pub fn run(terminal: &Terminal, events: &Events, command: &[String]) -> io::Result<ExitStatus> {
    lend(terminal, events, || run_here(command, None))
}

/// Runs `command` as [`run`] does, with `input` on its standard input. What it printed stays visible,
/// with `hold` below it, until Enter is pressed.
pub fn pipe(
    terminal: &Terminal,
    events: &Events,
    command: &[String],
    input: &[u8],
    hold: &str,
) -> io::Result<ExitStatus> {
    lend(terminal, events, || {
        let status = run_here(command, Some(input))?;
        wait_for_enter(events, hold)?;
        Ok(status)
    })
}

/// Runs `command` where the reader has no screen, with `input` on its standard input if there is any,
/// and waits for its end. The terminal's modes are put back as they were.
pub fn run_in_lines(command: &[String], input: Option<&[u8]>) -> io::Result<ExitStatus> {
    let before = tty::open_blocking().and_then(|tty| Ok((tty::attributes(&tty)?, tty)));
    let status = run_here(command, input);
    if let Ok((before, tty)) = before {
        // What the person typed ahead is kept.
        tcsetattr(&tty, OptionalActions::Drain, &before)?;
    }
    status
}

/// Gives the terminal to another program during `use_it`.
fn lend<T>(terminal: &Terminal, events: &Events, use_it: impl FnOnce() -> io::Result<T>) -> io::Result<T> {
    events.pause();
    let used = terminal.leave().and_then(|()| use_it());
    let taken = terminal.reenter();
    events.resume();
    taken.and(used)
}

/// How often the wait for Enter looks whether the reader was told to end.
const LOOK_EVERY: Duration = Duration::from_millis(200);

fn wait_for_enter(events: &Events, hold: &str) -> io::Result<()> {
    let tty = tty::open()?;
    tty::write_within(&tty, format!("\n{hold} ").as_bytes(), LOOK_EVERY)?;
    while !events.is_ending() {
        if tty::wait_readable(&tty, LOOK_EVERY)? {
            let mut line = [0; 256];
            // A line, or the end of the terminal.
            rustix::io::read(&tty, &mut line)?;
            return Ok(());
        }
    }
    Ok(())
}

/// Starts `command` without the terminal and without waiting for it: a program with a window.
pub fn start_detached(command: &[String]) -> io::Result<()> {
    let mut child = prepared(command)?
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        // A group of its own: the terminal's signals are not meant for it.
        .process_group(0)
        .spawn()?;
    // Without a wait for its exit status it would stay a zombie.
    std::thread::Builder::new().name("browser".to_owned()).spawn(move || child.wait())?;
    Ok(())
}

/// A command of a program and its arguments; an error where there is no program.
pub(super) fn prepared(command: &[String]) -> io::Result<Command> {
    let Some((program, arguments)) = command.split_first() else {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "no command"));
    };
    let mut prepared = Command::new(program);
    prepared.args(arguments);
    Ok(prepared)
}

fn run_here(command: &[String], input: Option<&[u8]>) -> io::Result<ExitStatus> {
    let mut prepared = prepared(command)?;
    prepared.stdin(match input {
        Some(_) => Stdio::piped(),
        // Standard input may be the article that was read.
        None if isatty(io::stdin()) => Stdio::inherit(),
        None => tty::open_blocking()?.into(),
    });
    if !isatty(io::stdout()) {
        prepared.stdout(tty::open_blocking()?);
    }
    let mut child = prepared.spawn()?;
    if let Some(input) = input {
        feed(&mut child, input)?;
    }
    child.wait()
}

/// Writes `input` to the program, on a thread, for as long as it takes any. That a program does not
/// read all of it (`head`) is no error.
pub(super) fn feed(child: &mut Child, input: &[u8]) -> io::Result<()> {
    let Some(mut stdin) = child.stdin.take() else { return Ok(()) };
    let input = input.to_vec();
    std::thread::Builder::new().name("pipe".to_owned()).spawn(move || stdin.write_all(&input))?;
    Ok(())
}
