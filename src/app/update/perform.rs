//! Actions: what each one does in the pane that has the focus.

use super::Step;
use crate::app::effect::{KeepJob, Outside};
use crate::app::input::action::Action;
use crate::app::input::field::Field;
use crate::app::marking::Marking;
use crate::app::model::cursor::Move;
use crate::app::model::layers::Layer;
use crate::app::model::layout::Focus;
use crate::app::panes::Chosen;
use crate::search::Order;

impl Step<'_> {
    /// Does what an action says; a count repeats it or names an item.
    ///
    /// Every action is listed here, and nowhere else: a new one does not compile until it does something.
    pub(super) fn perform(&mut self, action: Action, count: Option<usize>) {
        let times = isize::try_from(count.unwrap_or(1)).unwrap_or(isize::MAX);
        let height = isize::try_from(self.height()).unwrap_or(1);
        let half = (height / 2).max(1);
        match action {
            Action::Down => self.go(Move::By(times)),
            Action::Up => self.go(Move::By(-times)),
            Action::HalfDown => self.go(Move::Scroll(half.saturating_mul(times))),
            Action::HalfUp => self.go(Move::Scroll(half.saturating_mul(-times))),
            Action::PageDown => self.go(Move::Scroll(height.saturating_mul(times))),
            Action::PageUp => self.go(Move::Scroll(height.saturating_mul(-times))),
            Action::First => self.go_to(count.map_or(0, |n| n.saturating_sub(1))),
            Action::Last => self.go_to(count.map_or(usize::MAX, |n| n.saturating_sub(1))),
            Action::Left => self.sideways(false),
            Action::Right => self.sideways(true),
            Action::Open => self.open(),
            Action::Back => self.back(),
            Action::Escape => self.escape(),
            Action::Quit => self.quit(),
            Action::NextPane => self.next_pane(true),
            Action::PreviousPane => self.next_pane(false),
            Action::Zoom => self.model.beside = !self.model.beside,
            Action::Search => self.start_search(),
            Action::Categories => self.start_filter(),
            Action::Sort => self.sort(),
            Action::Reverse => self.reverse(),
            Action::Relevance => self.order_by(Order::Relevance),
            Action::Like => self.like(),
            Action::NextUnread => self.next_unread(true),
            Action::PreviousUnread => self.next_unread(false),
            Action::NextHit => self.next_hit(true),
            Action::PreviousHit => self.next_hit(false),
            Action::NextHeading => self.next_heading(true),
            Action::PreviousHeading => self.next_heading(false),
            Action::NextArticle => self.next_article(1),
            Action::PreviousArticle => self.next_article(-1),
            Action::JumpBack => self.jump_back(),
            Action::Paragraph => self.select_paragraph(),
            Action::Outline => self.outline(),
            Action::Links => self.links(),
            Action::Fields => self.fields(),
            Action::Read => {
                self.model.deadlines.read = None;
                self.toggle_mark(&Marking::Read);
            }
            Action::ReadAll => self.ask_read_all(),
            Action::Star => self.toggle_mark(&Marking::Star),
            Action::Tags => self.ask_tags(),
            Action::Note => self.ask_note(),
            Action::Queue => self.toggle_mark(&Marking::Queue),
            Action::ReadingList => self.reading_list(),
            Action::Undo => self.keep_job(KeepJob::Undo),
            Action::Redo => self.keep_job(KeepJob::Redo),
            Action::Changes => self.changes(),
            Action::Toggle => self.toggle(Chosen::Yes),
            Action::Exclude => self.toggle(Chosen::Excluded),
            Action::Clear => self.clear_filters(),
            Action::Histogram => self.toggle_histogram(),
            Action::SaveQuery => self.save_query(),
            Action::Queries => self.queries(),
            Action::History => self.history(),
            Action::CopyLink => self.copy_link(),
            Action::CopyText => self.copy_text(),
            Action::SavePage => self.ask_where(),
            Action::Pipe => self.ask_command(),
            Action::Edit => self.edit(),
            Action::Repaint => self.outside(Outside::Repaint),
            Action::Suspend => self.outside(Outside::Suspend),
            Action::Help => self.help(),
            Action::Complete => self.complete(),
            Action::Recall => self.recall(),
            Action::DeleteBack => self.edit_field(Field::delete_back),
            Action::DeleteForward => self.edit_field(Field::delete_forward),
            Action::DeleteWord => self.edit_field(Field::delete_word),
            Action::DeleteToStart => self.edit_field(Field::delete_to_start),
            Action::DeleteToEnd => self.edit_field(Field::delete_to_end),
            Action::Yes => self.decide(true),
            Action::No => self.decide(false),
        }
    }

    /// Rows that fit where moving moves.
    fn height(&mut self) -> usize {
        if let Some(cursor) = self.model.layers.last_mut().and_then(Layer::cursor_mut) {
            return cursor.height();
        }
        match self.model.focus {
            Focus::Filter => self.model.filter.cursor.height(),
            Focus::List => self.model.list.cursor.height(),
            Focus::Page => self.model.page.as_ref().map_or(1, |page| page.cursor.height()),
        }
    }

    /// Moves in the front layer, else in the pane with the focus.
    pub(super) fn go(&mut self, to: Move) {
        match self.model.layers.last_mut() {
            Some(Layer::Picker(picker)) => picker.cursor.go(to),
            Some(Layer::Text(text)) => text.cursor.show_to(to),
            Some(Layer::Prompt(_) | Layer::Question(_)) => {}
            Some(Layer::Search(_) | Layer::Filter(_)) | None => self.go_in_pane(self.model.focus, to),
        }
    }

    pub(super) fn go_in_pane(&mut self, focus: Focus, to: Move) {
        match (focus, to) {
            (Focus::Filter, _) => self.model.filter.go(to),
            (Focus::List, _) => self.go_in_list(to),
            (Focus::Page, Move::By(lines) | Move::Scroll(lines)) => self.scroll_page(lines),
            (Focus::Page, Move::To(line)) => self.show_line(line),
        }
    }

    fn go_in_list(&mut self, to: Move) {
        let list = &mut self.model.list;
        if let Move::To(item) = to {
            list.to_end = item == usize::MAX && !list.complete;
        }
        let before = list.cursor.selected();
        list.cursor.go(to);
        if list.cursor.selected() != before {
            self.selection_moved();
        }
    }

    /// To an item; in a line of text to its start, or to its end.
    fn go_to(&mut self, item: usize) {
        match self.model.layers.last_mut().and_then(Layer::field_mut) {
            Some(field) if item == 0 => field.go_to_start(),
            Some(field) => field.go_to_end(),
            None => self.go(Move::To(item)),
        }
    }

    /// Left and right: the cursor of a line of text; fold and unfold in the filter pane, months in the
    /// histogram, long lines in the page.
    fn sideways(&mut self, right: bool) {
        match self.model.layers.last_mut() {
            Some(Layer::Filter(field)) if field.text().is_empty() => self.unfold(right),
            Some(layer) => {
                if let Some(field) = layer.field_mut() {
                    field.step(right);
                }
            }
            None => match self.model.focus {
                Focus::Filter => self.unfold(right),
                Focus::List if self.model.histogram.is_some() => self.move_in_histogram(right),
                Focus::List if right => self.open_selected(),
                Focus::List => self.focus_on(Focus::Filter),
                Focus::Page => self.scroll_sideways(right),
            },
        }
    }

    /// Opens what is selected, or takes what is typed.
    fn open(&mut self) {
        match self.model.layers.last() {
            Some(Layer::Search(_)) => self.accept_search(true),
            Some(Layer::Picker(_)) => self.pick(),
            Some(Layer::Prompt(_)) => self.prompted(),
            Some(Layer::Question(question)) if !question.is_overwriting() => {}
            Some(Layer::Question(_) | Layer::Text(_)) => self.close_layer(),
            Some(Layer::Filter(_)) | None => match self.model.focus {
                Focus::Filter => self.choose_only(),
                Focus::List => self.open_selected(),
                Focus::Page => self.links(),
            },
        }
    }

    fn back(&mut self) {
        if !self.model.layers.is_empty() {
            return self.close_layer();
        }
        match self.model.focus {
            Focus::List if self.model.histogram.take().is_some() => {}
            Focus::List if self.model.list.source.is_searched() => self.clear_query(),
            Focus::List => self.quit(),
            Focus::Filter => self.focus_on(Focus::List),
            Focus::Page => self.close_page(),
        }
    }

    /// Esc: as back, but it never quits.
    fn escape(&mut self) {
        let list = &self.model.list;
        let in_list = self.model.layers.is_empty() && self.model.focus == Focus::List;
        if !in_list || self.model.histogram.is_some() || list.source.is_searched() {
            self.back();
        } else if !list.source.is_whole_library() {
            self.clear_filters();
        }
    }

    fn next_pane(&mut self, forward: bool) {
        let mut panes = vec![Focus::Filter, Focus::List];
        if self.model.page.is_some() {
            panes.push(Focus::Page);
        }
        let at = panes.iter().position(|pane| *pane == self.model.focus).unwrap_or(0);
        let step = if forward { 1 } else { panes.len() - 1 };
        match panes.get((at + step) % panes.len()) {
            // An article that is not in sight is not what Tab means: the selected one is.
            Some(Focus::Page) if self.model.layout().page.is_none() => self.open_selected(),
            Some(next) => self.focus_on(*next),
            None => {}
        }
    }

    /// Gives the focus to a pane.
    pub(super) fn focus_on(&mut self, focus: Focus) {
        if self.model.focus == Focus::Page && focus != Focus::Page {
            self.keep_place();
            self.model.deadlines.read = None;
        }
        let filter_was_shown = self.model.layout().filter.is_some();
        self.model.focus = focus;
        if focus == Focus::Page {
            self.reading_begins();
        }
        if !filter_was_shown && self.model.layout().filter.is_some() {
            self.count();
        }
        if focus != Focus::Filter {
            self.close_filter_line();
        }
        if focus != Focus::List {
            self.accept_search(false);
        }
    }
}
