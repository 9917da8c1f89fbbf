//! Opening a folder, moving through it, narrowing it, reading.

use insta::assert_snapshot;

use crate::harness::Home;

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
