//! The article: opening, scrolling, headings, finding, the place where one reads.

use super::{PLACE_RESTS, Step};
use crate::app::effect::{Effect, FindJob, SetJob, UnreadJob};
use crate::app::event::OpenArticle;
use crate::app::headline;
use crate::app::input::action::{Action, Scope};
use crate::app::model::layers::{Choice, Layer, Picker, Value};
use crate::app::model::layout::Focus;
use crate::library::Key;
use crate::state::Change;

impl Step<'_> {
    /// Goes back to before the last jump within the article.
    pub(super) fn jump_back(&mut self) {
        if let Some(page) = &mut self.model.page {
            page.jump_back();
        }
        self.place_moved();
    }

    /// Selects a paragraph to be copied; again: the next one.
    pub(super) fn select_paragraph(&mut self) {
        if let Some(page) = &mut self.model.page {
            page.select_paragraph();
        }
    }

    /// Opens the selected article in full.
    pub(super) fn open_selected(&mut self) {
        let Some(key) = self.model.list.selected_key() else { return };
        match &self.model.page {
            Some(page) if page.opened.key == key => self.focus_on(Focus::Page),
            _ => self.open_key(key, true),
        }
    }

    /// Shows the selected article beside the list, without reading it.
    pub(super) fn preview(&mut self) {
        let layout = self.model.layout();
        let Some(key) = self.model.list.selected_key().filter(|_| layout.page.is_some()) else { return };
        let shown = self.model.page.as_ref().is_some_and(|page| page.opened.key == key);
        if self.model.focus != Focus::Page && !shown {
            self.open_key(key, false);
        }
    }

    fn open_key(&mut self, key: Key, read: bool) {
        self.keep_place();
        let number = self.model.number();
        self.model.asked.open = number;
        self.model.asked.awaited.page = true;
        self.model.opens_to_read = read;
        let focus = if read { Focus::Page } else { Focus::List };
        let width = self.model.page_width(focus);
        self.effect(Effect::Page(SetJob::Open { number, key, width }));
    }

    /// Takes an opened article in.
    pub(super) fn opened(&mut self, opened: OpenArticle) {
        let now = self.now;
        let again = self.model.page.take().filter(|page| page.opened.key == opened.key);
        self.model.take(opened, now);
        self.mark_hits();
        if let (Some(before), Some(page)) = (again, &mut self.model.page) {
            page.take_over(before);
            return;
        }
        if self.model.opens_to_read {
            self.model.list.touched = true;
            self.model.focus = Focus::Page;
            self.close_filter_line();
            self.reading_begins();
        }
    }

    /// The words that the list was searched for are marked in the page, and `n` steps through them.
    fn mark_hits(&mut self) {
        let query = self.model.list.source.query();
        if let Some(page) = &mut self.model.page {
            page.mark(&query.expr);
        }
    }

    /// Reads the open article again: what stands above it has changed.
    pub(super) fn reopen(&mut self) {
        let Some(key) = self.model.page.as_ref().map(|page| page.opened.key) else { return };
        let number = self.model.number();
        self.model.asked.open = number;
        let width = self.model.page_width(if self.model.focus == Focus::Page { Focus::Page } else { Focus::List });
        self.effect(Effect::Page(SetJob::Open { number, key, width }));
    }

    /// The article has the focus: it will be read after a while, and was opened now.
    pub(super) fn reading_begins(&mut self) {
        let Some(page) = &self.model.page else { return };
        let id = page.opened.article.id;
        if let Some(after) = self.model.settings.read_after.filter(|_| !page.opened.mark.read) {
            self.model.deadlines.read = Some(self.now.millis + u64::try_from(after.as_millis()).unwrap_or(0));
        }
        self.keep_quietly(vec![Change::Opened(id)]);
    }

    /// The article was on the screen long enough.
    pub(super) fn read_by_time(&mut self) {
        let Some(page) = self.model.page.as_ref().filter(|_| self.model.focus == Focus::Page) else { return };
        if !page.opened.mark.read {
            let id = page.opened.article.id;
            let label = self.model.messages().step_read;
            self.keep(label, vec![Change::Read(id, true)]);
        }
    }

    /// Back from the article to the list, by one step: first from the selected paragraph, then from what
    /// was looked for, then from a jump.
    pub(super) fn close_page(&mut self) {
        if let Some(page) = &mut self.model.page {
            if page.selected.take().is_some() || page.find.take_if(|find| find.asked).is_some() {
                return;
            }
            if page.jump_back() {
                return self.place_moved();
            }
        }
        self.focus_on(Focus::List);
    }

    pub(super) fn scroll_page(&mut self, lines: isize) {
        if let Some(page) = &mut self.model.page {
            page.scroll(lines);
        }
        self.place_moved();
    }

    pub(super) fn show_line(&mut self, line: usize) {
        if let Some(page) = &mut self.model.page {
            page.show(line);
        }
        self.place_moved();
    }

    pub(super) fn scroll_sideways(&mut self, right: bool) {
        let Some(page) = &mut self.model.page else { return };
        let widest = page.page().lines.iter().map(|line| line.text().len()).max().unwrap_or(0);
        let overflows = widest > page.width;
        match right {
            true if overflows => page.sideways = (page.sideways + 8).min(widest),
            false if page.sideways > 0 => page.sideways = page.sideways.saturating_sub(8),
            true => {}
            false => self.close_page(),
        }
    }

    fn place_moved(&mut self) {
        if self.model.focus == Focus::Page {
            // A line mode may end without a word.
            let rests = if self.model.settings.lines { 0 } else { PLACE_RESTS };
            self.model.deadlines.place = Some(self.now.millis + rests);
        }
    }

    /// Keeps the place where one reads, when it is another than was kept.
    pub(super) fn keep_place(&mut self) {
        self.model.deadlines.place = None;
        let Some(page) = self.model.page.as_mut().filter(|_| self.model.focus == Focus::Page) else { return };
        let place = (page.place, page.cursor.per_cent());
        if page.opened.mark.place != Some(place) && (page.cursor.top() > 0 || page.opened.mark.place.is_some()) {
            page.opened.mark.place = Some(place);
            let change = Change::Place(page.opened.article.id, place.0, place.1);
            self.keep_quietly(vec![change]);
        }
    }

    pub(super) fn next_hit(&mut self, forward: bool) {
        let finding = self.model.page.as_ref().is_some_and(|page| page.find.is_some());
        if !finding {
            return self.next_unread(forward);
        }
        let wrapped = self.model.page.as_mut().is_some_and(|page| page.next_hit(forward));
        self.place_moved();
        if wrapped {
            self.say(self.model.messages().wrapped);
        }
    }

    /// Looks for text in the open article.
    pub(super) fn find_in_page(&mut self, text: &str) {
        if let Some(page) = &mut self.model.page {
            page.find(text);
            if text.is_empty() {
                page.find = None;
            }
        }
        self.place_moved();
    }

    pub(super) fn next_heading(&mut self, forward: bool) {
        if let Some(page) = &mut self.model.page
            && let Some(place) = page.heading(forward)
        {
            page.go(place);
        }
        self.place_moved();
    }

    /// The article after or before the selected one, opened where the article has the focus.
    pub(super) fn next_article(&mut self, step: isize) {
        let before = self.model.list.cursor.selected();
        self.model.list.cursor.move_by(step);
        if self.model.list.cursor.selected() == before {
            return;
        }
        self.selection_moved();
        if self.model.focus == Focus::Page || self.model.settings.lines {
            self.open_selected();
        }
    }

    pub(super) fn next_unread(&mut self, forward: bool) {
        let number = self.model.number();
        self.model.asked.unread = number;
        let shown = self.model.list.shown();
        let (keys, from) = (self.model.list.keys.clone(), self.model.list.cursor.selected());
        self.find(FindJob::Unread(UnreadJob { number, shown, keys, from, forward }));
    }

    /// The next unread article was found, or there is none.
    pub(super) fn found_unread(&mut self, index: Option<usize>, wrapped: bool) {
        let Some(index) = index else { return self.say(self.model.messages().no_more_unread) };
        self.model.list.cursor.select(index);
        self.selection_moved();
        if self.model.focus == Focus::Page || self.model.settings.lines {
            self.open_selected();
        }
        if wrapped {
            self.say(self.model.messages().wrapped);
        }
    }

    /// Another article is selected: where articles are shown beside the list, it will be shown soon.
    pub(super) fn selection_moved(&mut self) {
        self.model.list.touched = true;
        self.rest_preview();
    }

    /// The selection rests from now on.
    pub(super) fn rest_preview(&mut self) {
        if let Some(after) = self.model.settings.preview_after {
            self.model.deadlines.preview = Some(self.now.millis + u64::try_from(after.as_millis()).unwrap_or(0));
        }
    }

    pub(super) fn outline(&mut self) {
        let Some(page) = &self.model.page else { return };
        let choices = page.page().outline.iter().map(|heading| Choice {
            mark: String::new(),
            label: format!("{}{}", "  ".repeat(usize::from(heading.level.saturating_sub(1))), heading.text),
            detail: String::new(),
            value: Value::Place(heading.place),
        });
        let messages = self.model.messages();
        self.offer(messages.outline_title, choices.collect(), true);
    }

    /// The links and pictures of the open article, by number.
    pub(super) fn links(&mut self) {
        let Some(page) = &self.model.page else { return };
        let messages = self.model.messages();
        let links = page.page().links.iter().enumerate().map(|(at, link)| Choice {
            mark: (at + 1).to_string(),
            label: link.text.clone(),
            detail: if link.text == link.address { String::new() } else { link.address.clone() },
            value: Value::Address(link.address.clone()),
        });
        let images = page.page().images.iter().map(|image| Choice {
            mark: headline::labels(messages).image.to_owned(),
            label: image.alt.clone(),
            detail: image.address.clone(),
            value: Value::Address(image.address.clone()),
        });
        let hints = [(Action::Open, messages.k_open), (Action::CopyLink, messages.k_copy_it)];
        let hints = [hints.as_slice(), &[(Action::Escape, messages.k_close)]].concat();
        let hint = format!("1-9 {}  {}", messages.k_pick, self.model.settings.keymap.hints(Scope::Layer, &hints));
        let mut picker = Picker::new(messages.links_title, &hint, links.chain(images).collect(), false);
        picker.note = if self.model.settings.remote { messages.remote_hint.to_owned() } else { String::new() };
        self.push_layer(Layer::Picker(picker));
    }

    /// All that the front matter says, and what is wrong with the file.
    pub(super) fn fields(&mut self) {
        let article = self.model.article().filter(|_| self.model.focus == Focus::Page);
        let Some(article) = article else { return };
        let messages = self.model.messages();
        let mut lines: Vec<String> = headline::fields(article, &self.model.settings.zone);
        if !article.problems.is_empty() {
            lines.push(String::new());
            lines.push(messages.problems.to_owned());
            lines.extend(article.problems.iter().map(|problem| match problem.line {
                Some(line) => format!("{line}: {}", problem.what),
                None => problem.what.clone(),
            }));
        }
        let title = messages.fields_title;
        self.push_layer(Layer::text(title, lines));
    }

    /// The count of hits, for the status line.
    pub(super) fn say_hits(&mut self) {
        let Some(find) = self.model.page.as_ref().and_then(|page| page.find.as_ref()) else { return };
        let text = self.model.messages().hits_of(find.hits.len());
        self.say(text);
    }
}
