//! Screens as the reader paints them: an article, a list, both beside each other.

use ratatui::buffer::Buffer;
use ratatui::layout::{Rect, Size};
use ratatui::style::{Color, Modifier, Style};

use crate::support::Dice;

/// An article with a head and a foot around it.
pub struct Article {
    lines: Vec<String>,
}

impl Article {
    /// News: headings, and paragraphs of one to three sentences of Chinese, set to `columns` as the reader sets them: first lines
    /// indented, a blank line between paragraphs, closing marks never at a line's start.
    pub fn new(columns: usize, seed: u64) -> Article {
        Article::of(columns, seed, 3)
    }

    /// Long paragraphs, as essays have them.
    pub fn dense(columns: usize, seed: u64) -> Article {
        Article::of(columns, seed, 40)
    }

    fn of(columns: usize, seed: u64, sentences: usize) -> Article {
        let mut dice = Dice(seed);
        let mut lines = Vec::new();
        while lines.len() < 400 {
            lines.extend(set(&paragraph(&mut dice, sentences), columns));
            lines.push(String::new());
        }
        Article { lines }
    }

    /// The screen from line `top` on.
    pub fn screen(&self, size: Size, top: usize) -> Buffer {
        let mut screen = Buffer::empty(Rect::new(0, 0, size.width, size.height));
        screen.set_string(1, 0, "大连市金融发展局：区域金融中心提质升级", Style::new().add_modifier(Modifier::BOLD));
        self.page(&mut screen, Rect::new(1, 1, size.width - 2, size.height - 2), top);
        let foot = size.height - 1;
        screen.set_string(1, foot, "q 返回  o 链接(4)  y 复制地址  / 页内查找  ] 下一节", dim());
        screen.set_string(size.width - 5, foot, format!("{:3}%", top * 100 / self.lines.len()), dim());
        screen
    }

    fn page(&self, screen: &mut Buffer, area: Rect, top: usize) {
        for (y, line) in area.rows().zip(self.lines.iter().skip(top)) {
            screen.set_stringn(y.x, y.y, line, area.width.into(), Style::new());
        }
    }

    /// Bytes of `lines` lines from `top` on, with their ends.
    pub fn text(&self, top: usize, lines: usize) -> usize {
        self.lines.iter().skip(top).take(lines).map(|line| line.len() + 1).sum()
    }
}

fn dim() -> Style {
    Style::new().add_modifier(Modifier::DIM)
}

const WORDS: &[&str] = &[
    "金融",
    "市场",
    "发展",
    "中心",
    "城市",
    "经济",
    "第一季度",
    "同比增长",
    "大连",
    "我国",
    "改革",
    "开放",
    "交易所",
    "指数",
    "报告",
    "服务",
    "企业",
    "创新",
    "产品",
    "国际",
    "一流",
    "连续",
    "排名",
    "前列",
    "商品",
    "期货",
    "目标",
    "如何",
    "实现",
    "和",
    "的",
    "在",
    "了",
    "是",
    "与",
    "将",
    "为",
    "2021年",
    "14%",
    "1700.4亿元",
    "Linux",
    "GDP",
];

/// A heading, or a paragraph of at most so many sentences.
fn paragraph(dice: &mut Dice, sentences: usize) -> String {
    if dice.one_in(4) {
        return "促发展 强监管 防风险".to_owned();
    }
    let mut text = "　　".to_owned();
    for _ in 0..1 + dice.below(sentences) {
        for _ in 0..4 + dice.below(14) {
            text += *dice.of(WORDS);
        }
        text += *dice.of(&["，", "，", "，", "。", "。", "。", "；", "？", "——", "。”他说，“"]);
    }
    text
}

