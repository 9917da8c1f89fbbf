//! Finds what moved: rows of the new screen that are elsewhere on the old one.
//!
//! Rows are compared by hash within a band of columns (a pane, or all that changed), which says by
//! how many rows things moved; then every region is weighed by the bytes that it would save, row by
//! row, so that a region may hold rows that do not match. Knows nothing of how moves are written.

use std::collections::BTreeMap;
use std::ops::Range;

use xxhash_rust::xxh3::xxh3_64;

use super::cells::{CellGrid, CellStyle, Glyph, ScreenCell};

/// Rows `top..bottom` within columns `left..right` move up by `by` (down where negative).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Shift {
    pub top: usize,
    pub bottom: usize,
    pub left: usize,
    pub right: usize,
    pub by: isize,
}

/// Bytes that a shift costs, about.
const SHIFT_COST: i64 = 18;
/// Bytes of them that set the region.
const REGION_COST: i64 = 8;
/// Distances weighed per band.
const DISTANCES: usize = 2;

/// The shifts that promise to save most, best first; of whole rows, and where the terminal has side
/// margins of single panes. `region` is set already, so it is the better one where both are as good.
pub(super) fn candidates(old: &CellGrid, new: &CellGrid, margins: bool, region: Option<(usize, usize)>) -> Vec<Shift> {
    let Some(changed) = changed_rows(old, new) else { return Vec::new() };
    let (top, bottom) = region.unwrap_or((changed.start, changed.end));
    let rows = changed.start.min(top)..changed.end.max(bottom);
    let mut found: Vec<(i64, Shift)> = Vec::new();
    let whole = Weights::new(old, new, rows.clone(), 0..new.width);
    for band in bands(old, new, rows.clone()) {
        let part = margins.then(|| Weights::new(old, new, rows.clone(), band.clone()));
        for by in distances(old, new, rows.clone(), band.clone()) {
            found.extend(whole.best(by, region));
            found.extend(part.as_ref().filter(|part| part.is_closed()).and_then(|part| part.best(by, region)));
        }
    }
    found.sort_by_key(|(saved, _)| -saved);
    found.dedup_by_key(|(_, shift)| *shift);
    found.into_iter().map(|(_, shift)| shift).take(3).collect()
}

/// From the first row that differs to the last.
fn changed_rows(old: &CellGrid, new: &CellGrid) -> Option<Range<usize>> {
    let differs = |y: &usize| old.row(*y) != new.row(*y);
    let first = (0..new.height).find(differs)?;
    let last = (0..new.height).rfind(differs)?;
    (first < last).then_some(first..last + 1)
}

/// The columns that changed, all of them together, and the panes that they are in where rules part them.
fn bands(old: &CellGrid, new: &CellGrid, rows: Range<usize>) -> Vec<Range<usize>> {
    let differs = |x: usize| rows.clone().any(|y| old.row(y).get(x) != new.row(y).get(x));
    let changed: Vec<bool> = (0..new.width).map(differs).collect();
    let has_changed = |x: &usize| changed.get(*x) == Some(&true);
    let bounds = |within: Range<usize>| -> Option<Range<usize>> {
        let first = within.clone().find(has_changed)?;
        let last = within.rev().find(has_changed)?;
        Some(first..last + 1)
    };
    let mut found: Vec<Range<usize>> = bounds(0..new.width).into_iter().collect();
    let rules: Vec<usize> = (0..new.width).filter(|x| !has_changed(x) && is_rule(new, rows.clone(), *x)).collect();
    let mut start = 0;
    for end in rules.into_iter().chain([new.width]) {
        // The whole pane: its edge cuts no wide symbol.
        found.extend(bounds(start..end).map(|_| start..end));
        start = end + 1;
    }
    found.dedup();
    found
}

/// A vertical line through most of the rows.
fn is_rule(grid: &CellGrid, rows: Range<usize>, x: usize) -> bool {
    let sign = |y: usize| grid.row(y).get(x).and_then(|cell| cell.glyph.char());
    let line = |y: &usize| matches!(sign(*y), Some('│' | '┃' | '|' | '║' | '┊' | '▏' | '▕'));
    2 * rows.clone().filter(line).count() > rows.len()
}

