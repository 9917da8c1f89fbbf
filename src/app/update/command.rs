//! Commands of the line mode: an action with the numbers and words that a line gives it.
//!
//! Where a person at the screen moves a selection or types into a dialog, a line names the article, the
//! entry or the text at once. Without any of them a command is the action itself.

use super::Step;
use crate::app::effect::{KeepJob, Outside};
use crate::app::event::{LineCommand, LineReply};
use crate::app::input::action::Action;
use crate::app::input::field::Field;
use crate::app::marking::{MarkEach, Marking};
use crate::app::messages::Messages;
use crate::app::model::layers::Layer;
use crate::app::model::layout::Focus;
use crate::app::model::session::ORDERS;
use crate::app::panes::{Base, Chosen, Facet};
use crate::library::Key;
use crate::search::{self, Expr};
use crate::state::Change;

impl Step<'_> {
    /// Does what a line says. Dialogs that are still open are closed: their entries were printed.
    pub(super) fn command(&mut self, command: &LineCommand) {
        self.model.message = None;
        self.model.layers.clear();
        if let Err(why) = self.try_command(command) {
            self.complain(why);
        }
    }

    fn try_command(&mut self, command: &LineCommand) -> Result<(), String> {
        let LineCommand { action, numbers, text } = command;
        let (action, number, text) = (*action, numbers.first().copied(), text.as_str());
        if !self.in_page() && needs_page(action, text) {
            return Err(self.model.messages().line_open_first.to_owned());
        }
        if let Some(marking) = Marking::of(action, text) {
            return self.mark_each(numbers, marking);
        }
        match action {
            Action::Open if number.is_some() => self.open_number(number),
            Action::CopyLink | Action::Edit | Action::Like => self.with_article(action, number),
            Action::Search => self.search_for(text),
            Action::NextHit | Action::PreviousHit if !text.is_empty() => self.find_text(text),
            Action::Categories if !text.is_empty() => {
                self.search_for(&format!("category:\"{}\"", text.replace('"', "")))
            }
            Action::Categories | Action::Histogram | Action::Toggle | Action::Exclude => self.narrow(action, text),
            Action::Sort if !text.is_empty() => self.sort_by(text),
            _ => self.perform_in_chunks(action, number, text),
        }
    }

    fn in_page(&self) -> bool {
        self.model.focus == Focus::Page
    }

    /// Does an action, and gives the number or the text to the dialog that it opens.
    fn perform_in_chunks(&mut self, action: Action, number: Option<usize>, text: &str) -> Result<(), String> {
        // A list in another order is read from its beginning.
        self.model.list.fresh |= matches!(
            action,
            Action::Sort | Action::Reverse | Action::Relevance | Action::Clear | Action::Back | Action::Escape
        );
        if let Some(page) = self.model.page.as_mut().filter(|_| moves(action)) {
            page.selected = None;
        }
        match action {
            Action::Back | Action::Escape if self.in_page() => self.focus_on(Focus::List),
            Action::NextHit | Action::PreviousHit if !self.in_page() => self.next_unread(action == Action::NextHit),
            Action::NextArticle | Action::NextUnread if self.is_next(action) => self.open_selected(),
            Action::Open if !self.in_page() => self.open_where_left(),
            Action::Down | Action::HalfDown | Action::PageDown if self.at_end(action) => {}
            _ => self.perform(action, number),
        }
        self.fill_dialog(number, text)
    }

    /// True where all is printed that a move down would print.
    fn at_end(&self, action: Action) -> bool {
        match &self.model.page {
            Some(page) if self.in_page() => page.cursor.at_end(),
            _ => action != Action::Down && self.model.list.cursor.at_end(),
        }
    }

    /// True where the selected row is the next article itself: it was not opened yet.
    fn is_next(&self, action: Action) -> bool {
        let opened = self.model.page.as_ref().map(|page| page.opened.key);
        let unread = self.model.list.selected().is_some_and(|item| !item.mark.read);
        !self.in_page() && opened != self.model.list.selected_key() && (action == Action::NextArticle || unread)
    }

    /// Picks the numbered entry of a picker, or submits a prompt with a text.
    fn fill_dialog(&mut self, number: Option<usize>, text: &str) -> Result<(), String> {
        match (self.model.layers.last_mut(), number) {
            (Some(Layer::Picker(picker)), Some(number)) => {
                let index = number.checked_sub(1).filter(|index| *index < picker.cursor.len());
                let Some(index) = index else { return self.no_number(number) };
                picker.cursor.select(index);
                self.pick();
            }
            (Some(Layer::Prompt(prompt)), _) if !text.is_empty() => {
                prompt.field = Field::with(text);
                self.prompted();
            }
            _ => {}
        }
        Ok(())
    }

    fn no_number(&mut self, number: usize) -> Result<(), String> {
        self.model.layers.clear();
        Err(Messages::fill(self.model.messages().line_no_number, number))
    }

    /// The key of the article with a number in the list.
    fn key_of(&self, number: usize) -> Result<Key, String> {
        let key = number.checked_sub(1).and_then(|index| self.model.list.keys.get(index));
        key.copied().ok_or_else(|| Messages::fill(self.model.messages().line_no_number, number))
    }

    fn open_number(&mut self, number: Option<usize>) -> Result<(), String> {
        let number = number.unwrap_or_default();
        self.key_of(number)?;
        self.model.list.cursor.select(number - 1);
        self.open_where_left();
        Ok(())
    }

    /// Opens the selected article at the place where it was left; what was looked for in it is forgotten.
    fn open_where_left(&mut self) {
        self.keep_place();
        self.model.page = None;
        self.open_selected();
    }

    /// What is done with one article: the numbered one, else the open one.
    fn with_article(&mut self, action: Action, number: Option<usize>) -> Result<(), String> {
        let key = match number {
            Some(number) => self.key_of(number)?,
            None => self.open_key_or_why()?,
        };
        match action {
            Action::CopyLink => self.outside(Outside::CopyLinkOf(key)),
            Action::Edit => self.outside(Outside::Edit(key)),
            _ => self.like_this(key, String::new()),
        }
        Ok(())
    }

    fn open_key_or_why(&self) -> Result<Key, String> {
        let open = self.model.page.as_ref().filter(|_| self.in_page());
        open.map(|page| page.opened.key).ok_or_else(|| self.model.messages().line_open_first.to_owned())
    }

    /// Marks the numbered articles, else the open one.
    fn mark_each(&mut self, numbers: &[usize], marking: Marking) -> Result<(), String> {
        let keys = match numbers {
            // Which tags there are is asked without an article.
            [] if !self.in_page() && marking == Marking::Tags(String::new()) => return Ok(()),
            [] => vec![self.open_key_or_why()?],
            _ => numbers.iter().map(|number| self.key_of(*number)).collect::<Result<_, _>>()?,
        };
        let labels = marking.labels(self.model.messages());
        self.keep_job(KeepJob::Each(MarkEach { keys, marking, labels }));
        Ok(())
    }

    /// Lists what a query finds, in place of all that narrowed the list.
    fn search_for(&mut self, text: &str) -> Result<(), String> {
        if !text.is_empty() {
            self.keep_quietly(vec![Change::Searched(text.to_owned())]);
        }
        self.run_query(text);
        Ok(())
    }

    fn find_text(&mut self, text: &str) -> Result<(), String> {
        self.find_in_page(text);
        self.say_hits();
        Ok(())
    }

    fn sort_by(&mut self, name: &str) -> Result<(), String> {
        let order = ORDERS.iter().find(|(known, _)| *known == name).map(|(_, order)| *order);
        let order = order.ok_or_else(|| ORDERS.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(" "))?;
        self.model.list.fresh = true;
        self.model.list.source.order = order;
        self.find_again();
        Ok(())
    }

    /// Chooses or excludes what a filter says, or narrows to a time; without a filter, counts what there
    /// is to choose from.
    fn narrow(&mut self, action: Action, text: &str) -> Result<(), String> {
        if self.model.list.source.base != Base::Library {
            return Err(self.model.messages().nothing_here.to_owned());
        }
        if text.is_empty() {
            self.count_with(true);
            return Ok(());
        }
        let facet = if action == Action::Histogram { self.facet_of_time(text)? } else { self.facet(text)? };
        let filters = &mut self.model.list.source.filters;
        match action {
            Action::Histogram => filters.only(&facet),
            Action::Toggle => filters.toggle(&facet, Chosen::Yes),
            _ => filters.toggle(&facet, Chosen::Excluded),
        }
        self.focus_on(Focus::List);
        self.find_new();
        self.rebuild_filter();
        Ok(())
    }

    /// The value of the filter pane that one filter of the query language stands for.
    fn facet(&self, text: &str) -> Result<Facet, String> {
        let filter = search::parse(text, self.today());
        let is_one = !matches!(filter.expr, Expr::All | Expr::And(_) | Expr::Or(_) | Expr::Not(_));
        if filter.problems.is_empty() && is_one {
            Ok(Facet::of(&filter.expr))
        } else {
            Err(self.model.messages().line_filter.to_owned())
        }
    }

    /// A time as the query language writes it: `2021`, `2021-06`.
    fn facet_of_time(&self, text: &str) -> Result<Facet, String> {
        let filter = search::parse(&format!("date:{text}"), self.today());
        match filter.expr {
            Expr::Dates { .. } if filter.problems.is_empty() => Ok(Facet::of(&filter.expr)),
            _ => Err(self.model.messages().q_unknown_day.to_owned()),
        }
    }

    /// Takes the reply to the dialog in front.
    pub(super) fn reply(&mut self, reply: LineReply) {
        self.model.message = None;
        match reply {
            LineReply::Yes => self.decide(true),
            LineReply::No => self.decide(false),
            LineReply::Text(text) => drop(self.fill_dialog(None, &text)),
            LineReply::Nothing => {
                self.model.layers.pop();
                // Who only wanted to see is asked again before the marks are lost.
                self.model.marks.offered = false;
            }
        }
    }
}

/// True of what prints another part of an article: its paragraph is no longer the selected one.
fn moves(action: Action) -> bool {
    use Action::{
        Down, First, HalfDown, HalfUp, JumpBack, Last, NextHeading, NextHit, PageDown, PageUp, PreviousHeading,
        PreviousHit, Up,
    };
    matches!(action, Down | Up | HalfDown | HalfUp | PageDown | PageUp | First | Last)
        || matches!(action, NextHeading | PreviousHeading | NextHit | PreviousHit | JumpBack)
}

/// True of what is done within an open article.
fn needs_page(action: Action, text: &str) -> bool {
    use Action::{
        CopyText, Fields, JumpBack, Links, NextHeading, NextHit, Outline, Paragraph, Pipe, PreviousHeading,
        PreviousHit, SavePage,
    };
    match action {
        NextHit | PreviousHit => !text.is_empty(),
        CopyText | Fields | JumpBack | Links | NextHeading | Outline | Paragraph | Pipe | PreviousHeading
        | SavePage => true,
        _ => false,
    }
}
