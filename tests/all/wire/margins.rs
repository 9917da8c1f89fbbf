//! Side margins, which the emulator lacks: they are played here.

use std::ops::Range;

use kanbao::term::{Capabilities, Depth};
use proptest::prelude::*;
use ratatui::layout::Size;

use super::emulator::{Ours, parser, seen, wanted};
use super::scenes::{Article, List, abreast};
use super::walk::{self, Alphabet};
use crate::support::Dice;

/// An emulator with DECLRMM and DECSLRM, as far as SU and SD obey them.
struct WithMargins {
    parser: vt100::Parser,
    size: Size,
    allowed: bool,
    columns: Option<Range<u16>>,
    rows: Range<u16>,
    /// Moves within side margins so far.
    moves: usize,
}

impl WithMargins {
    fn new(size: Size) -> WithMargins {
        WithMargins { parser: parser(size), size, allowed: false, columns: None, rows: 0..size.height, moves: 0 }
    }

    fn process(&mut self, bytes: &[u8]) {
        let mut rest = bytes;
        while let Some(start) = rest.windows(2).position(|two| two == b"\x1b[") {
            let end = rest[start + 2..].iter().position(|byte| (0x40..0x7f).contains(byte)).expect("a whole sequence");
            let (before, sequence) = (&rest[..start], &rest[start + 2..=start + 2 + end]);
            self.parser.process(before);
            self.sequence(sequence);
            rest = &rest[start + 3 + end..];
        }
        self.parser.process(rest);
    }

    fn sequence(&mut self, sequence: &[u8]) {
        let (last, parameters) = sequence.split_last().expect("a final byte");
        let parameters = std::str::from_utf8(parameters).expect("ASCII");
        let numbers: Vec<u16> = parameters.split(';').map(|n| n.parse().unwrap_or(0)).collect();
        match (last, parameters) {
            (b'h', "?69") => self.allowed = true,
            (b'l', "?69") => self.allowed = false,
            (b's', _) => {
                assert!(self.allowed, "DECSLRM without DECLRMM saves the cursor");
                self.columns = (!parameters.is_empty()).then(|| numbers[0] - 1..numbers[1]);
                self.parser.process(b"\x1b[H");
            }
            (b'S', _) if self.columns.is_some() => self.shift(i32::from(numbers[0].max(1))),
            (b'T', _) if self.columns.is_some() => self.shift(-i32::from(numbers[0].max(1))),
            _ => {
                if *last == b'r' {
                    let bottom = numbers.get(1).copied().filter(|bottom| *bottom > 0).unwrap_or(self.size.height);
                    self.rows = numbers[0].max(1) - 1..bottom;
                }
                self.parser.process(&[b"\x1b[", sequence].concat());
            }
        }
    }

    /// Paints the columns between the margins where they are to be.
    fn shift(&mut self, by: i32) {
        self.moves += 1;
        let columns = self.columns.clone().expect("margins are set");
        let screen = self.parser.screen();
        let mut painted = String::new();
        for y in self.rows.clone() {
            let from = u16::try_from(i32::from(y) + by).ok().filter(|from| self.rows.contains(from));
            for x in columns.clone() {
                let cell = from.and_then(|from| screen.cell(from, x));
                painted += &cell.map_or(format!("\x1b[{};{}H\x1b[m ", y + 1, x + 1), |cell| paint(cell, x, y));
            }
        }
        painted += &screen.attributes_formatted();
        self.parser.process(painted.as_bytes());
    }
}

fn paint(cell: &vt100::Cell, x: u16, y: u16) -> String {
    if cell.is_wide_continuation() {
        return String::new();
    }
    let mut style = "\x1b[".to_owned();
    for (on, number) in
        [(cell.bold(), 1), (cell.dim(), 2), (cell.italic(), 3), (cell.underline(), 4), (cell.inverse(), 7)]
    {
        style += &if on { format!(";{number}") } else { String::new() };
    }
    style += &colour(cell.fgcolor(), 38);
    style += &colour(cell.bgcolor(), 48);
    let text = if cell.has_contents() { cell.contents() } else { " " };
    format!("\x1b[{};{}H{style}m{text}", y + 1, x + 1)
}

fn colour(colour: vt100::Color, kind: u8) -> String {
    match colour {
        vt100::Color::Default => String::new(),
        vt100::Color::Idx(n) => format!(";{kind};5;{n}"),
        vt100::Color::Rgb(r, g, b) => format!(";{kind};2;{r};{g};{b}"),
    }
}

fn can() -> Capabilities {
    Capabilities { margins: true, colours: Depth::True, ..Capabilities::xterm() }
}

#[test]
fn an_article_scrolls_beside_the_list() {
    let size = Size::new(120, 40);
    let (list, article) = (List::new(1), Article::new(37, 1));
    let (mut ours, mut terminal) = (Ours::new(size, can()), WithMargins::new(size));
    let mut dice = Dice(1);
    let mut top = 40;
    for frame in 0..60 {
        let screen = abreast(&list, &article, size, top);
        ours.show(&screen);
        terminal.process(&ours.sent);
        assert_eq!(seen(terminal.parser.screen()), wanted(&screen), "frame {frame}");
        top = (top + dice.below(9)).saturating_sub(4);
    }
    assert!(terminal.moves > 30, "it scrolled only {} times", terminal.moves);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, ..ProptestConfig::default() })]

    #[test]
    fn random_walks_look_right_with_side_margins(seed in any::<u64>()) {
        let (size, alphabet) = (Size::new(50, 14), Alphabet::agreed());
        let (mut dice, mut ours, mut terminal) = (Dice(seed), Ours::new(size, can()), WithMargins::new(size));
        let mut screen = walk::start(size, &mut dice, &alphabet);
        for number in 0..30 {
            ours.show(&screen);
            terminal.process(&ours.sent);
            for (y, (seen, wanted)) in seen(terminal.parser.screen()).iter().zip(wanted(&screen)).enumerate() {
                prop_assert_eq!(seen, &wanted, "frame {} row {}", number, y);
            }
            walk::step(&mut screen, &mut dice, &alphabet);
        }
    }
}
