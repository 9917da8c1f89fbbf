//! Puts a [`Content`] together, block by block.
//!
//! Owns white space, where a paragraph ends, blank lines between blocks, and the numbers of links
//! and pictures. Knows nothing of elements: HTML, plain text and the head are read into it alike.

use std::collections::{HashMap, HashSet};

use super::bidi::{Direction, has_right_to_left};
use super::content::{Align, Block, Container, Content, Context, Kind, Node, Run, Style};
use super::flow::Manner;
use super::highlight::Highlighter;
use super::kinsoku::is_east_asian;
use super::table::Table;
use super::{Attributes, Image, Labels, Link, Role};
use crate::text;

/// In-page links are numbered from here until all others are known.
const IN_PAGE: u32 = 1 << 31;

pub(super) struct Composer {
    pub content: Content,
    pub labels: Labels,
    /// Paints code, where it is to be painted.
    pub highlighter: Option<Highlighter>,
    manner: Manner,
    /// The role of plain text in the paragraphs to come.
    pub role: Role,
    pub align: Align,
    pub direction: Option<Direction>,
    styles: HashMap<Style, u32>,
    links: HashMap<String, u32>,
    in_page: Vec<Link>,
    /// Nodes of the open containers, the outermost first.
    open: Vec<(Option<Container>, Vec<Node>)>,
    context: u32,
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
    context: u32,
    gap: Gap,
    owner: Option<u32>,
    depth: usize,
}

/// Bytes from which a block without margins of its own is taken for a paragraph.
const PARAGRAPH: usize = 90;

