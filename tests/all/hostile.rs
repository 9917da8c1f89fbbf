//! Bodies made to keep a reader waiting: each took seconds to minutes in the libraries, or might.
//! They are a tenth of the size that was measured; a test that is not quick hangs.

use kanbao::article::{Body, BodyKind};
use kanbao::html::{self, Element};
use kanbao::render::{Document, Options, Page};
use kanbao::text::{Ambiguous, width};

const MANY: usize = 10_000;

fn pages(kind: BodyKind, text: String) -> [Page; 2] {
    let document = Document::parse(None, &Body { kind, text }, &Options::default());
    [document.set(80), document.set(9)]
}

fn html(text: String) -> [Page; 2] {
    pages(BodyKind::Html, text)
}

fn text_of(page: &Page) -> String {
    page.lines.iter().map(|line| line.text() + "\n").collect()
}

/// Every step that sets a page makes progress, whatever a cluster of the text is and however narrow the page.
#[test]
fn every_kind_of_block_ends_at_every_width_with_clusters_of_any_width() {
    let blocks = [
        "T",
        "<p>T",
        "<h1>T</h1>",
        "<pre>T</pre>",
        "<pre>xT</pre>",
        "<p><code>T</code>",
        "<ul><li>T</ul>",
        "<ol><li>T</ol>",
        "<blockquote>T</blockquote>",
        "<blockquote><ul><li><pre>T</pre></ul></blockquote>",
        "<dl><dt>T<dd>T</dl>",
        "<table><tr><th>T<th>a<tr><td>T<td>T</table>",
        "<table><caption>T</caption><tr><td>T</table>",
        "<figure><img src=a alt=T><figcaption>T</figcaption></figure>",
        "<ruby>T<rt>T</ruby>",
        "<a href=http://e/T>T</a>",
        "<details><summary>T</summary>T</details>",
        "<math><mi>T</mi></math>",
        "<p dir=rtl>אT",
        "<p align=right>T",
        "<center>T</center>",
        "<p><sup>T</sup><b>T</b>",
    ];
    let texts = [
        "ᄀ".repeat(60),
        "क्".repeat(60),
        "字".repeat(9),
        "a".repeat(60),
        "👨\u{200d}👩\u{200d}👧".repeat(9),
        "”…".repeat(9),
    ];
    for (block, text) in blocks.iter().flat_map(|block| texts.iter().map(move |text| (block, text))) {
        let body = Body { kind: BodyKind::Html, text: block.replace('T', text) };
        for (ambiguous, bidi) in [(Ambiguous::Narrow, true), (Ambiguous::Wide, false)] {
            let document = Document::parse(None, &body, &Options { ambiguous, bidi, ..Options::default() });
            for columns in (1..=12).chain([40]) {
                let lines = document.set(columns).lines;
                assert!(lines.len() < 2_000, "{block} at {columns}: {} lines", lines.len());
                let widest = lines.iter().map(|line| width(&line.text(), ambiguous)).max().unwrap_or(0);
                assert!(columns < 8 || widest <= columns, "{block} {text} at {columns}: {widest} columns");
            }
        }
    }
}

#[test]
fn elements_nested_without_end_keep_their_text() {
    for tag in [
        "<div>",
        "<b>",
        "<span>",
        "<foo/>",
        "<div/>",
        "<blockquote>",
        "<ul><li>",
        "<dl><dd>",
        "<table><tr><td>",
        "<math>",
    ] {
        for page in html(tag.repeat(MANY) + "文") {
            assert_eq!(text_of(&page).matches('文').count(), 1, "{tag}");
        }
    }
}

/// Every element's start tag, and its end tag.
fn tags() -> Vec<String> {
    Element::names().flat_map(|name| [format!("<{name}>"), format!("</{name}>")]).collect()
}

/// Fails where twice as much of `markup` takes much more than twice the steps: beyond the depth that is
/// allowed, every tag may cost the same.
fn check_steps(markup: &str) -> Result<(), String> {
    let dom = |count| html::parse(&markup.repeat(count));
    let (once, twice) = (dom(500).steps(), dom(1000));
    let is_linear = twice.steps() <= once * 26 / 10 + 10_000 || twice.is_cut();
    let most = 1_000_000 + 64 * 1000 * markup.len() as u64;
    if is_linear && twice.steps() <= most { Ok(()) } else { Err(format!("{markup}: {once}, then {}", twice.steps())) }
}

