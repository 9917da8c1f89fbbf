//! What is sent for what is drawn, to the byte.

use std::cell::RefCell;
use std::num::NonZeroU16;
use std::rc::Rc;

use ratatui::buffer::{Buffer, CellDiffOption};
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier, Style as ViewStyle};

use super::*;
use crate::term::capability::Depth;

#[derive(Clone, Default)]
struct Tape(Rc<RefCell<Vec<u8>>>);

impl Write for Tape {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A screen of 20 by 4 whose first, blank frame is out.
struct Shown {
    screen: Screen<Tape>,
    tape: Tape,
    frame: Buffer,
    cursor: Option<(u16, u16)>,
    links: Vec<Hyperlink>,
}

impl Shown {
    fn new(can: Capabilities) -> Shown {
        let mut shown = Shown::unknown(can);
        shown.show();
        shown
    }

    fn unknown(can: Capabilities) -> Shown {
        let tape = Tape::default();
        let screen = Screen::new(tape.clone(), can);
        Shown { screen, tape, frame: Buffer::empty(Rect::new(0, 0, 20, 4)), cursor: None, links: Vec::new() }
    }

    /// Shows the frame; what was sent for it, ESC as `^`.
    fn show(&mut self) -> String {
        let frame = Frame { cells: self.frame.clone(), cursor: self.cursor, links: self.links.clone() };
        assert!(self.screen.show(&frame).unwrap());
        self.sent()
    }

    fn sent(&self) -> String {
        let bytes = std::mem::take(&mut *self.tape.0.borrow_mut());
        String::from_utf8(bytes).unwrap().replace('\x1b', "^")
    }

