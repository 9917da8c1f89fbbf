//! What goes out is whole, safe and reads back as the same text.

use kanbao::article::{Body, BodyKind};
use kanbao::render::export::{Format, export};
use kanbao::render::{Document, Head, Options, Role};
use proptest::prelude::*;

use crate::laws::generate;

fn html_body(html: &str) -> Body {
    Body { kind: BodyKind::Html, text: html.to_owned() }
}

fn out(format: Format, html: &str) -> String {
    let options = Options { base: Some("https://example.com/a/b.html".to_owned()), ..Options::default() };
    export(format, None, &html_body(html), &options)
}

/// The text of a page set from `body`, without bullets, numbers of links and white space.
fn text_of(body: &Body) -> String {
    let page = Document::parse(None, body, &Options { link_list: false, ..Options::default() }).set(1000);
    let is_text =
        |role| !matches!(role, Role::QuoteBar | Role::ListMark | Role::Rule | Role::TableRule | Role::LinkNumber);
    let spans = page.lines.iter().flat_map(|line| &line.spans).filter(|span| is_text(span.role));
    spans.flat_map(|span| span.text.chars()).filter(|c| !c.is_whitespace()).collect()
}

const SAMPLE: &str = r#"<h2>一、概况</h2>
<p onclick="x()">　　据<b>“大连”</b>介绍，<strong>金融</strong>发展<a href="../c.html?x=1&amp;y=2">链接</a>、<a href="javascript:x()">坏</a>、<code>a|b`c</code>。</p>
<script>x()</script>
<ul><li>甲<ul><li>乙</li></ul></li><li>丙</li></ul><ol start="3"><li><p>丁</p><p>戊</p></li></ol>
<blockquote><p>引用</p></blockquote>
<pre class="language-rust"><code>let a = "```";</code></pre>
<table><tr><th>名</th><th>值|x</th></tr><tr><td>甲<br>乙</td><td>1</td></tr></table>
<p><img src="1.gif" data-src="/img/a (1).jpg" alt="图一">H<sub>2</sub>O <del>删</del> <ruby>漢<rt>かん</rt></ruby></p><hr>
<svg onload="x()"><text>x</text></svg><iframe src="https://player.example.com/x" title="片"></iframe>"#;