/// By how many rows things moved, most of it first.
fn distances(old: &CellGrid, new: &CellGrid, rows: Range<usize>, band: Range<usize>) -> Vec<isize> {
    let hashes = |grid: &CellGrid| -> Vec<(u64, u32)> {
        rows.clone().map(|y| weighed_hash(grid.row(y).get(band.clone()).unwrap_or_default())).collect()
    };
    let (before, after) = (hashes(old), hashes(new));
    let mut votes = BTreeMap::<isize, u32>::new();
    for (y, (hash, weight)) in after.iter().enumerate() {
        for (from, _) in before.iter().enumerate().filter(|(from, (other, _))| hash == other && *from != y) {
            *votes.entry(from as isize - y as isize).or_default() += weight;
        }
    }
    let mut by: Vec<(isize, u32)> = votes.into_iter().filter(|(_, votes)| *votes > 0).collect();
    by.sort_by_key(|(_, votes)| std::cmp::Reverse(*votes));
    by.into_iter().take(DISTANCES).map(|(by, _)| by).collect()
}

/// A hash of cells, and how many of them show something.
fn weighed_hash(cells: &[ScreenCell]) -> (u64, u32) {
    let bytes: Vec<u8> = cells.iter().flat_map(|cell| cell.bytes()).collect();
    (xxh3_64(&bytes), cells.iter().filter(|cell| !cell.is_blank()).count() as u32)
}

/// What each row costs as it is, and from a blank.
struct Weights<'a> {
    old: &'a CellGrid,
    new: &'a CellGrid,
    rows: Range<usize>,
    band: Range<usize>,
    stay: Vec<i64>,
    blank: Vec<i64>,
}

impl<'a> Weights<'a> {
    fn new(old: &'a CellGrid, new: &'a CellGrid, rows: Range<usize>, band: Range<usize>) -> Weights<'a> {
        let blanks = vec![ScreenCell::BLANK; band.len()];
        let part = |grid: &'a CellGrid, y: usize| grid.row(y).get(band.clone()).unwrap_or_default();
        let stay = rows.clone().map(|y| cost(part(old, y), part(new, y))).collect();
        let blank = rows.clone().map(|y| cost(&blanks, part(new, y))).collect();
        Weights { old, new, rows, band, stay, blank }
    }

    /// No wide symbol of either screen straddles the band's edges.
    fn is_closed(&self) -> bool {
        let open =
            |grid: &CellGrid, y: usize, x: usize| grid.row(y).get(x).is_some_and(|cell| cell.glyph == Glyph::RIGHT);
        let cut = |y: usize| {
            [self.band.start, self.band.end].into_iter().any(|x| open(self.old, y, x) || open(self.new, y, x))
        };
        !self.rows.clone().any(cut)
    }

    /// The region that saves most when it moves by `by`, and what it saves.
    fn best(&self, by: isize, region: Option<(usize, usize)>) -> Option<(i64, Shift)> {
        let (moved, blanked) = (sums(&self.saved_by_move(by)), sums(&self.saved_by_blank()));
        let count = by.unsigned_abs();
        let between = |sums: &[i64], rows: Range<usize>| {
            sums.get(rows.end).zip(sums.get(rows.start)).map_or(0, |(to_end, to_start)| to_end - to_start)
        };
        let saved = |top: usize, bottom: usize| {
            let (from_move, from_blank) = if by > 0 {
                (top..bottom - count, bottom - count..bottom)
            } else {
                (top + count..bottom, top..top + count)
            };
            let set = region == Some((self.rows.start + top, self.rows.start + bottom));
            between(&moved, from_move) + between(&blanked, from_blank) + if set { REGION_COST } else { 0 }
        };
        let rows = self.rows.len();
        let regions = (0..rows).flat_map(|top| (top + count + 1..=rows).map(move |bottom| (top, bottom)));
        let (most, (top, bottom)) =
            regions.map(|(top, bottom)| (saved(top, bottom), (top, bottom))).max_by_key(|(most, _)| *most)?;
        let (top, bottom) = (self.rows.start + top, self.rows.start + bottom);
        let shift = Shift { top, bottom, left: self.band.start, right: self.band.end, by };
        (most > SHIFT_COST).then_some((most, shift))
    }

    /// What each row saves if the row `by` below comes in its place; nothing comes from outside.
    fn saved_by_move(&self, by: isize) -> Vec<i64> {
        let from = |y: usize| y.checked_add_signed(by).filter(|from| self.rows.contains(from));
        let row = |grid: &'a CellGrid, y: usize| grid.row(y).get(self.band.clone()).unwrap_or_default();
        let saved = |(stay, y): (&i64, usize)| match from(y) {
            Some(from) => stay - cost(row(self.old, from), row(self.new, y)),
            None => 0,
        };
        self.stay.iter().zip(self.rows.clone()).map(saved).collect()
    }

    fn saved_by_blank(&self) -> Vec<i64> {
        self.stay.iter().zip(&self.blank).map(|(stay, blank)| stay - blank).collect()
    }
}

