//! The loop of the reader in a terminal: wait, take everything that is there, draw once.

use std::collections::BTreeMap;
use std::fs::File;
use std::io;
use std::time::{Duration, Instant};

use super::effect::Outside;
use super::engine::Engine;
use super::event::{Event, Report};
use super::external::External;
use super::view::{self, Theme};
use crate::config::Auto;
use crate::term::probe::{self, Probe, ProbeResult};
use crate::term::{Capabilities, Events, Input, Screen, Terminal, Traffic, program};
use crate::text::Ambiguous;

/// How long a frame waits for answers that are about to come, so that a key costs one frame.
const PATIENCE: Duration = Duration::from_millis(8);
/// The same for the first frame of all.
const FIRST_PATIENCE: Duration = Duration::from_millis(25);

/// What the loop needs besides the engine.
pub struct TerminalSetup {
    pub capabilities: Capabilities,
    pub ambiguous: Auto<Ambiguous>,
    pub synchronized: Auto<bool>,
    pub margins: Auto<bool>,
    pub theme: Theme,
    pub external: External,
}

/// Bytes and frames by key, as `--stats` prints them.
pub type Stats = BTreeMap<String, Traffic>;

/// Runs the reader until it is quit; answers what was sent.
///
/// # Errors
/// Those of the terminal while entering it. Losing it later is no error: marks are kept, and the
/// reader ends.
pub fn run(engine: Engine, outside: Vec<Outside>, terminal: Terminal, setup: TerminalSetup) -> io::Result<Stats> {
    let mut event_loop = EventLoop::new(engine, terminal, setup)?;
    let lost = event_loop.run(outside).is_err();
    if !lost {
        event_loop.drain_replies();
    }
    let stats = event_loop.screen.traffic().clone();
    let EventLoop { engine, terminal, mut screen, events, .. } = event_loop;
    if !lost {
        // A terminal that is lost now is no error either.
        let _ = screen.leave();
    }
    drop(events);
    let _ = terminal.leave();
    engine.finish();
    Ok(stats)
}

/// The reader, its terminal and its screen.
struct EventLoop {
    engine: Engine,
    terminal: Terminal,
    screen: Screen<File>,
    events: Events,
    setup: TerminalSetup,
    started: Instant,
    probe: Option<(Probe, Instant)>,
    /// Nothing that is drawn has changed since the last frame.
    clean: bool,
}

impl EventLoop {
    fn new(engine: Engine, terminal: Terminal, setup: TerminalSetup) -> io::Result<EventLoop> {
        let mut screen = Screen::new(terminal.file()?, setup.capabilities.clone());
        if let Auto::Set(ambiguous) = setup.ambiguous {
            screen.set_ambiguous(ambiguous);
        }
        let input = engine.sender();
        let events = Events::start(terminal.file()?, move |event| {
            // The loop has ended: nobody listens any more.
            let _ = input.send(Event::Input(event));
        })?;
        let started = Instant::now();
        Ok(EventLoop { engine, terminal, screen, events, setup, started, probe: None, clean: false })
    }

    /// Reports when the reader was quit; an error is a lost terminal.
    fn run(&mut self, outside: Vec<Outside>) -> io::Result<()> {
        if self.outside(outside)? {
            return Ok(());
        }
        self.settle(FIRST_PATIENCE)?;
        self.draw()?;
        self.ask()?;
        self.engine.refresh();
        loop {
            let event = self.engine.next(self.wait());
            let label = event.as_ref().and_then(label);
            if let Some(label) = &label {
                self.screen.label(label);
            }
            if self.take(event.unwrap_or(Event::Time))? {
                return Ok(());
            }
            while let Some(event) = self.engine.next_now() {
                if self.take(event)? {
                    return Ok(());
                }
            }
            if label.is_some() && self.settle(PATIENCE)? {
                return Ok(());
            }
            self.draw()?;
        }
    }

    /// Waits a moment for answers that are under way: after the reader they would be typed into the
    /// shell.
    fn drain_replies(&mut self) {
        let Some((mut probe, since)) = self.probe.take() else { return };
        while probe.is_open() {
            let left = probe::PATIENCE.saturating_sub(since.elapsed());
            match self.engine.next(Some(left)) {
                Some(Event::Input(Input::Reply(reply))) => drop(probe.answer(reply, since.elapsed())),
                Some(Event::Input(Input::Hangup)) | None => return,
                Some(_) => {}
            }
        }
    }

    /// How long nothing needs to be done if nothing happens.
    fn wait(&self) -> Option<Duration> {
        let deadline =
            self.engine.model.deadlines.next().map(|at| Duration::from_millis(at.saturating_sub(self.millis())));
        let probe = self.probe.as_ref().and_then(|(probe, since)| probe.waits(since.elapsed()));
        deadline.into_iter().chain(probe).min()
    }

