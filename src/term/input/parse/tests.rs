use proptest::prelude::*;

use super::*;
use crate::term::input::{Modifiers, Mouse, MouseButton, MouseKind, Reply};

/// All that comes of `bytes` in one read, with a wait behind it.
fn inputs(bytes: &[u8]) -> Vec<Input> {
    in_reads(&[bytes])
}

/// All that comes of `reads` without a wait between them, and one behind.
fn in_reads(reads: &[&[u8]]) -> Vec<Input> {
    let mut parser = InputParser::new();
    let mut found = Vec::new();
    for bytes in reads {
        parser.feed(bytes, &mut |input| found.push(input));
    }
    parser.settle(&mut |input| found.push(input));
    found
}

/// All that comes of `reads` with a wait after each.
fn with_waits(reads: &[&[u8]]) -> Vec<Input> {
    let mut parser = InputParser::new();
    let mut found = Vec::new();
    for bytes in reads {
        parser.feed(bytes, &mut |input| found.push(input));
        parser.settle(&mut |input| found.push(input));
    }
    found
}

fn key(code: KeyCode, modifiers: &str) -> Input {
    let held = [('c', Modifiers::CONTROL), ('a', Modifiers::ALT), ('s', Modifiers::SHIFT)];
    let held = held.into_iter().filter(|(sign, _)| modifiers.contains(*sign)).map(|(_, modifier)| modifier);
    Input::Key(Key { code, modifiers: held.collect() })
}

fn reply(reply: Reply) -> Vec<Input> {
    vec![Input::Reply(reply)]
}

#[test]
fn every_encoding_of_a_key_is_read() {
    use KeyCode::*;
    let cases: &[(&str, KeyCode, &str)] = &[
        ("j", Char('j'), ""),
        ("G", Char('G'), ""),
        ("金", Char('金'), ""),
        ("／", Char('／'), ""),
        ("\x04", Char('d'), "c"),
        ("\0", Char(' '), "c"),
        ("\x1f", Char('_'), "c"),
        ("\r", Enter, ""),
        ("\n", Enter, ""),
        ("\t", Tab, ""),
        ("\x7f", Backspace, ""),
        ("\x08", Backspace, ""),
        ("\x1b", Esc, ""),
        ("\x1bx", Char('x'), "a"),
        ("\x1b金", Char('金'), "a"),
        ("\x1b\r", Enter, "a"),
        ("\x1b[A", Up, ""),
        ("\x1bOA", Up, ""),
        ("\x1b[1;5C", Right, "c"),
        ("\x1b[1;2D", Left, "s"),
        ("\x1b[H", Home, ""),
        ("\x1b[1~", Home, ""),
        ("\x1b[7~", Home, ""),
        ("\x1b[4~", End, ""),
        ("\x1b[3~", Delete, ""),
        ("\x1b[2~", Insert, ""),
        ("\x1b[5~", PageUp, ""),
        ("\x1b[6;3~", PageDown, "a"),
        ("\x1b[Z", Tab, "s"),
        ("\x1bOP", F(1), ""),
        ("\x1b[[E", F(5), ""),
        ("\x1b[13~", F(3), ""),
        ("\x1b[15~", F(5), ""),
        ("\x1b[24~", F(12), ""),
        ("\x1b[34~", F(20), ""),
        ("\x1b[R", F(3), ""),
        ("\x1b[1;2P", F(1), "s"),
        ("\x1bOM", Enter, ""),
        ("\x1bOq", Char('1'), ""),
        ("\x1bOa", Up, "c"),
        ("\x1b[a", Up, "s"),
        ("\x1b[5^", PageUp, "c"),
        ("\x1b[27u", Esc, ""),
        ("\x1b[97;5u", Char('a'), "c"),
        ("\x1b[97;6u", Char('a'), "c"),
        ("\x1b[97:65;4u", Char('A'), "a"),
        ("\x1b[47:63;4u", Char('?'), "a"),
        ("\x1b[1089::99;5u", Char('c'), "c"),
        ("\x1b[97;69u", Char('a'), "c"),
        ("\x1b[9;2u", Tab, "s"),
        ("\x1b[57414u", Enter, ""),
        ("\x1b[57420;1:2u", Down, ""),
        ("\x1b[27;5;105~", Char('i'), "c"),
    ];
    for (bytes, code, modifiers) in cases {
        assert_eq!(inputs(bytes.as_bytes()), [key(*code, modifiers)], "{bytes:?}");
    }
}

#[test]
fn what_is_unknown_or_not_meant_for_us_is_no_key() {
    let cases = ["\x1b[I", "\x1b[O", "\x1b[97;9u", "\x1b[97;1:3u", "\x1b[57441u", "\x1b[>1;95;0c", "\x1b[8;24;80t"];
    for bytes in cases {
        assert_eq!(inputs(bytes.as_bytes()), [], "{bytes:?}");
    }
    assert_eq!(inputs(b"\x1bP>|tmux 3.3a\x1b\\"), []);
    assert_eq!(inputs(b"\xff\xc0\x80j"), [key(KeyCode::Char('j'), "")]);
    assert_eq!(inputs(b"\xe9\x87j"), [key(KeyCode::Char('j'), "")]);
}

