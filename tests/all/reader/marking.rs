//! Marks: read, star, tags, undo, and what the next start remembers.

use std::time::Duration;

use insta::assert_snapshot;
use kanbao::article::ArticleId;
use kanbao::state::{Change, Options, Store};

use super::harness::{Home, clock, read_all};

const A_SECOND: Duration = Duration::from_millis(1001);

/// Articles by number, newest last, named so that rows are told apart.
fn numbered(count: usize) -> Home {
    let home = Home::with(&[]);
    for n in 0..count {
        let text =
            format!("---\ntitle: 第{n}篇\ndate: 2021-05-{:02} {:02}:00:00\n---\n<p>正文{n}</p>\n", n / 24 + 1, n % 24);
        home.write(&format!("{n:05}.md"), &text);
    }
    home
}

#[test]
fn an_article_is_read_after_a_second_on_the_screen() {
    let home = Home::news();
    let mut reader = home.open(80, 24);
    reader.keys("<Enter>").after(Duration::from_millis(500)).keys("q");
    assert!(reader.screen().contains("5 未读"));
    reader.keys("<Enter>").after(A_SECOND).keys("q");
    assert!(reader.screen().contains("4 未读"));
}

#[test]
fn marks_show_at_once_and_are_in_the_journal() {
    let home = Home::news();
    let mut reader = home.open(80, 24);
    reader.keys("*jm");
    assert_snapshot!(reader.screen());
    assert!(read_all(&home.folder.path().join("marks"), ".jsonl").lines().count() >= 2);
}

#[test]
fn all_that_is_listed_is_marked_after_a_question_and_undone_after_a_restart() {
    let home = numbered(50);
    let mut reader = home.open(80, 24);
    reader.keys("m");
    assert!(reader.screen().contains("49 未读"));
    reader.keys("M");
    assert!(reader.screen().contains("49"), "the question names the count");
    reader.keys("y");
    assert!(!reader.screen().contains("未读 ·"));
    reader.close();
    let mut reader = home.open(80, 24);
    reader.keys("u");
    assert!(reader.screen().contains("49 未读"));
    reader.keys("u");
    assert!(reader.screen().contains("50 未读"));
    reader.keys("UU");
    assert!(!reader.screen().contains("未读 ·"));
}

#[test]
fn a_recent_change_is_undone_out_of_the_order() {
    let home = Home::news();
    let mut reader = home.open(80, 24);
    reader.keys("*jmgu");
    assert_snapshot!(reader.screen());
    reader.keys("<Down><Enter>");
    assert!(!reader.screen().contains('★'));
    assert!(reader.screen().contains("4 未读"));
}

#[test]
fn n_goes_to_the_next_unread_article_and_round_the_end() {
    let home = numbered(4);
    let mut reader = home.open(80, 24);
    reader.keys("jmjmk");
    reader.keys("n");
    assert!(reader.screen().contains("4/4"));
    reader.keys("n");
    assert!(reader.screen().contains("1/4"));
    reader.keys("N");
    assert!(reader.screen().contains("4/4"));
}

#[test]
fn tags_are_typed_completed_and_found() {
    let home = Home::news();
    let mut reader = home.open(80, 24);
    reader.keys("t稍后读 海洋<Enter>jt海<Tab><Enter>");
    reader.keys("/tag:海洋<Enter>q");
    assert!(reader.screen().contains("2 篇"), "{}", reader.screen());
}

#[test]
fn the_next_start_continues_where_this_one_ended() {
    let home = Home::news();
    let mut reader = home.open(80, 24);
    reader.keys("jjsr");
    reader.keys("st");
    let before = reader.screen();
    reader.keys("q");
    reader.close();
    assert_eq!(home.open(80, 24).screen(), before);
}

#[test]
fn the_place_in_an_article_is_where_one_stopped_reading() {
    let home = Home::with(&[(
        "long.md",
        &format!("---\ntitle: 长文\n---\n{}", "<p>春江潮水连海平，海上明月共潮生。</p>\n".repeat(100)),
    )]);
    let mut reader = home.open(80, 24);
    reader.keys("<Enter>33j");
    let page = reader.screen();
    reader.keys("q");
    reader.close();
    let mut reader = home.open(80, 24);
    reader.keys("<Enter>");
    assert_eq!(reader.screen(), page);
}

#[test]
fn the_reading_list_is_in_the_order_of_adding() {
    let home = numbered(5);
    let mut reader = home.open(80, 24);
    reader.keys("jjj+kk+gr");
    let screen = reader.screen();
    let (first, second) = (screen.find("第1篇").unwrap_or(9999), screen.find("第3篇").unwrap_or(0));
    assert!(first < second, "{screen}");
    assert!(screen.contains("2 篇"));
}

#[test]
fn marking_all_goes_by_what_is_listed_the_reading_list_included() {
    let home = numbered(9);
    let mut reader = home.open(80, 24);
    reader.keys("+j+gr");
    assert!(reader.screen().contains("2 篇 · 2 未读"), "{}", reader.screen());
    reader.keys("My");
    reader.keys("q");
    assert!(reader.screen().contains("9 篇 · 7 未读"), "{}", reader.screen());
}

