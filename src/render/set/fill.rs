//! Paragraphs to lines of a width.
//!
//! Owns where the lines of a paragraph begin and end, and which words are cut. Knows nothing of roles and
//! prefixes, nor of what a line shows ([`super::runs`]).

use std::ops::Range;

use super::runs::{FillWord, Runs};
use crate::render::Role;
use crate::render::breaks::{Breaker, cuts};
use crate::render::content::{Block, Content};
use crate::text::{self, Ambiguous};

/// Fills the lines of paragraphs, one after the other.
#[derive(Debug, Default)]
pub struct LineFiller {
    breaker: Breaker,
    /// Byte offsets in the present paragraph where lines may begin, rising.
    breaks: Vec<usize>,
    /// Where the numbers of links and notes are in it.
    numbers: Vec<Range<usize>>,
}

/// One line of a paragraph.
#[derive(Debug, Clone, Default)]
pub struct FilledLine {
    /// Its bytes in the paragraph's text.
    pub text: Range<usize>,
    /// Whether all of its words are plain ([`FillWord::plain`]).
    pub plain: bool,
}

/// How wide lines are.
#[derive(Debug, Clone, Copy)]
pub struct Room {
    /// Columns of a line.
    pub columns: usize,
    /// Columns of the mark before the first line.
    pub mark: usize,
    /// The columns of ambiguous characters.
    pub ambiguous: Ambiguous,
}

impl LineFiller {
    /// The lines of `block`, filled greedily.
    pub fn fill(&mut self, content: &Content, block: &Block, runs: &Runs<'_>, room: Room) -> Vec<FilledLine> {
        self.find_breaks(content, block);
        let mut lines = LineBuilder::new(room);
        let mut breaks = self.breaks.iter().copied().peekable();
        let mut at = 0;
        for line in content.block_text(block).split('\n') {
            // White space at a line's end takes no columns.
            let end = at + line.trim_end_matches([' ', '\u{a0}']).len();
            let next = at + line.len() + 1;
            lines.begin(at);
            while at < end {
                let to = breaks.next_if(|&to| to < end).unwrap_or(end);
                self.word(runs.word(at..to), runs, &mut lines);
                at = to;
            }
            lines.end();
            at = next;
        }
        lines.done
    }

    /// Whether a line of the paragraph filled last may begin at byte `at`.
    pub fn may_begin(&self, at: usize) -> bool {
        self.breaks.binary_search(&at).is_ok()
    }

    /// Finds where in the block's text lines may begin.
    fn find_breaks(&mut self, content: &Content, block: &Block) {
        self.breaks.clear();
        let mut start = 0;
        for line in content.block_text(block).split('\n') {
            let breaks = &mut self.breaks;
            self.breaker.each(line, |at| breaks.push(start + at));
            start += line.len() + 1;
        }
        self.find_numbers(content, block);
        // A number stays with the word before it.
        without(&mut self.breaks, self.numbers.iter().map(|range| range.start..range.start + 1));
    }

    fn find_numbers(&mut self, content: &Content, block: &Block) {
        self.numbers.clear();
        let mut at = 0;
        for (run, style) in content.block_runs(block) {
            if matches!(content.style(style).role, Role::LinkNumber | Role::Footnote) {
                self.numbers.push(at..at + run.len());
            }
            at += run.len();
        }
    }

    /// Places a word; one that no line can hold is cut.
    fn word(&self, mut word: FillWord<'_>, runs: &Runs<'_>, lines: &mut LineBuilder) {
        if word.columns > lines.room.columns {
            let held = word.text.trim_end_matches('\u{a0}');
            if runs.columns(word.start..word.start + held.len()) > lines.room.columns {
                return self.cut(&word, runs, lines);
            }
            // The gap or the no-break spaces after it end the line.
            word.columns = lines.room.columns;
        }
        lines.place(&word);
    }

    fn cut(&self, word: &FillWord<'_>, runs: &Runs<'_>, lines: &mut LineBuilder) {
        let end = word.start + word.text.len() + word.spaces;
        let mut cuts: Vec<usize> = cuts(word.text).map(|cut| word.start + cut).collect();
        // A number may begin a line where there is no room, but is never cut.
        without(&mut cuts, self.numbers.iter().map(|range| range.start + 1..range.end));
        let mut start = word.start;
        for cut in cuts.into_iter().chain([end]) {
            lines.place(&runs.word(start..cut));
            start = cut;
        }
    }
}

/// LineBuilder as they are being filled.
struct LineBuilder {
    room: Room,
    done: Vec<FilledLine>,
    line: FilledLine,
    /// Columns that the present line has used.
    used: usize,
    /// Spaces that wait for the next word.
    spaces: usize,
}

impl LineBuilder {
    fn new(room: Room) -> LineBuilder {
        let room = Room { columns: room.columns.max(1), ..room };
        let spaces = usize::from(room.mark > 0);
        LineBuilder { room, done: Vec::new(), line: FilledLine::default(), used: room.mark, spaces }
    }

    /// The present line begins at byte `at`.
    fn begin(&mut self, at: usize) {
        self.line = FilledLine { text: at..at, plain: true };
    }

    fn end(&mut self) {
        self.done.push(self.line.clone());
        (self.used, self.spaces) = (0, 0);
    }

    /// Puts a word on the present line, or on the next one.
    fn place(&mut self, word: &FillWord<'_>) {
        if !word.text.is_empty() {
            if self.used > 0 && self.used + self.spaces + word.columns > self.room.columns {
                self.end();
                self.begin(word.start);
            }
            if self.line.text.is_empty() {
                self.line.text = word.start..word.start;
            }
            if word.columns > self.room.columns {
                self.force(word);
            } else {
                self.used += self.spaces + word.columns;
            }
            self.line.text.end = word.start + word.text.len();
            self.line.plain &= word.plain;
            self.spaces = 0;
        }
        self.spaces += if self.used > 0 { word.spaces } else { 0 };
    }

    /// Places a word that no line can hold and that must not be cut, grapheme by grapheme.
    fn force(&mut self, word: &FillWord<'_>) {
        let mut at = word.start;
        for grapheme in text::graphemes(word.text) {
            let columns = text::grapheme_width(grapheme, self.room.ambiguous);
            if self.used > 0 && self.used + columns > self.room.columns {
                self.end();
                self.begin(at);
            }
            at += grapheme.len();
            self.used += columns;
            self.line.text.end = at;
            self.line.plain &= word.plain;
        }
        self.used += word.gap;
    }
}

/// Removes the offsets that are in `ranges`; both rise.
fn without(offsets: &mut Vec<usize>, ranges: impl Iterator<Item = Range<usize>>) {
    let mut ranges = ranges.peekable();
    offsets.retain(|offset| {
        while ranges.next_if(|range| range.end <= *offset).is_some() {}
        !ranges.peek().is_some_and(|range| range.contains(offset))
    });
}
