//! The reader without a screen, as a person has it: lines in, sentences out.

use std::cell::RefCell;
use std::fs;
use std::ops::{Deref, DerefMut};
use std::path::PathBuf;
use std::process::ExitStatus;
use std::rc::Rc;

use jiff::tz::TimeZone;
use kanbao::app::line_mode::{LineReader, RunOutside, talk};
use kanbao::app::{self, Action, External, Keymap, OpenRequest, Outside, Size};
use kanbao::config::{Config, Language, NamedQuery};
use kanbao::library::{Library, Options, Stop};
use kanbao::state::{self, Store};
use kanbao::term::Capabilities;

use super::harness::clock;

type Files = &'static [(&'static str, &'static [u8])];

const FILES: Files = &[
    (
        "金融/one.md",
        "---\ntitle: 大连的金融\nauthor: 证券时报网\ndate: 2021-06-04\nlink: https://example.org/1\n---\n# 一\n\n大连\
         是港口城市。\n\n# 二\n\n见[别处](https://example.org/2)。\n"
            .as_bytes(),
    ),
    ("科技/two.md", "---\ntitle: 一部新手机\ndate: 2021-06-03\n---\n<p>手机一千二百元。</p>\n".as_bytes()),
    ("科技/three.md", "---\ntitle: Letters\ndate: 2021-06-02\n---\n<p>Only Latin here.</p>\n".as_bytes()),
];

/// A person at the lines: what was to be done outside is noted; saving is done.
struct Person {
    reader: LineReader<'static>,
    effects: Rc<RefCell<Vec<Outside>>>,
    piped: Rc<RefCell<String>>,
}

impl Deref for Person {
    type Target = LineReader<'static>;
    fn deref(&self) -> &LineReader<'static> {
        &self.reader
    }
}

impl DerefMut for Person {
    fn deref_mut(&mut self) -> &mut LineReader<'static> {
        &mut self.reader
    }
}

/// A person before three articles; so many rows on the terminal.
fn session(language: Language, rows: usize) -> Person {
    session_with(FILES, in_language(language), (60, rows), None)
}

fn in_language(language: Language) -> Config {
    Config { language, zone: TimeZone::UTC, ..Config::default() }
}

/// The same before other articles on a terminal of a size, with marks in a folder.
fn session_with(files: Files, config: Config, size: (usize, usize), folder: Option<PathBuf>) -> Person {
    session_on(files, config, size, folder, &Capabilities::xterm())
}

fn session_on(
    files: Files,
    config: Config,
    size: (usize, usize),
    folder: Option<PathBuf>,
    can: &Capabilities,
) -> Person {
    let options = Options { roots: Vec::new(), cache: None, zone: TimeZone::UTC };
    let library = Library::embedded(files, options).unwrap();
    library.update(&mut |_| {}, &Stop::default()).unwrap();
    let marks = Store::open(state::Options { folder, host: "test".to_owned() });
    app::tell_marks(&library, &marks);
    let (effects, piped) = (Rc::default(), Rc::default());
    let outside = outside(&library, &effects, &piped);
    let request = OpenRequest {
        library,
        name: String::new(),
        samples: true,
        single: false,
        marks,
        marks_folder: None,
        watch: false,
    };
    let settings = app::settings(&config, Keymap::shipped(), can, false);
    let size = Size { columns: size.0, rows: size.1 - 2 };
    Person { reader: LineReader::new(&config, request, settings, size, clock, outside), effects, piped }
}

fn outside(library: &Library, effects: &Rc<RefCell<Vec<Outside>>>, piped: &Rc<RefCell<String>>) -> RunOutside<'static> {
    let external = External {
        library: library.clone(),
        capabilities: Capabilities::xterm(),
        browser: None,
        editor: None,
        variable: |_| None,
        sequences: false,
    };
    let (effects, piped) = (Rc::clone(effects), Rc::clone(piped));
    Box::new(move |effect, model| {
        effects.borrow_mut().push(effect.clone());
        let mut program = |_: &[String], input: Option<&[u8]>| {
            *piped.borrow_mut() = String::from_utf8_lossy(input.unwrap_or_default()).into_owned();
            Ok(ExitStatus::default())
        };
        external.run(effect, model, &mut program).reports
    })
}

