//! Cells as the shadow of the screen keeps them: sixteen bytes each, compared as a whole.
//!
//! A wide symbol is a cell with its glyph and a [`Glyph::RIGHT`] behind it. A blank keeps of its
//! style only what can be seen of it, so that blanks are equal when they look equal.

use std::collections::HashMap;

use ratatui::style::Modifier;

/// Attributes that show on a blank.
pub(super) const VISIBLE_ON_BLANK: Modifier =
    Modifier::UNDERLINED.union(Modifier::REVERSED).union(Modifier::CROSSED_OUT);

/// A colour as it is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub(super) enum Paint {
    #[default]
    Default,
    /// Of the palette; the first sixteen are the terminal's own.
    Index(u8),
    Rgb(u8, u8, u8),
}

/// How a cell looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub(super) struct Style {
    pub fg: Paint,
    pub bg: Paint,
    pub modifier: Modifier,
    /// Number of the hyperlink, 0 for none.
    pub link: u16,
}

impl Style {
    pub(super) const PLAIN: Style =
        Style { fg: Paint::Default, bg: Paint::Default, modifier: Modifier::empty(), link: 0 };

    /// What can be seen of the style on a blank.
    pub(super) fn on_blank(self) -> Style {
        let seen = self.modifier.intersection(VISIBLE_ON_BLANK);
        if seen.is_empty() {
            return Style { fg: Paint::Default, modifier: seen, ..self };
        }
        Style { modifier: self.modifier, ..self }
    }

    /// A blank sent with this pen looks as one of `style`.
    pub(super) fn blanks_like(self, style: Style) -> bool {
        self.on_blank() == style.on_blank()
    }
}

/// A symbol: a character, or the number of a grapheme cluster in [`Clusters`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Glyph(u32);

const FIRST_CLUSTER: u32 = 0x11_0000;

impl Glyph {
    pub(super) const BLANK: Glyph = Glyph(' ' as u32);
    /// The right half of the wide symbol before it.
    pub(super) const RIGHT: Glyph = Glyph(u32::MAX);
    /// What the terminal shows is not known.
    pub(super) const UNKNOWN: Glyph = Glyph(u32::MAX - 1);

    pub(super) fn of(c: char) -> Glyph {
        Glyph(c as u32)
    }

    /// The character, unless it is a cluster or a mark.
    pub(super) fn char(self) -> Option<char> {
        char::from_u32(self.0)
    }

    fn cluster(self) -> Option<usize> {
        (self.0 >= FIRST_CLUSTER && self < Glyph::UNKNOWN).then(|| (self.0 - FIRST_CLUSTER) as usize)
    }
}

impl PartialOrd for Glyph {
    fn partial_cmp(&self, other: &Glyph) -> Option<std::cmp::Ordering> {
        Some(self.0.cmp(&other.0))
    }
}

/// One column of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Cell {
    pub glyph: Glyph,
    pub style: Style,
}

impl Cell {
    pub(super) const BLANK: Cell = Cell { glyph: Glyph::BLANK, style: Style::PLAIN };
    pub(super) const UNKNOWN: Cell = Cell { glyph: Glyph::UNKNOWN, style: Style::PLAIN };

    pub(super) fn new(glyph: Glyph, style: Style) -> Cell {
        let style = if glyph == Glyph::BLANK { style.on_blank() } else { style };
        Cell { glyph, style }
    }

    pub(super) fn is_blank(self) -> bool {
        self.glyph == Glyph::BLANK
    }
}

/// A screenful of cells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Grid {
    pub width: usize,
    pub height: usize,
    cells: Vec<Cell>,
}

impl Grid {
    pub(super) fn new(width: usize, height: usize, cell: Cell) -> Grid {
        Grid { width, height, cells: vec![cell; width * height] }
    }

    pub(super) fn row(&self, y: usize) -> &[Cell] {
        self.cells.get(y * self.width..(y + 1) * self.width).unwrap_or_default()
    }

    pub(super) fn row_mut(&mut self, y: usize) -> &mut [Cell] {
        self.cells.get_mut(y * self.width..(y + 1) * self.width).unwrap_or_default()
    }

    pub(super) fn fill(&mut self, cell: Cell) {
        self.cells.fill(cell);
    }

    /// Puts a symbol of `columns` (1 or 2) there; a wide one that loses a half leaves a blank.
    pub(super) fn put(&mut self, x: usize, y: usize, cell: Cell, columns: usize) {
        let row = self.row_mut(y);
        let end = x + columns;
        if end > row.len() {
            return;
        }
        if row[x].glyph == Glyph::RIGHT && x > 0 {
            row[x - 1] = Cell::new(Glyph::BLANK, row[x - 1].style);
        }
        if row.get(end).is_some_and(|after| after.glyph == Glyph::RIGHT) {
            row[end] = Cell::new(Glyph::BLANK, row[end].style);
        }
        row[x] = cell;
        if columns == 2 {
            row[x + 1] = Cell { glyph: Glyph::RIGHT, style: cell.style };
        }
    }

    /// Moves the rows `top..bottom` within `left..right` up by `by` (down where negative), as a
    /// terminal does; blanks come in.
    pub(super) fn scroll(&mut self, top: usize, bottom: usize, left: usize, right: usize, by: isize) {
        let width = self.width;
        let count = by.unsigned_abs().min(bottom - top);
        let copy = |cells: &mut Vec<Cell>, from: usize, to: usize| {
            cells.copy_within(from * width + left..from * width + right, to * width + left);
        };
        if by > 0 {
            (top..bottom - count).for_each(|y| copy(&mut self.cells, y + count, y));
            (bottom - count..bottom).for_each(|y| self.blank(y, left, right));
        } else {
            (top + count..bottom).rev().for_each(|y| copy(&mut self.cells, y - count, y));
            (top..top + count).for_each(|y| self.blank(y, left, right));
        }
    }

