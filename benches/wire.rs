//! Time per frame of the screen beside ratatui's stock backend: layout, comparison and encoding of an
//! article that scrolls by one line.

use std::io;

use divan::Bencher;
use kanbao::term::{Capabilities, Screen};
use ratatui::backend::{Backend, CrosstermBackend};
use ratatui::buffer::Buffer;
use ratatui::layout::{Rect, Size};
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

fn scroll<B: Backend>(bencher: Bencher, mut terminal: Terminal<B>, size: (u16, u16)) {
    let frames: Vec<Buffer> = (0..64).map(|top| article(size, top)).collect();
    let mut next = frames.iter().cycle();
    bencher.bench_local(move || {
        let frame = next.next();
        let drawn = terminal.draw(|f| frame.into_iter().for_each(|frame| f.buffer_mut().clone_from(frame)));
        drawn.is_ok()
    });
}

#[divan::bench(args = SIZES)]
fn screen(bencher: Bencher, size: (u16, u16)) {
    let screen = Screen::new(io::sink(), Size::new(size.0, size.1), Capabilities::xterm());
    if let Ok(terminal) = Terminal::new(screen) {
        scroll(bencher, terminal, size);
    }
}

#[divan::bench(args = SIZES)]
fn screen_with_side_margins(bencher: Bencher, size: (u16, u16)) {
    let can = Capabilities { margins: true, ..Capabilities::xterm() };
    if let Ok(terminal) = Terminal::new(Screen::new(io::sink(), Size::new(size.0, size.1), can)) {
        scroll(bencher, terminal, size);
    }
}

#[divan::bench(args = SIZES)]
fn stock(bencher: Bencher, size: (u16, u16)) {
    let viewport = Viewport::Fixed(Rect::new(0, 0, size.0, size.1));
    if let Ok(terminal) = Terminal::with_options(CrosstermBackend::new(io::sink()), TerminalOptions { viewport }) {
        scroll(bencher, terminal, size);
    }
}
