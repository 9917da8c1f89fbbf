//! The tree that html2text flows.
//!
//! Owns how blocks go into it: nested quotes and lists as they are, each run in another style as a link to
//! the style's number, the first word of each block as a link to the block's number besides (an id would
//! get lost where that word is cut), U+200B at every place where a line may break. Knows nothing of what
//! comes out.

use std::ops::Range;

use html2text::render::TextDecorator;
use html2text::{Handle, RcDom};
use html5ever::interface::{ElementFlags, NodeOrText, TreeSink};
use html5ever::tendril::StrTendril;
use html5ever::{Attribute, LocalName, QualName, local_name, ns};

use super::Role;
use super::breaks::Breaker;
use super::content::{Block, Container, Content, Kind, MARK, Node, PLAIN};
use super::flow::{Manner, THIN};
use super::kinsoku::{may_end_line, may_start_line, wants_gap};
use super::marks::{Marks, Tag, first_number};
use super::stand_in::StandIns;
use crate::text;

/// Columns that a line keeps at least for its text, beside bars and bullets.
const LEAST_TEXT: usize = 6;
/// Stands for blocks that are set elsewhere.
const PLACEHOLDER: &str = "x";

/// A tree, and what is known of it.
pub(super) struct Written {
    pub dom: RcDom,
    pub stand_ins: StandIns,
    /// Columns that each block is set in by, in the order of the blocks.
    pub indents: Vec<(u32, usize)>,
    /// The most of them.
    pub deepest: usize,
    /// Columns of the longest word.
    pub longest: usize,
    /// It is right for the width it was written for only: containers had no room, or words were cut.
    pub bent: bool,
}

/// Writes `nodes` into a tree that suits `width`.
pub(super) fn write(content: &Content, nodes: &[Node], manner: Manner, width: usize) -> Written {
    let mut writer = Writer::new(content, manner, width);
    let root = writer.dom.get_document();
    writer.nodes(nodes, &root, 0);
    let Writer { dom, stand_ins, indents, deepest, longest, bent, .. } = writer;
    Written { dom, stand_ins, indents, deepest, longest, bent }
}

/// Writes a content's blocks into html2text's tree.
struct Writer<'a> {
    content: &'a Content,
    manner: Manner,
    dom: RcDom,
    stand_ins: StandIns,
    breaker: Breaker,
    breaks: Vec<usize>,
    buffer: String,
    indents: Vec<(u32, usize)>,
    width: usize,
    deepest: usize,
    longest: usize,
    bent: bool,
    /// The block whose first word is still to be written.
    begins: Option<u32>,
    /// The bullet of an item whose list has no room.
    mark: Option<String>,
}

