//! The reader itself, the built program, at a terminal of its own.

use std::fs;

use tempfile::TempDir;

use super::pty::Pty;
use super::{PROMPT, shell};

/// A home and a library of articles.
struct Desk {
    folder: TempDir,
}

impl Desk {
    fn new() -> Desk {
        let folder = tempfile::tempdir().unwrap();
        let library = folder.path().join("news");
        fs::create_dir(&library).unwrap();
        for number in 10..40 {
            let lines: Vec<String> = (1..60).map(|line| format!("第{line}段，港口与铁路。\n")).collect();
            let text = format!("---\ntitle: 报道{number}号\ndate: 2021-06-{}\n---\n{}", number - 9, lines.join("\n"));
            fs::write(library.join(format!("{number}.md")), text).unwrap();
        }
        Desk { folder }
    }

    /// The shell's words that start the reader over the library, on a terminal of a name.
    fn command(&self, term: &str, arguments: &str) -> String {
        let home = self.folder.path().display();
        let program = env!("CARGO_BIN_EXE_kanbao");
        format!(
            "env -u SSH_CONNECTION -u SSH_TTY -u TMUX -u STY -u DISPLAY -u WAYLAND_DISPLAY HOME={home} \
             XDG_CONFIG_HOME={home}/config XDG_DATA_HOME={home}/data XDG_CACHE_HOME={home}/cache LC_ALL=C.UTF-8 \
             TERM={term} {program} {arguments}"
        )
    }

    fn library(&self) -> String {
        self.folder.path().join("news").display().to_string()
    }

    fn read(&self) -> Pty {
        let mut pty = Pty::start(&self.command("xterm-256color", &self.library()));
        pty.wait_shown("报道38号");
        pty
    }
}

#[test]
fn quitting_gives_the_screen_back() {
    let desk = Desk::new();
    let mut pty = desk.read();
    assert!(pty.is_alternate_screen() && pty.is_raw());
    pty.type_in("Q");
    assert_eq!(pty.wait_end(), 0);
    assert!(pty.is_whole());
}

#[test]
fn a_signal_ends_it_with_the_place_saved_and_the_screen_back() {
    let desk = Desk::new();
    for signal in ["TERM", "INT", "HUP"] {
        let mut pty = desk.read();
        pty.type_in("\r");
        pty.wait_shown("第3段");
        pty.signal(signal);
        pty.wait_end();
        assert!(pty.is_whole(), "SIG{signal}");
    }
    let journal = fs::read_dir(desk.folder.path().join("data/kanbao/marks")).unwrap().next().unwrap().unwrap();
    assert!(fs::read_to_string(journal.path()).unwrap().lines().count() > 0);
}

#[test]
fn a_lost_terminal_ends_it() {
    let desk = Desk::new();
    let mut pty = desk.read();
    pty.hang_up();
    pty.wait_end();
}

#[test]
fn a_lost_terminal_ends_it_though_the_line_was_full() {
    let desk = Desk::new();
    let mut pty = desk.read();
    pty.stop_reading();
    for _ in 0..200 {
        pty.type_in("\x0c");
    }
    pty.hang_up();
    pty.wait_end();
}

#[test]
fn after_control_z_and_fg_all_is_as_it_was() {
    let desk = Desk::new();
    let mut shell = shell();
    shell.type_in(&format!("{}\r", desk.command("xterm-256color", &desk.library())));
    shell.wait_shown("报道38号");
    shell.type_in("\x1a");
    shell.wait_for(PROMPT);
    assert!(shell.is_whole());
    shell.type_in("fg\r");
    shell.wait_shown("报道38号");
    assert!(shell.is_alternate_screen() && shell.is_raw());
    shell.type_in("Q");
    shell.wait_for(PROMPT);
    assert!(shell.is_whole());
}

