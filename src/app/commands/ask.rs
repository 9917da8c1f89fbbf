//! The terminal's replies to the reader's questions, for `kanbao config`.

use std::io::{self, Write};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Instant;

use crate::term::probe::{Asking, Probe, ProbeResult};
use crate::term::{Capabilities, Events, Input, Terminal, TerminalOptions, tty};

/// Sends the reader's questions to the terminal, and waits for the replies as long as the reader would.
///
/// # Errors
/// A terminal that cannot be opened, set up or written to.
pub fn ask(can: &Capabilities, asking: Asking) -> io::Result<ProbeResult> {
    let terminal = Terminal::enter(tty::open()?, TerminalOptions::of(can, false))?;
    let (send, inputs) = channel();
    let events = Events::start(terminal.file()?, move |input| {
        // The receiver is gone once all replies are in.
        let _ = send.send(input);
    })?;
    let mut probe = Probe::new(asking);
    terminal.file()?.write_all(probe.questions().as_bytes())?;
    let asked = Instant::now();
    let found = loop {
        let Some(wait) = probe.waits(asked.elapsed()) else { break ProbeResult::default() };
        let found = match inputs.recv_timeout(wait) {
            Ok(Input::Reply(reply)) => probe.answer(reply, asked.elapsed()),
            Ok(Input::Hangup | Input::Terminate) | Err(RecvTimeoutError::Disconnected) => break ProbeResult::default(),
            Ok(_) | Err(RecvTimeoutError::Timeout) => probe.no_answer(asked.elapsed()),
        };
        if let Some(found) = found {
            break found;
        }
    };
    drop(events);
    terminal.leave()?;
    Ok(found)
}

/// The findings as pairs of name and value.
pub fn in_words(found: &ProbeResult) -> [(&'static str, &'static str); 5] {
    let said = |answer: Option<bool>, yes, no| match answer {
        Some(true) => yes,
        Some(false) => no,
        None => "not told",
    };
    [
        ("ambiguous", said(found.ambiguous_wide, "wide", "narrow")),
        ("background", said(found.dark_background, "dark", "light")),
        ("synchronized", said(found.synchronized, "yes", "no")),
        ("margins", said(found.margins, "yes", "no")),
        ("keyboard protocol", said(found.keyboard_protocol, "yes", "no")),
    ]
}
