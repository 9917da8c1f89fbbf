//! Marks made line by line, and what is kept of where one is.

use std::sync::Arc;

use super::command::Command;
use super::list::numbered_lines;
use super::saving::Asks;
use super::{Said, Session};
use crate::app::action::Action;
use crate::app::effect::Shown;
use crate::app::headline;
use crate::app::jobs::{ids_of, unread_of};
use crate::app::messages::{Messages, thousands};
use crate::article::ArticleId;
use crate::library::{Key, Stop};
use crate::search;
use crate::state::{Change, Error, Mark, Step};

impl Session {
    pub(super) fn is_mark(&self, action: Action) -> bool {
        use Action::{Changes, Note, Queue, Read, ReadAll, Redo, Star, Tags, Undo};
        matches!(action, Read | ReadAll | Star | Queue | Tags | Note | Undo | Redo | Changes)
    }

    pub(super) fn mark(&mut self, command: &Command) -> Said {
        match command.action {
            Action::Read => self.toggle(command, |mark| mark.read, Change::Read),
            Action::Star => self.toggle(command, |mark| mark.starred, Change::Star),
            Action::Queue => self.toggle(command, |mark| mark.queued.is_some(), Change::Queue),
            Action::ReadAll => self.ask_read_all(),
            Action::Tags => self.tag(command),
            Action::Note => self.note(command),
            Action::Changes => self.changes(command),
            Action::Redo => {
                self.step(|store, now| store.redo(now), self.messages().redone, self.messages().nothing_to_redo)
            }
            _ => self.step(|store, now| store.undo(now), self.messages().undone, self.messages().nothing_to_undo),
        }
    }

    /// Marks all that is listed as read: the person said yes.
    pub(super) fn read_all(&mut self) -> Said {
        let unread = self.unread()?;
        let ids = ids_of(&mut self.reader, &unread).map_err(|error| error.to_string())?;
        let changes: Vec<Change> = ids.into_iter().map(|id| Change::Read(id, true)).collect();
        self.keep(self.messages().step_read_all, changes)
    }

    /// Makes marks that can be undone, and says what was done to how many articles.
    pub(super) fn keep(&mut self, label: &str, changes: Vec<Change>) -> Said {
        let said = format!("{label} ({})", thousands(changes.len()));
        self.apply(label, &changes)?;
        Ok(said.into())
    }

    /// Keeps what is no mark that a person makes. Trouble is told with the next real mark.
    pub(super) fn keep_quietly(&mut self, changes: Vec<Change>) {
        let _ = self.apply("", &changes);
    }

    /// Keeps the place in the open article.
    pub(super) fn keep_place(&mut self) {
        let Some(page) = &self.page else { return };
        let (place, percent) = page.place();
        self.keep_quietly(vec![Change::Place(page.article.id, place, percent)]);
    }

    /// An article was opened: it is read from now on, where the settings say so.
    pub(super) fn note_opened(&mut self, id: ArticleId) {
        self.keep_quietly(vec![Change::Opened(id)]);
        let read = self.setup.marks.with(|store| store.mark(id).is_some_and(|mark| mark.read));
        if self.settings.read_after.is_some() && !read {
            let label = self.messages().step_read;
            let _ = self.apply(label, &[Change::Read(id, true)]);
        }
    }

    fn apply(&mut self, label: &str, changes: &[Change]) -> Result<(), String> {
        let now = (self.setup.clock)();
        let kept = self.setup.marks.with(|store| store.apply(label, changes, now));
        let ids: Vec<ArticleId> = changes.iter().filter_map(Change::article).collect();
        self.setup.marks.tell_of(&self.setup.library, &ids);
        kept.map_err(|error| format!("{}{error}", self.messages().not_saved))
    }

    fn id_of(&mut self, number: usize) -> Result<ArticleId, String> {
        let key = self.numbered(number)?;
        let rows = self.reader.rows(&[key]).map_err(|error| error.to_string())?;
        rows.first().map(|row| row.id).ok_or_else(|| Messages::fill(self.messages().plain_no_number, number))
    }

    /// The articles that a command is about: those of its numbers, else the open one.
    fn targets(&mut self, command: &Command) -> Result<Vec<(ArticleId, Mark)>, String> {
        let open = self.page.as_ref().map(|page| page.article.id);
        let ids = match (command.numbers.as_slice(), open) {
            ([], Some(id)) => vec![id],
            ([], None) => return Err(self.messages().plain_open_first.to_owned()),
            (numbers, _) => numbers.iter().map(|number| self.id_of(*number)).collect::<Result<_, _>>()?,
        };
        let mark = |id| self.setup.marks.with(|store| store.mark(id).cloned().unwrap_or_default());
        Ok(ids.into_iter().map(|id| (id, mark(id))).collect())
    }