impl Composer {
    pub(super) fn new(labels: Labels, manner: Manner, highlighter: Option<Highlighter>) -> Composer {
        let content = Content {
            styles: vec![Style::default(), Style { role: Role::ListMark, ..Style::default() }],
            contexts: vec![Context { outer: 0, container: Container::Item }],
            ..Content::default()
        };
        Composer {
            content,
            labels,
            highlighter,
            manner,
            role: Role::Text,
            align: Align::Start,
            direction: None,
            styles: HashMap::from([(Style::default(), 0)]),
            links: HashMap::new(),
            in_page: Vec::new(),
            open: vec![(None, Vec::new())],
            context: 0,
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
            context: self.context,
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
        self.content.contexts.push(Context { outer: self.context, container });
        self.context = u32::try_from(self.content.contexts.len() - 1).unwrap_or_default();
        self.open.push((Some(container), Vec::new()));
    }

    /// Closes the innermost container; an empty one leaves no trace.
    pub(super) fn close(&mut self) {
        self.finish();
        self.context = self.content.contexts.get(self.context as usize).map_or(0, |context| context.outer);
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
        let apart = Apart {
            context: std::mem::take(&mut self.context),
            gap: std::mem::replace(&mut self.gap, Gap::None),
            owner: self.owner,
            depth: self.open.len(),
        };
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
        (self.context, self.gap, self.owner) = (apart.context, apart.gap, apart.owner);
        self.open.pop().map(|(_, nodes)| nodes).unwrap_or_default()
    }

    /// Puts the rows of a table where [`Composer::block`] made room for them.
    pub(super) fn set_table(&mut self, number: u32, mut table: Table) {
        table.complete(&self.content, self.manner);
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

    // Anchors, links, pictures, notes.

    /// Notes that `id` stands here.
    pub(super) fn anchor(&mut self, id: &str) {
        if !id.is_empty() && self.content.anchors.len() + self.waiting.len() < 20_000 {
            self.waiting.push(text::sanitize_line(id).into_owned());
        }
    }

    fn settle_anchors(&mut self) {
        let number = u32::try_from(self.content.blocks.len()).unwrap_or(u32::MAX);
        let place = (self.owner.unwrap_or(number), self.content.text.len() - self.start.0);
        for id in self.waiting.drain(..) {
            self.content.anchors.entry(id).or_insert(place);
        }
    }

    /// The number of the link to `address`, in `Page::links` or still to be put there.
    pub(super) fn link(&mut self, address: &str, host: String) -> u32 {
        if let Some(&number) = self.links.get(address) {
            return number;
        }
        let link = Link { address: address.to_owned(), text: String::new(), host };
        let (list, base) = match address.starts_with('#') {
            true => (&mut self.in_page, IN_PAGE),
            false => (&mut self.content.links, 0),
        };
        list.push(link);
        let number = base + u32::try_from(list.len() - 1).unwrap_or_default();
        self.links.insert(address.to_owned(), number);
        number
    }

    fn link_at(&mut self, number: u32) -> Option<&mut Link> {
        match number.checked_sub(IN_PAGE) {
            Some(number) => self.in_page.get_mut(number as usize),
            None => self.content.links.get_mut(number as usize),
        }
    }

    /// Ends the link `number`, whose text is what was added from byte `from` on: its number is shown
    /// behind. A link without text is none.
    pub(super) fn end_link(&mut self, number: u32, from: usize) {
        let shown = self.content.text.get(from..).unwrap_or_default().trim().to_owned();
        let last = self.content.links.len().checked_sub(1) == Some(number as usize);
        match self.link_at(number) {
            Some(link) if shown.is_empty() && link.text.is_empty() && last => {
                let address = std::mem::take(&mut link.address);
                self.links.remove(&address);
                self.content.links.pop();
                return;
            }
            Some(link) if link.text.is_empty() => link.text = text::sanitize_line(&shown).into_owned(),
            _ => {}
        }
        if number < IN_PAGE && !shown.is_empty() && !self.leads_to_picture(number, from) {
            let style = Style { role: Role::LinkNumber, link: Some(number), attributes: Attributes::NONE };
            self.mark(&format!("[{}]", number + 1), style);
        }
    }

    /// True of a link around a picture that leads to the picture itself.
    fn leads_to_picture(&mut self, number: u32, from: usize) -> bool {
        let address = self.link_at(number).map(|link| link.address.clone()).unwrap_or_default();
        let path = address.split(['?', '#']).next().unwrap_or_default().to_ascii_lowercase();
        let is_picture =
            [".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif", ".svg"].iter().any(|end| path.ends_with(end));
        let runs = self.content.runs.iter().rev().take_while(|run| run.end > from);
        let mut styles = runs.map(|run| self.content.style(run.style).role);
        let last = self.content.images.last().is_some_and(|image| image.address == address);
        (is_picture || last) && styles.all(|role| role == Role::Image)
    }

    /// Adds a mark right behind the text so far, even where its paragraph has ended.
    fn mark(&mut self, mark: &str, style: Style) {
        let style = self.style(style);
        let ended = self.paragraph().is_empty();
        let end = self.content.text.len();
        match self.content.blocks.last_mut().filter(|block| ended && block.text.end == end && end > block.text.start) {
            Some(block) => {
                self.content.text.push_str(mark);
                self.content.runs.push(Run { end: end + mark.len(), style });
                block.text.end += mark.len();
                block.runs.end += 1;
                self.start = (block.text.end, block.runs.end);
            }
            None if !ended => self.push(mark, style),
            None => {}
        }
    }

    /// Adds a picture, and gives its number from 1 on.
    pub(super) fn image(&mut self, image: Image) -> usize {
        self.content.images.push(image);
        self.content.images.len()
    }

    /// Lists the links at the end of the page.
    pub(super) fn list_links(&mut self, heading: &str) {
        if self.content.links.is_empty() {
            return;
        }
        self.finish();
        self.rule();
        self.margin();
        self.role = Role::Meta;
        self.text(heading, Style::default());
        self.finish();
        self.role = Role::Text;
        self.open(Container::Brackets);
        for number in 0..self.content.links.len() {
            let address = self.content.links.get(number).map(|link| link.address.clone()).unwrap_or_default();
            let link = u32::try_from(number).ok();
            self.open(Container::Item);
            self.text(&address, Style { role: Role::Link, link, attributes: Attributes::NONE });
            self.close();
        }
        self.close();
    }

    /// Adds a horizontal rule.
    pub(super) fn rule(&mut self) {
        self.finish();
        self.margin();
        let role = std::mem::replace(&mut self.role, Role::Rule);
        self.block(Kind::Rule);
        self.role = role;
        self.margin();
    }

    /// Tells what was left out, in the page and in its notes.
    pub(super) fn note(&mut self, what: &str) {
        self.finish();
        self.margin();
        self.content.notes.push(what.to_owned());
        let role = std::mem::replace(&mut self.role, Role::Notice);
        self.text(what, Style::default());
        self.finish();
        self.role = role;
    }
}
