//! Folding and tokens in MB/s, pinyin in titles/s, hits, queries: `cargo bench --bench search`.

use std::hint::black_box;

use divan::Bencher;
use divan::counter::{BytesCount, ItemsCount};
use jiff::civil::Date;
use kanbao::search::{self, Candidate, Field, Folded, Marker, Matcher, Needle, Predicate};

const CHINESE: &str = "　　据介绍，大连市“金融十条”昨日发布：全年新增贷款12,000亿元，同比增长3.5%。其中《规划》称，绿色信贷占比升至14％。";
const TRADITIONAL: &str = "　　據介紹，大連市「金融十條」昨日發佈：全年新增貸款一萬二千億元，同比增長。其中《規劃》稱，綠色信貸佔比升至百分之十四。";
const LATIN: &str =
    "The quick “brown” fox, as it’s known (e.g. in Łódź), jumps over 14 % of 12,000 lazy dogs at the café. ";
const ASCII: &str = "The quick brown fox jumps over 14 % of 12,000 lazy dogs, and so on and so forth. ";

/// Words that titles are made of.
const WORDS: &str = "金融 大连 发展 中心 重庆 银行 股票 市场 新闻 经济 增长 科技 周刊 手机 索尼 发布 深圳 首尔 世界 挑战 绿色 欧洲 \
    区域 提质 升级 公告 期货 合约 修订 铁矿石 主力 收涨 爱好者 三十年 人生 问题 美国 父母 孩子 数学 上海 全球 资产 管理 \
    基础 良好 天气 预报 台风 暴雨 教育 部门 通知 高考 志愿 旅行 酒店 机票 汽车 电池 续航 房产 价格 下降 国际 会议 领导 \
    AI Linux 5G GDP CNCF App 1299元 2021年 ： ， “ ” ！ 的 与 和 在 将 已 为 首次 再次 超过 约 第";

fn main() {
    divan::main();
}

fn text(kind: &str) -> String {
    match kind {
        "Chinese" => CHINESE.repeat(500),
        "traditional" => TRADITIONAL.repeat(500),
        "Latin" => LATIN.repeat(700),
        _ => ASCII.repeat(700),
    }
}

/// So many different titles of 10 to 30 characters.
fn titles(count: usize) -> Vec<String> {
    let words: Vec<&str> = WORDS.split_whitespace().collect();
    let mut seed = 1_u64;
    let mut draw = |below: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as usize % below
    };
    (0..count).map(|_| (0..5 + draw(7)).map(|_| words[draw(words.len())]).collect()).collect()
}

#[divan::bench(args = ["Chinese", "traditional", "Latin", "ASCII"])]
fn fold(bencher: Bencher, kind: &str) {
    let text = text(kind);
    let mut out = String::new();
    bencher.counter(BytesCount::of_str(&text)).bench_local(|| {
        out.clear();
        search::fold_into(black_box(&text), &mut out);
        out.len()
    });
}

#[divan::bench(args = ["Chinese", "Latin"])]
fn fold_with_a_way_back(bencher: Bencher, kind: &str) {
    let text = text(kind);
    bencher.counter(BytesCount::of_str(&text)).bench(|| Folded::new(black_box(&text)));
}

#[divan::bench(args = ["Chinese", "Latin", "ASCII"])]
fn tokens(bencher: Bencher, kind: &str) {
    let text = text(kind);
    bencher.counter(BytesCount::of_str(&text)).bench(|| {
        let mut count = 0;
        search::tokens(black_box(&text), &mut |token| count += token.len());
        count
    });
}

#[divan::bench]
fn needle(bencher: Bencher) {
    let text = search::fold(&text("Chinese"));
    let needle = Needle::new("鸫鹀", false);
    bencher.counter(BytesCount::of_str(&text)).bench(|| needle.is_in(black_box(&text)));
}

const TITLES: usize = 100_000;

#[divan::bench(sample_count = 10)]
fn masks(bencher: Bencher) {
    let titles = titles(TITLES);
    bencher
        .counter(ItemsCount::new(TITLES))
        .bench(|| titles.iter().fold(0, |all, title| all ^ search::pinyin_mask(title)));
}

/// Every title looked at.
#[divan::bench(args = ["jr", "jinrong", "jinr", "金r", "chongqing", "zzz"], sample_count = 10)]
fn pinyin(bencher: Bencher, word: &str) {
    let titles = titles(TITLES);
    let matcher = Matcher::new(word).expect("pinyin");
    bencher
        .counter(ItemsCount::new(TITLES))
        .bench(|| titles.iter().filter(|title| matcher.is_match(black_box(title))).count());
}

/// Titles looked at only where the mask allows.
#[divan::bench(args = ["jr", "jinrong", "jinr", "金r", "chongqing", "zzz"], sample_count = 10)]
fn pinyin_by_mask(bencher: Bencher, word: &str) {
    let titles = titles(TITLES);
    let masks: Vec<u128> = titles.iter().map(|title| search::pinyin_mask(title)).collect();
    let matcher = Matcher::new(word).expect("pinyin");
    bencher.counter(ItemsCount::new(TITLES)).bench(|| {
        let passed = titles.iter().zip(&masks).filter(|(_, mask)| matcher.passes(**mask));
        passed.filter(|(title, _)| matcher.is_match(black_box(title))).count()
    });
}

#[divan::bench(args = ["jr", "zhongguorenmin"])]
fn matcher(word: &str) -> bool {
    Matcher::new(black_box(word)).is_some()
}

const QUERY: &str = "大连 jr (gdp | \"绿色股票\") date:2021 -is:read c:金融/";

#[divan::bench]
fn parse() -> search::Query {
    search::parse(black_box(QUERY), Date::constant(2021, 6, 9))
}

#[divan::bench]
fn hits(bencher: Bencher) {
    let titles = titles(50);
    let marker = Marker::new(&search::parse(QUERY, Date::constant(2021, 6, 9)).expr);
    bencher
        .counter(ItemsCount::new(titles.len()))
        .bench(|| titles.iter().map(|title| marker.hits(black_box(title), Field::Title).len()).sum::<usize>());
}

#[divan::bench]
fn predicate(bencher: Bencher) {
    let (titles, body) = (titles(50), CHINESE.repeat(12));
    let predicate = Predicate::new(&search::parse("大商所 没有", Date::constant(2021, 6, 9)).expr);
    bencher.counter(BytesCount::new(body.len() * titles.len())).bench(|| {
        let candidates = titles.iter().map(|title| Candidate { title, body: Some(&body), ..Candidate::default() });
        candidates.filter(|candidate| predicate.decide(black_box(candidate)) == Some(true)).count()
    });
}

#[divan::bench]
fn snippet(bencher: Bencher) {
    let body = format!("{}鸫鹀在此。{}", CHINESE.repeat(6), CHINESE.repeat(6));
    let expr = search::parse("鸫鹀 贷款", Date::constant(2021, 6, 9)).expr;
    bencher.counter(BytesCount::of_str(&body)).bench(|| search::snippet(&expr, black_box(&body)));
}
