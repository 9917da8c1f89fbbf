//! Laws of the set page, at every width: lines start and end as in print, no word is cut that fits,
//! no line is too wide or needlessly short, nothing is lost, and places stay where they are.
//!
//! On generated text here, and on every article of `../shared/corpus` where that folder is
//! (`cargo test --release --test all laws::`: all widths from 8 to 120; in debug builds some of them, or all
//! with KANBAO_ALL_WIDTHS; KANBAO_CORPUS names another folder).

mod check;
pub mod generate;

use std::path::{Path, PathBuf};

use kanbao::article::{self, Article, Body, BodyKind};
use kanbao::render::{Document, Options, Page, Role};
use kanbao::text::Ambiguous;
use proptest::prelude::*;

use self::check::{Source, check};
use self::generate::{article, table};

const CORPUS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/corpus");

fn document(html: &str) -> Document {
    Document::parse(None, &self::html(html), &options())
}

fn html(html: &str) -> Body {
    Body { kind: BodyKind::Html, text: html.to_owned() }
}

fn options() -> Options {
    Options { link_list: false, ..Options::default() }
}

fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// The page's text: without bars, bullets, rules and numbers of links, without white space.
fn text_of(page: &Page) -> String {
    let is_text = |role| {
        !matches!(
            role,
            Role::QuoteBar | Role::ListMark | Role::Rule | Role::TableRule | Role::LinkNumber | Role::CodeWrap
        )
    };
    let spans = page.lines.iter().flat_map(|line| &line.spans).filter(|span| is_text(span.role));
    spans.flat_map(|span| span.text.chars()).filter(|c| !c.is_whitespace()).collect()
}

/// PROPTEST_CASES, or as many as a test run bears.
fn cases() -> u32 {
    std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(300)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn lines_start_end_and_fill_as_in_print(article in article(), width in 8_usize..=120, gap: bool, wide: bool) {
        let options = Options { gap, ambiguous: if wide { Ambiguous::Wide } else { Ambiguous::Narrow }, ..options() };
        let document = Document::parse(None, &html(&article.html), &options);
        let source = Source::new(&document, &options);
        prop_assert_eq!(check(&document.set(width), &source, &options), Vec::<String>::new());
    }

    #[test]
    fn nothing_is_lost_and_nothing_sticks_out_where_there_is_hardly_room(article in article(), width in 1_usize..8, wide: bool) {
        let options = Options { ambiguous: if wide { Ambiguous::Wide } else { Ambiguous::Narrow }, ..options() };
        let page = Document::parse(None, &html(&article.html), &options).set(width);
        prop_assert_eq!(text_of(&page), squeezed(&kanbao::text::sanitize(&article.text)));
        for line in &page.lines {
            // What is as wide as a line is narrow stands alone.
            let columns = kanbao::text::width(&line.text(), options.ambiguous);
            prop_assert!(columns <= width.max(2), "{} columns in {}: {}", columns, width, line.text());
        }
    }

    #[test]
    fn cells_of_tables_start_and_end_lines_as_pages_do(table in table(), width in 24_usize..=120) {
        let (document, options) = (document(&table), options());
        let source = Source::new(&document, &options);
        prop_assert_eq!(check(&document.set(width), &source, &options), Vec::<String>::new());
    }

    #[test]
    fn nothing_is_lost_and_nothing_comes_twice(article in article(), width in 8_usize..=120) {
        let shown = text_of(&document(&article.html).set(width));
        let wanted = squeezed(&kanbao::text::sanitize(&article.text));
        prop_assert_eq!(shown, wanted);
    }

    #[test]
    fn places_rise_and_show_the_same_text_at_every_width(article in article(), width in 8_usize..=120, other in 8_usize..=120) {
        let document = document(&article.html);
        let (page, other) = (document.set(width), document.set(other));
        prop_assert!(page.lines.is_sorted_by_key(|line| line.place));
        for (number, line) in page.lines.iter().enumerate() {
            prop_assert!(page.lines[page.line_of(line.place)].place == line.place || number == 0);
            let there = &other.lines[other.line_of(line.place)];
            prop_assert!(there.place <= line.place || other.line_of(line.place) == 0);
            prop_assert_eq!(there.place.block, line.place.block);
        }
    }
}

/// Every article of the corpus at every width; in debug builds at some.
#[test]
fn the_laws_hold_on_every_article_of_the_corpus() {
    let some = cfg!(debug_assertions) && std::env::var_os("KANBAO_ALL_WIDTHS").is_none();
    let widths: Vec<usize> = if some { vec![8, 23, 60, 80] } else { (8..=120).collect() };
    let files = corpus_files();
    let wrong = std::thread::scope(|scope| {
        let halves = files.chunks(files.len().div_ceil(2).max(1));
        let workers: Vec<_> = halves
            .map(|half| scope.spawn(|| half.iter().flat_map(|file| laws_broken(file, &widths)).collect::<Vec<_>>()))
            .collect();
        workers.into_iter().flat_map(|worker| worker.join().expect("a worker")).collect::<Vec<_>>()
    });
    assert!(wrong.is_empty(), "{} in {} files:\n{}", wrong.len(), files.len(), wrong.join("\n"));
}

fn corpus_files() -> Vec<PathBuf> {
    let mut folders = vec![std::env::var_os("KANBAO_CORPUS").map_or_else(|| PathBuf::from(CORPUS), PathBuf::from)];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            if entry.path().is_dir() { folders.push(entry.path()) } else { files.push(entry.path()) }
        }
    }
    files.sort();
    files
}

fn laws_broken(file: &Path, widths: &[usize]) -> Vec<String> {
    let Ok(bytes) = std::fs::read(file) else { return Vec::new() };
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let body = without_fixed_spaces(article_in(&bytes, file).body);
    let broken = |options: Options, widths: &[usize]| {
        let document = Document::parse(None, &body, &options);
        let source = Source::new(&document, &options);
        let at = |width: &usize| check(&document.set(*width), &source, &options);
        let all = widths.iter().flat_map(|width| at(width).into_iter().map(move |what| format!("{width}: {what}")));
        all.map(|what| format!("{name} at {what}")).collect::<Vec<_>>()
    };
    let wide = Options { ambiguous: Ambiguous::Wide, gap: true, ..options() };
    [broken(options(), widths), broken(wide, &[20, 61])].concat()
}

/// A page shows no-break spaces as spaces, so that nobody can tell from it why no line ends there.
fn without_fixed_spaces(body: Body) -> Body {
    let spaces = ["&nbsp;", "&#160;", "&#xa0;", "&#xA0;", "\u{a0}"];
    Body { text: spaces.iter().fold(body.text, |text, space| text.replace(space, " ")), ..body }
}

fn article_in(bytes: &[u8], file: &Path) -> Article {
    let path = file.to_string_lossy();
    article::read(bytes, &article::Source { path: &path, modified: None, zone: &jiff::tz::TimeZone::UTC })
}