    fn millis(&self) -> u64 {
        u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    /// Takes one event; true when the reader was quit.
    fn take(&mut self, event: Event) -> io::Result<bool> {
        match event {
            Event::Input(Input::Writable) => {
                if !self.screen.pump()? {
                    self.events.watch_output();
                }
                return Ok(false);
            }
            Event::Input(Input::Reply(reply)) => {
                let awaited = self.probe.as_ref().is_some_and(|(probe, _)| probe.awaits_cursor());
                if let Some(key) = reply.as_key().filter(|_| !awaited) {
                    return self.take(Event::Input(Input::Key(key)));
                }
                let found = self.probe.as_mut().and_then(|(probe, since)| probe.answer(reply, since.elapsed()));
                return self.learn(found).map(|()| false);
            }
            Event::Input(Input::Hangup) => {
                self.engine.handle(event, self.millis());
                return Err(io::ErrorKind::BrokenPipe.into());
            }
            Event::Input(Input::Resize(..)) => self.screen.invalidate(),
            Event::Input(Input::Resume) => {
                self.terminal.refresh()?;
                self.repaint();
            }
            Event::Time => {
                let found = self.probe.as_mut().and_then(|(probe, since)| probe.no_answer(since.elapsed()));
                self.learn(found)?;
            }
            _ => {}
        }
        self.clean = false;
        let outside = self.engine.handle(event, self.millis());
        self.outside(outside)
    }

    /// Waits a little for answers that the screen is incomplete without; true when the reader was quit.
    fn settle(&mut self, patience: Duration) -> io::Result<bool> {
        let until = Instant::now() + patience;
        while self.engine.model.asked.awaits() {
            let left = until.saturating_duration_since(Instant::now());
            let Some(event) = self.engine.next(Some(left)) else { break };
            if self.take(event)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Does what the workers cannot; true when the reader is to end.
    fn outside(&mut self, all: Vec<Outside>) -> io::Result<bool> {
        for outside in all {
            match outside {
                Outside::Quit => return Ok(true),
                Outside::Repaint => self.repaint(),
                Outside::Suspend => self.suspend()?,
                other => self.run_external(other)?,
            }
        }
        Ok(false)
    }

    fn run_external(&mut self, outside: Outside) -> io::Result<()> {
        let model = &self.engine.model;
        let (terminal, events, hold) = (&self.terminal, &self.events, model.messages().press_enter);
        let mut run = |command: &[String], input: Option<&[u8]>| match input {
            Some(input) => program::pipe(terminal, events, command, input, hold),
            None => program::run(terminal, events, command),
        };
        let done = self.setup.external.run(outside, model, &mut run);
        if let Some(sequence) = done.sequence {
            self.screen.send(sequence.as_bytes())?;
        }
        if done.gave_terminal {
            self.repaint();
        }
        for report in done.reports {
            self.take(Event::Report(report))?;
        }
        Ok(())
    }

    fn suspend(&mut self) -> io::Result<()> {
        self.screen.leave()?;
        self.events.pause();
        let stopped = self.terminal.suspend();
        self.events.resume();
        stopped?;
        self.repaint();
        Ok(())
    }

    /// Has the whole screen painted: after another program had the terminal, and on Ctrl-L.
    fn repaint(&mut self) {
        let (columns, rows) = self.terminal.size();
        self.screen.invalidate();
        self.clean = false;
        self.engine.handle(Event::Input(Input::Resize(columns, rows)), self.millis());
    }

    /// Draws, unless an earlier frame is still on its way: then the newest is drawn once it is out.
    fn draw(&mut self) -> io::Result<()> {
        if self.clean {
            return Ok(());
        }
        if self.screen.is_ready() {
            self.clean = self.screen.show(&view::draw(&self.engine.model, &self.setup.theme))?;
        }
        if !self.clean || !self.screen.is_ready() {
            self.events.watch_output();
        }
        Ok(())
    }

    /// Asks the terminal what it is, after the first frame; the answers come as events.
    fn ask(&mut self) -> io::Result<()> {
        let Some(asking) = self.screen.capabilities().asking() else { return Ok(()) };
        let probe = Probe::new(asking);
        let questions = probe.questions();
        self.screen.send(questions.as_bytes())?;
        self.screen.disturb(0);
        self.probe = Some((probe, Instant::now()));
        self.clean = false;
        self.draw()
    }

    /// Obeys what the terminal said of itself, where the settings leave it to it.
    fn learn(&mut self, found: Option<ProbeResult>) -> io::Result<()> {
        let Some(found) = found else { return Ok(()) };
        let screen = &mut self.screen;
        let mut can = screen.capabilities().clone();
        can.synchronized = decided(self.setup.synchronized, found.synchronized, can.synchronized);
        can.margins = decided(self.setup.margins, found.margins, can.margins);
        let margins = can.margins;
        screen.set_capabilities(can);
        if found.keyboard_protocol == Some(true) {
            self.terminal.use_keyboard_protocol()?;
        }
        let ambiguous = found.ambiguous_wide.filter(|_| self.setup.ambiguous == Auto::Auto);
        let ambiguous = ambiguous.map(|wide| if wide { Ambiguous::Wide } else { Ambiguous::Narrow });
        if let Some(ambiguous) = ambiguous {
            screen.set_ambiguous(ambiguous);
        }
        let terminal = Report::Terminal { ambiguous, dark: found.dark_background, margins };
        self.take(Event::Report(terminal)).map(|_| ())
    }
}

fn decided(setting: Auto<bool>, found: Option<bool>, guess: bool) -> bool {
    match setting {
        Auto::Set(value) => value,
        Auto::Auto => found.unwrap_or(guess),
    }
}

/// What a frame's bytes are counted under: the key that led to it.
fn label(event: &Event) -> Option<String> {
    match event {
        Event::Input(Input::Key(key)) => Some(super::input::keymap::write_keys(&[*key])),
        Event::Input(Input::Paste(_)) => Some("paste".to_owned()),
        Event::Input(Input::Mouse(_)) => Some("mouse".to_owned()),
        Event::Input(Input::Resize(..)) => Some("resize".to_owned()),
        _ => None,
    }
}