/// All that is said to these lines.
fn said(session: &mut LineReader<'_>, lines: &[&str]) -> Vec<String> {
    lines.iter().flat_map(|line| session.line(line)).collect()
}

/// What is to be done outside by a line.
fn effect(person: &mut Person, line: &str) -> Option<Outside> {
    person.effects.borrow_mut().clear();
    person.reader.line(line);
    person.effects.borrow().last().cloned()
}

fn chinese() -> Person {
    let mut session = session(Language::Chinese, 24);
    session.hello();
    session
}

#[test]
fn the_list_is_said_first_in_numbered_sentences() {
    let hello = session(Language::Chinese, 24).hello();
    assert_eq!(
        hello[1..],
        [
            "1. 大连的金融。证券时报网，2021-06-04。未读",
            "2. 一部新手机。科技，2021-06-03。未读",
            "3. Letters。科技，2021-06-02。未读",
            "（完）",
        ]
    );
    assert!(hello[0].starts_with("3 篇文章"));
    let english = session(Language::English, 24).hello();
    assert!(english[1].ends_with("证券时报网, 2021-06-04. unread"), "{}", english[1]);
}

#[test]
fn enter_goes_on_where_the_screen_was_full() {
    let mut session = session(Language::Chinese, 4);
    assert_eq!(session.hello().last().unwrap(), "（还有 1，回车继续）");
    assert_eq!(said(&mut session, &[""]), ["3. Letters。科技，2021-06-02。未读", "（完）"]);
    assert_eq!(said(&mut session, &["list 2"])[0], "2. 一部新手机。科技，2021-06-03。未读");
}

#[test]
fn a_number_opens_and_back_returns_with_the_article_read() {
    let mut session = chinese();
    let page = said(&mut session, &["1"]).join("\n");
    assert!(page.contains("大连的金融") && page.contains("大连是港口城市。"), "{page}");
    assert_eq!(said(&mut session, &["q"])[0], "1. 大连的金融。证券时报网，2021-06-04");
    assert_eq!(said(&mut session, &["9"]), ["没有第 9 号"]);
    assert!(!session.is_over());
    said(&mut session, &["q"]);
    assert!(session.is_over());
}

#[test]
fn next_and_next_unread_go_through_the_list() {
    let mut session = chinese();
    assert!(said(&mut session, &["2", "next"]).join("\n").contains("Only Latin here."));
    assert_eq!(said(&mut session, &["next"]), ["（完）"]);
    assert!(said(&mut session, &["first", "list"]).len() > 1);
    let mut session = chinese();
    said(&mut session, &["star 2", "mark 1"]);
    assert!(said(&mut session, &["unread"]).join("\n").contains("手机"));
}

#[test]
fn next_unread_goes_on_across_the_end_of_the_list_saying_so() {
    let mut session = chinese();
    said(&mut session, &["3"]);
    let round = said(&mut session, &["unread"]);
    assert_eq!(round[0], "已绕回");
    assert!(round.join("\n").contains("金融"), "{round:?}");
    let back = said(&mut session, &["previous-unread"]);
    assert!(back[0] == "已绕回" && back.join("\n").contains("手机"), "{back:?}");
    assert_eq!(said(&mut session, &["unread"]), ["没有未读了"]);
}

#[test]
fn searching_narrows_and_an_empty_search_lists_all() {
    let mut session = chinese();
    assert_eq!(said(&mut session, &["/金融"])[..2], ["1 篇", "1. 大连的金融。证券时报网，2021-06-04。未读"]);
    assert_eq!(said(&mut session, &["search 没有的词"]), ["没有找到"]);
    assert_eq!(said(&mut session, &["search 没有的词 昨天"])[1], "“昨天”读作日期或状态；要找这个词，请加引号");
    assert_eq!(said(&mut session, &["search"])[0], "3 篇");
    assert_eq!(said(&mut session, &["categories"]), ["科技: 2，未读 2", "金融: 1，未读 1"]);
    assert_eq!(said(&mut session, &["m 2", "categories"])[1], "科技: 2，未读 1");
    assert_eq!(said(&mut session, &["categories 科技"])[0], "2 篇");
    assert_eq!(said(&mut session, &["history 1"])[0], "2 篇");
    assert_eq!(said(&mut session, &["search", "sort title", "search is:starred"]).last().unwrap(), "没有找到");
}

