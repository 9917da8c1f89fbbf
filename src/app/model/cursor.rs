//! Selection and scrolling, the same for every pane.
//!
//! Owns which item is selected and which is on top. Knows nothing of what the items are.

/// A movement of a selection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Move {
    /// By items, down when positive.
    By(isize),
    /// By items, scrolling along: half pages and pages.
    Scroll(isize),
    /// To an item, counted from 0; beyond the end: to the last.
    To(usize),
}

/// A selected item among many, and the first one that is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Cursor {
    selected: usize,
    top: usize,
    len: usize,
    /// Items that fit on the screen at once, at least 1.
    height: usize,
    /// Items that the top moves by at an edge, where scrolling costs as much as a new screen.
    jump: usize,
    /// The last item may be on top: chunk after chunk is printed, and none is printed twice.
    chunks: bool,
}

impl Cursor {
    /// A cursor over `len` items, at the first.
    pub fn new(len: usize) -> Cursor {
        Cursor { len, height: 1, ..Cursor::default() }
    }

    /// The selected item, counted from 0; 0 when there is none.
    pub fn selected(&self) -> usize {
        self.selected
    }

    /// The first item shown.
    pub fn top(&self) -> usize {
        self.top
    }

    /// How many items there are.
    pub fn len(&self) -> usize {
        self.len
    }

    /// True when there is no item.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// How many items fit.
    pub fn height(&self) -> usize {
        self.height.max(1)
    }

    /// Selects an item, showing it with as little scrolling as can be.
    pub fn select(&mut self, item: usize) {
        self.selected = item.min(self.len.saturating_sub(1));
        self.follow();
    }

    /// Moves the selection.
    pub fn go(&mut self, to: Move) {
        match to {
            Move::By(items) => self.move_by(items),
            Move::Scroll(items) => self.scroll_by(items),
            Move::To(item) => self.select(item),
        }
    }

    /// Moves what is on top: pages of text.
    pub fn show_to(&mut self, to: Move) {
        match to {
            Move::By(items) | Move::Scroll(items) => self.show_by(items),
            Move::To(item) => self.show(item),
        }
    }

    /// Selects an item so that it is in the same row of the screen as the selection did.
    pub fn select_in_place(&mut self, item: usize) {
        let row = self.selected.saturating_sub(self.top);
        self.selected = item.min(self.len.saturating_sub(1));
        self.top = self.selected.saturating_sub(row).min(self.last_top());
        self.follow();
    }

    /// Moves the selection by items, down when positive.
    pub fn move_by(&mut self, items: isize) {
        self.select(self.selected.saturating_add_signed(items));
    }

    /// Scrolls by items, the selection staying in its row: half pages and pages.
    pub fn scroll_by(&mut self, items: isize) {
        let row = self.selected - self.top;
        self.top = self.top.saturating_add_signed(items).min(self.last_top());
        let wanted = self.selected.saturating_add_signed(items).min(self.len.saturating_sub(1));
        self.selected = if self.top + row == wanted { wanted } else { wanted.max(self.top) };
        self.follow();
    }

    /// Puts an item on top, as far as there are items to fill the screen below it: pages of text.
    ///
    /// An item after the last means the last screen.
    pub fn show(&mut self, item: usize) {
        self.top = if item < self.len { item.min(self.last_top()) } else { self.last_screen() };
        self.selected = self.top;
    }

    /// Moves what is on top by items: pages of text.
    pub fn show_by(&mut self, items: isize) {
        self.show(self.top.saturating_add_signed(items));
    }

    /// Tells how many items there are from now on.
    pub fn set_len(&mut self, len: usize) {
        self.len = len;
        self.selected = self.selected.min(len.saturating_sub(1));
        self.top = self.top.min(self.last_top());
        self.follow();
    }

    /// Tells how many items fit from now on.
    pub fn set_height(&mut self, height: usize) {
        self.height = height.max(1);
        self.top = self.top.min(self.last_top());
        self.follow();
    }