/// Sums of the first 0, 1, 2 … values.
fn sums(values: &[i64]) -> Vec<i64> {
    let mut sum = 0;
    let mut out = vec![0];
    out.extend(values.iter().map(|value| {
        sum += value;
        sum
    }));
    out
}

/// About how many bytes turn one row into another: symbols, changes of style, moves, erasing.
fn cost(old: &[ScreenCell], new: &[ScreenCell]) -> i64 {
    if old == new {
        return 0;
    }
    let tail = new.iter().rposition(|cell| *cell != ScreenCell::BLANK).map_or(0, |at| at + 1);
    let mut bytes = 0;
    let mut before: Option<(usize, CellStyle)> = None;
    for (x, (_, cell)) in old.iter().zip(new).take(tail).enumerate().filter(|(_, (old, new))| old != new) {
        if before.is_none_or(|(before, _)| before + 1 != x) {
            bytes += 5;
        }
        if before.is_none_or(|(_, style)| style != cell.style) {
            bytes += 4;
        }
        bytes += cell.glyph.char().map_or(0, char::len_utf8) as i64;
        before = Some((x, cell.style));
    }
    bytes + if old.get(tail..) != new.get(tail..) { 8 } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grid(rows: &[&str]) -> CellGrid {
        let width = rows.iter().map(|row| row.chars().count()).max().unwrap_or(0);
        let mut grid = CellGrid::new(width, rows.len(), ScreenCell::BLANK);
        for (y, row) in rows.iter().enumerate() {
            row.chars()
                .enumerate()
                .for_each(|(x, c)| grid.put(x, y, ScreenCell::new(Glyph::of(c), CellStyle::PLAIN), 1));
        }
        grid
    }

    #[test]
    fn a_page_that_moves_between_a_head_and_a_foot_is_found() {
        let old = grid(&["head", "one is here now", "two is here now", "three is here", "four is here", "foot 1"]);
        let new = grid(&["head", "two is here now", "three is here", "four is here", "five is here", "foot 2"]);
        let found = candidates(&old, &new, false, None);
        assert_eq!(found.first(), Some(&Shift { top: 1, bottom: 5, left: 0, right: 15, by: 1 }));
        let back = candidates(&new, &old, false, None);
        assert_eq!(back.first(), Some(&Shift { top: 1, bottom: 5, left: 0, right: 15, by: -1 }));
    }

    #[test]
    fn a_pane_that_moves_beside_another_is_found_where_there_are_side_margins() {
        let list = ["alpha  ", "beta   ", "gamma  ", "delta  "];
        let page =
            ["first line of it ", "second line of it", "third line of it ", "fourth line of it", "fifth line of it "];
        let beside =
            |from: usize| -> Vec<String> { (0..4).map(|y| format!("{}│{}", list[y], page[y + from])).collect() };
        let rows = |from| beside(from).iter().map(String::as_str).collect::<Vec<_>>().join("\n");
        let (old, new) = (rows(0), rows(1));
        let (old, new) = (grid(&old.lines().collect::<Vec<_>>()), grid(&new.lines().collect::<Vec<_>>()));
        let found = candidates(&old, &new, true, None);
        assert_eq!(found.first().map(|shift| (shift.left >= 8, shift.by)), Some((true, 1)));
        assert!(candidates(&old, &new, false, None).iter().all(|shift| shift.left == 0));
    }

    #[test]
    fn nothing_is_found_where_nothing_moved() {
        let old = grid(&["one", "two", "three"]);
        assert!(candidates(&old, &grid(&["one", "2", "three"]), true, None).is_empty());
        assert!(candidates(&old, &old, true, None).is_empty());
    }
}