/// Lines of at most `columns`, with no closing mark at a line's start.
fn set(text: &str, columns: usize) -> Vec<String> {
    use unicode_width::UnicodeWidthChar;
    let mut lines = vec![String::new()];
    let mut used = 0;
    for c in text.chars() {
        let width = c.width().unwrap_or(0);
        if used + width > columns && !"，。；？”—".contains(c) {
            lines.push(String::new());
            used = 0;
        }
        used += width;
        lines.last_mut().expect("one at least").push(c);
    }
    lines
}

/// A list of articles.
pub struct List {
    rows: Vec<(String, bool, String, String)>,
}

impl List {
    pub fn new(seed: u64) -> List {
        let mut dice = Dice(seed);
        let row = |n: usize, dice: &mut Dice| {
            let title: String = (0..4 + dice.below(10)).map(|_| *dice.of(WORDS)).collect();
            let source = *dice.of(&["证券时报网", "新浪财经", "ZAKER", "阮一峰", "Hacker News"]);
            (format!("{:02}-{:02}", 12 - n / 30 % 12, 28 - n % 28), dice.one_in(2), title, source.to_owned())
        };
        List { rows: (0..400).map(|n| row(n, &mut dice)).collect() }
    }

    /// The screen with `selected` selected and `top` as its first row.
    pub fn screen(&self, size: Size, top: usize, selected: usize) -> Buffer {
        let mut screen = Buffer::empty(Rect::new(0, 0, size.width, size.height));
        screen.set_string(1, 0, "看报  ~/news", Style::new().add_modifier(Modifier::BOLD));
        screen.set_string(size.width - 31, 0, "14,577 篇 · 312 未读 · 按日期", dim());
        self.pane(&mut screen, Rect::new(0, 2, size.width, size.height - 3), top, selected);
        let foot = size.height - 1;
        screen.set_string(1, foot, "Enter 打开  / 搜索  c 分类  n 下一未读  * 星标  ? 帮助", dim());
        screen.set_string(size.width - 9, foot, format!("{:>5}/400", selected + 1), dim());
        screen
    }

    pub fn pane(&self, screen: &mut Buffer, area: Rect, top: usize, selected: usize) {
        for (at, (row, (date, unread, title, source))) in area.rows().zip(self.rows.iter().skip(top)).enumerate() {
            let style = if top + at == selected {
                screen.set_string(row.x, row.y, "▌", Style::new().fg(Color::Cyan));
                Style::new().add_modifier(Modifier::BOLD)
            } else {
                Style::new()
            };
            screen.set_string(row.x + 1, row.y, date, dim());
            screen.set_string(row.x + 7, row.y, if *unread { "●" } else { " " }, Style::new().fg(Color::Cyan));
            let room = usize::from(row.width).saturating_sub(24);
            screen.set_stringn(row.x + 10, row.y, title, room, style);
            screen.set_stringn(row.x + row.width - 12, row.y, source, 11, dim());
        }
    }
}

/// The filter, the list and an article's page abreast, as the reader has them on a wide screen.
pub fn abreast(list: &List, article: &Article, size: Size, top: usize) -> Buffer {
    let mut screen = Buffer::empty(Rect::new(0, 0, size.width, size.height));
    let (filter, high) = (29, size.height - 3);
    let rule = filter + (size.width - filter) * 57 / 100;
    for (y, category) in (2..2 + high).zip(WORDS.iter().cycle()) {
        screen.set_string(3, y, category, Style::new());
        screen.set_string(filter - 7, y, format!("{:>5}", y * 37 % 1000), dim());
    }
    list.pane(&mut screen, Rect::new(filter, 2, rule - filter, high), 0, 3);
    article.page(&mut screen, Rect::new(rule + 2, 2, size.width - rule - 3, high), top);
    for (x, y) in [filter - 1, rule].into_iter().flat_map(|x| (2..2 + high).map(move |y| (x, y))) {
        screen.set_string(x, y, "│", dim());
    }
    screen.set_string(1, size.height - 1, "Tab 换栏  Enter 打开  Space 选中  x 排除", dim());
    screen
}
