//! The only writer of the model: an event goes in, the model changes, effects come out as values.
//!
//! Knows nothing of threads, files and the terminal; the clock is told with each event.

mod command;
mod dialogs;
mod filtering;
mod finding;
mod keys;
mod marking;
mod mouse;
mod outside;
mod perform;
mod reading;
mod reports;

use jiff::civil::Date;

use super::effect::{Effect, FindJob, KeepJob, Now, Outside, SetJob};
use super::event::Event;
use super::model::layers::Layer;
use super::model::layout::Focus;
use super::model::{Message, Model};

/// Changes the model by one event; returns what is to be done outside.
pub fn update(model: &mut Model, event: Event, now: Now) -> Vec<Effect> {
    let mut step = Step { model, now, effects: Vec::new() };
    match event {
        Event::Input(input) => step.input(input),
        Event::Report(report) => step.report(report),
        Event::Command(command) => step.command(&command),
        Event::Reply(reply) => step.reply(reply),
        Event::Time => {}
    }
    step.time();
    step.settle();
    step.effects
}

/// The first effects of a reader that has just opened.
pub fn start(model: &mut Model, now: Now) -> Vec<Effect> {
    let mut step = Step { model, now, effects: Vec::new() };
    step.find_again();
    step.settle();
    step.effects
}

/// What a reader asks for once its first list is on the screen: what changed since the last run, in
/// the folders and in the marks of others.
pub fn refresh() -> Vec<Effect> {
    vec![Effect::Marks(KeepJob::Poll), Effect::Index]
}

/// One update under way.
struct Step<'a> {
    model: &'a mut Model,
    now: Now,
    effects: Vec<Effect>,
}

/// How long the place in an article rests before it is kept, in milliseconds.
const PLACE_RESTS: u64 = 2000;
/// After so many milliseconds marks that could not be kept are tried again.
const RETRY: u64 = 10_000;
/// Journals that cannot be watched are looked at so often, in milliseconds.
const POLL: u64 = 700;

impl Step<'_> {
    fn effect(&mut self, effect: Effect) {
        self.effects.push(effect);
    }

    fn find(&mut self, job: FindJob) {
        self.effect(Effect::Find(job));
    }

    fn keep_job(&mut self, job: KeepJob) {
        self.effect(Effect::Marks(job));
    }

    fn outside(&mut self, outside: Outside) {
        self.effect(Effect::Outside(outside));
    }

    fn say(&mut self, text: impl Into<String>) {
        self.model.message = Some(Message { text: text.into(), error: false });
    }

    fn complain(&mut self, text: impl Into<String>) {
        self.model.message = Some(Message { text: text.into(), error: true });
    }

    fn push_layer(&mut self, layer: Layer) {
        self.model.layers.push(layer);
    }

    fn today(&self) -> Date {
        self.now.at.to_zoned_datetime(self.model.settings.zone.clone()).date()
    }

    /// Does what deadlines that have come ask for.
    fn time(&mut self) {
        let due = |at: &mut Option<u64>, now: u64| at.take_if(|at| *at <= now).is_some();
        let now = self.now.millis;
        if due(&mut self.model.deadlines.read, now) {
            self.read_by_time();
        }
        if due(&mut self.model.deadlines.place, now) {
            self.keep_place();
        }
        if due(&mut self.model.deadlines.retry, now) {
            self.keep_job(KeepJob::Poll);
        }
        if due(&mut self.model.deadlines.preview, now) {
            self.preview();
        }
    }

    /// What holds after every event: heights fit the layout, rows on the screen are known, the page
    /// is set for its pane.
    fn settle(&mut self) {
        self.fit();
        if let Some((first, keys)) = self.model.list.missing() {
            self.ask_rows(first, keys);
        }
        self.fit_page();
    }

    fn fit(&mut self) {
        let layout = self.model.layout();
        self.model.list.cursor.set_chunks(self.model.settings.lines);
        if let Some(area) = layout.list {
            let height = (area.rows / self.model.list.row_height()).max(1);
            self.model.list.cursor.set_height(height);
            let dear = layout.filter.is_some() && !self.model.settings.margins;
            self.model.list.cursor.set_jump(if dear { height / 2 } else { 1 });
        }
        if let Some(area) = layout.filter {
            let typed = usize::from(self.model.filter_line().is_some());
            self.model.filter.cursor.set_height(area.rows.saturating_sub(typed).max(1));
        }
        let rows = self.model.size.rows;
        for layer in &mut self.model.layers {
            match layer {
                Layer::Picker(picker) => picker.cursor.set_height(rows.saturating_sub(8).max(1)),
                Layer::Text(text) => text.cursor.set_height(rows.saturating_sub(6).max(1)),
                Layer::Search(_) | Layer::Filter(_) | Layer::Prompt(_) | Layer::Question(_) => {}
            }
        }
    }

    /// Sets the page anew when its pane has another width.
    fn fit_page(&mut self) {
        let focus = if self.model.focus == Focus::Page { Focus::Page } else { Focus::List };
        let width = self.model.page_width(focus);
        let Some(area) = self.model.layout_with(focus).page else { return };
        let dear = focus == Focus::Page && self.model.layout().list.is_some() && !self.model.settings.margins;
        let Some(page) = &mut self.model.page else { return };
        page.ruler = dear;
        page.cursor.set_chunks(self.model.settings.lines);
        page.cursor.set_jump(if dear { area.rows / 2 } else { 1 });
        if page.cursor.height() != area.rows {
            page.set_height(area.rows);
        }
        if page.width != width {
            page.width = width;
            let number = self.model.number();
            self.model.asked.set = number;
            self.model.asked.awaited.page = true;
            self.effect(Effect::Page(SetJob::Set { number, width }));
        }
    }
}
