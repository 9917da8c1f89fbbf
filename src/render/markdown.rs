//! Markdown to HTML, which is then read as all HTML is.
//!
//! Owns the dialect: CommonMark with tables, footnotes, strikethrough, task lists and HTML. Knows
//! nothing of blocks and pages.

use pulldown_cmark::{CowStr, Event, Options, Parser, Tag, TagEnd};

/// `markdown` as HTML.
pub(super) fn to_html(markdown: &str) -> String {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES;
    let mut html = String::with_capacity(markdown.len() * 5 / 4);
    pulldown_cmark::html::push_html(&mut html, Parser::new_ext(markdown, options).map(footnote));
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

fn escaped(name: &str) -> String {
    name.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;")
}