#[test]
fn marks_are_made_by_number_asked_for_and_undone() {
    let mut session = chinese();
    assert_eq!(said(&mut session, &["* 1-2"]), ["加星标 (2)"]);
    assert_eq!(said(&mut session, &["search is:starred"])[0], "2 篇");
    assert_eq!(said(&mut session, &["undo"]), ["已撤销：加星标 (2)"]);
    assert_eq!(said(&mut session, &["search is:starred"]), ["没有找到"]);
    assert_eq!(said(&mut session, &["redo", "search"])[..2], ["已重做：加星标 (2)", "3 篇"]);
    assert_eq!(said(&mut session, &["tags 1 港口 东北"]), ["标签: 港口 东北"]);
    assert_eq!(said(&mut session, &["tags 1 -东北"]), ["标签: 港口"]);
    assert_eq!(said(&mut session, &["tags"]), ["港口: 1"]);
    assert_eq!(said(&mut session, &["note 1 再看一遍", "note 1"]), ["批注 (1)", "再看一遍"]);
    assert_eq!(said(&mut session, &["star"]), ["先输入编号打开一篇，或在命令后加编号"]);
}

#[test]
fn all_is_marked_as_read_only_after_a_yes() {
    let mut session = chinese();
    assert_eq!(said(&mut session, &["read-all", "no"])[0], "把所列 3 篇全部标为已读？");
    assert_eq!(said(&mut session, &["search is:unread"])[0], "3 篇");
    assert_eq!(said(&mut session, &["M", "y"]).last().unwrap(), "全部标为已读 (3)");
    assert_eq!(said(&mut session, &["search is:unread"]), ["没有找到"]);
}

#[test]
fn in_an_article_links_headings_and_words_are_found() {
    let mut session = chinese();
    said(&mut session, &["1"]);
    assert_eq!(said(&mut session, &["o"]), ["1. 别处 https://example.org/2"]);
    assert_eq!(effect(&mut session, "links 1"), Some(Outside::OpenLink("https://example.org/2".to_owned())));
    assert_eq!(said(&mut session, &["outline"]), ["1. 一", "2. 二"]);
    assert!(said(&mut session, &["outline 2"])[0].contains('二'));
    assert_eq!(said(&mut session, &["/港口"])[0], "1 处");
    assert_eq!(said(&mut session, &["/没有的词"]), ["没有找到"]);
    assert_eq!(said(&mut session, &["y"]), ["https://example.org/1", "这里没有剪贴板"]);
    assert!(said(&mut session, &["i"]).contains(&"title: 大连的金融".to_owned()));
}

#[test]
fn an_article_is_gone_on_with_where_it_was_left() {
    let mut session = session(Language::Chinese, 6);
    session.hello();
    said(&mut session, &["1", ""]);
    said(&mut session, &["back", "1"]);
    let again = said(&mut session, &["back", "1"]);
    assert!(again.iter().any(|line| line.contains("% 接着读")), "{again:?}");
}

#[test]
fn help_tells_every_command_and_what_is_not_understood_is_said() {
    let mut session = chinese();
    let help = said(&mut session, &["?"]);
    assert!(help.iter().any(|line| line == "star (*): 星标"), "{help:?}");
    assert!(help.iter().all(|line| !line.starts_with("zoom")));
    assert!(help.iter().any(|line| line == "outline (O): 目录 — outline 2"), "{help:?}");
    assert_eq!(said(&mut session, &["xyzzy"]), ["不懂“xyzzy”，help 看命令"]);
    assert_eq!(said(&mut session, &["zoom"]), ["行方式里没有“zoom”"]);
    assert!(said(&mut session, &["rea"])[0].contains("read-all"));
}

