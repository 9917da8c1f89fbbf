//! How fast marks are loaded and kept: `cargo bench --bench keep`.

#![allow(clippy::unwrap_used, reason = "a bench is run by hand")]

use std::fmt::Write;
use std::path::Path;

use divan::Bencher;
use jiff::Timestamp;
use kanbao::article::ArticleId;
use kanbao::state::{Change, Options, Store};

fn main() {
    divan::main();
}

const MARKS: u64 = 1_000_000;

fn open(folder: &Path) -> Store {
    Store::open(Options { folder: Some(folder.to_owned()), host: "host".to_owned() })
}

fn now() -> Timestamp {
    Timestamp::from_second(1_764_000_000).unwrap()
}

/// A journal of so many `marks`, each by `line` of its number and an article.
fn journal(marks: u64, line: impl Fn(u64, ArticleId) -> String) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let mut text = String::new();
    for number in 0..marks {
        let stamp = format!("[{},0,48213]", 1_700_000_000_000 + number * 60_000);
        let line = line(number, ArticleId::of(&number.to_string()));
        writeln!(text, "{{\"t\":{stamp},{line}}}").unwrap();
    }
    std::fs::write(folder.path().join("host.jsonl"), text).unwrap();
    folder
}

/// A million articles, each marked read by hand, as a step of its own.
#[divan::bench(sample_count = 10)]
fn load_a_million_articles_marked_read(bencher: Bencher) {
    let folder = journal(MARKS, read);
    bencher.bench(|| open(folder.path()));
}

fn read(_: u64, id: ArticleId) -> String {
    format!("\"a\":\"{id}\",\"read\":true,\"was\":false,\"step\":\"Read\"")
}

/// What ten thousand marks add to a start: at most 2 ms.
#[divan::bench(sample_count = 100)]
fn load_ten_thousand_articles_marked_read(bencher: Bencher) {
    let folder = journal(10_000, read);
    bencher.bench(|| open(folder.path()));
}

/// A quarter of a million articles, opened, read, left at a place, and one in ten starred.
#[divan::bench(sample_count = 10)]
fn load_a_million_marks_of_a_year_of_reading(bencher: Bencher) {
    let folder = journal(MARKS, |number, _| {
        let id = ArticleId::of(&(number / 4).to_string());
        match number % 4 {
            0 => format!("\"a\":\"{id}\",\"opened\":{}", 1_700_000_000_000 + number * 60_000),
            1 => format!("\"a\":\"{id}\",\"read\":true,\"was\":false,\"step\":\"Read\""),
            2 if number % 40 == 2 => format!("\"a\":\"{id}\",\"star\":true,\"was\":false,\"step\":\"Star\""),
            _ => format!("\"a\":\"{id}\",\"place\":[{},17,60]", number % 90),
        }
    });
    bencher.bench(|| open(folder.path()));
}

/// One mark, until it is on the disk.
#[divan::bench(sample_count = 100)]
fn append_a_mark(bencher: Bencher) {
    let folder = tempfile::tempdir().unwrap();
    let mut store = open(folder.path());
    let mut number = 0u64;
    bencher.bench_local(|| {
        number += 1;
        store.apply("Read", &[Change::Read(ArticleId::of(&number.to_string()), true)], now())
    });
}

/// Ten thousand marks in one step, until they are on the disk.
#[divan::bench(sample_count = 10)]
fn mark_ten_thousand_read(bencher: Bencher) {
    let changes: Vec<Change> =
        (0..10_000).map(|number| Change::Read(ArticleId::of(&number.to_string()), true)).collect();
    let setup = || tempfile::tempdir().map(|folder| (open(folder.path()), folder)).unwrap();
    bencher.with_inputs(setup).bench_local_values(|(mut store, folder)| {
        store.apply("Mark all read", &changes, now()).unwrap();
        (store, folder)
    });
}
