//! Finding, beside what it is measured against in the same run, as a Markdown table.
//!
//! `cargo bench --bench find` makes a library of 2,000 articles. `KANBAO_BENCH_ARTICLES=100000` makes a
//! larger one; `KANBAO_BENCH_LIBRARY=/folder` takes one that is there, of `make-corpus` for example.
//! `KANBAO_BENCH_CACHE=/folder` keeps the index there for the next run, which then builds none.
//! `KANBAO_BENCH_EACH=1` adds a row for each query that is typed.
//!
//! The peers are programs' work, without the programs: *floor* opens every file and reads its first
//! 4 KB, on one thread; *scan* reads every file and looks for the word with memmem, on two threads,
//! which is what `rg -l` does.

use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use jiff::civil::Date;
use jiff::tz::TimeZone;
use kanbao::library::{Library, Options, Phase, Progress, Reader, Stop};
use kanbao::search::{Order, Query, parse};

/// What a person types, key by key, and then something else.
const TYPED: [&str; 34] = [
    "金",
    "金融",
    "金融 市",
    "金融 市场",
    "大",
    "大连",
    "鸫",
    "鸫鹀",
    "玄鸟",
    "玄鸟衔",
    "玄鸟衔珠",
    "的",
    "我们",
    "人工智能",
    "j",
    "jr",
    "ji",
    "jin",
    "jinr",
    "jinro",
    "jinron",
    "jinrong",
    "l",
    "li",
    "lin",
    "linu",
    "linux",
    "z",
    "zy",
    "zyxquill",
    "c:金融/ 公司",
    "date:2023 公司",
    "-公司",
    "title:公司 鸫鹀",
];

const ONCE: &str = "鸫鹀";

fn main() {
    let temp = tempfile::tempdir().expect("a temporary folder");
    let root = std::env::var_os("KANBAO_BENCH_LIBRARY").map_or_else(|| made(temp.path()), PathBuf::from);
    let cache = std::env::var_os("KANBAO_BENCH_CACHE").map_or_else(|| temp.path().join("cache"), PathBuf::from);
    let files = files(&root);
    let bytes: u64 = files.iter().filter_map(|path| fs::metadata(path).ok()).map(|meta| meta.len()).sum();
    println!("{} articles, {} MB\n", files.len(), bytes >> 20);
    println!("| what | Kanbao | beside | ratio |\n|---|---|---|---|");
    let floor = median(5, || files.iter().for_each(|path| read_head(path)));
    let scan = median(5, || scan(&files, ONCE));
    let options = Options { roots: vec![root], cache: Some(cache.clone()), zone: TimeZone::UTC };
    build(&options, floor, bytes);
    start(&options);
    once(&options, scan);
    typing(&options);
}

/// Builds the index, if there is none.
fn build(options: &Options, floor: Duration, bytes: u64) {
    let (mut first, mut listed) = (None, None);
    let begun = Instant::now();
    let library = Library::open(options.clone()).expect("the library");
    let mut progress = |progress: Progress| {
        if progress.changed {
            first.get_or_insert_with(|| begun.elapsed());
        }
        if progress.phase == Phase::Titles && progress.total.is_some() {
            listed = Some(begun.elapsed());
        }
    };
    let done = library.update(&mut progress, &Stop::default()).expect("an update");
    let whole = begun.elapsed();
    if !done.changed {
        return row("nothing changed: check of every file", whole, "floor", Some(floor));
    }
    row("first rows without an index", first.unwrap_or_default(), "floor", Some(floor));
    row("all listed without an index", listed.unwrap_or_default(), "floor", Some(floor));
    row("index built", whole, "floor", Some(floor));
    let size = library.index_path().and_then(|path| fs::metadata(path).ok()).map_or(0, |meta| meta.len());
    println!("| index, MB | {} | files {} | {:.2} |", size >> 20, bytes >> 20, size as f64 / bytes as f64);
    println!("| peak memory of the build, MB | {} | | |", peak_memory());
}

