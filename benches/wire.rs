//! Time per frame of the screen beside ratatui's stock backend: layout, comparison and encoding of an
//! article that scrolls by one line.

use std::io;

use divan::Bencher;
use kanbao::term::{Capabilities, Frame, Screen};
use ratatui::backend::CrosstermBackend;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::{Terminal, TerminalOptions, Viewport};

const SIZES: [(u16, u16); 2] = [(80, 24), (120, 40)];

fn main() {
    divan::main();
}

/// An article from line `top` on, between a head and a foot.
fn article((width, height): (u16, u16), top: usize) -> Buffer {
    let mut frame = Buffer::empty(Rect::new(0, 0, width, height));
    frame.set_string(1, 0, "大连市金融发展局", Style::new());
    for y in 1..height - 1 {
        let line = top + usize::from(y);
        let text: String = (0..32 + line * 7 % 6)
            .filter_map(|x| char::from_u32(0x4e00 + (line * 131 + x * 17) as u32 % 4000))
            .collect();
        if !line.is_multiple_of(4) {
            frame.set_stringn(1, y, text, usize::from(width) - 2, Style::new());
        }
    }
    frame.set_string(1, height - 1, format!("{top:3}%"), Style::new());
    frame
}

fn frames(size: (u16, u16)) -> Vec<Frame> {
    (0..64).map(|top| Frame { cells: article(size, top), cursor: None, links: Vec::new() }).collect()
}

fn scroll(bencher: Bencher, can: Capabilities, size: (u16, u16)) {
    let (frames, mut screen, mut at) = (frames(size), Screen::new(io::sink(), can), 0);
    bencher.bench_local(move || {
        at = (at + 1) % frames.len();
        frames.get(at).is_some_and(|frame| screen.show(frame).is_ok())
    });
}

#[divan::bench(args = SIZES)]
fn screen(bencher: Bencher, size: (u16, u16)) {
    scroll(bencher, Capabilities::xterm(), size);
}

#[divan::bench(args = SIZES)]
fn screen_with_side_margins(bencher: Bencher, size: (u16, u16)) {
    scroll(bencher, Capabilities { margins: true, ..Capabilities::xterm() }, size);
}

#[divan::bench(args = SIZES)]
fn stock(bencher: Bencher, size: (u16, u16)) {
    let viewport = Viewport::Fixed(Rect::new(0, 0, size.0, size.1));
    let options = TerminalOptions { viewport };
    let Ok(mut terminal) = Terminal::with_options(CrosstermBackend::new(io::sink()), options) else { return };
    let frames = frames(size);
    let mut next = frames.iter().cycle();
    bencher.bench_local(move || {
        let frame = next.next();
        terminal.draw(|f| frame.into_iter().for_each(|frame| f.buffer_mut().clone_from(&frame.cells))).is_ok()
    });
}