#[test]
fn a_note_stands_above_the_article_as_soon_as_it_is_made() {
    let home = Home::news();
    let mut reader = home.open(80, 24);
    reader.keys("<Enter>a值得再读<Enter>");
    assert!(reader.screen().contains("批注: 值得再读"), "{}", reader.screen());
}

#[test]
fn a_known_tag_is_offered_as_one_types() {
    let home = Home::news();
    let mut reader = home.open(80, 24);
    reader.keys("t海洋<Enter>jt海");
    assert!(reader.screen().ends_with(": 海洋"), "{}", reader.screen());
}

#[test]
fn unread_counts_stand_beside_all_counts_and_follow_every_mark() {
    let home = Home::news();
    let mut reader = home.open(120, 40);
    let row = |screen: &str, name: &str| {
        let line = screen.lines().find(|line| line.trim_start_matches([' ', '▸', '▌']).starts_with(name));
        line.and_then(|line| line.split('│').next()?.split_whitespace().last().map(str::to_owned))
    };
    assert_eq!(row(&reader.screen(), "金融").as_deref(), Some("●2"));
    for (keys, category, author, starred) in
        [("*m", "1/2", "1/2", "1"), ("jm", "2", "2", "1"), ("u", "1/2", "1/2", "1"), ("u", "●2", "●2", "●1")]
    {
        let screen = reader.keys(keys).screen();
        assert_eq!(row(&screen, "金融").as_deref(), Some(category), "{keys}\n{screen}");
        assert_eq!(row(&screen, "海风周刊").as_deref(), Some(author), "{keys}\n{screen}");
        assert_eq!(row(&screen, "星标").as_deref(), Some(starred), "{keys}\n{screen}");
    }
    let screen = reader.keys("My").screen();
    assert_eq!(row(&screen, "2021").as_deref(), Some("5"), "{screen}");
}

#[test]
fn in_a_narrow_window_saved_queries_show_what_is_unread_too() {
    let home = Home::news();
    let mut reader = home.open(80, 24);
    reader.keys("/author:海风周刊<C-s>海<Enter><Enter>qqm");
    let screen = reader.keys("c").screen();
    assert!(screen.lines().any(|line| line.contains(" 海 ") && line.ends_with("1/2")), "{screen}");
}

#[test]
fn marks_that_could_not_be_kept_are_saved_over_an_old_file_only_after_a_yes() {
    let home = Home::news();
    // Where the folder of marks should be stands a file.
    std::fs::write(home.folder.path().join("marks"), "").unwrap();
    let file = home.folder.path().join("saved.jsonl");
    std::fs::write(&file, "old").unwrap();
    let name = format!("<C-u>{}<Enter>", file.display());
    let mut reader = home.open(80, 24);
    reader.keys("*q");
    assert!(reader.screen().contains("1 条标记尚未存盘"), "{}", reader.screen());
    reader.keys("y");
    assert!(reader.screen().contains("把没存盘的标记存到文件"), "{}", reader.screen());
    reader.keys(&name);
    assert!(reader.screen().contains("已存在"), "{}", reader.screen());
    reader.keys("<Enter>");
    assert!(!reader.has_quit());
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "old");
    reader.keys("qy").keys(&name).keys("y");
    assert!(reader.has_quit());
    assert!(std::fs::read_to_string(&file).unwrap().contains("star"));
}

#[test]
fn where_marks_cannot_be_saved_one_does_not_leave() {
    let home = Home::news();
    std::fs::write(home.folder.path().join("marks"), "").unwrap();
    let mut reader = home.open(80, 24);
    reader.keys("*qy<C-u>/nowhere/at/all<Enter>");
    assert!(!reader.has_quit() && reader.screen().contains("/nowhere/at/all"), "{}", reader.screen());
    reader.keys("q");
    assert!(reader.screen().contains("1 条标记尚未存盘"), "{}", reader.screen());
}

#[test]
fn a_start_with_ten_thousand_marks_paints_each_row_with_its_signs_at_once() {
    let home = numbered(12);
    let mut reader = home.open(80, 24);
    reader.keys("mj*jm");
    reader.close();
    let others: Vec<Change> = (0..10_000).map(|n| Change::Read(ArticleId::of(&format!("{n}")), true)).collect();
    let folder = Some(home.folder.path().join("marks"));
    Store::open(Options { folder, host: "other".to_owned() }).apply("", &others, clock()).unwrap();
    let screens = home.screens_of_a_start(80, 24);
    let rows = |screen: &str| -> Vec<String> {
        screen.lines().filter(|line| line.contains('第')).map(str::to_owned).collect()
    };
    let last = rows(screens.last().unwrap());
    assert!(last.len() == 12 && last.iter().any(|row| row.contains('★')), "{last:#?}");
    let early = screens.iter().flat_map(|screen| rows(screen)).find(|row| !last.contains(row));
    assert_eq!(early, None, "painted and then changed");
    assert!(screens.iter().all(|screen| !screen.contains("12 未读")));
}
