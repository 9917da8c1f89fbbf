//! A table's cells in their columns: rows, rules, and one block per row where the columns do not fit.
//!
//! Owns bars, rules and cells that span rows. Knows nothing of what columns need ([`super::columns`]) and
//! of how the inside of a cell is set.

use super::columns::BETWEEN;
use crate::render::content::{BlockTree, Cell, Table};
use crate::render::page::width_of;
use crate::render::{Role, Span};
use crate::text::{self, Ambiguous};

/// Sets the blocks of a cell at a width: the spans of each line.
type SetCell<'a> = &'a dyn Fn(&[BlockTree], usize) -> Vec<Vec<Span>>;

/// The spans of each line of `table` in `room` columns.
pub fn set(table: &Table, room: usize, ambiguous: Ambiguous, cell: SetCell<'_>) -> Vec<Vec<Span>> {
    match table.widths(room) {
        Some(widths) => Grid { table, ambiguous, cell, widths }.lines(),
        None => rows(table, room, ambiguous, cell),
    }
}

struct Grid<'a> {
    table: &'a Table,
    ambiguous: Ambiguous,
    cell: SetCell<'a>,
    widths: Vec<usize>,
}

/// What decides on the rule below a row.
#[derive(Default)]
struct RowAbove {
    /// Of several lines: such rows are told apart by rules.
    tall: bool,
    header: bool,
    /// The columns with a bar before them.
    bars: Vec<usize>,
}

/// A cell on its way down the rows that it spans.
struct Column {
    at: usize,
    columns: usize,
    rows: usize,
    lines: std::vec::IntoIter<Vec<Span>>,
}

impl Grid<'_> {
    fn lines(&self) -> Vec<Vec<Span>> {
        let mut out = Vec::new();
        let mut open: Vec<Column> = Vec::new();
        let mut above = RowAbove::default();
        for (number, row) in self.table.rows.iter().enumerate() {
            let starts: Vec<Column> = row.cells.iter().map(|cell| self.column(cell)).collect();
            let tall = !open.is_empty() || starts.iter().any(|column| column.lines.len() > 1 || column.rows > 1);
            if number > 0 && (tall || above.tall || above.header != row.header) {
                let below: Vec<usize> = starts.iter().chain(&open).map(|column| column.at).collect();
                out.push(self.rule(&mut open, &above.bars, &below));
            }
            open.extend(starts);
            open.sort_by_key(|column| column.at);
            above = RowAbove { tall, header: row.header, bars: open.iter().map(|column| column.at).collect() };
            self.row(&mut open, &mut out);
        }
        out
    }

    fn column(&self, cell: &Cell) -> Column {
        let lines = (self.cell)(&cell.nodes, self.width(cell.at, cell.columns).max(2));
        Column { at: cell.at, columns: cell.columns, rows: cell.rows, lines: lines.into_iter() }
    }

    /// The columns of a cell from column `at` on, over `columns` of them.
    fn width(&self, at: usize, columns: usize) -> usize {
        let widths = self.widths.get(at..).unwrap_or_default();
        let own = widths.get(..columns.min(widths.len())).unwrap_or_default();
        own.iter().sum::<usize>() + own.len().saturating_sub(1) * BETWEEN
    }

    /// Sets one row's lines; cells that span further stay open.
    fn row(&self, open: &mut Vec<Column>, out: &mut Vec<Vec<Span>>) {
        let mut first = true;
        while first || open.iter().any(|column| column.rows <= 1 && column.lines.len() > 0) {
            first = false;
            let line = self.line(open);
            out.push(line);
        }
        for column in open.iter_mut() {
            column.rows = column.rows.saturating_sub(1);
        }
        open.retain(|column| column.rows > 0);
    }

    fn line(&self, open: &mut [Column]) -> Vec<Span> {
        let mut spans = Vec::new();
        let mut at = 0;
        for column in open {
            self.empty(&mut spans, at, column.at);
            self.bar(&mut spans, column.at);
            self.fill(&mut spans, column, self.width(column.at, column.columns));
            at = column.at + column.columns;
        }
        self.empty(&mut spans, at, self.widths.len());
        spans
    }

    /// Adds the next line of a cell, and spaces up to `width` columns.
    fn fill(&self, spans: &mut Vec<Span>, column: &mut Column, width: usize) {
        let mut own = column.lines.next().unwrap_or_default();
        let used = width_of(&own, self.ambiguous);
        spans.append(&mut own);
        spans.push(Span::spaces(width.saturating_sub(used)));
    }

    /// Adds columns without a cell.
    fn empty(&self, spans: &mut Vec<Span>, from: usize, to: usize) {
        for at in from..to {
            self.bar(spans, at);
            spans.push(Span::spaces(self.width(at, 1)));
        }
    }

    fn bar(&self, spans: &mut Vec<Span>, at: usize) {
        if at > 0 {
            let bar = if self.is_wide() { "│ " } else { " │ " };
            spans.push(Span::new(bar, Role::TableRule));
        }
    }

    fn is_wide(&self) -> bool {
        self.ambiguous == Ambiguous::Wide
    }

    /// The rule below a row. Cells that span it continue in it.
    fn rule(&self, open: &mut [Column], above: &[usize], below: &[usize]) -> Vec<Span> {
        let mut spans = Vec::new();
        let mut at = 0;
        let mut left = false;
        while at < self.widths.len() {
            let spanning = open.iter_mut().find(|column| column.at == at);
            let columns = spanning.as_ref().map_or(1, |column| column.columns);
            if at > 0 {
                let bars = (above.contains(&at), below.contains(&at));
                spans.push(self.joint((left, spanning.is_some()), bars));
            }
            left = spanning.is_some();
            match spanning {
                Some(column) => self.fill(&mut spans, column, self.width(at, columns)),
                None => spans.push(self.dashes(self.width(at, columns))),
            }
            at += columns.max(1);
        }
        spans
    }

    /// Where a rule meets the bars between two columns. It continues on the sides that no cell spans.
    fn joint(&self, spanned: (bool, bool), bars: (bool, bool)) -> Span {
        let joint = match (spanned, bars) {
            ((true, true), _) => " │ ",
            ((true, false), _) => " ├─",
            ((false, true), _) => "─┤ ",
            (_, (true, true)) => "─┼─",
            (_, (true, false)) => "─┴─",
            (_, (false, true)) => "─┬─",
            (_, (false, false)) => "───",
        };
        let narrow: String = joint.chars().skip(1).take(1).chain([' ']).collect();
        Span::new(if self.is_wide() { &narrow } else { joint }, Role::TableRule)
    }

    fn dashes(&self, width: usize) -> Span {
        let one = text::grapheme_width("─", self.ambiguous).max(1);
        Span::new("─".repeat(width / one) + &" ".repeat(width % one), Role::TableRule)
    }
}

