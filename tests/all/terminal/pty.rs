//! A person at a terminal: types, looks at the screen, hangs up.

use std::fs::File;
use std::io::{Read, Write};
use std::num::NonZero;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use portable_pty::{ChildKiller, CommandBuilder, MasterPty, PtySize, native_pty_system};
use rustix::termios::LocalModes;

/// Far longer than anything takes; only a failing test waits for it.
const LONG: Duration = Duration::from_secs(20);

/// A program in a terminal of 80 columns and 24 rows.
pub struct Pty {
    id: String,
    killer: Box<dyn ChildKiller>,
    line: Option<Line>,
    shown: Arc<Shown>,
}

/// The far end of the line.
struct Line {
    master: Box<dyn MasterPty + Send>,
    writer: Box<dyn Write + Send>,
    reader: JoinHandle<()>,
}

/// What the terminal shows, kept by a thread.
struct Shown {
    state: Mutex<State>,
    changed: Condvar,
}

struct State {
    screen: vt100::Parser,
    /// What was sent and not yet waited for.
    bytes: Vec<u8>,
    reading: Reading,
    /// The program's exit code, once it has ended.
    exit_code: Option<u32>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Reading {
    Going,
    Stopped,
    Ended,
}

impl Pty {
    /// Starts a command of the shell's language.
    pub fn start(command: &str) -> Pty {
        let mut builder = CommandBuilder::new("sh");
        builder.args(["-c", &format!("exec {command}")]);
        builder.env("TERM", "xterm-256color");
        let size = PtySize { rows: 24, cols: 80, ..PtySize::default() };
        let pair = native_pty_system().openpty(size).unwrap();
        let mut child = pair.slave.spawn_command(builder).unwrap();
        let (id, killer) = (child.process_id().unwrap().to_string(), child.clone_killer());
        let writer = pair.master.take_writer().unwrap();
        let (rows, columns) = (NonZero::new(24).unwrap(), NonZero::new(80).unwrap());
        let screen = vt100::Parser::new(rows, columns, 0);
        let state = State { screen, bytes: Vec::new(), reading: Reading::Going, exit_code: None };
        let shown = Arc::new(Shown { state: Mutex::new(state), changed: Condvar::new() });
        let source = pair.master.try_clone_reader().unwrap();
        let keeper = shown.clone();
        let reader = std::thread::spawn(move || keeper.keep(source));
        let keeper = shown.clone();
        std::thread::spawn(move || {
            keeper.lock().exit_code = Some(child.wait().unwrap().exit_code());
            keeper.changed.notify_all();
        });
        Pty { id, killer, line: Some(Line { master: pair.master, writer, reader }), shown }
    }

    pub fn type_in(&mut self, keys: &str) {
        self.line.as_mut().unwrap().writer.write_all(keys.as_bytes()).unwrap();
    }

    /// Another program writes on the screen.
    pub fn write_over(&self, text: &str) {
        let name = self.line.as_ref().unwrap().master.tty_name().unwrap();
        File::options().write(true).open(name).unwrap().write_all(text.as_bytes()).unwrap();
    }

    /// Waits until `text` was sent, and forgets what came before.
    pub fn wait_for(&mut self, text: &str) {
        self.shown.wait(text, |state| {
            let at = state.bytes.windows(text.len()).position(|window| window == text.as_bytes());
            at.map(|at| drop(state.bytes.drain(..at + text.len()))).is_some()
        });
    }

    /// True when `text` was sent after what was waited for.
    pub fn was_sent(&self, text: &str) -> bool {
        self.shown.lock().bytes.windows(text.len()).any(|window| window == text.as_bytes())
    }

    /// Waits until the screen shows `text`.
    pub fn wait_shown(&mut self, text: &str) {
        self.shown.wait(text, |state| state.contents().contains(text));
    }

    /// Waits until the screen does not show `text`.
    pub fn wait_gone(&mut self, text: &str) {
        self.shown.wait(text, |state| !state.contents().contains(text));
    }

