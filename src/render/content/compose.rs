//! Puts a [`Content`] together, block by block.
//!
//! Owns white space and where a paragraph ends. Knows nothing of elements: HTML, plain text and the head
//! are read into it alike.

use std::collections::HashMap;

use super::{Align, BlockKind, BlockTree, Container, Content, PLAIN, Run, Style, spacing};
use crate::render::bidi::Direction;
use crate::render::breaks::is_east_asian;
use crate::render::highlight::Highlighter;
use crate::render::{Labels, Link, Role};
use crate::text;

/// A content in the making.
pub struct Composer {
    /// What was composed so far.
    pub content: Content,
    /// The words that a page adds.
    pub labels: Labels,
    /// Colours code, unless code is to be plain.
    pub highlighter: Option<Highlighter>,
    /// Whether pictures written into the page (`data:`) keep their bytes.
    pub keep_data: bool,
    /// The role of plain text in the paragraphs to come.
    pub role: Role,
    /// The side on which the paragraphs to come are flush.
    pub align: Align,
    /// Which way the paragraphs to come run, where the page says so.
    pub direction: Option<Direction>,
    styles: HashMap<Style, u32>,
    /// Links by their addresses.
    pub(super) links: HashMap<String, u32>,
    /// Links to places in the page; they get their numbers last.
    pub(super) in_page: Vec<Link>,
    /// Nodes of the open containers, the outermost first.
    pub(super) open: Vec<(Option<Container>, Vec<BlockTree>)>,
    /// Where the present paragraph begins in `content.text` and `content.runs`.
    pub(super) start: (usize, usize),
    space: Space,
    pub(super) gap: Gap,
    /// Anchors that wait for the text after them.
    pub(super) waiting: Vec<String>,
    /// The table around all that is composed, whose places its blocks share.
    pub(super) owner: Option<u32>,
}

/// White space that waits for the next word.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Space {
    None,
    Some {
        style: u32,
        line_end: bool,
    },
    /// The next word begins a line.
    Line,
}

/// The distance of the next block from the one before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd)]
pub(super) enum Gap {
    None,
    /// Two lines of a page, or two paragraphs: long ones get a blank line.
    Soft,
    Blank,
}

impl Composer {
    /// An empty content.
    pub fn new(labels: Labels, highlighter: Option<Highlighter>) -> Composer {
        let content = Content { styles: vec![Style::default()], ..Content::default() };
        Composer {
            content,
            labels,
            highlighter,
            keep_data: false,
            role: Role::Text,
            align: Align::Start,
            direction: None,
            styles: HashMap::from([(Style::default(), 0)]),
            links: HashMap::new(),
            in_page: Vec::new(),
            open: vec![(None, Vec::new())],
            start: (0, 0),
            space: Space::None,
            gap: Gap::None,
            waiting: Vec::new(),
            owner: None,
        }
    }

    /// The finished content.
    pub fn done(mut self) -> Content {
        self.finish();
        while self.open.len() > 1 {
            self.close();
        }
        self.content.nodes = self.open.pop().map(|(_, nodes)| nodes).unwrap_or_default();
        self.number_in_page_links();
        spacing::settle(&mut self.content);
        self.content
    }

    /// Adds text with white space as in HTML: runs of it are one space, none at the ends of lines.
    pub fn text(&mut self, text: &str, style: Style) {
        let clean = text::sanitize(text);
        let style = self.style(style);
        let mut rest: &str = &clean;
        while !rest.is_empty() {
            let end = rest.find(|c: char| !c.is_ascii_whitespace()).unwrap_or(rest.len());
            let (space, from_word) = rest.split_at(end);
            if !space.is_empty() {
                self.note_space(style, space.contains('\n'));
            }
            let end = from_word.find(|c: char| c.is_ascii_whitespace()).unwrap_or(from_word.len());
            let (word, after) = from_word.split_at(end);
            self.word(word, style);
            rest = after;
        }
    }

    fn note_space(&mut self, style: u32, line_end: bool) {
        self.space = match self.space {
            Space::None => Space::Some { style, line_end },
            Space::Some { style, line_end: before } => Space::Some { style, line_end: before || line_end },
            Space::Line => Space::Line,
        };
    }

