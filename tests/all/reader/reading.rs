//! Opening a folder, moving through it, narrowing it, reading.

use insta::assert_snapshot;
use kanbao::config::{Config, KeyBinding, Language};

use super::harness::{Home, Reader};

#[test]
fn a_folder_opens_with_its_newest_article_first() {
    let home = Home::news();
    assert_snapshot!(home.open(80, 24).screen());
}

#[test]
fn enter_opens_the_selected_article_and_q_goes_back() {
    let home = Home::news();
    let mut reader = home.open(80, 24);
    let list = reader.screen();
    reader.keys("<Enter>");
    assert_snapshot!(reader.screen());
    reader.keys("q");
    assert_eq!(reader.screen(), list);
}

#[test]
fn c_and_a_few_letters_of_pinyin_narrow_to_a_category() {
    let home = Home::news();
    let mut reader = home.open(80, 24);
    reader.keys("cjr");
    assert_snapshot!(reader.screen());
    reader.keys("<Enter>");
    assert_snapshot!(reader.screen());
}

#[test]
fn wide_terminals_have_the_panes_side_by_side() {
    let home = Home::news();
    let mut reader = home.open(120, 30);
    reader.keys("<Enter><Tab>");
    assert_snapshot!(reader.screen());
}

#[test]
fn a_search_narrows_with_every_key_and_esc_returns_to_the_very_row() {
    let home = Home::news();
    let mut reader = home.open(80, 24);
    reader.keys("jj");
    let before = reader.screen();
    reader.keys("/大商所");
    assert_snapshot!(reader.screen());
    reader.keys("<Esc>");
    assert_eq!(reader.screen(), before);
}

#[test]
fn the_list_says_why_nothing_is_found_of_a_word_that_was_read_as_a_date() {
    let home = Home::news();
    let mut reader = home.open(80, 24);
    let screen = reader.keys("/去年").screen();
    assert!(screen.contains("“去年”读作日期或状态；要找这个词，请加引号"), "{screen}");
    let screen = reader.keys("<Esc>/(大商所").screen();
    assert!(screen.contains("( ← 括号没有关上"), "{screen}");
}

#[test]
fn articles_over_time_say_their_keys_and_skip_empty_months() {
    let page = |date: &str| format!("---\ntitle: {date}\ndate: {date}\n---\n<p>x</p>\n");
    let (old, new) = (page("2020-03-05"), page("2021-06-05"));
    let home = Home::with(&[("a.md", &old), ("b.md", &new)]);
    let mut reader = home.open(80, 24);
    let screen = reader.keys("H").screen();
    assert!(screen.contains("2021-06  1") && screen.contains("上一月") && screen.contains("下一月"), "{screen}");
    let screen = reader.keys("<Left>").screen();
    assert!(screen.contains("2020-03  1"), "{screen}");
    assert!(!reader.keys("H").screen().contains("上一月"));
}

#[test]
fn the_smallest_screens_break_nothing() {
    let home = Home::news();
    for (columns, rows) in [(20, 5), (19, 4), (1, 1), (40, 8), (99, 9), (100, 10), (110, 6), (200, 60)] {
        let mut reader = home.open(columns, rows);
        reader.keys("c<Esc>/a<Esc><Enter>jjq?<Esc>H<Esc>");
        assert_eq!(reader.screen().split('\n').count(), usize::from(rows));
    }
}

#[test]
fn a_resize_keeps_the_sentence_on_top() {
    let home = Home::with(&[("long.md", &format!("---\ntitle: 长文\n---\n{}", "<p>春江潮水连海平，海上明月共潮生。滟滟随波千万里，何处春江无月明。</p>\n<p>江流宛转绕芳甸，月照花林皆似霰。</p>".repeat(60)))]);
    let mut reader = home.open(80, 24);
    reader.keys("<Enter>20j");
    let top =
        |screen: String| screen.lines().find(|line| !line.trim().is_empty()).unwrap_or_default().trim().to_owned();
    let before = top(reader.screen());
    reader.resize(50, 30);
    let narrow = top(reader.screen());
    assert!(narrow.starts_with(before.chars().take(4).collect::<String>().as_str()), "{before} / {narrow}");
    reader.resize(80, 24);
    assert_eq!(top(reader.screen()), before);
}

