//! The real reader on a test screen: a library in a temporary folder, a clock that stands still, keys
//! given as a text, and the screen as a text. Nothing sleeps: the reader is asked whether it is idle.

use std::fs;
use std::path::Path;
use std::time::Duration;

use jiff::Timestamp;
use kanbao::app::{self, Engine, Event, Keymap, OpenRequest, Outside, Size, Theme};
use kanbao::config::{Config, Language};
use kanbao::library::{Library, Options};
use kanbao::state::{self, Store};
use kanbao::term::{Capabilities, Frame, Input, Key, KeyCode, Modifiers};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;
use tempfile::TempDir;

/// A reader under test.
pub struct Reader {
    engine: Option<Engine>,
    terminal: Terminal<TestBackend>,
    /// What was to be done outside: copies, links, quitting.
    pub outside: Vec<Outside>,
    millis: u64,
    size: (u16, u16),
}

/// A home: a library and a place for marks, which outlive a reader.
pub struct Home {
    pub folder: TempDir,
}

impl Home {
    /// A home with articles: path and whole text of each.
    pub fn with(articles: &[(&str, &str)]) -> Home {
        let home = Home { folder: TempDir::new().expect("a folder") };
        for (path, text) in articles {
            home.write(path, text);
        }
        home
    }

    /// The library that the screens are drawn over: some articles of our own, in several languages.
    pub fn news() -> Home {
        Home::with(NEWS)
    }

    /// Writes one article file.
    pub fn write(&self, path: &str, text: &str) {
        let path = self.folder.path().join("news").join(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("folders");
        fs::write(path, text).expect("an article");
    }

    /// Opens the reader at a size.
    pub fn open(&self, columns: u16, rows: u16) -> Reader {
        self.open_with(columns, rows, Config { language: Language::Chinese, ..Config::default() })
    }

    /// Opens the reader with settings.
    pub fn open_with(&self, columns: u16, rows: u16, config: Config) -> Reader {
        self.open_on(columns, rows, config, &Capabilities::xterm())
    }

    /// Opens the reader with settings, on a terminal that can what is told.
    pub fn open_on(&self, columns: u16, rows: u16, config: Config, can: &Capabilities) -> Reader {
        let mut reader = self.start(columns, rows, config, can);
        reader.settle();
        reader
    }

    /// Every screen of a start, from the first to the one that stays.
    pub fn screens_of_a_start(&self, columns: u16, rows: u16) -> Vec<String> {
        let config = Config { language: Language::Chinese, ..Config::default() };
        let mut reader = self.start(columns, rows, config, &Capabilities::xterm());
        let mut screens = vec![reader.screen()];
        reader.settle_with(|reader| screens.push(reader.screen()));
        screens
    }

    fn start(&self, columns: u16, rows: u16, config: Config, can: &Capabilities) -> Reader {
        let root = self.folder.path().join("news");
        fs::create_dir_all(&root).expect("a root");
        let options =
            Options { roots: vec![root], cache: Some(self.folder.path().join("cache")), zone: config.zone.clone() };
        let library = Library::open(options).expect("a library");
        let marks_folder = self.folder.path().join("marks");
        let marks = Store::open(state::Options { folder: Some(marks_folder), host: "test".to_owned() });
        app::tell_marks(&library, &marks);
        let request = OpenRequest {
            library,
            name: "~/news".to_owned(),
            samples: false,
            single: false,
            marks,
            marks_folder: None,
            watch: false,
        };
        Reader::start(&config, request, (columns, rows), can)
    }
}

impl Reader {
    fn start(config: &Config, request: OpenRequest, (columns, rows): (u16, u16), can: &Capabilities) -> Reader {
        let keymap = Keymap::with(&config.keys).expect("a keymap");
        // Over SSH nothing is shown that was not asked for, and no time passes by itself.
        let settings = app::settings(config, keymap, can, true);
        let size = Size { columns: columns.into(), rows: rows.into() };
        let (engine, outside) = app::engine(config, request, settings, size, clock);
        let terminal = Terminal::new(TestBackend::new(columns, rows)).expect("a screen");
        engine.refresh();
        Reader { engine: Some(engine), terminal, outside, millis: 0, size: (columns, rows) }
    }

