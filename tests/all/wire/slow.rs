//! A line that takes few bytes at a time, none at all, or is gone.

use std::cell::RefCell;
use std::fs::File;
use std::io::{self, ErrorKind, Read, Write};
use std::os::fd::OwnedFd;
use std::rc::Rc;

use kanbao::term::{Capabilities, Frame, Screen};
use proptest::prelude::*;
use ratatui::buffer::Buffer;
use ratatui::layout::Size;
use rustix::fs::{OFlags, fcntl_setfl};

use super::emulator::{parser, seen, wanted};
use super::scenes::Article;
use super::walk::{self, Alphabet};
use crate::support::Dice;

const SIZE: Size = Size::new(60, 12);

/// A line with room for so many bytes.
#[derive(Clone, Default)]
struct Line(Rc<RefCell<(usize, Vec<u8>)>>);

impl Line {
    fn make_room(&self, bytes: usize) {
        self.0.borrow_mut().0 = bytes;
    }

    fn take(&self) -> Vec<u8> {
        std::mem::take(&mut self.0.borrow_mut().1)
    }
}

impl Write for Line {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let (room, sent) = &mut *self.0.borrow_mut();
        let count = bytes.len().min(*room);
        if count == 0 {
            return Err(ErrorKind::WouldBlock.into());
        }
        *room -= count;
        sent.extend_from_slice(&bytes[..count]);
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn show<W: Write>(screen: &mut Screen<W>, cells: &Buffer) -> io::Result<bool> {
    screen.show(&Frame { cells: cells.clone(), cursor: None, links: Vec::new() })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, ..ProptestConfig::default() })]

    #[test]
    fn a_slow_line_shows_the_newest_frame_in_the_end(seed in any::<u64>()) {
        let (mut dice, alphabet, line) = (Dice(seed), Alphabet::agreed(), Line::default());
        let can = Capabilities { colours: kanbao::term::Depth::True, ..Capabilities::xterm() };
        let mut screen = Screen::new(line.clone(), can);
        let mut emulator = parser(SIZE);
        let mut cells = walk::start(SIZE, &mut dice, &alphabet);
        for _ in 0..60 {
            line.make_room(dice.below(300));
            show(&mut screen, &cells).expect("slow is no error");
            emulator.process(&line.take());
            walk::step(&mut cells, &mut dice, &alphabet);
        }
        while !show(&mut screen, &cells).expect("slow is no error") || !screen.is_ready() {
            line.make_room(1 + dice.below(50));
        }
        emulator.process(&line.take());
        for (y, (seen, wanted)) in seen(emulator.screen()).iter().zip(wanted(&cells)).enumerate() {
            for (x, (seen, wanted)) in seen.iter().zip(wanted).enumerate() {
                prop_assert_eq!(seen, &wanted, "row {} column {}", y, x);
            }
        }
    }
}

#[test]
fn frames_that_nobody_takes_are_dropped() {
    let line = Line::default();
    let mut screen = Screen::new(line.clone(), Capabilities::xterm());
    let article = Article::new(58, 1);
    for top in 0..200 {
        assert!(!show(&mut screen, &article.screen(SIZE, top)).expect("slow is no error"));
    }
    line.make_room(usize::MAX);
    assert!(show(&mut screen, &article.screen(SIZE, 199)).expect("there is room"));
    let sent = line.take();
    assert!(sent.len() < 2000, "one frame, not 200");
    let mut emulator = parser(SIZE);
    emulator.process(&sent);
    assert_eq!(seen(emulator.screen()), wanted(&article.screen(SIZE, 199)));
}

#[test]
fn a_pipe_that_nobody_reads_never_holds_the_reader_up() {
    let (mut far_end, end) = io::pipe().expect("a pipe");
    let end = OwnedFd::from(end);
    fcntl_setfl(&end, OFlags::NONBLOCK).expect("a pipe can be non-blocking");
    let mut screen = Screen::new(File::from(end), Capabilities::xterm());
    let article = Article::new(58, 2);
    let (mut emulator, mut bytes) = (parser(SIZE), vec![0; 4096]);
    for round in 0..400 {
        // Far apart, so that the pipe is full after some of them.
        show(&mut screen, &article.screen(SIZE, round * 13 % 380)).expect("full is no error");
    }
    let newest = article.screen(SIZE, 399 * 13 % 380);
    assert!(!show(&mut screen, &newest).expect("full is no error"), "the pipe is full");
    loop {
        let done = show(&mut screen, &newest).expect("full is no error") && screen.is_ready();
        let count = if done { 0 } else { far_end.read(&mut bytes).expect("something is there") };
        emulator.process(&bytes[..count]);
        if done {
            break;
        }
    }
    drop(screen);
    while let Ok(count @ 1..) = far_end.read(&mut bytes) {
        emulator.process(&bytes[..count]);
    }
    assert_eq!(seen(emulator.screen()), wanted(&newest));
}

#[test]
fn a_far_end_that_is_gone_is_told_once() {
    let (far_end, end) = io::pipe().expect("a pipe");
    drop(far_end);
    let mut screen = Screen::new(end, Capabilities::xterm());
    let article = Article::new(58, 3);
    let error = show(&mut screen, &article.screen(SIZE, 0)).expect_err("nobody reads");
    assert_eq!(error.kind(), ErrorKind::BrokenPipe);
    show(&mut screen, &article.screen(SIZE, 1)).expect("it was told");
    screen.leave().expect("it was told");
}
