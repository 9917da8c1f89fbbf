//! Reads source files: which lines are code, and of which words they are made.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

/// A source file: its path below `src`, and its lines of code with their numbers, without comments,
/// tests and what is quoted.
pub struct Source {
    pub path: String,
    pub lines: Vec<(usize, String)>,
}

/// A name, a number, `::`, or one sign, and the line that it is on.
pub type Token<'s> = (usize, &'s str);

impl Source {
    /// The module of the crate that the file belongs to: `app` for `app/view/list.rs`.
    pub fn module(&self) -> &str {
        let first = self.path.split('/').next().unwrap_or_default();
        first.strip_suffix(".rs").unwrap_or(first)
    }

    pub fn is_below(&self, places: &[&str]) -> bool {
        places.iter().any(|place| self.path == *place || self.path.starts_with(&format!("{place}/")))
    }

    pub fn tokens(&self) -> Vec<Token<'_>> {
        self.lines.iter().flat_map(|(number, line)| tokens(line).into_iter().map(|token| (*number, token))).collect()
    }
}

/// All files of `src` but those of tests, in the order of their paths.
pub fn sources() -> &'static [Source] {
    static SOURCES: LazyLock<Vec<Source>> = LazyLock::new(|| {
        let paths = files().into_iter().filter(|path| !is_test(path));
        let mut sources: Vec<Source> = paths.map(|path| source(&path)).collect();
        sources.sort_by(|a, b| a.path.cmp(&b.path));
        sources
    });
    &SOURCES
}

pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// Every Rust file below `src`.
pub fn files() -> Vec<PathBuf> {
    let mut found = Vec::new();
    walk(&root(), &mut found);
    found
}

fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            walk(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
}

/// Files of tests, and of tools for tests, by their names.
fn is_test(path: &Path) -> bool {
    let mut parts = path.iter().filter_map(|part| part.to_str());
    parts.any(|part| part.starts_with("tests") || part.starts_with("fake_") || part.ends_with("_tests.rs"))
}

fn source(path: &Path) -> Source {
    let code = code(&fs::read_to_string(path).unwrap());
    let lines = code.lines().enumerate().map(|(at, line)| (at + 1, line.to_owned()));
    let path = path.strip_prefix(root()).unwrap().to_str().unwrap().to_owned();
    Source { path, lines: without_tests(lines) }
}

/// A text without comments and without what is in strings and character literals; its lines stay.
pub fn code(text: &str) -> String {
    let mut code = String::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let length = match c {
            '/' if rest.starts_with("//") => rest.find('\n').unwrap_or(rest.len()),
            '/' if rest.starts_with("/*") => rest.find("*/").map_or(rest.len(), |end| end + 2),
            '"' => string(rest),
            'r' if !code.ends_with(is_name) || code.ends_with('b') => raw_string(rest).unwrap_or(1),
            '\'' => character(rest).unwrap_or(1),
            _ => c.len_utf8(),
        };
        let (read, behind) = rest.split_at(length);
        if length == c.len_utf8() {
            code.push(c);
        } else {
            code.extend(read.chars().filter(|&c| c == '\n'));
        }
        rest = behind;
    }
    code
}

/// The length of the string that begins a text.
fn string(text: &str) -> usize {
    let mut escaped = false;
    let end = text.char_indices().skip(1).find(|&(_, c)| {
        let ends = c == '"' && !escaped;
        escaped = c == '\\' && !escaped;
        ends
    });
    end.map_or(text.len(), |(at, _)| at + 1)
}

/// The length of the raw string that begins a text, if one does.
fn raw_string(text: &str) -> Option<usize> {
    let signs = text[1..].len() - text[1..].trim_start_matches('#').len();
    let quoted = text[1 + signs..].strip_prefix('"')?;
    let close = format!("\"{}", "#".repeat(signs));
    Some(2 + signs + quoted.find(&close).map_or(quoted.len(), |end| end + close.len()))
}

/// The length of the character literal that begins a text; a lifetime is none.
fn character(text: &str) -> Option<usize> {
    let mut chars = text.char_indices().skip(1);
    match chars.next()?.1 {
        '\\' => chars.skip(1).find(|(_, c)| *c == '\'').map(|(at, _)| at + 1),
        _ => chars.next().filter(|(_, c)| *c == '\'').map(|(at, _)| at + 1),
    }
}

/// Lines without modules of tests, which end at a closing bracket that begins a line.
fn without_tests(lines: impl Iterator<Item = (usize, String)>) -> Vec<(usize, String)> {
    let mut kept = Vec::new();
    let (mut marked, mut inside) = (false, false);
    for (number, line) in lines {
        if inside {
            inside = line.trim_end() != "}";
        } else if marked && line.trim_start().starts_with("mod ") && line.contains('{') {
            inside = true;
        } else if !line.trim().is_empty() {
            kept.push((number, line.clone()));
        }
        marked = line.trim().starts_with("#[cfg(test)]") || (marked && line.trim().starts_with("#["));
    }
    kept
}

pub fn is_name(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn tokens(line: &str) -> Vec<&str> {
    let mut tokens = Vec::new();
    let mut rest = line.trim_start();
    while let Some(first) = rest.chars().next() {
        let length = match first {
            _ if is_name(first) => rest.find(|c| !is_name(c)).unwrap_or(rest.len()),
            _ if rest.starts_with("::") || rest.starts_with("=>") || rest.starts_with("->") => 2,
            _ => first.len_utf8(),
        };
        let (token, behind) = rest.split_at(length);
        tokens.push(token);
        rest = behind.trim_start();
    }
    tokens
}

#[test]
fn comments_and_what_is_quoted_are_no_code() {
    let cases = [
        ("a // b \"\nc", "a \nc"),
        ("a /* b\n\" */ c", "a \n c"),
        (r#"a("b\"//", c)"#, "a(, c)"),
        (r##"a(r#"b"c"#, d)"##, "a(, d)"),
        (r#"a('"', b, '\'', '\u{22}') // c"#, "a(, b, , ) "),
        ("a<'b>('c', 'd')", "a<'b>(, )"),
    ];
    for (text, expected) in cases {
        assert_eq!(code(text), expected, "{text}");
    }
}