#[test]
fn the_loop_ends_with_its_input_and_shows_no_control_of_what_was_typed() {
    let person = session(Language::English, 24);
    let mut output = Vec::new();
    talk(person.reader, &b"1\nlinks 1\n\x1b]52;c;eA==\x07\n"[..], &mut output).unwrap();
    let output = String::from_utf8(output).unwrap();
    assert!(output.contains("> https://example.org/2\n"), "{output}");
    assert!(!output.chars().any(|c| c.is_control() && c != '\n'));
    let opened = Outside::OpenLink("https://example.org/2".to_owned());
    assert_eq!(person.effects.borrow().iter().filter(|effect| **effect == opened).count(), 1);
}

#[test]
fn an_article_is_piped_and_saved_in_the_form_that_is_asked_for() {
    let mut session = chinese();
    assert_eq!(said(&mut session, &["pipe wc"]), ["先输入编号打开一篇，或在命令后加编号"]);
    said(&mut session, &["1"]);
    assert_eq!(effect(&mut session, "pipe md:grep '# 一'"), Some(Outside::Pipe("md:grep '# 一'".to_owned())));
    assert!(session.piped.borrow().contains("# 一"), "{}", session.piped.borrow());
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("page.html").display().to_string();
    let read = || fs::read_to_string(&path).unwrap();
    assert_eq!(said(&mut session, &[&format!("w {path}")]), [format!("已存为 {path}")]);
    assert!(read().contains("<h1"), "{}", read());
    fs::write(&path, "old").unwrap();
    let asked = said(&mut session, &[&format!("w {path}")]);
    assert_eq!(asked, [format!("{path} 已存在。覆盖？（回车：否）"), "y 是  n 否".to_owned()]);
    assert!(said(&mut session, &[""]).is_empty());
    assert_eq!(read(), "old");
    assert_eq!(said(&mut session, &[&format!("w {path}"), "是"]).last().unwrap(), &format!("已存为 {path}"));
    assert!(read().contains("<h1") && !session.is_over());
    let nowhere = said(&mut session, &["w /nowhere/page.md"]);
    assert!(nowhere[0].starts_with("/nowhere/page.md: "), "{nowhere:?}");
    assert_eq!(said(&mut session, &["save-page"]), ["存为文件（.md .html .txt）"]);
}

#[test]
fn help_names_every_action_or_says_why_it_is_none_here() {
    let help = said(&mut chinese(), &["help"]).join("\n");
    for action in Action::EVERY {
        assert!(help.contains(action.name()), "{}", action.name());
    }
}

/// A person whose marks cannot be kept, because a file is where their folder should be.
fn without_marks(folder: &tempfile::TempDir) -> Person {
    let marks = folder.path().join("marks");
    fs::write(&marks, "").unwrap();
    session_with(FILES, in_language(Language::Chinese), (60, 24), Some(marks))
}

#[test]
fn marks_that_could_not_be_kept_are_saved_over_an_old_file_only_after_a_yes() {
    let folder = tempfile::tempdir().unwrap();
    let mut session = without_marks(&folder);
    session.hello();
    assert!(said(&mut session, &["star 1"])[0].contains("标记未能存盘"));
    let asked = said(&mut session, &["quit"]);
    assert!(asked.iter().any(|line| line == "有 1 条标记尚未存盘。存到文件？"), "{asked:?}");
    let file = folder.path().join("saved.jsonl");
    fs::write(&file, "old").unwrap();
    let path = file.display().to_string();
    assert_eq!(said(&mut session, &["y"]), ["把没存盘的标记存到文件"]);
    assert_eq!(said(&mut session, &[&path])[0], format!("{path} 已存在。覆盖？（回车：否）"));
    assert!(said(&mut session, &[""]).is_empty() && !session.is_over());
    assert_eq!(fs::read_to_string(&file).unwrap(), "old");
    assert_eq!(said(&mut session, &["q", "y", &path, "y"]).last().unwrap(), &format!("已存为 {path}"));
    assert!(session.is_over() && session.leave().is_empty());
    assert!(fs::read_to_string(&file).unwrap().contains("star"));
}

