//! Articles and pages as JSON. Names and shapes are a promise to other programs.

use std::io;

use jiff::Timestamp;
use serde::Serialize;

use crate::article::{Article, DateSource, Place, Problem};
use crate::render::{Attributes, Line, Page, Role, Span};
use crate::state::Mark;
use crate::text::sanitize;

/// `value` as one line of JSON.
///
/// # Errors
/// A value that JSON has no form for.
pub fn line_of(value: &impl Serialize) -> io::Result<String> {
    Ok(escaped(&serde_json::to_string(value)?))
}

/// JSON in which everything is escaped that acts on a terminal: file names may hold such characters, and must
/// come back as they are.
pub fn escaped(json: &str) -> String {
    if sanitize(json) == json {
        return json.to_owned();
    }
    let mut escaped = String::with_capacity(json.len());
    for c in json.chars() {
        if sanitize(c.encode_utf8(&mut [0; 4])).contains(c) {
            escaped.push(c);
        } else {
            c.encode_utf16(&mut [0; 2]).iter().for_each(|unit| escaped.push_str(&format!("\\u{unit:04x}")));
        }
    }
    escaped
}

/// One line of `kanbao list --format json`.
#[derive(Debug, Serialize)]
pub struct Listed {
    pub id: String,
    pub path: String,
    pub title: String,
    /// Paths, outermost first: `[["金融", "要闻"]]`.
    pub categories: Vec<Vec<String>>,
    pub tags: Vec<String>,
    /// Several are parted by commas; null where none is named.
    pub author: Option<String>,
    /// RFC 3339; null where the article has none, though its file's time puts it in order.
    pub date: Option<Timestamp>,
    pub read: bool,
    pub starred: bool,
    pub problems: Vec<String>,
}

impl Listed {
    pub fn new(article: &Article, path: String, mark: Option<&Mark>) -> Listed {
        let meta = &article.meta;
        let own = mark.map(|mark| mark.tags.as_slice()).unwrap_or_default();
        let mut tags = meta.tags.clone();
        tags.extend(own.iter().filter(|tag| !meta.tags.contains(tag)).cloned());
        Listed {
            id: article.id.to_string(),
            path,
            title: meta.title.clone(),
            categories: meta.categories.clone(),
            tags,
            author: Some(meta.authors.join(", ")).filter(|author| !author.is_empty()),
            date: meta.date.filter(|date| date.source == DateSource::Written).map(|date| date.at),
            read: mark.is_some_and(|mark| mark.read),
            starred: mark.is_some_and(|mark| mark.starred),
            problems: article.problems.iter().map(in_words).collect(),
        }
    }
}

/// A problem with its line: `line 3: …`.
pub fn in_words(problem: &Problem) -> String {
    match problem.line {
        Some(line) => format!("line {line}: {}", problem.what),
        None => problem.what.clone(),
    }
}

/// `kanbao show --format json`.
#[derive(Debug, Serialize)]
pub struct Shown<'p> {
    #[serde(flatten)]
    pub listed: Listed,
    pub link: Option<&'p str>,
    pub guid: Option<&'p str>,
    pub image: Option<&'p str>,
    pub lang: Option<&'p str>,
    pub description: Option<&'p str>,
    pub other: Vec<Field<'p>>,
    pub width: usize,
    pub minutes: usize,
    pub lines: Vec<ShownLine<'p>>,
    pub links: Vec<ShownLink<'p>>,
    pub images: Vec<ShownImage<'p>>,
    pub outline: Vec<ShownHeading<'p>>,
    pub notes: &'p [String],
}

/// A field of the front matter that Kanbao has no use for.
#[derive(Debug, Serialize)]
pub struct Field<'p> {
    name: &'p str,
    value: &'p str,
}

#[derive(Debug, Serialize)]
pub struct ShownLine<'p> {
    place: ShownPlace,
    spans: Vec<ShownSpan<'p>>,
}

#[derive(Debug, Serialize)]
struct ShownPlace {
    block: u32,
    character: u32,
}

#[derive(Debug, Serialize)]
struct ShownSpan<'p> {
    text: &'p str,
    role: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    attributes: Vec<&'static str>,
    /// Number in `links`.
    #[serde(skip_serializing_if = "Option::is_none")]
    link: Option<usize>,
}

#[derive(Debug, Serialize)]
pub struct ShownLink<'p> {
    number: usize,
    address: &'p str,
    text: &'p str,
    host: &'p str,
}

#[derive(Debug, Serialize)]
pub struct ShownImage<'p> {
    address: &'p str,
    alt: &'p str,
}

#[derive(Debug, Serialize)]
pub struct ShownHeading<'p> {
    level: u8,
    text: &'p str,
    place: ShownPlace,
    /// Line of the page, from 0.
    line: usize,
}

impl<'p> Shown<'p> {
    pub fn new(article: &'p Article, path: String, page: &'p Page) -> Shown<'p> {
        let meta = &article.meta;
        Shown {
            listed: Listed::new(article, path, None),
            link: meta.link.as_deref(),
            guid: meta.guid.as_deref(),
            image: meta.image.as_deref(),
            lang: meta.lang.as_deref(),
            description: meta.description.as_deref(),
            other: meta.other.iter().map(|(name, value)| Field { name, value }).collect(),
            width: page.width,
            minutes: page.reading.minutes(),
            lines: page.lines.iter().map(line).collect(),
            links: links(page),
            images: page.images.iter().map(|image| ShownImage { address: &image.address, alt: &image.alt }).collect(),
            outline: outline(page),
            notes: &page.notes,
        }
    }
}

fn links(page: &Page) -> Vec<ShownLink<'_>> {
    let numbered = page.links.iter().zip(1..);
    numbered
        .map(|(link, number)| ShownLink { number, address: &link.address, text: &link.text, host: &link.host })
        .collect()
}

fn outline(page: &Page) -> Vec<ShownHeading<'_>> {
    let headings = page.outline.iter();
    headings
        .map(|heading| ShownHeading {
            level: heading.level,
            text: &heading.text,
            place: place(heading.place),
            line: page.line_of(heading.place),
        })
        .collect()
}

fn line(line: &Line) -> ShownLine<'_> {
    ShownLine { place: place(line.place), spans: line.spans.iter().map(span).collect() }
}

fn place(place: Place) -> ShownPlace {
    ShownPlace { block: place.block, character: place.character }
}

fn span(span: &Span) -> ShownSpan<'_> {
    ShownSpan {
        text: &span.text,
        role: role(span.role),
        attributes: attributes(span.attributes),
        link: span.link.map(|at| at + 1),
    }
}

/// A role by its name in small letters: `heading-2`, `quote-bar`.
fn role(role: Role) -> String {
    if let Role::Heading(level) = role {
        return format!("heading-{level}");
    }
    let mut name = String::new();
    for c in format!("{role:?}").chars() {
        if c.is_ascii_uppercase() && !name.is_empty() {
            name.push('-');
        }
        name.push(c.to_ascii_lowercase());
    }
    name
}

fn attributes(set: Attributes) -> Vec<&'static str> {
    let all = [
        (Attributes::STRONG, "strong"),
        (Attributes::EMPHASIS, "emphasis"),
        (Attributes::DELETED, "deleted"),
        (Attributes::INSERTED, "inserted"),
        (Attributes::MARKED, "marked"),
        (Attributes::SMALL, "small"),
        (Attributes::KEY, "key"),
    ];
    all.into_iter().filter(|(attribute, _)| set.has(*attribute)).map(|(_, name)| name).collect()
}
