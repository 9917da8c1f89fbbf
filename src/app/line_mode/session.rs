//! A person reading line by line: a line goes in, the lines that are printed come out.
//!
//! Owns the engine, and when it is idle. Knows nothing of where lines come from and go to.

use std::time::{Duration, Instant};

use super::command::{self, Unclear};
use super::speak::{self, Before};
use crate::app::effect::Outside;
use crate::app::engine::Engine;
use crate::app::event::{Event, LineCommand, LineReply, Report};
use crate::app::input::action::{Action, Scope};
use crate::app::jobs::{Clock, Marks, Setup};
use crate::app::messages::{Messages, thousands};
use crate::app::model::layers::{Layer, Purpose};
use crate::app::model::layout::{Focus, Size};
use crate::app::model::{LibraryState, Model, Settings};
use crate::app::start::{OpenRequest, page_options};
use crate::config::Config;
use crate::term::Input;

/// How long the first list waits for the folders to be read.
const PATIENCE: Duration = Duration::from_secs(2);
/// How long one look for an answer takes while a worker is busy.
const LOOK: Duration = Duration::from_millis(2);

/// Does what the engine cannot: copies, opens, saves, runs. Returns what the person is to be told.
pub type RunOutside<'a> = Box<dyn FnMut(Outside, &Model) -> Vec<Report> + 'a>;

/// A person reading line by line.
pub struct LineReader<'a> {
    engine: Engine,
    outside: RunOutside<'a>,
    started: Instant,
    /// What came up since the last line.
    messages: Vec<String>,
    /// Something was done outside since the last line: that is heard or seen by itself.
    acted: bool,
    /// The library has changed. The list follows when it is next printed from its beginning: until then
    /// its numbers mean what they meant when they were printed.
    changed: Option<Event>,
    over: bool,
}

