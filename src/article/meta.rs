//! Fields to [`Meta`]: what each field is for, and what is odd about its value.

use std::borrow::Cow;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::front_matter::{Block, Fields, Known, Lines, Node, unquote};
use super::{Date, DateSource, Meta, Problem, clean_line, date};
use crate::html::text_of_fragment;

/// What the front matter says. A missing title is an empty one, missing categories are none.
#[derive(Debug, Default)]
pub struct Written {
    pub meta: Meta,
    /// The text of a date that was understood.
    pub date_text: Option<String>,
}

/// Reads `fields`, which were found in `block`.
pub fn read(fields: &Fields<'_>, block: &Block<'_>, zone: &TimeZone, problems: &mut Vec<Problem>) -> Written {
    let mut reader = Reader { block, zone, problems, written: Written::default() };
    let mut best: [Option<Choice<'_>>; 10] = [None; 10];
    for (at, (key, value)) in fields.iter().enumerate() {
        reader.note_double(fields, at);
        match Known::ranked(key) {
            Some((known, rank)) => Choice { known, key, value, last: (!value.is_filled(), rank) }.put(&mut best),
            None => reader.keep_other(key, value),
        }
    }
    best.into_iter().flatten().for_each(|choice| reader.take(choice.known, choice.key, choice.value));
    reader.written
}

/// A field that may be the one that holds.
#[derive(Clone, Copy)]
struct Choice<'f> {
    known: Known,
    key: &'f str,
    value: &'f Node<'f>,
    /// What makes another field better: this one is empty, and its key's rank.
    last: (bool, u8),
}

impl<'f> Choice<'f> {
    /// Prefers filled fields, then keys of a lower rank, then the last.
    fn put(self, best: &mut [Option<Choice<'f>>; 10]) {
        let Some(slot) = best.get_mut(self.known as usize) else { return };
        if slot.is_none_or(|other| self.last <= other.last) {
            *slot = Some(self);
        }
    }
}

struct Reader<'r> {
    block: &'r Block<'r>,
    zone: &'r TimeZone,
    problems: &'r mut Vec<Problem>,
    written: Written,
}

impl Reader<'_> {
    fn take(&mut self, known: Known, key: &str, value: &Node<'_>) {
        match known {
            Known::Title => self.title(key, value),
            Known::Categories => self.written.meta.categories = categories(value),
            Known::Tags => self.written.meta.tags = tags(value),
            Known::Author => self.written.meta.authors = lines(value),
            Known::Date => self.date(key, value),
            Known::Image => self.written.meta.image = first_line(value),
            Known::Link => self.written.meta.link = first_line(value),
            Known::Guid => self.written.meta.guid = first_line(value),
            Known::Lang => self.written.meta.lang = first_line(value),
            Known::Description => self.written.meta.description = description(value),
        }
    }

    fn title(&mut self, key: &str, value: &Node<'_>) {
        let text = match value {
            Node::Null => Cow::Borrowed(""),
            Node::Text(text) => Cow::Borrowed(text.as_ref()),
            // `title: [独家]`: a list to YAML, words to a person.
            Node::List(_) | Node::Map(_) => {
                let written = self.raw(key).map(unquote).filter(|raw| !raw.is_empty());
                Cow::Owned(written.unwrap_or_else(|| value.texts().join(" ")))
            }
        };
        self.written.meta.title = clean_line::line(&clean_line::without_inline_tags(&text));
        if self.written.meta.title.is_empty() {
            self.note(key, format!("`{key}` is empty"));
        }
    }

    fn date(&mut self, key: &str, value: &Node<'_>) {
        let texts = value.texts();
        let Some(text) = texts.first() else { return };
        // A comment behind the date stays in the text where YAML refused.
        let bare = text.split(" #").next().unwrap_or(text);
        match date::parse(bare, self.zone) {
            Some(at) => {
                self.written.meta.date = Some(Date { at, source: DateSource::Written });
                self.written.date_text = Some(clean_line::line(bare));
            }
            None => self.note(key, format!("`{key}` is not understood: {}", clean_line::line(&shortened(text)))),
        }
    }

    fn keep_other(&mut self, key: &str, value: &Node<'_>) {
        let key = clean_line::line(key);
        if !key.is_empty() {
            self.written.meta.other.push((key, joined(value, ", ")));
        }
    }

    fn note_double(&mut self, fields: &Fields<'_>, at: usize) {
        let Some((key, _)) = fields.get(at) else { return };
        let before = fields.iter().take(at.min(200)).any(|(other, _)| other == key);
        if before && self.problems.len() < 20 {
            self.note(key, format!("`{}` is there twice; the last one holds", clean_line::line(key)));
        }
    }

    fn note(&mut self, key: &str, what: String) {
        let line = self.line(key).map(|(line, _)| line);
        self.problems.push(Problem { line, what: clean_line::line(&what) });
    }

    /// What stands behind `key:` on its line.
    fn raw(&self, key: &str) -> Option<&str> {
        self.line(key).map(|(_, value)| value)
    }

    /// The last line of the file that begins with `key:`, and what stands behind it.
    fn line(&self, key: &str) -> Option<(usize, &str)> {
        let value = |line: &'_ str| -> Option<usize> {
            let rest = line.trim_start().trim_start_matches(['"', '\'']).strip_prefix(key)?;
            let rest = rest.trim_start_matches(['"', '\'']).trim_start().strip_prefix([':', '：'])?;
            Some(line.len() - rest.len())
        };
        let found =
            Lines::new(self.block.text).enumerate().filter_map(|(at, line)| Some((at, line.text, value(line.text)?)));
        let (at, line, from) = found.last()?;
        Some((self.block.line + at, line.get(from..)?.trim()))
    }
}

