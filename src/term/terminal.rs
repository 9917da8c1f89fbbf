//! Entering the terminal and leaving it whole, whatever happens.
//!
//! Owns the line discipline and the modes that a full-screen program sets. Knows nothing of what is
//! painted.

use std::fs::File;
use std::io::{self, Write};
use std::sync::{Arc, Mutex, MutexGuard, Once, PoisonError, Weak};
use std::thread::ThreadId;
use std::time::Duration;

use crossterm::Command;
use crossterm::terminal::{EnterAlternateScreen, LeaveAlternateScreen};
use rustix::termios::Termios;

use super::capability::{Capabilities, Scroll};
use super::{job, tty};

/// How long leaving waits for a far end that does not read.
const PATIENCE: Duration = Duration::from_millis(300);

/// What a full-screen program asks of the terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// A screen of its own, so that the shell's comes back (not on `vt100` and `linux`).
    pub alternate_screen: bool,
    /// Pastes come marked as such.
    pub bracketed_paste: bool,
    /// Clicks and the wheel are told.
    pub mouse: bool,
}

impl Options {
    /// What to ask of a terminal with such capabilities.
    pub fn of(can: &Capabilities, mouse: bool) -> Options {
        // Those that scroll by a count are xterm's kin, and have a second screen as it does.
        Options { alternate_screen: can.scroll == Scroll::Count, bracketed_paste: true, mouse }
    }
}

impl Default for Options {
    fn default() -> Options {
        Options { alternate_screen: true, bracketed_paste: true, mouse: false }
    }
}

/// The terminal, ours until dropped. A panic of the thread that entered it gives it back first; the
/// message of any other thread's panic is held until then.
#[derive(Debug)]
pub struct Terminal {
    session: Arc<Session>,
}

#[derive(Debug)]
struct Session {
    tty: File,
    before: Termios,
    options: Options,
    state: Mutex<State>,
    owner: ThreadId,
}

#[derive(Debug, Default)]
struct State {
    entered: bool,
    /// The kitty keyboard protocol is on.
    keyboard: bool,
    /// Panics of other threads, to be told after leaving.
    messages: Vec<String>,
}

impl Terminal {
    /// Takes the terminal `tty` (as of [`tty::open`]) over.
    pub fn enter(tty: File, options: Options) -> io::Result<Terminal> {
        let before = tty::attributes(&tty)?;
        let owner = std::thread::current().id();
        let session = Arc::new(Session { tty, before, options, state: Mutex::default(), owner });
        watch_panics(&session);
        let terminal = Terminal { session };
        terminal.session.enter()?;
        Ok(terminal)
    }

    /// The terminal as a file, for the screen and for listening: non-blocking where [`tty::open`]
    /// opened it.
    pub fn file(&self) -> io::Result<File> {
        self.session.tty.try_clone()
    }

    /// Columns and rows.
    pub fn size(&self) -> (u16, u16) {
        tty::size(&self.session.tty)
    }

    /// Gives the terminal back as it was; nothing when it is given back already.
    pub fn leave(&self) -> io::Result<()> {
        self.session.leave()
    }

    /// Takes the terminal again after [`Terminal::leave`]. The screen must be painted anew.
    pub fn reenter(&self) -> io::Result<()> {
        self.session.enter()
    }

    /// Sets all modes again that others may have changed: after [`super::Input::Resume`]. The screen
    /// must be painted anew.
    pub fn refresh(&self) -> io::Result<()> {
        self.session.refresh()
    }

    /// Gives the terminal back, stops this job and takes the terminal again once it is continued;
    /// [`super::Input::Resume`] follows. Answers false, having done nothing, where no shell could
    /// continue us.
    pub fn suspend(&self) -> io::Result<bool> {
        if !job::can_stop() {
            return Ok(false);
        }
        self.session.leave()?;
        job::stop()?;
        self.session.enter()?;
        Ok(true)
    }

    /// Turns the kitty keyboard protocol on: Escape is then a key of its own, without a wait. For
    /// terminals that answered [`super::Reply::Keyboard`].
    pub fn use_keyboard_protocol(&self) -> io::Result<()> {
        let mut state = self.session.lock();
        if state.entered && !state.keyboard {
            tty::write_within(&self.session.tty, KEYBOARD_ON, PATIENCE)?;
        }
        state.keyboard = true;
        Ok(())
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // A terminal that is gone cannot be given back.
        let _ = self.session.leave();
    }
}

