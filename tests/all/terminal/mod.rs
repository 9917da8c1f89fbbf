//! The terminal's part in a real pseudo-terminal: whole again whatever happens, and gone when lost.
//!
//! The programs under test are the reader itself, and [`program::small_reader`], which does on demand
//! what the reader never does; this test binary starts itself for it.

mod program;
mod pty;
mod reader;

use self::pty::Pty;

/// The small reader, in a terminal of its own.
fn small_reader() -> Pty {
    let mut pty = Pty::start(&program::command());
    pty.wait_for("ready");
    pty
}

/// What the shell says when it waits.
const PROMPT: &str = "prompt> ";

/// A shell with job control, in a terminal of its own.
fn shell() -> Pty {
    // Without line editing, which sets modes of its own.
    let mut pty = Pty::start("env PS1='prompt> ' sh -i +o emacs +o vi");
    pty.wait_for(PROMPT);
    pty
}

#[test]
fn keys_are_read_and_quitting_gives_the_screen_back() {
    let mut pty = small_reader();
    assert!(pty.is_alternate_screen() && pty.is_raw());
    pty.type_in("j金");
    pty.wait_for("key j");
    pty.wait_for("key 金");
    pty.type_in("q");
    assert_eq!(pty.wait_end(), 0);
    assert!(pty.is_whole());
}

#[test]
fn all_modes_are_set_once_and_undone_once() {
    let mut pty = Pty::start(&program::command());
    pty.wait_for("\x1b[?1049h\x1b[?2004h\x1b[?1000h\x1b[?1006h");
    pty.wait_for("ready");
    pty.type_in("kk");
    pty.wait_for("\x1b[>1u");
    pty.wait_for("keyboard set");
    pty.type_in("q");
    assert_eq!(pty.wait_end(), 0);
    assert!(!pty.was_sent("\x1b[>1u"), "the keyboard protocol is set once");
    pty.wait_for("\x1b[<1u\x1b[?1006l\x1b[?1000l\x1b[?2004l\x1b[?69l\x1b[r\x1b[m\x1b[?25h\x1b[?1049l");
    assert!(!pty.was_sent("\x1b[?1049l"), "the screen is left once");
}

#[test]
fn a_signal_to_end_gives_the_screen_back() {
    for (signal, code) in [("TERM", program::TERMINATED), ("INT", program::TERMINATED), ("HUP", program::HUNG_UP)] {
        let mut pty = small_reader();
        pty.signal(signal);
        assert_eq!(pty.wait_end(), code, "SIG{signal}");
        assert!(pty.is_whole(), "SIG{signal}");
    }
}

#[test]
fn a_panic_gives_the_screen_back_and_is_told_on_it() {
    let mut pty = small_reader();
    pty.type_in("p");
    pty.wait_for("asked to panic");
    assert_eq!(pty.wait_end(), 101);
    assert!(pty.is_whole());
}

#[test]
fn a_panic_of_a_helper_is_told_after_quitting() {
    let mut pty = small_reader();
    pty.type_in("t");
    pty.wait_for("helper gone");
    assert!(pty.is_alternate_screen() && !pty.shows("helper asked to panic"));
    pty.type_in("q");
    pty.wait_for("helper asked to panic");
    assert_eq!(pty.wait_end(), 0);
}

#[test]
fn a_lost_terminal_ends_the_program() {
    let mut pty = small_reader();
    pty.hang_up();
    assert_eq!(pty.wait_end(), program::HUNG_UP);
}

#[test]
fn control_z_stops_and_fg_brings_everything_back() {
    let mut shell = shell();
    shell.type_in(&format!("{}\r", program::command()));
    shell.wait_for("ready");
    for _ in 0..2 {
        shell.type_in("\x1a");
        shell.wait_for(PROMPT);
        assert!(shell.is_whole());
        shell.type_in("fg\r");
        shell.wait_for("resumed");
        assert!(shell.is_alternate_screen() && shell.is_raw());
    }
    shell.type_in("jq");
    shell.wait_for(PROMPT);
    assert!(shell.is_whole());
}

