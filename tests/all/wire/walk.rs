//! Random walks over random screens.

use ratatui::buffer::{Buffer, CellWidth};
use ratatui::layout::{Rect, Size};
use ratatui::style::{Color, Modifier, Style};

use crate::support::Dice;

/// What the walk is made of.
pub struct Alphabet {
    pub pieces: &'static [&'static str],
    pub styles: Vec<Style>,
}

impl Alphabet {
    /// Text and styles that emulator and buffer agree on to the cell.
    pub fn agreed() -> Alphabet {
        Alphabet {
            pieces: &[
                "大",
                "连",
                "市",
                "金",
                "融",
                "，",
                "。",
                "“",
                "”",
                "…",
                "—",
                "a",
                "the",
                "Linux ",
                "2021",
                " ",
                "  ",
                "      ",
                "😀",
                "📰",
                "e\u{301}",
                "é",
                "│",
                "──────────",
                "●",
                "한글",
                "カナ",
                "я",
                "\u{3000}",
                "……",
                "aaaaaaaaaa",
            ],
            styles: styles(),
        }
    }

    /// The same with the colours of the first terminals that had any, and symbols of one code each.
    pub fn simple() -> Alphabet {
        let plain = Style::reset();
        let mut styles = Alphabet::plain().styles;
        styles.extend([
            plain.fg(Color::Cyan),
            plain.bg(Color::Blue),
            plain.fg(Color::Red).add_modifier(Modifier::BOLD),
        ]);
        Alphabet { styles, ..Alphabet::agreed() }
    }

    /// The same without colours, for terminals that have none.
    pub fn plain() -> Alphabet {
        let styles = [Modifier::empty(), Modifier::BOLD, Modifier::UNDERLINED, Modifier::REVERSED];
        Alphabet { styles: styles.map(|marks| Style::reset().add_modifier(marks)).to_vec(), ..Alphabet::agreed() }
    }
}

fn styles() -> Vec<Style> {
    let plain = Style::reset();
    vec![
        plain,
        plain,
        plain,
        plain.fg(Color::Cyan),
        plain.fg(Color::Rgb(10, 200, 30)).bg(Color::Indexed(236)),
        plain.bg(Color::Blue),
        plain.add_modifier(Modifier::BOLD),
        plain.add_modifier(Modifier::BOLD | Modifier::UNDERLINED).fg(Color::LightRed),
        plain.add_modifier(Modifier::REVERSED),
        plain.add_modifier(Modifier::DIM | Modifier::ITALIC),
        plain.fg(Color::White).add_modifier(Modifier::DIM | Modifier::UNDERLINED),
    ]
}

/// Changes `screen` as a reader might, or as nobody would.
pub fn step(screen: &mut Buffer, dice: &mut Dice, alphabet: &Alphabet) {
    match dice.below(10) {
        0 => {}
        1..=4 => scroll(screen, dice, alphabet),
        5 | 6 => {
            let (x, y) = (dice.below(screen.area.width.into()), dice.below(screen.area.height.into()));
            write(screen, x as u16, y as u16, dice.below(40), dice, alphabet);
        }
        7 => {
            let style = *dice.of(&alphabet.styles);
            screen.set_style(rectangle(screen.area, dice), style);
        }
        8 => {
            let area = rectangle(screen.area, dice);
            area.positions().for_each(|at| screen[at].reset());
        }
        _ => {
            let rows = 1 + dice.below(screen.area.height.into());
            (0..rows as u16).for_each(|y| write(screen, 0, y, 200, dice, alphabet));
        }
    }
    settle(screen);
}

/// A first screen.
pub fn start(size: Size, dice: &mut Dice, alphabet: &Alphabet) -> Buffer {
    let mut screen = Buffer::empty(Rect::new(0, 0, size.width, size.height));
    for y in 0..size.height {
        write(&mut screen, 0, y, dice.below(90), dice, alphabet);
    }
    settle(&mut screen);
    screen
}

/// Rows of a pane, or of the whole width, move; new text comes in.
fn scroll(screen: &mut Buffer, dice: &mut Dice, alphabet: &Alphabet) {
    let mut area = rectangle(screen.area, dice);
    if dice.one_in(2) {
        (area.x, area.width) = (0, screen.area.width);
    }
    let by = 1 + dice.below(area.height.into()) as u16;
    let up = dice.one_in(2);
    let old = screen.clone();
    for y in area.rows().map(|row| row.y) {
        let from = if up {
            y.checked_add(by).filter(|from| *from < area.bottom())
        } else {
            y.checked_sub(by).filter(|from| *from >= area.y)
        };
        for x in area.left()..area.right() {
            match from {
                Some(from) => screen[(x, y)] = old[(x, from)].clone(),
                None => screen[(x, y)].reset(),
            }
        }
        if from.is_none() {
            write(screen, area.x, y, area.width.into(), dice, alphabet);
        }
    }
}

fn rectangle(area: Rect, dice: &mut Dice) -> Rect {
    let (x, y) = (dice.below(area.width.into()) as u16, dice.below(area.height.into()) as u16);
    let (width, height) = (1 + dice.below((area.width - x).into()), 1 + dice.below((area.height - y).into()));
    Rect::new(x, y, width as u16, height as u16)
}

fn write(screen: &mut Buffer, mut x: u16, y: u16, columns: usize, dice: &mut Dice, alphabet: &Alphabet) {
    let end = (usize::from(x) + columns).min(screen.area.width.into()) as u16;
    let mut style = *dice.of(&alphabet.styles);
    while x < end {
        if dice.one_in(6) {
            style = *dice.of(&alphabet.styles);
        }
        let room = usize::from(end - x);
        let (after, _) = screen.set_stringn(x, y, *dice.of(alphabet.pieces), room, style);
        x = if after == x { x + 1 } else { after };
    }
}

/// What a view has to see to: a cell behind a wide symbol is a blank in the symbol's style.
fn settle(screen: &mut Buffer) {
    let width = screen.area.width;
    for y in 0..screen.area.height {
        let mut x = 0;
        while x < width {
            let columns = screen[(x, y)].cell_width().max(1);
            let style = screen[(x, y)].style();
            if columns == 2 && x + 1 == width {
                screen[(x, y)].set_symbol(" ");
            } else if columns == 2 {
                screen[(x + 1, y)].reset();
                screen[(x + 1, y)].set_style(style);
            }
            x += columns;
        }
    }
}