#[test]
fn a_screen_that_others_wrote_on_is_painted_anew() {
    let desk = Desk::new();
    let mut pty = desk.read();
    pty.write_over("scribble");
    pty.wait_shown("scribble");
    pty.type_in("\x0c");
    pty.wait_gone("scribble");
    pty.wait_shown("报道38号");
    pty.type_in("Q");
    assert_eq!(pty.wait_end(), 0);
}

#[test]
fn the_editor_and_a_pipe_get_the_terminal_and_give_it_back() {
    let desk = Desk::new();
    let editor = desk.folder.path().join("editor");
    fs::write(&editor, "#!/bin/sh\necho \"editing $1\"\nread line\necho \"typed $line\"\n").unwrap();
    fs::set_permissions(&editor, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    let mut pty =
        Pty::start(&format!("env EDITOR={} {}", editor.display(), desk.command("xterm-256color", &desk.library())));
    pty.wait_shown("报道38号");
    pty.type_in("e");
    pty.wait_for("editing ");
    assert!(!pty.is_alternate_screen() && !pty.is_raw());
    pty.type_in("Q for the editor\r");
    pty.wait_shown("报道38号");
    assert!(pty.is_alternate_screen() && pty.is_raw());
    pty.type_in("\r");
    pty.wait_shown("第3段");
    pty.type_in("|head -n 1\r");
    pty.wait_for("按回车返回");
    assert!(pty.shows("报道39号") && !pty.is_alternate_screen());
    pty.type_in("\r");
    pty.wait_shown("第3段");
    assert!(pty.is_alternate_screen());
    pty.type_in("Q");
    assert_eq!(pty.wait_end(), 0);
    assert!(pty.is_whole());
}

#[test]
fn a_far_end_that_reads_again_is_shown_the_newest_frame() {
    let desk = Desk::new();
    let mut pty = desk.read();
    pty.stop_reading();
    for _ in 0..300 {
        pty.type_in("G\x0cgg\x0c");
    }
    pty.type_in("G");
    pty.read_on();
    pty.wait_shown("报道10号");
    pty.wait_gone("报道38号");
    pty.type_in("Q");
    assert_eq!(pty.wait_end(), 0);
}

#[test]
fn a_signal_ends_it_though_the_line_is_full() {
    let desk = Desk::new();
    let mut pty = desk.read();
    pty.stop_reading();
    for _ in 0..300 {
        pty.type_in("G\x0cgg\x0c");
    }
    pty.signal("TERM");
    pty.wait_end();
    assert!(!pty.is_raw());
}

#[test]
fn a_storm_of_resizes_ends_in_a_whole_screen() {
    let desk = Desk::new();
    let mut pty = desk.read();
    for columns in (20..=100).chain((60..=100).rev()) {
        pty.resize(columns, 10 + columns / 5);
    }
    pty.wait_shown("报道38号");
    pty.type_in("Q");
    assert_eq!(pty.wait_end(), 0);
}

#[test]
fn a_paste_never_acts_as_keys() {
    let desk = Desk::new();
    let mut pty = desk.read();
    pty.type_in("\x1b[200~Q\rQQ\x03\x1b[201~");
    pty.type_in("/\x1b[200~报道17\x1b[201~");
    pty.wait_gone("报道38号");
    pty.wait_shown("报道17号");
    pty.type_in("\x1b");
    pty.wait_shown("报道38号");
    pty.type_in("Q");
    assert_eq!(pty.wait_end(), 0);
}

#[test]
fn the_mouse_is_asked_for_by_setting_and_selects_and_scrolls() {
    let desk = Desk::new();
    let mut pty = desk.read();
    assert!(!pty.wants_mouse());
    pty.type_in("Q");
    pty.wait_end();
    fs::create_dir_all(desk.folder.path().join("config/kanbao")).unwrap();
    fs::write(desk.folder.path().join("config/kanbao/settings.yaml"), "mouse: true\n").unwrap();
    let mut pty = desk.read();
    assert!(pty.wants_mouse());
    pty.type_in("\x1b[<0;20;6M\x1b[<0;20;6m");
    pty.wait_gone(" 1/30");
    pty.type_in("\r");
    pty.wait_shown("第3段");
    for _ in 0..20 {
        pty.type_in("\x1b[<65;20;6M");
    }
    pty.wait_gone("第3段");
    pty.type_in("Q");
    assert_eq!(pty.wait_end(), 0);
    assert!(pty.is_whole());
}

#[test]
fn escape_and_the_next_key_at_once_are_two_keys() {
    let desk = Desk::new();
    let mut pty = desk.read();
    pty.type_in("\r");
    pty.wait_shown("第3段");
    pty.type_in("\x1bj");
    pty.wait_shown("2/30");
    pty.type_in("/报道17");
    pty.wait_shown("1/1");
    pty.type_in("\x1bk");
    pty.wait_shown("1/30");
    pty.type_in("Q");
    assert_eq!(pty.wait_end(), 0);
}

#[test]
fn answers_that_come_late_or_torn_are_no_keys() {
    let desk = Desk::new();
    let mut pty = desk.read();
    pty.wait_for("\x1b[6n");
    let parts =
        ["\x1b", "[1;2R\x1b]11;rgb:0000/00", "00/QQQQ\x1b", "\\\x1b[?2026;2$y\x1b[?6", "9;0$y\x1b[?0u\x1b[?62;4", "c"];
    for part in parts {
        pty.type_in(part);
        // Longer than an Escape is waited for.
        std::thread::sleep(std::time::Duration::from_millis(80));
    }
    pty.type_in("\r");
    pty.wait_shown("第3段");
    // All answers have come: the same bytes as those of the first are Shift-F3 now.
    pty.type_in("\x1b[1;2R");
    pty.wait_shown("S-F3");
    pty.type_in("Q");
    assert_eq!(pty.wait_end(), 0);
}

#[test]
fn over_ssh_a_link_is_shown_and_copied_and_says_so() {
    let desk = Desk::new();
    let text = "---\ntitle: 有链接\ndate: 2021-07-01\n---\n见[别处](https://example.org/there)。\n";
    fs::write(desk.folder.path().join("news/link.md"), text).unwrap();
    let command = desk.command("xterm-256color", &desk.library());
    let mut pty = Pty::start(&command.replacen("HOME=", "SSH_CONNECTION=far HOME=", 1));
    pty.wait_shown("有链接");
    pty.type_in("\r");
    pty.wait_shown("见别处");
    pty.type_in("o1");
    pty.wait_shown("已复制（经终端 OSC 52）");
    pty.wait_for("\x1b]52;c;aHR0cHM6Ly9leGFtcGxlLm9yZy90aGVyZQ==\x07");
    pty.type_in("qQ");
    assert_eq!(pty.wait_end(), 0);
}

#[test]
fn a_page_is_saved_over_an_old_file_only_after_a_yes() {
    let desk = Desk::new();
    let file = desk.folder.path().join("page.md");
    fs::write(&file, "old").unwrap();
    let save = format!("w\x15{}\r", file.display());
    let mut pty = desk.read();
    pty.type_in("\r");
    pty.wait_shown("第3段");
    pty.type_in(&save);
    pty.wait_shown("已存在");
    pty.type_in("\r");
    pty.wait_gone("已存在");
    assert_eq!(fs::read_to_string(&file).unwrap(), "old");
    pty.type_in(&save);
    pty.wait_shown("已存在");
    pty.type_in("y");
    pty.wait_shown("已存为");
    assert!(fs::read_to_string(&file).unwrap().contains("第3段"));
    pty.type_in("Q");
    assert_eq!(pty.wait_end(), 0);
}

#[test]
fn every_terminal_by_name_gets_a_list_and_comes_back_whole() {
    let desk = Desk::new();
    for term in ["xterm-256color", "xterm", "tmux-256color", "screen", "linux", "vt100", "vt220", "foot"] {
        let mut pty = Pty::start(&desk.command(term, &desk.library()));
        pty.wait_shown("报道38号");
        pty.type_in("\r");
        pty.wait_shown("第3段");
        pty.type_in("Q");
        assert_eq!(pty.wait_end(), 0, "{term}");
        assert!(pty.is_whole(), "{term}");
    }
}

#[test]
fn a_terminal_without_a_second_screen_goes_on_below() {
    let desk = Desk::new();
    let mut pty = Pty::start(&desk.command("vt100", &desk.library()));
    pty.wait_shown("报道38号");
    assert!(!pty.was_sent("1049"));
    pty.type_in("Q");
    pty.wait_for("\x1b[999;1H");
    assert_eq!(pty.wait_end(), 0);
}

#[test]
fn a_dumb_terminal_is_read_line_by_line() {
    let desk = Desk::new();
    let mut pty = Pty::start(&desk.command("dumb", &desk.library()));
    pty.wait_for("> ");
    pty.type_in("search 报道17\r");
    pty.wait_for("1. 报道17号");
    pty.type_in("1\r");
    pty.wait_for("第3段");
    pty.type_in("Q\r");
    assert_eq!(pty.wait_end(), 0);
    assert!(!pty.shows("\u{1b}"));
}

#[test]
fn an_article_on_standard_input_leaves_the_keys_to_the_terminal() {
    let desk = Desk::new();
    let command = desk.command("xterm-256color", "-");
    let mut pty = Pty::start(&format!("sh -c \"printf '# 从管道来\\n\\n正文在此。\\n' | {command}\""));
    pty.wait_shown("正文在此");
    pty.type_in("Q");
    assert_eq!(pty.wait_end(), 0);
    assert!(pty.is_whole());
}

#[test]
fn line_by_line_an_article_on_standard_input_leaves_the_lines_to_the_terminal() {
    let desk = Desk::new();
    let command = desk.command("xterm-256color", "--plain -");
    let mut pty = Pty::start(&format!("sh -c \"printf '# 从管道来\\n\\n正文在此。\\n' | {command}\""));
    pty.wait_for("1. 从管道来");
    pty.type_in("1\r");
    pty.wait_for("正文在此");
    pty.type_in("quit\r");
    assert_eq!(pty.wait_end(), 0);
}

#[test]
fn line_by_line_an_article_is_piped_saved_and_edited() {
    let desk = Desk::new();
    let mut pty = Pty::start(&desk.command("dumb", &desk.library()).replacen("TERM=", "EDITOR=\"head -n 2\" TERM=", 1));
    pty.wait_for("> ");
    pty.type_in("1\r");
    pty.wait_for("第3段");
    pty.type_in("pipe wc -l; true\r");
    pty.wait_for("wc: ");
    pty.type_in("pipe tail -n 3\r");
    pty.wait_for("第59段");
    let file = desk.folder.path().join("page.txt").display().to_string();
    pty.type_in(&format!("save-page {file}\r"));
    pty.wait_for("已存为");
    assert!(fs::read_to_string(&file).unwrap().contains("第59段"));
    pty.type_in("edit\r");
    pty.wait_for("title: 报道39号");
    pty.type_in("Q\r");
    assert_eq!(pty.wait_end(), 0);
    assert!(!pty.shows("\u{1b}"));
}

#[test]
fn line_by_line_a_terminal_that_can_gets_the_copy_and_a_dumb_one_hears_why_not() {
    let desk = Desk::new();
    let plain = format!("--plain {}", desk.library());
    for (term, sent) in [("xterm-256color", "\x1b]52;c;"), ("dumb", "这里没有剪贴板")] {
        let mut pty = Pty::start(&desk.command(term, &plain));
        pty.wait_for("> ");
        pty.type_in("1\r");
        pty.wait_for("第3段");
        pty.type_in("Y\r");
        pty.wait_for(sent);
        pty.type_in("Q\r");
        assert_eq!(pty.wait_end(), 0);
    }
}