#[test]
fn a_page_as_markdown() {
    let wanted = r#"## 一、概况

　　据<strong>“大连”</strong>介绍，**金融**发展[链接](https://example.com/c.html?x=1&y=2)、坏、``a|b`c``。

- 甲
  - 乙
- 丙

3. 丁

   戊

> 引用

````rust
let a = "```";
````

| 名 | 值\|x |
| --- | --- |
| 甲<br>乙 | 1 |

![图一](<https://example.com/img/a%20(1).jpg>)\
H<sub>2</sub>O ~~删~~ 漢(かん)

* * *

[嵌入 片](https://player.example.com/x)
"#;
    assert_eq!(out(Format::Markdown, SAMPLE), wanted);
}

#[test]
fn a_page_as_clean_html() {
    let html = out(Format::Html, SAMPLE);
    assert!(html.starts_with("<!DOCTYPE html>\n<html>\n<head>\n<meta charset=\"utf-8\">"));
    assert!(html.contains("<p>　　据<strong>“大连”</strong>介绍，"));
    assert!(html.contains("<a href=\"https://example.com/c.html?x=1&amp;y=2\">链接</a>、坏、"));
    assert!(html.contains("<img src=\"https://example.com/img/a%20(1).jpg\" alt=\"图一\">"));
    assert!(html.contains("<pre><code class=\"language-rust\">let a = &quot;```&quot;;\n</code></pre>"));
    for unwanted in ["onclick", "onload", "script", "svg", "iframe", "x()"] {
        assert!(!html.contains(unwanted), "{unwanted} in {html}");
    }
}

#[test]
fn a_page_as_plain_text() {
    let wanted = "一、概况\n\n　　据“大连”介绍，金融发展链接、坏、a|b`c。\n\n- 甲\n  - 乙\n- 丙\n\n3. 丁\n\n   戊\n\n> 引用\n\n\
                  let a = \"```\";\n\n名\t值|x\n甲 乙\t1\n\n[图 图一]\nH2O 删 漢(かん)\n\n———\n\n嵌入 片\n";
    assert_eq!(out(Format::Text, SAMPLE), wanted);
}

#[test]
fn the_head_stands_above() {
    let head = Head { title: "标题 <x>".to_owned(), meta: vec!["2021-03-16".to_owned()] };
    let body = Body { kind: BodyKind::Markdown, text: "*好*".to_owned() };
    let with_head = |format| export(format, Some(&head), &body, &Options::default());
    assert_eq!(with_head(Format::Markdown), "# 标题 \\<x>\n\n2021-03-16\n\n*好*\n");
    assert_eq!(with_head(Format::Text), "标题 <x>\n\n2021-03-16\n\n好\n");
    assert!(with_head(Format::Html).contains("<title>标题 &lt;x&gt;</title>"));
}

#[test]
fn text_is_no_markup_when_it_comes_back() {
    let text = "1. 甲<br>- 乙<br># 丙<br>&gt; 丁<br>+ 戊<br>=== 己<br>``` 庚<br>*a* _b_ [c](d) ~~e~~ &lt;b&gt; &amp;amp; \\* a\\";
    let body = html_body(&format!("<p>{text}</p>"));
    let markdown = Body { kind: BodyKind::Markdown, text: export(Format::Markdown, None, &body, &Options::default()) };
    assert_eq!(text_of(&markdown), text_of(&body));
}

#[test]
fn a_list_in_an_item_comes_back_as_a_list() {
    let body = html_body("<ul><li>甲<ol start=9><li>乙</li></ol></li><li>丙<ol><li>丁</li></ol></li></ul>");
    let markdown = export(Format::Markdown, None, &body, &Options::default());
    assert_eq!(markdown, "- 甲\n\n  9. 乙\n\n- 丙\n  1. 丁\n");
    assert_eq!(text_of(&Body { kind: BodyKind::Markdown, text: markdown }), text_of(&body));
}

#[test]
fn code_keeps_its_tabs() {
    let body = html_body("<pre>all:\n\tcargo build</pre>");
    assert_eq!(export(Format::Text, None, &body, &Options::default()), "all:\n\tcargo build\n");
}

#[test]
fn marks_cling_to_their_text() {
    assert_eq!(out(Format::Markdown, "<p>甲<b> 乙<br></b>丙 <i>丁 </i></p>"), "甲 **乙**\\\n丙 *丁*\n");
    assert_eq!(out(Format::Text, "<p>甲<b> 乙<br></b>丙</p><img src=1x1.gif alt=点>"), "甲 乙\n丙\n");
}

#[test]
fn only_addresses_that_show_something_go_out() {
    for bad in ["javascript:x()", "JAVA\nSCRIPT:x", "data:text/html,x", "vbscript:x", "blob:x", "file:///etc/passwd"] {
        let html = out(Format::Html, &format!("<a href=\"{bad}\">链</a><img src=\"{bad}\" alt=\"图\">"));
        assert!(!html.contains("href") && !html.contains("src"), "{html}");
    }
    for good in ["mailto:a@example.com", "#id", "https://example.com/", "c.html"] {
        assert!(out(Format::Html, &format!("<a href=\"{good}\">链</a>")).contains("href"), "{good}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_format_reads_back_as_the_same_text(article in generate::article()) {
        let body = html_body(&article.html);
        let options = Options::default();
        let wanted = text_of(&body);
        let back = |format, kind| text_of(&Body { kind, text: export(format, None, &body, &options) });
        prop_assert_eq!(back(Format::Html, BodyKind::Html), wanted.as_str());
        prop_assert_eq!(back(Format::Markdown, BodyKind::Markdown), wanted.as_str());
    }
}
