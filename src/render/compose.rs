//! Puts a [`Content`] together, block by block.
//!
//! Owns white space, where a paragraph ends, blank lines between blocks, and the numbers of links
//! and pictures. Knows nothing of elements: HTML, plain text and the head are read into it alike.

mod references;

use std::collections::{HashMap, HashSet};

use super::bidi::{Direction, has_right_to_left};
use super::content::{Align, Block, Container, Content, Kind, Node, Run, Style};
use super::highlight::Highlighter;
use super::kinsoku::is_east_asian;
use super::options::Typesetting;
use super::table::Table;
use super::{Labels, Link, Role};
use crate::text;

/// In-page links are numbered from here until all others are known.
const IN_PAGE: u32 = 1 << 31;

pub(super) struct Composer {
    pub content: Content,
    pub labels: Labels,
    /// Paints code, where it is to be painted.
    pub highlighter: Option<Highlighter>,
    typesetting: Typesetting,
    /// The role of plain text in the paragraphs to come.
    pub role: Role,
    pub align: Align,
    pub direction: Option<Direction>,
    styles: HashMap<Style, u32>,
    links: HashMap<String, u32>,
    in_page: Vec<Link>,
    /// Nodes of the open containers, the outermost first.
    open: Vec<(Option<Container>, Vec<Node>)>,
    /// Where the present paragraph begins in `content.text` and `content.runs`.
    start: (usize, usize),
    space: Space,
    gap: Gap,
    /// Anchors that wait for the text that they stand before.
    waiting: Vec<String>,
    /// The block that stands for all that is set inside of it: a table.
    owner: Option<u32>,
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
enum Gap {
    None,
    /// Two lines of a page, or two paragraphs: long ones get a blank line.
    Soft,
    Blank,
}

/// The page as it was when something apart from it began.
pub(super) struct Apart {
    gap: Gap,
    owner: Option<u32>,
    depth: usize,
}

/// Bytes from which a block without margins of its own is taken for a paragraph.
const PARAGRAPH: usize = 90;

impl Composer {
    pub(super) fn new(labels: Labels, typesetting: Typesetting, highlighter: Option<Highlighter>) -> Composer {
        let content = Content { styles: vec![Style::default()], ..Content::default() };
        Composer {
            content,
            labels,
            highlighter,
            typesetting,
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
    pub(super) fn done(mut self) -> Content {
        self.finish();
        while self.open.len() > 1 {
            self.close();
        }
        self.content.nodes = self.open.pop().map(|(_, nodes)| nodes).unwrap_or_default();
        let wanted: HashSet<&str> = self.in_page.iter().filter_map(|link| link.address.strip_prefix('#')).collect();
        self.content.anchors.retain(|id, _| wanted.contains(id.as_str()));
        self.number_in_page_links();
        super::spacing::settle(&mut self.content);
        self.content
    }

    /// In-page links get the numbers behind those that are shown.
    fn number_in_page_links(&mut self) {
        let shown = u32::try_from(self.content.links.len()).unwrap_or(u32::MAX);
        for link in self.content.styles.iter_mut().filter_map(|style| style.link.as_mut()) {
            if let Some(number) = link.checked_sub(IN_PAGE) {
                *link = shown + number;
            }
        }
        self.content.links.append(&mut self.in_page);
    }

    // Text.

    /// Adds text with white space as in HTML: runs of it are one space, none at the ends of lines.
    pub(super) fn text(&mut self, text: &str, style: Style) {
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
                self.push("\n", super::content::PLAIN);
            }
            return;
        };
        if line_end && next == '\u{3000}' {
            // A paragraph that its page forgot to mark.
            return self.push("\n", super::content::PLAIN);
        }
        if line_end && is_east_asian(before) && is_east_asian(next) {
            return;
        }
        self.push(" ", if of_space == style { style } else { super::content::PLAIN });
    }

    /// Adds text as it is, white space included.
    pub(super) fn verbatim(&mut self, text: &str, style: Style) {
        let clean = text::sanitize(text);
        let style = self.style(style);
        self.write_space(clean.chars().next().unwrap_or_default(), style);
        self.settle_anchors();
        self.push(&clean, style);
    }