const KEYBOARD_ON: &[u8] = b"\x1b[>1u";

impl Session {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn enter(&self) -> io::Result<()> {
        let mut state = self.lock();
        if state.entered {
            return Ok(());
        }
        tty::set_raw(&self.tty, &self.before)?;
        state.entered = true;
        let alternate = ansi(self.options.alternate_screen, EnterAlternateScreen);
        tty::write_within(&self.tty, &[alternate, self.modes(state.keyboard)].concat(), PATIENCE)
    }

    fn refresh(&self) -> io::Result<()> {
        let state = self.lock();
        if !state.entered {
            return Ok(());
        }
        tty::set_raw(&self.tty, &self.before)?;
        // Whoever had the terminal may have reset the protocol's stack; one entry too many is
        // forgotten with the alternate screen.
        tty::write_within(&self.tty, &self.modes(state.keyboard), PATIENCE)
    }

    fn leave(&self) -> io::Result<()> {
        let mut state = self.lock();
        if !state.entered {
            return Ok(());
        }
        state.entered = false;
        let written = tty::write_within(&self.tty, &self.farewell(state.keyboard), PATIENCE);
        let set_back = tty::set_back(&self.tty, &self.before);
        for message in state.messages.drain(..) {
            // Where standard error is closed nobody can be told.
            let _ = writeln!(io::stderr(), "{message}");
        }
        set_back.and(written)
    }

    /// Modes beside the alternate screen.
    fn modes(&self, keyboard: bool) -> Vec<u8> {
        let paste: &[u8] = if self.options.bracketed_paste { b"\x1b[?2004h" } else { b"" };
        // Buttons (1000) told in the SGR encoding (1006).
        let mouse: &[u8] = if self.options.mouse { b"\x1b[?1000h\x1b[?1006h" } else { b"" };
        [paste, mouse, if keyboard { KEYBOARD_ON } else { b"" }].concat()
    }

    /// Undoes all modes that the reader or its screen may have set, from any state: what was being
    /// sent may have been cut off anywhere.
    fn farewell(&self, keyboard: bool) -> Vec<u8> {
        let keyboard: &[u8] = if keyboard { b"\x1b[<u" } else { b"" };
        let mouse: &[u8] = if self.options.mouse { b"\x1b[?1006l\x1b[?1000l" } else { b"" };
        let paste: &[u8] = if self.options.bracketed_paste { b"\x1b[?2004l" } else { b"" };
        let screen = match self.options.alternate_screen {
            true => ansi(true, LeaveAlternateScreen),
            false => b"\x1b[999;1H\x1b[K".to_vec(),
        };
        // ST ends an unfinished sequence; then synchronized output, margins, region, style, cursor.
        [b"\x1b\\\x1b[?2026l", keyboard, mouse, paste, b"\x1b[?69l\x1b[r\x1b[m\x1b[?25h", &screen].concat()
    }
}

/// The bytes of a command, where it is wanted.
fn ansi(wanted: bool, command: impl Command) -> Vec<u8> {
    let mut bytes = String::new();
    // Writing to a string cannot fail.
    let _ = if wanted { command.write_ansi(&mut bytes) } else { Ok(()) };
    bytes.into_bytes()
}

/// The session that a panic must give back.
static CURRENT: Mutex<Weak<Session>> = Mutex::new(Weak::new());
static HOOK: Once = Once::new();

fn watch_panics(session: &Arc<Session>) {
    *CURRENT.lock().unwrap_or_else(PoisonError::into_inner) = Arc::downgrade(session);
    HOOK.call_once(|| {
        let usual = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            if !hold_message(&info.to_string()) {
                usual(info);
            }
        }));
    });
}

/// Gives the terminal back when its own thread panics; keeps the message of another's, and answers
/// true, while the terminal is ours.
fn hold_message(message: &str) -> bool {
    let session = CURRENT.lock().unwrap_or_else(PoisonError::into_inner).upgrade();
    let Some(session) = session else { return false };
    if session.owner == std::thread::current().id() {
        // The panic itself is what the person must hear of.
        let _ = session.leave();
        return false;
    }
    let mut state = session.lock();
    if state.entered {
        state.messages.push(message.to_owned());
    }
    state.entered
}

