//! A pseudo-terminal for tests: the far end in the test's hand.

use std::fs::File;
use std::io::{Read, Write};
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, channel};
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
    /// 80 columns, 24 rows.
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

    /// Types at the far end.
    pub(super) fn type_in(&mut self, bytes: &[u8]) {
        self.writer.write_all(bytes).unwrap();
    }

    pub(super) fn resize(&self, columns: u16, rows: u16) {
        self.master.resize(PtySize { rows, cols: columns, ..PtySize::default() }).unwrap();
    }

    /// Starts to read at the far end. Without it nobody does.
    pub(super) fn watch(&self) -> Shown {
        let mut reader = self.master.try_clone_reader().unwrap();
        let (sender, bytes) = channel();
        std::thread::spawn(move || {
            let mut part = [0; 4096];
            while let Ok(count @ 1..) = reader.read(&mut part) {
                if sender.send(part[..count].to_vec()).is_err() {
                    break;
                }
            }
        });
        Shown { bytes, text: String::new() }
    }
}

/// What arrived at the far end.
pub(super) struct Shown {
    bytes: Receiver<Vec<u8>>,
    text: String,
}

impl Shown {
    /// Everything until `end` arrived, which is taken off.
    pub(super) fn until(&mut self, end: &str) -> String {
        loop {
            if let Some((before, after)) = self.text.split_once(end) {
                let (before, after) = (before.to_owned(), after.to_owned());
                self.text = after;
                return before;
            }
            let more = self.bytes.recv_timeout(LONG).unwrap_or_else(|_| panic!("no {end:?} after {:?}", self.text));
            self.text.push_str(&String::from_utf8(more).unwrap());
        }
    }
}