    fn print(&mut self, x: u16, y: u16, text: &str) -> String {
        self.frame.set_string(x, y, text, ViewStyle::new());
        self.show()
    }
}

fn shown() -> Shown {
    Shown::new(Capabilities::xterm())
}

#[test]
fn the_first_frame_clears_and_an_equal_one_sends_nothing() {
    let mut shown = Shown::unknown(Capabilities::xterm());
    assert_eq!(shown.show(), "^[m^[r^[H^[2J^[?25l");
    assert_eq!(shown.show(), "");
}

#[test]
fn chinese_text_needs_the_cursor_once() {
    assert_eq!(shown().print(2, 1, "大连市金融"), "\r\n  大连市金融");
}

#[test]
fn what_became_shorter_is_erased_to_the_end() {
    let mut shown = shown();
    shown.print(0, 0, "abcdefghij");
    shown.frame.reset();
    assert_eq!(shown.print(0, 0, "abc"), "^[7D^[K");
}

#[test]
fn after_a_disputed_symbol_the_cursor_is_placed_outright() {
    let cases = [
        ("“好”吗", "“^[2G好”^[5G吗"),
        ("e\u{301}a", "e\u{301}^[2Ga"),
        ("😀a", "😀^[3Ga"),
        ("❤a", "❤^[2Ga"),
        ("👨\u{200d}👩\u{200d}👧a", "👨\u{200d}👩\u{200d}👧^[3Ga"),
        ("……a", "……^[3Ga"),
        ("ка a", "ка^[4Ga"),
        ("───a", "───^[4Ga"),
    ];
    for (text, expected) in cases {
        assert_eq!(shown().print(0, 1, text), format!("\r\n{expected}"), "{text}");
    }
}

#[test]
fn once_the_terminal_has_spoken_letters_and_lines_are_trusted() {
    let mut shown = shown();
    shown.screen.set_ambiguous(Ambiguous::Narrow);
    assert_eq!(shown.print(0, 1, "ка│a"), "\r\nка│a");
    assert_eq!(shown.print(0, 2, "“a"), "\r\n“^[2Ga");
}

#[test]
fn a_disputed_symbol_near_the_edge_puts_the_row_in_doubt_too() {
    let mut shown = shown();
    shown.frame.set_string(19, 0, "“", ViewStyle::new());
    assert_eq!(shown.print(0, 1, "a"), "^[19C“^[2Ha");
}

#[test]
fn a_change_of_the_ambiguous_width_paints_all() {
    let mut shown = shown();
    shown.print(0, 0, "│“a");
    shown.screen.set_ambiguous(Ambiguous::Wide);
    assert_eq!(shown.show(), "^[m^[r^[H^[2J|\"a^[?25l", "stand-ins until the view knows");
    shown.frame.reset();
    shown.frame[(0, 0)].set_symbol("“").set_diff_option(CellDiffOption::ForcedWidth(NonZeroU16::new(2).unwrap()));
    assert_eq!(shown.print(2, 0, "a"), "\r“");
}

#[test]
fn the_cursor_moves_only_where_it_is_wanted() {
    let mut shown = shown();
    shown.cursor = Some((3, 2));
    assert_eq!(shown.show(), "^[3;4H^[?25h");
    assert_eq!(shown.show(), "");
    assert_eq!(shown.print(0, 2, "ab"), "\rab^[C");
    shown.cursor = None;
    assert_eq!(shown.show(), "^[?25l");
}

#[test]
fn styles_change_only_where_something_is_seen_of_them() {
    let mut shown = shown();
    let bold = ViewStyle::new().fg(Color::Cyan).add_modifier(Modifier::BOLD);
    shown.frame.set_string(0, 0, "a ", bold);
    shown.frame.set_string(2, 0, "b ", ViewStyle::new());
    shown.frame.set_string(4, 0, "c", bold);
    assert_eq!(shown.show(), "^[1;36ma ^[mb ^[1;36mc");
}

#[test]
fn without_colours_none_are_sent() {
    let mut shown = Shown::new(Capabilities::vt100());
    shown.frame.set_string(0, 0, "a", ViewStyle::new().fg(Color::Red).bg(Color::Blue).add_modifier(Modifier::BOLD));
    assert_eq!(shown.show(), "^[1ma");
}

#[test]
fn a_link_goes_with_its_cells_and_is_closed() {
    let mut shown = shown();
    let link = |uri: &str| Hyperlink { row: 0, columns: 0..2, id: 7, uri: uri.to_owned() };
    shown.links = vec![link("https://a.example/x y")];
    assert_eq!(shown.print(0, 0, "ab c"), "^]8;id=7;https://a.example/x%20y^\\ab^[C^]8;;^\\c");
    assert_eq!(shown.show(), "", "links stay as they are");
    shown.links = vec![link("https://b.example/")];
    assert!(shown.show().contains("https://b.example/^\\ab"));
    shown.links.clear();
    assert_eq!(shown.show(), "\rab");
}

#[test]
fn links_are_kept_from_terminals_without_them() {
    let mut shown = Shown::new(Capabilities { hyperlinks: false, ..Capabilities::xterm() });
    shown.links = vec![Hyperlink { row: 0, columns: 0..2, id: 7, uri: "https://a.example".to_owned() }];
    assert_eq!(shown.print(0, 0, "ab"), "ab");
}

#[test]
fn nothing_that_acts_on_the_terminal_passes_in_a_symbol() {
    let mut shown = shown();
    shown.frame[(0, 0)].set_symbol("\x1b[2J");
    shown.frame[(1, 0)].set_symbol("a\x07");
    shown.frame[(9, 0)].set_symbol("b");
    assert_eq!(shown.show(), "^[9Cb");
}

#[test]
fn large_frames_come_as_one_update_where_that_is_known() {
    let mut shown = Shown::new(Capabilities { synchronized: true, colours: Depth::True, ..Capabilities::xterm() });
    assert!(!shown.print(0, 0, "ab").contains("2026"));
    for y in 0..4 {
        for x in 0..20 {
            shown.frame[(x, y)].set_symbol("x").set_fg(Color::Rgb(10 * x as u8, y as u8, 1));
        }
    }
    let sent = shown.show();
    assert!(sent.starts_with("^[?2026h") && sent.ends_with("^[?2026l"));
}

#[test]
fn a_disturbed_row_is_painted_and_no_other() {
    let mut shown = shown();
    shown.print(0, 0, "abc");
    shown.print(0, 1, "def");
    shown.screen.disturb(0);
    assert_eq!(shown.show(), "^[Habc^[K");
}

#[test]
fn a_new_size_and_a_lost_screen_are_painted_whole() {
    let mut shown = shown();
    shown.print(0, 0, "abc");
    shown.screen.invalidate();
    assert_eq!(shown.show(), "^[m^[r^[H^[2Jabc^[?25l");
    shown.frame = Buffer::empty(Rect::new(0, 0, 10, 3));
    assert_eq!(shown.print(8, 2, "金"), "^[m^[r^[H^[2J^[3;9H金^[?25l");
}

#[test]
fn leaving_resets_what_was_set_and_coming_back_paints_all() {
    let mut shown = shown();
    shown.frame.set_string(0, 0, "a", ViewStyle::new().fg(Color::Red));
    shown.show();
    shown.screen.leave().unwrap();
    assert_eq!(shown.sent(), "^[m^[?25h");
    assert_eq!(shown.show(), "^[m^[r^[H^[2J^[31ma^[?25l");
}

#[test]
fn bytes_are_counted_by_label() {
    let mut shown = shown();
    shown.screen.label("j");
    shown.print(0, 0, "abc");
    shown.show();
    shown.screen.label("k");
    shown.print(0, 0, "abd");
    let traffic = shown.screen.traffic();
    assert_eq!(traffic.get("j"), Some(&Traffic { frames: 1, bytes: 3 }));
    assert_eq!(traffic.get("k").map(|traffic| traffic.frames), Some(1));
}
