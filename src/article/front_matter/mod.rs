//! The YAML between two `---` lines to fields, by the reader that fits: the fast path, the YAML
//! library, or the tolerant reader where YAML refuses or would lose text.

mod field;
mod node;
mod simple_yaml;
mod split;
mod tolerant;
mod yaml;

pub use field::Known;
pub use node::{Fields, Node};
pub use split::{Block, Lines, Split, line_number, split};
pub use tolerant::unquote;

use split::{MAX_BLOCK, is_field};
use yaml::Refusal;

use super::Problem;

/// The fields of a front matter, and what was odd about it.
pub fn parse<'a>(block: &Block<'a>) -> (Fields<'a>, Vec<Problem>) {
    let (fields, problem) = match simple_yaml::parse(block.text) {
        Some(fields) => (fields, None),
        None => by_yaml(block),
    };
    let unclosed =
        (!block.closed).then(|| Problem { line: None, what: "front matter has no closing `---` line".to_owned() });
    (fields, problem.into_iter().chain(unclosed).collect())
}

fn by_yaml<'a>(block: &Block<'a>) -> (Fields<'a>, Option<Problem>) {
    if let Some((line, key)) = hidden_text(block.text) {
        let what = format!("`{key}` has a ` #`, where YAML drops the rest of the line; kept");
        return (tolerant::parse(block.text), Some(Problem { line: Some(block.line + line), what }));
    }
    match yaml::parse(block.text) {
        Ok(fields) => (fields, None),
        Err(refusal) => (tolerant::parse(first_bytes(block.text)), Some(explain(block, &refusal))),
    }
}

fn first_bytes(text: &str) -> &str {
    let mut end = text.len().min(MAX_BLOCK);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or(text)
}

/// The first line, from 0, with text that YAML takes for a comment though a person means it:
/// `title: C# 入门 #1`. A comment has a space behind its `#`.
fn hidden_text(block: &str) -> Option<(usize, &str)> {
    if !block.contains(" #") {
        return None;
    }
    let mut key = "";
    for (number, line) in Lines::new(block).enumerate() {
        let item = line.text.trim_start().strip_prefix("- ");
        let value = match item {
            Some(item) => item,
            None if is_field(line.text) => {
                let (name, value) = line.text.split_once(':').unwrap_or_default();
                key = name;
                value
            }
            None => continue,
        };
        let for_words = matches!(
            Known::of(key),
            Some(Known::Title | Known::Author | Known::Description | Known::Categories | Known::Tags)
        );
        if for_words && has_hidden_text(value) {
            return Some((number, key));
        }
    }
    None
}

fn has_hidden_text(value: &str) -> bool {
    let quoted = value.trim_start().starts_with(['"', '\'', '|', '>', '[', '{']);
    let behind = |at: usize| value.get(at + 2..).and_then(|rest| rest.chars().next());
    !quoted
        && memchr::memmem::find_iter(value.as_bytes(), b" #").any(|at| behind(at).is_some_and(char::is_alphanumeric))
}

/// The refusal in words, at the field that is to blame.
fn explain(block: &Block<'_>, refusal: &Refusal) -> Problem {
    let Some(line) = refusal.line else {
        return Problem {
            line: Some(block.line),
            what: format!("front matter is {}; read line by line", refusal.what),
        };
    };
    match culprit(block.text) {
        Some((line, key)) => {
            Problem { line: Some(block.line + line), what: format!("`{key}` is not valid YAML: {}", refusal.what) }
        }
        None => Problem {
            line: Some(block.line + line.saturating_sub(1)),
            what: format!("front matter is not valid YAML: {}", refusal.what),
        },
    }
}

/// The first field, by line from 0, that YAML refuses when it stands alone.
fn culprit(block: &str) -> Option<(usize, &str)> {
    /// Enough for real front matter; a hostile one gets the library's own line.
    const MOST: usize = 50;
    let starts: Vec<(usize, usize)> = Lines::new(block)
        .enumerate()
        .filter(|(_, line)| is_field(line.text) || line.text.starts_with('?'))
        .map(|(number, line)| (number, line.start))
        .take(MOST + 1)
        .collect();
    let ends = starts.iter().skip(1).map(|(_, start)| *start).chain([block.len()]);
    let refused = starts.iter().zip(ends).find(|((_, start), end)| {
        let field = block.get(*start..*end).unwrap_or_default();
        field.len() < 4096 && yaml::parse(field).is_err()
    });
    let ((number, start), _) = refused.filter(|_| starts.len() <= MOST)?;
    let key = block.get(*start..)?.split([':', '：']).next()?;
    Some((*number, key))
}
