//! Content as an HTML document.
//!
//! Owns tags, escapes and line ends. Every tag that is opened is closed.

use std::borrow::Cow;

use super::dialect::{CellText, Dialect, ItemText, Markup};
use crate::render::bidi::Direction;
use crate::render::content::{Align, Block, Container, Table};
use crate::render::{Head, Image, Role};

/// A whole document of `blocks`.
pub fn document(head: Option<&Head>, blocks: &[String]) -> String {
    let title = head.map(|head| escaped(&head.title)).unwrap_or_default();
    format!(
        "<!DOCTYPE html>\n<html>\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>{title}</title>\n</head>\n<body>\n\
         {}\n</body>\n</html>\n",
        blocks.join("\n")
    )
}

pub struct Html;

impl Dialect for Html {
    fn text<'t>(&self, text: &'t str) -> Cow<'t, str> {
        Cow::Owned(escaped(text))
    }

    fn marked(&self, mark: Markup<'_>, inner: &str, _: &str) -> String {
        match mark {
            Markup::Link(address) => format!("<a href=\"{}\">{inner}</a>", escaped(address)),
            Markup::Element(name) => format!("<{name}>{inner}</{name}>"),
            Markup::Code => format!("<code>{}</code>", escaped(inner)),
        }
    }

    fn image(&self, image: &Image) -> String {
        format!("<img src=\"{}\" alt=\"{}\">", escaped(&image.address), escaped(&image.alt))
    }

    fn line_break(&self) -> &'static str {
        "<br>\n"
    }

    fn checkbox(&self, is_checked: bool) -> &'static str {
        match is_checked {
            true => "<input type=\"checkbox\" disabled checked>",
            false => "<input type=\"checkbox\" disabled>",
        }
    }

    fn paragraph(&self, block: &Block, ids: &[&str], text: &str) -> String {
        let (name, end) = match block.role {
            Role::Title => ("h1", "</h1>"),
            Role::Heading(1) => ("h1", "</h1>"),
            Role::Heading(2) => ("h2", "</h2>"),
            Role::Heading(3) => ("h3", "</h3>"),
            Role::Heading(4) => ("h4", "</h4>"),
            Role::Heading(5) => ("h5", "</h5>"),
            Role::Heading(_) => ("h6", "</h6>"),
            Role::Caption => ("figure><figcaption", "</figcaption></figure>"),
            _ => ("p", "</p>"),
        };
        let mut tag = name.to_owned();
        tag.push_str(match block.direction {
            Some(Direction::RightToLeft) => " dir=\"rtl\"",
            Some(Direction::LeftToRight) => " dir=\"ltr\"",
            None => "",
        });
        tag.push_str(match block.align {
            Align::Start => "",
            Align::Center => " style=\"text-align: center\"",
            Align::End => " style=\"text-align: end\"",
        });
        let ids: String = ids.iter().map(|id| format!("<a id=\"{}\"></a>", escaped(id))).collect();
        format!("<{tag}>{ids}{text}{end}")
    }

    fn code(&self, text: &str, language: Option<&str>) -> String {
        let class = language.map(|language| format!(" class=\"language-{}\"", escaped(language)));
        format!("<pre><code{}>{}\n</code></pre>", class.unwrap_or_default(), escaped(text))
    }

    fn rule(&self) -> &'static str {
        "<hr>"
    }

    fn quote(&self, blocks: &[String]) -> String {
        format!("<blockquote>\n{}\n</blockquote>", blocks.join("\n"))
    }

    fn definition(&self, blocks: &[String]) -> String {
        format!("<dl><dd>{}</dd></dl>", inside(blocks))
    }

    fn list(&self, list: Container, items: &[ItemText]) -> String {
        let (name, start) = match list {
            Container::Numbers(1) | Container::Brackets(1) => ("ol", String::new()),
            Container::Numbers(first) | Container::Brackets(first) => ("ol", format!(" start=\"{first}\"")),
            _ => ("ul", String::new()),
        };
        let item = |item: &ItemText| match item.is_tight {
            true => format!("<li>{}</li>\n", inside(&item.blocks)),
            false => format!("<li>{}</li>\n", item.blocks.join("\n")),
        };
        format!("<{name}{start}>\n{}</{name}>", items.iter().map(item).collect::<String>())
    }

    fn table(&self, _: &Table, cells: &[Vec<CellText<'_>>]) -> String {
        let span = |name, count| if count > 1 { format!(" {name}=\"{count}\"") } else { String::new() };
        let cell = |text: &CellText<'_>| {
            let name = if text.is_header { "th" } else { "td" };
            let spans = span("colspan", text.cell.columns) + &span("rowspan", text.cell.rows);
            format!("<{name}{spans}>{}</{name}>", inside(&text.blocks))
        };
        let row = |row: &Vec<CellText<'_>>| format!("<tr>{}</tr>\n", row.iter().map(cell).collect::<String>());
        format!("<table>\n{}</table>", cells.iter().map(row).collect::<String>())
    }
}

/// What is in an item or a cell: its first paragraph without tags of its own, where it has none beside it.
fn inside(blocks: &[String]) -> String {
    let bare = |block: &String| block.strip_prefix("<p>").and_then(|text| text.strip_suffix("</p>")).map(str::to_owned);
    match blocks {
        [first, others @ ..] if !others.iter().any(|other| other.starts_with("<p")) => {
            let first = bare(first).unwrap_or_else(|| first.clone());
            [std::slice::from_ref(&first), others].concat().join("\n")
        }
        blocks => blocks.join("\n"),
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
