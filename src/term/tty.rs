//! The terminal as a file: finding it, opening it, its size and its line discipline.
//!
//! Owns the search for the terminal that the person sits at; raw mode and size are crossterm's. Knows
//! nothing of what is sent over it.

use std::fs::File;
use std::io;
use std::os::fd::AsFd;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crossterm::terminal;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::{Mode, OFlags};
use rustix::termios::{OptionalActions, QueueSelector, Termios, tcflush, tcsetattr};

/// Columns and rows where the system does not know them, as on a serial line.
const DEFAULT_SIZE: (u16, u16) = (80, 24);

/// Opens the terminal of this process for reading and writing without blocking.
///
/// It is opened by its name, since non-blocking is a property of the open file, which standard input
/// and output share with the shell. Standard input may be an article and standard output may
/// be closed; then it is `/dev/tty`. Where neither can be opened (another user's terminal, in a
/// container), it is standard output itself, which blocks.
pub fn open() -> io::Result<File> {
    open_with(OFlags::NONBLOCK)
}

/// Opens the terminal of this process as other programs expect it: blocking.
pub fn open_blocking() -> io::Result<File> {
    open_with(OFlags::empty())
}

/// Columns and rows of the terminal of this process.
pub fn size() -> (u16, u16) {
    terminal::size().ok().filter(|(columns, rows)| *columns > 0 && *rows > 0).unwrap_or(DEFAULT_SIZE)
}

fn open_with(flags: OFlags) -> io::Result<File> {
    let named = [name(io::stdout()), name(io::stdin()), name(io::stderr())];
    let mut last = None;
    for path in named.into_iter().flatten().chain([PathBuf::from("/dev/tty")]) {
        match open_path(&path, flags) {
            Ok(file) => return Ok(file),
            Err(error) => last = Some(error),
        }
    }
    if rustix::termios::isatty(io::stdout()) {
        return Ok(File::from(io::stdout().as_fd().try_clone_to_owned()?));
    }
    Err(last.unwrap_or_else(|| io::Error::from(io::ErrorKind::NotFound)))
}

fn name(stream: impl AsFd) -> Option<PathBuf> {
    use std::os::unix::ffi::OsStringExt;
    let name = rustix::termios::ttyname(stream, Vec::new()).ok()?;
    Some(PathBuf::from(std::ffi::OsString::from_vec(name.into_bytes())))
}

pub(super) fn open_path(path: &Path, flags: OFlags) -> io::Result<File> {
    let flags = flags | OFlags::RDWR | OFlags::NOCTTY | OFlags::CLOEXEC;
    Ok(File::from(rustix::fs::open(path, flags, Mode::empty())?))
}

/// The line discipline as it is now.
pub(super) fn attributes(tty: &File) -> io::Result<Termios> {
    Ok(rustix::termios::tcgetattr(tty)?)
}

/// Every byte comes at once and as it is sent; nothing is echoed. Whatever another program made of the
/// line discipline, `before` is what [`set_back`] comes back to.
pub(super) fn set_raw(tty: &File, before: &Termios) -> io::Result<()> {
    terminal::disable_raw_mode()?;
    tcsetattr(tty, OptionalActions::Now, before)?;
    // Another user's terminal may be known by standard output only, where crossterm does not look.
    terminal::enable_raw_mode().or_else(|_| {
        let mut raw = before.clone();
        raw.make_raw();
        Ok(tcsetattr(tty, OptionalActions::Now, &raw)?)
    })
}

/// The line discipline as it was. Unread bytes are dropped: a late reply of the terminal must not end
/// up on the shell's command line. Never waits for output, which may be stuck.
pub(super) fn set_back(tty: &File, before: &Termios) -> io::Result<()> {
    // Without the terminal there is nothing to drop.
    let _ = tcflush(tty, QueueSelector::IFlush);
    terminal::disable_raw_mode()?;
    Ok(tcsetattr(tty, OptionalActions::Now, before)?)
}

/// Writes all of `bytes`, or gives up after `patience`: the far end may have stopped reading.
pub(super) fn write_within(tty: &File, mut bytes: &[u8], patience: Duration) -> io::Result<()> {
    let until = Instant::now() + patience;
    while !bytes.is_empty() {
        let left = until.saturating_duration_since(Instant::now());
        if !wait(tty, PollFlags::OUT, left)? && left.is_zero() {
            return Err(io::ErrorKind::TimedOut.into());
        }
        match rustix::io::write(tty, bytes) {
            Ok(count) => bytes = bytes.get(count..).unwrap_or_default(),
            Err(rustix::io::Errno::AGAIN | rustix::io::Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

/// Waits until there is something to read, or nothing ever will be; false when nothing came in time.
pub(super) fn wait_readable(tty: &File, patience: Duration) -> io::Result<bool> {
    wait(tty, PollFlags::IN, patience)
}

fn wait(tty: &File, what: PollFlags, patience: Duration) -> io::Result<bool> {
    let mut fds = [PollFd::new(tty, what)];
    match poll(&mut fds, Timespec::try_from(patience).ok().as_ref()) {
        Ok(count) => Ok(count > 0),
        Err(rustix::io::Errno::INTR) => Ok(false),
        Err(error) => Err(error.into()),
    }
}
