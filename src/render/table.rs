//! Tables at a width: columns share it by content, cells are flowed like pages.
//!
//! Owns the widths of columns, spans, rules, and the rows that a table becomes where it does not fit.
//! Knows nothing of elements.

use super::breaks::words;
use super::content::{Content, Kind, Node};
use super::flow::Manner;
use super::set::{Setter, plain};
use super::{Line, Role, Span};
use crate::text;

/// Between columns: a space, a rule, a space.
const BETWEEN: usize = 3;
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
struct Want {
    whole: usize,
    least: usize,
}

impl Table {
    /// Finds each cell's column, and what the columns want. Rows and columns without text are left out.
    pub(super) fn complete(&mut self, content: &Content, manner: Manner) {
        self.rows.retain(|row| row.cells.iter().any(|cell| !cell.nodes.is_empty() || cell.rows > 1));
        let columns = self.place_cells();
        self.wants = vec![Want::default(); columns];
        let cells = || self.rows.iter().flat_map(|row| &row.cells);
        let mut wants = std::mem::take(&mut self.wants);
        for cell in cells().filter(|cell| cell.columns == 1) {
            want_more(&mut wants, cell, measure(content, &cell.nodes, manner));
        }
        for cell in cells().filter(|cell| cell.columns > 1) {
            want_more(&mut wants, cell, measure(content, &cell.nodes, manner));
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
    fn widths(&self, room: usize) -> Option<Vec<usize>> {
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
    let count = own.len().max(1);
    let between = (count - 1) * BETWEEN;
    let whole: usize = own.iter().map(|want| want.whole).sum::<usize>() + between;
    let least: usize = own.iter().map(|want| want.least).sum::<usize>() + between;
    for want in own {
        want.whole += needs.whole.saturating_sub(whole).div_ceil(count);
        want.least += needs.least.saturating_sub(least).div_ceil(count);
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
fn measure(content: &Content, nodes: &[Node], manner: Manner) -> Want {
    let mut want = Want::default();
    for node in nodes {
        let inner = match node {
            Node::Block(number) => measure_block(content, *number, manner),
            Node::Container(_, inner) => {
                let inner = measure(content, inner, manner);
                Want { whole: inner.whole + 2, least: inner.least + 1 }
            }
        };
        want = Want { whole: want.whole.max(inner.whole), least: want.least.max(inner.least) };
    }
    want
}

fn measure_block(content: &Content, number: u32, manner: Manner) -> Want {
    let Some(block) = content.block(number) else { return Want::default() };
    if matches!(block.kind, Kind::Rule | Kind::Table(_)) {
        return Want { whole: 2 * LEAST, least: LEAST };
    }
    let text = content.block_text(block);
    let columns = |text: &str| text::width(text, manner.ambiguous);
    let gaps = |text: &str| {
        if manner.gap {
            text.chars().zip(text.chars().skip(1)).filter(|&(a, b)| super::wants_gap(a, b)).count()
        } else {
            0
        }
    };
    let whole = text.split('\n').map(|line| columns(line) + gaps(line)).max().unwrap_or(0);
    let word = words(text).map(columns).max().unwrap_or(0).min(LONGEST_WORD);
    Want { whole, least: whole.min(word.max(LEAST)) }
}

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
        let lines = self.setter.nodes(&cell.nodes, self.width(cell.at, cell.columns).max(2));
        let lines: Vec<Vec<Span>> = lines.into_iter().map(|line| line.spans).collect();
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
            let columns: usize = own.iter().map(|span| text::width(&span.text, self.setter.manner.ambiguous)).sum();
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
        self.setter.manner.ambiguous == text::Ambiguous::Wide
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
                        own.iter().map(|span| text::width(&span.text, self.setter.manner.ambiguous)).sum();
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
        let one = text::grapheme_width("─", self.setter.manner.ambiguous).max(1);
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
    let spans = |lines: Vec<Line>| lines.into_iter().map(|line| line.spans).collect::<Vec<_>>();
    let columns =
        |line: &[Span]| line.iter().map(|span| text::width(&span.text, setter.manner.ambiguous)).sum::<usize>();
    let mut lines =
        name.map(|name| spans(setter.nodes(&name.nodes, room.saturating_sub(1).max(2)))).unwrap_or_default();
    let Some(last) = lines.last_mut() else { return spans(setter.nodes(&cell.nodes, room)) };
    last.push(Span { text: ":".to_owned(), role: Role::TableHeader, ..Span::default() });
    let used = columns(last) + 1;
    let fits = |value: &Vec<Vec<Span>>| value.len() == 1 && value.iter().all(|line| used + columns(line) <= room);
    let beside = (used < room).then(|| spans(setter.nodes(&cell.nodes, room - used))).filter(fits);
    match beside.and_then(|value| value.into_iter().next()) {
        Some(mut value) => {
            last.push(plain(" ".to_owned()));
            last.append(&mut value);
        }
        None => {
            let inner = spans(setter.nodes(&cell.nodes, room.saturating_sub(2).max(2)));
            lines.extend(inner.into_iter().map(|mut line| {
                line.insert(0, plain("  ".to_owned()));
                line
            }));
        }
    }
    lines
}
