//! What is sent for what is drawn, to the byte.

use std::cell::RefCell;
use std::num::NonZeroU16;
use std::rc::Rc;

use ratatui::Terminal;
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

/// A terminal of 20 by 4 whose first, blank frame is out.
struct Desk {
    terminal: Terminal<Screen<Tape>>,
    tape: Tape,
    frame: Buffer,
    caret: Option<(u16, u16)>,
}

impl Desk {
    fn new(can: Capabilities) -> Desk {
        let tape = Tape::default();
        let terminal = Terminal::new(Screen::new(tape.clone(), Size::new(20, 4), can)).unwrap();
        let mut desk = Desk { terminal, tape, frame: Buffer::empty(Rect::new(0, 0, 20, 4)), caret: None };
        desk.show();
        desk
    }

    fn screen(&mut self) -> &mut Screen<Tape> {
        self.terminal.backend_mut()
    }

    /// Draws the frame; what was sent for it, ESC as `^`.
    fn show(&mut self) -> String {
        let (frame, caret) = (&self.frame, self.caret);
        self.terminal
            .draw(|f| {
                f.buffer_mut().clone_from(frame);
                if let Some(at) = caret {
                    f.set_cursor_position(at);
                }
            })
            .unwrap();
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

fn desk() -> Desk {
    Desk::new(Capabilities::xterm())
}

#[test]
fn the_first_frame_clears_and_an_equal_one_sends_nothing() {
    let tape = Tape::default();
    let mut terminal = Terminal::new(Screen::new(tape.clone(), Size::new(20, 4), Capabilities::xterm())).unwrap();
    terminal.draw(|_| {}).unwrap();
    assert_eq!(tape.0.borrow().as_slice(), b"\x1b[m\x1b[r\x1b[H\x1b[2J\x1b[?25l");
    tape.0.borrow_mut().clear();
    terminal.draw(|_| {}).unwrap();
    assert!(tape.0.borrow().is_empty());
}

#[test]
fn chinese_text_needs_the_cursor_once() {
    assert_eq!(desk().print(2, 1, "大连市金融"), "\r\n  大连市金融");
}

#[test]
fn what_became_shorter_is_erased_to_the_end() {
    let mut desk = desk();
    desk.print(0, 0, "abcdefghij");
    desk.frame.reset();
    assert_eq!(desk.print(0, 0, "abc"), "^[7D^[K");
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
        assert_eq!(desk().print(0, 1, text), format!("\r\n{expected}"), "{text}");
    }
}

#[test]
fn once_the_terminal_has_spoken_letters_and_lines_are_trusted() {
    let mut desk = desk();
    desk.screen().set_ambiguous(Ambiguous::Narrow);
    assert_eq!(desk.print(0, 1, "ка│a"), "\r\nка│a");
    assert_eq!(desk.print(0, 2, "“a"), "\r\n“^[2Ga");
}

#[test]
fn a_disputed_symbol_near_the_edge_puts_the_row_in_doubt_too() {
    let mut desk = desk();
    desk.frame.set_string(19, 0, "“", ViewStyle::new());
    assert_eq!(desk.print(0, 1, "a"), "^[19C“^[2Ha");
}

#[test]
fn where_ambiguous_symbols_are_wide_all_is_painted_anew_with_what_the_view_says() {
    let mut desk = desk();
    desk.print(0, 0, "│“a");
    desk.screen().set_ambiguous(Ambiguous::Wide);
    desk.screen().pump().unwrap();
    assert_eq!(desk.sent(), "^[m^[r^[H^[2J│“^[3Ga^[?25l");
    desk.terminal.clear().unwrap();
    assert!(desk.show().contains("^[2J|\"a"), "stand-ins until the view knows");
    desk.frame.reset();
    desk.frame[(0, 0)].set_symbol("“").set_diff_option(CellDiffOption::ForcedWidth(NonZeroU16::new(2).unwrap()));
    assert_eq!(desk.print(2, 0, "a"), "\r“");
}

#[test]
fn the_cursor_moves_only_where_it_is_wanted() {
    let mut desk = desk();
    desk.caret = Some((3, 2));
    assert_eq!(desk.show(), "^[3;4H^[?25h");
    assert_eq!(desk.show(), "");
    assert_eq!(desk.print(0, 2, "ab"), "\rab^[C");
    desk.caret = None;
    assert_eq!(desk.show(), "^[?25l");
}

#[test]
fn styles_change_only_where_something_is_seen_of_them() {
    let mut desk = desk();
    let bold = ViewStyle::new().fg(Color::Cyan).add_modifier(Modifier::BOLD);
    desk.frame.set_string(0, 0, "a ", bold);
    desk.frame.set_string(2, 0, "b ", ViewStyle::new());
    desk.frame.set_string(4, 0, "c", bold);
    assert_eq!(desk.show(), "^[1;36ma ^[mb ^[1;36mc");
}

#[test]
fn without_colours_none_are_sent() {
    let mut desk = Desk::new(Capabilities::vt100());
    desk.frame.set_string(0, 0, "a", ViewStyle::new().fg(Color::Red).bg(Color::Blue).add_modifier(Modifier::BOLD));
    assert_eq!(desk.show(), "^[1ma");
}

#[test]
fn a_link_goes_with_its_cells_and_is_closed() {
    let mut desk = desk();
    let link = |uri: &str| Link { row: 0, columns: 0..2, id: 7, uri: uri.to_owned() };
    desk.screen().set_links(&[link("https://a.example/x y")]);
    assert_eq!(desk.print(0, 0, "ab c"), "^]8;id=7;https://a.example/x%20y^\\ab^[C^]8;;^\\c");
    assert_eq!(desk.show(), "", "links stay as they are");
    desk.screen().set_links(&[link("https://b.example/")]);
    assert!(desk.show().contains("https://b.example/^\\ab"));
    desk.screen().set_links(&[]);
    assert_eq!(desk.show(), "\rab");
}

#[test]
fn links_are_kept_from_terminals_without_them() {
    let mut desk = Desk::new(Capabilities { hyperlinks: false, ..Capabilities::xterm() });
    desk.screen().set_links(&[Link { row: 0, columns: 0..2, id: 7, uri: "https://a.example".to_owned() }]);
    assert_eq!(desk.print(0, 0, "ab"), "ab");
}

#[test]
fn nothing_that_acts_on_the_terminal_passes_in_a_symbol() {
    let mut desk = desk();
    desk.frame[(0, 0)].set_symbol("\x1b[2J");
    desk.frame[(1, 0)].set_symbol("a\x07");
    desk.frame[(9, 0)].set_symbol("b");
    assert_eq!(desk.show(), "^[9Cb");
}

#[test]
fn large_frames_come_as_one_update_where_that_is_known() {
    let mut desk = Desk::new(Capabilities { synchronized: true, colours: Depth::True, ..Capabilities::xterm() });
    assert!(!desk.print(0, 0, "ab").contains("2026"));
    for y in 0..4 {
        for x in 0..20 {
            desk.frame[(x, y)].set_symbol("x").set_fg(Color::Rgb(10 * x as u8, y as u8, 1));
        }
    }
    let sent = desk.show();
    assert!(sent.starts_with("^[?2026h") && sent.ends_with("^[?2026l"));
}

#[test]
fn a_disturbed_row_is_painted_and_no_other() {
    let mut desk = desk();
    desk.print(0, 0, "abc");
    desk.print(0, 1, "def");
    desk.screen().disturb(0);
    desk.screen().pump().unwrap();
    assert_eq!(desk.sent(), "^[Habc^[K");
}

#[test]
fn a_new_size_and_a_lost_screen_are_painted_whole() {
    let mut desk = desk();
    desk.print(0, 0, "abc");
    desk.screen().invalidate();
    desk.screen().pump().unwrap();
    assert_eq!(desk.sent(), "^[m^[r^[H^[2Jabc^[?25l");
    desk.screen().set_size(Size::new(10, 3));
    desk.frame = Buffer::empty(Rect::new(0, 0, 10, 3));
    assert_eq!(desk.print(8, 2, "金"), "^[m^[r^[H^[2J^[3;9H金^[?25l");
}

#[test]
fn leaving_resets_what_was_set_and_coming_back_paints_all() {
    let mut desk = desk();
    desk.frame.set_string(0, 0, "a", ViewStyle::new().fg(Color::Red));
    desk.show();
    desk.screen().leave().unwrap();
    assert_eq!(desk.sent(), "^[m^[?25h");
    assert_eq!(desk.show(), "^[m^[r^[H^[2J^[31ma^[?25l");
}

#[test]
fn bytes_are_counted_by_label() {
    let mut desk = desk();
    desk.screen().label("j");
    desk.print(0, 0, "abc");
    desk.show();
    desk.screen().label("k");
    desk.print(0, 0, "abd");
    let traffic = desk.screen().traffic();
    assert_eq!(traffic.get("j"), Some(&Traffic { frames: 1, bytes: 3 }));
    assert_eq!(traffic.get("k").map(|traffic| traffic.frames), Some(1));
}