#[test]
fn where_no_shell_could_continue_it_control_z_does_nothing() {
    let mut pty = small_reader();
    pty.type_in("\x1a");
    pty.wait_for("cannot stop");
    pty.type_in("q");
    assert_eq!(pty.wait_end(), 0);
}

#[test]
fn another_program_gets_the_keys_and_gives_the_screen_back() {
    let mut pty = small_reader();
    pty.type_in("k");
    pty.wait_for("keyboard set");
    pty.type_in("e");
    pty.wait_for("other:");
    assert!(!pty.is_alternate_screen() && !pty.is_raw());
    // Ctrl-C would end it, and only it, but it reads a line.
    pty.type_in("for the other\r");
    pty.wait_for("key-of-other [for the other]");
    pty.wait_for("\x1b[?1049h");
    pty.wait_for("\x1b[>1u");
    pty.wait_for("back");
    assert!(pty.is_alternate_screen() && pty.is_raw());
    pty.type_in("q");
    assert_eq!(pty.wait_end(), 0);
}

#[test]
fn an_interrupt_in_another_program_is_not_for_the_reader() {
    let mut pty = small_reader();
    pty.type_in("e");
    pty.wait_for("other:");
    pty.type_in("\x03");
    pty.wait_for("back");
    pty.type_in("q");
    assert_eq!(pty.wait_end(), 0);
}

#[test]
fn control_z_in_another_program_stops_both_and_fg_goes_on_with_it() {
    let mut shell = shell();
    shell.type_in(&format!("{}\r", program::command()));
    shell.wait_for("ready");
    shell.type_in("e");
    shell.wait_for("other:");
    shell.type_in("\x1a");
    shell.wait_for(PROMPT);
    shell.type_in("fg\r");
    shell.type_in("for the other\r");
    shell.wait_for("key-of-other [for the other]");
    shell.wait_for("back");
    shell.type_in("q");
    shell.wait_for(PROMPT);
    assert!(shell.is_whole());
}

#[test]
fn a_terminal_that_is_lost_during_another_program_ends_both() {
    let mut pty = small_reader();
    pty.type_in("e");
    pty.wait_for("other:");
    pty.hang_up();
    assert_eq!(pty.wait_end(), program::HUNG_UP);
}

#[test]
fn stopped_and_continued_from_outside_it_sets_the_terminal_anew() {
    let mut pty = small_reader();
    pty.signal("STOP");
    pty.signal("CONT");
    pty.wait_for("\x1b[?1006h");
    pty.wait_for("resumed");
    assert!(pty.is_raw());
    pty.type_in("q");
    assert_eq!(pty.wait_end(), 0);
    assert!(pty.is_whole());
}

#[test]
fn a_paste_is_one_text_and_a_late_answer_is_no_key() {
    let mut pty = small_reader();
    pty.type_in("\x1b[200~q\rqq\x1b[201~");
    pty.wait_for("paste q|qq.");
    pty.type_in("\x1b[1;3R\x1b]11;rgb:0000/0000/0000\x1b\\");
    pty.wait_for("reply Background");
    pty.type_in("\x1b[?62c");
    pty.wait_for("ambiguous_wide: Some(true), dark_background: Some(true)");
    pty.type_in("q");
    assert_eq!(pty.wait_end(), 0);
}

#[test]
fn in_a_storm_of_resizes_the_last_size_is_told() {
    let mut pty = small_reader();
    for columns in 20..=140 {
        pty.resize(columns, 30);
    }
    pty.wait_for("size 140x30");
    pty.type_in("q");
    assert_eq!(pty.wait_end(), 0);
}

#[test]
fn a_far_end_that_stops_reading_does_not_keep_the_program() {
    let mut pty = small_reader();
    pty.stop_reading();
    pty.type_in("w");
    pty.signal("TERM");
    assert_eq!(pty.wait_end(), program::TERMINATED);
    assert!(!pty.is_raw());
}

#[test]
fn closed_standard_streams_do_not_matter() {
    let mut shell = shell();
    shell.type_in(&format!("{} <&- >&- 2>&-\r", program::command()));
    shell.wait_for("ready");
    shell.type_in("j");
    shell.wait_for("key j");
    shell.type_in("q");
    shell.wait_for(PROMPT);
    assert!(shell.is_whole());
}
