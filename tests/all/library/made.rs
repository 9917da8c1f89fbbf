//! Libraries made for a test: a folder of articles, the same for the same seed.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

use jiff::civil::Date;
use jiff::tz::TimeZone;
use kanbao::library::{Key, Library, Options, Reader, Row, Stop};
use kanbao::search::{Order, parse};

use crate::support::Dice;

pub const TODAY: Date = Date::constant(2021, 6, 9);

/// Words that articles are made of: both scripts, pinyin with several readings, Latin, signs.
const WORDS: [&str; 24] = [
    "大连",
    "金融",
    "银行",
    "重庆",
    "绿色股票",
    "发展局",
    "市场",
    "人工智能",
    "頭髮",
    "臺灣",
    "カタカナ",
    "예술의전당",
    "GDP",
    "Linux",
    "new york",
    "café",
    "C++",
    "ＡＢＣ",
    "鸫鹀",
    "玄鸟衔珠",
    "14%",
    "Straße",
    "開發",
    "市",
];
const CATEGORIES: [&str; 4] = ["金融", "科技", "新媒体", "阅读"];
const SOURCES: [&str; 3] = ["新浪财经", "证券时报网", "Weekly"];
const AUTHORS: [&str; 4] = ["唐维", "New York Times", "王小波", ""];

const LONG: &str = "大连，是我国十五大副省级城市兼五大计划单列市之一，也是东北经济体量最大的城市。";

fn words(dice: &mut Dice, most: usize, between: &str) -> String {
    (0..1 + dice.below(most)).map(|_| *dice.of(&WORDS)).collect::<Vec<_>>().join(between)
}

/// One article, and what is written of it.
#[derive(Debug, Clone)]
pub struct Made {
    pub path: String,
    pub title: String,
    pub category: Vec<String>,
    pub authors: Vec<String>,
    pub tags: Vec<String>,
    pub lang: Option<String>,
    pub date: Option<Date>,
    pub body: String,
    pub html: String,
    pub link: bool,
}

impl Made {
    pub fn new(dice: &mut Dice, n: usize) -> Made {
        let category = vec![(*dice.of(&CATEGORIES)).to_owned(), (*dice.of(&SOURCES)).to_owned()];
        let title = format!("{}（{n}）", words(dice, 4, ""));
        let paragraphs: Vec<String> = (0..1 + dice.below(3)).map(|_| words(dice, 6, " ")).collect();
        let link = dice.below(3) == 0;
        let mut html: String = paragraphs.iter().map(|p| format!("<p>{}</p>\n", p.replace('&', "&amp;"))).collect();
        if link {
            html.push_str("<a href='https://example.com/'></a>");
        }
        Made {
            path: format!("{}/{n:05}.md", category.join("/")),
            title,
            authors: Some((*dice.of(&AUTHORS)).to_owned()).filter(|a| !a.is_empty()).into_iter().collect(),
            tags: if dice.below(4) == 0 { vec![(*dice.of(&["待办", "Rust"])).to_owned()] } else { Vec::new() },
            lang: Some((*dice.of(&["zh-CN", "en", ""])).to_owned()).filter(|l| !l.is_empty()),
            date: Date::new(2020 + dice.below(2) as i16, 1 + dice.below(12) as i8, 1 + dice.below(28) as i8).ok(),
            category,
            body: paragraphs.join("\n"),
            html,
            link,
        }
    }

    fn text(&self) -> String {
        let list =
            |name: &str, of: &[String]| of.iter().fold(format!("{name}:\n"), |all, one| all + &format!(" - '{one}'\n"));
        let lang = self.lang.as_ref().map(|l| format!("lang: {l}\n")).unwrap_or_default();
        let date = self.date.map(|d| format!("date: {d} 12:00:00\n")).unwrap_or_default();
        format!(
            "---\ntitle: '{}'\n{}{}{}{lang}{date}---\n{}",
            self.title,
            list("categories", &self.category),
            list("author", &self.authors),
            list("tags", &self.tags),
            self.html
        )
    }

