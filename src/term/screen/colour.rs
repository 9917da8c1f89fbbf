//! Colours and attributes reduced to what the terminal has.

use ratatui::style::{Color, Modifier};

use super::cells::Paint;
use crate::term::capability::{Capabilities, Depth};

/// The nearest colour that a terminal of `depth` has.
pub(super) fn foreground(colour: Color, depth: Depth) -> Paint {
    match nearest(colour, depth) {
        // Bright black is the one bright colour that would vanish as its dark one.
        Paint::Index(8) if depth == Depth::Eight => Paint::Index(7),
        Paint::Index(n @ 9..16) if depth == Depth::Eight => Paint::Index(n - 8),
        paint => paint,
    }
}

/// [`foreground`] for backgrounds.
pub(super) fn background(colour: Color, depth: Depth) -> Paint {
    match nearest(colour, depth) {
        Paint::Index(n @ 8..16) if depth == Depth::Eight => Paint::Index(n - 8),
        paint => paint,
    }
}

/// The attributes that the terminal shows as such.
pub(super) fn attributes(modifier: Modifier, can: &Capabilities) -> Modifier {
    let mut kept = modifier;
    if !can.attributes {
        return Modifier::empty();
    }
    kept.set(Modifier::DIM, modifier.contains(Modifier::DIM) && can.dim);
    kept.set(Modifier::ITALIC, modifier.contains(Modifier::ITALIC) && can.italic);
    kept.set(Modifier::CROSSED_OUT, modifier.contains(Modifier::CROSSED_OUT) && can.strike);
    kept
}

fn nearest(colour: Color, depth: Depth) -> Paint {
    let paint = paint(colour);
    match (paint, depth) {
        (_, Depth::Mono) | (Paint::Default, _) => Paint::Default,
        (Paint::Rgb(r, g, b), Depth::Palette) => Paint::Index(to_palette(r, g, b)),
        (Paint::Rgb(r, g, b), Depth::Eight | Depth::Sixteen) => Paint::Index(to_sixteen(r, g, b)),
        (Paint::Index(n @ 16..), Depth::Eight | Depth::Sixteen) => {
            let (r, g, b) = of_palette(n);
            Paint::Index(to_sixteen(r, g, b))
        }
        (paint, _) => paint,
    }
}

fn paint(colour: Color) -> Paint {
    match colour {
        Color::Reset => Paint::Default,
        Color::Black => Paint::Index(0),
        Color::Red => Paint::Index(1),
        Color::Green => Paint::Index(2),
        Color::Yellow => Paint::Index(3),
        Color::Blue => Paint::Index(4),
        Color::Magenta => Paint::Index(5),
        Color::Cyan => Paint::Index(6),
        Color::Gray => Paint::Index(7),
        Color::DarkGray => Paint::Index(8),
        Color::LightRed => Paint::Index(9),
        Color::LightGreen => Paint::Index(10),
        Color::LightYellow => Paint::Index(11),
        Color::LightBlue => Paint::Index(12),
        Color::LightMagenta => Paint::Index(13),
        Color::LightCyan => Paint::Index(14),
        Color::White => Paint::Index(15),
        Color::Indexed(n) => Paint::Index(n),
        Color::Rgb(r, g, b) => Paint::Rgb(r, g, b),
    }
}

/// Levels of the palette's 6 × 6 × 6 cube (xterm's 256colres.pl).
const LEVELS: [u8; 6] = [0, 95, 135, 175, 215, 255];

fn to_palette(r: u8, g: u8, b: u8) -> u8 {
    let cube = 16 + 36 * level(r) + 6 * level(g) + level(b);
    let grey = 232 + ((u16::from(r) + u16::from(g) + u16::from(b)) / 3).saturating_sub(3).min(235) as u8 / 10;
    if distance(of_palette(grey), (r, g, b)) < distance(of_palette(cube), (r, g, b)) { grey } else { cube }
}

fn level(value: u8) -> u8 {
    (0..6u8).zip(LEVELS).min_by_key(|(_, level)| level.abs_diff(value)).map_or(0, |(at, _)| at)
}

fn of_palette(n: u8) -> (u8, u8, u8) {
    match n {
        0..16 => SIXTEEN.get(usize::from(n)).copied().unwrap_or_default(),
        16..232 => {
            let at = |divisor: u8| LEVELS.get(usize::from((n - 16) / divisor % 6)).copied().unwrap_or_default();
            (at(36), at(6), at(1))
        }
        232.. => {
            let grey = 8 + 10 * (n - 232);
            (grey, grey, grey)
        }
    }
}

/// xterm's own sixteen.
const SIXTEEN: [(u8, u8, u8); 16] = [
    (0, 0, 0),
    (205, 0, 0),
    (0, 205, 0),
    (205, 205, 0),
    (0, 0, 238),
    (205, 0, 205),
    (0, 205, 205),
    (229, 229, 229),
    (127, 127, 127),
    (255, 0, 0),
    (0, 255, 0),
    (255, 255, 0),
    (92, 92, 255),
    (255, 0, 255),
    (0, 255, 255),
    (255, 255, 255),
];

fn to_sixteen(r: u8, g: u8, b: u8) -> u8 {
    (0..16u8).zip(SIXTEEN).min_by_key(|(_, own)| distance(*own, (r, g, b))).map_or(7, |(n, _)| n)
}

fn distance(a: (u8, u8, u8), b: (u8, u8, u8)) -> u32 {
    let square = |a: u8, b: u8| u32::from(a.abs_diff(b)).pow(2);
    square(a.0, b.0) + square(a.1, b.1) + square(a.2, b.2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_come_down_to_the_nearest_there_is() {
        let orange = Color::Rgb(255, 135, 0);
        assert_eq!(foreground(orange, Depth::True), Paint::Rgb(255, 135, 0));
        assert_eq!(foreground(orange, Depth::Palette), Paint::Index(208));
        assert_eq!(foreground(Color::Rgb(128, 128, 128), Depth::Palette), Paint::Index(244));
        assert_eq!(foreground(Color::Indexed(196), Depth::Sixteen), Paint::Index(9));
        assert_eq!(foreground(Color::LightRed, Depth::Eight), Paint::Index(1));
        assert_eq!(foreground(Color::DarkGray, Depth::Eight), Paint::Index(7));
        assert_eq!(background(Color::DarkGray, Depth::Eight), Paint::Index(0));
        assert_eq!(foreground(orange, Depth::Mono), Paint::Default);
    }

    #[test]
    fn every_colour_of_the_palette_is_its_own_nearest() {
        for n in 16..=255u8 {
            let (r, g, b) = of_palette(n);
            assert_eq!(of_palette(to_palette(r, g, b)), (r, g, b), "{n}");
        }
    }

    #[test]
    fn attributes_that_would_show_as_others_are_dropped() {
        let all = Modifier::BOLD | Modifier::ITALIC | Modifier::DIM;
        assert_eq!(attributes(all, &Capabilities::vt100()), Modifier::BOLD);
        assert_eq!(attributes(all, &Capabilities::dumb()), Modifier::empty());
        assert_eq!(attributes(all, &Capabilities::xterm()), all);
    }
}
