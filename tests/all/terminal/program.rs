//! A program that enters the terminal, prints what it gets, and leaves.

use std::io::Write;
use std::sync::mpsc::channel;
use std::time::Duration;

use kanbao::term::probe::{Asking, Probe};
use kanbao::term::{Events, Input, Key, KeyCode, Terminal, TerminalOptions, program, tty};

pub const TERMINATED: u32 = 3;
pub const HUNG_UP: u32 = 4;

/// The shell command that starts [`small_reader`].
pub fn command() -> String {
    let this = std::env::current_exe().unwrap();
    format!("'{}' --exact terminal::program::small_reader --ignored --nocapture", this.display())
}

/// Not a test: the program that the tests run.
#[test]
#[ignore = "the program that the other tests start"]
fn small_reader() {
    std::process::exit(i32::try_from(read()).unwrap());
}

fn read() -> u32 {
    let terminal =
        Terminal::enter(tty::open().unwrap(), TerminalOptions { mouse: true, ..TerminalOptions::default() }).unwrap();
    let (sender, inputs) = channel();
    let events = Events::start(terminal.file().unwrap(), move |input| sender.send(input).unwrap_or_default()).unwrap();
    let say = |what: &str| {
        let _ = write!(terminal.file().unwrap(), "{what}\r\n");
    };
    let mut probe = Probe::new(Asking::All);
    say("ready");
    for input in inputs {
        match input {
            Input::Key(Key { code: KeyCode::Char('q'), .. }) => return 0,
            Input::Key(key) if key == Key::char('p') => panic!("asked to panic"),
            Input::Key(key) if key == Key::char('t') => {
                let _ = std::thread::spawn(|| panic!("helper asked to panic")).join();
                say("helper gone");
            }
            Input::Key(key) if key == Key::char('e') => {
                let other = ["sh", "-c", "echo other:; read line; echo \"key-of-other [$line]\""];
                let other: Vec<String> = other.iter().map(|&part| part.to_owned()).collect();
                let _ = program::run(&terminal, &events, &other);
                say("back");
            }
            Input::Key(key) if key == Key::char('k') => {
                terminal.use_keyboard_protocol().unwrap();
                say("keyboard set");
            }
            Input::Key(key) if key == Key::char('w') => {
                let mut file = terminal.file().unwrap();
                while file.write(&[b'x'; 4096]).is_ok() {}
            }
            Input::Key(key) if key == Key::char('a') => {
                probe = Probe::new(Asking::All);
                terminal.file().unwrap().write_all(probe.questions().as_bytes()).unwrap();
            }
            Input::Key(Key { code: KeyCode::Char(c), .. }) => say(&format!("key {c}")),
            Input::Paste(text) => say(&format!("paste {}.", text.replace('\n', "|"))),
            Input::Reply(reply) => match probe.answer(reply, Duration::ZERO) {
                Some(found) => say(&format!("found {found:?}")),
                None => say(&format!("reply {reply:?}")),
            },
            Input::Resize(columns, rows) => say(&format!("size {columns}x{rows}")),
            Input::Suspend if !terminal.suspend().unwrap() => say("cannot stop"),
            Input::Resume => {
                terminal.refresh().unwrap();
                say("resumed");
            }
            Input::Terminate => return TERMINATED,
            Input::Hangup => return HUNG_UP,
            _ => {}
        }
    }
    0
}
