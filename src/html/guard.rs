//! HTML to a [`Dom`]: html5ever, with a guard between its tokenizer and its tree builder.
//!
//! Owns the caps that keep html5ever quick on hostile input (its scope checks are quadratic in the
//! depth) and the tags that would lose text. Knows nothing of blocks and pages.

use std::cell::Cell;

use html5ever::TokenizerResult;
use html5ever::buffer_queue::BufferQueue;
use html5ever::interface::TreeSink;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer};
use html5ever::tree_builder::{TreeBuilder, TreeBuilderOpts};

use super::dom::Dom;
use super::prescan::prescan;
use super::sink::{Handle, Sink};

/// Elements inside each other; deeper ones are left out, their text stays.
const MAX_DEPTH: u32 = 256;

/// Parses `html`; never fails.
pub fn parse(html: &str) -> Dom {
    let html = prescan(html);
    let options = TreeBuilderOpts { scripting_enabled: false, ..TreeBuilderOpts::default() };
    let guard = Guard {
        builder: TreeBuilder::new(Sink::new(html.len()), options),
        depth: Cell::new(0),
        dropped: Cell::new(0),
        foreign: Cell::new(Foreign::None),
    };
    let tokenizer = Tokenizer::new(guard, Default::default());
    let input = BufferQueue::default();
    input.push_back(StrTendril::from_slice(&html));
    while let TokenizerResult::Script(_) | TokenizerResult::EncodingIndicator(_) = tokenizer.feed(&input) {}
    tokenizer.end();
    tokenizer.sink.builder.sink.finish()
}

/// Stands between tokenizer and tree builder.
struct Guard {
    builder: TreeBuilder<Handle, Sink>,
    depth: Cell<u32>,
    /// Start tags left out whose end tags are still to come.
    dropped: Cell<u32>,
    foreign: Cell<Foreign>,
}

/// Inside what is not HTML.
#[derive(Clone, Copy, PartialEq)]
enum Foreign {
    None,
    Math,
    /// A drawing: left out whole.
    Drawing,
}

impl TokenSink for Guard {
    type Handle = Handle;

    fn process_token(&self, mut token: Token, line: u64) -> TokenSinkResult<Handle> {
        let admitted = if let Token::TagToken(tag) = &mut token { self.admits(tag) } else { true };
        if !admitted {
            return TokenSinkResult::Continue;
        }
        match &token {
            Token::CharacterTokens(_) if self.foreign.get() == Foreign::Drawing => TokenSinkResult::Continue,
            Token::CommentToken(_) | Token::DoctypeToken(_) | Token::ParseError(_) => TokenSinkResult::Continue,
            _ => self.builder.process_token(token, line),
        }
    }

    fn end(&self) {
        self.builder.end();
    }

    fn adjusted_current_node_present_but_not_in_html_namespace(&self) -> bool {
        self.builder.adjusted_current_node_present_but_not_in_html_namespace()
    }
}

impl Guard {
    fn admits(&self, tag: &mut Tag) -> bool {
        if matches!(&*tag.name, "frameset" | "frame" | "plaintext") || self.is_drawing(tag) {
            return false;
        }
        // In HTML `<div/>` opens a div.
        tag.self_closing &= self.foreign.get() == Foreign::Math;
        if ends_by_itself(&tag.name) {
            return tag.kind == TagKind::EndTag || !self.builder.sink.is_full();
        }
        match tag.kind {
            TagKind::StartTag if self.depth.get() >= MAX_DEPTH || self.builder.sink.is_full() => {
                self.dropped.set(self.dropped.get() + 1);
                false
            }
            TagKind::StartTag => {
                self.depth.set(self.depth.get() + u32::from(!tag.self_closing));
                true
            }
            TagKind::EndTag if self.dropped.get() > 0 => {
                self.dropped.set(self.dropped.get() - 1);
                false
            }
            TagKind::EndTag => {
                self.depth.set(self.depth.get().saturating_sub(1));
                true
            }
        }
    }
}

impl Guard {
    /// Keeps count of drawings and formulas; true of all that belongs to a drawing.
    fn is_drawing(&self, tag: &Tag) -> bool {
        let start = tag.kind == TagKind::StartTag;
        let was = self.foreign.get();
        let now = match &*tag.name {
            "svg" if start => Foreign::Drawing,
            "math" if start && was == Foreign::None => Foreign::Math,
            "svg" | "math" if !start => Foreign::None,
            name if start && ends_foreign(name) => Foreign::None,
            _ => was,
        };
        self.foreign.set(now);
        now == Foreign::Drawing || (was == Foreign::Drawing && &*tag.name == "svg")
    }
}

/// Start tags that cannot stand in a drawing or a formula: it was left open (HTML, 13.2.6.5).
fn ends_foreign(name: &str) -> bool {
    matches!(
        name,
        "b" | "big"
            | "blockquote"
            | "body"
            | "br"
            | "center"
            | "code"
            | "dd"
            | "div"
            | "dl"
            | "dt"
            | "em"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "hr"
            | "i"
            | "img"
            | "li"
            | "ol"
            | "p"
            | "pre"
            | "ruby"
            | "s"
            | "small"
            | "span"
            | "strong"
            | "sub"
            | "sup"
            | "table"
            | "u"
            | "ul"
            | "section"
            | "article"
            | "figure"
    )
}

/// True of elements that hold nothing, or that the next of their kind ends.
fn ends_by_itself(name: &str) -> bool {
    matches!(
        name,
        "area"
            | "base"
            | "br"
            | "col"
            | "embed"
            | "hr"
            | "img"
            | "input"
            | "link"
            | "meta"
            | "param"
            | "source"
            | "track"
            | "wbr"
            | "html"
            | "head"
            | "body"
            | "p"
            | "li"
            | "dt"
            | "dd"
            | "tr"
            | "td"
            | "th"
            | "thead"
            | "tbody"
            | "tfoot"
            | "colgroup"
            | "option"
            | "optgroup"
            | "rt"
            | "rp"
            | "rb"
            | "rtc"
    )
}