impl<'a> Writer<'a> {
    fn new(content: &'a Content, manner: Manner, width: usize) -> Writer<'a> {
        Writer {
            content,
            manner,
            dom: RcDom::default(),
            stand_ins: StandIns::new(manner.ambiguous),
            breaker: Breaker::new(),
            breaks: Vec::new(),
            buffer: String::new(),
            indents: Vec::new(),
            width,
            deepest: 0,
            longest: 0,
            bent: false,
            begins: None,
            mark: None,
        }
    }

    fn nodes(&mut self, nodes: &[Node], parent: &Handle, indent: usize) {
        for node in nodes {
            match node {
                Node::Block(number) => self.block(*number, parent, indent),
                Node::Container(container, inner) => self.container(*container, inner, parent, indent),
            }
        }
    }

    fn container(&mut self, container: Container, inner: &[Node], parent: &Handle, indent: usize) {
        let marks = Marks::new(self.manner.ambiguous);
        let inner_indent = indent + marks.columns(container, inner.len());
        if inner_indent > room(self.width) {
            self.bent = true;
            return self.flat(container, inner, parent, indent);
        }
        self.deepest = self.deepest.max(inner_indent);
        match container {
            Container::Quote => {
                let quote = self.element(parent, local_name!("blockquote"), None);
                self.nodes(inner, &quote, inner_indent);
            }
            Container::Indent => {
                let list = self.element(parent, local_name!("dl"), None);
                let definition = self.element(&list, local_name!("dd"), None);
                self.nodes(inner, &definition, inner_indent);
            }
            Container::Bullets => {
                let list = self.element(parent, local_name!("ul"), None);
                self.nodes(inner, &list, inner_indent);
            }
            Container::Numbers(_) | Container::Brackets(_) => {
                let start = first_number(container).to_string();
                let list = self.element(parent, local_name!("ol"), Some((local_name!("start"), &start)));
                self.nodes(inner, &list, inner_indent);
            }
            Container::Item => {
                let item = self.element(parent, local_name!("li"), None);
                self.nodes(inner, &item, indent);
            }
        }
    }

    /// A container without room: its blocks stand in the one around it, items begin with their mark.
    fn flat(&mut self, container: Container, inner: &[Node], parent: &Handle, indent: usize) {
        let marks = Marks::new(self.manner.ambiguous);
        let mut number = first_number(container);
        for node in inner {
            match (container, node) {
                (
                    Container::Bullets | Container::Numbers(_) | Container::Brackets(_),
                    Node::Container(Container::Item, inner),
                ) => {
                    self.mark = Some(match container {
                        Container::Bullets => "• ".to_owned(),
                        _ => marks.ordered_item_prefix(number),
                    });
                    number = number.saturating_add(1);
                    self.nodes(inner, parent, indent);
                }
                (_, node) => self.nodes(std::slice::from_ref(node), parent, indent),
            }
        }
    }

    fn element(&self, parent: &Handle, name: LocalName, attribute: Option<(LocalName, &str)>) -> Handle {
        let attributes = attribute.map(|(name, value)| Attribute {
            name: QualName::new(None, ns!(), name),
            value: StrTendril::from_slice(value),
        });
        let name = QualName::new(None, ns!(html), name);
        let element = self.dom.create_element(name, attributes.into_iter().collect(), ElementFlags::default());
        self.dom.append(parent, NodeOrText::AppendNode(element.clone()));
        element
    }

    fn block(&mut self, number: u32, parent: &Handle, indent: usize) {
        let Some(block) = self.content.block(number) else { return };
        self.indents.push((number, indent));
        let element = self.element(parent, local_name!("div"), None);
        self.begins = Some(number);
        match block.kind {
            Kind::Paragraph => {
                if let Some(mark) = self.mark.take() {
                    self.stand_ins.put(mark.trim_end(), &mut self.buffer);
                    self.buffer.push(' ');
                    self.write(&element, MARK);
                }
                self.paragraph(block, &element, indent);
            }
            _ => {
                self.buffer.push_str(PLACEHOLDER);
                self.write(&element, PLAIN);
            }
        }
    }

    fn paragraph(&mut self, block: &Block, element: &Handle, indent: usize) {
        self.find_breaks(block);
        self.cut_long_words(block, self.width.saturating_sub(indent));
        let breaks = std::mem::take(&mut self.breaks);
        let text = self.content.block_text(block);
        let mut next = 0;
        let mut at = 0;
        for (run, style) in self.content.block_runs(block) {
            if breaks.get(next) == Some(&at) {
                self.line_break(text, at);
                next += 1;
            }
            self.run(run, at, style, &breaks, &mut next, element);
            at += run.len();
        }
        self.breaks = breaks;
    }

    /// The offsets in the block's text where lines may begin.
    fn find_breaks(&mut self, block: &Block) {
        self.breaks.clear();
        let mut start = 0;
        for line in self.content.block_text(block).split('\n') {
            self.breaker.reset();
            let breaks = &mut self.breaks;
            self.breaker.each(line, |at| breaks.push(start + at));
            start += line.len() + 1;
        }
        // What tells of the word before it stays with it.
        let numbers = self.numbers(block);
        without(&mut self.breaks, numbers.into_iter().map(|range| range.start..range.start + 1));
    }

    /// Where the numbers of links and notes stand in the block's text.
    fn numbers(&self, block: &Block) -> Vec<Range<usize>> {
        let mut at = 0;
        let runs = self.content.block_runs(block).map(|(run, style)| {
            at += run.len();
            (at - run.len()..at, style)
        });
        runs.filter(|&(_, style)| is_number(self.content.style(style).role)).map(|(range, _)| range).collect()
    }

    /// Adds breaks inside of words that no line could hold, between graphemes.
    fn cut_long_words(&mut self, block: &Block, columns: usize) {
        let text = self.content.block_text(block);
        let mut cuts = Vec::new();
        let mut start = 0;
        for number in 0..=self.breaks.len() {
            let end = self.breaks.get(number).copied().unwrap_or(text.len());
            // No character takes more columns than bytes.
            let word = text.get(start..end).unwrap_or_default();
            if word.len() > self.longest.min(columns) {
                for (at, word) in lines_with_offsets(word) {
                    let width = text::width(word.trim_end_matches([' ', '\u{a0}']), self.manner.ambiguous);
                    self.longest = self.longest.max(width);
                    if width > columns {
                        cuts.extend(cuts_in(word).map(|cut| start + at + cut));
                    }
                }
            }
            start = end;
        }
        if cuts.is_empty() {
            return;
        }
        self.bent = true;
        self.longest = self.longest.min(columns);
        // A number may begin a line at need, but is never cut.
        without(&mut cuts, self.numbers(block).into_iter().map(|range| range.start + 1..range.end));
        self.breaks.append(&mut cuts);
        self.breaks.sort_unstable();
    }

    /// Writes one run, which begins at `start` of its block.
    fn run(&mut self, run: &str, start: usize, style: u32, breaks: &[usize], next: &mut usize, element: &Handle) {
        let mut at = 0;
        let simple = !self.manner.gap && self.stand_ins.is_plain(run) && !run.contains('\n');
        while at < run.len() {
            let to_break = breaks.get(*next).map_or(run.len(), |&found| (found - start).min(run.len()));
            let rest = run.get(at..to_break).unwrap_or_default();
            let line_end = if simple { None } else { rest.find('\n') };
            let end = line_end.map_or(to_break, |found| at + found);
            let is_break = line_end.is_none() && breaks.get(*next) == Some(&(start + end));
            match run.get(at..end).unwrap_or_default() {
                word if simple && !word.as_bytes().contains(&b' ') => self.buffer.push_str(word),
                words => self.segment(words, is_break),
            }
            if self.begins.is_some() {
                self.write(element, style);
            }
            at = end;
            if line_end.is_some() {
                self.buffer.truncate(self.buffer.trim_end_matches('\u{a0}').len());
                self.write(element, style);
                self.element(element, local_name!("br"), None);
                at += 1;
            } else if is_break && end < run.len() {
                self.line_break(run, end);
                *next += 1;
            } else if end == run.len() || to_break == at {
                break;
            }
        }
        self.write(element, style);
    }

    /// Text without a break inside: spaces hold, but for the last one where a break follows.
    fn segment(&mut self, text: &str, breaks_behind: bool) {
        let body = if breaks_behind { text.trim_end_matches(' ') } else { text };
        for (number, word) in body.split(' ').enumerate() {
            if number > 0 {
                self.buffer.push('\u{a0}');
            }
            self.word(word);
        }
        if body.len() < text.len() {
            self.buffer.push(' ');
        }
    }

    /// A line may end before byte `at` of `text`.
    fn line_break(&mut self, text: &str, at: usize) {
        if self.manner.gap {
            let before = text.get(..at).and_then(|before| before.chars().next_back());
            let after = text.get(at..).and_then(|after| after.chars().next());
            if before.zip(after).is_some_and(|(before, after)| wants_gap(before, after)) {
                self.stand_ins.put(THIN, &mut self.buffer);
            }
        }
        if !self.buffer.ends_with(' ') {
            self.buffer.push('\u{200b}');
        }
    }

    fn word(&mut self, word: &str) {
        if !self.manner.gap {
            return self.stand_ins.put(word, &mut self.buffer);
        }
        let mut before: Option<char> = None;
        let mut copied = 0;
        for (at, c) in word.char_indices() {
            if before.is_some_and(|before| wants_gap(before, c)) {
                self.stand_ins.put(word.get(copied..at).unwrap_or_default(), &mut self.buffer);
                // No line ends here: where one may, a word ends.
                self.stand_ins.put(THIN, &mut self.buffer);
                copied = at;
            }
            before = Some(c);
        }
        self.stand_ins.put(word.get(copied..).unwrap_or_default(), &mut self.buffer);
    }

    /// Writes the buffer into the tree.
    fn write(&mut self, parent: &Handle, style: u32) {
        if self.buffer.is_empty() {
            return;
        }
        let text = NodeOrText::AppendText(StrTendril::from_slice(&self.buffer));
        self.buffer.clear();
        let tag = Tag { style, block: self.begins.take() };
        if tag == Tag::default() {
            return self.dom.append(parent, text);
        }
        let styled = self.element(parent, local_name!("a"), Some((local_name!("href"), &tag.to_address())));
        self.dom.append(&styled, text);
    }
}

/// Columns that bars and bullets may take at most.
pub(super) fn room(width: usize) -> usize {
    (width / 2).min(width.saturating_sub(LEAST_TEXT))
}

/// Takes what lies in `ranges` out of `offsets`; both rise.
fn without(offsets: &mut Vec<usize>, ranges: impl Iterator<Item = Range<usize>>) {
    let mut ranges = ranges.peekable();
    offsets.retain(|offset| {
        while ranges.next_if(|range| range.end <= *offset).is_some() {}
        !ranges.peek().is_some_and(|range| range.contains(offset))
    });
}

fn is_number(role: Role) -> bool {
    matches!(role, Role::LinkNumber | Role::Footnote)
}

fn lines_with_offsets(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    text.split('\n').map(move |line| {
        let start = at;
        at += line.len() + 1;
        (start, line)
    })
}

/// Where a word may be cut at need: between graphemes, but for what no line starts or ends with.
fn cuts_in(word: &str) -> impl Iterator<Item = usize> {
    let mut at = 0;
    let mut before: Option<char> = None;
    text::graphemes(word).filter_map(move |grapheme| {
        let first = grapheme.chars().next()?;
        let allowed = before.is_some_and(|before| may_end_line(before) && may_start_line(first) && first != ' ');
        before = grapheme.chars().next_back();
        let cut = at;
        at += grapheme.len();
        allowed.then_some(cut)
    })
}
