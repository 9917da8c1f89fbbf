//! How fast pages are parsed, set and set again, and in how much memory, beside html2text alone on the same
//! input.
//!
//! `cargo bench --bench render`. The input is an article of our own making; where the corpus lies beside
//! the checkout, its files are measured too. Read the column of throughput: MB of HTML a second. Above the
//! table are the most bytes that were held at once, in sizes of the body (of each input the worst files), and
//! the lines of the corpus that start or end with a mark that must not be there.

#![allow(unsafe_code, reason = "an allocator that counts")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::path::Path;
use std::sync::LazyLock;

use divan::Bencher;
use divan::counter::BytesCount;
use kanbao::article::{Body, BodyKind};
use kanbao::render::{Document, Line, Options, Role, may_end_line, may_start_line};

fn main() {
    if std::env::args().len() <= 2 {
        INPUTS.iter().for_each(|name| print_memory(name));
        [40, 80].into_iter().for_each(print_forbidden);
    }
    divan::main();
}

const WIDTH: usize = 80;
const INPUTS: [&str; 4] = ["article 20 KB", "article 1 MB", "mixed 20 KB", "corpus"];

/// Bodies by name: HTML, so that html2text can be asked the same.
fn bodies(name: &str) -> &'static [Body] {
    static ALL: LazyLock<[Vec<Body>; 4]> =
        LazyLock::new(|| [article(20_000), article(1_000_000), mixed(20_000), corpus()]);
    INPUTS.iter().position(|input| *input == name).map_or(&[], |at| &ALL[at])
}

/// The system's allocator, with a count of the bytes that this thread holds.
struct Counting;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

thread_local! {
    static HELD: Cell<isize> = const { Cell::new(0) };
    static MOST: Cell<isize> = const { Cell::new(0) };
}

fn count(bytes: isize) {
    let held = HELD.get() + bytes;
    HELD.set(held);
    MOST.set(MOST.get().max(held));
}

// SAFETY: all is done by the system's allocator; counting allocates nothing.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(layout.size().cast_signed());
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        count(-layout.size().cast_signed());
        unsafe { System.dealloc(memory, layout) }
    }

    unsafe fn realloc(&self, memory: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count(size.cast_signed() - layout.size().cast_signed());
        unsafe { System.realloc(memory, layout, size) }
    }
}

/// The most bytes held at once while `work` is done, beyond those held before.
fn most_held<T>(work: impl FnOnce() -> T) -> f64 {
    let before = HELD.get();
    MOST.set(before);
    drop(divan::black_box(work()));
    (MOST.get() - before) as f64
}

/// Prints the memory that the worst bodies of an input take: parsed and set, and by html2text alone.
fn print_memory(name: &str) {
    let sizes = bodies(name).iter().map(|body| {
        let size = body.text.len() as f64;
        let ours = most_held(|| {
            let document = parsed(body);
            let page = document.set(WIDTH);
            (document, page)
        });
        (ours / size, most_held(|| html2text_lines(body, WIDTH)) / size, body.text.len())
    });
    // Of the smallest bodies, the tables that parsers hold at all times are the most.
    let mut sizes: Vec<(f64, f64, usize)> = sizes.filter(|size| size.2 > 1000).collect();
    sizes.sort_by(|one, other| other.0.total_cmp(&one.0));
    for (ours, alone, bytes) in sizes.into_iter().take(5) {
        println!("{name:16} {bytes:8} bytes: {ours:5.1} times the body; html2text alone {alone:5.1}");
    }
}

/// Wider than any paragraph.
const ENDLESS: usize = 20_000;

/// Prints how many lines of the corpus were broken before or after a mark that must not start or end a line
/// (CLREQ 3.1.6), as html2text wraps them and as we do.
fn print_forbidden(width: usize) {
    let (mut ours, mut theirs, mut bodies_read) = (0, 0, 0);
    for body in bodies("corpus") {
        let document = parsed(body);
        // Lines of code are cut at need.
        let is_text = |line: &&Line| !line.spans.iter().any(|span| matches!(span.role, Role::Code | Role::CodeWrap));
        let set = |width| document.set(width).lines.iter().filter(is_text).map(Line::text).collect::<Vec<_>>();
        ours += forbidden(&set(width), &set(ENDLESS));
        theirs += forbidden(&html2text_lines(body, width), &html2text_lines(body, ENDLESS));
        bodies_read += 1;
    }
    println!(
        "{bodies_read} bodies of the corpus at {width} columns: {ours} forbidden line breaks; html2text alone {theirs}"
    );
}

