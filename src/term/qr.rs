//! A text as a QR code of characters, for a telephone to read off the screen.
//!
//! Owns the drawing (ISO/IEC 18004 with its quiet zone). Knows nothing of colours: whether the
//! terminal's background is dark or light is a parameter.

use qrcode::{Color, EcLevel, QrCode};

/// Modules left free on each side: two are enough for readers on a screen, four are the standard's.
const QUIET: usize = 2;

/// What the code is drawn with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Drawing {
    /// Half blocks, two modules to a cell. Their width is ambiguous (UAX #11), so not where ambiguous
    /// characters are wide.
    Blocks,
    /// `##`, one module to two columns: twice as high.
    Ascii,
}

/// `text` as lines of equal width, or `None` where it is too long for any code.
///
/// `on_dark`: the terminal's background is dark, so that the light modules are what is drawn.
pub fn lines(text: &str, drawing: Drawing, on_dark: bool) -> Option<Vec<String>> {
    let code = QrCode::with_error_correction_level(text, EcLevel::L).ok()?;
    let modules = Modules { side: code.width(), colors: code.to_colors(), on_dark };
    Some(match drawing {
        Drawing::Blocks => (0..modules.rows()).step_by(2).map(|row| modules.half_blocks(row)).collect(),
        Drawing::Ascii => (0..modules.rows()).map(|row| modules.signs(row)).collect(),
    })
}

struct Modules {
    side: usize,
    colors: Vec<Color>,
    on_dark: bool,
}

impl Modules {
    fn rows(&self) -> usize {
        self.side + 2 * QUIET
    }

    /// True where the foreground has to show. What is outside is light, as the quiet zone is.
    fn is_drawn(&self, row: usize, column: usize) -> bool {
        let inside = |at: usize| at.checked_sub(QUIET).filter(|at| *at < self.side);
        let color = inside(row).zip(inside(column)).and_then(|(row, column)| self.colors.get(row * self.side + column));
        (color == Some(&Color::Dark)) != self.on_dark
    }

    fn half_blocks(&self, row: usize) -> String {
        let sign = |column| match (self.is_drawn(row, column), self.is_drawn(row + 1, column)) {
            (true, true) => '█',
            (true, false) => '▀',
            (false, true) => '▄',
            (false, false) => ' ',
        };
        (0..self.rows()).map(sign).collect()
    }

    fn signs(&self, row: usize) -> String {
        (0..self.rows()).map(|column| if self.is_drawn(row, column) { "##" } else { "  " }).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_square_with_its_quiet_zone_and_finder_patterns() {
        let code = lines("https://example.org/", Drawing::Ascii, false).unwrap();
        assert_eq!(code.len(), 25 + 2 * QUIET);
        assert!(code.iter().all(|line| line.len() == 2 * code.len()));
        assert!(code[0].trim().is_empty());
        assert_eq!(&code[QUIET][2 * QUIET..2 * (QUIET + 8)], "##############  ");
        assert_eq!(&code[QUIET + 1][2 * QUIET..2 * (QUIET + 8)], "##          ##  ");
    }

    #[test]
    fn half_blocks_show_the_same_modules_in_half_the_rows() {
        let signs = lines("看报", Drawing::Ascii, false).unwrap();
        let blocks = lines("看报", Drawing::Blocks, false).unwrap();
        assert_eq!(blocks.len(), signs.len().div_ceil(2));
        for (row, line) in blocks.iter().enumerate() {
            for (column, block) in line.chars().enumerate() {
                let dark = |row: usize| signs.get(row).is_some_and(|line| line.as_bytes()[2 * column] == b'#');
                assert_eq!(matches!(block, '█' | '▀'), dark(2 * row));
                assert_eq!(matches!(block, '█' | '▄'), dark(2 * row + 1));
            }
        }
    }

    #[test]
    fn on_a_dark_background_the_light_is_drawn() {
        let code = lines("https://example.org/", Drawing::Ascii, true).unwrap();
        assert!(code[0].chars().all(|c| c == '#'));
    }

    #[test]
    fn what_no_code_can_hold_has_none() {
        assert_eq!(lines(&"x".repeat(5000), Drawing::Blocks, true), None);
    }
}