    fn word(&mut self, word: &str, style: u32) {
        // Cells have no first line to indent.
        let in_cell = self.owner.is_some() && self.paragraph().is_empty();
        let word = if in_cell { word.trim_start_matches('\u{3000}') } else { word };
        let Some(first) = word.chars().next() else { return };
        self.write_space(first, style);
        self.settle_anchors();
        self.push(word, style);
    }

    /// Writes the space before a word, unless the word begins a line. A line end between two East
    /// Asian characters is none (CSS Text 3, 4.1.3).
    fn write_space(&mut self, next: char, style: u32) {
        let space = std::mem::replace(&mut self.space, Space::None);
        let Some(before) = self.paragraph().chars().next_back().filter(|&c| c != '\n') else { return };
        let Space::Some { style: of_space, line_end } = space else {
            if space == Space::Line {
                self.push("\n", PLAIN);
            }
            return;
        };
        if line_end && next == '\u{3000}' {
            // A paragraph that its page forgot to mark.
            return self.push("\n", PLAIN);
        }
        if line_end && is_east_asian(before) && is_east_asian(next) {
            return;
        }
        self.push(" ", if of_space == style { style } else { PLAIN });
    }

    /// Adds text as it is, white space included.
    pub fn verbatim(&mut self, text: &str, style: Style) {
        let clean = text::sanitize(text);
        let style = self.style(style);
        self.write_space(clean.chars().next().unwrap_or_default(), style);
        self.settle_anchors();
        self.push(&clean, style);
    }

    pub(super) fn push(&mut self, text: &str, style: u32) {
        self.content.text.push_str(text);
        let end = self.content.text.len();
        let runs = &mut self.content.runs;
        // A run of the paragraph before is not to be made longer.
        let own = runs.len() > self.start.1;
        match runs.last_mut().filter(|run| run.style == style) {
            Some(run) if own => run.end = end,
            _ => runs.push(Run { end, style }),
        }
    }

    /// The text of the present paragraph so far.
    pub fn paragraph(&self) -> &str {
        self.content.text.get(self.start.0..).unwrap_or_default()
    }

    /// Whether the text so far ends in a letter or digit.
    pub fn ends_in_letter(&self) -> bool {
        self.space == Space::None && self.paragraph().chars().next_back().is_some_and(char::is_alphanumeric)
    }

    /// Bytes of text so far, to tell whether anything was added.
    pub fn length(&self) -> usize {
        self.content.text.len() + self.content.blocks.len()
    }

    /// Ends a line; two in a row end the paragraph.
    pub fn line_break(&mut self) {
        self.space = Space::None;
        match self.paragraph().chars().next_back() {
            None => self.margin(),
            Some('\n') => {
                self.finish();
                self.margin();
            }
            Some(_) => self.push("\n", PLAIN),
        }
    }

    /// The next word begins a line.
    pub fn fresh_line(&mut self) {
        self.space = Space::Line;
    }

    pub(super) fn style(&mut self, style: Style) -> u32 {
        if style == Style::default() {
            return PLAIN;
        }
        let styles = &mut self.content.styles;
        *self.styles.entry(style).or_insert_with(|| {
            styles.push(style);
            u32::try_from(styles.len() - 1).unwrap_or(PLAIN)
        })
    }

    /// Adds a line whose leading spaces stay.
    pub fn line(&mut self, indent: &str, line: &str) {
        let Some(first) = line.chars().next() else { return };
        self.write_space(first, PLAIN);
        self.settle_anchors();
        self.push(indent, PLAIN);
        self.text(line, Style::default());
    }

    /// Ends the present paragraph; one without text leaves no trace.
    pub fn finish(&mut self) {
        self.space = Space::None;
        let kept = self.paragraph().trim_end_matches(|c: char| c.is_whitespace()).len() + self.start.0;
        self.content.text.truncate(kept);
        while self.runs().last().is_some_and(|run| run.end > kept) {
            let before =
                self.runs().len().checked_sub(2).and_then(|at| self.runs().get(at)).map_or(self.start.0, |r| r.end);
            match self.content.runs.last_mut() {
                Some(run) if before < kept => run.end = kept,
                _ => drop(self.content.runs.pop()),
            }
        }
        if spacing::is_leftover(self.paragraph()) {
            self.content.text.truncate(self.start.0);
            self.content.runs.truncate(self.start.1);
        } else if kept > self.start.0 {
            self.block(BlockKind::Paragraph);
        }
    }

    fn runs(&self) -> &[Run] {
        self.content.runs.get(self.start.1..).unwrap_or_default()
    }
}
