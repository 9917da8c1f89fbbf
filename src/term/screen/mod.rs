//! A screen that sends few bytes: ratatui's backend over a shadow of what the terminal shows.
//!
//! Owns the shadow, and every byte that paints. Frames are compared with the shadow, what moved is
//! moved by the terminal, and the shortest of the candidate strings goes out in one write; nothing
//! where nothing changed. Knows nothing of what it shows, and never asks the real terminal: size,
//! capabilities and width of ambiguous symbols are told.
//!
//! What a view has to know: the cell behind a wide symbol carries the symbol's style; where
//! ambiguous symbols take two columns, a cell that holds one says so by `ForcedWidth(2)` (one that
//! does not gets a stand-in of one column).

mod cells;
mod colour;
mod encode;
mod frame;
mod links;
mod outlet;
mod scroll;
mod sgr;
#[cfg(test)]
mod tests;
mod traffic;
mod trust;

use std::collections::BTreeMap;
use std::io::{self, Write};

use ratatui::backend::{Backend, ClearType, WindowSize};
use ratatui::buffer::Cell as ViewCell;
use ratatui::layout::{Position, Size};

use super::capability::Capabilities;
use crate::text::Ambiguous;
use cells::{Cell, Clusters, Grid};
use encode::State;
use links::Links;
use outlet::Outlet;

pub use links::Link;
pub use traffic::Traffic;

/// The screen of one terminal, written to `W`.
///
/// A `W` that would block is no error: what it does not take is kept, the next frames only change
/// what is to be shown, and a flush or [`Screen::pump`] goes on later with the newest. Any other error
/// is told once; after it nothing is sent any more.
#[derive(Debug)]
pub struct Screen<W: Write> {
    outlet: Outlet<W>,
    can: Capabilities,
    ambiguous: Ambiguous,
    settled: bool,
    /// What the terminal shows once all that is on its way is through.
    shadow: Grid,
    /// What it is to show.
    next: Grid,
    /// The shadow is worth nothing: clear first.
    lost: bool,
    clusters: Clusters,
    links: Links,
    state: State,
    cursor: Caret,
    /// A frame waits, none of its bytes sent.
    waiting: bool,
    traffic: traffic::Counter,
}

/// The cursor that the person sees.
#[derive(Debug, Clone, Copy)]
struct Caret {
    wanted: bool,
    at: Position,
    /// `None`: not known.
    shown: Option<bool>,
}

impl<W: Write> Screen<W> {
    /// A screen of which nothing is known but its size: the first frame clears it.
    pub fn new(writer: W, size: Size, can: Capabilities) -> Screen<W> {
        let (width, height) = (usize::from(size.width), usize::from(size.height));
        Screen {
            outlet: Outlet::new(writer),
            can,
            ambiguous: Ambiguous::Narrow,
            settled: false,
            shadow: Grid::new(width, height, Cell::BLANK),
            next: Grid::new(width, height, Cell::BLANK),
            lost: true,
            clusters: Clusters::default(),
            links: Links::default(),
            state: State::default(),
            cursor: Caret { wanted: false, at: Position::ORIGIN, shown: None },
            waiting: false,
            traffic: traffic::Counter::default(),
        }
    }

    /// The terminal's new size. The next frame of a `Terminal` sees it and paints all.
    pub fn set_size(&mut self, size: Size) {
        let (width, height) = (usize::from(size.width), usize::from(size.height));
        self.shadow = Grid::new(width, height, Cell::BLANK);
        self.next = Grid::new(width, height, Cell::BLANK);
        self.invalidate();
    }

    /// Nothing is known any more of what the terminal shows: the next flush paints all.
    pub fn invalidate(&mut self) {
        self.lost = true;
        self.cursor.shown = None;
    }

    /// Somebody wrote into a row, or moved the cursor there: the next flush paints that row.
    pub fn disturb(&mut self, row: u16) {
        self.shadow.row_mut(usize::from(row)).fill(Cell::UNKNOWN);
        self.state.cursor = encode::Cursor::default();
    }

    pub fn capabilities(&self) -> &Capabilities {
        &self.can
    }

    /// What turned out about the terminal. Colours count from the next time that a cell is drawn:
    /// clear the `Terminal` after they changed.
    pub fn set_capabilities(&mut self, can: Capabilities) {
        self.can = can;
    }

    /// How many columns ambiguous symbols take, by the terminal's own word or the settings'; all is
    /// painted anew if that is news.
    pub fn set_ambiguous(&mut self, ambiguous: Ambiguous) {
        self.settled = true;
        if self.ambiguous != ambiguous {
            self.ambiguous = ambiguous;
            self.invalidate();
        }
    }

    /// How many columns ambiguous symbols take here.
    pub fn ambiguous(&self) -> Ambiguous {
        self.ambiguous
    }

    /// The hyperlinks of the coming frame and of those after it, until told otherwise.
    pub fn set_links(&mut self, links: &[Link]) {
        if !self.can.hyperlinks {
            return;
        }
        if self.links.is_full() {
            self.links = Links::default();
            self.invalidate();
        }
        self.next.cells_mut().iter_mut().for_each(|cell| cell.style.link = 0);
        for link in links {
            let number = self.links.number(link);
            let columns = usize::from(link.columns.start)..usize::from(link.columns.end).min(self.next.width);
            let cells = self.next.row_mut(usize::from(link.row)).get_mut(columns);
            cells.into_iter().flatten().for_each(|cell| cell.style.link = number);
        }
    }

