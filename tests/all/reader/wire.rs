//! What a key costs over a slow line, with the real reader: bytes in the middle case.

use std::fmt::Write as _;
use std::time::Duration;

use kanbao::config::{Auto, Config};
use kanbao::term::{Capabilities, Screen};
use kanbao::text::{self, Ambiguous};
use ratatui::buffer::CellWidth;

use super::harness::{Home, Reader};
use crate::support::{Dice, Tape};

const SIZES: [(u16, u16); 2] = [(80, 24), (120, 40)];

/// A reader on a screen of which the bytes are counted.
struct Line {
    reader: Reader,
    screen: Screen<Tape>,
    tape: Tape,
    size: (u16, u16),
}

impl Line {
    fn open(home: &Home, size: (u16, u16), can: Capabilities) -> Line {
        let tape = Tape::default();
        let reader = home.open_on(size.0, size.1, Config::default(), &can);
        let mut screen = Screen::new(tape.clone(), can);
        screen.set_ambiguous(Ambiguous::Narrow);
        Line { reader, screen, tape, size }
    }

    /// The bytes of what is to be shown now.
    fn frame(&mut self) -> usize {
        self.screen.show(&self.reader.frame()).expect("a tape takes all");
        self.tape.take().len()
    }

    fn key(&mut self, key: &str) -> usize {
        self.reader.keys(key);
        self.frame()
    }

    /// The middle one of what so many strokes of a key cost.
    fn median(&mut self, key: &str, strokes: usize) -> usize {
        self.frame();
        let mut bytes: Vec<usize> = (0..strokes).map(|_| self.key(key)).collect();
        bytes.sort_unstable();
        bytes[strokes / 2]
    }

    fn within(&self, what: &str, bytes: usize, budget: usize) {
        println!("{what} at {:?}: {bytes} of {budget}", self.size);
        assert!(bytes <= budget, "{what} at {:?}: {bytes} bytes, {budget} allowed", self.size);
    }
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
    "港口",
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
    "2021年",
    "14%",
    "1700.4亿元",
    "Linux",
    "GDP",
];

fn words(dice: &mut Dice, count: usize) -> String {
    (0..count).map(|_| *dice.of(WORDS)).collect()
}

/// A library of 300 articles with titles as news have them; the newest is long, with some links.
fn library() -> Home {
    let mut dice = Dice(1);
    let home = Home::with(&[]);
    for n in 0..300 {
        let count = 4 + dice.below(9);
        let (title, day) = (words(&mut dice, count), n % 28 + 1);
        let author = ["海风周刊", "码农手记", "Mary Field", "小川 葉"][dice.below(4)];
        let body = if n == 0 { long(&mut dice) } else { format!("<p>{}。</p>", words(&mut dice, 30)) };
        let (year, month) = if n == 0 { (2022, 6) } else { (2021, 12 - n / 28) };
        let text = format!(
            "---\ntitle: {title}\nauthor: {author}\ndate: {year}-{month:02}-{day:02}\ncategories:\n - 新闻\n - {author}\n---\n{body}\n"
        );
        home.write(&format!("{n}.md"), &text);
    }
    home
}

/// Paragraphs of one to three sentences, about as dense as real news; one in eight has a link, one in six
/// is a heading.
fn long(dice: &mut Dice) -> String {
    let mut body = String::new();
    for n in 0..120 {
        if n % 6 == 5 {
            let _ = writeln!(body, "<h2>{}</h2>", words(dice, 4));
            continue;
        }
        let mut sentences = String::new();
        for _ in 0..1 + dice.below(3) {
            let count = 4 + dice.below(10);
            sentences += &words(dice, count);
            sentences += ["，", "。", "。", "；", "——", "。”他说，“"][dice.below(6)];
        }
        let link = if n % 8 == 3 { format!("<a href=\"https://example.org/{n}\">公报</a>") } else { String::new() };
        let _ = writeln!(body, "<p>{sentences}{link}。</p>");
    }
    body
}

fn margins() -> Capabilities {
    Capabilities { margins: true, ..Capabilities::xterm() }
}

#[test]
fn one_line_of_an_article() {
    let home = library();
    for size in SIZES {
        let mut line = Line::open(&home, size, Capabilities::xterm());
        line.reader.keys("gg<Enter>");
        let down = line.median("j", 60);
        line.within("one line down", down, 135);
        let up = line.median("k", 50);
        line.within("one line up", up, 135);
    }
}

