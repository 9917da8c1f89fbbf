//! Marks: read, star, tags, note, reading list, undo; and what is kept when one leaves.

use super::Step;
use crate::app::effect::{KeepJob, Outside};
use crate::app::event::{MarksReport, Overwrite, UndoOutcome};
use crate::app::input::keymap;
use crate::app::marking::Marking;
use crate::app::messages::Messages;
use crate::app::model::layers::{Asks, Choice, Layer, Purpose, Question, Value};
use crate::app::model::layout::Focus;
use crate::app::model::session;
use crate::article::ArticleId;
use crate::state::{Change, Mark};

impl Step<'_> {
    /// The article that marks go to, and its marks: the open one, or the selected one.
    fn target(&self) -> Option<(ArticleId, Mark)> {
        match &self.model.page {
            Some(page) if self.model.focus == Focus::Page => Some((page.opened.article.id, page.opened.mark.clone())),
            _ => self.model.list.selected().map(|item| (item.row.id, item.mark.clone())),
        }
    }

    /// Makes marks that can be undone.
    pub(super) fn keep(&mut self, label: &str, changes: Vec<Change>) {
        self.keep_job(KeepJob::Keep { label: label.to_owned(), changes });
    }

    /// Makes one mark of the target; the list of recent marks names the article.
    fn keep_one(&mut self, label: &str, change: Change) {
        let title = match &self.model.page {
            Some(page) if self.model.focus == Focus::Page => Some(&page.opened.article.meta.title),
            _ => self.model.list.selected().map(|item| &item.row.title),
        };
        let label = format!("{label} · {}", title.map_or("", String::as_str));
        self.keep(&label, vec![change]);
    }

    /// Keeps what is no mark that a person makes: places, searches, when it was opened.
    pub(super) fn keep_quietly(&mut self, changes: Vec<Change>) {
        self.keep_job(KeepJob::Keep { label: String::new(), changes });
    }

    /// Sets a mark of the target, or takes it away.
    pub(super) fn toggle_mark(&mut self, marking: &Marking) {
        let Some((id, mark)) = self.target() else { return };
        let set = !marking.has(&mark);
        let [on, off] = marking.labels(self.model.messages());
        if let Some(change) = marking.change(id, &mark, set) {
            self.keep_one(if set { on } else { off }, change);
        }
    }

    pub(super) fn ask_tags(&mut self) {
        let Some((_, mark)) = self.target() else { return };
        let mut text = mark.tags.join(" ");
        if !text.is_empty() {
            text.push(' ');
        }
        let tags = self.model.marks.tags.iter().map(|(tag, _)| tag.clone()).collect();
        let layer = Layer::prompt(self.model.messages().tags_prompt, Purpose::Tags, &text, tags);
        self.push_layer(layer);
    }

    pub(super) fn ask_note(&mut self) {
        let Some((_, mark)) = self.target() else { return };
        let layer = Layer::prompt(self.model.messages().note_prompt, Purpose::Note, &mark.note, Vec::new());
        self.push_layer(layer);
    }

    pub(super) fn ask_read_all(&mut self) {
        let count = self.model.list.unread.or(self.model.list.total).unwrap_or(self.model.list.keys.len());
        let text = Messages::fill(self.model.messages().read_all_confirm, super::super::messages::thousands(count));
        self.push_layer(Layer::Question(Question { text, asks: Asks::ReadAll }));
    }

    /// Does what a yes stands for.
    pub(super) fn answered_yes(&mut self, asks: Asks) {
        match asks {
            Asks::ReadAll => {
                let label = self.model.messages().step_read_all.to_owned();
                let shown = self.model.list.shown();
                self.keep_job(KeepJob::AllRead { label, shown });
            }
            Asks::SaveMarks => {
                let layer = Layer::prompt(
                    self.model.messages().save_marks_prompt,
                    Purpose::SaveMarks,
                    "kanbao-marks.jsonl",
                    Vec::new(),
                );
                self.push_layer(layer);
            }
            Asks::Overwrite(path, Overwrite::Marks) => self.keep_job(KeepJob::Save { path, over: true }),
            Asks::Overwrite(path, Overwrite::Page) => {
                self.outside(Outside::SavePage { path: path.display().to_string(), over: true });
            }
        }
    }

    /// Takes the text of a prompt for tags.
    pub(super) fn set_tags(&mut self, text: &str) {
        let Some((id, _)) = self.target() else { return };
        let mut tags: Vec<String> = text.split_whitespace().map(str::to_owned).collect();
        tags.dedup();
        let label = self.model.messages().step_tags;
        self.keep_one(label, Change::Tags(id, tags));
    }

    /// Takes the text of a prompt for a note.
    pub(super) fn set_note(&mut self, text: &str) {
        let Some((id, _)) = self.target() else { return };
        let label = self.model.messages().step_note;
        self.keep_one(label, Change::Note(id, text.trim().to_owned()));
    }

    /// Saves the present query: `name`, or `name =k` for a key of its own.
    pub(super) fn name_query(&mut self, text: &str) {
        let (name, key) = keymap::named_keys(text);
        if name.is_empty() {
            return;
        }
        let query = self.model.list.source.as_text();
        let saved = (!query.is_empty()).then_some(crate::state::SavedQuery { query, key });
        let label = self.model.messages().step_query;
        self.keep(label, vec![Change::Query(name.to_owned(), saved)]);
    }

    /// The recent marks, to take any of them back.
    pub(super) fn changes(&mut self) {
        let messages = self.model.messages();
        let zone = &self.model.settings.zone;
        let choices = self.model.marks.steps.iter().map(|step| Choice {
            mark: if step.undone { "-".to_owned() } else { String::new() },
            label: format!("{}  {}", super::super::headline::moment(step.at, zone), step.label),
            detail: super::super::messages::thousands(step.count),
            value: Value::Step(step.number),
        });
        self.offer(messages.changes_title, choices.collect(), true);
    }

    /// Marks are kept now, here or on another host: rows, page and counts follow.
    pub(super) fn marked(&mut self, mut marked: MarksReport) {
        let queries = [self.model.settings.queries.clone(), marked.queries].concat();
        marked.queries = queries;
        let mut head_changed = false;
        for (id, mark) in &marked.marks {
            self.model.list.marked(*id, mark);
            if let Some(page) = self.model.page.as_mut().filter(|page| page.opened.article.id == *id) {
                head_changed |= page.opened.mark.note != mark.note || page.opened.mark.tags != mark.tags;
                page.opened.mark = mark.clone();
            }
        }
        if head_changed {
            self.reopen();
        }
        self.say_marked(&marked);
        let marks = &mut self.model.marks;
        let queries_changed = marks.queries != marked.queries;
        (marks.steps, marks.queries, marks.searches) = (marked.steps, marked.queries, marked.searches);
        (marks.tags, marks.unsaved) = (marked.tags, marked.unsaved);
        self.model.deadlines.retry = self.next_poll();
        if !marked.marks.is_empty() || queries_changed {
            self.count();
        }
        if queries_changed {
            self.rebuild_filter();
        }
    }

    /// When the journals are looked at next without being told of a change.
    fn next_poll(&self) -> Option<u64> {
        let marks = &self.model.marks;
        let wait = if marks.polled { Some(super::POLL) } else { (marks.unsaved > 0).then_some(super::RETRY) };
        wait.map(|wait| self.now.millis + wait)
    }

    fn say_marked(&mut self, marked: &MarksReport) {
        let messages = self.model.messages().clone();
        match &marked.undo {
            Some(UndoOutcome::Undone(step)) => self.say(format!("{}{} ({})", messages.undone, step.label, step.count)),
            Some(UndoOutcome::Redone(step)) => self.say(format!("{}{} ({})", messages.redone, step.label, step.count)),
            Some(UndoOutcome::NothingToUndo) => self.say(messages.nothing_to_undo),
            Some(UndoOutcome::NothingToRedo) => self.say(messages.nothing_to_redo),
            None if marked.label.is_empty() => {}
            None => self.say(marked.label.clone()),
        }
        // Line by line, each chunk is kept as a place: that it could not be is said with the next real mark.
        let quiet = self.model.settings.lines && marked.label.is_empty() && marked.undo.is_none();
        if let Some(error) = marked.error.as_ref().filter(|_| !quiet) {
            self.complain(format!("{}{error}", messages.not_saved));
        }
    }

    /// Quits; where marks could not be saved, asks once where to.
    pub(super) fn quit(&mut self) {
        if self.model.marks.unsaved > 0 && !self.model.marks.offered {
            self.model.marks.offered = true;
            let text = Messages::fill(self.model.messages().save_confirm, self.model.marks.unsaved);
            return self.push_layer(Layer::Question(Question { text, asks: Asks::SaveMarks }));
        }
        self.leave();
    }

    /// Keeps place and panes, where there are any, and leaves without a question.
    pub(super) fn leave(&mut self) {
        self.keep_place();
        if !self.model.settings.lines {
            self.keep_panes();
        }
        self.outside(Outside::Quit);
    }

    /// Keeps the state of the panes for the next start.
    pub(super) fn keep_panes(&mut self) {
        let library = self.model.library.name.clone();
        let state = session::write(self.model);
        self.keep_quietly(vec![Change::Panes { library, state }]);
    }
}