fn start(options: &Options) {
    let once = median(20, || {
        let mut reader = reader(options);
        let keys = ask(&mut reader, &query(""), Some(100));
        assert!(!reader.rows(&keys).expect("rows").is_empty());
    });
    row("first list with an index", once, "", None);
}

/// What `kanbao list -q` does.
fn once(options: &Options, scan: Duration) {
    let once = median(20, || {
        let library = Library::open(options.clone()).expect("the library");
        library.refresh_quick(&Stop::default()).expect("the folders");
        let mut reader = library.reader_once().expect("a reader");
        let keys = ask(&mut reader, &query(ONCE), None);
        reader.rows(&keys).expect("rows").len()
    });
    let ratio = scan.as_secs_f64() / once.as_secs_f64();
    println!("| list -q {ONCE} | {} | scan {} | {ratio:.0} times faster |", ms(once), ms(scan));
}

fn typing(options: &Options) {
    let mut reader = reader(options);
    let mut first: Vec<(Duration, &str)> = Vec::new();
    let mut count: Vec<(Duration, &str)> = Vec::new();
    for (n, typed) in std::iter::repeat_n(TYPED, 6).flatten().enumerate() {
        let query = query(typed);
        let (time, _) = timed(|| ask(&mut reader, &query, Some(50)));
        if n >= TYPED.len() {
            first.push((time, typed));
            count.push((timed(|| reader.count(&query, &Stop::default())).0, typed));
        }
    }
    percentiles("a key typed, first 50 hits", &mut first);
    percentiles("exact count", &mut count);
    if std::env::var_os("KANBAO_BENCH_EACH").is_some() {
        TYPED.iter().for_each(|typed| each(&mut reader, typed));
    }
    let keys = ask(&mut reader, &query("公司"), Some(20));
    let mut keys = keys.iter().cycle();
    let similar =
        median(20, || keys.next().map(|key| reader.similar(*key, 20, &Stop::default()).map(|keys| keys.len()).ok()));
    row("more like one", similar, "", None);
    let facets = median(5, || reader.facets(&query(""), &Stop::default()).map(|facets| facets.total).ok());
    row("all facets of all articles", facets, "", None);
    let facets = median(5, || reader.facets(&query("公司"), &Stop::default()).map(|facets| facets.total).ok());
    row("all facets under a word", facets, "", None);
    println!("| peak memory, MB | {} | | |", peak_memory());
}

/// One query by itself.
fn each(reader: &mut Reader, typed: &str) {
    let query = query(typed);
    let mut first: Vec<Duration> = (0..60).map(|_| timed(|| ask(reader, &query, Some(50))).0).collect();
    let mut count: Vec<Duration> = (0..30).map(|_| timed(|| reader.count(&query, &Stop::default())).0).collect();
    [&mut first, &mut count].into_iter().for_each(|times| times.sort());
    let at =
        |times: &[Duration], part: usize| ms(times.get((times.len() - 1) * part / 100).copied().unwrap_or_default());
    let [first, count] = [first, count].map(|times| format!("{}, {}", at(&times, 50), at(&times, 99)));
    println!("| {typed}: first 50 and count, median, p99 | {first} | {count} | |");
}

fn percentiles(what: &str, times: &mut [(Duration, &str)]) {
    times.sort();
    let at = |part: usize| times.get((times.len() - 1) * part / 100).copied().unwrap_or_default();
    let (median, most) = (at(50).0, at(99));
    println!("| {what}: median, p99 ({}) | {}, {} | | |", most.1, ms(median), ms(most.0));
}

fn row(what: &str, time: Duration, beside: &str, other: Option<Duration>) {
    let beside = other.map_or_else(String::new, |other| format!("{beside} {}", ms(other)));
    let ratio = other.map_or_else(String::new, |other| format!("{:.2}", time.as_secs_f64() / other.as_secs_f64()));
    println!("| {what} | {} | {beside} | {ratio} |", ms(time));
}

fn ms(time: Duration) -> String {
    format!("{:.2} ms", time.as_secs_f64() * 1000.0)
}

