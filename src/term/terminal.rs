//! Entering the terminal and leaving it whole, whatever happens.
//!
//! Owns the modes that a full-screen program sets; their sequences are crossterm's commands, but for
//! the mouse: crossterm's would have every movement reported. Knows nothing of what is painted.

use std::fs::File;
use std::io::{self, Write};
use std::sync::{Arc, Mutex, MutexGuard, Once, PoisonError, Weak};
use std::thread::ThreadId;
use std::time::Duration;

use crossterm::Command;
use crossterm::cursor::Show;
use crossterm::event::{
    DisableBracketedPaste, EnableBracketedPaste, KeyboardEnhancementFlags, PopKeyboardEnhancementFlags,
    PushKeyboardEnhancementFlags,
};
use crossterm::terminal::{EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen};
use rustix::termios::Termios;

use super::capability::{Capabilities, Scroll};
use super::{job, tty};

/// How long leaving waits for a far end that does not read.
const PATIENCE: Duration = Duration::from_millis(300);

/// The modes that a full-screen program wants of the terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TerminalOptions {
    /// A screen of its own, so that the shell's comes back (not on `vt100` and `linux`).
    pub alternate_screen: bool,
    /// Pastes come marked as such, as [`super::Input::Paste`].
    pub bracketed_paste: bool,
    /// Clicks and turns of the wheel come as [`super::Input::Mouse`].
    pub mouse: bool,
}

impl TerminalOptions {
    /// What to ask of a terminal with such capabilities.
    pub fn of(can: &Capabilities, mouse: bool) -> TerminalOptions {
        // Those that scroll by a count are xterm's kin, and have a second screen as it does.
        TerminalOptions { alternate_screen: can.scroll == Scroll::Count, bracketed_paste: true, mouse }
    }
}

impl Default for TerminalOptions {
    fn default() -> TerminalOptions {
        TerminalOptions { alternate_screen: true, bracketed_paste: true, mouse: false }
    }
}

/// The terminal, ours until dropped. A panic of the thread that entered it gives it back first; the
/// message of any other thread's panic is kept until then.
#[derive(Debug)]
pub struct Terminal {
    session: Arc<TtySession>,
}

#[derive(Debug)]
struct TtySession {
    tty: File,
    before: Termios,
    options: TerminalOptions,
    state: Mutex<SessionState>,
    owner: ThreadId,
}

#[derive(Debug, Default)]
struct SessionState {
    entered: bool,
    /// The kitty keyboard protocol is on.
    keyboard: bool,
    /// Panics of other threads, to be printed after leaving.
    messages: Vec<String>,
}

impl Terminal {
    /// Takes the terminal `tty` (as of [`tty::open`]) over.
    pub fn enter(tty: File, options: TerminalOptions) -> io::Result<Terminal> {
        let before = tty::attributes(&tty)?;
        let owner = std::thread::current().id();
        let session = Arc::new(TtySession { tty, before, options, state: Mutex::default(), owner });
        watch_panics(&session);
        let terminal = Terminal { session };
        terminal.session.enter()?;
        Ok(terminal)
    }

    /// The terminal as a file, for the screen and for listening: non-blocking if opened by [`tty::open`].
    pub fn file(&self) -> io::Result<File> {
        self.session.tty.try_clone()
    }

    /// Columns and rows.
    pub fn size(&self) -> (u16, u16) {
        tty::size()
    }

    /// Gives the terminal back as it was; nothing when it is given back already.
    pub fn leave(&self) -> io::Result<()> {
        self.session.leave()
    }

    /// Takes the terminal again after [`Terminal::leave`]. The whole screen must be painted.
    pub fn reenter(&self) -> io::Result<()> {
        self.session.enter()
    }

    /// Sets all modes again that others may have changed: after [`super::Input::Resume`]. The whole
    /// screen must be painted.
    pub fn refresh(&self) -> io::Result<()> {
        self.session.refresh()
    }

