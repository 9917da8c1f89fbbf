//! Terminals that give symbols other columns than we think: one wrong guess never shifts a line.

use kanbao::term::Capabilities;
use proptest::prelude::*;
use ratatui::buffer::Buffer;
use ratatui::layout::{Rect, Size};

use super::emulator::{Ours, parser, seen, wanted};
use super::walk::{self, Alphabet};
use crate::support::Dice;

/// Room to the right of what is drawn, so that no symbol is pushed over the edge.
const INNER: Size = Size::new(30, 8);
const SIZE: Size = Size::new(60, 8);

/// The bytes as a terminal would take them that has ambiguous symbols wide and emoji narrow.
fn misjudged(sent: &[u8]) -> String {
    let text = String::from_utf8(sent.to_vec()).expect("whole symbols");
    let disputed = |c: char| match c {
        '“' | '”' | '…' | '—' | '●' | '│' | '─' | 'я' | 'é' => '囗',
        '😀' | '📰' => '?',
        c => c,
    };
    text.chars().map(disputed).collect()
}

fn on_a_wider_screen(inner: &Buffer) -> Buffer {
    let mut screen = Buffer::empty(Rect::new(0, 0, SIZE.width, SIZE.height));
    inner.area.positions().for_each(|at| screen[at] = inner[at].clone());
    screen
}

/// A symbol of undisputed width.
fn is_sure(text: &str) -> bool {
    let mut chars = text.chars();
    matches!((chars.next(), chars.next()), (Some('!'..='~' | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}'), None))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, ..ProptestConfig::default() })]

    #[test]
    fn a_wrong_guess_never_shifts_a_line(seed in any::<u64>()) {
        let (mut dice, alphabet) = (Dice(seed), Alphabet::plain());
        let can = Capabilities { repeat: dice.one_in(2), ..Capabilities::xterm() };
        let (mut ours, mut terminal) = (Ours::new(SIZE, can), parser(SIZE));
        let mut inner = walk::start(INNER, &mut dice, &alphabet);
        for number in 0..20 {
            let screen = on_a_wider_screen(&inner);
            ours.show(&screen);
            terminal.process(misjudged(&ours.sent).as_bytes());
            for (y, (seen, wanted)) in seen(terminal.screen()).iter().zip(wanted(&screen)).enumerate() {
                for (x, (seen, wanted)) in seen.iter().zip(wanted).enumerate().filter(|(_, (_, wanted))| is_sure(&wanted.text)) {
                    prop_assert_eq!(&seen.text, &wanted.text, "frame {} row {} column {}, sent {:?}", number, y, x, String::from_utf8_lossy(&ours.sent));
                }
            }
            walk::step(&mut inner, &mut dice, &alphabet);
        }
    }
}