#[test]
fn control_z_in_any_encoding_asks_to_stop() {
    for bytes in ["\x1a", "\x1b[122;5u", "\x1b[27;5;122~"] {
        assert_eq!(inputs(bytes.as_bytes()), [Input::Suspend], "{bytes:?}");
    }
}

#[test]
fn answers_are_told_from_keys() {
    assert_eq!(inputs(b"\x1b[24;80R"), reply(Reply::Cursor(80, 24)));
    assert_eq!(inputs(b"\x1b[1;3R"), reply(Reply::Cursor(3, 1)));
    let written = |reply: Reply| reply.as_key().map(|key| (key.code, key.modifiers));
    assert_eq!(written(Reply::Cursor(2, 1)), Some((KeyCode::F(3), Modifiers::SHIFT)));
    assert_eq!(written(Reply::Cursor(5, 1)), Some((KeyCode::F(3), Modifiers::CONTROL)));
    assert_eq!(written(Reply::Cursor(3, 2)).or(written(Reply::Cursor(80, 1))), None);
    assert_eq!(inputs(b"\x1b[?2026;2$y"), reply(Reply::Mode { number: 2026, known: true }));
    assert_eq!(inputs(b"\x1b[?69;0$y"), reply(Reply::Mode { number: 69, known: false }));
    assert_eq!(inputs(b"\x1b[?69;4$y"), reply(Reply::Mode { number: 69, known: false }));
    assert_eq!(inputs(b"\x1b[?62;4c"), reply(Reply::Attributes));
    assert_eq!(inputs(b"\x1b[?0u"), reply(Reply::Keyboard(0)));
}

#[test]
fn the_background_is_dark_or_light_in_every_notation() {
    let cases = [
        ("rgb:0000/0000/0000", true),
        ("rgb:ffff/ffff/ffff", false),
        ("rgb:1e/1e/2e", true),
        ("rgba:fdfd/f6f6/e3e3/ffff", false),
        ("#002b36", true),
        ("#fff", false),
    ];
    for (colour, dark) in cases {
        for end in ["\x07", "\x1b\\"] {
            assert_eq!(inputs(format!("\x1b]11;{colour}{end}").as_bytes()), reply(Reply::Background { dark }));
        }
    }
    assert_eq!(inputs(b"\x1b]11;rgb:zz/zz/zz\x07\x1b]11;#1\x07\x1b]4;1;rgb:0/0/0\x07"), []);
}

#[test]
fn the_mouse_clicks_and_turns_its_wheel() {
    let mouse = |kind, column, row| vec![Input::Mouse(Mouse { kind, column, row, modifiers: Modifiers::NONE })];
    assert_eq!(inputs(b"\x1b[<0;10;5M"), mouse(MouseKind::Down(MouseButton::Left), 9, 4));
    assert_eq!(inputs(b"\x1b[<0;10;5m"), mouse(MouseKind::Up(MouseButton::Left), 9, 4));
    assert_eq!(inputs(b"\x1b[<64;300;1M"), mouse(MouseKind::ScrollUp, 299, 0));
    assert_eq!(inputs(b"\x1b[<65;1;1M"), mouse(MouseKind::ScrollDown, 0, 0));
    assert_eq!(inputs(b"\x1b[M !\""), mouse(MouseKind::Down(MouseButton::Left), 0, 1));
    assert_eq!(inputs(b"\x1b[<2;1;1M\x1b[<35;1;1M"), []);
}

#[test]
fn a_paste_is_one_text_whatever_is_in_it() {
    let pasted = b"\x1b[200~q\x03\x1b[Adelete\r\nall\ttabs\x9b \xe9\x87\x91\x1b[201~";
    assert_eq!(inputs(pasted), [Input::Paste("q[Adelete\nall\ttabs\u{fffd} 金".to_owned())]);
    assert_eq!(inputs(b"\x1b[200~\x1b[201~"), [Input::Paste(String::new())]);
    assert_eq!(inputs(b"\x1b[200~never ended"), []);
}

#[test]
fn of_an_endless_paste_the_beginning_is_kept_and_no_key_comes_of_the_rest() {
    let mut bytes = b"\x1b[200~".to_vec();
    bytes.extend(std::iter::repeat_n(b'x', PASTE_MAX + 5000));
    bytes.extend(b"\x1b[201~j");
    let found = inputs(&bytes);
    assert_eq!(found.len(), 2);
    assert!(matches!(&found[0], Input::Paste(text) if text.len() == PASTE_MAX));
    assert_eq!(found[1], key(KeyCode::Char('j'), ""));
}