    /// The file's bytes: some in GB18030, some with CRLF.
    pub fn bytes(&self, dice: &mut Dice) -> Vec<u8> {
        match dice.below(12) {
            // A charset that is nowhere declared is guessed, which takes some hundred bytes.
            0 => encoding_rs::GB18030.encode(&format!("{}<!--{}-->", self.text(), LONG.repeat(4))).0.into_owned(),
            1 => self.text().replace('\n', "\r\n").into_bytes(),
            _ => self.text().into_bytes(),
        }
    }

    pub fn write(&self, root: &Path, dice: &mut Dice) {
        let path = root.join(&self.path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, self.bytes(dice)).unwrap();
        // Files were written long ago, no two at the same time.
        static WRITTEN: AtomicU64 = AtomicU64::new(0);
        set_age(&path, Duration::from_secs(1_000_000 - WRITTEN.fetch_add(1, Ordering::Relaxed)));
    }
}

/// A folder of articles, with a folder for indexes beside it.
pub struct Folder {
    pub dice: Dice,
    pub made: Vec<Made>,
    temp: tempfile::TempDir,
}

impl Folder {
    pub fn new(seed: u64, count: usize) -> Folder {
        let mut folder = Folder { dice: Dice(seed), made: Vec::new(), temp: tempfile::tempdir().unwrap() };
        fs::create_dir(folder.root()).unwrap();
        (0..count).for_each(|_| folder.add());
        folder
    }

    pub fn add(&mut self) {
        let made = Made::new(&mut self.dice, self.made.len());
        made.write(&self.root(), &mut self.dice);
        self.made.push(made);
    }

    /// Makes all folders look as if they had not changed for an hour.
    pub fn settle(&self) {
        let mut folders = vec![self.root()];
        while let Some(folder) = folders.pop() {
            let entries = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path());
            folders.extend(entries.filter(|path| path.is_dir()));
            set_age(&folder, Duration::from_secs(3600));
        }
    }

    pub fn root(&self) -> PathBuf {
        self.temp.path().join("news")
    }

    pub fn cache(&self) -> PathBuf {
        self.temp.path().join("cache")
    }

    pub fn options(&self) -> Options {
        Options { roots: vec![self.root()], cache: Some(self.cache()), zone: TimeZone::UTC }
    }

    pub fn open(&self) -> Library {
        Library::open(self.options()).unwrap()
    }

    /// Opened and brought up to date.
    pub fn indexed(&self) -> Library {
        let library = self.open();
        update(&library);
        library
    }

    /// As [`Folder::indexed`], but from nothing.
    pub fn fresh(&self) -> Library {
        let library = Library::open(Options { cache: None, ..self.options() }).unwrap();
        update(&library);
        library
    }
}

fn set_age(path: &Path, age: Duration) {
    fs::File::open(path).unwrap().set_modified(SystemTime::now() - age).unwrap();
}

pub fn update(library: &Library) {
    library.update(&mut |_| {}, &Stop::default()).unwrap();
}

pub fn search(reader: &mut Reader, query: &str, limit: Option<usize>) -> Vec<Key> {
    reader.search(&parse(query, TODAY), Order::Date, false, limit, &Stop::default()).unwrap().keys
}

/// All rows, newest first, as lines without what differs from one index to another.
pub fn listing(library: &Library) -> Vec<String> {
    let mut reader = library.reader().unwrap();
    let keys = search(&mut reader, "", None);
    let rows = reader.rows(&keys).unwrap().into_iter();
    rows.map(|row| format!("{:?} {}", Row { key: 0, ..row.clone() }, reader.below(row.key).unwrap())).collect()
}

/// Paths of what a query finds, in order.
pub fn paths(reader: &mut Reader, query: &str, limit: Option<usize>) -> Vec<String> {
    let keys = search(reader, query, limit);
    keys.into_iter().map(|key| reader.below(key).unwrap()).collect()
}