#[test]
fn one_line_of_an_article_beside_the_list() {
    let home = library();
    for (can, budget) in [(Capabilities::xterm(), 1500), (margins(), 150)] {
        let mut line = Line::open(&home, SIZES[1], can);
        line.reader.keys("gg<Enter>z");
        let down = line.median("j", 60);
        line.within("one line beside the list", down, budget);
    }
}

#[test]
fn half_a_page_and_a_page_cost_their_text() {
    let home = library();
    for size in SIZES {
        for key in ["<C-d>", "<Space>"] {
            let mut line = Line::open(&home, size, Capabilities::xterm());
            line.reader.keys("gg<Enter>");
            line.frame();
            let (mut sent, mut text) = (0, 0);
            for _ in 0..4 {
                let before = rows(&mut line);
                sent += line.key(key);
                text +=
                    rows(&mut line).iter().filter(|row| !before.contains(row)).map(|row| row.len() + 1).sum::<usize>();
            }
            line.within(key, sent, text * 11 / 10);
        }
    }
}

/// The rows of the screen; blank ones count as known.
fn rows(line: &mut Line) -> Vec<String> {
    let screen = line.reader.screen();
    screen.lines().map(|row| row.trim_start().to_owned()).collect()
}

#[test]
fn the_selection_in_the_list() {
    let home = library();
    for (size, can) in [(SIZES[0], Capabilities::xterm()), (SIZES[1], margins())] {
        let mut line = Line::open(&home, size, can);
        let inside = line.median("j", usize::from(size.1) - 6);
        line.within("the selection moves", inside, 200);
        let edge = line.median("j", 60);
        line.within("the selection moves at the edge", edge, 260);
    }
}

/// Beside the filter pane, without side margins, the list jumps by half its height at an edge.
#[test]
fn the_selection_in_the_list_beside_the_filter_pane() {
    let home = library();
    let mut line = Line::open(&home, SIZES[1], Capabilities::xterm());
    let inside = line.median("j", 34);
    line.within("the selection moves", inside, 200);
    let edge = line.median("j", 60);
    line.within("the selection moves at the edge", edge, 260);
}

#[test]
fn typing_a_search_costs_the_rows_that_change() {
    let home = library();
    for size in SIZES {
        let mut line = Line::open(&home, size, Capabilities::xterm());
        line.reader.keys("/");
        line.frame();
        let mut before = line.reader.cells();
        for key in ["金", "融", "市", "<BS>", "<BS>"] {
            let sent = line.key(key);
            let after = line.reader.cells();
            let changed = (0..size.1).filter(|y| (0..size.0).any(|x| before[(x, *y)] != after[(x, *y)]));
            let text = line.reader.screen();
            let rows: Vec<&str> = text.split('\n').collect();
            let bytes: usize = changed.map(|y| rows[usize::from(y)].trim().len()).sum();
            line.within(&format!("typing {key}"), sent, bytes + 60);
            before = after;
        }
    }
}

#[test]
fn the_first_screen_costs_its_text() {
    let home = library();
    for size in SIZES {
        let mut line = Line::open(&home, size, Capabilities::xterm());
        let list = line.frame();
        let text: usize = rows(&mut line).iter().map(String::len).sum();
        line.within("first screen, list", list, text * 12 / 10);
        line.reader.after(Duration::from_secs(60));
        assert_eq!(line.frame(), 0, "nobody pressed a key");
        let mut line = Line::open(&home, size, Capabilities::xterm());
        line.reader.keys("gg<Enter>");
        let page = line.frame();
        let text: usize = rows(&mut line).iter().map(String::len).sum();
        line.within("first screen, article", page, text * 12 / 10);
    }
}

#[test]
fn where_ambiguous_symbols_are_wide_every_one_says_so() {
    let home = library();
    let wide = Config { ambiguous: Auto::Set(Ambiguous::Wide), ..Config::default() };
    let mut reader = home.open_with(120, 40, wide);
    for keys in ["", "gg<Enter>", "z", "?", "<Esc>i", "<Esc>o", "<Esc>O", "<Esc>q/金", "<Esc>H"] {
        reader.keys(keys);
        let cells = reader.cells();
        for (at, cell) in cells.content.iter().enumerate() {
            let laid_out = usize::from(cell.cell_width());
            let shown = text::width(cell.symbol(), Ambiguous::Wide);
            assert!(laid_out >= shown, "{keys}: {:?} at {:?}", cell.symbol(), cells.pos_of(at));
        }
    }
}
