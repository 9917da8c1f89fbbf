//! Other programs: an editor, a pager, a pipe, a browser.
//!
//! Owns starting them by argument list (never a shell) and lending them the terminal. Knows nothing
//! of what they are started for.

use std::io::{self, Write};
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, ExitStatus, Stdio};

use rustix::termios::isatty;

use super::events::Events;
use super::terminal::Terminal;
use super::tty;

/// Runs `command` (program and arguments) in the terminal and waits for its end; `input` is its
/// standard input, or the terminal is.
///
/// The terminal is given over and taken back whole, also when the program cannot be started; the
/// screen must be painted anew.
pub fn run(terminal: &Terminal, events: &Events, command: &[String], input: Option<&[u8]>) -> io::Result<ExitStatus> {
    events.pause();
    let left = terminal.leave();
    let status = left.and_then(|()| run_here(command, input));
    let taken = terminal.reenter();
    events.resume();
    taken.and(status)
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
    // Somebody must take its exit status, or it stays a zombie.
    std::thread::Builder::new().name("browser".to_owned()).spawn(move || child.wait())?;
    Ok(())
}

/// `command` as far as it is one.
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

/// Writes `input` to the program, on a thread, for as long as it takes any. One that does not want
/// all of it is no trouble (`head`).
pub(super) fn feed(child: &mut Child, input: &[u8]) -> io::Result<()> {
    let Some(mut stdin) = child.stdin.take() else { return Ok(()) };
    let input = input.to_vec();
    std::thread::Builder::new().name("pipe".to_owned()).spawn(move || stdin.write_all(&input))?;
    Ok(())
}
