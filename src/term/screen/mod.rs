//! A screen that sends few bytes: each frame is compared with a shadow of what the terminal shows.
//!
//! Owns the shadow, and every byte that paints. What moved is moved by the terminal, and the shortest
//! of the candidate strings goes out in one write; nothing where nothing changed. Views draw into
//! ratatui's buffer of cells; its `Terminal` and its backends have no part in it, since they would
//! compare the frames once more and see no rows that moved. Knows nothing of what it shows, and never
//! asks the real terminal: capabilities and the width of ambiguous symbols are set by the caller.
//!
//! What a view has to know: the cell after a wide symbol has the symbol's style; where ambiguous
//! symbols take two columns, a cell that holds one has `ForcedWidth(2)` (one that does not is shown
//! by a stand-in of one column).

mod cells;
mod colour;
mod confidence;
mod encode;
mod frame;
mod links;
mod output;
mod scroll;
mod sgr;
#[cfg(test)]
mod tests;
mod traffic;

use std::collections::BTreeMap;
use std::io::{self, Write};

use ratatui::buffer::Buffer;

use super::capability::Capabilities;
use crate::text::Ambiguous;
use cells::{CellGrid, Clusters, ScreenCell};
use encode::{CursorState, OutputState};
use links::Hyperlinks;
use output::NonBlocking;

pub use links::Hyperlink;
pub use traffic::Traffic;

/// What the screen is to show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frame {
    /// One cell for each column of each row.
    pub cells: Buffer,
    /// Column and row of the cursor, from 0; `None` hides it.
    pub cursor: Option<(u16, u16)>,
    /// The hyperlinks in it.
    pub links: Vec<Hyperlink>,
}

/// The screen of one terminal, written to `W`.
///
/// A `W` that would block is no error: what it does not take of a frame is kept and sent by
/// [`Screen::pump`]. Any other error is returned once; after it nothing is sent any more.
#[derive(Debug)]
pub struct Screen<W: Write> {
    output: NonBlocking<W>,
    can: Capabilities,
    ambiguous: Ambiguous,
    /// The terminal or the settings said how wide ambiguous symbols are.
    settled: bool,
    /// What the terminal shows once all that is on its way has arrived.
    shadow: CellGrid,
    /// The shadow is worth nothing: clear first.
    lost: bool,
    clusters: Clusters,
    links: Hyperlinks,
    state: OutputState,
    /// Whether the cursor can be seen; `None`: not known.
    cursor_shown: Option<bool>,
    traffic: traffic::Counter,
}

impl<W: Write> Screen<W> {
    /// A screen of which nothing is known: the first frame clears it.
    pub fn new(writer: W, can: Capabilities) -> Screen<W> {
        Screen {
            output: NonBlocking::new(writer),
            can,
            ambiguous: Ambiguous::Narrow,
            settled: false,
            shadow: CellGrid::new(0, 0, ScreenCell::BLANK),
            lost: true,
            clusters: Clusters::default(),
            links: Hyperlinks::default(),
            state: OutputState::default(),
            cursor_shown: None,
            traffic: traffic::Counter::default(),
        }
    }

    /// Shows a frame; false where the writer takes nothing now: show the newest frame later instead.
    ///
    /// A frame of another size than the one before it is painted whole.
    ///
    /// # Errors
    /// Those of the writer, except that it would block.
    pub fn show(&mut self, frame: &Frame) -> io::Result<bool> {
        if !self.pump()? {
            return Ok(false);
        }
        let (width, height) = (usize::from(frame.cells.area.width), usize::from(frame.cells.area.height));
        if (self.shadow.width, self.shadow.height) != (width, height) {
            self.shadow = CellGrid::new(width, height, ScreenCell::BLANK);
            self.invalidate();
        }
        if self.links.is_full() {
            self.links = Hyperlinks::default();
            self.invalidate();
        }
        self.clusters.sweep(&mut self.shadow);
        let next = self.cells_of(frame);
        let (bytes, state) = self.encoded(&next, frame.cursor);
        if bytes.is_empty() {
            return Ok(true);
        }
        let started = self.output.try_start(&bytes)?;
        if started {
            self.shadow = next;
            self.lost = false;
            self.state = state;
            self.cursor_shown = Some(frame.cursor.is_some());
            self.traffic.count(bytes.len());
        }
        Ok(started)
    }

    /// True when all that was shown and sent is out: a new frame would go at once. Where not, spare
    /// the drawing and call [`Screen::pump`] when the writer takes bytes again.
    pub fn is_ready(&self) -> bool {
        self.output.is_free()
    }

    /// Sends what waits; true when all is out.
    ///
    /// # Errors
    /// Those of the writer, except that it would block.
    pub fn pump(&mut self) -> io::Result<bool> {
        self.output.flush()
    }

    /// Sends bytes that neither paint nor move the cursor (a question, the clipboard, a title),
    /// after what is on its way already.
    ///
    /// # Errors
    /// Those of the writer, except that it would block.
    pub fn send(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.traffic.count(bytes.len());
        self.output.send(bytes)
    }

    /// Sends what is needed before the terminal goes back to others: link, margins, region, style,
    /// cursor.
    ///
    /// # Errors
    /// Those of the writer, except that it would block.
    pub fn leave(&mut self) -> io::Result<()> {
        let mut bytes = Vec::new();
        if self.state.style.link != 0 {
            self.links.open(&mut bytes, 0);
        }
        if self.state.margins {
            bytes.extend_from_slice(b"\x1b[?69l");
        }
        if self.state.region.is_some() {
            bytes.extend_from_slice(b"\x1b[r");
        }
        bytes.extend_from_slice(b"\x1b[m\x1b[?25h");
        self.state = OutputState::default();
        self.invalidate();
        self.send(&bytes)
    }

    /// Forgets what the terminal shows: the next frame is painted whole.
    pub fn invalidate(&mut self) {
        self.lost = true;
        self.cursor_shown = None;
    }

    /// Forgets what a row shows and where the cursor is: the next frame paints that row.
    pub fn disturb(&mut self, row: u16) {
        self.shadow.row_mut(usize::from(row)).fill(ScreenCell::UNKNOWN);
        self.state.cursor = CursorState::default();
    }

    /// What the terminal can do, as far as it is known.
    pub fn capabilities(&self) -> &Capabilities {
        &self.can
    }

    /// Sets what turned out about the terminal: it counts from the next frame on.
    pub fn set_capabilities(&mut self, can: Capabilities) {
        self.can = can;
    }

    /// Sets how many columns ambiguous symbols take, by the terminal's reply or the settings; all is
    /// painted again if that is news.
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

    /// Sets what the bytes of the coming frames are counted under.
    pub fn label(&mut self, label: &str) {
        self.traffic.label(label);
    }

    /// Bytes and frames by label.
    pub fn traffic(&self) -> &BTreeMap<String, Traffic> {
        self.traffic.by_label()
    }

    /// What the screen writes to.
    pub fn writer(&self) -> &W {
        &self.output.writer
    }

    /// What the screen writes to.
    pub fn writer_mut(&mut self) -> &mut W {
        &mut self.output.writer
    }
}
