//! Markdown to HTML, which is then read as all HTML is, and the words of Markdown.
//!
//! Owns the dialect: CommonMark with tables, footnotes, strikethrough, task lists and HTML. Knows
//! nothing of blocks and pages.

use std::borrow::Cow;

use pulldown_cmark::{CowStr, Event, Options, Parser, Tag, TagEnd};

use super::elements::Element;
use super::quick::QuickWords;
use super::words::{Words, words};

/// `markdown` as HTML, without what other generators would take for attributes.
pub fn markdown_to_html(markdown: &str) -> String {
    let clean = without_attribute_lists(markdown);
    let mut html = String::with_capacity(clean.len() * 5 / 4);
    pulldown_cmark::html::push_html(&mut html, Parser::new_ext(&clean, dialect()).map(footnote));
    html
}

fn dialect() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
}

/// The words of `markdown`, without building HTML of it unless HTML in it needs a tree.
pub fn words_of_markdown(markdown: &str) -> Words {
    let clean = without_attribute_lists(markdown);
    let mut quick = QuickWords::default();
    let events = Parser::new_ext(&clean, dialect()).map(|event| add(event, &mut quick));
    match events.collect::<Option<()>>() {
        Some(()) => quick.words,
        None => words(&markdown_to_html(markdown)),
    }
}

fn add(event: Event<'_>, quick: &mut QuickWords) -> Option<()> {
    let out = &mut quick.words;
    match event {
        Event::Text(text) => out.text.push_str(&text),
        Event::Code(text) => {
            out.has_code = true;
            out.text.push_str(&text);
        }
        Event::Html(html) | Event::InlineHtml(html) => return quick.html(&html),
        Event::Start(Tag::Link { .. }) => out.has_link = true,
        Event::Start(Tag::Image { .. }) => {
            out.has_image = true;
            out.text.push(' ');
        }
        Event::Start(Tag::CodeBlock(_)) => out.has_code = true,
        Event::End(TagEnd::Image) => out.text.push(' '),
        Event::End(TagEnd::Link | TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough) => {}
        Event::SoftBreak => out.text.push('\n'),
        Event::End(_) | Event::HardBreak | Event::Rule => out.separate(Element::named("br")),
        _ => {}
    }
    Some(())
}

/// Footnotes as HTML that says what is the number and where it leads.
fn footnote(event: Event<'_>) -> Event<'_> {
    match event {
        Event::FootnoteReference(name) => {
            let name = escaped(&name);
            Event::InlineHtml(format!("<sup><a id=\"fnref-{name}\" href=\"#fn-{name}\">{name}</a></sup>").into())
        }
        Event::Start(Tag::FootnoteDefinition(name)) => {
            let name = escaped(&name);
            Event::Html(format!("<div id=\"fn-{name}\" class=\"footnote-definition\" data-label=\"{name}\">").into())
        }
        Event::End(TagEnd::FootnoteDefinition) => Event::Html(CowStr::Borrowed("</div>")),
        event => event,
    }
}

/// `markdown` without `{:.class}` at the ends of lines, but for those in fenced code.
fn without_attribute_lists(markdown: &str) -> Cow<'_, str> {
    if !markdown.contains("{:") {
        return Cow::Borrowed(markdown);
    }
    let mut in_code = false;
    let mut out = String::with_capacity(markdown.len());
    for line in markdown.split_inclusive('\n') {
        in_code ^= line.trim_start().starts_with("```") || line.trim_start().starts_with("~~~");
        let text = line.trim_end();
        let list = text.rfind("{:").filter(|_| !in_code && text.ends_with('}') && !line.starts_with("    "));
        match list.and_then(|at| text.get(..at)) {
            Some(kept) => {
                out.push_str(kept);
                out.push('\n');
            }
            None => out.push_str(line),
        }
    }
    Cow::Owned(out)
}

fn escaped(name: &str) -> String {
    name.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_markdown_are_without_its_marks() {
        let text =
            "# 标题\n\n正**文** [链接](https://example.com/x) ![图](y.png)\n\n```rust\nfn main() {}\n```\n<b>x</b>y\n";
        let words = words_of_markdown(text);
        assert_eq!(words.text.split_whitespace().collect::<Vec<_>>().join(" "), "标题 正文 链接 图 fn main() {} xy");
        assert!(words.has_link && words.has_image && words.has_code);
    }

    #[test]
    fn what_html_in_markdown_hides_is_no_word() {
        assert_eq!(
            words_of_markdown("明 <span hidden>暗 *暗*</span>\n\n<div hidden>\n\n暗\n\n</div>").text.trim(),
            "明"
        );
    }
}