    fn engine(&mut self) -> &mut Engine {
        self.engine.as_mut().expect("not quit")
    }

    /// Gives keys: characters as they are, others by name: `<Enter> <Esc> <C-d> <Tab> <Down>`.
    pub fn keys(&mut self, keys: &str) -> &mut Reader {
        for key in parse(keys) {
            self.input(Input::Key(key));
        }
        self
    }

    /// Gives keys in one piece, as a slow line brings them: no answer comes between.
    pub fn at_once(&mut self, keys: &str) -> &mut Reader {
        for key in parse(keys) {
            let millis = self.millis;
            let outside = self.engine().handle(Event::Input(Input::Key(key)), millis);
            self.outside.extend(outside);
        }
        self.settle();
        self
    }

    /// Gives one input.
    pub fn input(&mut self, input: Input) -> &mut Reader {
        let millis = self.millis;
        let outside = self.engine().handle(Event::Input(input), millis);
        self.outside.extend(outside);
        self.settle();
        self
    }

    /// Lets time pass.
    pub fn after(&mut self, time: Duration) -> &mut Reader {
        self.millis += u64::try_from(time.as_millis()).expect("some time");
        let millis = self.millis;
        let outside = self.engine().handle(Event::Time, millis);
        self.outside.extend(outside);
        self.settle();
        self
    }

    /// The size of the terminal changes.
    pub fn resize(&mut self, columns: u16, rows: u16) -> &mut Reader {
        self.terminal = Terminal::new(TestBackend::new(columns, rows)).expect("a screen");
        self.size = (columns, rows);
        self.input(Input::Resize(columns, rows))
    }

    /// Takes every answer until nothing is under way.
    fn settle(&mut self) {
        self.settle_with(|_| {});
    }

    fn settle_with(&mut self, mut after_each: impl FnMut(&mut Reader)) {
        let millis = self.millis;
        loop {
            // Asked before the queue is looked into: an answer is sent before its worker is idle.
            let busy = self.engine().is_busy();
            let wait = Duration::from_millis(if busy { 20 } else { 0 });
            match self.engine().next(Some(wait)) {
                Some(event) => {
                    let outside = self.engine().handle(event, millis);
                    self.outside.extend(outside);
                    after_each(self);
                }
                None if !busy => return,
                None => {}
            }
        }
    }

    /// The screen as a text, one line a row, without the blanks at their ends.
    pub fn screen(&mut self) -> String {
        let frame = self.frame();
        self.terminal.draw(|drawn| drawn.buffer_mut().clone_from(&frame.cells)).expect("drawn");
        let buffer = self.terminal.backend().buffer();
        let row = |y: u16| {
            let mut line = String::new();
            let mut x = 0;
            while x < self.size.0 {
                let symbol = buffer.cell((x, y)).map_or(" ", |cell| cell.symbol());
                line.push_str(symbol);
                x +=
                    u16::try_from(kanbao::text::width(symbol, kanbao::text::Ambiguous::Narrow).max(1)).expect("narrow");
            }
            line.trim_end().to_owned()
        };
        (0..self.size.1).map(row).collect::<Vec<_>>().join("\n")
    }

    /// The screen with its styles.
    pub fn cells(&mut self) -> Buffer {
        self.screen();
        self.terminal.backend().buffer().clone()
    }

    /// What the terminal is to show.
    pub fn frame(&self) -> Frame {
        let model = &self.engine.as_ref().expect("not quit").model;
        app::draw(model, &Theme::of(kanbao::config::Theme::Terminal))
    }

    /// True when the reader was told to quit.
    pub fn has_quit(&self) -> bool {
        self.outside.contains(&Outside::Quit)
    }