#[test]
fn where_marks_cannot_be_saved_one_leaves_only_when_one_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let mut session = without_marks(&folder);
    session.hello();
    let failed = said(&mut session, &["star 1", "q", "y", "/nowhere/at/all"]);
    assert!(failed.last().unwrap().contains("/nowhere/at/all"), "{failed:?}");
    said(&mut session, &["q", ""]);
    said(&mut session, &["q", "y", ""]);
    assert!(!session.is_over());
    assert_eq!(said(&mut session, &["first"])[0], "1. 大连的金融。证券时报网，2021-06-04。未读，星标");
    said(&mut session, &["q", "n"]);
    assert!(session.is_over());
}

#[test]
fn where_the_input_ends_what_is_lost_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let person = without_marks(&folder);
    let mut output = Vec::new();
    talk(person.reader, &b"star 1\nquit\n"[..], &mut output).unwrap();
    let output = String::from_utf8(output).unwrap();
    assert!(output.ends_with("> 有 1 条标记没能存盘\n"), "{output}");
}

#[test]
fn articles_over_time_are_said_with_bars_and_narrowed_to() {
    let mut session = chinese();
    assert_eq!(said(&mut session, &["histogram"]), [format!("2021-06: 3  {}", "█".repeat(48))]);
    assert_eq!(said(&mut session, &["H 2021-06-04"])[..2], ["1 篇", "1. 大连的金融。证券时报网，2021-06-04。未读"]);
    assert_eq!(said(&mut session, &["histogram 2021"])[0], "3 篇");
    assert_eq!(said(&mut session, &["histogram 2020"]), ["没有找到"]);
    assert_eq!(said(&mut session, &["histogram"]), ["没有找到"]);
    assert_eq!(
        said(&mut session, &["/手机", "histogram 2021-06"])[..2],
        ["1 篇", "1. 一部新手机。科技，2021-06-03。未读"]
    );
    assert!(said(&mut session, &["histogram 手机"])[0].starts_with("日期可写 2021"));
}

#[test]
fn articles_over_years_are_counted_by_year_and_within_one_by_month() {
    const YEARS: Files = &[
        ("a.md", b"---\ntitle: a\ndate: 2019-03-01\n---\na\n"),
        ("b.md", b"---\ntitle: b\ndate: 2021-01-01\n---\nb\n"),
        ("c.md", b"---\ntitle: c\ndate: 2021-03-02\n---\nc\n"),
        ("d.md", b"---\ntitle: d\ndate: 2021-03-03\n---\nd\n"),
        ("e.md", b"---\ntitle: e\n---\ne\n"),
    ];
    let can = Capabilities { unicode: false, ..Capabilities::xterm() };
    let mut session = session_on(YEARS, in_language(Language::English), (18, 24), None, &can);
    session.hello();
    assert_eq!(said(&mut session, &["histogram"]), ["2019: 1  ###", "2021: 3  #########"]);
    said(&mut session, &["histogram 2021"]);
    assert_eq!(said(&mut session, &["histogram"]), ["2021-01: 1  ###", "2021-03: 2  ######"]);
    assert_eq!(said(&mut session, &["histogram 2019"])[0], "1 articles");
    assert_eq!(said(&mut session, &["search title:b", "histogram"]).last().unwrap(), "2021-01: 1  ######");
}

#[test]
fn all_that_is_listed_is_what_is_marked_and_gone_through_the_reading_list_too() {
    let mut session = chinese();
    assert_eq!(said(&mut session, &["+ 2-3", "+ 3"]), ["阅读清单 (2)", "移出阅读清单 (1)"]);
    assert_eq!(said(&mut session, &["gr"])[0], "1 篇");
    assert_eq!(said(&mut session, &["M", "y"]), ["把所列 1 篇全部标为已读？", "y 是  n 否", "全部标为已读 (1)"]);
    assert_eq!(said(&mut session, &["unread"]), ["没有未读了"]);
    assert_eq!(said(&mut session, &["search is:unread"])[0], "2 篇");
    assert!(said(&mut session, &["search", "unread"]).join("\n").contains("大连是港口城市"));
    assert!(said(&mut session, &["unread"]).join("\n").contains("Only Latin here."));
}

