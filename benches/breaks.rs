//! Line breaking and code colouring in MB/s: `cargo bench --bench breaks`.

use std::hint::black_box;

use divan::Bencher;
use divan::counter::BytesCount;
use kanbao::render::{Breaker, Highlighter};

const CHINESE: &str = "　　据介绍，大连市“金融十条”昨日（12日）发布：全年新增贷款12,000亿元，同比增长3.5%……其中——《规划》称，绿色信贷占比升至14 %。";
const LATIN: &str =
    "The quick “brown” fox, as it’s known (e.g. in https://example.com/a-b?c=d), jumps over 14 % of 12,000 lazy dogs. ";

fn main() {
    divan::main();
}

fn text(kind: &str) -> String {
    match kind {
        "Chinese" => CHINESE.repeat(500),
        "Latin" => LATIN.repeat(700),
        _ => format!("{CHINESE}{LATIN}").repeat(300),
    }
}

#[divan::bench(args = ["Chinese", "Latin", "mixed"])]
fn opportunities(bencher: Bencher, kind: &str) {
    let text = text(kind);
    bencher.counter(BytesCount::of_str(&text)).bench(|| {
        let mut count = 0;
        Breaker::default().each(black_box(&text), |_| count += 1);
        count
    });
}

#[divan::bench]
fn highlighted_code(bencher: Bencher) {
    let code = "pub fn add(a: usize, b: usize) -> usize { a + b } // \"sum\"\n".repeat(100);
    bencher
        .counter(BytesCount::of_str(&code))
        .bench(|| Highlighter::default().highlight(black_box(&code), "rust").len());
}
