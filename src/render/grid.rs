//! A table's cells in their columns: rows, rules, and one block per row where the columns do not fit.
//!
//! Owns bars, rules and cells that span rows. Knows nothing of what columns want.

use super::set::{Setter, plain};
use super::table::{BETWEEN, Cell, Table};
use super::{Role, Span};
use crate::text;

/// The lines of `table` in `room` columns.
pub(super) fn set(setter: &Setter<'_>, table: &Table, room: usize) -> Vec<Vec<Span>> {
    match table.widths(room) {
        Some(widths) => Grid { setter, table, widths }.lines(),
        None => rows(setter, table, room),
    }
}

struct Grid<'a> {
    setter: &'a Setter<'a>,
    table: &'a Table,
    widths: Vec<usize>,
}

/// What decides on the rule below a row.
#[derive(Default)]
struct RowAbove {
    /// Of several lines: such rows are told apart by rules.
    tall: bool,
    header: bool,
    /// The columns that bars stand before.
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
        let lines = self.setter.cell(&cell.nodes, self.width(cell.at, cell.columns).max(2));
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
            let mut own = column.lines.next().unwrap_or_default();
            let columns: usize =
                own.iter().map(|span| text::width(&span.text, self.setter.typesetting.ambiguous)).sum();
            spans.append(&mut own);
            spans.push(plain(" ".repeat(self.width(column.at, column.columns).saturating_sub(columns))));
            at = column.at + column.columns;
        }
        self.empty(&mut spans, at, self.widths.len());
        spans
    }

    /// Columns without a cell.
    fn empty(&self, spans: &mut Vec<Span>, from: usize, to: usize) {
        for at in from..to {
            self.bar(spans, at);
            spans.push(plain(" ".repeat(self.width(at, 1))));
        }
    }

    fn bar(&self, spans: &mut Vec<Span>, at: usize) {
        if at > 0 {
            let bar = if self.is_wide() { "│ " } else { " │ " };
            spans.push(Span { text: bar.to_owned(), role: Role::TableRule, ..Span::default() });
        }
    }

    fn is_wide(&self) -> bool {
        self.setter.typesetting.ambiguous == text::Ambiguous::Wide
    }

    /// The rule below a row; cells that span it go on inside.
    fn rule(&self, open: &mut [Column], above: &[usize], below: &[usize]) -> Vec<Span> {
        let mut spans = Vec::new();
        let mut at = 0;
        let mut left = false;
        while at < self.widths.len() {
            let spanning = open.iter_mut().find(|column| column.at == at);
            let (columns, own) = match spanning {
                Some(column) => (column.columns, Some(column.lines.next().unwrap_or_default())),
                None => (1, None),
            };
            let width = self.width(at, columns);
            if at > 0 {
                let bars = (above.contains(&at), below.contains(&at));
                spans.push(self.joint((left, own.is_some()), bars));
            }
            left = own.is_some();
            match own {
                Some(mut own) => {
                    let used: usize =
                        own.iter().map(|span| text::width(&span.text, self.setter.typesetting.ambiguous)).sum();
                    spans.append(&mut own);
                    spans.push(plain(" ".repeat(width.saturating_sub(used))));
                }
                None => spans.push(self.dashes(width)),
            }
            at += columns.max(1);
        }
        spans
    }

    /// Where a rule meets the bars between two columns: it goes on to the sides that no cell spans.
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
        Span { text: if self.is_wide() { narrow } else { joint.to_owned() }, role: Role::TableRule, ..Span::default() }
    }

    fn dashes(&self, width: usize) -> Span {
        let one = text::grapheme_width("─", self.setter.typesetting.ambiguous).max(1);
        let text = format!("{}{}", "─".repeat(width / one), " ".repeat(width % one));
        Span { text, role: Role::TableRule, ..Span::default() }
    }
}

/// A table too wide for its columns: one block per row, `header: value`.
fn rows(setter: &Setter<'_>, table: &Table, room: usize) -> Vec<Vec<Span>> {
    let has_body = table.rows.iter().any(|row| !row.header);
    let header = table.rows.iter().take_while(|row| row.header && has_body).last();
    let mut out: Vec<Vec<Span>> = Vec::new();
    for row in table.rows.iter().filter(|row| !(row.header && has_body)) {
        if !out.is_empty() {
            out.push(Vec::new());
        }
        for cell in row.cells.iter().filter(|cell| !cell.nodes.is_empty()) {
            let name = header.and_then(|header| {
                header.cells.iter().find(|name| name.at <= cell.at && cell.at < name.at + name.columns)
            });
            out.extend(value(setter, name, cell, room));
        }
    }
    out
}

fn value(setter: &Setter<'_>, name: Option<&Cell>, cell: &Cell, room: usize) -> Vec<Vec<Span>> {
    let columns =
        |line: &[Span]| line.iter().map(|span| text::width(&span.text, setter.typesetting.ambiguous)).sum::<usize>();
    let mut lines = name.map(|name| setter.cell(&name.nodes, room.saturating_sub(1).max(2))).unwrap_or_default();
    let Some(last) = lines.last_mut() else { return setter.cell(&cell.nodes, room) };
    last.push(Span { text: ":".to_owned(), role: Role::TableHeader, ..Span::default() });
    let used = columns(last) + 1;
    let fits = |value: &Vec<Vec<Span>>| value.len() == 1 && value.iter().all(|line| used + columns(line) <= room);
    let beside = (used < room).then(|| setter.cell(&cell.nodes, room - used)).filter(fits);
    match beside.and_then(|value| value.into_iter().next()) {
        Some(mut value) => {
            last.push(plain(" ".to_owned()));
            last.append(&mut value);
        }
        None => {
            let inner = setter.cell(&cell.nodes, room.saturating_sub(2).max(2));
            lines.extend(inner.into_iter().map(|mut line| {
                line.insert(0, plain("  ".to_owned()));
                line
            }));
        }
    }
    lines
}
