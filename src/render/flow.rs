//! Blocks to lines of a width, by html2text.
//!
//! Owns the tree that html2text flows: nested quotes and lists, each run in another style as a link to
//! the style's number, the first word of each block as a link to the block's number besides (an id would
//! get lost where that word is cut), U+200B at every place where a line may break. Knows nothing of pages.

use html2text::config::{self, Config};
use html2text::render::{TaggedLineElement, TextDecorator};
use html2text::{Handle, RcDom, RenderTree};
use html5ever::interface::{ElementFlags, NodeOrText, TreeSink};
use html5ever::tendril::StrTendril;
use html5ever::{Attribute, LocalName, QualName, local_name, ns};

use super::Role;
use super::breaks::Breaker;
use super::content::{Block, Container, Content, Kind, MARK, Node, PLAIN};
use super::kinsoku::{may_end_line, may_start_line, wants_gap};
use super::stand_in::StandIns;
use crate::text::{self, Ambiguous};

/// Columns that a line keeps at least for its text, beside bars and bullets.
const LEAST_TEXT: usize = 6;
/// Items from this number on are written `[1]`.
const BRACKETS: i64 = 1 << 40;
/// Stands for blocks that are set elsewhere.
const PLACEHOLDER: &str = "x";
/// A thin gap between Han and Latin.
pub(super) const THIN: &str = "\u{2009}";

/// How lines are made, whatever their width.
#[derive(Debug, Clone, Copy)]
pub(super) struct Manner {
    pub ambiguous: Ambiguous,
    pub gap: bool,
}

/// Blocks ready to be flowed at widths that leave room for their bars and bullets.
pub(super) struct Flow {
    tree: Option<RenderTree>,
    stand_ins: StandIns,
    manner: Manner,
    /// Columns that each block is set in by, in the order of the blocks.
    indents: Vec<(u32, usize)>,
    /// Columns of bars and bullets that the tree has at most.
    deepest: usize,
    /// Columns of the longest word.
    longest: usize,
    /// The tree is right for this width only: containers had no room, or words were cut.
    only: Option<usize>,
}

/// One line of a block as html2text gives it.
#[derive(Debug)]
pub(super) struct FlowLine {
    pub block: u32,
    /// The first line of its block.
    pub first: bool,
    /// Bars and bullets: `> `, `* `, `1. `, and spaces.
    pub prefix: String,
    pub pieces: Vec<(String, u32)>,
}

impl Flow {
    pub(super) fn new(content: &Content, nodes: &[Node], manner: Manner, width: usize) -> Flow {
        let mut writer = Writer::new(content, manner, width);
        let root = writer.dom.get_document();
        writer.nodes(nodes, &root, 0);
        let tree = settings(manner).dom_to_render_tree(&writer.dom).ok();
        Flow {
            tree,
            stand_ins: writer.stand_ins,
            manner,
            indents: writer.indents,
            deepest: writer.deepest,
            longest: writer.longest,
            only: writer.bent.then_some(width),
        }
    }

    /// True where the tree is the right one for `width`.
    pub(super) fn fits(&self, width: usize) -> bool {
        match self.only {
            Some(only) => only == width,
            None => self.deepest <= room(width) && self.deepest + self.longest <= width,
        }
    }

    pub(super) fn indent(&self, block: u32) -> usize {
        let found = self.indents.binary_search_by_key(&block, |&(number, _)| number);
        found.ok().and_then(|at| self.indents.get(at)).map_or(0, |&(_, indent)| indent)
    }

