//! The same walks in a real GNU screen, where there is one: what it passes on to its own terminal.

use std::fs::File;
use std::io::{Read, Write};
use std::os::unix::fs::PermissionsExt;
use std::process::{Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use kanbao::term::{Capabilities, Environment};
use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use ratatui::layout::Size;
use tempfile::TempDir;

use super::emulator::{Ours, parser, seen, wanted};
use super::walk::{self, Alphabet};
use crate::support::Dice;

/// A screen of our own with one window that shows what is written to it, before an emulator.
struct GnuScreen {
    window: File,
    outside: Receiver<Vec<u8>>,
    emulator: vt100::Parser,
    child: Box<dyn Child + Send + Sync>,
    // Held open, and there, as long as the screen runs.
    _master: Box<dyn MasterPty + Send>,
    _folder: TempDir,
}

impl GnuScreen {
    /// `None` where screen is not installed.
    fn start(size: Size) -> Option<GnuScreen> {
        Command::new("screen").arg("--version").stdout(Stdio::null()).status().ok()?;
        let folder = tempfile::tempdir().expect("a folder");
        let sockets = folder.path().join("sockets");
        std::fs::create_dir(&sockets).expect("a folder");
        std::fs::set_permissions(&sockets, PermissionsExt::from_mode(0o700)).expect("a folder of ours");
        let (fifo, settings) = (folder.path().join("window"), folder.path().join("screenrc"));
        assert!(Command::new("mkfifo").arg(&fifo).status().expect("mkfifo").success());
        std::fs::write(&settings, "startup_message off\ndefutf8 on\nterm screen-256color\n").expect("a file");
        let pty = PtySize { rows: size.height, cols: size.width, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(pty).expect("a terminal");
        let mut command = CommandBuilder::new("screen");
        command.env("SCREENDIR", &sockets);
        command.env("TERM", "xterm-256color");
        command.env("LC_ALL", "C.UTF-8");
        command.env_remove("STY");
        command.args(["-U", "-c"]);
        command.arg(&settings);
        command.args(["sh", "-c", &format!("stty raw -echo; exec cat '{}'", fifo.display())]);
        let child = pair.slave.spawn_command(command).expect("screen starts");
        let outside = listen(pair.master.try_clone_reader().expect("a reader"));
        let window = File::options().write(true).open(&fifo).expect("the window reads");
        let emulator = parser(size);
        Some(GnuScreen { window, outside, emulator, child, _master: pair.master, _folder: folder })
    }
}

/// What comes out of a terminal, in pieces.
fn listen(mut reader: Box<dyn Read + Send>) -> Receiver<Vec<u8>> {
    let (sender, pieces) = channel();
    std::thread::spawn(move || {
        let mut bytes = [0; 4096];
        while let Ok(count @ 1..) = reader.read(&mut bytes) {
            if sender.send(bytes[..count].to_vec()).is_err() {
                return;
            }
        }
    });
    pieces
}

impl Drop for GnuScreen {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn random_walks_look_right_in_gnu_screen() {
    let size = Size::new(60, 14);
    let Some(mut screen) = GnuScreen::start(size) else { return };
    let environment = Environment { term: "screen-256color".to_owned(), screen: true, ..Environment::default() };
    let (mut dice, alphabet) = (Dice(1), Alphabet::simple());
    let mut ours = Ours::new(size, Capabilities::guess(&environment));
    let mut frame = walk::start(size, &mut dice, &alphabet);
    for number in 0..40 {
        ours.show(&frame);
        screen.window.write_all(&ours.sent).expect("the window reads");
        while seen(screen.emulator.screen()) != wanted(&frame) {
            let Ok(piece) = screen.outside.recv_timeout(Duration::from_secs(5)) else {
                let rows = seen(screen.emulator.screen()).into_iter().zip(wanted(&frame));
                let wrong: Vec<_> = rows.enumerate().filter(|(_, (seen, wanted))| seen != wanted).collect();
                panic!("frame {number} never came right: {wrong:?}\nsent {:?}", String::from_utf8_lossy(&ours.sent));
            };
            screen.emulator.process(&piece);
        }
        walk::step(&mut frame, &mut dice, &alphabet);
    }
}
