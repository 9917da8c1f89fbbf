//! What a key may cost over a slow line, in bytes.

use kanbao::term::Capabilities;
use kanbao::text::Ambiguous;
use ratatui::buffer::Buffer;
use ratatui::layout::Size;

use super::emulator::{Ours, Stock};
use super::scenes::{Article, List, abreast};

const SIZES: [Size; 2] = [Size::new(80, 24), Size::new(120, 40)];

/// One of which only its name is known, and one that has told more.
fn terminals() -> [Capabilities; 2] {
    [Capabilities::xterm(), Capabilities { repeat: true, synchronized: true, ..Capabilities::xterm() }]
}

fn reader(size: Size, can: Capabilities) -> Ours {
    let mut ours = Ours::new(size, can);
    ours.screen.set_ambiguous(Ambiguous::Narrow);
    ours
}

/// The middle one of what the frames after the first cost.
fn median(size: Size, can: &Capabilities, frames: impl IntoIterator<Item = Buffer>) -> usize {
    let mut ours = reader(size, can.clone());
    let mut bytes: Vec<usize> = frames.into_iter().map(|frame| ours.show(&frame)).skip(1).collect();
    bytes.sort_unstable();
    bytes[bytes.len() / 2]
}

fn within(what: &str, bytes: usize, budget: usize, size: Size) {
    println!("{what} at {}x{}: {bytes} of {budget}", size.width, size.height);
    assert!(bytes <= budget, "{what} at {}x{}: {bytes} bytes, {budget} allowed", size.width, size.height);
}

#[test]
fn one_line_of_an_article() {
    for (size, can) in SIZES.into_iter().flat_map(|size| terminals().map(|can| (size, can))) {
        for article in [Article::new(78, 1), Article::dense(78, 1)] {
            let down = median(size, &can, (0..70).map(|top| article.screen(size, top)));
            within("one line down", down, 135, size);
            let up = median(size, &can, (0..70).rev().map(|top| article.screen(size, top)));
            within("one line up", up, 135, size);
        }
    }
}

#[test]
fn half_a_page_and_a_page() {
    for (size, can) in SIZES.into_iter().flat_map(|size| terminals().map(|can| (size, can))) {
        let article = Article::new(78, 2);
        let high = usize::from(size.height) - 2;
        for by in [high / 2, high - 2, high] {
            let mut ours = reader(size, can.clone());
            ours.show(&article.screen(size, 0));
            let (mut sent, mut text) = (0, 0);
            for top in (by..160).step_by(by) {
                sent += ours.show(&article.screen(size, top));
                text += article.text(top + high - by, by);
            }
            within(&format!("{by} lines down"), sent, text * 11 / 10, size);
        }
    }
}

#[test]
fn the_selection_in_the_list() {
    for (size, can) in SIZES.into_iter().flat_map(|size| terminals().map(|can| (size, can))) {
        let list = List::new(3);
        let high = usize::from(size.height) - 3;
        let inside = median(size, &can, (0..high).map(|selected| list.screen(size, 0, selected)));
        within("selection moves", inside, 200, size);
        let edge = median(size, &can, (0..50).map(|top| list.screen(size, top, top + high - 1)));
        within("selection moves at the edge", edge, 260, size);
    }
}

#[test]
fn an_article_beside_the_list() {
    let size = SIZES[1];
    let (list, article) = (List::new(4), Article::new(37, 5));
    let frames = || (0..70).map(|top| abreast(&list, &article, size, top));
    let with_margins = Capabilities { margins: true, ..Capabilities::xterm() };
    within("one line beside the list, with margins", median(size, &with_margins, frames()), 150, size);
    within("one line beside the list", median(size, &Capabilities::xterm(), frames()), 1500, size);
}

#[test]
fn the_first_screen() {
    for (size, can) in SIZES.into_iter().flat_map(|size| terminals().map(|can| (size, can))) {
        let (article, list) = (Article::new(78, 6), List::new(7));
        for (what, screen) in [("article", article.screen(size, 0)), ("list", list.screen(size, 0, 0))] {
            let text: usize = rows(&screen).iter().map(|row| row.trim_end().len()).sum();
            within(&format!("first screen, {what}"), reader(size, can.clone()).show(&screen), text * 12 / 10, size);
        }
    }
}

fn rows(screen: &Buffer) -> Vec<String> {
    use ratatui::buffer::CellWidth;
    let row = |y| {
        let mut row = String::new();
        let mut x = 0;
        while x < screen.area.width {
            row.push_str(screen[(x, y)].symbol());
            x += screen[(x, y)].cell_width().max(1);
        }
        row
    };
    (0..screen.area.height).map(row).collect()
}

#[test]
fn a_frame_that_changes_nothing() {
    for (size, can) in SIZES.into_iter().flat_map(|size| terminals().map(|can| (size, can))) {
        let screen = Article::new(78, 8).screen(size, 3);
        let mut ours = reader(size, can);
        ours.show(&screen);
        assert_eq!(ours.show(&screen), 0);
    }
}

/// The stock backend's figures, to see what the trouble is for: `cargo test stock -- --ignored --nocapture`.
#[test]
#[ignore = "prints, checks nothing"]
fn stock_figures() {
    for size in SIZES {
        let article = Article::new(78, 1);
        let mut stock = Stock::new(size);
        let mut bytes: Vec<usize> = (0..200).map(|top| stock.show(&article.screen(size, top))).skip(1).collect();
        bytes.sort_unstable();
        println!("one line at {}x{}: {}", size.width, size.height, bytes[bytes.len() / 2]);
    }
}
