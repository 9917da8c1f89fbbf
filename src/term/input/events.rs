//! The thread that listens: to the terminal's bytes and to the system's signals.
//!
//! Owns reading and signal handlers. Knows nothing of what an input leads to, and of output.

use std::fs::File;
use std::io::{self, Read};
use std::os::unix::net::UnixStream;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use signal_hook::SigId;
use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGWINCH};

use super::{Input, InputParser};
use crate::term::{job, tty};

/// How long an Escape may be the beginning of a longer key. Terminals send a key in one piece, so
/// only a line that cuts it needs the wait.
const ESCAPE_WAIT: Duration = Duration::from_millis(50);

/// How long after another program's end a Ctrl-C may still be the one that ended it: a signal may
/// reach its handler later than the program's end is known.
const AFTERMATH: Duration = Duration::from_millis(200);

/// In the order in which they are sent on: a terminal that is lost sends SIGHUP and SIGCONT at once.
const SIGNALS: [i32; 7] = [SIGHUP, SIGTERM, SIGINT, SIGQUIT, SIGTSTP, SIGCONT, SIGWINCH];

/// Listens until dropped, or until the terminal is gone.
#[derive(Debug)]
pub struct Events {
    shared: Arc<ListenerState>,
    wake: UnixStream,
    signals: Vec<SigId>,
    thread: Option<JoinHandle<()>>,
}

/// What the listener is to do, and what it does.
#[derive(Debug)]
struct ListenerState {
    modes: Mutex<Modes>,
    changed: Condvar,
}

#[derive(Debug)]
struct Modes {
    wanted: Mode,
    current: Mode,
    /// [`Input::Writable`] is wanted.
    output: bool,
    /// The reader was asked to end.
    ending: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mode {
    Listening,
    /// Another program has the terminal: no byte is read, and its Ctrl-C is not ours.
    Paused,
    Ended,
}

impl Events {
    /// Starts to listen to `tty`, as of [`tty::open`], and to signals; `send` is called with every input,
    /// on the listener's thread.
    ///
    /// After [`Input::Hangup`] for a terminal that is gone nothing more comes.
    pub fn start(tty: File, send: impl Fn(Input) + Send + 'static) -> io::Result<Events> {
        let shared = Arc::new(ListenerState {
            modes: Mutex::new(Modes {
                wanted: Mode::Listening,
                current: Mode::Listening,
                output: false,
                ending: false,
            }),
            changed: Condvar::new(),
        });
        let (wake, woken) = pair()?;
        let mut ids = Vec::new();
        let mut signals = Vec::new();
        for signal in SIGNALS {
            let (read, write) = pair()?;
            ids.push(signal_hook::low_level::pipe::register(signal, write)?);
            signals.push((signal, read));
        }
        let listener = Listener {
            tty,
            woken,
            signals,
            parser: InputParser::new(),
            send,
            shared: shared.clone(),
            ours_from: Instant::now(),
        };
        let thread = std::thread::Builder::new().name("input".to_owned()).spawn(move || listener.run())?;
        Ok(Events { shared, wake, signals: ids, thread: Some(thread) })
    }

    /// Stops reading, and returns when no byte will be taken any more: another program gets them.
    pub fn pause(&self) {
        self.ask(Mode::Paused);
    }

    /// Reads again.
    pub fn resume(&self) {
        self.ask(Mode::Listening);
    }

    /// True once the reader was asked to end: by a signal, or by the terminal's own end.
    pub fn is_ending(&self) -> bool {
        let modes = self.shared.lock();
        modes.ending || modes.current == Mode::Ended
    }

    /// Asks for one [`Input::Writable`] as soon as the terminal takes bytes.
    pub fn watch_output(&self) {
        self.shared.lock().output = true;
        self.wake();
    }

    fn wake(&self) {
        // Full means that the listener is woken already.
        let _ = rustix::io::write(&self.wake, b"w");
    }

