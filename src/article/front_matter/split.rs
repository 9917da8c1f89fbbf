//! Where the front matter ends and the body begins.

/// The most bytes that are read as front matter.
pub const MAX_BLOCK: usize = 64 * 1024;

/// A file's text in its two parts.
#[derive(Debug, PartialEq, Eq)]
pub struct Split<'a> {
    /// The lines between the two `---` lines, where there are such.
    pub block: Option<Block<'a>>,
    pub body: &'a str,
}

/// The front matter as it stands in the file.
#[derive(Debug, PartialEq, Eq, Clone, Copy)]
pub struct Block<'a> {
    pub text: &'a str,
    /// Line of the file that the block begins on, from 1.
    pub line: usize,
    /// False where the second `---` line is missing.
    pub closed: bool,
    /// False where more text could make another line of the second `---` line.
    pub sure: bool,
}

/// Parts `text` into front matter and body. Blank lines may stand before the first `---`.
///
/// Lines end in LF, CRLF or CR. Two rules with prose between them (a Markdown habit) are no front
/// matter: its first line must look like a field.
pub fn split(text: &str) -> Split<'_> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    open(text).unwrap_or(Split { block: None, body: text })
}

fn open(text: &str) -> Option<Split<'_>> {
    let mut lines = Lines::new(text);
    let opening = lines.by_ref().find(|line| !line.text.trim_start().is_empty())?;
    if !is_rule(opening.text) {
        return None;
    }
    let (first, line) = (lines.at, lines.number + 1);
    let (mut fields, mut after_blank) = (false, false);
    for at in lines {
        if is_rule(at.text) || at.text.trim_end() == "..." {
            let block = Block { text: text.get(first..at.start)?, line, closed: true, sure: at.ended };
            let is_front_matter = fields || block.text.trim().is_empty();
            return is_front_matter.then_some(Split { block: Some(block), body: text.get(at.end..)? });
        }
        if after_blank && at.text.starts_with('<') {
            break;
        }
        after_blank = at.text.trim_start().is_empty();
        if !fields && !after_blank && !at.text.starts_with('#') {
            fields = is_field(at.text.trim_start());
            if !fields {
                return None;
            }
        }
    }
    unclosed(text, first, line)
}

/// A front matter that nobody closed: the fields up to the first line that cannot be one.
fn unclosed(text: &str, first: usize, line: usize) -> Option<Split<'_>> {
    let rest = text.get(first..)?;
    let within = Lines::new(rest).take_while(|line| belongs(line.text) && line.end <= MAX_BLOCK);
    let end = first + within.last()?.end;
    let block = Block { text: text.get(first..end)?, line, closed: false, sure: false };
    Some(Split { block: Some(block), body: text.get(end..)? })
}

fn belongs(line: &str) -> bool {
    is_field(line) || (line.starts_with([' ', '\t', '-']) && !line.trim().is_empty() && !is_rule(line))
}

fn is_rule(line: &str) -> bool {
    line.strip_prefix("---").is_some_and(|rest| rest.trim().is_empty())
}

/// True of a line that may be a field: a short key and a colon, half-width or full-width.
pub fn is_field(line: &str) -> bool {
    let key_ends = line.char_indices().take(64).find(|(_, c)| matches!(c, ':' | '：'));
    let key = key_ends.and_then(|(at, _)| line.get(..at)).unwrap_or_default();
    let begins = key.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | '"' | '\'' | '?'));
    begins && !key.contains(['<', '>', '/', '，', '。'])
}

/// The number, from 1, of the line that follows `before`.
pub fn line_number(before: &str) -> usize {
    1 + Lines::new(before).filter(|line| line.ended).count()
}

/// One line of a text, its line end left out.
#[derive(Debug, Clone, Copy)]
pub struct Line<'a> {
    pub text: &'a str,
    /// Where the line begins, in bytes.
    pub start: usize,
    /// Where the next line begins.
    pub end: usize,
    /// False for a last line without a line end.
    pub ended: bool,
}

/// The lines of a text that end in LF, CRLF or CR.
#[derive(Debug, Clone)]
pub struct Lines<'a> {
    text: &'a str,
    at: usize,
    /// How many lines were given.
    number: usize,
}

impl<'a> Lines<'a> {
    pub fn new(text: &'a str) -> Lines<'a> {
        Lines { text, at: 0, number: 0 }
    }
}

impl<'a> Iterator for Lines<'a> {
    type Item = Line<'a>;

    fn next(&mut self) -> Option<Line<'a>> {
        let (text, start) = (self.text, self.at);
        let rest = text.get(start..).filter(|rest| !rest.is_empty())?;
        let length = memchr::memchr2(b'\n', b'\r', rest.as_bytes());
        let (line, after) = rest.split_at_checked(length.unwrap_or(rest.len()))?;
        let line_end = if after.starts_with("\r\n") { 2 } else { usize::from(!after.is_empty()) };
        self.at = start + line.len() + line_end;
        self.number += 1;
        Some(Line { text: line, start, end: self.at, ended: line_end > 0 })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> (Option<&str>, &str) {
        let split = split(text);
        (split.block.map(|block| block.text), split.body)
    }

    #[test]
    fn lines_end_as_they_like() {
        for end in ["\n", "\r\n", "\r"] {
            let text = ["", "---", "title: a", "b: c", "---", "body"].join(end);
            let block = ["title: a", "b: c", ""].join(end);
            assert_eq!(parts(&text), (Some(block.as_str()), "body"), "{end:?}");
            assert_eq!(split(&text).block.map(|b| b.line), Some(3));
        }
    }

    #[test]
    fn a_mark_and_blank_lines_may_come_first() {
        assert_eq!(parts("\u{feff}\n  \n---\na: b\n---\nx"), (Some("a: b\n"), "x"));
        assert_eq!(parts("---\n---\nx"), (Some(""), "x"));
    }

    #[test]
    fn a_body_alone_is_a_body() {
        for text in
            ["", "<p>x</p>", "# x\n\n---\n\ny: z\n\n---\n", "---\n\nSome text.\n\n---\nMore.", "----\na: b\n---\n"]
        {
            assert_eq!(parts(text), (None, text));
        }
    }

    #[test]
    fn a_front_matter_that_is_not_closed_ends_with_its_fields() {
        assert_eq!(parts("---\na: b\nc:\n - d\n\nText: more\n"), (Some("a: b\nc:\n - d\n"), "\nText: more\n"));
        assert_eq!(parts("---\na: b\n---"), (Some("a: b\n"), ""));
        assert_eq!(parts("---\na: b\n<p>x"), (Some("a: b\n"), "<p>x"));
    }
}