    /// Ends the reader as its loop does: all marks are kept.
    pub fn close(mut self) {
        if let Some(engine) = self.engine.take() {
            engine.finish();
        }
    }
}

/// The clock of all tests: noon of a day in 2021.
pub fn clock() -> Timestamp {
    "2021-06-05T12:00:00Z".parse().expect("a time")
}

fn parse(keys: &str) -> Vec<Key> {
    let mut found = Vec::new();
    let mut rest = keys;
    while let Some(c) = rest.chars().next() {
        let named = rest.strip_prefix('<').and_then(|rest| rest.split_once('>'));
        match named.and_then(|(name, after)| Some((key(name)?, after))) {
            Some((key, after)) => {
                found.push(key);
                rest = after;
            }
            None => {
                found.push(Key::char(c));
                rest = &rest[c.len_utf8()..];
            }
        }
    }
    found
}

fn key(name: &str) -> Option<Key> {
    if let Some(c) = name.strip_prefix("C-").and_then(|rest| rest.chars().next()) {
        return Some(Key::control(c));
    }
    Some(match name {
        "Enter" => Key::plain(KeyCode::Enter),
        "Esc" => Key::plain(KeyCode::Esc),
        "Tab" => Key::plain(KeyCode::Tab),
        "S-Tab" => Key { code: KeyCode::Tab, modifiers: Modifiers::SHIFT },
        "Space" => Key::char(' '),
        "Up" => Key::plain(KeyCode::Up),
        "Down" => Key::plain(KeyCode::Down),
        "Left" => Key::plain(KeyCode::Left),
        "Right" => Key::plain(KeyCode::Right),
        "BS" => Key::plain(KeyCode::Backspace),
        _ => return None,
    })
}

/// Reads all files below a folder that end so, for tests that look at what was written.
pub fn read_all(folder: &Path, end: &str) -> String {
    let mut files: Vec<_> =
        fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()).collect();
    files.sort();
    let wanted = files.iter().filter(|path| path.to_string_lossy().ends_with(end));
    wanted.map(|path| fs::read_to_string(path).expect("a file")).collect()
}

const NEWS: &[(&str, &str)] = &[
    (
        "harbour.md",
        "---\ntitle: 港口城市的新规划：从装卸码头到海洋经济中心\nauthor: 海风周刊\ndate: 2021-06-04 09:30:00\ncategories:\n - 金融\n - 海风周刊\nlink: https://example.org/a/harbour\n---\n\
         <h2>一、码头</h2>\n<p>今年第一季度，港口吞吐量达到1,204.5万吨，同比增长14%。“这是十年来最好的成绩。”负责人说。</p>\n\
         <p>更多数据见<a href=\"https://example.org/data\">统计公报</a>，以及<a href=\"/more\">附表</a>。</p>\n\
         <h2>二、展望</h2>\n<ul><li>扩建深水泊位</li><li>建设冷链仓库</li></ul>\n<blockquote><p>海洋是下一个百年的粮仓。</p></blockquote>\n",
    ),
    (
        "bonds.md",
        "---\ntitle: 债券市场观察\nauthor: 海风周刊\ndate: 2021-06-03\ncategories:\n - 金融\n - 海风周刊\n---\n<p>国债期货小幅走高，大商所公告了新的保证金标准。</p>\n",
    ),
    (
        "compiler.md",
        "---\ntitle: 写一个小小的编译器\nauthor: 码农手记\ndate: 2021-06-02 20:00:00\ncategories:\n - 编程\n - 编译原理\ntags: [rust, 教程]\n---\n# 词法\n\n先把源码切成记号：\n\n```rust\nfn main() { println!(\"你好\"); }\n```\n\n然后是语法树。\n",
    ),
    (
        "walk.md",
        "---\ntitle: A walk along the river\nauthor: Mary Field\ndate: 2021-05-30\ncategories: [Essays]\nlang: en\n---\n<p>The river was low that summer, and the herons stood in it like reeds.</p>\n",
    ),
    (
        "rain.md",
        "---\ntitle: 雨の日の喫茶店\nauthor: 小川 葉\ndate: 2021-05-28\ncategories: [随筆]\nlang: ja\n---\n<p>雨の日には、決まってあの喫茶店へ行った。</p>\n",
    ),
];
