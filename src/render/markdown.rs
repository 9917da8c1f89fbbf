//! Markdown to HTML, which is then read as all HTML is.
//!
//! Owns the dialect: CommonMark with tables, footnotes, strikethrough, task lists and HTML. Knows
//! nothing of blocks and pages.

use std::borrow::Cow;

use pulldown_cmark::{CowStr, Event, Options, Parser, Tag, TagEnd};

/// `markdown` as HTML, without what other generators would take for attributes.
pub(super) fn to_html(markdown: &str) -> String {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES;
    let clean = without_attribute_lists(markdown);
    let mut html = String::with_capacity(clean.len() * 5 / 4);
    pulldown_cmark::html::push_html(&mut html, Parser::new_ext(&clean, options).map(footnote));
    html
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
