//! The runs of a paragraph as a page shows them, and the columns that they take.
//!
//! Owns how text is shown: no-break spaces as spaces, thin gaps, no marks without a letter. Knows nothing
//! of lines and roles.

use std::borrow::Cow;
use std::ops::Range;

use crate::render::breaks::wants_gap;
use crate::render::content::{Block, Content, Run};
use crate::render::options::Typesetting;
use crate::text;

/// A thin gap between Han and Latin.
const THIN: char = '\u{2009}';
/// A space at which no line breaks.
const NO_BREAK: char = '\u{a0}';

/// The text of one paragraph in its runs.
pub struct Runs<'a> {
    text: &'a str,
    /// Their ends are offsets in the text of the whole content.
    runs: &'a [Run],
    offset: usize,
    typesetting: Typesetting,
}

/// A stretch of text in which no line begins.
pub struct FillWord<'a> {
    /// Its first byte in the paragraph.
    pub start: usize,
    /// Without the spaces after it.
    pub text: &'a str,
    /// The columns that it takes on a line.
    pub columns: usize,
    /// Columns of the gap after it, which [`FillWord::columns`] includes.
    pub gap: usize,
    /// Spaces after it.
    pub spaces: usize,
    /// Whether each character takes the same columns alone as in any text.
    pub plain: bool,
}

impl<'a> Runs<'a> {
    /// The runs of `block`, a paragraph.
    pub fn new(content: &'a Content, block: &Block, typesetting: Typesetting) -> Runs<'a> {
        let runs = content.runs.get(block.runs.clone()).unwrap_or_default();
        Runs { text: content.block_text(block), runs, offset: block.text.start, typesetting }
    }

    /// The word in `range`, and the columns that it takes with the gap after it.
    pub fn word(&self, range: Range<usize>) -> FillWord<'a> {
        let whole = self.text.get(range.clone()).unwrap_or_default();
        let text = whole.trim_end_matches(' ');
        let plain = text::plain_width(text, self.typesetting.ambiguous).filter(|_| !self.typesetting.gap);
        let gap = usize::from(self.typesetting.gap && text.len() == whole.len() && self.wants_gap(range.end));
        let columns = plain.unwrap_or_else(|| self.columns(range.start..range.start + text.len()) + gap);
        FillWord { start: range.start, text, columns, gap, spaces: whole.len() - text.len(), plain: plain.is_some() }
    }

    /// The columns of what is in `range`.
    pub fn columns(&self, range: Range<usize>) -> usize {
        let mut columns = 0;
        self.each_run(range, |piece, _| {
            columns += text::width(&self.shown(self.text.get(piece).unwrap_or_default()), self.typesetting.ambiguous);
        });
        columns
    }

    /// Calls `show` with what is shown of `range`, each stretch with the number of its style. `plain` is that of
    /// the words in the range; `may_begin` tells where lines may begin.
    pub fn show(
        &self,
        range: Range<usize>,
        plain: bool,
        may_begin: impl Fn(usize) -> bool,
        mut show: impl FnMut(Cow<'_, str>, u32),
    ) {
        let start = range.start;
        self.each_run(range, |piece, style| {
            let at = piece.start;
            let text = self.text.get(piece).unwrap_or_default();
            let mut shown = match plain && !text.contains(NO_BREAK) {
                true => Cow::Borrowed(text),
                false => self.shown(text),
            };
            if self.typesetting.gap && at > start && self.wants_gap(at) && may_begin(at) {
                shown.to_mut().insert(0, THIN);
            }
            if !shown.is_empty() {
                show(shown, style);
            }
        });
    }

    /// The number of runs that `range` lies in.
    pub fn count(&self, range: &Range<usize>) -> usize {
        let before = |at| self.runs.partition_point(|run| run.end < self.offset + at);
        before(range.end) + 1 - before(range.start + 1)
    }

    /// Calls `each` with the parts of `range` that have one style.
    fn each_run(&self, range: Range<usize>, mut each: impl FnMut(Range<usize>, u32)) {
        let mut at = range.start;
        let first = self.runs.partition_point(|run| run.end <= self.offset + range.start);
        for run in self.runs.get(first..).unwrap_or_default() {
            let end = run.end.saturating_sub(self.offset).min(range.end);
            if at >= end {
                break;
            }
            each(at..end, run.style);
            at = end;
        }
    }

    /// `piece` of one style as a page shows it.
    fn shown(&self, piece: &str) -> Cow<'a, str> {
        let mut out = String::with_capacity(piece.len());
        for (number, part) in piece.split(' ').enumerate() {
            if number > 0 {
                out.push(' ');
            }
            let mut before = None;
            for grapheme in text::graphemes(part) {
                if self.typesetting.gap && before.zip(grapheme.chars().next()).is_some_and(|(a, b)| wants_gap(a, b)) {
                    out.push(THIN);
                }
                before = grapheme.chars().next_back();
                match grapheme.strip_prefix(NO_BREAK) {
                    Some("") => out.push(' '),
                    // A combining mark without a letter has no column.
                    _ if text::grapheme_width(grapheme, self.typesetting.ambiguous) == 0 => {}
                    _ => out.push_str(grapheme),
                }
            }
        }
        Cow::Owned(out)
    }

    fn wants_gap(&self, at: usize) -> bool {
        let before = self.text.get(..at).and_then(|before| before.chars().next_back());
        let after = self.text.get(at..).and_then(|after| after.chars().next());
        before.zip(after).is_some_and(|(before, after)| wants_gap(before, after))
    }
}
