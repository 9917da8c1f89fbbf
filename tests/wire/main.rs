//! The screen against the stock backend: the same picture, in far fewer bytes.

mod budget;
mod emulator;
mod scenes;
mod walk;

use kanbao::term::{Capabilities, Scroll};
use proptest::prelude::*;
use ratatui::layout::Size;

use emulator::{Ours, Stock, seen, wanted};
use walk::{Alphabet, Dice};

/// What the emulator can (it knows no side margins), and less.
fn terminals() -> Vec<Capabilities> {
    let full = Capabilities { repeat: true, colours: kanbao::term::Depth::True, ..Capabilities::xterm() };
    vec![
        full.clone(),
        Capabilities { repeat: false, coloured_erase: false, ..full.clone() },
        Capabilities { scroll: Scroll::LineFeed, absolute: false, erase_characters: false, ..full.clone() },
        Capabilities { scroll: Scroll::None, erase_line: false, ..full },
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    #[test]
    fn random_walks_look_as_with_the_stock_backend(seed in any::<u64>(), wide in 2u16..60, high in 1u16..16, terminal in 0usize..4) {
        let (size, alphabet) = (Size::new(wide, high), Alphabet::agreed());
        let mut dice = Dice(seed);
        let (mut ours, mut stock) = (Ours::new(size, terminals()[terminal].clone()), Stock::new(size));
        let mut screen = walk::start(size, &mut dice, &alphabet);
        for number in 0..30 {
            ours.show(&screen);
            stock.show(&screen);
            let (ours_seen, stock_seen) = (seen(ours.parser.screen()), seen(stock.parser.screen()));
            for (y, row) in wanted(&screen).iter().enumerate() {
                let differs = |seen: &[Vec<emulator::Seen>]| row.iter().zip(&seen[y]).position(|(a, b)| a != b);
                let at = differs(&ours_seen);
                // The stock backend leaves behind a wide symbol what the terminal makes of its half.
                let stock_at = differs(&stock_seen);
                prop_assert!(at.is_none(), "frame {number} row {y} column {at:?} (stock {stock_at:?})\nwanted {:?}\nseen {:?}\nsent {:?}",
                    row[at.unwrap_or(0)], ours_seen[y][at.unwrap_or(0)], String::from_utf8_lossy(&ours.sent));
            }
            walk::step(&mut screen, &mut dice, &alphabet);
        }
    }
}
