//! The same walks in a real tmux, where there is one.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use kanbao::term::{Capabilities, Environment};
use ratatui::layout::Size;
use tempfile::TempDir;

use super::emulator::{Ours, parser, seen, wanted};
use super::walk::{self, Alphabet};
use crate::support::Dice;

/// A tmux server of our own with one pane that shows what is written to it.
struct Tmux {
    folder: TempDir,
    pane: File,
    size: Size,
    frame: usize,
}

impl Tmux {
    /// `None` where tmux is not installed.
    fn start(size: Size) -> Option<Tmux> {
        Command::new("tmux").arg("-V").stdout(Stdio::null()).status().ok()?;
        let folder = tempfile::tempdir().expect("a folder");
        let fifo = folder.path().join("pane");
        assert!(Command::new("mkfifo").arg(&fifo).status().expect("mkfifo").success());
        let config = folder.path().join("tmux.conf");
        std::fs::write(&config, "set -g status off\nset -g default-terminal tmux-256color\n").expect("a file");
        let show = format!("stty raw -echo; exec cat '{}'", fifo.display());
        let size_arguments = [size.width.to_string(), size.height.to_string()];
        let started = Tmux::command(folder.path())
            .arg("-f")
            .arg(&config)
            .args(["new-session", "-d", "-x", &size_arguments[0], "-y", &size_arguments[1], &show])
            .status();
        assert!(started.expect("tmux").success());
        let pane = File::options().write(true).open(PathBuf::from(&fifo)).expect("the pane reads");
        Some(Tmux { folder, pane, size, frame: 0 })
    }

    fn command(folder: &Path) -> Command {
        let mut command = Command::new("tmux");
        command.env("LC_ALL", "C.UTF-8").env_remove("TMUX").arg("-u").arg("-S").arg(folder.join("socket"));
        command
    }

    fn ask(&self, arguments: &[&str]) -> Output {
        Tmux::command(self.folder.path()).args(arguments).output().expect("tmux")
    }

    /// Writes to the pane and waits until tmux has taken it all in: a title comes last.
    fn show(&mut self, bytes: &[u8]) {
        self.frame += 1;
        let title = format!("frame {}", self.frame);
        self.pane.write_all(bytes).expect("the pane reads");
        write!(self.pane, "\x1b]2;{title}\x1b\\").expect("the pane reads");
        let until = Instant::now() + Duration::from_secs(20);
        while self.ask(&["display-message", "-p", "#{pane_title}"]).stdout.trim_ascii() != title.as_bytes() {
            assert!(Instant::now() < until, "tmux never came to frame {}", self.frame);
        }
    }

    /// What the pane shows, in an emulator.
    fn capture(&self) -> vt100::Parser {
        let mut emulator = parser(self.size);
        let shown = self.ask(&["capture-pane", "-p", "-e", "-N"]).stdout;
        let rows: Vec<&[u8]> = shown.split(|byte| *byte == b'\n').take(self.size.height.into()).collect();
        emulator.process(&rows.join(b"\r\n".as_slice()));
        emulator
    }
}

impl Drop for Tmux {
    fn drop(&mut self) {
        self.ask(&["kill-server"]);
    }
}

fn inside(version: &str) -> Capabilities {
    Capabilities::guess(&Environment {
        term: "tmux-256color".to_owned(),
        colorterm: "truecolor".to_owned(),
        tmux: true,
        program: "tmux".to_owned(),
        program_version: version.to_owned(),
        ..Environment::default()
    })
}

#[test]
fn random_walks_look_right_in_tmux() {
    let size = Size::new(60, 14);
    let Some(mut tmux) = Tmux::start(size) else { return };
    let terminals =
        [inside("3.3a"), Capabilities { synchronized: true, ..Capabilities::xterm() }, Capabilities::vt100()];
    for (seed, can) in terminals.into_iter().enumerate() {
        let plain = can == Capabilities::vt100();
        let alphabet = if plain { Alphabet::plain() } else { Alphabet::agreed() };
        let can = if plain { can } else { Capabilities { colours: kanbao::term::Depth::True, ..can } };
        let mut dice = Dice(seed as u64);
        let mut ours = Ours::new(size, can);
        let mut screen = walk::start(size, &mut dice, &alphabet);
        for frame in 0..30 {
            ours.show(&screen);
            tmux.show(&ours.sent);
            let shown = tmux.capture();
            for (y, (seen, wanted)) in seen(shown.screen()).iter().zip(wanted(&screen)).enumerate() {
                assert_eq!(*seen, wanted, "terminal {seed} frame {frame} row {y}");
            }
            walk::step(&mut screen, &mut dice, &alphabet);
        }
    }
}
