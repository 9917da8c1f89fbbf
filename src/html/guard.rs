//! HTML to a [`Dom`]: html5ever, with a guard between its tokenizer and its tree builder.
//!
//! Owns which tags reach the tree builder. It is linear on real pages, but looks through its stack of
//! open elements at nearly every tag: the guard keeps that stack short, and stops the building where it
//! takes too many steps all the same. Knows nothing of blocks and pages.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;

use html5ever::buffer_queue::BufferQueue;
use html5ever::interface::TreeSink;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer};
use html5ever::tree_builder::{TreeBuilder, TreeBuilderOpts};
use html5ever::{LocalName, TokenizerResult};

use super::dom::Dom;
use super::elements::Element;
use super::prescan::prescan;
use super::sink::{Handle, Sink};

/// Elements inside each other; deeper ones are left out, their text stays.
const MAX_DEPTH: u32 = 256;
/// So much deeper may be what is mostly closed without an end tag, and what is not to be shown.
const MORE_DEPTH: u32 = 32;
/// Formatting elements that are open at a time: each is opened again in every block to come.
const MAX_FORMATTING: u32 = 64;

/// Parses `html`; never fails.
pub fn parse(html: &str) -> Dom {
    let html = prescan(html);
    let options = TreeBuilderOpts { scripting_enabled: false, ..TreeBuilderOpts::default() };
    let tokenizer = Tokenizer::new(Guard::new(TreeBuilder::new(Sink::new(html.len()), options)), Default::default());
    let input = BufferQueue::default();
    input.push_back(StrTendril::from_slice(&html));
    loop {
        match tokenizer.feed(&input) {
            TokenizerResult::Done => {
                tokenizer.end();
                break;
            }
            _ if tokenizer.sink.is_spent() => break,
            TokenizerResult::Script(_) | TokenizerResult::EncodingIndicator(_) => {}
        }
    }
    tokenizer.sink.builder.sink.finish()
}

/// Passes the tokens of the tokenizer on to the tree builder.
struct Guard {
    builder: TreeBuilder<Handle, Sink>,
    /// Formatting elements that are open.
    formatting: Cell<u32>,
    /// Start tags left out whose end tags are still to come.
    dropped: RefCell<HashMap<LocalName, u32>>,
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
        if self.is_spent() {
            return self.stop(&token);
        }
        let is_passed_on = match &mut token {
            Token::TagToken(tag) => self.admits(tag),
            Token::CharacterTokens(_) => self.foreign.get() != Foreign::Drawing,
            Token::CommentToken(_) | Token::DoctypeToken(_) | Token::ParseError(_) => false,
            _ => true,
        };
        if is_passed_on { self.builder.process_token(token, line) } else { TokenSinkResult::Continue }
    }

    fn end(&self) {
        self.builder.end();
    }

    fn adjusted_current_node_present_but_not_in_html_namespace(&self) -> bool {
        self.builder.adjusted_current_node_present_but_not_in_html_namespace()
    }
}

impl Guard {
    fn new(builder: TreeBuilder<Handle, Sink>) -> Guard {
        Guard { builder, formatting: Cell::new(0), dropped: RefCell::default(), foreign: Cell::new(Foreign::None) }
    }

    fn is_spent(&self) -> bool {
        self.builder.sink.is_spent()
    }

    /// Makes the tokenizer return to [`parse`]: it does so after a tag, as if a script had ended.
    fn stop(&self, token: &Token) -> TokenSinkResult<Handle> {
        match token {
            Token::TagToken(_) => TokenSinkResult::Script(self.builder.sink.get_document()),
            _ => TokenSinkResult::Continue,
        }
    }

    fn admits(&self, tag: &mut Tag) -> bool {
        let element = Element::named(&tag.name);
        if element.is_refused() || self.is_drawing(tag, element) {
            return false;
        }
        // In HTML `<div/>` opens a div.
        tag.self_closing &= self.foreign.get() == Foreign::Math;
        match tag.kind {
            TagKind::StartTag => self.admits_start(tag, element),
            TagKind::EndTag => self.admits_end(tag, element),
        }
    }

    fn admits_start(&self, tag: &Tag, element: Element) -> bool {
        let depth = self.builder.sink.depth();
        let most = if element.is_self_ending() || element.is_hidden() { MAX_DEPTH + MORE_DEPTH } else { MAX_DEPTH };
        let is_too_many = element.is_formatting() && self.formatting.get() >= MAX_FORMATTING;
        // What holds characters only can have nothing inside, and must not lose them to the page.
        if element.is_void() || element.is_raw() || (depth < most && !is_too_many) {
            self.formatting.set(self.formatting.get() + u32::from(element.is_formatting()));
            return true;
        }
        *self.dropped.borrow_mut().entry(tag.name.clone()).or_default() += 1;
        false
    }

    fn admits_end(&self, tag: &Tag, element: Element) -> bool {
        if let Some(count) = self.dropped.borrow_mut().get_mut(&tag.name).filter(|count| **count > 0) {
            *count -= 1;
            return false;
        }
        self.builder.sink.leave();
        self.formatting.set(self.formatting.get().saturating_sub(u32::from(element.is_formatting())));
        true
    }

    /// Keeps count of drawings and formulas; true of all that belongs to a drawing.
    fn is_drawing(&self, tag: &Tag, element: Element) -> bool {
        let start = tag.kind == TagKind::StartTag;
        let was = self.foreign.get();
        let now = match &*tag.name {
            "svg" if start => Foreign::Drawing,
            "math" if start && was == Foreign::None => Foreign::Math,
            "svg" | "math" if !start => Foreign::None,
            _ if start && element.breaks_out() => Foreign::None,
            _ => was,
        };
        self.foreign.set(now);
        now == Foreign::Drawing || (was == Foreign::Drawing && &*tag.name == "svg")
    }
}
