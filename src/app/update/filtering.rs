//! The filter pane: typing, choosing, excluding, folding.

use super::Step;
use crate::app::field::{Edit, Field};
use crate::app::layout::Focus;
use crate::app::panes::{Chosen, Entry, Facet};
use crate::term::{Key, KeyCode};

impl Step<'_> {
    /// To the filter pane, where letters narrow at once.
    pub(super) fn start_filter(&mut self) {
        self.focus_on(Focus::Filter);
        self.model.filter.typing = true;
        self.model.filter.field = Field::default();
        self.rebuild_filter();
    }

    /// A key while letters go into the filter's field.
    pub(super) fn filter_key(&mut self, key: Key) {
        match (key.code, key.modifiers.control) {
            (KeyCode::Escape, _) | (KeyCode::Char('c' | 'g'), true) => self.end_filter_typing(),
            (KeyCode::Enter, _) => self.choose_only(),
            (KeyCode::Tab, _) => self.focus_on(Focus::List),
            (KeyCode::Down, _) | (KeyCode::Char('n'), true) => self.model.filter.move_by(1),
            (KeyCode::Up, _) | (KeyCode::Char('p'), true) => self.model.filter.move_by(-1),
            (KeyCode::Left | KeyCode::Right, _) if self.model.filter.field.text().is_empty() => {
                self.unfold(key.code == KeyCode::Right);
            }
            (KeyCode::Char(' ' | '\u{3000}'), false) => self.toggle(Chosen::Yes),
            (KeyCode::Char('x'), true) => self.toggle(Chosen::Excluded),
            _ => {
                if self.model.filter.field.key(key) == Edit::Changed {
                    self.filter_typed();
                }
            }
        }
    }

    /// Esc takes what is typed away and goes back to the list.
    fn end_filter_typing(&mut self) {
        self.model.filter.field = Field::default();
        self.focus_on(Focus::List);
        self.rebuild_filter();
    }

    /// The typed text changed: the first entry that is hit is selected.
    pub(super) fn filter_typed(&mut self) {
        self.rebuild_filter();
        let hit = self.model.filter.lines.iter().position(|line| line.entry != Entry::Group && !line.hits.is_empty());
        match hit {
            Some(line) => self.model.filter.cursor.select(line),
            None => self.model.filter.go_first(),
        }
    }

    /// Makes the pane's lines anew.
    pub(super) fn rebuild_filter(&mut self) {
        let model = &mut *self.model;
        model.filter.rebuild(&model.list.source.filters, &model.marks.queries, &model.settings.messages);
    }

    /// Enter: only this value, and back to the list. A chosen one is taken out again.
    pub(super) fn choose_only(&mut self) {
        let Some(entry) = self.model.filter.selected().map(|line| line.entry.clone()) else { return };
        match entry {
            Entry::Group => return,
            Entry::Query(text) => self.run_query(&text),
            Entry::Value(facet, _) => {
                let filters = &mut self.model.list.source.filters;
                let alone = filters.chosen == [facet.clone()];
                if alone {
                    filters.toggle(&facet, Chosen::Yes)
                } else {
                    filters.only(&facet)
                }
                self.find_new();
            }
        }
        self.model.filter.field = Field::default();
        self.focus_on(Focus::List);
        self.rebuild_filter();
    }

    /// Space and x: one more value, or one less; the pane keeps the focus.
    pub(super) fn toggle(&mut self, to: Chosen) {
        let Some(Entry::Value(facet, _)) = self.model.filter.selected().map(|line| line.entry.clone()) else { return };
        self.model.list.source.filters.toggle(&facet, to);
        self.find_new();
        self.rebuild_filter();
    }

    /// Opens or closes a value that has others below it; closing a leaf goes to what it lies in.
    pub(super) fn unfold(&mut self, open: bool) {
        let Some(line) = self.model.filter.selected() else { return };
        let Entry::Value(facet, folds) = line.entry.clone() else { return };
        match (folds, open) {
            (Some(is_open), _) if is_open != open => self.set_open(facet, open),
            (_, false) => self.go_to_parent(&facet),
            (Some(_), true) => self.model.filter.move_by(1),
            (None, true) => self.focus_on(Focus::List),
        }
        self.rebuild_filter();
    }

    fn set_open(&mut self, facet: Facet, open: bool) {
        let expanded = &mut self.model.filter.expanded;
        if open {
            expanded.insert(facet)
        } else {
            expanded.remove(&facet)
        };
    }

    fn go_to_parent(&mut self, facet: &Facet) {
        let parent = match facet {
            Facet::Category(path) => path.split_last().map(|(_, above)| Facet::Category(above.to_vec())),
            Facet::Time(year, Some(_)) => Some(Facet::Time(*year, None)),
            _ => None,
        };
        let is_parent = |entry: &Entry| matches!((entry, &parent), (Entry::Value(f, _), Some(p)) if f == p);
        if let Some(at) = self.model.filter.lines.iter().position(|line| is_parent(&line.entry)) {
            self.model.filter.cursor.select(at);
        }
    }
}
