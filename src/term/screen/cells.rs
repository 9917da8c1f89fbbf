//! Cells as the shadow of the screen keeps them: sixteen bytes each, compared as a whole.
//!
//! A wide symbol is a cell with its glyph and a [`Glyph::RIGHT`] after it. A blank keeps of its
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
pub(super) struct CellStyle {
    pub fg: Paint,
    pub bg: Paint,
    pub modifier: Modifier,
    /// Number of the hyperlink, 0 for none.
    pub link: u16,
}

impl CellStyle {
    pub(super) const PLAIN: CellStyle =
        CellStyle { fg: Paint::Default, bg: Paint::Default, modifier: Modifier::empty(), link: 0 };

    /// What can be seen of the style on a blank.
    pub(super) fn on_blank(self) -> CellStyle {
        let seen = self.modifier.intersection(VISIBLE_ON_BLANK);
        if seen.is_empty() {
            return CellStyle { fg: Paint::Default, modifier: seen, ..self };
        }
        CellStyle { modifier: self.modifier, ..self }
    }

    /// A blank sent with this pen looks as one of `style`.
    pub(super) fn blanks_like(self, style: CellStyle) -> bool {
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
pub(super) struct ScreenCell {
    pub glyph: Glyph,
    pub style: CellStyle,
}

impl ScreenCell {
    pub(super) const BLANK: ScreenCell = ScreenCell { glyph: Glyph::BLANK, style: CellStyle::PLAIN };
    pub(super) const UNKNOWN: ScreenCell = ScreenCell { glyph: Glyph::UNKNOWN, style: CellStyle::PLAIN };

    pub(super) fn new(glyph: Glyph, style: CellStyle) -> ScreenCell {
        let style = if glyph == Glyph::BLANK { style.on_blank() } else { style };
        ScreenCell { glyph, style }
    }

    pub(super) fn is_blank(self) -> bool {
        self.glyph == Glyph::BLANK
    }

    /// The cell as bytes, equal for equal cells.
    pub(super) fn bytes(self) -> [u8; 16] {
        let CellStyle { fg, bg, modifier, link } = self.style;
        let paint = |paint| match paint {
            Paint::Default => [0; 4],
            Paint::Index(n) => [1, n, 0, 0],
            Paint::Rgb(r, g, b) => [2, r, g, b],
        };
        let [[f0, f1, f2, f3], [b0, b1, b2, b3]] = [paint(fg), paint(bg)];
        let ([g0, g1, g2, g3], [m0, m1], [l0, l1]) =
            (self.glyph.0.to_le_bytes(), modifier.bits().to_le_bytes(), link.to_le_bytes());
        [g0, g1, g2, g3, f0, f1, f2, f3, b0, b1, b2, b3, m0, m1, l0, l1]
    }
}

/// A screenful of cells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct CellGrid {
    pub width: usize,
    pub height: usize,
    cells: Vec<ScreenCell>,
}

impl CellGrid {
    pub(super) fn new(width: usize, height: usize, cell: ScreenCell) -> CellGrid {
        CellGrid { width, height, cells: vec![cell; width * height] }
    }

    pub(super) fn row(&self, y: usize) -> &[ScreenCell] {
        self.cells.get(y * self.width..(y + 1) * self.width).unwrap_or_default()
    }

    pub(super) fn row_mut(&mut self, y: usize) -> &mut [ScreenCell] {
        self.cells.get_mut(y * self.width..(y + 1) * self.width).unwrap_or_default()
    }

    /// Puts a symbol of `columns` (1 or 2) there; a wide one that loses a half leaves a blank.
    pub(super) fn put(&mut self, x: usize, y: usize, cell: ScreenCell, columns: usize) {
        let Some((before, rest)) = self.row_mut(y).split_at_mut_checked(x) else { return };
        let Some((room, after)) = rest.split_at_mut_checked(columns) else { return };
        let halved = |cell: &mut ScreenCell| *cell = ScreenCell::new(Glyph::BLANK, cell.style);
        if room.first().is_some_and(|cell| cell.glyph == Glyph::RIGHT) {
            before.last_mut().into_iter().for_each(halved);
        }
        after.first_mut().into_iter().filter(|cell| cell.glyph == Glyph::RIGHT).for_each(halved);
        room.fill(ScreenCell { glyph: Glyph::RIGHT, style: cell.style });
        room.first_mut().into_iter().for_each(|first| *first = cell);
    }

    /// Moves the rows `top..bottom` within `left..right` up by `by` (down where negative), as a
    /// terminal does; blanks come in.
    pub(super) fn scroll(&mut self, top: usize, bottom: usize, left: usize, right: usize, by: isize) {
        let width = self.width;
        let count = by.unsigned_abs().min(bottom - top);
        let copy = |cells: &mut Vec<ScreenCell>, from: usize, to: usize| {
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
            cells.fill(ScreenCell::BLANK);
        }
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

    /// Forgets clusters that the grid does not show, once there are too many.
    pub(super) fn sweep(&mut self, grid: &mut CellGrid) {
        if self.texts.len() <= CLUSTERS_MAX {
            return;
        }
        let old = std::mem::take(self);
        for cell in &mut grid.cells {
            if cell.glyph.cluster().is_some() {
                cell.glyph = self.number(old.text(cell.glyph));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wide(c: char) -> ScreenCell {
        ScreenCell::new(Glyph::of(c), CellStyle::PLAIN)
    }

    #[test]
    fn a_wide_symbol_that_loses_a_half_leaves_a_blank() {
        let mut grid = CellGrid::new(4, 1, ScreenCell::BLANK);
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
        let red = CellStyle { fg: Paint::Index(1), modifier: Modifier::BOLD, ..CellStyle::PLAIN };
        assert_eq!(ScreenCell::new(Glyph::BLANK, red), ScreenCell::BLANK);
        let underlined = CellStyle { modifier: Modifier::UNDERLINED, ..red };
        assert_ne!(ScreenCell::new(Glyph::BLANK, underlined), ScreenCell::BLANK);
    }

    #[test]
    fn clusters_that_are_no_longer_shown_are_forgotten() {
        let (mut clusters, mut grid) = (Clusters::default(), CellGrid::new(1, 1, ScreenCell::BLANK));
        for n in 0..=CLUSTERS_MAX as u32 {
            let glyph = clusters.glyph(&format!("{}\u{301}", char::from_u32(0x4e00 + n).unwrap_or('x')));
            grid.put(0, 0, ScreenCell::new(glyph, CellStyle::PLAIN), 1);
        }
        clusters.sweep(&mut grid);
        assert_eq!(clusters.texts.len(), 1);
        assert_eq!(clusters.text(grid.row(0)[0].glyph), "\u{5e00}\u{301}");
        assert_eq!(clusters.glyph("\x1b[2J"), Glyph::BLANK);
    }

    #[test]
    fn rows_scroll_within_their_margins() {
        let mut grid = CellGrid::new(2, 3, ScreenCell::BLANK);
        for (y, c) in "abc".chars().enumerate() {
            grid.put(0, y, wide(c), 1);
            grid.put(1, y, wide(c), 1);
        }
        grid.scroll(0, 3, 0, 1, 1);
        let column = |grid: &CellGrid, x: usize| (0..3).filter_map(|y| grid.row(y)[x].glyph.char()).collect::<String>();
        assert_eq!((column(&grid, 0), column(&grid, 1)), ("bc ".to_owned(), "abc".to_owned()));
        grid.scroll(0, 2, 0, 2, -1);
        assert_eq!((column(&grid, 0), column(&grid, 1)), (" b ".to_owned(), " ac".to_owned()));
    }
}
