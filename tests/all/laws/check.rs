//! The laws themselves: a page against the same article set on one endless line per paragraph.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use kanbao::render::bidi::has_right_to_left;
use kanbao::render::{
    CodeLines, Document, Line, Options, Page, Role, Span, is_east_asian, may_end_line, may_start_line, opportunities,
};
use kanbao::text::{self, Ambiguous};

/// Wider than any paragraph.
const ENDLESS: usize = 20_000;

/// An article's paragraphs, as they are without line breaks.
pub struct Source {
    paragraphs: BTreeMap<u32, Paragraph>,
    /// The cells of every row of a table, each on one endless line.
    rows: Vec<Vec<String>>,
    ambiguous: Ambiguous,
}

/// One block that is text: neither code nor table.
#[derive(Default)]
struct Paragraph {
    text: String,
    /// Byte of each character that is not white space.
    at: Vec<usize>,
    /// Numbers of the characters that begin a line by the author's will.
    forced: Vec<usize>,
    /// Bytes where the number of a link or a footnote begins, which stays with the word before it.
    glued: Vec<usize>,
    legal: Vec<usize>,
}

impl Source {
    pub fn new(document: &Document, options: &Options) -> Source {
        let mut paragraphs = BTreeMap::<u32, Paragraph>::new();
        let page = document.set(ENDLESS);
        let others: BTreeSet<u32> =
            page.lines.iter().filter(|line| !is_prose(line)).map(|line| line.place.block).collect();
        for line in page.lines.iter().filter(|line| !others.contains(&line.place.block)) {
            paragraphs.entry(line.place.block).or_default().push(line);
        }
        paragraphs.values_mut().for_each(Paragraph::find_breaks);
        let rows = page.lines.iter().map(|line| pieces(line).into_iter().map(|(text, _)| text).collect()).collect();
        Source { paragraphs, rows, ambiguous: options.ambiguous }
    }
}

impl Source {
    /// Whether the cells of a line may be the first line of a row, and so go on no line above.
    fn begins_row(&self, cells: &[Piece]) -> bool {
        let begins = |row: &Vec<String>| {
            row.len() == cells.len()
                && row
                    .iter()
                    .zip(cells)
                    .all(|(whole, (text, _))| whole.starts_with(text.as_str()) && text.is_empty() == whole.is_empty())
        };
        self.rows.iter().any(begins)
    }
}

impl Paragraph {
    fn push(&mut self, line: &Line) {
        let (_, text) = parts(line);
        if text.is_empty() {
            return;
        }
        if !self.text.is_empty() {
            self.forced.push(self.at.len());
            self.text.push(' ');
        }
        let start = self.text.len();
        self.glue(line, start, &text);
        self.at.extend(text.char_indices().filter(|(_, c)| !c.is_whitespace()).map(|(at, _)| start + at));
        self.text.push_str(&text);
    }

    fn glue(&mut self, line: &Line, start: usize, text: &str) {
        let whole: usize = line.spans.iter().map(|span| text_of(span).len()).sum();
        let mut at = (start + text.len()).wrapping_sub(whole);
        for span in &line.spans {
            if matches!(span.role, Role::LinkNumber | Role::Footnote) {
                self.glued.push(at);
            }
            at = at.wrapping_add(text_of(span).len());
        }
    }

    fn find_breaks(&mut self) {
        self.legal = opportunities(&self.text);
        self.legal.retain(|at| !self.glued.contains(at));
    }

    /// The stretch around byte `at` in which no line may begin; an ideographic space behind it takes
    /// its columns on the line.
    fn word(&self, at: usize) -> &str {
        let next = self.legal.partition_point(|legal| *legal <= at);
        let from = if next == 0 { 0 } else { self.legal[next - 1] };
        let to = self.legal.get(next).copied().unwrap_or(self.text.len());
        self.text[from..to].trim_end_matches(' ')
    }
}

