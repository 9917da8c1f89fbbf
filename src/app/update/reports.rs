//! Reports of jobs: taken in when they answer the newest question, dropped when stale.

use std::sync::Arc;

use super::Step;
use crate::app::effect::{Effect, KeepJob, SetJob};
use crate::app::event::{Counts, Report};
use crate::app::messages::Messages;
use crate::app::model::Asked;
use crate::app::model::layers::{Asks, Layer, Question};
use crate::app::panes::{Histogram, asks_bodies};
use crate::library::{Hits, Key, Progress};

impl Step<'_> {
    pub(super) fn report(&mut self, report: Report) {
        let Asked { find, rows, count, open, set, unread, .. } = self.model.asked;
        self.arrived(&report);
        match report {
            Report::Found { number, hits, complete, selected } if number == find => {
                self.found(hits, complete, selected);
            }
            Report::Rows { number, first, items } if number == rows => {
                self.model.list.rows(first, items);
                self.ask_all();
            }
            Report::Counted { number, counts } if number == count => self.counted(counts),
            Report::Opened { number, opened } if number == open => self.opened(*opened),
            Report::Set { number, page } if number == set || number == open => {
                if let Some(pane) = &mut self.model.page {
                    pane.set(page);
                }
            }
            Report::Unread { number, index, wrapped } if number == unread => self.found_unread(index, wrapped),
            Report::Marked(marked) => self.marked(*marked),
            Report::Progress(progress) => self.progress(progress),
            Report::Updated(result) => self.updated(result),
            Report::Changed => self.effect(Effect::Index),
            Report::Remarked => self.keep_job(KeepJob::Poll),
            Report::Info(text) => self.say(text),
            Report::Exists { path, what } => {
                let text = Messages::fill(self.model.messages().overwrite_confirm, path.display());
                self.push_layer(Layer::Question(Question { text, asks: Asks::Overwrite(path, what) }));
            }
            Report::MarksSaved(path) => {
                self.say(format!("{}{}", self.model.messages().saved_to, path.display()));
                self.leave();
            }
            Report::Failed(text) => self.complain(text),
            Report::ShowText(title, lines) => self.push_layer(Layer::text(&title, lines)),
            Report::Terminal { ambiguous, dark, margins } => {
                self.model.settings.margins = margins;
                self.look(ambiguous, dark);
            }
            // Reports to questions that were asked anew since.
            Report::Found { .. }
            | Report::Rows { .. }
            | Report::Counted { .. }
            | Report::Opened { .. }
            | Report::Set { .. }
            | Report::Unread { .. } => {}
        }
    }

    /// The screen waits no longer for what came.
    fn arrived(&mut self, report: &Report) {
        let awaited = &mut self.model.asked.awaited;
        match report {
            Report::Found { .. } => awaited.list = false,
            Report::Rows { .. } => awaited.rows = false,
            Report::Opened { .. } | Report::Set { .. } => awaited.page = false,
            Report::Failed(_) => *awaited = Default::default(),
            _ => {}
        }
    }

    fn found(&mut self, hits: Hits, complete: bool, selected: Option<Key>) {
        let layout = self.model.layout();
        let list = &mut self.model.list;
        let roomy = layout.list.is_none_or(|area| area.columns >= 30);
        let sentences = roomy && asks_bodies(&list.source.typed().expr);
        let changed = list.sentences != sentences;
        list.sentences = sentences;
        if complete {
            list.wanted = None;
        }
        self.model.list.found(hits, complete, selected);
        self.fit();
        if changed || complete {
            // Known rows may lack their sentences, or be of before a change of the files.
            if let Some((first, keys)) = self.model.list.stale() {
                self.ask_rows(first, keys);
            }
        }
        if complete {
            if std::mem::take(&mut self.model.list.to_end) {
                self.model.list.cursor.select(usize::MAX);
            }
            self.model.asked.all = None;
            self.count();
        } else if self.model.list.missing().is_none() {
            self.ask_all();
        }
        let shown = self.model.page.as_ref().map(|page| page.opened.key);
        if shown != self.model.list.selected_key() {
            self.rest_preview();
        }
        if self.model.opens_first && !self.model.list.keys.is_empty() {
            self.model.opens_first = false;
            self.open_selected();
        }
    }

    fn counted(&mut self, counts: Counts) {
        self.model.list.unread = Some(counts.unread);
        self.model.filter.query_counts = counts.queries;
        let Some(facets) = counts.facets else { return };
        let month = self.selected_month();
        if let Some(histogram) = &mut self.model.histogram {
            let selected = histogram.selected().or(month);
            *histogram = Histogram::of(&facets.months);
            if let Some(at) = histogram.months.iter().position(|(month, _)| Some(*month) == selected) {
                histogram.cursor.select(at);
            }
        }
        self.model.filter.facets = Some(Arc::clone(&facets));
        self.rebuild_filter();
    }

    /// Year and month of the selected article.
    fn selected_month(&self) -> Option<(i16, i8)> {
        let (at, _) = self.model.list.selected()?.row.date?;
        let date = at.to_zoned_datetime(self.model.settings.zone.clone()).date();
        Some((date.year(), date.month()))
    }

    fn progress(&mut self, progress: Progress) {
        self.model.library.progress = Some(progress);
        if progress.changed {
            self.find_again();
        }
    }

    fn updated(&mut self, result: Result<Progress, String>) {
        self.model.library.progress = None;
        self.model.list.touched = true;
        match result {
            Ok(progress) if progress.changed => self.find_again(),
            Ok(_) => {}
            Err(what) => self.complain(what),
        }
    }

    fn look(&mut self, ambiguous: Option<crate::text::Ambiguous>, dark: Option<bool>) {
        if let Some(ambiguous) = ambiguous {
            self.model.settings.ambiguous = ambiguous;
            self.effect(Effect::Page(SetJob::Ambiguous(ambiguous)));
            if let Some(page) = &mut self.model.page {
                // Set anew at the same width.
                page.width = 0;
            }
        }
        self.model.dark = dark.or(self.model.dark);
    }
}
