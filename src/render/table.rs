//! Tables at a width: columns share it by content, cells are flowed like pages.
//!
//! Owns the columns: which cell stands in which, what they want and what they get. How cells are drawn in
//! them is [`super::grid`]'s. Knows nothing of elements.

use super::breaks::words;
use super::content::{Content, Kind, Node};
use super::options::Typesetting;
use crate::text;

/// Between columns: a space, a rule, a space.
pub(super) const BETWEEN: usize = 3;
/// Columns that a cell of Chinese never shrinks below, and that words may ask for at most.
const LEAST: usize = 4;
const LONGEST_WORD: usize = 12;

/// A table's rows with their cells.
#[derive(Debug, Default)]
pub(super) struct Table {
    pub rows: Vec<Row>,
    /// What each column wants: known once the table is complete.
    wants: Vec<Want>,
}

#[derive(Debug)]
pub(super) struct Row {
    pub header: bool,
    pub cells: Vec<Cell>,
}

#[derive(Debug)]
pub(super) struct Cell {
    pub nodes: Vec<Node>,
    /// Columns and rows that it spans.
    pub columns: usize,
    pub rows: usize,
    /// The column it begins in; known once the table is complete.
    pub at: usize,
}

/// Columns that a table's column wants, and that it needs.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Want {
    pub whole: usize,
    least: usize,
}

impl Table {
    /// Finds each cell's column, and what the columns want. Rows and columns without text are left out.
    pub(super) fn complete(&mut self, content: &Content, typesetting: Typesetting) {
        self.rows.retain(|row| row.cells.iter().any(|cell| !cell.nodes.is_empty() || cell.rows > 1));
        let columns = self.place_cells();
        self.wants = vec![Want::default(); columns];
        let cells = || self.rows.iter().flat_map(|row| &row.cells);
        let mut wants = std::mem::take(&mut self.wants);
        for cell in cells().filter(|cell| cell.columns == 1) {
            want_more(&mut wants, cell, measure(content, &cell.nodes, typesetting));
        }
        for cell in cells().filter(|cell| cell.columns > 1) {
            want_more(&mut wants, cell, measure(content, &cell.nodes, typesetting));
        }
        self.wants = wants;
        self.drop_empty_columns();
    }

    fn drop_empty_columns(&mut self) {
        if self.wants.iter().all(|want| want.whole > 0) {
            return;
        }
        let kept = |upto: usize| self.wants.iter().take(upto).filter(|want| want.whole > 0).count();
        let new: Vec<usize> = (0..=self.wants.len()).map(kept).collect();
        let place = |at: usize| new.get(at).or(new.last()).copied().unwrap_or_default();
        for row in &mut self.rows {
            row.cells.retain_mut(|cell| {
                let end = place(cell.at + cell.columns);
                cell.at = place(cell.at);
                cell.columns = end - cell.at;
                cell.columns > 0
            });
        }
        self.wants.retain(|want| want.whole > 0);
    }

    /// Puts cells into columns, around those that span rows; gives the number of columns.
    fn place_cells(&mut self) -> usize {
        let widest = self.rows.iter().map(|row| row.cells.len()).max().unwrap_or(0);
        let mut taken: Vec<usize> = Vec::new();
        let mut columns = 0;
        for row in &mut self.rows {
            let mut at = 0;
            for cell in &mut row.cells {
                cell.columns = cell.columns.min(widest.max(1));
                while taken.get(at).is_some_and(|&rows| rows > 0) {
                    at += 1;
                }
                cell.at = at;
                at += cell.columns;
                if taken.len() < at {
                    taken.resize(at, 0);
                }
                for rows in taken.iter_mut().skip(cell.at).take(cell.columns) {
                    *rows = cell.rows;
                }
            }
            columns = columns.max(at);
            for rows in &mut taken {
                *rows = rows.saturating_sub(1);
            }
        }
        columns
    }

    /// The widths of the columns in `room` columns; none where they do not fit.
    pub(super) fn widths(&self, room: usize) -> Option<Vec<usize>> {
        let count = self.wants.len();
        let free = room.checked_sub(count.checked_sub(1)? * BETWEEN)?;
        let least: usize = self.wants.iter().map(|want| want.least).sum();
        if least > free {
            return None;
        }
        let whole: usize = self.wants.iter().map(|want| want.whole).sum();
        if whole <= free {
            return Some(self.wants.iter().map(|want| want.whole).collect());
        }
        Some(share(&self.wants, free))
    }
}

