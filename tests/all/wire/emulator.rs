//! A terminal to look at: what a person would see after the bytes so far.

use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;
use ratatui::buffer::{Buffer, CellWidth};
use ratatui::layout::{Rect, Size};
use ratatui::style::{Color, Modifier};
use ratatui::{TerminalOptions, Viewport};

use kanbao::term::{Capabilities, Frame, Hyperlink, Screen};

use crate::support::Tape;

/// A cell as seen: a blank shows its background, and its foreground only where something is drawn
/// on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    pub text: String,
    pub fg: vt100::Color,
    pub bg: vt100::Color,
    pub marks: [bool; 5],
}

/// Rows of cells as seen.
pub fn seen(screen: &vt100::Screen) -> Vec<Vec<Seen>> {
    let (rows, columns) = screen.size();
    let row = |y| (0..columns.get()).filter_map(|x| screen.cell(y, x)).map(seen_cell).collect();
    (0..rows.get()).map(row).collect()
}

fn seen_cell(cell: &vt100::Cell) -> Seen {
    let contents = cell.contents();
    let blank = contents.trim_end().is_empty() && !contents.contains('\u{3000}');
    let text = match () {
        () if blank => " ".to_owned(),
        () => contents.to_owned(),
    };
    let drawn = !blank || cell.underline() || cell.inverse();
    if cell.is_wide_continuation() {
        return right_half();
    }
    Seen {
        text,
        fg: if drawn { cell.fgcolor() } else { vt100::Color::Default },
        bg: cell.bgcolor(),
        marks: [cell.bold(), cell.dim(), cell.italic(), cell.underline(), cell.inverse()].map(|mark| drawn && mark),
    }
}

/// ratatui's stock backend before an emulator.
pub struct Stock {
    terminal: Terminal<CrosstermBackend<Tape>>,
    tape: Tape,
    pub parser: vt100::Parser,
}

impl Stock {
    pub fn new(size: Size) -> Stock {
        // Elsewhere than in the tests NO_COLOR counts.
        ratatui::crossterm::style::force_color_output(true);
        let viewport = Viewport::Fixed(Rect::new(0, 0, size.width, size.height));
        let tape = Tape::default();
        let terminal = Terminal::with_options(CrosstermBackend::new(tape.clone()), TerminalOptions { viewport });
        Stock { terminal: terminal.expect("a tape takes all"), tape, parser: parser(size) }
    }

    pub fn show(&mut self, frame: &Buffer) -> usize {
        self.terminal.draw(|f| f.buffer_mut().clone_from(frame)).expect("a tape takes all");
        let sent = self.tape.take();
        self.parser.process(&sent);
        sent.len()
    }
}

/// Our screen before an emulator.
pub struct Ours {
    pub screen: Screen<Tape>,
    tape: Tape,
    pub parser: vt100::Parser,
    /// Of the last frame.
    pub sent: Vec<u8>,
    /// Where the cursor is to be seen.
    pub cursor: Option<(u16, u16)>,
    pub links: Vec<Hyperlink>,
}

impl Ours {
    pub fn new(size: Size, can: Capabilities) -> Ours {
        let tape = Tape::default();
        let screen = Screen::new(tape.clone(), can);
        Ours { screen, tape, parser: parser(size), sent: Vec::new(), cursor: None, links: Vec::new() }
    }

    pub fn show(&mut self, cells: &Buffer) -> usize {
        let frame = Frame { cells: cells.clone(), cursor: self.cursor, links: self.links.clone() };
        assert!(self.screen.show(&frame).expect("a tape takes all"));
        self.sent = self.tape.take();
        self.parser.process(&self.sent);
        self.sent.len()
    }
}

pub fn parser(size: Size) -> vt100::Parser {
    vt100::Parser::new(size.height.try_into().expect("rows"), size.width.try_into().expect("columns"), 0)
}

/// What the buffer itself says is to be seen.
pub fn wanted(frame: &Buffer) -> Vec<Vec<Seen>> {
    (0..frame.area.height).map(|y| wanted_row(frame, y)).collect()
}

fn wanted_row(frame: &Buffer, y: u16) -> Vec<Seen> {
    let mut row: Vec<Seen> = Vec::new();
    while row.len() < usize::from(frame.area.width) {
        let cell = &frame[(row.len() as u16, y)];
        let blank = cell.symbol() == " ";
        let marks = [Modifier::BOLD, Modifier::DIM, Modifier::ITALIC, Modifier::UNDERLINED, Modifier::REVERSED]
            .map(|mark| cell.modifier.contains(mark));
        let drawn = !blank || marks[3] || marks[4];
        row.push(Seen {
            text: cell.symbol().to_owned(),
            fg: if drawn { colour(cell.fg) } else { vt100::Color::Default },
            bg: colour(cell.bg),
            marks: marks.map(|mark| drawn && mark),
        });
        if cell.cell_width() == 2 {
            row.push(right_half());
        }
    }
    row
}

fn right_half() -> Seen {
    let default = vt100::Color::Default;
    Seen { text: "right half".to_owned(), fg: default, bg: default, marks: [false; 5] }
}

fn colour(colour: Color) -> vt100::Color {
    match colour {
        Color::Reset => vt100::Color::Default,
        Color::Rgb(r, g, b) => vt100::Color::Rgb(r, g, b),
        Color::Indexed(n) => vt100::Color::Idx(n),
        named => vt100::Color::Idx(NAMED.iter().position(|one| *one == named).unwrap_or(0) as u8),
    }
}

/// In the order of the palette.
const NAMED: [Color; 16] = [
    Color::Black,
    Color::Red,
    Color::Green,
    Color::Yellow,
    Color::Blue,
    Color::Magenta,
    Color::Cyan,
    Color::Gray,
    Color::DarkGray,
    Color::LightRed,
    Color::LightGreen,
    Color::LightYellow,
    Color::LightBlue,
    Color::LightMagenta,
    Color::LightCyan,
    Color::White,
];