fn shortened(text: &str) -> String {
    text.chars().take(60).collect()
}

fn lines(value: &Node<'_>) -> Vec<String> {
    let mut lines = Vec::new();
    value.each_text(&mut |text| lines.extend(Some(clean_line::line(&text)).filter(|line| !line.is_empty())));
    lines
}

fn joined(value: &Node<'_>, between: &str) -> String {
    let mut lines = lines(value);
    match lines.len() {
        1 => lines.pop().unwrap_or_default(),
        _ => lines.join(between),
    }
}

fn first_line(value: &Node<'_>) -> Option<String> {
    lines(value).into_iter().next()
}

/// The description as one line; markup in it, as feeds give it, is taken off.
fn description(value: &Node<'_>) -> Option<String> {
    let text = joined(value, " ");
    let text = if text.contains('<') { clean_line::line(&text_of_fragment(&text)) } else { text };
    Some(text).filter(|text| !text.is_empty())
}

/// A list of scalars is one path, outermost first, and a nested list goes on with it; a list of
/// nothing but lists is several paths; a string is one category or, with `/` or `>`, a path.
fn categories(value: &Node<'_>) -> Vec<Vec<String>> {
    let paths = match value {
        Node::List(items) if items.iter().all(|item| matches!(item, Node::List(_) | Node::Null)) => {
            items.iter().map(lines).collect()
        }
        Node::Text(text) => vec![text.split(['/', '>', '＞']).map(clean_line::line).collect::<Vec<_>>()],
        _ => vec![lines(value)],
    };
    let filled = paths.into_iter().map(|path| path.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>());
    filled.filter(|path| !path.is_empty()).collect()
}

fn tags(value: &Node<'_>) -> Vec<String> {
    let texts = match value {
        Node::Text(text) => text.split([',', '，', '、', ';', '；']).map(clean_line::line).collect(),
        _ => lines(value),
    };
    let mut tags: Vec<String> = Vec::new();
    for tag in texts {
        let tag = tag.trim_start_matches('#').trim().to_owned();
        if !tag.is_empty() && !tags.contains(&tag) {
            tags.push(tag);
        }
    }
    tags
}

/// The file's time, where there is no date.
pub fn file_time(modified: Option<Timestamp>) -> Option<Date> {
    modified.map(|at| Date { at, source: DateSource::FileTime })
}
