//! Copying: to the terminal's clipboard, wherever the person sits, and to this machine's.
//!
//! Owns OSC 52 and the programs that hold a clipboard. Knows nothing of what is copied.

use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::capability::{Capabilities, Passthrough};
use super::program::{feed, prepared};
use super::remote::is_set;

/// Bytes of text that go through the terminal: terminals take 100,000 of base64 and drop longer
/// ones whole (hterm, xterm's default and others).
const TERMINAL_MAX: usize = 74_994;

/// How long a clipboard's program may take to accept a text.
const PATIENCE: Duration = Duration::from_secs(1);

/// Where a text went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Copied {
    /// How it gets to the terminal's clipboard.
    pub terminal: Way,
    /// The program that took it for this machine's clipboard.
    pub program: Option<&'static str>,
}

/// How a text gets to the terminal's clipboard. Terminals do not report whether they took it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Way {
    /// These bytes are still to be sent, by `Screen::send`.
    Send(String),
    /// tmux has it, and sends it on to its terminal unless told not to (its `set-clipboard`).
    Tmux,
    /// Longer than terminals take.
    TooLong,
}

/// Copies `text` wherever it can go: to this machine's clipboard at once, to the terminal's as the
/// result says. Waits for other programs, at most some seconds. `variable` returns the environment
/// variable of a name.
pub fn copy(text: &str, can: &Capabilities, variable: impl Fn(&str) -> Option<String>) -> Copied {
    let program = copy_here(text, &variable);
    Copied { terminal: way(text, can, variable), program }
}

fn way(text: &str, can: &Capabilities, variable: impl Fn(&str) -> Option<String>) -> Way {
    // By its own command, since tmux takes the sequence only where two settings were changed.
    if can.passthrough == Passthrough::Tmux && accepts(&["tmux", "load-buffer", "-w", "-"], text) {
        return Way::Tmux;
    }
    sequence(text).map_or(Way::TooLong, |plain| Way::Send(for_all_between(&plain, can, variable)))
}

/// The bytes that ask the terminal to copy `text` (OSC 52), not yet wrapped for tmux or screen; or
/// `None` where it is too long.
fn sequence(text: &str) -> Option<String> {
    (text.len() <= TERMINAL_MAX).then(|| format!("\x1b]52;c;{}\x07", STANDARD.encode(text)))
}

/// `plain` in the form that reaches the terminal through whatever is between.
fn for_all_between(plain: &str, can: &Capabilities, variable: impl Fn(&str) -> Option<String>) -> String {
    let term = variable("TERM").unwrap_or_default();
    let tmux = Capabilities { passthrough: Passthrough::Tmux, ..can.clone() };
    match can.passthrough {
        // Some versions of tmux take the one and some the other; the text is the same.
        Passthrough::Tmux => format!("{plain}{}", can.wrap(plain)),
        Passthrough::Screen => can.wrap(plain).into_owned(),
        // At the far end of SSH a tmux is seen only by this name.
        Passthrough::None if term.starts_with("tmux") || term.starts_with("screen") => {
            format!("{plain}{}", tmux.wrap(plain))
        }
        Passthrough::None => plain.to_owned(),
    }
}

/// Gives `text` to this machine's clipboard where there is one; returns the program that took it.
fn copy_here(text: &str, variable: impl Fn(&str) -> Option<String>) -> Option<&'static str> {
    programs(variable).into_iter().find(|command| accepts(command, text)).and_then(|command| command.first().copied())
}

/// Programs that may hold the clipboard, best first.
fn programs(variable: impl Fn(&str) -> Option<String>) -> Vec<&'static [&'static str]> {
    let mut found: Vec<&[&str]> = Vec::new();
    if is_set(&variable, "WAYLAND_DISPLAY") {
        found.push(&["wl-copy"]);
    }
    if is_set(&variable, "DISPLAY") {
        found.push(&["xclip", "-selection", "clipboard", "-in"]);
        found.push(&["xsel", "--clipboard", "--input"]);
    }
    if cfg!(target_os = "macos") {
        found.push(&["pbcopy"]);
    }
    found
}

/// True when the program took the text and ended well in time.
fn accepts(command: &[&str], text: &str) -> bool {
    let command: Vec<String> = command.iter().map(|&part| part.to_owned()).collect();
    let spawned = prepared(&command).and_then(|mut command| {
        // xclip and wl-copy go on running to serve the text; an inherited output would stay open.
        command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).spawn()
    });
    let Ok(mut child) = spawned else { return false };
    let fed = feed(&mut child, text.as_bytes()).is_ok();
    ended_well(&mut child) && fed
}

fn ended_well(child: &mut Child) -> bool {
    let until = Instant::now() + PATIENCE;
    while Instant::now() < until {
        match child.try_wait() {
            Ok(Some(status)) => return status.success(),
            Ok(None) => std::thread::sleep(Duration::from_millis(5)),
            Err(_) => break,
        }
    }
    // It hangs, so it would not serve the text.
    let _ = child.kill().and_then(|()| child.wait());
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn display(name: &str) -> Option<String> {
        matches!(name, "DISPLAY" | "WAYLAND_DISPLAY").then(|| ":0".to_owned())
    }

    #[test]
    fn a_text_is_sent_in_base64_unless_it_is_too_long() {
        assert_eq!(sequence("看报").as_deref(), Some("\x1b]52;c;55yL5oql\x07"));
        assert_eq!(sequence("").as_deref(), Some("\x1b]52;c;\x07"));
        assert!(sequence(&"x".repeat(TERMINAL_MAX)).is_some_and(|s| s.len() <= 100_000));
        assert_eq!(sequence(&"x".repeat(TERMINAL_MAX + 1)), None);
    }

    #[test]
    fn what_stands_between_lets_it_through() {
        let sent = |can: &Capabilities, term: &'static str| {
            for_all_between("\x1b]52;c;eA==\x07", can, |name| (name == "TERM").then(|| term.to_owned()))
        };
        let with = |passthrough| Capabilities { passthrough, ..Capabilities::xterm() };
        let plain = "\x1b]52;c;eA==\x07";
        let in_tmux = format!("{plain}\x1bPtmux;\x1b{plain}\x1b\\");
        assert_eq!(sent(&with(Passthrough::None), "xterm-256color"), plain);
        assert_eq!(sent(&with(Passthrough::None), "screen-256color"), in_tmux);
        assert_eq!(sent(&with(Passthrough::Tmux), "tmux-256color"), in_tmux);
        assert_eq!(sent(&with(Passthrough::Screen), "screen"), format!("\x1bP{plain}\x1b\\"));
    }

    #[test]
    fn programs_are_tried_where_there_is_a_display() {
        let names = |programs: Vec<&[&str]>| programs.iter().map(|p| p[0].to_owned()).collect::<Vec<_>>();
        assert!(names(programs(display)).starts_with(&["wl-copy".to_owned(), "xclip".to_owned(), "xsel".to_owned()]));
        assert!(cfg!(target_os = "macos") || programs(|_| None).is_empty());
    }

    #[test]
    fn a_program_must_be_there_and_end_well_to_have_taken_a_text() {
        assert!(accepts(&["cat"], &"看报".repeat(100_000)));
        assert!(accepts(&["true"], &"x".repeat(1 << 20)));
        assert!(!accepts(&["false"], "x"));
        assert!(!accepts(&["/nonexistent/copy"], "x"));
    }
}
