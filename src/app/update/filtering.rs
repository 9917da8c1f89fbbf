//! The filter pane: typing, choosing, excluding, folding.

use super::Step;
use crate::app::input::field::Field;
use crate::app::model::cursor::Move;
use crate::app::model::layers::Layer;
use crate::app::model::layout::Focus;
use crate::app::panes::{Chosen, Entry, Facet};

impl Step<'_> {
    /// To the filter pane, where letters narrow at once.
    pub(super) fn start_filter(&mut self) {
        self.focus_on(Focus::Filter);
        self.close_filter_line();
        self.push_layer(Layer::Filter(Field::default()));
        self.rebuild_filter();
    }

    /// Ends typing in the filter pane; all of its lines are shown again.
    pub(super) fn close_filter_line(&mut self) {
        if self.model.filter_line().is_some() {
            self.model.layers.retain(|layer| !matches!(layer, Layer::Filter(_)));
            self.rebuild_filter();
        }
    }

    /// The typed text changed: the first entry that is hit is selected.
    pub(super) fn filter_typed(&mut self) {
        self.rebuild_filter();
        let hit = self.model.filter.lines.iter().position(|line| line.entry != Entry::Group && !line.hits.is_empty());
        match hit {
            Some(line) => self.model.filter.cursor.select(line),
            None => self.model.filter.go(Move::To(0)),
        }
    }

    /// Makes the pane's lines from what is known now.
    pub(super) fn rebuild_filter(&mut self) {
        let typed = self.model.filter_line().map_or(String::new(), |field| field.text().to_owned());
        let model = &mut *self.model;
        model.filter.rebuild(&model.list.source.filters, &model.marks.queries, &typed, &model.settings.messages);
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
            (Some(_), true) => self.model.filter.go(Move::By(1)),
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
