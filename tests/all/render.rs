//! Pages as they are set, one kind of block in each: `tests/pages/NAME.html`, `.md` or `.txt` is set at
//! the width that the first line of `tests/pages/NAME.page` gives, and has to look like the rest of it.
//!
//! A span in another role than text is written `‹role:text›`, with its attributes, and its link's
//! number where it has one. `KANBAO_BLESS=1 cargo test --test all render::` writes the pages anew: read the
//! difference before committing it.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use kanbao::article::{Body, BodyKind};
use kanbao::render::{Attributes, CodeLines, Document, Head, Options, Page, Role, Span, is_east_asian};
use unicode_normalization::UnicodeNormalization;

#[test]
fn every_page_is_set_as_it_is_written_down() {
    let bodies = bodies();
    assert!(bodies.len() > 20);
    let wrong: Vec<String> = bodies.iter().filter_map(|body| difference(body)).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What a page leaves out on purpose: a button of a code block (复制), a formula next to its source in TeX.
const HIDDEN: [&str; 2] = ["复", "yy"];

/// html2text reads the same pages: what it shows as a word must not be lost here.
#[test]
fn every_word_that_html2text_shows_is_on_the_page() {
    let mut lost = Vec::new();
    for path in bodies().iter().filter(|path| path.extension().is_some_and(|ending| ending == "html")) {
        let text = std::fs::read_to_string(path).expect("a body");
        let theirs = html2text::config::plain_no_decorate().string_from_read(text.as_bytes(), 1000).expect("text");
        let theirs: String = theirs.nfkc().collect();
        let options = Options { bidi: false, ..Options::default() };
        let page = Document::parse(None, &Body { kind: BodyKind::Html, text }, &options).set(1000);
        let ours: String = page.lines.iter().flat_map(|line| line.text().nfkc().collect::<Vec<_>>()).collect();
        let ours = ours.replace(|c: char| !c.is_alphanumeric(), "");
        lost.extend(
            words(&theirs)
                .filter(|word| !HIDDEN.contains(word) && !ours.contains(word))
                .map(|word| format!("{}: {word}", path.display())),
        );
    }
    assert!(lost.is_empty(), "{}", lost.join("\n"));
}

/// Runs of letters and digits, and East Asian characters one by one.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let runs = text.split(|c: char| !c.is_alphanumeric());
    let pieces = runs.flat_map(|run| run.split_inclusive(is_east_asian));
    let parts = pieces.flat_map(|piece| {
        let last =
            piece.char_indices().next_back().filter(|(_, c)| is_east_asian(*c)).map_or(piece.len(), |(at, _)| at);
        [&piece[..last], &piece[last..]]
    });
    parts.filter(|part| !part.is_empty())
}

fn bodies() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pages");
    let files = std::fs::read_dir(folder).expect("tests/pages").filter_map(|entry| Some(entry.ok()?.path()));
    let mut bodies: Vec<PathBuf> =
        files.filter(|path| path.extension().is_some_and(|ending| ending != "page")).collect();
    bodies.sort();
    bodies
}

/// What is wrong with the page of `body`, if anything is.
fn difference(path: &Path) -> Option<String> {
    let expected_path = path.with_extension("page");
    let expected = std::fs::read_to_string(&expected_path).unwrap_or_else(|_| "40\n".to_owned());
    let settings = expected.lines().next().unwrap_or("40");
    let found = format!("{settings}\n{}", set(path, settings));
    if found == expected {
        return None;
    }
    if std::env::var_os("KANBAO_BLESS").is_some() {
        std::fs::write(&expected_path, found).expect("tests/pages is writable");
        return None;
    }
    Some(format!("{}\n--- expected\n{expected}--- found\n{found}", path.display()))
}

/// Sets a body: the settings are a width, and words for options.
fn set(path: &Path, settings: &str) -> String {
    let text = std::fs::read_to_string(path).expect("a body");
    let kind = match path.extension().and_then(|ending| ending.to_str()) {
        Some("md") => BodyKind::Markdown,
        Some("txt") => BodyKind::Text,
        _ => BodyKind::Html,
    };
    let has = |word| settings.split(' ').any(|setting| setting == word);
    let options = Options {
        base: Some("https://example.com/news/1.html".to_owned()),
        link_list: has("links"),
        gap: has("gap"),
        bidi: !has("logical"),
        code_lines: if has("scroll") { CodeLines::Scroll } else { CodeLines::Wrap },
        ambiguous: if has("wide") { kanbao::text::Ambiguous::Wide } else { kanbao::text::Ambiguous::Narrow },
        ..Options::default()
    };
    let head = Head {
        title: "城市与图书馆：“开放”的十年".to_owned(),
        meta: vec!["看报 · 2024-05-01 · 约 3 分钟".to_owned()],
    };
    let head = has("head").then_some(&head);
    let width = settings.split(' ').next().and_then(|width| width.parse().ok()).unwrap_or(40);
    written(&Document::parse(head, &Body { kind, text }, &options).set(width))
}

fn written(page: &Page) -> String {
    let mut out = String::new();
    for line in &page.lines {
        let spans: String = line.spans.iter().map(written_span).collect();
        let _ = writeln!(out, "{spans}");
    }
    for (number, link) in page.links.iter().enumerate() {
        let _ = writeln!(out, "link {}: {} ({}) {}", number + 1, link.address, link.host, link.text);
    }
    for (number, image) in page.images.iter().enumerate() {
        let _ = writeln!(out, "image {}: {} {}", number + 1, image.address, image.alt);
    }
    for heading in &page.outline {
        let _ = writeln!(
            out,
            "heading {}: {} @{}.{}",
            heading.level, heading.text, heading.place.block, heading.place.character
        );
    }
    for (id, place) in &page.anchors {
        let _ = writeln!(out, "anchor {id}: {}.{}", place.block, place.character);
    }
    out.lines().map(|line| line.trim_end().to_owned() + "\n").collect()
}

fn written_span(span: &Span) -> String {
    let mut names = Vec::new();
    if span.role != Role::Text {
        names.push(format!("{:?}", span.role).to_lowercase().replace(['(', ')'], ""));
    }
    let all = [
        (Attributes::STRONG, "strong"),
        (Attributes::EMPHASIS, "emphasis"),
        (Attributes::DELETED, "deleted"),
        (Attributes::INSERTED, "inserted"),
        (Attributes::MARKED, "marked"),
        (Attributes::SMALL, "small"),
        (Attributes::KEY, "key"),
    ];
    names.extend(all.iter().filter(|(bit, _)| span.attributes.has(*bit)).map(|(_, name)| (*name).to_owned()));
    names.extend(span.link.map(|link| (link + 1).to_string()));
    if names.is_empty() { span.text.clone() } else { format!("‹{}:{}›", names.join(" "), span.text) }
}
