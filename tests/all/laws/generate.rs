//! Articles made up of everything that breaks lines wrongly elsewhere.

use proptest::prelude::*;

/// An article as HTML, and its text without tags.
#[derive(Debug, Clone)]
pub struct Generated {
    pub html: String,
    pub text: String,
}

impl Generated {
    fn plain(text: String) -> Generated {
        Generated { html: text.replace('&', "&amp;").replace('<', "&lt;"), text }
    }

    fn wrapped(self, open: &str, close: &str) -> Generated {
        Generated { html: format!("{open}{}{close}", self.html), text: self.text }
    }
}

/// Blocks of every kind, one to six.
pub fn article() -> impl Strategy<Value = Generated> {
    prop::collection::vec(block(), 1..6).prop_map(joined)
}

fn block() -> impl Strategy<Value = Generated> {
    let kinds = prop::sample::select(vec![
        ("<p>", "</p>"),
        ("<p>　　", "</p>"),
        ("<h2>", "</h2>"),
        ("<ul><li>", "</li></ul>"),
        ("<ol start=\"9\"><li>一</li><li>", "</li></ol>"),
        ("<blockquote><p>", "</p></blockquote>"),
        ("<blockquote><ul><li><p>", "</p></li></ul></blockquote>"),
        ("<div>", "</div>"),
        ("<dl><dd>", "</dd></dl>"),
    ]);
    (kinds, paragraph()).prop_map(|((open, close), text)| {
        let one = if open.contains("一") { "一" } else { "" };
        let wrapped = text.wrapped(open, close);
        Generated { text: format!("{one}{}", wrapped.text), ..wrapped }
    })
}

/// A table of two to four columns.
pub fn table() -> impl Strategy<Value = String> {
    let row = |tag: &'static str| {
        move |cells: Vec<Generated>| {
            let cells: String =
                cells.into_iter().map(|cell| cell.wrapped(&format!("<{tag}>"), &format!("</{tag}>")).html).collect();
            format!("<tr>{cells}</tr>")
        }
    };
    let cells = |columns| prop::collection::vec(paragraph(), columns);
    (2_usize..=4).prop_flat_map(move |columns| {
        let rows = prop::collection::vec(cells(columns).prop_map(row("td")), 1..4);
        (cells(columns).prop_map(row("th")), rows)
            .prop_map(|(head, rows)| format!("<table>{head}{}</table>", rows.concat()))
    })
}

/// Mixed text with inline elements.
fn paragraph() -> impl Strategy<Value = Generated> {
    prop::collection::vec(inline(), 1..40).prop_map(joined)
}

fn inline() -> impl Strategy<Value = Generated> {
    let tags = prop::sample::select(vec![
        ("<b>", "</b>"),
        ("<em>", "</em>"),
        ("<span class=\"x\">", "</span>"),
        ("<code>", "</code>"),
    ]);
    let tagged = (tags, text()).prop_map(|((open, close), text)| Generated::plain(text).wrapped(open, close));
    prop_oneof![6 => text().prop_map(Generated::plain), 1 => tagged]
}

fn text() -> impl Strategy<Value = String> {
    let marks = [
        "，", "。", "、", "！", "？", "；", "：", "……", "——", "·", "～", "）", "》", "」", "（", "《", "「", "“", "”",
        "‘", "’", "％", "℃", "々", "ー", "ッ", "っ", "・", "…", "—", ", ", ". ", "! ", " (", ") ", "%", " %", "-", "/",
        " & ", "\"", "'", "$", "￥", "•",
    ];
    let words = [
        "“好”",
        "《规划》",
        "（12日）",
        "他说：“是的。”",
        "don’t ",
        "“quoted” ",
        "12,000",
        "3.5%",
        "14 %",
        "￥100",
        "-5℃",
        "2024-01-02",
        "10:30",
        "https://example.com/a-b/c?d=e&f=g ",
        "www.example.com/x-y ",
        "e.g. ",
        "U.S. ",
        "C++ ",
        "AI",
        "5G",
        "Wi-Fi ",
        "naïve ",
        "Ünïcödé ",
        "👨\u{200d}👩\u{200d}👧",
        "🇩🇪",
        "😀",
        "e\u{301}",
        "한국어 ",
        "각",
        "カタカナ",
        "っとキャッシュ",
        "Привет ",
        "ＣＰＵ",
        "３５",
        "々",
        "²",
    ];
    prop_oneof![
        4 => "[\u{4e00}-\u{4fff}]{1,8}",
        1 => "[\u{3041}-\u{3093}]{1,4}",
        2 => "[a-zA-Z]{1,12}",
        2 => "[a-z]{1,9} ",
        1 => "[0-9]{1,6}",
        3 => prop::sample::select(marks.to_vec()).prop_map(str::to_owned),
        3 => prop::sample::select(words.to_vec()).prop_map(str::to_owned),
        1 => Just(" ".to_owned()),
    ]
}

fn joined(parts: Vec<Generated>) -> Generated {
    let html = parts.iter().map(|part| part.html.as_str()).collect();
    Generated { html, text: parts.iter().map(|part| part.text.as_str()).collect() }
}