fn timed<T>(work: impl FnOnce() -> T) -> (Duration, T) {
    let begun = Instant::now();
    let done = work();
    (begun.elapsed(), done)
}

fn median<T>(times: usize, mut work: impl FnMut() -> T) -> Duration {
    let mut all: Vec<Duration> = (0..times).map(|_| timed(&mut work).0).collect();
    all.sort();
    all.get(times / 2).copied().unwrap_or_default()
}

fn reader(options: &Options) -> Reader {
    Library::open(options.clone()).and_then(|library| library.reader()).expect("a reader")
}

fn query(text: &str) -> Query {
    parse(text, Date::constant(2024, 12, 31))
}

fn ask(reader: &mut Reader, query: &Query, limit: Option<usize>) -> Vec<i64> {
    reader.search(query, Order::Date, false, limit, &Stop::default()).expect("hits").keys
}

/// The most memory that this process ever had, in MB.
fn peak_memory() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
    line.trim().trim_end_matches(" kB").parse::<u64>().unwrap_or_default() >> 10
}

fn read_head(path: &Path) {
    let mut head = [0; 4096];
    let read = File::open(path).and_then(|mut file| file.read(&mut head));
    std::hint::black_box((read.ok(), head));
}

/// How many files hold the word.
fn scan(files: &[PathBuf], word: &str) -> usize {
    let holds =
        |path: &&PathBuf| fs::read(path).is_ok_and(|bytes| memchr::memmem::find(&bytes, word.as_bytes()).is_some());
    let (one, other) = files.split_at(files.len() / 2);
    std::thread::scope(|scope| {
        let other = scope.spawn(|| other.iter().filter(holds).count());
        one.iter().filter(holds).count() + other.join().unwrap_or_default()
    })
}

fn files(root: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder").flatten() {
            match entry.file_type() {
                Ok(kind) if kind.is_dir() => folders.push(entry.path()),
                _ if entry.path().extension().is_some_and(|e| e == "md") => files.push(entry.path()),
                _ => {}
            }
        }
    }
    files
}

/// A library of sentences put together from words, about 3 KB an article.
fn made(temp: &Path) -> PathBuf {
    let count = std::env::var("KANBAO_BENCH_ARTICLES").ok().and_then(|n| n.parse().ok()).unwrap_or(2000);
    let words = [
        "大连",
        "金融",
        "市场",
        "公司",
        "我们",
        "人工智能",
        "发展",
        "的",
        "经济",
        "中国",
        "增长",
        "银行",
        "技术",
        "今天",
        "新闻",
        "研究",
        "国家",
        "linux",
        "数据",
        "服务",
        "企业",
        "投资",
        "问题",
        "生活",
        "学习",
        "，",
        "。",
        "、",
        "在",
        "和",
        "了",
        "是",
        "GDP",
        "12%",
    ];
    let mut state: u64 = 7;
    let mut roll = move |sides: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % sides as u64) as usize
    };
    for n in 0..count {
        let (category, source) = (["金融", "科技", "阅读", "新媒体"][roll(4)], ["新浪财经", "周刊", "日报"][roll(3)]);
        let mut text = |most: usize| (0..1 + roll(most)).map(|_| words[roll(words.len())]).collect::<String>();
        let title = format!("{}（{n}）", text(8));
        let body: String = (0..8).map(|_| format!("<p>{}。</p>\n", text(100))).collect();
        let needle = if n % 300 == 0 { "<p>鸫鹀与玄鸟衔珠</p>" } else { "" };
        let date = format!("{}-{:02}-{:02} 08:00:00", 2019 + roll(6), 1 + roll(12), 1 + roll(28));
        let folder = temp.join("news").join(category).join(source);
        fs::create_dir_all(&folder).expect("a folder");
        let head = format!(
            "---\ntitle: '{title}'\ncategories:\n - {category}\n - {source}\nauthor: {source}\ndate: {date}\n---\n"
        );
        fs::write(folder.join(format!("{n:07}.md")), head + &body + needle).expect("a file");
    }
    temp.join("news")
}