/// What is wrong with `page`, which shows `source`: nothing, if the laws hold.
pub fn check(page: &Page, source: &Source, options: &Options) -> Vec<String> {
    let mut wrong = Vec::new();
    for line in &page.lines {
        let scrolls = options.code_lines == CodeLines::Scroll && is_code(line);
        let width = text::width(&line.text(), source.ambiguous);
        if width > page.width && !scrolls {
            wrong.push(format!("too wide by {}: {}", width - page.width, line.text()));
        }
    }
    wrong.extend(check_text(page, source));
    wrong.extend(check_tables(page, source));
    for pair in page.lines.windows(2) {
        let [above, below] = pair else { continue };
        if above.place.block == below.place.block && is_prose(above) && is_prose(below) {
            wrong.extend(check_break(above, below, page.width, source));
        }
    }
    wrong
}

/// Checks that each paragraph shows all of its text, once.
fn check_text(page: &Page, source: &Source) -> Vec<String> {
    let squeezed = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
    let mut shown = BTreeMap::<u32, String>::new();
    for line in page.lines.iter().filter(|line| source.paragraphs.contains_key(&line.place.block)) {
        shown.entry(line.place.block).or_default().push_str(&squeezed(&parts(line).1));
    }
    let differs = |(block, paragraph): (&u32, &Paragraph)| {
        let there = shown.get(block).map(String::as_str).unwrap_or_default();
        let wanted = squeezed(&paragraph.text);
        let is_same = there == wanted || has_right_to_left(&wanted);
        (!is_same).then(|| format!("text differs: {} for {}", head(there), head(&wanted)))
    };
    source.paragraphs.iter().filter_map(differs).collect()
}

/// Checks one line break inside of a paragraph.
fn check_break(above: &Line, below: &Line, width: usize, source: &Source) -> Option<String> {
    let paragraph = source.paragraphs.get(&below.place.block)?;
    let number = below.place.character as usize;
    let (front, shown) = parts(above);
    let at = *paragraph.at.get(number)?;
    if paragraph.forced.contains(&number) || number == 0 || has_right_to_left(&paragraph.text) {
        return None;
    }
    let room = width.saturating_sub(text::width(&front, source.ambiguous));
    let columns = |text: &str| text::width(text, source.ambiguous);
    let (before, after) = (&paragraph.text[..at], &paragraph.text[at..]);
    let (last, next) = (before.trim_end().chars().next_back()?, after.chars().next()?);
    let near = || format!("{}⏎{} ({room} columns)", tail(before), head(after));
    let word = paragraph.word(at);
    let unbreakable = columns(word) > room && !paragraph.legal.contains(&at);
    if unbreakable {
        return None;
    }
    if !(may_start_line(next) || before.ends_with(' ') && opens_word(after)) {
        return Some(format!("starts: {}", near()));
    }
    if !may_end_line(last) && !closes_german(before) {
        return Some(format!("ends: {}", near()));
    }
    if !before.ends_with(char::is_whitespace) && is_latin(last) && is_latin(next) {
        return Some(format!("cut word: {}", near()));
    }
    if !paragraph.legal.iter().any(|legal| (before.trim_end().len()..=at).contains(legal)) {
        return Some(format!("no opportunity: {}", near()));
    }
    let space = columns(&before[before.trim_end().len()..]);
    if columns(shown.trim_end()) + space + columns(word) + 2 <= room {
        return Some(format!("short by {}: {}", room - columns(shown.trim_end()), near()));
    }
    None
}

/// ’90s, ’n’: an apostrophe that opens a word.
fn opens_word(after: &str) -> bool {
    let mut characters = after.chars();
    matches!(characters.next(), Some('’' | '”')) && characters.next().is_some_and(char::is_alphanumeric)
}

/// „so“: a quote that closes behind a word.
fn closes_german(before: &str) -> bool {
    let mut characters = before.trim_end().chars().rev();
    matches!(characters.next(), Some('“' | '‘'))
        && characters.next().is_some_and(|c| !c.is_whitespace() && !is_east_asian(c))
}

fn is_latin(c: char) -> bool {
    c.is_alphanumeric()
        && !is_east_asian(c)
        && text::width(c.encode_utf8(&mut [0; 4]), Ambiguous::Narrow) == 1
        && !is_unspaced(c)
}

/// Scripts that part words without spaces, or by marks of their own.
fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{fff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}')
}

