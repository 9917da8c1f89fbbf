//! The reader without a terminal: the model, the workers, and the events between them.
//!
//! Owns the order of things: an event changes the model, effects go to the workers, their
//! reports come back as events. Knows nothing of how it is drawn and where keys come from; tests drive it.

use std::path::Path;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

use super::effect::{Effect, Now, Outside};
use super::event::{Event, Report};
use super::jobs::{Clock, Jobs, Marks, Setup};
use super::model::Model;
use super::update;
use crate::state::{self, Watch};

/// A reader under way.
#[derive(Debug)]
pub struct Engine {
    pub model: Model,
    jobs: Jobs,
    events: Receiver<Event>,
    sender: Sender<Event>,
    clock: Clock,
    marks: Marks,
    watch: Option<Watch>,
}

impl Engine {
    /// Starts the workers and asks for the first list. Reports what is to be done outside.
    pub fn start(model: Model, setup: Setup, millis: u64) -> (Engine, Vec<Outside>) {
        let (sender, events) = channel();
        let (clock, marks) = (setup.clock, setup.marks.clone());
        let jobs = Jobs::start(setup, sender.clone());
        let mut engine = Engine { model, jobs, events, sender, clock, marks, watch: None };
        let now = engine.now(millis);
        let effects = update::start(&mut engine.model, now);
        let outside = engine.run(effects);
        (engine, outside)
    }

    /// Brings index and marks up to date: after the first frame, which it must not delay.
    pub fn refresh(&self) {
        self.run(update::refresh());
    }

    /// Follows what other readers mark; where their folder cannot be watched it is read now and then.
    pub fn watch_marks(&mut self, folder: Option<&Path>) {
        let sender = self.sender.clone();
        let told = move || {
            // Once the reader has ended there is no receiver.
            let _ = sender.send(Event::Report(Report::Remarked));
        };
        self.watch = folder.and_then(|folder| state::watch(folder, told).ok().flatten());
        self.model.marks.polled = folder.is_some() && self.watch.is_none();
    }

    /// Where input is sent to.
    pub fn sender(&self) -> Sender<Event> {
        self.sender.clone()
    }

    /// Takes one event; returns what is to be done outside: by the terminal or the loop.
    pub fn handle(&mut self, event: Event, millis: u64) -> Vec<Outside> {
        let now = self.now(millis);
        let effects = update::update(&mut self.model, event, now);
        self.run(effects)
    }

    /// The next event, waiting at most `wait` for it; `None` when none came.
    pub fn next(&self, wait: Option<Duration>) -> Option<Event> {
        match wait {
            Some(wait) => self.events.recv_timeout(wait).ok(),
            None => self.events.recv().ok(),
        }
    }

    /// An event that has happened already.
    pub fn next_now(&self) -> Option<Event> {
        self.events.try_recv().ok()
    }

    /// True while some worker has something to do: a report will come.
    pub fn is_busy(&self) -> bool {
        self.jobs.is_busy()
    }

    /// True while some worker other than that of the index has something to do.
    pub fn is_answering(&self) -> bool {
        self.jobs.is_answering()
    }

    /// The marks, to be looked into.
    pub fn marks(&self) -> &Marks {
        &self.marks
    }

    /// Ends the workers; every mark made so far is kept first.
    pub fn finish(self) {
        self.jobs.finish();
    }

    fn now(&self, millis: u64) -> Now {
        Now { millis, at: (self.clock)() }
    }

    fn run(&self, effects: Vec<Effect>) -> Vec<Outside> {
        effects.into_iter().filter_map(|effect| self.jobs.run(effect)).collect()
    }
}
