//! The mouse, where the settings turn it on: the wheel scrolls what it is over, a press selects.

use super::Step;
use crate::app::model::cursor::Move;
use crate::app::model::layout::{Area, Focus};
use crate::term::{Mouse, MouseButton, MouseKind};

/// Lines that one step of the wheel scrolls.
const WHEEL: isize = 3;

impl Step<'_> {
    pub(super) fn mouse(&mut self, mouse: Mouse) {
        if self.model.is_covered() {
            return;
        }
        let (column, row) = (usize::from(mouse.column), usize::from(mouse.row));
        let layout = self.model.layout();
        let panes = [(layout.filter, Focus::Filter), (layout.list, Focus::List), (layout.page, Focus::Page)];
        let over =
            panes.into_iter().find_map(|(area, focus)| area.filter(|a| a.holds(column, row)).map(|a| (a, focus)));
        let Some((area, focus)) = over else { return };
        match mouse.kind {
            MouseKind::ScrollUp => self.go_in_pane(focus, Move::Scroll(-WHEEL)),
            MouseKind::ScrollDown => self.go_in_pane(focus, Move::Scroll(WHEEL)),
            MouseKind::Down(MouseButton::Left) => self.press(area, focus, row),
            _ => {}
        }
    }

    /// A press selects; a press on what is selected opens it.
    fn press(&mut self, area: Area, focus: Focus, row: usize) {
        let line = row - area.row;
        match focus {
            Focus::Filter => {
                let line = self.model.filter.cursor.top()
                    + line.saturating_sub(usize::from(self.model.filter_line().is_some()));
                self.model.filter.cursor.select(line);
                self.model.filter.leave_group(true);
                self.choose_only();
            }
            Focus::List => {
                let index = self.model.list.cursor.top() + line / self.model.list.row_height();
                let again = self.model.list.cursor.selected() == index;
                self.focus_on(Focus::List);
                self.model.list.cursor.select(index);
                if again { self.open_selected() } else { self.selection_moved() }
            }
            Focus::Page => self.focus_on(Focus::Page),
        }
    }
}