#[cfg(test)]
mod tests {
    use rustix::termios::LocalModes;

    use super::*;
    use crate::term::fake_tty::FakeTty;

    fn is_raw(tty: &FakeTty) -> bool {
        !tty::attributes(&tty.open()).unwrap().local_modes.contains(LocalModes::ICANON)
    }

    /// A process has one terminal, and one panic hook that knows it: so one test at a time.
    fn alone() -> MutexGuard<'static, ()> {
        static ALONE: Mutex<()> = Mutex::new(());
        ALONE.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn enter(tty: &FakeTty) -> Terminal {
        Terminal::enter(tty.open(), Options { mouse: true, ..Options::default() }).unwrap()
    }

    #[test]
    fn what_is_entered_is_left_whole_and_once() {
        let _alone = alone();
        let tty = FakeTty::new();
        let mut shown = tty.watch();
        let terminal = enter(&tty);
        assert!(is_raw(&tty));
        terminal.reenter().unwrap();
        assert_eq!(shown.until("\x1b[?1006h"), "\x1b[?1049h\x1b[?2004h\x1b[?1000h");
        terminal.use_keyboard_protocol().unwrap();
        terminal.leave().unwrap();
        assert!(!is_raw(&tty));
        let farewell = shown.until("\x1b[?1049l");
        for undone in ["\x1b[<u", "\x1b[?1006l", "\x1b[?1000l", "\x1b[?2004l", "\x1b[r", "\x1b[m", "\x1b[?25h"] {
            assert!(farewell.contains(undone), "{undone:?}");
        }
        drop(terminal);
        tty.open().write_all(b"end").unwrap();
        assert_eq!(shown.until("end"), "");
    }

    #[test]
    fn a_terminal_without_a_second_screen_goes_on_below() {
        let _alone = alone();
        let tty = FakeTty::new();
        let mut shown = tty.watch();
        let options = Options { alternate_screen: false, bracketed_paste: false, mouse: false };
        drop(Terminal::enter(tty.open(), options).unwrap());
        assert!(!shown.until("\x1b[999;1H").contains("2004"));
    }

    #[test]
    fn a_second_screen_is_asked_of_terminals_that_have_one() {
        assert!(Options::of(&Capabilities::xterm(), false).alternate_screen);
        assert!(!Options::of(&Capabilities::vt100(), false).alternate_screen);
    }

    #[test]
    fn after_another_program_all_modes_are_set_again() {
        let _alone = alone();
        let tty = FakeTty::new();
        let mut shown = tty.watch();
        let terminal = enter(&tty);
        terminal.use_keyboard_protocol().unwrap();
        shown.until("\x1b[>1u");
        terminal.leave().unwrap();
        terminal.reenter().unwrap();
        assert!(is_raw(&tty));
        shown.until("\x1b[?1049h");
        shown.until("\x1b[>1u");
        let before = tty::attributes(&tty.open()).unwrap();
        terminal.refresh().unwrap();
        assert_eq!(tty::attributes(&tty.open()).unwrap().local_modes, before.local_modes);
    }

    #[test]
    fn panics_find_the_terminal_given_back() {
        let _alone = alone();
        let tty = FakeTty::new();
        let mut shown = tty.watch();
        let terminal = enter(&tty);
        let other = std::thread::spawn(|| panic!("this panic is part of a test"));
        assert!(other.join().is_err());
        assert!(is_raw(&tty), "a helper's panic leaves the screen alone");
        assert_eq!(terminal.session.lock().messages.len(), 1);
        let panicked = std::panic::catch_unwind(|| panic!("this panic is part of a test"));
        assert!(panicked.is_err());
        assert!(!is_raw(&tty), "the hook itself gave it back");
        shown.until("\x1b[?1049l");
    }

    #[test]
    fn leaving_does_not_wait_for_a_far_end_that_stopped_reading() {
        let _alone = alone();
        let tty = FakeTty::new();
        let terminal = enter(&tty);
        let mut file = terminal.file().unwrap();
        while file.write(&[b'x'; 4096]).is_ok() {}
        // The farewell may still find room, or not.
        let _ = terminal.leave();
        assert!(!is_raw(&tty));
    }
}