impl<'a> LineReader<'a> {
    /// A reader for a request. The size is that of a chunk: columns, and lines printed at a time. Tests give
    /// a clock of their own.
    pub fn new(
        config: &Config,
        request: OpenRequest,
        settings: Settings,
        size: Size,
        clock: Clock,
        outside: RunOutside<'a>,
    ) -> LineReader<'a> {
        let pages = page_options(config, &settings);
        let OpenRequest { library, marks, marks_folder, watch, .. } = request;
        let messages = library.notices().into_iter().chain(marks.notices()).collect();
        let setup = Setup { library, marks: Marks::new(marks), pages, clock, watch };
        let mut model = Model::new(settings, size, LibraryState::default());
        model.settings.lines = true;
        model.settings.preview_after = None;
        // Who opens an article reads it: nothing else is on the screen.
        model.settings.read_after = model.settings.read_after.map(|_| Duration::ZERO);
        // Only `update` asks for something outside, and it has had no event yet.
        let (mut engine, _) = Engine::start(model, setup, 0);
        engine.watch_marks(marks_folder.as_deref());
        engine.refresh();
        LineReader { engine, outside, started: Instant::now(), messages, acted: false, changed: None, over: false }
    }

    /// What is printed first: how many articles there are, and how to go on.
    pub fn hello(&mut self) -> Vec<String> {
        while self.engine.is_busy() && self.started.elapsed() < PATIENCE {
            if let Some(event) = self.engine.next(Some(LOOK)) {
                self.handle(event);
            }
        }
        self.settle();
        self.follow();
        self.command(LineCommand { action: Action::First, numbers: Vec::new(), text: String::new() });
        let model = &self.engine.model;
        let hello = Messages::fill(model.messages().line_hello, thousands(model.list.keys.len()));
        let rows = speak::rows(model, model.list.cursor.visible());
        [vec![hello], std::mem::take(&mut self.messages), rows].concat()
    }

    /// Takes a line that was typed; returns what is printed.
    pub fn line(&mut self, text: &str) -> Vec<String> {
        self.settle();
        self.handle(Event::Time);
        let text = text.trim();
        match self.engine.model.layers.last() {
            Some(Layer::Question(_)) => self.reply(match command::yes_or_no(text) {
                Some(true) => LineReply::Yes,
                Some(false) => LineReply::No,
                None => LineReply::Nothing,
            }),
            Some(Layer::Prompt(prompt)) if prompt.purpose == Purpose::SaveMarks => {
                self.reply(if text.is_empty() { LineReply::Nothing } else { LineReply::Text(text.to_owned()) })
            }
            _ => self.command_line(text),
        }
    }

    /// The input has ended, and there is no one to ask. Returns what is lost.
    pub fn leave(&mut self) -> Vec<String> {
        if self.over {
            return Vec::new();
        }
        let unsaved = self.engine.model.marks.unsaved;
        self.handle(Event::Input(Input::Hangup));
        (unsaved > 0).then(|| self.fill(|messages| messages.line_unsaved, unsaved)).into_iter().collect()
    }

    /// True once the person has left.
    pub fn is_over(&self) -> bool {
        self.over
    }

    /// Ends the workers; all marks are kept first.
    pub fn finish(self) {
        self.engine.finish();
    }

    fn fill(&self, phrase: fn(&Messages) -> &'static str, value: impl std::fmt::Display) -> String {
        Messages::fill(phrase(self.engine.model.messages()), value)
    }

    fn reply(&mut self, reply: LineReply) -> Vec<String> {
        self.handle(Event::Reply(reply));
        self.settle();
        let model = &self.engine.model;
        let dialog = model.layers.last().map(|layer| speak::dialog(model, layer)).unwrap_or_default();
        [std::mem::take(&mut self.messages), dialog].concat()
    }

    fn command_line(&mut self, text: &str) -> Vec<String> {
        let model = &self.engine.model;
        let scope = if model.focus == Focus::Page { Scope::Page } else { Scope::List };
        let saved = command::query_of_keys(text, &model.marks.queries);
        let problem = match saved.map_or_else(|| command::parse(text, scope, &model.settings.keymap), Ok) {
            Ok(command) if command::is_for_screens(command.action) => {
                self.fill(|messages| messages.line_not_here, command.action.name())
            }
            Ok(command) => return self.answer(command),
            Err(Unclear::Unknown(word)) => self.fill(|messages| messages.line_unknown, word),
            Err(Unclear::Several(names)) => self.fill(|messages| messages.line_several, names.join(", ")),
        };
        vec![problem]
    }

    /// Does what a command says, and returns what is new by it. A listener is told that nothing is.
    fn answer(&mut self, command: LineCommand) -> Vec<String> {
        if command.action == Action::First {
            self.follow();
        }
        let before = Before::of(&self.engine.model);
        self.acted = false;
        self.command(command.clone());
        self.read_again(&before);
        let messages = std::mem::take(&mut self.messages);
        if self.over {
            return messages;
        }
        let model = &self.engine.model;
        let lines = speak::news(model, &before, &command, messages);
        if lines.is_empty() && !self.acted { vec![model.messages().nothing_found.to_owned()] } else { lines }
    }

    /// An article that was read to its end is read from its beginning.
    fn read_again(&mut self, before: &Before) {
        let place = self.engine.model.page.as_ref().and_then(|page| page.opened.mark.place);
        if before.is_opened(&self.engine.model) && place.is_some_and(|(_, percent)| percent >= 100) {
            self.command(LineCommand { action: Action::First, numbers: Vec::new(), text: String::new() });
        }
    }

    fn command(&mut self, command: LineCommand) {
        self.handle(Event::Command(command));
        self.settle();
    }

    /// The list follows the library.
    fn follow(&mut self) {
        if let Some(event) = self.changed.take() {
            self.handle(event);
            self.settle();
        }
    }

    /// Takes every answer until nothing is under way but the index.
    fn settle(&mut self) {
        loop {
            // Asked before the queue is looked into: an answer is sent before its worker is idle.
            let busy = self.engine.is_answering();
            match self.engine.next(Some(if busy { LOOK } else { Duration::ZERO })) {
                Some(event) if is_change(&event) => self.changed = Some(event),
                Some(event) => self.handle(event),
                None if !busy => return,
                None => {}
            }
        }
    }

    /// Gives an event to the engine, and does what comes out of it.
    fn handle(&mut self, event: Event) {
        let millis = u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX);
        let effects = self.engine.handle(event, millis);
        // That an opened article is read goes without saying.
        let read = self.engine.model.messages().step_read;
        let message = self.engine.model.message.take().filter(|message| message.text != read);
        self.messages.extend(message.iter().flat_map(|message| message.text.lines()).map(str::to_owned));
        for effect in effects {
            self.over |= effect == Outside::Quit;
            self.acted = true;
            for answer in (self.outside)(effect, &self.engine.model) {
                self.handle(Event::Report(answer));
            }
        }
    }
}

/// True where the library has other articles now.
fn is_change(event: &Event) -> bool {
    match event {
        Event::Report(Report::Progress(progress) | Report::Updated(Ok(progress))) => progress.changed,
        _ => false,
    }
}
