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
mod links;
mod scroll;
mod sgr;
#[cfg(test)]
mod tests;
mod traffic;
mod trust;

use std::collections::BTreeMap;
use std::io::{self, ErrorKind, Write};

use ratatui::backend::{Backend, ClearType, WindowSize};
use ratatui::buffer::{Cell as ViewCell, CellDiffOption, CellWidth};
use ratatui::layout::{Position, Size};

use super::capability::{Capabilities, Scroll};
use crate::text::{self, Ambiguous};
use cells::{Cell, Clusters, Glyph, Grid, Style};
use encode::{Encoder, Ground, State};
use links::Links;

pub use links::Link;
pub use traffic::Traffic;

/// Frames from this many bytes on are sent as one update (mode 2026), where that is known.
const SYNCHRONIZED_FROM: usize = 1024;
/// Frames below this are not worth a look for what moved.
const SHIFT_FROM: usize = 64;
/// Moves per frame: two panes and a spare.
const SHIFTS: usize = 3;

/// The screen of one terminal, written to `W`.
///
/// A `W` that would block is no error: what it does not take is kept, the next frames only change
/// what is to be shown, and a flush or [`Screen::pump`] goes on later with the newest. Any other error
/// is told once; after it nothing is sent any more.
#[derive(Debug)]
pub struct Screen<W: Write> {
    writer: W,
    can: Capabilities,
    ambiguous: Ambiguous,
    settled: bool,
    /// What the terminal shows once all of `pending` is through.
    shadow: Grid,
    /// What it is to show.
    next: Grid,
    /// The shadow is worth nothing: clear first.
    lost: bool,
    clusters: Clusters,
    links: Links,
    state: State,
    cursor: Caret,
    /// Bytes on their way that the writer did not take yet.
    pending: Vec<u8>,
    /// A frame waits, none of its bytes sent.
    waiting: bool,
    /// The far end is gone, and that was told: nothing is sent any more.
    gone: bool,
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
            writer,
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
            pending: Vec::new(),
            waiting: false,
            gone: false,
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
        self.pending.is_empty() && !self.waiting
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
        self.pending.extend_from_slice(bytes);
        self.push()
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
        &self.writer
    }

    pub fn writer_mut(&mut self) -> &mut W {
        &mut self.writer
    }

    fn send_frame(&mut self) -> io::Result<()> {
        self.push()?;
        self.waiting = !self.pending.is_empty();
        if self.waiting {
            return Ok(());
        }
        self.clusters.sweep([&mut self.shadow, &mut self.next]);
        let (bytes, state) = self.frame();
        if bytes.is_empty() {
            return Ok(());
        }
        let taken = self.write_some(&bytes)?;
        if taken == 0 {
            // Not begun: dropped, the next try sends what is newest then.
            self.waiting = true;
            return Ok(());
        }
        self.commit(&bytes, taken, state);
        Ok(())
    }

    /// The frame is on its way for good: the shadow is what the terminal will show.
    fn commit(&mut self, bytes: &[u8], taken: usize, state: State) {
        self.pending.extend_from_slice(bytes.get(taken..).unwrap_or_default());
        self.shadow.clone_from(&self.next);
        self.lost = false;
        self.state = state;
        self.cursor.shown = Some(self.cursor.wanted);
        self.traffic.count(bytes.len());
    }

    /// Sends of `pending` what the writer takes.
    fn push(&mut self) -> io::Result<()> {
        let bytes = std::mem::take(&mut self.pending);
        let taken = self.write_some(&bytes)?;
        self.pending.extend_from_slice(bytes.get(taken..).unwrap_or_default());
        Ok(())
    }

    /// Writes until all is taken or the writer would block; says how much was. An error is told once.
    fn write_some(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.gone {
            return Ok(bytes.len());
        }
        let written = self.try_write(bytes);
        self.gone = written.is_err();
        written
    }

    fn try_write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut taken = 0;
        while let Some(rest) = bytes.get(taken..).filter(|rest| !rest.is_empty()) {
            match self.writer.write(rest) {
                Ok(0) => return Err(ErrorKind::WriteZero.into()),
                Ok(count) => taken += count,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(taken),
                Err(error) => return Err(error),
            }
        }
        match self.writer.flush() {
            Err(error) if error.kind() != ErrorKind::WouldBlock => Err(error),
            _ => Ok(taken),
        }
    }

    /// The bytes of the frame, and what they leave the terminal in.
    fn frame(&self) -> (Vec<u8>, State) {
        let mut encoder = Encoder::new(self.ground(), self.state);
        let mut known = &self.shadow;
        let blank;
        if self.lost {
            encoder.clear();
            blank = Grid::new(self.next.width, self.next.height, Cell::BLANK);
            known = &blank;
        }
        let mut encoder = self.shortest(encoder, known);
        encoder.close_link();
        self.caret(&mut encoder);
        (self.synchronized(encoder.out), encoder.state)
    }

    fn ground(&self) -> Ground<'_> {
        Ground {
            can: &self.can,
            clusters: &self.clusters,
            links: &self.links,
            narrow: self.settled && self.ambiguous == Ambiguous::Narrow,
            width: self.next.width,
            height: self.next.height,
        }
    }

    /// What `start` has written, and the shortest way found from `known` to the next frame: painting
    /// what differs, or moving rows first.
    fn shortest<'a>(&'a self, start: Encoder<'a>, known: &Grid) -> Encoder<'a> {
        let mut best = start.clone();
        best.paint(known, &self.next);
        if self.can.scroll == Scroll::None || best.out.len() < SHIFT_FROM || self.lost {
            return best;
        }
        let (mut start, mut known) = (start, known.clone());
        for _ in 0..SHIFTS {
            let found = scroll::candidates(&known, &self.next, self.can.margins, start.state.region);
            let tries = found.into_iter().map(|shift| {
                let (mut moved, mut grid) = (start.clone(), known.clone());
                moved.shift(shift);
                grid.scroll(shift.top, shift.bottom, shift.left, shift.right, shift.by);
                let mut whole = moved.clone();
                whole.paint(&grid, &self.next);
                (whole, moved, grid)
            });
            match tries.min_by_key(|(whole, ..)| whole.out.len()) {
                Some((whole, moved, grid)) if whole.out.len() < best.out.len() => {
                    best = whole;
                    (start, known) = (moved, grid);
                }
                _ => break,
            }
        }
        best
    }

    /// The cursor as wanted: shown or not, and where.
    fn caret(&self, encoder: &mut Encoder<'_>) {
        let Caret { wanted, at, shown } = self.cursor;
        if wanted {
            encoder.place(usize::from(at.x), usize::from(at.y));
        }
        if shown != Some(wanted) {
            encoder.out.extend_from_slice(if wanted { b"\x1b[?25h" } else { b"\x1b[?25l" });
        }
    }

    fn synchronized(&self, frame: Vec<u8>) -> Vec<u8> {
        if !self.can.synchronized || frame.len() < SYNCHRONIZED_FROM {
            return frame;
        }
        [b"\x1b[?2026h", frame.as_slice(), b"\x1b[?2026l"].concat()
    }

    /// Puts a cell of the view where it is to be seen; what it leaves of its room is blank.
    fn put(&mut self, x: usize, y: usize, cell: &ViewCell) -> usize {
        let link = self.next.row(y).get(x).map_or(0, |old| old.style.link);
        let (mut converted, columns) = self.convert(cell);
        converted.style.link = link;
        self.next.put(x, y, converted, columns);
        if columns == 1 && cell.cell_width() == 2 {
            self.next.put(x + 1, y, Cell::new(Glyph::BLANK, converted.style), 1);
        }
        columns
    }

    /// The cell of the shadow for a cell of the view, and how many columns it takes.
    fn convert(&mut self, cell: &ViewCell) -> (Cell, usize) {
        let style = Style {
            fg: colour::foreground(cell.fg, self.can.colours),
            bg: colour::background(cell.bg, self.can.colours),
            modifier: colour::attributes(cell.modifier, &self.can),
            link: 0,
        };
        let laid_out = usize::from(cell.cell_width());
        let glyph = match laid_out {
            1 | 2 => self.clusters.glyph(cell.symbol()),
            _ => Glyph::BLANK,
        };
        let shown = if glyph == Glyph::BLANK { 1 } else { text::grapheme_width(cell.symbol(), self.ambiguous) };
        match (laid_out, shown, glyph.char()) {
            (1, 2, Some(c)) => (Cell::new(Glyph::of(trust::narrow_stand_in(c)), style), 1),
            (2, 1, _) if !matches!(cell.diff_option, CellDiffOption::ForcedWidth(_)) => (Cell::new(glyph, style), 2),
            (_, 2, _) => (Cell::new(glyph, style), 2),
            _ => (Cell::new(glyph, style), 1),
        }
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