#[test]
fn saved_queries_are_those_of_the_settings_too_and_have_their_keys() {
    let queries =
        vec![NamedQuery { name: "手机".to_owned(), query: "手机".to_owned(), key: Some("g 1".to_owned()) }];
    let config = Config { queries, ..in_language(Language::Chinese) };
    let mut session = session_with(FILES, config, (60, 24), None);
    session.hello();
    assert_eq!(said(&mut session, &["/金融", "save-query 钱 =X"]).last().unwrap(), "我的查询");
    assert_eq!(said(&mut session, &["queries"]), ["1. 手机 (g 1): 手机", "2. 钱 (X): 金融"]);
    assert!(said(&mut session, &["g1"])[1].contains("一部新手机"));
    assert!(said(&mut session, &["X"])[1].contains("大连的金融"));
    assert!(said(&mut session, &["queries 1"])[1].contains("一部新手机"));
}

#[test]
fn a_paragraph_is_said_by_itself_and_copied_until_one_goes_on() {
    let mut session = chinese();
    said(&mut session, &["1"]);
    assert_eq!(said(&mut session, &["paragraph"]), ["一"]);
    assert_eq!(said(&mut session, &["v"]), ["大连是港口城市。"]);
    assert_eq!(effect(&mut session, "Y"), Some(Outside::Copy("大连是港口城市。".to_owned())));
    let rest = said(&mut session, &["v", "v", "v", "v"]);
    assert_eq!(rest[..2], ["二", "见别处[1]。"]);
    assert!(rest[2].contains("https://example.org/2") && rest[3] == "没有找到", "{rest:?}");
    said(&mut session, &["v", "first"]);
    assert_eq!(effect(&mut session, "copy-text"), Some(Outside::CopyPage));
}

#[test]
fn links_lead_within_the_article_too_and_back_and_pictures_are_among_them() {
    const LINKED: Files = &[(
        "a.md",
        "---\ntitle: 目录\nlink: https://example.org/a\n---\n<p><a href=\"#two\">第二节</a></p><p>甲</p><p>乙</p>\
         <p><img src=\"https://example.org/b.png\" alt=\"码头\"></p><h2 id=\"two\">二</h2><p>丙</p><p>丁</p><p>戊</p>"
            .as_bytes(),
    )];
    let mut session = session_with(LINKED, in_language(Language::Chinese), (60, 6), None);
    session.hello();
    assert_eq!(said(&mut session, &["y 1"]), ["https://example.org/a", "这里没有剪贴板"]);
    let top = said(&mut session, &["1"]);
    assert_eq!(said(&mut session, &["links"]), ["1. 第二节 #two", "2. 图 码头 https://example.org/b.png"]);
    assert_eq!(effect(&mut session, "links 2"), Some(Outside::OpenLink("https://example.org/b.png".to_owned())));
    session.effects.borrow_mut().clear();
    let jumped = said(&mut session, &["links 1"]);
    let opened = session.effects.borrow().iter().any(|effect| matches!(effect, Outside::OpenLink(_)));
    assert!(!opened && jumped.iter().any(|line| line.contains('二')), "{jumped:?}");
    assert_eq!(said(&mut session, &["jump-back"]), top);
    assert_eq!(said(&mut session, &["jump-back"]), ["没有找到"]);
}

#[test]
fn tags_and_a_note_stand_above_the_article() {
    let mut session = chinese();
    let page = said(&mut session, &["tags 1 港口", "note 1 再看", "1"]).join("\n");
    assert!(page.contains("#港口") && page.contains("批注: 再看"), "{page}");
}