#[test]
fn steps_grow_as_the_markup_does() {
    let known = ["</b><rt>", "</ul></h1><ruby>", "<blockquote>「</a>「", "</i><div>。", "a</ruby><b>", "x</ol><code>"];
    let more = ["<font color=red>⃣</figure></figure><h6>（", "<b a1><object></b></object>", "<div><b></div>"];
    for markup in tags().iter().map(String::as_str).chain(known).chain(more) {
        check_steps(markup).unwrap();
    }
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(100))]

    #[test]
    fn steps_grow_as_the_markup_does_for_pairs_of_tags(pair in proptest::sample::subsequence(tags(), 2), swap: bool) {
        let markup = if swap { [&*pair[1], &*pair[0]].concat() } else { pair.concat() };
        check_steps(&markup).map_err(proptest::test_runner::TestCaseError::fail)?;
    }
}

#[test]
#[ignore = "takes minutes: run it when html5ever or the guard changes"]
fn steps_grow_as_the_markup_does_for_all_pairs_of_tags() {
    for (first, second) in tags().iter().flat_map(|first| tags().into_iter().map(move |second| (first.clone(), second)))
    {
        check_steps(&(first + &second)).unwrap();
    }
}

#[test]
fn markup_that_takes_too_many_steps_is_cut_and_the_page_says_so() {
    for page in html("文".to_owned() + &"</b><rt>。".repeat(20 * MANY)) {
        assert_eq!(page.notes.len(), 1);
        let text = text_of(&page).replace('\n', "");
        assert!(text.starts_with('文') && text.ends_with(&page.notes[0]));
    }
}

#[test]
fn what_is_hidden_stays_hidden_however_deep_it_is() {
    for hidden in ["script", "style", "title", "template", "svg", "canvas"] {
        let deep = "<div>".repeat(1000);
        for page in html(format!("{deep}文<{hidden}>暗</{hidden}><p hidden>暗</p>明")) {
            assert_eq!(text_of(&page).replace(char::is_whitespace, ""), "文明", "{hidden}");
        }
    }
}

#[test]
fn elements_that_differ_in_an_attribute_are_no_slower() {
    let open: String = (0..300).map(|n| format!("<font a{n}>")).collect();
    let pages = html(open + &"<p>文".repeat(MANY / 10));
    assert_eq!(text_of(&pages[0]).matches('文').count(), MANY / 10);
}

#[test]
fn a_tag_with_very_many_attributes_is_quick() {
    let attributes: String = (0..MANY).map(|n| format!("a{n}='x > y' ")).collect();
    let pages = html(format!("<p {attributes}>文</p>"));
    assert_eq!(text_of(&pages[0]), "文\n");
    let many = html(format!("<i {}>文</i>", (0..60).map(|n| format!("a{n} ")).collect::<String>()).repeat(200));
    assert_eq!(text_of(&many[0]).matches('文').count(), 200);
}

#[test]
fn markup_that_nothing_closes_is_quick() {
    for unclosed in [
        "<",
        "<a ",
        "<a b='",
        "<a b=\"",
        "<!-- ",
        "<![CDATA[",
        "</",
        "&",
        "&#",
        "<pre>",
        "<svg>",
        "<template>",
        "<select>",
    ] {
        html(unclosed.repeat(MANY));
        html(unclosed.repeat(MANY) + ">");
    }
}

#[test]
fn large_tables_are_quick() {
    let rows = html(format!("<table>{}</table>", "<tr><td>一二三<td>四五六七<td>abc</tr>".repeat(2000)));
    assert!(rows[0].lines.len() >= 2000);
    html(format!("<table><tr>{}<tr>{}</table>", "<th>一二三".repeat(1000), "<td>一二三".repeat(1000)));
    html("<table><tr><td colspan=1000000000>一<td>b<tr><td rowspan=4000000000>二<td>c</table>".to_owned());
    let spans = html(format!("<table>{}</table>", "<tr><td colspan=100 rowspan=100>一<td colspan=100>b".repeat(300)));
    assert_eq!(text_of(&spans[0]).matches('一').count(), 300);
    pages(BodyKind::Markdown, "|".repeat(2000) + "\n" + &"|-".repeat(2000) + "|\n" + &"a|".repeat(2000));
}

