//! What the terminal is left in by the bytes so far: style, cursor, margins, region.

use crate::term::screen::cells::CellStyle;

/// What the terminal is left in after the bytes so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct OutputState {
    pub style: CellStyle,
    pub cursor: CursorState,
    /// DECLRMM is on.
    pub margins: bool,
    /// The scroll region, where one is set: it stays, as the next move mostly wants the same.
    pub region: Option<(usize, usize)>,
}

impl OutputState {
    /// True when a cursor that moves row by row between two rows neither stops at the region's edge nor
    /// scrolls it.
    pub fn is_free(&self, from: usize, to: usize) -> bool {
        self.region.is_none_or(|(top, bottom)| {
            let crosses = |edge: usize| (from < edge) != (to < edge);
            if to > from { !crosses(bottom) } else { !crosses(top) }
        })
    }
}

/// Where the cursor is, as far as that is sure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CursorState {
    pub row: Option<usize>,
    pub column: Option<usize>,
    /// The column if ambiguous symbols took what we think: good enough within a run of them.
    pub run: Option<usize>,
    /// The farthest column where it can be; beyond the edge the row is in doubt too.
    pub reach: usize,
}

impl CursorState {
    pub fn at(column: usize, row: usize) -> CursorState {
        CursorState { row: Some(row), column: Some(column), run: None, reach: column }
    }

    /// After the last column terminals differ: the column is unknown there.
    pub fn after(column: usize, row: usize, width: usize) -> CursorState {
        CursorState { column: Some(column).filter(|column| *column < width), ..CursorState::at(column, row) }
    }
}
