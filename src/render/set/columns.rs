//! The columns of a table: which cell is in which, the width that each needs, and what it gets.
//!
//! Knows nothing of how cells are drawn ([`super::grid`]), nor of elements.

use super::code::TAB;
use crate::render::breaks::{wants_gap, words};
use crate::render::content::{Block, BlockKind, BlockTree, Cell, Content, Need, Table};
use crate::render::options::Typesetting;
use crate::text;

/// Between columns: a space, a rule, a space.
pub const BETWEEN: usize = 3;
/// Columns that no cell shrinks below.
const LEAST: usize = 4;
/// Columns that the longest word of a column gets at most.
const LONGEST_WORD: usize = 12;

/// Measures all tables of `content`, which is complete.
pub fn measure_tables(content: &mut Content, typesetting: Typesetting) {
    for number in 0..content.blocks.len() {
        let Some(Block { kind: BlockKind::Table(table), .. }) = content.blocks.get_mut(number) else { continue };
        let mut table = std::mem::take(table);
        table.measure(content, typesetting);
        if let Some(block) = content.blocks.get_mut(number) {
            block.kind = BlockKind::Table(table);
        }
    }
}

impl Table {
    /// Finds each cell's column, and what the columns need. Rows and columns without text are left out.
    fn measure(&mut self, content: &Content, typesetting: Typesetting) {
        self.rows.retain(|row| row.cells.iter().any(|cell| !cell.nodes.is_empty() || cell.rows > 1));
        let columns = self.place_cells();
        self.needs = vec![Need::default(); columns];
        let cells = || self.rows.iter().flat_map(|row| &row.cells);
        let mut needs = std::mem::take(&mut self.needs);
        for cell in cells().filter(|cell| cell.columns == 1) {
            add_need(&mut needs, cell, measure(content, &cell.nodes, typesetting));
        }
        for cell in cells().filter(|cell| cell.columns > 1) {
            add_need(&mut needs, cell, measure(content, &cell.nodes, typesetting));
        }
        self.needs = needs;
        self.drop_empty_columns();
    }

    fn drop_empty_columns(&mut self) {
        if self.needs.iter().all(|need| need.whole > 0) {
            return;
        }
        let kept = |upto: usize| self.needs.iter().take(upto).filter(|need| need.whole > 0).count();
        let new: Vec<usize> = (0..=self.needs.len()).map(kept).collect();
        let place = |at: usize| new.get(at).or(new.last()).copied().unwrap_or_default();
        for row in &mut self.rows {
            row.cells.retain_mut(|cell| {
                let end = place(cell.at + cell.columns);
                cell.at = place(cell.at);
                cell.columns = end - cell.at;
                cell.columns > 0
            });
        }
        self.needs.retain(|need| need.whole > 0);
    }

    /// Puts cells into columns, around those that span rows; returns the number of columns.
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

    /// The widths of its columns in `room` columns; `None` where they do not fit.
    pub fn widths(&self, room: usize) -> Option<Vec<usize>> {
        let count = self.needs.len();
        let free = room.checked_sub(count.checked_sub(1)? * BETWEEN)?;
        let least: usize = self.needs.iter().map(|need| need.least).sum();
        if least > free {
            return None;
        }
        let whole: usize = self.needs.iter().map(|need| need.whole).sum();
        if whole <= free {
            return Some(self.needs.iter().map(|need| need.whole).collect());
        }
        Some(share(&self.needs, free))
    }
}

/// Makes the columns of `cell` wide enough for what it needs, all by the same amount.
fn add_need(columns: &mut [Need], cell: &Cell, need: Need) {
    let own = columns.iter_mut().skip(cell.at).take(cell.columns).collect::<Vec<_>>();
    // Columns without text are left out in the end, and their distances with them.
    let count = own.iter().filter(|need| need.whole > 0).count();
    let between = count.saturating_sub(1) * BETWEEN;
    let whole = need.whole.saturating_sub(own.iter().map(|need| need.whole).sum::<usize>() + between);
    let least = need.least.saturating_sub(own.iter().map(|need| need.least).sum::<usize>() + between);
    for need in own.into_iter().filter(|need| need.whole > 0 || count == 0).take(count.max(1)) {
        need.whole += whole.div_ceil(count.max(1));
        need.least += least.div_ceil(count.max(1));
        need.whole = need.whole.max(need.least);
    }
}

/// Shares `free` columns: short columns get all that they need, the others a share by their content.
fn share(needs: &[Need], free: usize) -> Vec<usize> {
    let mut widths: Vec<Option<usize>> = vec![None; needs.len()];
    let mut left = free;
    loop {
        let open = widths.iter().filter(|width| width.is_none()).count();
        if open == 0 {
            break;
        }
        let fair = left / open;
        let least: usize =
            needs.iter().zip(&widths).filter(|(_, width)| width.is_none()).map(|(need, _)| need.least).sum();
        let small = needs
            .iter()
            .zip(&mut widths)
            .find(|(need, width)| width.is_none() && need.whole <= fair && least - need.least + need.whole <= left);
        let Some((need, width)) = small else { break };
        *width = Some(need.whole);
        left -= need.whole;
    }
    share_rest(needs, widths, left)
}

fn share_rest(needs: &[Need], widths: Vec<Option<usize>>, left: usize) -> Vec<usize> {
    let open: Vec<&Need> =
        needs.iter().zip(&widths).filter(|(_, width)| width.is_none()).map(|(need, _)| need).collect();
    let least: usize = open.iter().map(|need| need.least).sum();
    let mut surplus = left.saturating_sub(least);
    let mut weight: usize = open.iter().map(|need| need.whole - need.least).sum();
    let mut out = Vec::with_capacity(needs.len());
    for (need, width) in needs.iter().zip(widths) {
        out.push(width.unwrap_or_else(|| {
            let more = (need.whole - need.least) * surplus / weight.max(1);
            surplus -= more.min(surplus);
            weight -= need.whole - need.least;
            need.least + more
        }));
    }
    out
}

/// What the blocks of a cell need: their longest line, and their longest word within reason.
fn measure(content: &Content, nodes: &[BlockTree], typesetting: Typesetting) -> Need {
    let mut need = Need::default();
    for node in nodes {
        let inner = match node {
            BlockTree::Block(number) => measure_block(content, *number, typesetting),
            BlockTree::Container(_, inner) => {
                let inner = measure(content, inner, typesetting);
                Need { whole: inner.whole + 2, least: inner.least + 1 }
            }
        };
        need = Need { whole: need.whole.max(inner.whole), least: need.least.max(inner.least) };
    }
    need
}

fn measure_block(content: &Content, number: u32, typesetting: Typesetting) -> Need {
    let Some(block) = content.block(number) else { return Need::default() };
    if matches!(block.kind, BlockKind::Rule | BlockKind::Table(_)) {
        return Need { whole: 2 * LEAST, least: LEAST };
    }
    let text = content.block_text(block);
    let columns = |text: &str| text::width(text, typesetting.ambiguous) + TAB * text.matches('\t').count();
    let gaps = |text: &str| {
        if typesetting.gap {
            text.chars().zip(text.chars().skip(1)).filter(|&(a, b)| wants_gap(a, b)).count()
        } else {
            0
        }
    };
    let whole = text.split('\n').map(|line| columns(line) + gaps(line)).max().unwrap_or(0);
    let word = words(text).map(columns).max().unwrap_or(0).min(LONGEST_WORD);
    Need { whole, least: whole.min(word.max(LEAST)) }
}