    /// Tells by how many items the top moves at an edge, at least 1.
    pub fn set_jump(&mut self, jump: usize) {
        self.jump = jump;
    }

    /// Sets whether the items are printed chunk after chunk: then the last item may be on top, and an
    /// item that is selected out of sight comes on top, as far as there are items to fill the chunk.
    pub fn set_chunks(&mut self, chunks: bool) {
        self.chunks = chunks;
    }

    /// True where the items are printed chunk after chunk.
    pub fn chunks(&self) -> bool {
        self.chunks
    }

    /// The items on the screen.
    pub fn visible(&self) -> std::ops::Range<usize> {
        self.top..(self.top + self.height()).min(self.len)
    }

    /// How far a text on top of which this is has been read, in per cent.
    pub fn per_cent(&self) -> u8 {
        let end = (self.top + self.height()).min(self.len);
        u8::try_from(100 * end / self.len.max(1)).unwrap_or(100)
    }

    /// True when the last item is on the screen.
    pub fn at_end(&self) -> bool {
        self.top + self.height() >= self.len
    }

    fn last_top(&self) -> usize {
        if self.chunks { self.len.saturating_sub(1) } else { self.last_screen() }
    }

    /// The top of the last full screen.
    fn last_screen(&self) -> usize {
        self.len.saturating_sub(self.height())
    }

    fn follow(&mut self) {
        if self.chunks && !self.visible().contains(&self.selected) {
            self.top = self.selected.min(self.last_screen());
        }
        let height = self.height();
        let jump = self.jump.clamp(1, height) - 1;
        if self.selected < self.top {
            self.top = self.selected.saturating_sub(jump);
        }
        if self.selected >= self.top + height {
            self.top = (self.selected + 1 - height + jump).min(self.last_top().max(self.selected + 1 - height));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cursor(len: usize, height: usize) -> Cursor {
        let mut cursor = Cursor::new(len);
        cursor.set_height(height);
        cursor
    }

    #[test]
    fn the_selection_stays_on_the_screen_and_scrolls_by_one_at_its_edge() {
        let mut c = cursor(100, 10);
        c.move_by(9);
        assert_eq!((c.selected(), c.top()), (9, 0));
        c.move_by(1);
        assert_eq!((c.selected(), c.top()), (10, 1));
        c.move_by(-1000);
        assert_eq!((c.selected(), c.top()), (0, 0));
    }

    #[test]
    fn where_scrolling_is_dear_the_top_jumps_at_the_edges() {
        let mut c = cursor(100, 10);
        c.set_jump(5);
        c.move_by(10);
        assert_eq!((c.selected(), c.top()), (10, 5));
        c.move_by(-6);
        assert_eq!((c.selected(), c.top()), (4, 0));
        c.select(99);
        assert_eq!((c.selected(), c.top()), (99, 90));
    }

    #[test]
    fn a_page_down_at_the_end_reaches_the_last_item() {
        let mut c = cursor(15, 10);
        c.scroll_by(10);
        assert_eq!((c.selected(), c.top()), (10, 5));
        c.scroll_by(10);
        assert_eq!((c.selected(), c.top()), (14, 5));
        c.scroll_by(-10);
        c.scroll_by(-10);
        assert_eq!((c.selected(), c.top()), (0, 0));
    }

    #[test]
    fn a_text_never_scrolls_past_its_end() {
        let mut c = cursor(25, 10);
        c.show_by(100);
        assert_eq!((c.top(), c.per_cent(), c.at_end()), (15, 100, true));
        c.set_len(5);
        assert_eq!(c.top(), 0);
    }

    #[test]
    fn what_changes_around_it_leaves_the_selection_in_its_row() {
        let mut c = cursor(100, 10);
        c.move_by(14);
        let row = c.selected() - c.top();
        c.set_len(120);
        c.select_in_place(34);
        assert_eq!(c.selected() - c.top(), row);
    }
}