/// A table too wide for its columns: one block per row, `header: value`.
fn rows(table: &Table, room: usize, ambiguous: Ambiguous, cell: SetCell<'_>) -> Vec<Vec<Span>> {
    let has_body = table.rows.iter().any(|row| !row.header);
    let header = table.rows.iter().take_while(|row| row.header && has_body).last();
    let mut out: Vec<Vec<Span>> = Vec::new();
    for row in table.rows.iter().filter(|row| !(row.header && has_body)) {
        if !out.is_empty() {
            out.push(Vec::new());
        }
        for datum in row.cells.iter().filter(|cell| !cell.nodes.is_empty()) {
            let name = header.and_then(|header| {
                header.cells.iter().find(|name| name.at <= datum.at && datum.at < name.at + name.columns)
            });
            out.extend(value(name, datum, room, ambiguous, cell));
        }
    }
    out
}

fn value(name: Option<&Cell>, datum: &Cell, room: usize, ambiguous: Ambiguous, cell: SetCell<'_>) -> Vec<Vec<Span>> {
    let mut lines = name.map(|name| cell(&name.nodes, room.saturating_sub(1).max(2))).unwrap_or_default();
    let Some(last) = lines.last_mut() else { return cell(&datum.nodes, room) };
    last.push(Span::new(":", Role::TableHeader));
    let used = width_of(last, ambiguous) + 1;
    let beside = if used < room { cell(&datum.nodes, room - used) } else { Vec::new() };
    match <[Vec<Span>; 1]>::try_from(beside) {
        Ok([mut value]) if used + width_of(&value, ambiguous) <= room => {
            last.push(Span::spaces(1));
            last.append(&mut value);
        }
        _ => {
            let inner = cell(&datum.nodes, room.saturating_sub(2).max(2));
            lines.extend(inner.into_iter().map(|mut line| {
                line.insert(0, Span::spaces(2));
                line
            }));
        }
    }
    lines
}