    fn push(&mut self, text: &str, style: u32) {
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
    pub(super) fn paragraph(&self) -> &str {
        self.content.text.get(self.start.0..).unwrap_or_default()
    }

    /// True when a letter or digit is the last so far.
    pub(super) fn ends_in_letter(&self) -> bool {
        self.space == Space::None && self.paragraph().chars().next_back().is_some_and(char::is_alphanumeric)
    }

    /// Bytes of text so far, to tell whether anything was added.
    pub(super) fn length(&self) -> usize {
        self.content.text.len() + self.content.blocks.len()
    }

    /// Ends a line; two in a row end the paragraph.
    pub(super) fn line_break(&mut self) {
        self.space = Space::None;
        match self.paragraph().chars().next_back() {
            None => self.margin(),
            Some('\n') => {
                self.finish();
                self.margin();
            }
            Some(_) => self.push("\n", super::content::PLAIN),
        }
    }

    /// The next word begins a line.
    pub(super) fn fresh_line(&mut self) {
        self.space = Space::Line;
    }

    fn style(&mut self, style: Style) -> u32 {
        if style == Style::default() {
            return super::content::PLAIN;
        }
        let styles = &mut self.content.styles;
        *self.styles.entry(style).or_insert_with(|| {
            styles.push(style);
            u32::try_from(styles.len() - 1).unwrap_or(super::content::PLAIN)
        })
    }

    // Blocks.

    /// Ends the present paragraph; one without text leaves no trace.
    pub(super) fn finish(&mut self) {
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
        if super::spacing::is_leftover(self.paragraph()) {
            self.content.text.truncate(self.start.0);
            self.content.runs.truncate(self.start.1);
        } else if kept > self.start.0 {
            self.block(Kind::Paragraph);
        }
    }

    fn runs(&self) -> &[Run] {
        self.content.runs.get(self.start.1..).unwrap_or_default()
    }

    /// Adds the present text as a block of `kind`, empty or not.
    pub(super) fn block(&mut self, kind: Kind) -> u32 {
        self.settle_anchors();
        let number = u32::try_from(self.content.blocks.len()).unwrap_or(u32::MAX);
        let gap = self.wants_gap(&kind);
        let block = Block {
            kind,
            text: self.start.0..self.content.text.len(),
            runs: self.start.1..self.content.runs.len(),
            role: self.role,
            align: self.align,
            right_to_left: has_right_to_left(self.paragraph()),
            direction: self.direction,
            gap,
            owner: self.owner,
        };
        self.content.blocks.push(block);
        self.start = (self.content.text.len(), self.content.runs.len());
        self.gap = Gap::None;
        if let Some((_, nodes)) = self.open.last_mut() {
            nodes.push(Node::Block(number));
        }
        number
    }

    fn wants_gap(&self, kind: &Kind) -> bool {
        let long = |text: &str| text.len() >= PARAGRAPH;
        match (self.gap, self.content.blocks.last()) {
            (Gap::Blank, _) => true,
            (Gap::None, _) | (_, None) => false,
            (Gap::Soft, Some(before)) => {
                !matches!(kind, Kind::Paragraph) || long(self.paragraph()) || long(self.content.block_text(before))
            }
        }
    }

    /// A blank line stands before the next block.
    pub(super) fn margin(&mut self) {
        self.gap = Gap::Blank;
    }

    /// A blank line stands before the next block if the two look like paragraphs.
    pub(super) fn soft_margin(&mut self) {
        if self.gap == Gap::None {
            self.gap = Gap::Soft;
        }
    }

    /// The next block stands right below.
    pub(super) fn no_margin(&mut self) {
        self.gap = Gap::None;
    }

    /// Opens a container; the paragraph before it ends.
    pub(super) fn open(&mut self, container: Container) {
        self.finish();
        self.open.push((Some(container), Vec::new()));
    }

    /// Closes the innermost container; an empty one leaves no trace.
    pub(super) fn close(&mut self) {
        self.finish();
        let Some((Some(container), nodes)) = self.open.pop() else { return };
        if let Some((_, outer)) = self.open.last_mut().filter(|_| !nodes.is_empty()) {
            outer.push(Node::Container(container, nodes));
        }
    }

    /// Opens the item before again: a list directly inside of a list belongs to it.
    pub(super) fn reopen_item(&mut self) -> bool {
        let Some((_, nodes)) = self.open.last_mut() else { return false };
        match nodes.pop() {
            Some(Node::Container(Container::Item, children)) => {
                self.open(Container::Item);
                if let Some((_, nodes)) = self.open.last_mut() {
                    *nodes = children;
                }
                true
            }
            other => {
                nodes.extend(other);
                false
            }
        }
    }

    /// What is composed from here on stands apart from the page: the inside of a table's cell.
    pub(super) fn begin_apart(&mut self, owner: u32) -> Apart {
        let apart =
            Apart { gap: std::mem::replace(&mut self.gap, Gap::None), owner: self.owner, depth: self.open.len() };
        self.owner = apart.owner.or(Some(owner));
        self.open.push((None, Vec::new()));
        apart
    }

    /// Goes back to the page; gives what was composed apart from it.
    pub(super) fn end_apart(&mut self, apart: Apart) -> Vec<Node> {
        self.finish();
        while self.open.len() > apart.depth + 1 {
            self.close();
        }
        (self.gap, self.owner) = (apart.gap, apart.owner);
        self.open.pop().map(|(_, nodes)| nodes).unwrap_or_default()
    }

    /// Puts the rows of a table where [`Composer::block`] made room for them.
    pub(super) fn set_table(&mut self, number: u32, mut table: Table) {
        table.complete(&self.content, self.typesetting);
        if let Some(block) = self.content.blocks.get_mut(number as usize) {
            block.kind = Kind::Table(table);
        }
    }

    /// Adds a line whose leading spaces stay.
    pub(super) fn line(&mut self, indent: &str, line: &str) {
        let plain = super::content::PLAIN;
        let Some(first) = line.chars().next() else { return };
        self.write_space(first, plain);
        self.settle_anchors();
        self.push(indent, plain);
        self.text(line, Style::default());
    }
}
