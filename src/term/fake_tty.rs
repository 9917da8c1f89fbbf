//! A pseudo-terminal for tests: the far end in the test's hand.

use std::fs::File;
use std::io::Write;
use std::path::PathBuf;
use std::time::Duration;

use portable_pty::{MasterPty, PtySize, SlavePty, native_pty_system};

/// Far longer than anything takes; only a failing test waits for it.
pub(super) const LONG: Duration = Duration::from_secs(20);

/// A terminal without a person.
pub(super) struct FakeTty {
    master: Box<dyn MasterPty + Send>,
    writer: Box<dyn Write + Send>,
    name: PathBuf,
    /// Keeps the terminal alive while no program has it open.
    _slave: Box<dyn SlavePty + Send>,
}

impl FakeTty {
    /// A terminal of 80 columns and 24 rows.
    pub(super) fn new() -> FakeTty {
        let pair = native_pty_system().openpty(PtySize::default()).unwrap();
        let name = pair.master.tty_name().unwrap();
        let writer = pair.master.take_writer().unwrap();
        FakeTty { master: pair.master, writer, name, _slave: pair.slave }
    }

    /// The terminal as programs open it.
    pub(super) fn open(&self) -> File {
        super::tty::open_path(&self.name, rustix::fs::OFlags::NONBLOCK).unwrap()
    }

    /// The same, with every byte as it is typed.
    pub(super) fn open_raw(&self) -> File {
        let file = self.open();
        let mut raw = rustix::termios::tcgetattr(&file).unwrap();
        raw.make_raw();
        rustix::termios::tcsetattr(&file, rustix::termios::OptionalActions::Now, &raw).unwrap();
        file
    }

    /// Types at the far end.
    pub(super) fn type_in(&mut self, bytes: &[u8]) {
        self.writer.write_all(bytes).unwrap();
    }

    /// Starts to read at the far end, and drops what comes. Without it the terminal fills up.
    pub(super) fn drain(&self) {
        let mut reader = self.master.try_clone_reader().unwrap();
        std::thread::spawn(move || std::io::copy(&mut reader, &mut std::io::sink()));
    }
}