    /// The lines at `width`; none where html2text refuses.
    pub(super) fn lines(&self, width: usize) -> Option<Vec<FlowLine>> {
        let tree = self.tree.clone()?;
        let lines = settings(self.manner).render_to_lines(tree, width.max(1)).ok()?;
        let mut out = Vec::with_capacity(lines.len());
        let mut block = None;
        let mut first = false;
        let mut strings = Vec::new();
        for line in lines {
            for element in line {
                match element {
                    TaggedLineElement::FragmentStart(_) => {}
                    TaggedLineElement::Str(string) => {
                        let tag = string.tag.last().copied().unwrap_or_default();
                        if let Some(number) = tag.block.filter(|&number| block != Some(number)) {
                            block = Some(number);
                            first = true;
                        }
                        strings.push((string.s, tag.style));
                    }
                }
            }
            if let Some(line) = block.and_then(|block| self.line(block, first, &mut strings)) {
                out.push(line);
                // An indent that stands alone is no line: the next one is the first.
                first = false;
            }
            strings.clear();
        }
        Some(out)
    }

    /// Takes bars and bullets off a line; blank lines are left to others.
    fn line(&self, block: u32, first: bool, strings: &mut Vec<(String, u32)>) -> Option<FlowLine> {
        let mut prefix = String::new();
        let mut pieces = Vec::with_capacity(strings.len());
        let mut left = self.indent(block);
        for (string, style) in strings.drain(..) {
            let taken = left.min(string.len());
            if taken == 0 && StandIns::is_original(&string) {
                pieces.push((string, style));
                continue;
            }
            let (before, text) = string.split_at_checked(taken).unwrap_or(("", &string));
            prefix.push_str(before);
            left -= before.len();
            if !text.is_empty() {
                let mut restored = String::with_capacity(text.len());
                self.stand_ins.restore(text, &mut restored);
                pieces.push((restored, style));
            }
        }
        let blank = pieces.iter().all(|(text, _)| text.trim().is_empty());
        (!blank).then_some(FlowLine { block, first, prefix, pieces })
    }
}