/// Makes the columns of `cell` wide enough for what it wants, each by as much.
fn want_more(wants: &mut [Want], cell: &Cell, needs: Want) {
    let own = wants.iter_mut().skip(cell.at).take(cell.columns).collect::<Vec<_>>();
    // Columns without text are left out in the end, and their distances with them.
    let count = own.iter().filter(|want| want.whole > 0).count();
    let between = count.saturating_sub(1) * BETWEEN;
    let whole = needs.whole.saturating_sub(own.iter().map(|want| want.whole).sum::<usize>() + between);
    let least = needs.least.saturating_sub(own.iter().map(|want| want.least).sum::<usize>() + between);
    for want in own.into_iter().filter(|want| want.whole > 0 || count == 0).take(count.max(1)) {
        want.whole += whole.div_ceil(count.max(1));
        want.least += least.div_ceil(count.max(1));
        want.whole = want.whole.max(want.least);
    }
}

/// Shares `free` columns: short columns get all that they want, the others by what they hold.
fn share(wants: &[Want], free: usize) -> Vec<usize> {
    let mut widths: Vec<Option<usize>> = vec![None; wants.len()];
    let mut left = free;
    loop {
        let open = widths.iter().filter(|width| width.is_none()).count();
        if open == 0 {
            break;
        }
        let fair = left / open;
        let needs: usize =
            wants.iter().zip(&widths).filter(|(_, width)| width.is_none()).map(|(want, _)| want.least).sum();
        let small = wants
            .iter()
            .zip(&mut widths)
            .find(|(want, width)| width.is_none() && want.whole <= fair && needs - want.least + want.whole <= left);
        let Some((want, width)) = small else { break };
        *width = Some(want.whole);
        left -= want.whole;
    }
    share_rest(wants, widths, left)
}

fn share_rest(wants: &[Want], widths: Vec<Option<usize>>, left: usize) -> Vec<usize> {
    let open: Vec<&Want> =
        wants.iter().zip(&widths).filter(|(_, width)| width.is_none()).map(|(want, _)| want).collect();
    let least: usize = open.iter().map(|want| want.least).sum();
    let mut surplus = left.saturating_sub(least);
    let mut weight: usize = open.iter().map(|want| want.whole - want.least).sum();
    let mut out = Vec::with_capacity(wants.len());
    for (want, width) in wants.iter().zip(widths) {
        out.push(width.unwrap_or_else(|| {
            let more = (want.whole - want.least) * surplus / weight.max(1);
            surplus -= more.min(surplus);
            weight -= want.whole - want.least;
            want.least + more
        }));
    }
    out
}

/// What the blocks of a cell want: their longest line, and their longest word within reason.
pub(super) fn measure(content: &Content, nodes: &[Node], typesetting: Typesetting) -> Want {
    let mut want = Want::default();
    for node in nodes {
        let inner = match node {
            Node::Block(number) => measure_block(content, *number, typesetting),
            Node::Container(_, inner) => {
                let inner = measure(content, inner, typesetting);
                Want { whole: inner.whole + 2, least: inner.least + 1 }
            }
        };
        want = Want { whole: want.whole.max(inner.whole), least: want.least.max(inner.least) };
    }
    want
}

fn measure_block(content: &Content, number: u32, typesetting: Typesetting) -> Want {
    let Some(block) = content.block(number) else { return Want::default() };
    if matches!(block.kind, Kind::Rule | Kind::Table(_)) {
        return Want { whole: 2 * LEAST, least: LEAST };
    }
    let text = content.block_text(block);
    let columns = |text: &str| text::width(text, typesetting.ambiguous);
    let gaps = |text: &str| {
        if typesetting.gap {
            text.chars().zip(text.chars().skip(1)).filter(|&(a, b)| super::wants_gap(a, b)).count()
        } else {
            0
        }
    };
    let whole = text.split('\n').map(|line| columns(line) + gaps(line)).max().unwrap_or(0);
    let word = words(text).map(columns).max().unwrap_or(0).min(LONGEST_WORD);
    Want { whole, least: whole.min(word.max(LEAST)) }
}
