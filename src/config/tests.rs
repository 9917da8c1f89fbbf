//! Settings files as people write them, right and wrong.

use super::file::{Wrong, parse};
use super::*;

fn config(text: &str) -> Config {
    let mut config = Config::default();
    parse(text).unwrap().apply(&mut config, Language::Korean);
    config
}

fn wrong(text: &str) -> (Option<usize>, String) {
    let Wrong { line, what } = parse(text).unwrap_err();
    (line, what)
}

#[test]
fn the_shipped_file_says_what_holds_anyway() {
    let shipped = config(SHIPPED);
    let none = Config { zone: TimeZone::system(), language: Language::Korean, ..Config::default() };
    assert_eq!(format!("{shipped}"), format!("{none}"));
}

#[test]
fn a_file_says_only_what_it_wants_otherwise() {
    let config = config(
        "# mine\nlibrary: ~/news\nzone: +08:00\ntheme: dark\nreading-width: 60\nambiguous: wide\nread-after: never\n\
         browser: [firefox, --new-tab]\neditor: vim -R\nsynchronized: true\nhost:\n",
    );
    assert_eq!(config.library, [PathBuf::from("~/news")]);
    assert_eq!(config.zone, TimeZone::fixed(jiff::tz::Offset::constant(8)));
    assert_eq!((config.theme, config.reading_width), (Theme::Dark, 60));
    assert_eq!(config.ambiguous, Auto::Set(Ambiguous::Wide));
    assert_eq!(config.read_after, None);
    assert_eq!(config.browser, Some(vec!["firefox".to_owned(), "--new-tab".to_owned()]));
    assert_eq!(config.editor, Some(vec!["vim".to_owned(), "-R".to_owned()]));
    assert_eq!(config.synchronized, Auto::Set(true));
    assert_eq!(config.host, "localhost");
}

#[test]
fn keys_know_their_lines() {
    let config = config(
        "theme: light\nkeys:\n  all:\n    # comment\n    \"g l\": links\n  list:\n    x: toggle-read\n    'C-d': ''\n    q: quit\n",
    );
    let found: Vec<_> =
        config.keys.iter().map(|k| (k.line, k.scope.as_str(), k.keys.as_str(), k.action.as_str())).collect();
    let wanted =
        [(5, "all", "g l", "links"), (7, "list", "x", "toggle-read"), (8, "list", "C-d", ""), (9, "list", "q", "quit")];
    assert_eq!(found, wanted);
}

#[test]
fn queries_have_a_name_and_maybe_a_key() {
    let config = config("queries:\n  近三天: date:3d\n  金融: { query: \"c:金融\", key: g 1 }\n");
    assert_eq!(config.queries[0], NamedQuery { name: "近三天".into(), query: "date:3d".into(), key: None });
    assert_eq!(config.queries[1].key.as_deref(), Some("g 1"));
}

#[test]
fn an_error_names_its_line_and_what_may_be_there() {
    let cases = [
        ("\ntheme: blue\n", 2, "one of terminal, light, dark, plain"),
        ("gap: true\n\nthem: dark\n", 3, "unknown field them"),
        ("reading-width: 3\n", 1, "8 to 400"),
        ("reading-width:\n  - 3\n", 2, "8 to 400"),
        ("gap: maybe\n", 1, "true or false"),
        ("zone: Mars/Olympus\n", 1, "Asia/Shanghai"),
        ("keys:\n  - a\n", 2, "name: value"),
        ("keys:\n  all:\n    q: [a]\n", 3, "a text"),
        ("queries:\n  a:\n    quary: x\n", 3, "quary"),
        ("theme: 'dark\n", 2, "end of stream"),
        ("just words\n", 1, ""),
        ("gap: true\ntheme: dark\ngap: false\n", 3, "duplicate field gap"),
    ];
    for (text, line, what) in cases {
        let (at, says) = wrong(text);
        assert!(says.contains(what), "{text}: {says}");
        assert!(at == Some(line), "{text}: {at:?} {says}");
    }
}

#[test]
fn what_is_shown_can_be_a_settings_file() {
    let first = config(
        "theme: dark\nzone: +05:30\nlibrary: [/a, \"/b c\"]\nkeys: {list: {x: star}}\nqueries: {a: b}\nbrowser: w3m -T",
    );
    let second = config(&first.to_string());
    assert_eq!(first.to_string(), second.to_string());
}