#[test]
fn full_width_keys_of_an_input_method_act_as_their_ascii_keys() {
    let home = Home::news();
    let mut reader = home.open(80, 24);
    let mut ascii = home.open(80, 24);
    assert_eq!(reader.keys("ｊｊ？").screen(), ascii.keys("jj?").screen());
}

#[test]
fn q_in_the_list_quits() {
    let home = Home::news();
    let mut reader = home.open(80, 24);
    assert!(!reader.has_quit());
    reader.keys("q");
    assert!(reader.has_quit());
}

#[test]
fn enter_right_behind_a_search_opens_a_hit_of_it() {
    let home = Home::news();
    let mut reader = home.open(80, 24);
    reader.at_once("/雨の日<Enter>");
    assert!(reader.screen().contains("小川 葉"), "{}", reader.screen());
    assert!(!reader.screen().contains("港口"));
}

#[test]
fn a_list_at_its_end_fills_a_screen_that_grows() {
    let home = Home::news();
    let mut reader = home.open(80, 6);
    reader.keys("G");
    reader.resize(80, 24);
    assert!(reader.screen().contains("港口城市"), "{}", reader.screen());
}

#[test]
fn the_words_that_were_searched_for_are_marked_in_the_page_and_n_steps_through_them() {
    let home = Home::news();
    let mut reader = home.open(80, 24);
    reader.keys("/港口<Enter>");
    assert!(reader.screen().contains("/1") || reader.screen().contains("/2"), "{}", reader.screen());
    reader.keys("n");
    assert!(reader.screen().contains("1/"), "{}", reader.screen());
}

#[test]
fn what_is_excluded_can_be_taken_back() {
    let home = Home::news();
    let mut reader = home.open(120, 30);
    reader.keys("<Tab><Tab>");
    let all = reader.screen();
    reader.keys("c金融<C-x><Esc>");
    assert!(reader.screen().contains("3 篇"), "{}", reader.screen());
    reader.keys("c金融<C-x><Esc>");
    assert!(reader.screen().contains("5 篇"), "{}\n{all}", reader.screen());
}

#[test]
fn no_keys_in_any_order_break_the_reader() {
    let home = Home::news();
    let keys = [
        "j", "k", "G", "g", "r", "u", "<Enter>", "<Esc>", "<Tab>", "<S-Tab>", "<Space>", "c", "/", "?", "s", "t", "a",
        "o", "O", "i", "m", "*", "+", "M", "y", "n", "N", "z", "v", "H", "h", "l", "L", "C", "S", "U", "5", "0",
        "<C-d>", "<C-u>", "x", "<C-x>", "[", "]", "金", "jr", "'", "J", "K", "<C-s>", "<BS>", "<C-r>", "<C-l>", "Y",
        "q",
    ];
    // A fixed seed: the same walk each time.
    let mut state = 20_210_605_u64;
    let mut reader = home.open(80, 24);
    for step in 0..1500 {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let key = keys[usize::try_from(state >> 33).expect("small") % keys.len()];
        reader.keys(key);
        if step % 50 == 0 {
            let (columns, rows) = [(80, 24), (120, 40), (20, 5), (45, 12), (100, 30)][step / 50 % 5];
            reader.resize(columns, rows);
        }
        reader.screen();
    }
}

#[test]
fn while_one_looks_for_something_in_the_page_its_hits_are_counted_with_every_key() {
    let home = Home::news();
    let mut reader = home.open(80, 24);
    let screen = reader.keys("<Enter>/的").screen();
    assert!(screen.lines().last().is_some_and(|line| line.trim_end().ends_with("处")), "{screen}");
    let screen = reader.keys("的的的的").screen();
    assert!(screen.lines().last().is_some_and(|line| line.trim_end().ends_with("没有找到")), "{screen}");
}

#[test]
fn v_selects_the_first_paragraph_of_the_text_and_not_the_title() {
    let home = Home::with(&[(
        "a.md",
        "---\ntitle: 标题\nauthor: 作者\ndate: 2021-06-02\n---\n<p>第一段。</p><p>第二段。</p>",
    )]);
    let mut reader = home.open(80, 24);
    let marked = |screen: String| screen.lines().filter(|line| line.trim_start().starts_with('▌')).collect::<String>();
    let screen = marked(reader.keys("<Enter>v").screen());
    assert!(screen.contains("第一段。") && !screen.contains("标题"), "{screen}");
    let screen = marked(reader.keys("v").screen());
    assert!(screen.contains("第二段。") && !screen.contains("第一段。"), "{screen}");
}

