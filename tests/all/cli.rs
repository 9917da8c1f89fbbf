//! The command line, by running the built binary over small libraries.

use std::io::Read;
use std::process::Stdio;

use crate::home::{Home, name, text};
use kanbao::text::{Ambiguous, width};
use serde_json::Value;

/// Three articles in two categories, one of them untidy, and files that are none.
fn home() -> Home {
    let home = Home::new();
    home.write(
        "news/金融/要闻/1.md",
        "---\ntitle: '大连的金融'\ncategories:\n - 金融\n - 要闻\nauthor: 证券时报网\ntags: [港口]\ndate: Fri, 04 Jun 2021 01:56:00 GMT\n---\n\
         <h1>一</h1><p>大连，是东北经济体量最大的城市。<a href=\"https://example.com/a\">详情</a></p>\n",
    );
    home.write(
        "news/编程/2.md",
        "---\ntitle: 'It's here'\ncategories: [编程]\nauthor: Dockone\ndate: 2021-10-28 14:08:07\n---\n# 标题\n\n正文 *甲*。\n",
    );
    home.write("news/编程/深/3.txt", "没有日期的一行。\n二\n");
    home.write("news/MANIFEST.json", "{}");
    home.write("news/a.jpg", "x");
    home
}

fn json(line: &str) -> Value {
    serde_json::from_str(line).unwrap()
}