#[test]
fn an_answer_torn_after_its_escape_still_is_no_key() {
    let escape = key(KeyCode::Esc, "");
    assert_eq!(with_waits(&[b"\x1b", b"[24;80R"]), [escape.clone(), Input::Reply(Reply::Cursor(80, 24))]);
    let dark = Input::Reply(Reply::Background { dark: true });
    assert_eq!(with_waits(&[b"\x1b", b"]11;rgb:0/0/0\x1b", b"\\"]), [escape, dark]);
}

#[test]
fn brackets_after_escape_are_keys_all_the_same() {
    let keys = |text: &str| text.chars().map(|c| key(KeyCode::Char(c), "")).collect::<Vec<_>>();
    let escape = vec![key(KeyCode::Esc, "")];
    assert_eq!(with_waits(&[b"\x1b", b"[", b"]"]), [escape.clone(), keys("[]")].concat());
    assert_eq!(with_waits(&[b"\x1b", b"]j"]), [escape.clone(), keys("]j")].concat());
    assert_eq!(with_waits(&[b"\x1b", b"[j"]), [escape, keys("[j")].concat());
    assert_eq!(inputs(b"\x1b]j"), [key(KeyCode::Char(']'), "a"), key(KeyCode::Char('j'), "")]);
    assert_eq!(inputs(b"\x1bO"), [key(KeyCode::Char('O'), "a")]);
}

#[test]
fn a_string_without_an_end_lets_a_person_type_again() {
    assert_eq!(inputs(b"\x1b]11;rgb:0000/00\x1bj"), [key(KeyCode::Char('j'), "a")]);
    assert_eq!(inputs(b"\x1b]11;rgb:0000/00\rj"), [key(KeyCode::Enter, ""), key(KeyCode::Char('j'), "")]);
}

/// Pieces that terminals send, and some that they should not.
fn piece() -> impl Strategy<Value = Vec<u8>> {
    let known = [
        "j",
        "金",
        "\x1b",
        "\x1b[A",
        "\x1b[1;5C",
        "\x1bOP",
        "\x1b[97;5u",
        "\x1b[24;80R",
        "\x1b[?2026;2$y",
        "\x1b[?62c",
        "\x1b[<0;10;5M",
        "\x1b[M !!",
        "\x1b]11;rgb:0/0/0\x07",
        "\x1b]11;rgb:0/0/0\x1b\\",
        "\x1b[200~q\x1b[201~",
        "\x1b[200~",
        "\x1b[201~",
        "\x1bP1$r0m\x1b\\",
        "\x1b[[A",
        "\x1bx",
        "\r",
        "\x1a",
        "[",
        "]",
        "O",
    ];
    prop_oneof![
        6 => prop::sample::select(known.to_vec()).prop_map(|s| s.as_bytes().to_vec()),
        1 => prop::collection::vec(any::<u8>(), 0..8),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn however_bytes_are_cut_into_reads_the_same_comes_out(
        pieces in prop::collection::vec(piece(), 0..12),
        cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..6),
    ) {
        let bytes = pieces.concat();
        let mut at: Vec<usize> = cuts.iter().map(|cut| cut.index(bytes.len() + 1)).collect();
        at.extend([0, bytes.len()]);
        at.sort_unstable();
        let reads: Vec<&[u8]> = at.windows(2).map(|pair| &bytes[pair[0]..pair[1]]).collect();
        prop_assert_eq!(in_reads(&reads), inputs(&bytes));
    }

    #[test]
    fn whatever_comes_with_waits_anywhere_ends_in_a_state_that_keys_get_out_of(
        reads in prop::collection::vec(piece(), 0..12),
    ) {
        let reads: Vec<&[u8]> = reads.iter().map(Vec::as_slice).collect();
        let mut parser = InputParser::new();
        for bytes in &reads {
            parser.feed(bytes, &mut |_| {});
            parser.settle(&mut |_| {});
        }
        // The end of a paste, the end of any string, and what completes any sequence.
        let mut found = Vec::new();
        parser.feed(b"\x1b[201~\r~~~j", &mut |input| found.push(input));
        prop_assert_eq!(found.last(), Some(&key(KeyCode::Char('j'), "")));
    }

    #[test]
    fn an_answer_torn_in_two_gives_no_key_but_escape(
        answer in prop::sample::select(vec![
            "\x1b[1;2R", "\x1b[?2026;2$y", "\x1b[?62;4;6c", "\x1b[?1u", "\x1b]11;rgb:1e1e/1e1e/2e2e\x1b\\",
            "\x1b]11;rgb:ff/ff/ff\x07",
        ]),
        cut in any::<prop::sample::Index>(),
    ) {
        let (first, second) = answer.as_bytes().split_at(cut.index(answer.len()));
        let found = with_waits(&[first, second]);
        let escape = key(KeyCode::Esc, "");
        let rest: Vec<&Input> = found.iter().filter(|input| **input != escape).collect();
        prop_assert!(matches!(rest.as_slice(), [Input::Reply(_)]), "{:?}", found);
    }
}
