//! The screen against the stock backend: the same picture, in far fewer bytes.

mod budget;
mod emulator;
mod margins;
mod scenes;
mod slow;
mod tmux;
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
}