#[test]
fn long_lines_and_words_are_quick_and_fit() {
    for text in ["看报", "ab ", "ab", "—", "e\u{301}", "👨\u{200d}", "لا", "（", "\t", "漢<wbr>"] {
        for page in html(text.repeat(MANY)) {
            let widest = page.lines.iter().map(|line| kanbao::text::width(&line.text(), Default::default())).max();
            assert!(widest.unwrap_or(0) <= page.width, "{text} {widest:?}");
        }
    }
}

#[test]
fn very_many_links_and_pictures_are_quick() {
    let links: String = (0..MANY / 5).map(|n| format!("<a href='http://x.y/{n}'>文</a> <img src={n}.png>")).collect();
    let pages = html(links);
    assert_eq!((pages[0].links.len(), pages[0].images.len()), (MANY / 5, MANY / 5));
    assert!(text_of(&pages[0]).contains(&format!("[{}] http://x.y/{}", MANY / 5, MANY / 5 - 1)));
    html("<a href=http://x.y/>文</a>".repeat(MANY / 5));
}

#[test]
fn very_many_small_blocks_are_quick() {
    for block in ["<p></p>", "<p>文", "<li>文", "<br>", "文<br>", "<hr>", "<h1>文</h1>", "<p id=a>", "&amp;&#123;"]
    {
        html(block.repeat(MANY / 5));
    }
}

#[test]
fn markdown_made_to_be_slow_is_quick() {
    for text in ["*a ", "[", "> ", "- ", "`a ", "<div>\n\n", "[^1]: a\n\n", "![](", "**a *b ", "~~~\n", "# a\n"] {
        pages(BodyKind::Markdown, text.repeat(MANY / 5));
    }
}

#[test]
fn plain_text_made_to_be_slow_is_quick() {
    for text in [" ", "\t", "\n", "看报 \n", "a\u{85}b\u{2028}"] {
        pages(BodyKind::Text, text.repeat(MANY));
    }
}

#[test]
fn a_body_over_the_cap_is_cut_and_says_so() {
    let document =
        Document::parse(None, &Body { kind: BodyKind::Text, text: "\n".repeat(5 << 20) + "文" }, &Options::default());
    let page = document.set(80);
    assert_eq!(page.notes.len(), 1);
    assert!(text_of(&page).contains(&page.notes[0]));
}

#[test]
fn no_width_is_too_small() {
    let text = "<ul><li>一<ol><li>二<blockquote>三“四”<table><tr><th>甲<th>乙<tr><td>一二三<td>abc</table><pre>\tcode</pre></blockquote>\
        </ol></ul><p style='text-align:center'>Donaudampfschifffahrt 👨\u{200d}👩 <a href='/x'>链</a><img src=a.png><hr>";
    let document = Document::parse(None, &Body { kind: BodyKind::Html, text: text.to_owned() }, &Options::default());
    for width in (0..40).chain([usize::MAX / 4, 1 << 20]) {
        assert!(!document.set(width.min(1 << 20)).lines.is_empty());
    }
}

#[test]
fn no_control_reaches_a_page() {
    let text = "a\u{0}\u{1b}[31m\u{9b}\u{202e}b\u{7}&#27;[2J&#x9b;&#x202e;&#0;<a href='http://x/\u{1b}%1b\u{202e}' title='\u{1b}'>c</a>\
        <img src='\u{1b}.png' alt='&#27;[2J'><pre>\u{1b}[0m&#27;</pre>";
    for kind in [BodyKind::Html, BodyKind::Markdown, BodyKind::Text] {
        for page in pages(kind, text.to_owned()) {
            let shown = page.lines.iter().map(|line| line.text());
            let links = page.links.iter().flat_map(|link| [link.address.clone(), link.text.clone(), link.host.clone()]);
            let images = page.images.iter().flat_map(|image| [image.address.clone(), image.alt.clone()]);
            for text in shown.chain(links).chain(images) {
                assert!(!text.contains(|c: char| c.is_control() || c == '\u{202e}'), "{kind:?} {text:?}");
            }
        }
    }
}
