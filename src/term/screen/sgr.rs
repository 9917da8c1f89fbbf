//! The shortest SGR sequence from one style to another (ECMA-48 8.3.117).

use std::io::Write;

use ratatui::style::Modifier;

use super::cells::{CellStyle, Paint};

/// Appends what turns the style `from` into `to`, but for links.
pub(super) fn change(out: &mut Vec<u8>, from: CellStyle, to: CellStyle) {
    if (from.fg, from.bg, from.modifier) == (to.fg, to.bg, to.modifier) {
        return;
    }
    let mut step = Numbers::default();
    step.steps(from, to);
    let mut whole = Numbers::default();
    whole.0.push(b';');
    whole.steps(CellStyle::PLAIN, to);
    let shorter = if whole.0.len() < step.0.len() { whole } else { step };
    out.extend_from_slice(b"\x1b[");
    // Without parameters it is a reset; the last `;` never counts.
    out.extend_from_slice(shorter.0.strip_suffix(b";").unwrap_or(&shorter.0));
    out.push(b'm');
}

/// Numbers of an SGR sequence, each with a `;` after it.
#[derive(Default)]
struct Numbers(Vec<u8>);

/// An attribute, the number that sets it and the number that takes it away.
const ATTRIBUTES: [(Modifier, u8, u8); 9] = [
    (Modifier::BOLD, 1, 22),
    (Modifier::DIM, 2, 22),
    (Modifier::ITALIC, 3, 23),
    (Modifier::UNDERLINED, 4, 24),
    (Modifier::SLOW_BLINK, 5, 25),
    (Modifier::RAPID_BLINK, 6, 25),
    (Modifier::REVERSED, 7, 27),
    (Modifier::HIDDEN, 8, 28),
    (Modifier::CROSSED_OUT, 9, 29),
];

impl Numbers {
    fn steps(&mut self, from: CellStyle, to: CellStyle) {
        let mut now = from.modifier;
        for (attribute, _, off) in ATTRIBUTES {
            if now.contains(attribute) && !to.modifier.contains(attribute) {
                self.number(off);
                // Bold and dim, and the two blinks, are taken away together.
                ATTRIBUTES.iter().filter(|(_, _, other)| *other == off).for_each(|(one, _, _)| now.remove(*one));
            }
        }
        for (attribute, on, _) in ATTRIBUTES {
            if to.modifier.contains(attribute) && !now.contains(attribute) {
                self.number(on);
            }
        }
        if from.fg != to.fg {
            self.colour(to.fg, 30, 90);
        }
        if from.bg != to.bg {
            self.colour(to.bg, 40, 100);
        }
    }

    fn colour(&mut self, paint: Paint, dark: u8, bright: u8) {
        match paint {
            Paint::Default => self.number(dark + 9),
            Paint::Index(n @ 0..8) => self.number(dark + n),
            Paint::Index(n @ 8..16) => self.number(bright + n - 8),
            Paint::Index(n) => [dark + 8, 5, n].into_iter().for_each(|n| self.number(n)),
            Paint::Rgb(r, g, b) => [dark + 8, 2, r, g, b].into_iter().for_each(|n| self.number(n)),
        }
    }

    fn number(&mut self, n: u8) {
        // Writing to a vector cannot fail.
        let _ = write!(self.0, "{n};");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(from: CellStyle, to: CellStyle) -> String {
        let mut out = Vec::new();
        change(&mut out, from, to);
        String::from_utf8_lossy(&out).replace('\x1b', "^")
    }

    #[test]
    fn only_what_changes_is_sent_and_in_its_shortest_form() {
        let plain = CellStyle::PLAIN;
        let bold = CellStyle { modifier: Modifier::BOLD, ..plain };
        let cyan = CellStyle { fg: Paint::Index(6), ..plain };
        let bright = CellStyle { fg: Paint::Index(14), bg: Paint::Index(208), ..bold };
        let cases = [
            (plain, plain, ""),
            (plain, bold, "^[1m"),
            (bold, plain, "^[m"),
            (plain, cyan, "^[36m"),
            (cyan, plain, "^[m"),
            (cyan, bold, "^[;1m"),
            (plain, bright, "^[1;96;48;5;208m"),
            (bright, bold, "^[;1m"),
            (bright, CellStyle { fg: Paint::Index(1), ..bright }, "^[31m"),
            (plain, CellStyle { fg: Paint::Rgb(1, 2, 3), ..plain }, "^[38;2;1;2;3m"),
        ];
        for (from, to, expected) in cases {
            assert_eq!(sent(from, to), expected, "{from:?} to {to:?}");
        }
    }

    #[test]
    fn bold_survives_when_only_dim_is_taken_away() {
        let both = CellStyle { modifier: Modifier::BOLD | Modifier::DIM, fg: Paint::Index(200), ..CellStyle::PLAIN };
        let bold = CellStyle { modifier: Modifier::BOLD, ..both };
        assert_eq!(sent(both, bold), "^[22;1m");
    }
}