/// The lines that start or end with a forbidden mark, but for those whose author started or ended one there.
fn forbidden(lines: &[String], whole: &[String]) -> usize {
    let (lines, whole) = (lines.iter().map(|line| bare(line)), || whole.iter().map(|line| bare(line)));
    let starts = |line: &str| line.chars().next().is_some_and(|c| !may_start_line(c));
    let ends = |line: &str| line.chars().next_back().is_some_and(|c| !may_end_line(c));
    let is_forbidden = |line: &&str| {
        starts(line) && !whole().any(|whole| whole.starts_with(*line) || line.starts_with(whole) && !whole.is_empty())
            || ends(line) && !whole().any(|whole| whole.ends_with(*line))
    };
    lines.filter(is_forbidden).count()
}

/// A line without bars and bullets.
fn bare(line: &str) -> &str {
    line.trim_start_matches([' ', '>', '*', '│', '•']).trim_end()
}

/// The lines that html2text alone makes.
fn html2text_lines(body: &Body, width: usize) -> Vec<String> {
    let lines = html2text::config::rich().allow_width_overflow().lines_from_read(body.text.as_bytes(), width);
    let text = |line: &html2text::render::TaggedLine<_>| line.tagged_strings().map(|part| part.s.as_str()).collect();
    lines.iter().flatten().map(text).collect()
}

fn html(text: String) -> Vec<Body> {
    vec![Body { kind: BodyKind::Html, text }]
}

/// Paragraphs of Chinese with some markup, as newspapers have them.
fn article(bytes: usize) -> Vec<Body> {
    let paragraph = "<p style=\"text-align: left;\">近年来，全市“图书馆”建设以<strong>开放</strong>为目标，2024年第一季度\
        实现增加值652.2亿元，同比增长14%，占全市总额的9.3%；其中——据<a href=\"/2.html\" target=\"_blank\">统计</a>——\
        有310家机构、17个总部（含高校），位居第一。</p>\n";
    html(paragraph.repeat(bytes / paragraph.len()))
}

/// All kinds of blocks.
fn mixed(bytes: usize) -> Vec<Body> {
    let page = "<h2>标题 Heading</h2><p>Some <b>English</b> text, with a <a href='https://example.com/a/b'>link</a> in it.</p>\
        <ul><li>第一项<ul><li>嵌套的项，长一些</li></ul></li><li>第二项</li></ul><blockquote><p>引文“一段”。</p></blockquote>\
        <table><tr><th>甲</th><th>乙</th></tr><tr><td>一</td><td>二三四五</td></tr></table><pre>code line\n  two</pre>\
        <p><img src=a.png alt=图>图后的文字，かな、漢字と한국어 섞인 글.</p>\n";
    html(page.repeat(bytes / page.len()))
}

/// The HTML of the corpus beside the checkout, if it is there.
fn corpus() -> Vec<Body> {
    let mut bodies = Vec::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            match entry.path() {
                path if path.is_dir() => folders.push(path),
                path => bodies.extend(std::fs::read_to_string(path).ok().and_then(|text| html_of(&text))),
            }
        }
    }
    bodies
}

fn html_of(file: &str) -> Option<Body> {
    let (_, body) = file.strip_prefix("---")?.split_once("\n---")?;
    body.trim_start().starts_with('<').then(|| Body { kind: BodyKind::Html, text: body.trim_start().to_owned() })
}

fn plain_code() -> Options {
    Options { highlight: false, ..Options::default() }
}

fn bytes(bodies: &[Body]) -> BytesCount {
    BytesCount::new(bodies.iter().map(|body| body.text.len()).sum::<usize>())
}

fn parsed(body: &Body) -> Document {
    Document::parse(None, body, &plain_code())
}

#[divan::bench(args = INPUTS)]
fn html2text_alone(bencher: Bencher, name: &str) {
    let bodies = bodies(name);
    bencher.counter(bytes(bodies)).bench(|| {
        for body in bodies {
            divan::black_box(html2text_lines(body, WIDTH));
        }
    });
}

#[divan::bench(args = INPUTS)]
fn parse(bencher: Bencher, name: &str) {
    let bodies = bodies(name);
    bencher.counter(bytes(bodies)).bench(|| bodies.iter().map(parsed).for_each(drop));
}

#[divan::bench(args = INPUTS)]
fn parse_and_set(bencher: Bencher, name: &str) {
    let bodies = bodies(name);
    bencher
        .counter(bytes(bodies))
        .bench(|| bodies.iter().map(|body| parsed(body).set(WIDTH).lines.len()).sum::<usize>());
}

/// Set again at widths that change, as while a window is being resized.
#[divan::bench(args = INPUTS)]
fn resize(bencher: Bencher, name: &str) {
    let bodies = bodies(name);
    let documents: Vec<Document> = bodies.iter().map(parsed).collect();
    let mut width = WIDTH;
    bencher.counter(bytes(bodies)).bench_local(|| {
        width = if width > WIDTH { WIDTH } else { WIDTH + 4 };
        documents.iter().map(|document| document.set(width).lines.len()).sum::<usize>()
    });
}
