//! Blank lines of a whole article, settled when all of it is known.
//!
//! Owns the rule that articles whose paragraphs open with two ideographic spaces have no blank lines
//! between them, and leftovers of page generators that are no text. Knows nothing of widths.

use super::{Align, Block, BlockKind, Content};
use crate::render::Role;

/// The space that Chinese paragraphs open with.
const INDENT: char = '\u{3000}';
/// More of them than this centre a line rather than open a paragraph.
const MOST_INDENT: usize = 4;
/// Paragraphs this long, in bytes, tell how an article is set; captions and names do not.
const TELLING: usize = 60;

/// Goes over the finished content.
pub fn settle(content: &mut Content) {
    let indented = is_indented(content);
    let mut before = false;
    for number in 0..content.blocks.len() {
        let Some(block) = content.blocks.get(number) else { return };
        let text = content.block_text(block);
        let opens = block.role == Role::Text && matches!(block.kind, BlockKind::Paragraph) && text.starts_with(INDENT);
        let spaces = text.chars().take_while(|&c| c == INDENT).count();
        let Some(block) = content.blocks.get_mut(number) else { return };
        if indented && opens && before {
            block.gap = false;
        }
        if spaces > MOST_INDENT && !text_is_lines(&content.text, block) {
            block.align = Align::Center;
            block.text.start += spaces * INDENT.len_utf8();
        }
        before = opens;
    }
}

fn text_is_lines(text: &str, block: &Block) -> bool {
    text.get(block.text.clone()).unwrap_or_default().contains('\n')
}

/// Whether page generators left the paragraph over: `[TOC]`, `{:align="center"}`.
pub fn is_leftover(paragraph: &str) -> bool {
    const CONTENTS: [&str; 5] = ["[toc]", "[[toc]]", "[[_toc_]]", "{:toc}", "@[toc]"];
    let text = paragraph.trim();
    CONTENTS.iter().any(|contents| text.eq_ignore_ascii_case(contents))
        || (text.starts_with("{:") && text.ends_with('}') && !text.contains('\n'))
}

/// Whether the article's paragraphs open with ideographic spaces.
fn is_indented(content: &Content) -> bool {
    let (mut with, mut without) = (0_usize, 0_usize);
    for block in content.blocks.iter().filter(|b| b.role == Role::Text && matches!(b.kind, BlockKind::Paragraph)) {
        let text = content.block_text(block);
        match text.starts_with(INDENT) {
            true => with += 1,
            false if text.len() >= TELLING => without += 1,
            false => {}
        }
    }
    with >= 2 && with >= without * 4
}