/// The titles in the order of `list --format json`.
fn titles(home: &Home, arguments: &[&str]) -> Vec<String> {
    let all = [&["list", "--format", "json"], arguments, &["news"]].concat();
    home.lines(&all).iter().map(|line| json(line)["title"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_list_has_a_line_for_each_article() {
    let home = home();
    let lines = home.lines(&["list", "news"]);
    assert_eq!(lines.len(), 3);
    let of = |title: &str| lines.iter().find(|line| line.ends_with(title)).unwrap().clone();
    assert!(of("It's here").starts_with(" 2021-10-28 ● ! Dockone"), "{}", of("It's here"));
    assert!(of("大连的金融").starts_with(" 2021-06-04 ●   证券时报网"));
    assert!(of("没有日期的一行").starts_with('~'));
    let starts: Vec<usize> = ["It's here", "大连的金融"]
        .iter()
        .map(|title| width(of(title).strip_suffix(title).unwrap(), Ambiguous::Narrow))
        .collect();
    assert_eq!(starts[0], starts[1]);
    assert_eq!(home.lines(&["news"]), lines, "a reader that has no terminal prints the list");
}

#[test]
fn a_list_is_in_the_order_asked_for() {
    let home = home();
    home.write("news/编程/深/3.txt", "---\ndate: 1936-01-01\n---\n没有日期的一行。\n二\n");
    assert_eq!(titles(&home, &[]), ["It's here", "大连的金融", "没有日期的一行"]);
    assert_eq!(titles(&home, &["--reverse"]), ["没有日期的一行", "大连的金融", "It's here"]);
    assert_eq!(titles(&home, &["-n", "1"]), ["It's here"]);
    assert_eq!(titles(&home, &["--sort", "title"])[0], "It's here");
    assert_eq!(titles(&home, &["--sort", "category", "-n", "1", "-q", "大连"]), ["大连的金融"]);
}

#[test]
fn a_query_narrows_the_list() {
    let home = home();
    assert_eq!(titles(&home, &["-q", "大连"]), ["大连的金融"]);
    assert_eq!(titles(&home, &["-q", "category:编程 here"]), ["It's here"]);
    assert_eq!(titles(&home, &["-q", "category:金融/要闻"]), ["大连的金融"]);
    assert_eq!(titles(&home, &["-q", "经济体量"]), ["大连的金融"]);
    assert_eq!(titles(&home, &["-q", "is:untidy"]), ["It's here"]);
    assert_eq!(titles(&home, &["-q", "nowhere"]), Vec::<String>::new());
    let output = home.run(["list", "-q", "date:nonsense", "news"]);
    assert_eq!((output.status.code(), text(&output.stderr).lines().count()), (Some(0), 1));
}

#[test]
fn json_has_the_promised_keys() {
    let home = home();
    let lines = home.lines(&["list", "--format", "json", "-q", "大连", "news"]);
    let line = json(&lines[0]);
    let keys: Vec<&str> = lines[0].split("\":").filter_map(|part| part.rsplit('"').next()).collect();
    let wanted = ["id", "path", "title", "categories", "tags", "author", "date", "read", "starred", "problems"];
    assert_eq!(keys[..10], wanted);
    assert_eq!(line["path"], "news/金融/要闻/1.md");
    assert_eq!(line["categories"], serde_json::json!([["金融", "要闻"]]));
    assert_eq!((&line["tags"][0], &line["author"]), (&"港口".into(), &"证券时报网".into()));
    assert_eq!(
        (&line["date"], &line["read"], &line["starred"]),
        (&"2021-06-04T01:56:00Z".into(), &false.into(), &false.into())
    );
    assert_eq!(line["problems"], serde_json::json!([]));
    let bare = json(&home.lines(&["list", "--format", "json", "news/编程/深/3.txt"])[0]);
    assert_eq!(bare["date"], Value::Null);
}

#[test]
fn a_file_that_cannot_be_read_is_one_marked_entry() {
    let home = home();
    std::os::unix::fs::symlink("nowhere", home.path("news/broken.md")).unwrap();
    std::os::unix::fs::symlink("..", home.path("news/编程/loop")).unwrap();
    let lines = home.lines(&["list", "--format", "json", "news"]);
    let broken: Vec<Value> =
        lines.iter().map(|line| json(line)).filter(|line| line["path"] == "news/broken.md").collect();
    assert_eq!((lines.len(), broken.len()), (4, 1));
    assert_ne!(broken[0]["problems"], serde_json::json!([]));
}

#[test]
fn a_page_is_set_to_the_width() {
    let home = home();
    let file = "news/金融/要闻/1.md";
    let lines = home.lines(&["show", "--width", "20", file]);
    assert_eq!(lines[0].trim(), "大连的金融");
    assert!(lines.iter().all(|line| width(line, Ambiguous::Narrow) <= 20));
    assert!(lines.concat().contains("大连，是东北经济体"), "{lines:#?}");
    assert!(!lines.concat().contains('\u{1b}'));
    let ansi = home.lines(&["show", "--format", "ansi", file]);
    assert!(ansi[0].contains("\u{1b}[1m") && ansi[0].contains("大连的金融"));
    let piped = home.run_with(&["show", "--width", "20", "-"], &std::fs::read(home.path(file)).unwrap());
    assert_eq!(text(&piped.stdout).lines().collect::<Vec<_>>(), lines);
}

#[test]
fn a_page_as_json_has_lines_with_roles_and_links() {
    let home = home();
    let page = json(&home.lines(&["show", "--format", "json", "news/金融/要闻/1.md"])[0]);
    assert_eq!(page["title"], "大连的金融");
    assert_eq!(page["links"][0]["address"], "https://example.com/a");
    assert_eq!(page["outline"][0]["text"], "一");
    let lines = page["lines"].as_array().unwrap();
    let roles: Vec<&str> = lines
        .iter()
        .flat_map(|line| line["spans"].as_array().unwrap())
        .filter_map(|span| span["role"].as_str())
        .collect();
    for role in ["title", "heading-1", "text", "link"] {
        assert!(roles.contains(&role), "{role} is not among {roles:?}");
    }
}

#[test]
fn a_page_goes_out_as_markdown_and_html() {
    let home = home();
    let markdown = home.lines(&["show", "--format", "markdown", "news/金融/要闻/1.md"]).join("\n");
    assert!(markdown.contains("[详情](https://example.com/a)"), "{markdown}");
    let html = home.lines(&["show", "--format", "html", "news/编程/2.md"]).join("\n");
    assert!(html.contains("<em>甲</em>"), "{html}");
}

#[test]
fn categories_are_a_tree_with_counts() {
    let home = home();
    assert_eq!(home.lines(&["categories", "news"]), ["编程    2", "  深    1", "金融    1", "  要闻  1"]);
    let lines = home.lines(&["categories", "--format", "json", "news"]);
    assert!(lines.contains(&r#"{"category":["金融","要闻"],"count":1}"#.to_owned()), "{lines:?}");
}

#[test]
fn check_names_the_untidy_and_nothing_else() {
    let home = home();
    home.write(
        "news/x.md",
        [&b"---\ntitle: x\ndate: Invalid Date\n---\n"[..], "金融".repeat(99).as_bytes(), b"\xff"].concat(),
    );
    let output = home.run(["check", "news"]);
    let lines: Vec<&str> = text(&output.stdout).lines().collect();
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(lines.len(), 3, "{lines:#?}");
    for start in
        ["news/编程/2.md:2: `title` is not valid YAML", "news/x.md:3: `date` is not understood", "news/x.md:5: "]
    {
        assert!(lines.iter().any(|line| line.starts_with(start)), "{start}: {lines:#?}");
    }
    let tidy = home.run(["check", "news/金融"]);
    assert_eq!((tidy.status.code(), text(&tidy.stdout)), (Some(0), ""));
}

#[test]
fn the_settings_in_force_are_told() {
    let home = home();
    home.settings("reading-width: 40\nlibrary: ~/news\n");
    let lines = home.lines(&["config"]);
    assert!(lines.contains(&"reading-width: 40".to_owned()));
    assert_eq!(lines[0], format!("# settings: {}", name(&home.path("config/kanbao/settings.yaml"))));
    assert_eq!(home.lines(&["list"]).len(), 3, "the library of the settings");
    let shipped = home.lines(&["config", "--default"]).join("\n");
    home.settings(&shipped);
    assert!(home.lines(&["config"]).contains(&"reading-width: 80".to_owned()));
}

#[test]
fn wrong_settings_are_one_line_with_file_line_and_way_out() {
    let home = home();
    let file = home.settings("gap: true\nthem: dark\n");
    let output = home.run(["list", "news"]);
    assert_eq!((output.status.code(), text(&output.stdout)), (Some(2), ""));
    let error = text(&output.stderr);
    assert!(error.starts_with(&format!("kanbao: {}:2: unknown field them", name(&file))), "{error}");
    assert!(error.contains("kanbao config --default") && error.lines().count() == 1, "{error}");
    assert!(home.run(["config", "--default"]).status.success(), "the way out is open");
}

#[test]
fn without_a_library_there_are_the_samples() {
    let lines = Home::new().lines(&["list", "--format", "json"]);
    assert!(lines.len() >= 10);
    assert!(lines.iter().all(|line| json(line)["problems"] == serde_json::json!([])));
    assert!(json(&lines[0])["path"].as_str().unwrap().contains("指南"), "the guide comes first");
}

#[test]
fn an_article_may_come_on_standard_input() {
    let output = Home::new().run_with(&["-"], "---\ntitle: 来自管道\n---\nx".as_bytes());
    assert!(text(&output.stdout).trim_end().ends_with("来自管道"), "{}", text(&output.stdout));
}

#[test]
fn the_index_tells_its_figures() {
    let lines = home().lines(&["index", "news"]);
    assert!(lines[0].starts_with("3 articles, 1 untidy"), "{lines:?}");
    assert!(lines.iter().any(|line| line.starts_with("index: ") && line.ends_with(" MB")), "{lines:?}");
}

#[test]
fn marks_go_out_and_come_in() {
    let home = home();
    let id =
        json(&home.lines(&["list", "--format", "json", "-q", "大连", "news"])[0])["id"].as_str().unwrap().to_owned();
    let mut export = json(&home.lines(&["marks", "export"]).join("\n"));
    assert!(export.is_object());
    export["articles"] = serde_json::json!([{ "id": id, "read": true, "starred": true }]);
    home.write("marks.json", export.to_string());
    home.lines(&["marks", "import", "marks.json"]);
    let line = json(&home.lines(&["list", "--format", "json", "-q", "大连", "news"])[0]);
    assert_eq!((&line["read"], &line["starred"]), (&true.into(), &true.into()));
    assert_eq!(titles(&home, &["-q", "is:starred"]), ["大连的金融"]);
    let other = Home::new();
    let output = other.run_with(&["marks", "import", "-"], &home.run(["marks", "export"]).stdout);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let taken = json(&other.lines(&["marks", "export"]).join("\n"));
    assert_eq!((&taken["articles"][0]["id"], &taken["articles"][0]["read"]), (&id.into(), &true.into()));
}

#[test]
fn marks_come_from_newsboat() {
    let home = home();
    let database = rusqlite::Connection::open(home.path("cache.db")).unwrap();
    database
        .execute_batch(
            "CREATE TABLE rss_item (id INTEGER PRIMARY KEY, guid TEXT, title TEXT, url TEXT, unread INTEGER, flags TEXT);
             INSERT INTO rss_item VALUES (1, 'g', '大连的金融', 'https://example.com/x', 0, 's');
             INSERT INTO rss_item VALUES (2, 'h', '别处的文章', 'https://example.com/y', 0, '');",
        )
        .unwrap();
    drop(database);
    let lines = home.lines(&["marks", "import", "cache.db", "news"]);
    assert!(lines[0].starts_with("1 articles marked; 1 of newsboat's"), "{lines:?}");
    assert_eq!(titles(&home, &["-q", "is:starred is:read"]), ["大连的金融"]);
}

#[test]
fn devices_pipes_and_endless_views_are_refused_with_a_way_out() {
    let home = home();
    let database = rusqlite::Connection::open(home.path("cache.db")).unwrap();
    database
        .execute_batch(
            "CREATE VIEW rss_item AS WITH RECURSIVE n(id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM n)
             SELECT id, 'g' AS guid, '' AS title, '' AS url, 0 AS unread, '' AS flags FROM n;",
        )
        .unwrap();
    drop(database);
    let pipe = home.path("pipe.md");
    rustix::fs::mknodat(rustix::fs::CWD, &pipe, rustix::fs::FileType::Fifo, rustix::fs::Mode::RWXU, 0).unwrap();
    let cases: [&[&str]; 5] = [
        &["show", "/dev/zero"],
        &["show", "pipe.md"],
        &["marks", "import", "/dev/zero"],
        &["marks", "import", "pipe.md"],
        &["marks", "import", "cache.db"],
    ];
    for arguments in cases {
        let output = home.run(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert_eq!(text(&output.stderr).lines().count(), 1, "{arguments:?}: {}", text(&output.stderr));
    }
}

#[test]
fn marks_and_index_can_be_read_by_their_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let home = home();
    home.lines(&["index", "news"]);
    home.run_with(&["--plain", "news"], b"star 1\nquit\n");
    let mut folders = vec![home.path("data"), home.path("cache")];
    let mut seen = 0;
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap().flatten() {
            let meta = entry.metadata().unwrap();
            let mode = meta.permissions().mode() & 0o777;
            assert_eq!(mode, if meta.is_dir() { 0o700 } else { 0o600 }, "{}", entry.path().display());
            folders.extend(meta.is_dir().then(|| entry.path()));
            seen += 1;
        }
    }
    assert!(seen >= 5, "{seen} folders and files");
}

#[test]
fn wrong_use_is_one_line_and_two() {
    let home = home();
    let cases: [&[&str]; 7] = [
        &["--nonsense"],
        &["list", "--sort", "size", "news"],
        &["list", "nowhere"],
        &["show", "nowhere.md"],
        &["show"],
        &["marks", "import", "nowhere"],
        &["marks", "import", "news/MANIFEST.json"],
    ];
    for case in cases {
        let output = home.run(case);
        let error = text(&output.stderr);
        assert_eq!((output.status.code(), text(&output.stdout)), (Some(2), ""), "{case:?}: {error}");
        assert!(error.starts_with("kanbao: ") && error.lines().count() == 1, "{case:?}: {error}");
    }
    let error = home.run(["list", "nowhere"]).stderr;
    assert!(text(&error).starts_with("kanbao: nowhere: "), "{}", text(&error));
}

#[test]
fn a_closed_pipe_is_no_error() {
    let home = Home::new();
    for number in 0..3000 {
        home.write(
            &format!("news/{number}.txt"),
            format!("第{number}篇文章，标题有些长，好让管道装满，好让管道装满\n"),
        );
    }
    let mut child =
        home.command().args(["list", "news"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut first = [0; 16];
    child.stdout.take().unwrap().read_exact(&mut first).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), text(&output.stderr)), (Some(0), ""));
}

#[test]
fn nothing_in_a_file_acts_on_the_terminal() {
    let home = Home::new();
    let hostile = "a\u{1b}]0;x\u{7}\u{1b}[31m\u{9b}2J\u{202e}b";
    home.write(
        "news/\u{1b}[31m\u{9b}\u{202e}\u{e0041}文.md",
        format!("---\ntitle: \"{hostile}\"\nauthor: {hostile}\nx: {hostile}\nti{hostile}tle: x\ndate: {hostile}\n---\n{hostile}"),
    );
    let file = "news/\u{1b}[31m\u{9b}\u{202e}\u{e0041}文.md";
    let cases: [&[&str]; 8] = [
        &["list", "news"],
        &["list", "--format", "json", "news"],
        &["show", file],
        &["show", "--format", "json", file],
        &["show", "--format", "markdown", file],
        &["categories", "news"],
        &["check", "news"],
        &["show", "\u{1b}[31mnowhere"],
    ];
    for case in cases {
        let output = home.run(case);
        for text in [text(&output.stdout), text(&output.stderr)] {
            let acts = |c: char| (c.is_control() && c != '\n') || matches!(c, '\u{202e}' | '\u{e0041}');
            assert!(!text.chars().any(acts), "{case:?}: {text:?}");
        }
    }
    let path = json(&home.lines(&["list", "--format", "json", "news"])[0])["path"].clone();
    assert_eq!(path, file, "a path comes back as it is");
}

#[test]
fn line_by_line_what_cannot_be_kept_is_offered_a_file_and_all_is_counted_over_time() {
    let home = home();
    // Where the folder of marks should be stands a file.
    home.write("data/kanbao/marks", "");
    home.write("saved.jsonl", "old");
    let lines = "histogram\nhistogram 2021-06\nstar 1\nquit\ny\nsaved.jsonl\ny\nlist\n";
    let output = home.run_with(&["--plain", "news"], lines.as_bytes());
    assert!(output.status.success(), "{}", text(&output.stderr));
    let said = text(&output.stdout);
    // The star. Narrowing to a time is no search of words, which would be kept.
    assert!(said.contains("2021: 2  "), "{said}");
    assert!(said.contains("> 1 篇\n1. 大连的金融"), "{said}");
    assert!(said.contains("有 1 条标记尚未存盘。存到文件？"), "{said}");
    assert!(said.contains("saved.jsonl 已存在。"), "{said}");
    assert!(said.ends_with("> 已存为 saved.jsonl\n"), "{said}");
    let saved = std::fs::read_to_string(home.path("saved.jsonl")).unwrap();
    assert!(saved.contains("star") && !saved.contains("old"), "{saved}");
}