/// A line's bars, bullets and indent, and its text.
fn parts(line: &Line) -> (String, String) {
    let is_front =
        |span: &&Span| matches!(span.role, Role::QuoteBar | Role::ListMark) || span.text.chars().all(|c| c == ' ');
    let count = line.spans.iter().take_while(is_front).count();
    let joined = |spans: &[Span]| spans.iter().map(text_of).collect::<String>();
    let (mut front, rest) = (joined(&line.spans[..count]), joined(&line.spans[count..]));
    let text = rest.trim_start_matches(' ');
    front.push_str(&rest[..rest.len() - text.len()]);
    (front, text.to_owned())
}

/// A span's text; the number of a picture stays with its label: `[图 1`.
fn text_of(span: &Span) -> Cow<'_, str> {
    match span.role {
        Role::Image => Cow::Owned(span.text.replacen(' ', "\u{a0}", 1)),
        _ => Cow::Borrowed(&span.text),
    }
}

/// True of lines that are filled: neither code nor table nor rule.
fn is_prose(line: &Line) -> bool {
    !is_code(line)
        && !line.spans.iter().any(|span| matches!(span.role, Role::TableRule | Role::TableHeader | Role::Rule))
}

fn is_code(line: &Line) -> bool {
    use Role::{Code, CodeComment, CodeFunction, CodeKeyword, CodeNumber, CodeString, CodeType, CodeWrap};
    let code = [Code, CodeComment, CodeFunction, CodeKeyword, CodeNumber, CodeString, CodeType, CodeWrap];
    line.spans.iter().any(|span| code.contains(&span.role))
}

fn tail(text: &str) -> &str {
    let from = text.char_indices().rev().nth(11).map_or(0, |(at, _)| at);
    &text[from..]
}

fn head(text: &str) -> &str {
    let to = text.char_indices().nth(12).map_or(text.len(), |(at, _)| at);
    &text[..to]
}

/// A piece of a row's line between two bars: its text, and the columns of its cell.
type Piece = (String, usize);

/// Checks how lines start and end in the cells of tables.
fn check_tables(page: &Page, source: &Source) -> Vec<String> {
    let pieces: Vec<_> = page.lines.iter().map(pieces).collect();
    let mut wrong = Vec::new();
    for pair in pieces.windows(2) {
        let [above, below] = pair else { continue };
        if above.len() == below.len() && above.len() > 1 && !source.begins_row(below) {
            let cells = above.iter().zip(below);
            wrong.extend(cells.filter_map(|(above, below)| check_cell(above, below, source.ambiguous)));
        }
    }
    wrong
}

fn check_cell((above, room): &Piece, (below, _): &Piece, ambiguous: Ambiguous) -> Option<String> {
    let columns = |text: &str| text::width(text, ambiguous);
    let (last, next) = (above.chars().next_back()?, below.chars().next()?);
    let joined = format!("{above}{below}");
    let legal = opportunities(&joined);
    let (before, after) =
        (legal.iter().filter(|at| **at < above.len()).max(), legal.iter().find(|at| **at > above.len()));
    let word = &joined[before.copied().unwrap_or(0)..after.copied().unwrap_or(joined.len())];
    // Where the word would have fitted the break is the author's; where it is too long, with a space
    // that may have stood in it, it must be cut.
    let has_to = columns(word) + 1 > *room || columns(above) + columns(word) <= *room;
    let allowed = (may_start_line(next) || opens_word(below)) && (may_end_line(last) || closes_german(above));
    (!allowed && !has_to).then(|| format!("in a cell: {}⏎{} ({room} columns)", tail(above), head(below)))
}

/// What stands between the bars of a row's line; nothing of other lines.
fn pieces(line: &Line) -> Vec<Piece> {
    let mut pieces = vec![String::new()];
    for span in &line.spans {
        match span.role {
            Role::TableRule if span.text.contains('│') => pieces.push(String::new()),
            Role::TableRule => return Vec::new(),
            Role::QuoteBar | Role::ListMark => {}
            _ => pieces.last_mut().into_iter().for_each(|piece| piece.push_str(&span.text)),
        }
    }
    let columns = |piece: &str| text::width(piece, Ambiguous::Narrow);
    pieces.into_iter().map(|piece| (piece.trim().to_owned(), columns(&piece))).collect()
}