    fn blank(&mut self, y: usize, left: usize, right: usize) {
        if let Some(cells) = self.row_mut(y).get_mut(left..right) {
            cells.fill(Cell::BLANK);
        }
    }

    pub(super) fn cells_mut(&mut self) -> &mut [Cell] {
        &mut self.cells
    }
}

/// Grapheme clusters of more than one character, by number.
#[derive(Debug, Default)]
pub(super) struct Clusters {
    texts: Vec<Box<str>>,
    numbers: HashMap<Box<str>, u32>,
}

/// Clusters kept before the table is swept; a screen shows a few hundred at most.
const CLUSTERS_MAX: usize = 4096;

impl Clusters {
    /// The glyph of a symbol; what could act on the terminal or shows nothing is a blank.
    pub(super) fn glyph(&mut self, symbol: &str) -> Glyph {
        let mut chars = symbol.chars();
        match (chars.next(), chars.next()) {
            (None, _) => Glyph::BLANK,
            (Some(c), None) if c.is_control() => Glyph::BLANK,
            (Some(c), None) => Glyph::of(c),
            _ if symbol.chars().any(char::is_control) => Glyph::BLANK,
            _ => self.number(symbol),
        }
    }

    fn number(&mut self, symbol: &str) -> Glyph {
        if let Some(&number) = self.numbers.get(symbol) {
            return Glyph(number);
        }
        let number = FIRST_CLUSTER + self.texts.len() as u32;
        self.texts.push(symbol.into());
        self.numbers.insert(symbol.into(), number);
        Glyph(number)
    }

    /// The cluster's text; empty for a single character.
    pub(super) fn text(&self, glyph: Glyph) -> &str {
        glyph.cluster().and_then(|at| self.texts.get(at)).map_or("", |text| text)
    }

    /// Forgets clusters that no grid shows, once there are too many.
    pub(super) fn sweep(&mut self, grids: [&mut Grid; 2]) {
        if self.texts.len() <= CLUSTERS_MAX {
            return;
        }
        let old = std::mem::take(self);
        for cell in grids.into_iter().flat_map(|grid| grid.cells_mut()) {
            if cell.glyph.cluster().is_some() {
                cell.glyph = self.number(old.text(cell.glyph));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wide(c: char) -> Cell {
        Cell::new(Glyph::of(c), Style::PLAIN)
    }

    #[test]
    fn a_wide_symbol_that_loses_a_half_leaves_a_blank() {
        let mut grid = Grid::new(4, 1, Cell::BLANK);
        grid.put(0, 0, wide('金'), 2);
        grid.put(2, 0, wide('融'), 2);
        grid.put(1, 0, wide('a'), 1);
        assert!(grid.row(0)[0].is_blank());
        grid.put(1, 0, wide('看'), 2);
        assert!(grid.row(0)[3].is_blank());
        grid.put(3, 0, wide('报'), 2);
        assert!(grid.row(0)[3].is_blank(), "no room for two columns");
    }

    #[test]
    fn blanks_that_look_equal_are_equal() {
        let red = Style { fg: Paint::Index(1), modifier: Modifier::BOLD, ..Style::PLAIN };
        assert_eq!(Cell::new(Glyph::BLANK, red), Cell::BLANK);
        let underlined = Style { modifier: Modifier::UNDERLINED, ..red };
        assert_ne!(Cell::new(Glyph::BLANK, underlined), Cell::BLANK);
    }

    #[test]
    fn clusters_that_are_no_longer_shown_are_forgotten() {
        let (mut clusters, mut grid) = (Clusters::default(), Grid::new(1, 1, Cell::BLANK));
        for n in 0..=CLUSTERS_MAX as u32 {
            let glyph = clusters.glyph(&format!("{}\u{301}", char::from_u32(0x4e00 + n).unwrap_or('x')));
            grid.put(0, 0, Cell::new(glyph, Style::PLAIN), 1);
        }
        clusters.sweep([&mut grid, &mut Grid::new(0, 0, Cell::BLANK)]);
        assert_eq!(clusters.texts.len(), 1);
        assert_eq!(clusters.text(grid.row(0)[0].glyph), "\u{5e00}\u{301}");
        assert_eq!(clusters.glyph("\x1b[2J"), Glyph::BLANK);
    }

    #[test]
    fn rows_scroll_within_their_margins() {
        let mut grid = Grid::new(2, 3, Cell::BLANK);
        for (y, c) in "abc".chars().enumerate() {
            grid.put(0, y, wide(c), 1);
            grid.put(1, y, wide(c), 1);
        }
        grid.scroll(0, 3, 0, 1, 1);
        let column = |grid: &Grid, x: usize| (0..3).filter_map(|y| grid.row(y)[x].glyph.char()).collect::<String>();
        assert_eq!((column(&grid, 0), column(&grid, 1)), ("bc ".to_owned(), "abc".to_owned()));
        grid.scroll(0, 2, 0, 2, -1);
        assert_eq!((column(&grid, 0), column(&grid, 1)), (" b ".to_owned(), " ac".to_owned()));
    }
}