fn settings(manner: Manner) -> Config<Marks> {
    config::with_decorator(Marks { wide: manner.ambiguous == Ambiguous::Wide })
        .allow_width_overflow()
        .unicode_strikeout(false)
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
        let marks = Marks { wide: self.manner.ambiguous == Ambiguous::Wide };
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
            Container::Numbers(_) | Container::Brackets => {
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
        let marks = Marks { wide: self.manner.ambiguous == Ambiguous::Wide };
        let mut number = first_number(container);
        for node in inner {
            match (container, node) {
                (
                    Container::Bullets | Container::Numbers(_) | Container::Brackets,
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
        let mut at = 0;
        for (run, style) in self.content.block_runs(block) {
            let glued = is_number(self.content.style(style).role);
            if let Some(found) = self.breaks.binary_search(&at).ok().filter(|_| glued) {
                self.breaks.remove(found);
            }
            at += run.len();
        }
    }

    /// Adds breaks inside of words that no line could hold, between graphemes.
    fn cut_long_words(&mut self, block: &Block, columns: usize) {
        let text = self.content.block_text(block);
        let mut cuts = Vec::new();
        let mut start = 0;
        for end in self.breaks.iter().copied().chain([text.len()]) {
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
        self.without_numbers(block, &mut cuts);
        self.breaks.append(&mut cuts);
        self.breaks.sort_unstable();
    }

    /// Takes out the cuts inside of link numbers.
    fn without_numbers(&self, block: &Block, cuts: &mut Vec<usize>) {
        let mut at = 0;
        for (run, style) in self.content.block_runs(block) {
            let inside = at + 1..at + run.len();
            if is_number(self.content.style(style).role) {
                cuts.retain(|cut| !inside.contains(cut));
            }
            at += run.len();
        }
    }

    /// Writes one run, which begins at `start` of its block.
    fn run(&mut self, run: &str, start: usize, style: u32, breaks: &[usize], next: &mut usize, element: &Handle) {
        let mut at = 0;
        while at < run.len() {
            let to_break = breaks.get(*next).map_or(run.len(), |&found| (found - start).min(run.len()));
            let rest = run.get(at..to_break).unwrap_or_default();
            let line_end = rest.find('\n');
            let end = line_end.map_or(to_break, |found| at + found);
            let is_break = line_end.is_none() && breaks.get(*next) == Some(&(start + end));
            self.segment(run.get(at..end).unwrap_or_default(), is_break);
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
        self.buffer.push('\u{200b}');
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
fn room(width: usize) -> usize {
    (width / 2).min(width.saturating_sub(LEAST_TEXT))
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

/// What html2text hands back with each piece of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Tag {
    style: u32,
    /// The block that begins here.
    block: Option<u32>,
}

impl Tag {
    fn to_address(self) -> String {
        match self.block {
            Some(block) => format!("{} {block}", self.style),
            None => self.style.to_string(),
        }
    }

    fn from_address(address: &str) -> Tag {
        let (style, block) = address.split_once(' ').unwrap_or((address, ""));
        Tag { style: style.parse().unwrap_or(PLAIN), block: block.parse().ok() }
    }
}

fn first_number(container: Container) -> i64 {
    match container {
        Container::Numbers(first) => first,
        Container::Brackets => BRACKETS + 1,
        _ => 1,
    }
}

/// The signs that html2text puts before lines, of one column each, and the numbers of styles.
#[derive(Debug, Clone, Copy)]
struct Marks {
    /// Bars and bullets will take two columns.
    wide: bool,
}

impl Marks {
    /// Columns that `container` sets its `items` in by.
    fn columns(self, container: Container, items: usize) -> usize {
        match container {
            Container::Quote => self.quote_prefix().len(),
            Container::Bullets => self.unordered_item_prefix().len(),
            Container::Indent => 2,
            Container::Item => 0,
            Container::Numbers(_) | Container::Brackets => {
                let first = first_number(container);
                let last = first.saturating_add(i64::try_from(items).unwrap_or(i64::MAX)).saturating_sub(1);
                self.ordered_item_prefix(first).len().max(self.ordered_item_prefix(last).len())
            }
        }
    }

    fn sign(self, sign: &str) -> String {
        format!("{sign}{}", if self.wide { "  " } else { " " })
    }
}

impl TextDecorator for Marks {
    type Annotation = Tag;

    fn decorate_link_start(&mut self, number: &str) -> (String, Tag) {
        (String::new(), Tag::from_address(number))
    }

    fn decorate_link_end(&mut self) -> String {
        String::new()
    }

    fn decorate_em_start(&self) -> (String, Tag) {
        (String::new(), Tag::default())
    }

    fn decorate_em_end(&self) -> String {
        String::new()
    }

    fn decorate_strong_start(&self) -> (String, Tag) {
        (String::new(), Tag::default())
    }

    fn decorate_strong_end(&self) -> String {
        String::new()
    }

    fn decorate_strikeout_start(&self) -> (String, Tag) {
        (String::new(), Tag::default())
    }

    fn decorate_strikeout_end(&self) -> String {
        String::new()
    }

    fn decorate_code_start(&self) -> (String, Tag) {
        (String::new(), Tag::default())
    }

    fn decorate_code_end(&self) -> String {
        String::new()
    }

    fn decorate_preformat_first(&self) -> Tag {
        Tag::default()
    }

    fn decorate_preformat_cont(&self) -> Tag {
        Tag::default()
    }

    fn decorate_image(&mut self, _: &str, _: &str) -> (String, Tag) {
        (String::new(), Tag::default())
    }

    fn header_prefix(&self, _: usize) -> String {
        String::new()
    }

    fn quote_prefix(&self) -> String {
        self.sign(">")
    }

    fn unordered_item_prefix(&self) -> String {
        self.sign("*")
    }

    fn ordered_item_prefix(&self, number: i64) -> String {
        match number.checked_sub(BRACKETS) {
            Some(number) if number > 0 => format!("[{number}] "),
            _ => format!("{number}. "),
        }
    }

    fn make_subblock_decorator(&self) -> Self {
        *self
    }
}