    /// True when the screen shows `text` now.
    pub fn shows(&self, text: &str) -> bool {
        self.shown.lock().screen.screen().contents().contains(text)
    }

    pub fn is_alternate_screen(&self) -> bool {
        self.shown.lock().screen.screen().alternate_screen()
    }

    /// The program was told to get clicks.
    pub fn wants_mouse(&self) -> bool {
        self.shown.lock().screen.screen().mouse_protocol_mode() != vt100::MouseProtocolMode::None
    }

    /// Each key goes to the program at once.
    pub fn is_raw(&self) -> bool {
        let termios = self.line.as_ref().unwrap().master.get_termios().unwrap();
        let lines = LocalModes::ICANON.union(LocalModes::ECHO).union(LocalModes::ISIG);
        termios.local_flags.bits() & lines.bits() == 0
    }

    /// Nothing that a full-screen program sets is left.
    pub fn is_whole(&self) -> bool {
        let state = self.shown.lock();
        let screen = state.screen.screen();
        !screen.alternate_screen()
            && !screen.hide_cursor()
            && !screen.bracketed_paste()
            && screen.mouse_protocol_mode() == vt100::MouseProtocolMode::None
            && !self.is_raw()
    }

    pub fn resize(&self, columns: u16, rows: u16) {
        let (new_rows, new_columns) = (NonZero::new(rows).unwrap(), NonZero::new(columns).unwrap());
        self.shown.lock().screen.screen_mut().set_size(new_rows, new_columns);
        let size = PtySize { rows, cols: columns, ..PtySize::default() };
        self.line.as_ref().unwrap().master.resize(size).unwrap();
    }

    /// Sends a signal, by its name without `SIG`.
    pub fn signal(&self, name: &str) {
        let status = std::process::Command::new("kill").args(["-s", name, &self.id]).status();
        assert!(status.unwrap().success());
    }

    /// The program's exit code, once it has ended and all it sent is on the screen.
    pub fn wait_end(&mut self) -> u32 {
        self.shown.wait("the end", |state| state.exit_code.is_some() && state.reading != Reading::Going);
        self.shown.lock().exit_code.unwrap()
    }

    /// From now on the far end takes nothing more.
    pub fn stop_reading(&self) {
        self.shown.lock().reading = Reading::Stopped;
    }

    /// The far end reads again.
    pub fn read_on(&self) {
        self.shown.lock().reading = Reading::Going;
        self.shown.changed.notify_all();
    }

    /// The line is cut.
    pub fn hang_up(&mut self) {
        let Line { master, writer, reader } = self.line.take().unwrap();
        self.shown.lock().reading = Reading::Ended;
        self.shown.changed.notify_all();
        // The reader holds the line until it reads once more.
        let mut near = File::options().write(true).open(master.tty_name().unwrap()).unwrap();
        drop(writer);
        drop(master);
        let _ = near.write_all(b"\0");
        reader.join().unwrap();
    }
}

impl Drop for Pty {
    fn drop(&mut self) {
        // Ended already where the test went well.
        let _ = self.killer.kill();
    }
}

impl Shown {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Reads until the program ends or the line is to be cut.
    fn keep(&self, mut source: impl Read) {
        let mut part = [0; 4096];
        while let Ok(count @ 1..) = source.read(&mut part) {
            let mut state = self.lock();
            state.screen.process(&part[..count]);
            state.bytes.extend(&part[..count]);
            self.changed.notify_all();
            let state = self.changed.wait_while(state, |state| state.reading == Reading::Stopped).unwrap();
            if state.reading == Reading::Ended {
                break;
            }
        }
        self.lock().reading = Reading::Ended;
        self.changed.notify_all();
    }

    fn wait(&self, what: &str, mut is_there: impl FnMut(&mut State) -> bool) {
        let (state, waited) = self.changed.wait_timeout_while(self.lock(), LONG, |state| !is_there(state)).unwrap();
        assert!(!waited.timed_out(), "waited for {what:?}; the screen shows:\n{}", state.contents());
    }
}

impl State {
    fn contents(&self) -> String {
        self.screen.screen().contents()
    }
}
