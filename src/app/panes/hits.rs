//! What is found in a page: lines, and bytes of their texts, in reading order.

use std::ops::Range;

use super::paragraph;
use crate::render::Page;
use crate::search::{Expr, Field, Finder, Marker};

/// A line of the page, and bytes of its text.
pub type Hit = (usize, Range<usize>);

/// Hits of a text, as written; where there are none, by its sound.
pub fn of_text(page: &Page, needle: &str) -> Vec<Hit> {
    if needle.trim().is_empty() {
        return Vec::new();
    }
    let finder = Finder::new(needle);
    let written = hits_by(page, |text| finder.written(text));
    if written.is_empty() { hits_by(page, |text| finder.sounded(text)) } else { written }
}

/// Hits of what a query looks for in bodies.
pub fn of_query(page: &Page, query: &Expr) -> Vec<Hit> {
    let marker = Marker::new(query);
    if marker.is_empty() { Vec::new() } else { hits_by(page, |text| marker.hits(text, Field::Body)) }
}

/// A hit that runs over a line's end is found as a whole: lines of a block are looked through together.
fn hits_by(page: &Page, find: impl Fn(&str) -> Vec<Range<usize>>) -> Vec<Hit> {
    let mut hits = Vec::new();
    let mut start = 0;
    while start < page.lines.len() {
        let block = page.lines.get(start).map_or(0, |line| line.place.block);
        let len = page.lines.iter().skip(start).take_while(|line| line.place.block == block).count().max(1);
        hits_of_block(page, start..start + len, &find, &mut hits);
        start += len;
    }
    hits
}

fn hits_of_block(page: &Page, lines: Range<usize>, find: impl Fn(&str) -> Vec<Range<usize>>, hits: &mut Vec<Hit>) {
    let mut text = String::new();
    let mut starts = Vec::new();
    for (at, line) in lines.clone().filter_map(|at| Some((at, page.lines.get(at)?.text()))) {
        let shown = line.trim_start();
        let indent = line.len() - shown.len();
        starts.push((at, paragraph::join(&mut text, shown.trim_end()), indent));
    }
    for hit in find(&text) {
        for (number, (at, start, indent)) in starts.iter().enumerate() {
            let end = starts.get(number + 1).map_or(text.len(), |(_, next, _)| *next);
            let (from, to) = (hit.start.max(*start), hit.end.min(end));
            if from < to {
                hits.push((*at, from - start + indent..to - start + indent));
            }
        }
    }
}
