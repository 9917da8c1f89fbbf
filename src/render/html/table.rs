//! Tables: which are data and which only lay a page out.
//!
//! Owns rows, cells and spans as elements give them. Knows nothing of widths.

use super::ElementReader;
use crate::html::{Data, Dom, NodeId, is_hidden};
use crate::render::Role;
use crate::render::content::{Align, BlockKind, Cell, Style, Table, TableRow};

/// Cells that a cell may span; pages that say more mean "all".
const MAX_SPAN: usize = 100;
/// A cell with more text than this, in bytes, is a part of the page rather than a datum.
const MAX_DATUM: usize = 1500;

impl ElementReader<'_> {
    /// Reads the table `node`: as a block of its own, or as what its cells hold.
    pub(super) fn table(&mut self, node: NodeId, style: Style) {
        self.out.finish();
        self.out.margin();
        let rows = rows(self.dom, node);
        self.table_caption(node, style);
        if is_layout(self.dom, node, &rows) {
            self.laid_out(&rows, style);
        } else {
            self.data_table(&rows, style);
        }
        self.out.margin();
    }

    fn table_caption(&mut self, node: NodeId, style: Style) {
        let caption = shown_children(self.dom, node).find(|&child| self.dom.name(child) == "caption");
        if let Some(caption) = caption {
            self.block(caption, Role::Caption, |reader| reader.children(caption, style));
            self.out.no_margin();
        }
    }

    fn laid_out(&mut self, rows: &[(NodeId, Vec<NodeId>)], style: Style) {
        let role = self.out.role;
        for &(row, ref cells) in rows {
            for &cell in cells {
                self.out.soft_margin();
                self.block(row, role, |reader| reader.block(cell, role, |reader| reader.children(cell, style)));
            }
        }
    }

    fn data_table(&mut self, rows: &[(NodeId, Vec<NodeId>)], style: Style) {
        let owner = self.out.block(BlockKind::Table(Table::default()));
        let headers = header_rows(self.dom, rows);
        let mut table = Table::default();
        for (number, (_, cells)) in rows.iter().enumerate() {
            let header = number < headers;
            let cells = cells.iter().map(|&node| self.cell(node, header, owner, style)).collect();
            table.rows.push(TableRow { header, cells });
        }
        self.out.set_table(owner, table);
    }

    fn cell(&mut self, node: NodeId, header: bool, owner: u32, style: Style) -> Cell {
        let dom = self.dom;
        let span = |name| {
            dom.attribute(node, name).and_then(|span| span.trim().parse::<usize>().ok()).unwrap_or(1).clamp(1, MAX_SPAN)
        };
        let header = header || dom.name(node) == "th";
        let role = if header { Role::TableHeader } else { self.out.role };
        let outer = std::mem::replace(&mut self.out.align, Align::Start);
        let nested = self.out.begin_nested(owner);
        self.block(node, role, |reader| reader.children(node, style));
        let nodes = self.out.end_nested(nested);
        self.out.align = outer;
        Cell { nodes, columns: span("colspan"), rows: span("rowspan"), at: 0 }
    }
}

/// The rows of a table that are shown, each with its cells, in the order of the text.
fn rows(dom: &Dom, table: NodeId) -> Vec<(NodeId, Vec<NodeId>)> {
    let mut rows = Vec::new();
    for part in shown_children(dom, table) {
        match dom.name(part) {
            "tr" => rows.push(part),
            "thead" | "tbody" | "tfoot" => rows.extend(shown_children(dom, part).filter(|&row| dom.name(row) == "tr")),
            _ => {}
        }
    }
    let cells = |row| shown_children(dom, row).filter(|&cell| matches!(dom.name(cell), "td" | "th")).collect();
    rows.into_iter().map(|row| (row, cells(row))).collect()
}

fn shown_children(dom: &Dom, node: NodeId) -> impl Iterator<Item = NodeId> {
    dom.children(node).filter(|&child| !is_hidden(dom, child))
}

/// A table without the shape of data: one row, one cell in each row, a table around tables, parts of a page.
fn is_layout(dom: &Dom, table: NodeId, rows: &[(NodeId, Vec<NodeId>)]) -> bool {
    if matches!(dom.attribute(table, "role"), Some("presentation" | "none")) {
        return true;
    }
    let all = || rows.iter().flat_map(|(_, cells)| cells.iter().copied());
    let headed = all().any(|cell| dom.name(cell) == "th");
    let filled =
        |cells: &[NodeId]| cells.iter().filter(|&&cell| dom.descendants(cell).any(|at| has_content(dom, at))).count();
    if rows.iter().all(|(_, cells)| filled(cells) <= 1) || (rows.len() == 1 && !headed) {
        return true;
    }
    let is_part = |cell: NodeId| {
        let mut length = 0;
        dom.descendants(cell).any(|at| {
            if let Data::Text(text) = dom.data(at) {
                length += text.len();
            }
            matches!(dom.name(at), "table" | "h1" | "h2" | "h3") || (!headed && length > MAX_DATUM)
        })
    };
    all().any(is_part)
}

fn has_content(dom: &Dom, node: NodeId) -> bool {
    match dom.data(node) {
        Data::Text(text) => !text.trim().is_empty(),
        _ => matches!(dom.name(node), "img" | "video" | "iframe"),
    }
}

/// Rows at the top whose cells name the columns.
fn header_rows(dom: &Dom, rows: &[(NodeId, Vec<NodeId>)]) -> usize {
    let names = |&(row, ref cells): &(NodeId, Vec<NodeId>)| {
        let in_head = dom.parent(row).is_some_and(|part| dom.name(part) == "thead");
        in_head || (!cells.is_empty() && cells.iter().all(|&cell| dom.name(cell) == "th"))
    };
    let said = rows.iter().take_while(|row| names(row)).count();
    let bold = |cells: &[NodeId]| !cells.is_empty() && cells.iter().all(|&cell| is_bold(dom, cell));
    match rows {
        [(_, first), (_, second), ..] if said == 0 && bold(first) && !bold(second) => 1,
        _ if said == rows.len() => 1,
        _ => said,
    }
}

/// True of a cell whose text is all bold.
fn is_bold(dom: &Dom, cell: NodeId) -> bool {
    let mut at = cell;
    loop {
        let mut parts = dom.children(at).filter(|&part| has_content(dom, part) || !dom.name(part).is_empty());
        let (Some(only), None) = (parts.next(), parts.next()) else { return false };
        if matches!(dom.name(only), "b" | "strong") {
            return true;
        }
        at = only;
    }
}