    /// What the bytes of the coming frames are counted under.
    pub fn label(&mut self, label: &str) {
        self.traffic.label(label);
    }

    /// Bytes and frames by label.
    pub fn traffic(&self) -> &BTreeMap<String, Traffic> {
        self.traffic.by_label()
    }

    /// Everything drawn so far is out: a new frame would go at once. Where not, spare the drawing
    /// and call [`Screen::pump`] when the line is free.
    pub fn is_ready(&self) -> bool {
        self.outlet.is_free() && !self.waiting
    }

    /// Sends what waits, and then the newest frame; true when all is out.
    ///
    /// # Errors
    /// Those of the writer, except that it would block.
    pub fn pump(&mut self) -> io::Result<bool> {
        self.send_frame()?;
        Ok(self.is_ready())
    }

    /// Sends bytes that neither paint nor move the cursor (a question, the clipboard, a title),
    /// after what is on its way already.
    ///
    /// # Errors
    /// Those of the writer, except that it would block.
    pub fn send(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.traffic.count(bytes.len());
        self.outlet.send(bytes)
    }

    /// What has to be sent before the terminal goes back to others: link, margins, region, pen,
    /// cursor.
    pub fn leave(&mut self) -> io::Result<()> {
        let mut bytes = Vec::new();
        if self.state.pen.link != 0 {
            self.links.open(&mut bytes, 0);
        }
        if self.state.margins {
            bytes.extend_from_slice(b"\x1b[?69l");
        }
        if self.state.region.is_some() {
            bytes.extend_from_slice(b"\x1b[r");
        }
        bytes.extend_from_slice(b"\x1b[m\x1b[?25h");
        self.state = State::default();
        self.invalidate();
        self.send(&bytes)
    }

    pub fn writer(&self) -> &W {
        &self.outlet.writer
    }

    pub fn writer_mut(&mut self) -> &mut W {
        &mut self.outlet.writer
    }

    fn send_frame(&mut self) -> io::Result<()> {
        self.waiting = !self.outlet.push()?;
        if self.waiting {
            return Ok(());
        }
        self.clusters.sweep([&mut self.shadow, &mut self.next]);
        let (bytes, state) = self.frame();
        if bytes.is_empty() {
            return Ok(());
        }
        // Not begun, it is dropped: the next try sends what is newest then.
        self.waiting = !self.outlet.offer(&bytes)?;
        if !self.waiting {
            self.commit(bytes.len(), state);
        }
        Ok(())
    }

    /// The frame is on its way for good: the shadow is what the terminal will show.
    fn commit(&mut self, bytes: usize, state: State) {
        self.shadow.clone_from(&self.next);
        self.lost = false;
        self.state = state;
        self.cursor.shown = Some(self.cursor.wanted);
        self.traffic.count(bytes);
    }
}

impl<W: Write> Backend for Screen<W> {
    type Error = io::Error;

    fn draw<'a, I>(&mut self, content: I) -> io::Result<()>
    where
        I: Iterator<Item = (u16, u16, &'a ViewCell)>,
    {
        let mut selected = None;
        for (x, y, cell) in content {
            // ratatui sends the cell behind a symbol with VS16, which would take its half.
            if selected == Some((x, y)) {
                continue;
            }
            let columns = self.put(usize::from(x), usize::from(y), cell);
            selected = (columns == 2 && cell.symbol().contains('\u{fe0f}')).then_some((x + 1, y));
        }
        Ok(())
    }

    fn hide_cursor(&mut self) -> io::Result<()> {
        self.cursor.wanted = false;
        Ok(())
    }

    fn show_cursor(&mut self) -> io::Result<()> {
        self.cursor.wanted = true;
        Ok(())
    }

    fn get_cursor_position(&mut self) -> io::Result<Position> {
        Ok(self.cursor.at)
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> io::Result<()> {
        self.cursor.at = position.into();
        Ok(())
    }

    fn clear(&mut self) -> io::Result<()> {
        self.clear_region(ClearType::All)
    }

    /// All: the screen is cleared and painted anew. Less: the cells are blank in the next frame.
    fn clear_region(&mut self, clear_type: ClearType) -> io::Result<()> {
        let (x, y, width) = (usize::from(self.cursor.at.x), usize::from(self.cursor.at.y), self.next.width);
        let cursor = y * width + x;
        let cells = self.next.cells_mut();
        let range = match clear_type {
            ClearType::All => {
                self.invalidate();
                self.next.fill(Cell::BLANK);
                return Ok(());
            }
            ClearType::AfterCursor => cursor..cells.len(),
            ClearType::BeforeCursor => 0..cursor,
            ClearType::CurrentLine => y * width..(y + 1) * width,
            ClearType::UntilNewLine => cursor..(y + 1) * width,
        };
        cells.get_mut(range).into_iter().for_each(|cells| cells.fill(Cell::BLANK));
        Ok(())
    }

    fn size(&self) -> io::Result<Size> {
        Ok(Size::new(self.next.width as u16, self.next.height as u16))
    }

    fn window_size(&mut self) -> io::Result<WindowSize> {
        Ok(WindowSize { columns_rows: self.size()?, pixels: Size::ZERO })
    }

    fn flush(&mut self) -> io::Result<()> {
        self.send_frame()
    }
}