#[test]
fn filters_are_said_chosen_excluded_and_taken_out() {
    let mut session = chinese();
    said(&mut session, &["star 1", "tags 1 港口"]);
    assert_eq!(
        said(&mut session, &["toggle"]),
        [
            "author:\"证券时报网\": 1，未读 1",
            "tag:\"港口\": 1，未读 1",
            "is:unread: 3，未读 3",
            "is:starred: 1，未读 1"
        ]
    );
    assert_eq!(said(&mut session, &["toggle author:\"证券时报网\""])[0], "1 篇");
    assert_eq!(said(&mut session, &["toggle category:科技"]), ["没有找到"]);
    assert_eq!(said(&mut session, &["toggle author:\"证券时报网\""])[0], "2 篇");
    assert_eq!(
        said(&mut session, &["exclude category:科技"])[..2],
        ["1 篇", "1. 大连的金融。证券时报网，2021-06-04。未读，星标，#港口"]
    );
    assert_eq!(said(&mut session, &["exclude category:科技"])[0], "3 篇");
    assert!(said(&mut session, &["toggle a b"])[0].starts_with("写一个条件"));
}

#[test]
fn under_each_row_stands_the_sentence_that_the_query_hits() {
    let mut session = session(Language::Chinese, 4);
    session.hello();
    let first = ["1. 一部新手机。科技，2021-06-03。未读", "   手机一千二百元。"];
    assert_eq!(
        said(&mut session, &["/手机 | 港口", "list"])[1..3],
        ["1. 大连的金融。证券时报网，2021-06-04。未读", "   大连是港口城市。"]
    );
    assert_eq!(said(&mut session, &[""])[1], "   手机一千二百元。");
    assert_eq!(said(&mut session, &["/手机"])[1..3], first);
    assert_eq!(said(&mut session, &["search title:手机"])[2], "（完）");
}

#[test]
fn the_next_hit_is_another_one_and_those_of_the_lists_query_come_by_themselves() {
    const HITS: Files = &[(
        "a.md",
        "---\ntitle: 春\n---\n<p>甲</p><p>春江潮水连海平海上明月共潮生滟滟随波千万里何处春江无月明江流宛转绕芳甸月照花林</p>\
         <p>乙</p><p>丙</p><p>丁</p><p>无月</p><p>戊</p>"
            .as_bytes(),
    )];
    let mut session = session_with(HITS, in_language(Language::Chinese), (20, 6), None);
    session.hello();
    // Broken over the end of a line, it is a hit all the same.
    let page = said(&mut session, &["1", "", "", "", "last"]).join("\n");
    assert!(!page.contains("海上明月共潮"), "{page}");
    assert_eq!(said(&mut session, &["first", "/海上明月共潮"])[5], "2 处");
    said(&mut session, &["q", "/无月", "1"]);
    let first = said(&mut session, &["n"]);
    let second = said(&mut session, &["n"]);
    assert!(first[0] == "2 处" && second[0] == "2 处" && first[1] != second[1], "{first:?} {second:?}");
    assert!(first[1].contains("月") && second[1].contains("无月"), "{first:?} {second:?}");
    // As on the screen, the first comes after the last.
    let again = said(&mut session, &["n"]);
    assert_eq!([&again[..2], &again[2..]], [&["2 处".to_owned(), "已绕回".to_owned()], &first[1..]]);
    let back = said(&mut session, &["N"]);
    assert_eq!([&back[..2], &back[2..]], [&["2 处".to_owned(), "已绕回".to_owned()], &second[1..]]);
}

#[test]
fn no_action_is_met_with_silence_in_the_list_or_in_an_article() {
    for action in Action::EVERY {
        for before in [&[][..], &["3"], &["/没有的词"]] {
            let mut session = chinese();
            said(&mut session, before);
            session.effects.borrow_mut().clear();
            let silent = session.line(action.name()).is_empty();
            let outside = session.effects.borrow().iter().any(|effect| !matches!(effect, Outside::Repaint));
            let heard = !silent || outside || session.is_over();
            assert!(heard, "{} after {before:?}", action.name());
        }
    }
}