    fn ask(&self, mode: Mode) {
        let mut modes = self.shared.lock();
        modes.wanted = mode;
        self.wake();
        while modes.current != mode && modes.current != Mode::Ended {
            modes = self.shared.changed.wait(modes).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

impl Drop for Events {
    fn drop(&mut self) {
        self.ask(Mode::Ended);
        self.signals.drain(..).for_each(|id| {
            signal_hook::low_level::unregister(id);
        });
        // The panic hook has printed the thread's panic.
        let _ = self.thread.take().map(JoinHandle::join);
    }
}

impl ListenerState {
    fn lock(&self) -> MutexGuard<'_, Modes> {
        self.modes.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn set_current(&self, mode: Mode) {
        self.lock().current = mode;
        self.changed.notify_all();
    }
}

fn pair() -> io::Result<(UnixStream, UnixStream)> {
    let (one, other) = UnixStream::pair()?;
    one.set_nonblocking(true)?;
    other.set_nonblocking(true)?;
    Ok((one, other))
}

struct Listener<F> {
    tty: File,
    woken: UnixStream,
    signals: Vec<(i32, UnixStream)>,
    parser: InputParser,
    send: F,
    shared: Arc<ListenerState>,
    /// From when on the terminal's signals are for us again.
    ours_from: Instant,
}

/// What there is to do after a wait.
#[derive(Default)]
struct Ready {
    /// The terminal has bytes, or is gone.
    tty: bool,
    /// The terminal takes bytes.
    output: bool,
    /// Each at most once, however often it was sent.
    signals: Vec<i32>,
    /// Nothing came in time.
    quiet: bool,
}

impl<F: Fn(Input)> Listener<F> {
    fn run(mut self) {
        let ended = EndOnDrop(self.shared.clone());
        let mut mode = Mode::Listening;
        loop {
            mode = self.change(mode);
            self.shared.set_current(mode);
            if mode == Mode::Ended {
                break;
            }
            let Ok(ready) = self.wait(mode == Mode::Paused) else { break };
            if ready.quiet {
                self.parser.settle(&mut |input| (self.send)(input));
            }
            for signal in &ready.signals {
                self.signal(*signal, mode == Mode::Paused);
            }
            if ready.output {
                self.shared.lock().output = false;
                (self.send)(Input::Writable);
            }
            if ready.tty && !self.read() {
                (self.send)(Input::Hangup);
                break;
            }
        }
        drop(ended);
    }

    /// Goes from `mode` to the one that is wanted.
    fn change(&mut self, mode: Mode) -> Mode {
        let wanted = self.shared.lock().wanted;
        if wanted == Mode::Paused {
            self.parser = InputParser::new();
        }
        if mode == Mode::Paused && wanted == Mode::Listening {
            self.ours_from = Instant::now() + AFTERMATH;
        }
        wanted
    }

    /// Waits for whatever comes first.
    fn wait(&mut self, paused: bool) -> io::Result<Ready> {
        let timeout = self.parser.is_undecided().then(|| Timespec::try_from(ESCAPE_WAIT).ok()).flatten();
        let mut fds = vec![PollFd::new(&self.woken, PollFlags::IN)];
        fds.extend(self.signals.iter().map(|(_, read)| PollFd::new(read, PollFlags::IN)));
        // A paused terminal is not polled, or its waiting bytes would wake us for ever.
        if !paused {
            let output = if self.shared.lock().output { PollFlags::OUT } else { PollFlags::empty() };
            fds.push(PollFd::new(&self.tty, PollFlags::IN | output));
        }
        let count = match poll(&mut fds, timeout.as_ref()) {
            Err(rustix::io::Errno::INTR) => return Ok(Ready::default()),
            other => other?,
        };
        let awake: Vec<PollFlags> = fds.iter().map(PollFd::revents).collect();
        drain(&mut self.woken);
        let mut ready = Ready { quiet: count == 0, ..Ready::default() };
        for ((signal, read), _) in
            self.signals.iter_mut().zip(awake.iter().skip(1)).filter(|(_, awake)| !awake.is_empty())
        {
            drain(read);
            ready.signals.push(*signal);
        }
        let tty = awake.last().copied().filter(|_| !paused).unwrap_or(PollFlags::empty());
        ready.output = tty.contains(PollFlags::OUT);
        ready.tty = !tty.difference(PollFlags::OUT).is_empty();
        Ok(ready)
    }

    fn signal(&self, signal: i32, paused: bool) {
        match signal {
            SIGWINCH => {
                let (columns, rows) = tty::size();
                (self.send)(Input::Resize(columns, rows));
            }
            SIGHUP => self.end(Input::Hangup),
            SIGTERM => self.end(Input::Terminate),
            // The program that has the terminal was stopped with us: stop as well, or nothing would
            // react to the person.
            SIGTSTP if paused => job::stop_alone(),
            _ if is_for_the_other(signal) && (paused || Instant::now() < self.ours_from) => {}
            SIGINT | SIGQUIT => self.end(Input::Terminate),
            SIGTSTP => (self.send)(Input::Suspend),
            SIGCONT => (self.send)(Input::Resume),
            _ => {}
        }
    }

    fn end(&self, input: Input) {
        self.shared.lock().ending = true;
        (self.send)(input);
    }

    /// Reads what is there; false when the terminal is gone.
    fn read(&mut self) -> bool {
        let mut bytes = [0; 4096];
        match self.tty.read(&mut bytes) {
            Ok(0) => false,
            Ok(count) => {
                self.parser.feed(bytes.get(..count).unwrap_or_default(), &mut |input| (self.send)(input));
                true
            }
            Err(error) => matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::Interrupted),
        }
    }
}

/// Signals of the terminal that are meant for the program that has it.
fn is_for_the_other(signal: i32) -> bool {
    matches!(signal, SIGINT | SIGQUIT | SIGCONT)
}

fn drain(stream: &mut UnixStream) {
    let mut bytes = [0; 64];
    while matches!(stream.read(&mut bytes), Ok(count) if count > 0) {}
}

/// Notes that the listener has ended, however it ended, so that no thread waits for it.
struct EndOnDrop(Arc<ListenerState>);

impl Drop for EndOnDrop {
    fn drop(&mut self) {
        self.0.set_current(Mode::Ended);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::{Receiver, channel};

    use super::*;
    use crate::term::fake_tty::{FakeTty, LONG};
    use crate::term::input::{Key, KeyCode};

    fn listen(tty: &FakeTty) -> (Events, Receiver<Input>) {
        let file = tty.open_raw();
        let (sender, inputs) = channel();
        let events = Events::start(file, move |input| {
            let _ = sender.send(input);
        });
        (events.unwrap(), inputs)
    }

    /// The next input that is no resize: the signal goes to all tests at once.
    fn next(inputs: &Receiver<Input>) -> Input {
        loop {
            match inputs.recv_timeout(LONG).unwrap() {
                Input::Resize(..) => {}
                input => return input,
            }
        }
    }

    #[test]
    fn keys_come_as_typed_and_a_lone_escape_after_a_short_wait() {
        let mut tty = FakeTty::new();
        let (_events, inputs) = listen(&tty);
        tty.type_in("j金\x1b[A".as_bytes());
        assert_eq!(next(&inputs), Input::Key(Key::char('j')));
        assert_eq!(next(&inputs), Input::Key(Key::char('金')));
        assert_eq!(next(&inputs), Input::Key(Key::plain(KeyCode::Up)));
        tty.type_in(b"\x1b");
        assert_eq!(next(&inputs), Input::Key(Key::plain(KeyCode::Esc)));
    }

    #[test]
    fn while_paused_another_program_gets_the_bytes() {
        let mut tty = FakeTty::new();
        let (events, inputs) = listen(&tty);
        events.pause();
        tty.type_in(b"x");
        let mut other = tty.open();
        let mut bytes = [0; 8];
        let mut fds = [PollFd::new(&other, PollFlags::IN)];
        poll(&mut fds, None).unwrap();
        assert_eq!(other.read(&mut bytes).unwrap(), 1);
        events.resume();
        tty.type_in(b"y");
        assert_eq!(next(&inputs), Input::Key(Key::char('y')));
    }

    #[test]
    fn a_lost_terminal_is_told_once_and_ends_the_listening() {
        let tty = FakeTty::new();
        let (events, inputs) = listen(&tty);
        drop(tty);
        // The far end of a test types a last line as it goes.
        let told: Vec<Input> = inputs.iter().collect();
        assert_eq!(told.iter().filter(|input| **input == Input::Hangup).count(), 1);
        assert_eq!(told.last(), Some(&Input::Hangup));
        events.pause();
        drop(events);
    }

    #[test]
    fn a_full_terminal_tells_when_it_takes_bytes_again() {
        use std::io::Write;
        let tty = FakeTty::new();
        let (events, inputs) = listen(&tty);
        let mut file = tty.open();
        while file.write(&[b'x'; 4096]).is_ok() {}
        tty.drain();
        events.watch_output();
        assert_eq!(next(&inputs), Input::Writable);
        assert!(file.write(b"x").is_ok());
    }
}
