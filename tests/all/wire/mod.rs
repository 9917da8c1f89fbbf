//! The screen against the stock backend: the same picture, in far fewer bytes.

mod budget;
mod emulator;
mod gnu_screen;
mod guess;
mod margins;
mod scenes;
mod slow;
mod tmux;
mod walk;

use kanbao::term::{Capabilities, Hyperlink, Scroll};
use kanbao::text::Ambiguous;
use proptest::prelude::*;
use ratatui::layout::Size;

use self::emulator::{Ours, Stock, seen, wanted};
use self::walk::Alphabet;
use crate::support::Dice;

/// What the emulator can (it knows no side margins), and less.
fn terminals() -> Vec<Capabilities> {
    let full = Capabilities { repeat: true, colours: kanbao::term::Depth::True, ..Capabilities::xterm() };
    vec![
        full.clone(),
        Capabilities { repeat: false, coloured_erase: false, ..full.clone() },
        Capabilities { repeat: false, ..full.clone() },
        Capabilities { scroll: Scroll::LineFeed, absolute: false, erase_characters: false, ..full.clone() },
        Capabilities { scroll: Scroll::None, erase_line: false, ..full },
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, ..ProptestConfig::default() })]

    #[test]
    fn random_walks_look_as_the_stock_backend_paints_them(seed in any::<u64>(), wide in 1u16..60, high in 1u16..16, terminal in 0usize..5) {
        let (size, alphabet) = (Size::new(wide, high), Alphabet::agreed());
        let (mut dice, mut ours) = (Dice(seed), Ours::new(size, terminals()[terminal].clone()));
        let mut screen = walk::start(size, &mut dice, &alphabet);
        for number in 0..30 {
            ours.show(&screen);
            // On a blank screen each time: from frame to frame the stock backend leaves behind a wide
            // symbol what the terminal makes of its half.
            let mut stock = Stock::new(size);
            stock.show(&screen);
            let (ours_seen, stock_seen) = (seen(ours.parser.screen()), seen(stock.parser.screen()));
            for (y, row) in wanted(&screen).iter().enumerate() {
                prop_assert_eq!(&ours_seen[y], row, "frame {} row {}, sent {:?}", number, y, String::from_utf8_lossy(&ours.sent));
                prop_assert_eq!(&stock_seen[y], row, "frame {} row {} of the stock backend", number, y);
            }
            walk::step(&mut screen, &mut dice, &alphabet);
        }
    }

    #[test]
    fn whatever_happens_between_frames_the_next_one_is_right(seed in any::<u64>(), terminal in 0usize..5) {
        let (size, alphabet) = (Size::new(40, 10), Alphabet::agreed());
        let (mut dice, mut ours) = (Dice(seed), Ours::new(size, terminals()[terminal].clone()));
        let mut screen = walk::start(size, &mut dice, &alphabet);
        for number in 0..40 {
            ours.cursor = dice.one_in(3).then(|| (dice.below(40) as u16, dice.below(10) as u16));
            ours.show(&screen);
            let shown = ours.parser.screen();
            let wanted = wanted(&screen);
            let differs = |(y, row): (usize, &Vec<emulator::Seen>)| Some((y, row.iter().zip(&wanted[y]).position(|(a, b)| a != b)?));
            let at = seen(shown).iter().enumerate().find_map(differs);
            prop_assert!(at.is_none(), "frame {} row and column {:?}, sent {:?}", number, at, String::from_utf8_lossy(&ours.sent));
            prop_assert_eq!(!shown.hide_cursor(), ours.cursor.is_some());
            if let Some((x, y)) = ours.cursor {
                prop_assert_eq!(shown.cursor_position(), (y, x));
            }
            happen(&mut ours, &mut dice);
            if dice.one_in(2) {
                walk::step(&mut screen, &mut dice, &alphabet);
            }
        }
    }
}

/// Something that is not a frame.
fn happen(ours: &mut Ours, dice: &mut Dice) {
    let row = dice.below(10) as u16;
    let columns = dice.below(40) as u16;
    match dice.below(6) {
        0 => {
            let link =
                Hyperlink { row, columns: columns..columns + 9, id: 1, uri: format!("https://example.org/{columns}") };
            ours.links = vec![link];
        }
        1 => {
            // A question to the terminal that writes on a row.
            ours.parser.process(format!("\x1b7\x1b[{}H金融?\x1b8", row + 1).as_bytes());
            ours.screen.disturb(row);
        }
        2 => {
            ours.parser.process("\x1b[5;9r\x1b[31;44mall is lost\x1b[3J\x1b[2K\n\n".as_bytes());
            ours.screen.invalidate();
        }
        3 => ours.screen.set_ambiguous(Ambiguous::Narrow),
        4 => ours.screen.leave().expect("a tape takes all"),
        _ => {}
    }
}