    /// Gives the terminal back, stops this job and takes the terminal again once it is continued;
    /// [`super::Input::Resume`] follows. Returns false, having done nothing, where no shell could
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
    /// terminals that sent [`super::Reply::Keyboard`].
    pub fn use_keyboard_protocol(&self) -> io::Result<()> {
        let mut state = self.session.lock();
        if state.entered && !state.keyboard {
            tty::write_within(&self.session.tty, keyboard_on().as_bytes(), PATIENCE)?;
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

fn keyboard_on() -> String {
    ansi(true, PushKeyboardEnhancementFlags(KeyboardEnhancementFlags::DISAMBIGUATE_ESCAPE_CODES))
}

impl TtySession {
    fn lock(&self) -> MutexGuard<'_, SessionState> {
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
        tty::write_within(&self.tty, (alternate + &self.modes(state.keyboard)).as_bytes(), PATIENCE)
    }

    fn refresh(&self) -> io::Result<()> {
        let state = self.lock();
        if !state.entered {
            return Ok(());
        }
        tty::set_raw(&self.tty, &self.before)?;
        // Another program may have reset the protocol's stack; one entry too many is forgotten with
        // the alternate screen.
        tty::write_within(&self.tty, self.modes(state.keyboard).as_bytes(), PATIENCE)
    }

    fn leave(&self) -> io::Result<()> {
        let mut state = self.lock();
        if !state.entered {
            return Ok(());
        }
        state.entered = false;
        let written = tty::write_within(&self.tty, self.farewell(state.keyboard).as_bytes(), PATIENCE);
        let set_back = tty::set_back(&self.tty, &self.before);
        for message in state.messages.drain(..) {
            // Standard error may be closed.
            let _ = writeln!(io::stderr(), "{message}");
        }
        set_back.and(written)
    }

    /// Sets all modes but the alternate screen.
    fn modes(&self, keyboard: bool) -> String {
        let paste = ansi(self.options.bracketed_paste, EnableBracketedPaste);
        // Buttons (1000), in the SGR encoding (1006).
        let mouse = if self.options.mouse { "\x1b[?1000h\x1b[?1006h" } else { "" };
        paste + mouse + &if keyboard { keyboard_on() } else { String::new() }
    }

    /// Undoes all modes that the reader or its screen may have set, from any state: what was being
    /// sent may have been cut off anywhere.
    fn farewell(&self, keyboard: bool) -> String {
        let mouse = if self.options.mouse { "\x1b[?1006l\x1b[?1000l" } else { "" };
        let screen = match self.options.alternate_screen {
            true => ansi(true, LeaveAlternateScreen),
            false => "\x1b[999;1H\x1b[K".to_owned(),
        };
        let parts = [
            // ST ends a sequence that was cut off.
            "\x1b\\",
            &ansi(true, EndSynchronizedUpdate),
            &ansi(keyboard, PopKeyboardEnhancementFlags),
            mouse,
            &ansi(self.options.bracketed_paste, DisableBracketedPaste),
            // Margins, region and style.
            "\x1b[?69l\x1b[r\x1b[m",
            &ansi(true, Show),
            &screen,
        ];
        parts.concat()
    }
}

/// The sequence of a command, where it is wanted.
fn ansi(wanted: bool, command: impl Command) -> String {
    let mut sequence = String::new();
    if wanted {
        // Writing to a string cannot fail.
        let _ = command.write_ansi(&mut sequence);
    }
    sequence
}

/// The session that a panic must give back.
static CURRENT: Mutex<Weak<TtySession>> = Mutex::new(Weak::new());
static HOOK: Once = Once::new();

fn watch_panics(session: &Arc<TtySession>) {
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

/// Gives the terminal back when its own thread panics; keeps the message of another's, and returns
/// true, while the terminal is ours.
fn hold_message(message: &str) -> bool {
    let session = CURRENT.lock().unwrap_or_else(PoisonError::into_inner).upgrade();
    let Some(session) = session else { return false };
    if session.owner == std::thread::current().id() {
        // The panic itself is what has to be printed.
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
    use super::*;

    #[test]
    fn a_second_screen_is_asked_of_terminals_that_have_one() {
        assert!(TerminalOptions::of(&Capabilities::xterm(), false).alternate_screen);
        assert!(!TerminalOptions::of(&Capabilities::vt100(), false).alternate_screen);
    }
}