    /// Sets a mark on all of the articles, or takes it from all where each has it.
    fn toggle(&mut self, command: &Command, has: fn(&Mark) -> bool, change: fn(ArticleId, bool) -> Change) -> Said {
        let targets = self.targets(command)?;
        let set = !targets.iter().all(|(_, mark)| has(mark));
        let messages = self.messages();
        let label = match (command.action, set) {
            (Action::Read, true) => messages.step_read,
            (Action::Read, false) => messages.step_unread,
            (Action::Star, true) => messages.step_star,
            (Action::Star, false) => messages.step_unstar,
            (_, true) => messages.step_queue,
            (_, false) => messages.step_unqueue,
        };
        self.keep(label, targets.into_iter().map(|(id, _)| change(id, set)).collect())
    }

    /// Adds tags, takes `-those` away; without any, says which there are.
    fn tag(&mut self, command: &Command) -> Said {
        if command.text.is_empty() && command.numbers.is_empty() && self.page.is_none() {
            let tags = self.setup.marks.with(|store| store.tags());
            let lines = tags.into_iter().map(|(tag, count)| format!("{tag}: {}", thousands(count)));
            return Ok(lines.collect::<Vec<_>>().into());
        }
        let targets = self.targets(command)?;
        let mut changes = Vec::new();
        let mut lines = Vec::new();
        for (id, mark) in targets {
            let tags = with_words(mark.tags, &command.text);
            lines.push(format!("{}: {}", self.messages().tags, tags.join(" ")));
            changes.push(Change::Tags(id, tags));
        }
        if !command.text.is_empty() {
            self.keep(self.messages().step_tags, changes)?;
        }
        Ok(lines.into())
    }

    /// Writes a note; without a text, says the one there is.
    fn note(&mut self, command: &Command) -> Said {
        let targets = self.targets(command)?;
        if command.text.is_empty() {
            return Ok(targets
                .into_iter()
                .map(|(_, mark)| mark.note)
                .filter(|note| !note.is_empty())
                .collect::<Vec<_>>()
                .into());
        }
        let changes = targets.into_iter().map(|(id, _)| Change::Note(id, command.text.clone())).collect();
        self.keep(self.messages().step_note, changes)
    }

    fn ask_read_all(&mut self) -> Said {
        let count = self.unread()?.len();
        if count == 0 {
            return Err(self.messages().no_more_unread.to_owned());
        }
        self.asks = Some(Asks::ReadAll);
        let messages = self.messages();
        Ok(vec![Messages::fill(messages.read_all_confirm, thousands(count)), messages.yes_no.to_owned()].into())
    }

    /// The unread ones of all that is listed.
    pub(super) fn unread(&mut self) -> Result<Vec<Key>, String> {
        let shown = match self.query_text() {
            Ok(text) => Shown::Query(search::parse(text, self.today())),
            Err(_) => Shown::Keys(Arc::new(self.list.keys.clone())),
        };
        unread_of(&mut self.reader, &shown, &Stop::default()).map_err(|error| error.to_string())
    }

    /// The recent marks; with a number, takes that one back.
    fn changes(&mut self, command: &Command) -> Said {
        let steps = self.setup.marks.with(|store| store.steps());
        if let Some(number) = command.numbers.first() {
            let step = number.checked_sub(1).and_then(|at| steps.get(at)).map(|step| step.number);
            let step = step.ok_or_else(|| Messages::fill(self.messages().plain_no_number, number))?;
            let (undone, nothing) = (self.messages().undone, self.messages().nothing_to_undo);
            return self.step(|store, now| store.undo_step(step, now), undone, nothing);
        }
        let zone = &self.setup.pages.zone;
        let undone = |step: &Step| if step.undone { self.messages().undone } else { "" };
        let line = |step: &Step| {
            format!("{}{} {} ({})", undone(step), headline::moment(step.at, zone), step.label, step.count)
        };
        Ok(numbered_lines(steps.iter().map(line).collect()).into())
    }

    fn step(
        &mut self,
        step: impl FnOnce(&mut crate::state::Store, jiff::Timestamp) -> Result<Option<(Step, Vec<ArticleId>)>, Error>,
        done: &'static str,
        nothing: &'static str,
    ) -> Said {
        let now = (self.setup.clock)();
        let stepped = self.setup.marks.with(|store| step(store, now)).map_err(|error| error.to_string())?;
        let Some((step, ids)) = stepped else { return Err(nothing.to_owned()) };
        self.setup.marks.tell_of(&self.setup.library, &ids);
        Ok(format!("{done}{} ({})", step.label, step.count).into())
    }
}

/// `tags` with the words of `text`, and without those after a minus sign.
fn with_words(tags: Vec<String>, text: &str) -> Vec<String> {
    let mut tags = tags;
    for word in text.split_whitespace() {
        match word.strip_prefix('-') {
            Some(word) => tags.retain(|tag| tag != word),
            None if !tags.iter().any(|tag| tag == word) => tags.push(word.to_owned()),
            None => {}
        }
    }
    tags
}