#[test]
fn esc_takes_one_thing_back_at_a_time() {
    let home = Home::with(&[("a.md", "---\ntitle: 标题\ndate: 2021-06-02\n---\n<p>第一段。</p><p>第二段。</p>")]);
    let mut reader = home.open(80, 24);
    let list = reader.screen();
    let state = |screen: String| (screen.contains('▌'), screen.contains("1/2"));
    assert_eq!(state(reader.keys("<Enter>/段<Enter>v").screen()), (true, true));
    assert_eq!(state(reader.keys("<Esc>").screen()), (false, true));
    assert_eq!(state(reader.keys("<Esc>").screen()), (false, false));
    assert!(reader.screen().contains("第二段。"));
    assert_eq!(reader.keys("<Esc>").screen(), list);
}

#[test]
fn keys_that_may_follow_are_named_those_of_saved_queries_too() {
    let home = Home::news();
    let mut reader = home.open(120, 24);
    reader.keys("/金融<C-s>钱=g 1<Enter><Enter>q/<C-u>海<C-s>海=X x<Enter><Enter>qq");
    let last = |screen: String| screen.lines().last().unwrap_or_default().to_owned();
    let hint = last(reader.keys("g").screen());
    assert!(hint.contains("g …") && hint.contains("r 阅读清单") && hint.contains("1 钱"), "{hint}");
    assert!(reader.keys("1").screen().contains("/金融"));
    reader.keys("q");
    let hint = last(reader.keys("X").screen());
    assert!(hint.contains("X …  x 海"), "{hint}");
    let screen = reader.keys("x").screen();
    assert!(screen.contains("/海"), "{screen}");
}

#[test]
fn a_footnote_is_gone_to_by_its_number_among_the_links_and_come_back_from() {
    let text: String = (1..80).map(|number| format!("<p>第{number}段。</p>")).collect();
    let body = format!(
        "<p>起<sup><a href='#note'>1</a></sup>，<a href='https://example.com/'>外</a></p>{text}<p id='note'>注文在此。</p>{text}"
    );
    let home = Home::with(&[("a.md", &format!("---\ntitle: 甲\n---\n{body}"))]);
    let mut reader = home.open(80, 24);
    let top = reader.keys("<Enter>").screen();
    assert!(top.contains("起¹，外[1]") && !top.contains("注文"), "{top}");
    // Numbers in the text are those of links that lead out; the others follow them in the list.
    let listed = reader.keys("o").screen();
    assert!(listed.contains("#note"), "{listed}");
    let there = reader.keys("2").screen();
    assert!(there.contains("注文在此"), "{there}");
    let back = reader.keys("<C-o>").screen();
    assert!(back.contains("起¹，外[1]") && !back.contains("注文"), "{back}");
}

#[test]
fn keys_of_lines_that_are_typed_can_be_bound_and_the_bottom_line_names_them() {
    let bound = |scope: &str, keys: &str, action: &str| KeyBinding {
        scope: scope.to_owned(),
        keys: keys.to_owned(),
        action: action.to_owned(),
        line: 0,
    };
    let keys = vec![
        bound("input", "j k", "escape"),
        bound("search-input", "C-s", ""),
        bound("search-input", "F2", "save-query"),
        bound("question", "h", "no"),
    ];
    let config = Config { keys, language: Language::Chinese, ..Config::default() };
    let home = Home::news();
    let mut reader = home.open_with(80, 24, config);
    let bottom = |reader: &mut Reader| reader.screen().lines().last().unwrap_or_default().to_owned();
    reader.keys("/");
    assert!(bottom(&mut reader).contains("F2 存为查询"), "{}", bottom(&mut reader));
    // The beginning of a sequence that goes on otherwise is letters.
    reader.keys("jxjjy");
    assert!(reader.screen().starts_with(" / jxjjy"), "{}", reader.screen());
    reader.keys("jk");
    assert!(reader.screen().starts_with(" 看报"), "{}", reader.screen());
    reader.keys("Mh");
    assert!(!bottom(&mut reader).contains("全部标为已读"), "{}", bottom(&mut reader));
    reader.keys("?delete-w");
    assert!(reader.screen().contains("C-w (input)"), "{}", reader.screen());
}
